"""Count the instructions that commands take, which are the same in each run however busy the machine is.

Valgrind's cachegrind counts them in an interpreter whose hashes are fixed. A count belongs to one Python and one Typer;
as a multiple of `import typer`, counted in the same run, it can be compared across machines.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.measure import Job, Place

FIGURES = Path(__file__).with_name("instructions.json")
TOLERANCE = 1.02  # times the figure on file that a command may take
MOMENT = "2026-11-23T09:00:00"  # at which every command is run
_COUNT = re.compile(r"I\s+refs:\s+([\d,]+)")
_CACHEGRIND = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")


class InstructionCount(NamedTuple):
    """What a command takes, in millions of instructions and as a multiple of `import typer`."""

    millions: float
    typer: float


def count_commands(place: Place, jobs: Sequence[Job]) -> dict[str, InstructionCount]:
    """The counts of bare Python, of `import typer`, and of each case; the second run of each counts.

    Raises SystemExit where a command does not end as it should, or Valgrind is not there.
    """
    bare = _count([str(place.bare), "-c", "pass"], {}, (0,))
    typer = _count([str(place.python), "-c", "import typer"], {}, (0,))
    counts = {"python": bare, "import typer": typer}
    for job in jobs:
        settings = {**job.environment, "MENTORLOG_NOW": MOMENT, "TZ": "UTC"}
        command = [str(place.python), *job.command]
        for _ in range(2):  # the first one of a day also makes the day's backup
            counts[job.case.name] = _count(command, settings, job.case.exit_codes)
        print(f"\r{len(counts) - 2} of {len(jobs)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return {name: InstructionCount(count / 1e6, count / typer) for name, count in counts.items()}


def print_counts(counts: Mapping[str, InstructionCount]) -> None:
    """Print the counts as a table."""
    print(f"{'':<32}{'M instructions':>15}{'x typer':>9}")
    for name, count in counts.items():
        print(f"{name:<32}{count.millions:>15.1f}{count.typer:>9.3f}")


def counts_to_json(counts: Mapping[str, InstructionCount], versions: Mapping[str, str]) -> str:
    """The counts as the file has them: multiples, and the versions that they belong to."""
    figures = {name: round(count.typer, 3) for name, count in counts.items()}
    return json.dumps({"versions": dict(versions), "times import typer": figures}, indent=1) + "\n"


def read_figures(path: Path = FIGURES) -> dict[str, float]:
    """The multiples on file, by case."""
    figures: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))["times import typer"]
    return figures


def cases_above(counts: Mapping[str, InstructionCount], figures: Mapping[str, float]) -> list[str]:
    """A line for each command that takes more than it may by the figures on file."""
    return [
        f"{name} takes {count.typer:.3f} times `import typer`; on file are {figures[name]:.3f}"
        for name, count in counts.items()
        if name in figures and count.typer > figures[name] * TOLERANCE
    ]


def _count(command: Sequence[str], settings: Mapping[str, str], codes: Iterable[int]) -> int:
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "COLUMNS": "80", "PYTHONHASHSEED": "0", **settings}
    try:
        done = subprocess.run([*_CACHEGRIND, *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True, env=environment, check=False)  # fmt: skip
    except FileNotFoundError:
        raise SystemExit("Instructions are counted with Valgrind, which is not installed.") from None
    counted = _COUNT.search(done.stderr)
    if done.returncode not in codes or counted is None:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return int(counted[1].replace(",", ""))
