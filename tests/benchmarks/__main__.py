"""Measures what commands cost, as multiples of the interpreter alone and of `import typer` in the same run.

    python -m tests.benchmarks --runs 21 --json out.json
    python -m tests.benchmarks --against out.json

A wheel is built and installed into a fresh environment, as people have it; journals are written from a fixed seed.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from tests.benchmarks.cases import CASES
from tests.benchmarks.journals import written
from tests.benchmarks.measure import Measured, Place, measured

ROOT = Path(__file__).parents[2]
MOVED = 0.10  # the share by which a ratio has to move to be named


def main() -> int:
    """Measure, tell, and compare; 1 where a target is missed."""
    told = _arguments()
    with tempfile.TemporaryDirectory(prefix="mentorlog-benchmarks-") as folder:
        place = _installed(Path(folder))
        sizes = [(entries, _data(Path(folder), entries)) for entries in told.sizes]
        cases = [
            (case, entries, data) for at, (entries, data) in enumerate(sizes) for case in CASES if case.sized or at == 0
        ]
        results = measured(place, cases, told.runs)
        facts = _facts(place, results, told.runs)
    _tell(results)
    if told.json:
        told.json.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    if told.against:
        _compare(facts, json.loads(told.against.read_text(encoding="utf-8")))
    return int(any(result.typer > result.target for result in results))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1_000, 10_000, 100_000], metavar="ENTRIES")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--against", type=Path, metavar="FILE")
    return parser.parse_args()


def _installed(folder: Path) -> Place:
    """An empty environment, and one with a wheel of what is here."""
    for name, *more in (("empty", "--without-pip"), ("full",)):
        subprocess.run([sys.executable, "-m", "venv", *more, folder / name], check=True)
    python = folder / "full" / "bin" / "python"
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT], check=True, env=settings)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([*pip, "install", "--compile", wheel], check=True, env=settings)
    return Place(folder / "empty" / "bin" / "python", python, folder / "full" / "bin" / "mentorlog")


def _data(folder: Path, entries: int) -> Path:
    """A folder of data with a journal of that size in its usual place."""
    data = folder / f"data-{entries}"
    (data / "mentorlog").mkdir(parents=True)
    written(data / "mentorlog" / "journal.db", entries, date.today())
    print(f"a journal of {entries:,} entries is written", file=sys.stderr)
    return data


def _facts(place: Place, results: list[Measured], runs: int) -> dict[str, Any]:
    versions = subprocess.run([place.python, "-m", "pip", "freeze"], capture_output=True, text=True, check=True).stdout
    return {
        "python": platform.python_version(),
        "machine": f"{os.cpu_count()} x {platform.machine()}",
        "load": os.getloadavg(),
        "runs": runs,
        "versions": [line for line in versions.splitlines() if "@" not in line],
        "results": [
            {
                "case": result.case.name,
                "entries": result.entries,
                "milliseconds": round(result.milliseconds, 1),
                "bare": round(result.bare, 2),
                "typer": round(result.typer, 3),
                "target": result.target,
            }
            for result in results
        ],
    }


def _tell(results: list[Measured]) -> None:
    print(f"{'case':<28}{'entries':>9}{'ms':>8}{'x bare':>9}{'x typer':>9}{'target':>9}")
    for result in results:
        over = "  over" if result.typer > result.target else ""
        print(
            f"{result.case.name:<28}{result.entries:>9,}{result.milliseconds:>8.1f}{result.bare:>9.2f}"
            f"{result.typer:>9.2f}{result.target:>9.2f}{over}"
        )


def _compare(now: dict[str, Any], before: dict[str, Any]) -> None:
    """Name what moved by more than a tenth."""
    known = {(result["case"], result["entries"]): result["typer"] for result in before["results"]}
    for result in now["results"]:
        was = known.get((result["case"], result["entries"]))
        if was and abs(result["typer"] / was - 1) > MOVED:
            print(f"{result['case']} at {result['entries']:,}: {was} before, {result['typer']} now")


if __name__ == "__main__":
    sys.exit(main())
