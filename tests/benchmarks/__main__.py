"""Measures what commands cost, as multiples of the interpreter alone and of `import typer` in the same run.

    python -m tests.benchmarks --runs 21 --json out.json
    python -m tests.benchmarks --peers --picture docs/speed.svg
    python -m tests.benchmarks --against out.json

A wheel is built and installed into a fresh environment, as people have it; journals are written from a fixed seed.
It ends with 1 where a case did not run as it should, and with 2 where one is over its target.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from tests.benchmarks import peers, told
from tests.benchmarks.cases import CASES, placeholders
from tests.benchmarks.journals import write_journal
from tests.benchmarks.measure import Job, Place, call_in_subprocess, measure_jobs
from tests.benchmarks.picture import render_svg

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Measure, tell, compare, draw."""
    wanted = _parse_arguments()
    with tempfile.TemporaryDirectory(prefix="mentorlog-benchmarks-") as name:
        folder = Path(name)
        place = _install(folder)
        jobs = _prepare_jobs(folder, place, wanted)
        found = _find_programs(wanted.peers) if wanted.peers is not None else {}
        jobs += peers.prepare_jobs(folder / "peers", wanted.sizes, found, date.today())
        results, failed = measure_jobs(place, jobs, wanted.runs)
        facts = told.to_json(place, results, failed, wanted.runs)
    told.print_table(results)
    told.print_growth(results)
    told.print_peers(results, [peer.program for peer in peers.PEERS if peer.program not in found] if found else [])
    if wanted.json:
        wanted.json.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    if wanted.picture:
        wanted.picture.write_text(render_svg(facts), encoding="utf-8")
    if wanted.against:
        told.print_changes(facts, json.loads(wanted.against.read_text(encoding="utf-8")))
    for one in facts["failed"]:
        print(f"{one} did not end as it should", file=sys.stderr)
    return 1 if failed else 2 if told.cases_over_target(results) else 0


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--sizes", type=_parse_sizes, default=[100, 1_000, 10_000, 100_000], metavar="N,N")
    parser.add_argument("--only", default="", metavar="TEXT", help="only cases whose name holds this")
    parser.add_argument("--acts", action="store_true", help="only what other programs do too")
    parser.add_argument(
        "--peers", nargs="?", const="", metavar="FOLDER", help="also other programs, from this folder or PATH"
    )
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--against", type=Path, metavar="FILE")
    parser.add_argument("--picture", type=Path, metavar="FILE")
    return parser.parse_args()


def _parse_sizes(text: str) -> list[int]:
    return sorted(int(size) for size in text.split(","))


def _install(folder: Path) -> Place:
    """An empty environment, and one with a wheel of what is here."""
    for name, *more in (("empty", "--without-pip"), ("full",)):
        subprocess.run([sys.executable, "-m", "venv", *more, folder / name], check=True)
    python = folder / "full" / "bin" / "python"
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    settings = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    }
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT], check=True, env=settings)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([*pip, "install", "--compile", wheel], check=True, env=settings)
    return Place(folder / "empty" / "bin" / "python", python, folder / "full" / "bin" / "mentorlog")


def _prepare_jobs(folder: Path, place: Place, wanted: argparse.Namespace) -> list[Job]:
    """Each case at each size, with a journal of that size in its usual place."""
    jobs = []
    for entries in wanted.sizes:
        data = folder / f"data-{entries}"
        (data / "mentorlog").mkdir(parents=True, mode=0o700)
        call_in_subprocess(write_journal, data / "mentorlog" / "journal.db", entries, date.today())
        print(f"a journal of {entries:,} entries is written", file=sys.stderr)
        names = placeholders(data)
        for case in CASES:
            chosen = wanted.only in case.name and (case.act or not wanted.acts)
            if chosen and (case.at_each_size or entries == wanted.sizes[0]) and entries <= case.max_entries:
                words = tuple(word.format(**names) for word in case.words)
                settings = {"HOME": str(data), "XDG_DATA_HOME": str(data), **case.environment}
                settings = {name: value.format(**names) for name, value in settings.items()}
                jobs.append(Job(case, entries, data, (str(place.script), *words), settings))
    return jobs


def _find_programs(folder: str) -> dict[str, str]:
    """Where the other programs are: in that folder, or else on the path."""
    places = {
        peer.program: shutil.which(peer.program, path=folder or None) or shutil.which(peer.program)
        for peer in peers.PEERS
    }
    return {name: place for name, place in places.items() if place}


if __name__ == "__main__":
    sys.exit(main())
