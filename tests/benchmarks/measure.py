"""Timing processes: each case with its references just before it, the cases in turn, medians of the ratios."""

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.benchmarks.cases import Case


class Place(NamedTuple):
    """Where things are installed for measuring."""

    bare: Path  # the interpreter of an empty environment
    python: Path  # the interpreter of the environment with mentorlog
    script: Path  # mentorlog as it is installed


class Measured(NamedTuple):
    """A case at one size."""

    case: Case
    entries: int
    milliseconds: float
    bare: float  # how many times as long as the interpreter alone
    typer: float  # how many times as long as `import typer`

    @property
    def target(self) -> float:
        """How many times `import typer` it may take."""
        return self.case.target if self.entries < 100_000 else self.case.target_large


def measured(place: Place, cases: list[tuple[Case, int, Path]], runs: int) -> list[Measured]:
    """Run everything `runs` times, round-robin; each case comes with its number of entries and its folder of data."""
    times: list[list[tuple[float, float, float]]] = [[] for _ in cases]
    for round_ in range(runs + 1):  # the first one only warms the caches
        for at, (case, _, data) in enumerate(cases):
            bare = _timed([place.bare, "-I", "-c", "pass"], data)
            typer = _timed([place.python, "-I", "-c", "import typer"], data)
            taken = _timed([place.script, *case.words], data, terminal=case.terminal, code=case.code)
            if round_:
                times[at].append((taken, taken / bare, taken / typer))
        print(f"\rround {round_} of {runs}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return [
        Measured(case, entries, *(median(column) for column in zip(*times[at], strict=True)))
        for at, (case, entries, _) in enumerate(cases)
    ]


def _timed(command: list[object], data: Path, *, terminal: bool = False, code: int = 0) -> float:
    """The milliseconds a process takes."""
    surroundings = {"PATH": os.environ["PATH"], "HOME": str(data), "XDG_DATA_HOME": str(data), "TERM": "xterm-256color",
                    "LANG": "C.UTF-8", "COLUMNS": "80"}  # fmt: skip
    ours, theirs = os.openpty() if terminal else (-1, os.open(os.devnull, os.O_WRONLY))
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env=surroundings,
    )
    os.close(theirs)
    while terminal and _read(ours):
        pass
    returned = process.wait()
    taken = (time.perf_counter() - began) * 1000
    if terminal:
        os.close(ours)
    if returned != code:
        raise SystemExit(f"{command} ended with {returned}")
    return taken


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how a terminal says that the other end is closed
        return b""
