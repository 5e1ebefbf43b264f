"""Measure what commands cost, as multiples of the interpreter alone and of `import typer` in the same run.

    python -m tests.benchmarks --runs 21 --json out.json
    python -m tests.benchmarks --peers --picture docs/speed.svg
    python -m tests.benchmarks --against out.json
    python -m tests.benchmarks --instructions --against tests/benchmarks/instructions.json

A wheel is built and installed into a fresh environment, as people have it; journals are written from a fixed seed.
The exit code is 1 if a case failed, and 2 if one is over its target. `--instructions` counts instead of timing, which
is the same on a busy machine: 2 says that a command takes more than the figures on file, and `--write` files new ones.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path

from tests.benchmarks import peers
from tests.benchmarks.cases import CASES, placeholders
from tests.benchmarks.instructions import (
    FIGURES,
    MOMENT,
    cases_above,
    count_commands,
    counts_to_json,
    print_counts,
    read_figures,
)
from tests.benchmarks.journals import write_journal
from tests.benchmarks.measure import Job, Place, call_in_subprocess, measure_jobs
from tests.benchmarks.picture import render_svg
from tests.benchmarks.results import cases_over_target, print_changes, print_growth, print_peers, print_table, to_json

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Measure the cases, print the results, and write, draw or compare them where that is asked for."""
    wanted = _parse_arguments()
    with tempfile.TemporaryDirectory(prefix="mentorlog-benchmarks-") as name:
        folder = Path(name)
        place = _install(folder)
        if wanted.instructions:
            return _count_instructions(folder, place, wanted)
        jobs = _prepare_jobs(folder, place, wanted, date.today())
        found = _find_programs(wanted.peers) if wanted.peers is not None else {}
        jobs += peers.prepare_jobs(folder / "peers", wanted.sizes, found, date.today())
        jobs.sort(key=lambda job: (job.entries, job.case.act))  # what is compared runs one after the other
        results, failed = measure_jobs(place, jobs, wanted.runs)
        report = to_json(place, results, failed, wanted.runs)
    print_table(results)
    print_growth(results)
    print_peers(results, [peer.program for peer in peers.PEERS if peer.program not in found] if found else [])
    if wanted.json:
        wanted.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if wanted.picture:
        wanted.picture.write_text(render_svg(report), encoding="utf-8")
    if wanted.against:
        print_changes(report, json.loads(wanted.against.read_text(encoding="utf-8")))
    for case in report["failed"]:
        print(f"{case} did not end as it should", file=sys.stderr)
    return 1 if failed else 2 if cases_over_target(results) else 0


def _count_instructions(folder: Path, place: Place, wanted: argparse.Namespace) -> int:
    """Count what everyday commands take at 1,000 entries, and compare it with the figures on file or file it."""
    wanted.sizes = [1_000]
    jobs = [
        job
        for job in _prepare_jobs(folder, place, wanted, datetime.fromisoformat(MOMENT).date())
        if job.case.target and not job.case.terminal
    ]
    counts = count_commands(place, jobs)
    print_counts(counts)
    if wanted.write:
        FIGURES.write_text(counts_to_json(counts, _versions(place)), encoding="utf-8")
        return 0
    above = cases_above(counts, read_figures(wanted.against or FIGURES))
    for line in above:
        print(line, file=sys.stderr)
    return 2 if above else 0


def _versions(place: Place) -> dict[str, str]:
    """Of the interpreter and of Typer, whose multiples the figures are."""
    script = "import platform, typer; print(platform.python_version(), typer.__version__)"
    python, typer = subprocess.run(
        [place.python, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    return {"python": python, "typer": typer}


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--sizes", type=_parse_sizes, default=[100, 1_000, 10_000, 100_000], metavar="N,N")
    parser.add_argument("--only", default="", metavar="TEXT", help="only cases whose name holds this")
    parser.add_argument("--acts", action="store_true", help="only what other programs do too")
    parser.add_argument(
        "--peers", nargs="?", const="", metavar="FOLDER", help="also other programs, from this folder or PATH"
    )
    parser.add_argument("--instructions", action="store_true", help="count instructions, with Valgrind")
    parser.add_argument("--write", action="store_true", help="put the counted instructions on file")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--against", type=Path, metavar="FILE")
    parser.add_argument("--picture", type=Path, metavar="FILE")
    return parser.parse_args()


def _parse_sizes(text: str) -> list[int]:
    return sorted(int(size) for size in text.split(","))


def _install(folder: Path) -> Place:
    """Create an empty environment, and one with a wheel of the working tree installed."""
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


def _prepare_jobs(folder: Path, place: Place, wanted: argparse.Namespace, today: date) -> list[Job]:
    """Each case at each size, with a journal of that size in its usual place."""
    jobs = []
    for entries in wanted.sizes:
        data = folder / f"data-{entries}"
        (data / "mentorlog").mkdir(parents=True, mode=0o700)
        call_in_subprocess(write_journal, data / "mentorlog" / "journal.db", entries, today)
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
    """The paths of the other programs, looked for in that folder first and then on PATH."""
    places = {
        peer.program: shutil.which(peer.program, path=folder or None) or shutil.which(peer.program)
        for peer in peers.PEERS
    }
    return {name: place for name, place in places.items() if place}


if __name__ == "__main__":
    sys.exit(main())
