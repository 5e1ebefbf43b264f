"""Time processes: each case right after its references, the cases in turn, and the medians of the ratios."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import Process
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.benchmarks.cases import Case

_PATIENCE = 30_000  # milliseconds in all after which a case is not run again, once it ran `_FEWEST` times
_FEWEST = 3
_READ = 65536


class Place(NamedTuple):
    """Where the interpreters and the program are installed."""

    bare: Path  # the interpreter of an empty environment
    python: Path  # the interpreter of the environment with mentorlog
    script: Path  # mentorlog as it is installed


class Job(NamedTuple):
    """A case at one size: its command, and where its data are."""

    case: Case
    entries: int
    data: Path
    command: tuple[str, ...]
    environment: Mapping[str, str]


class SingleRun(NamedTuple):
    """The cost of one run."""

    milliseconds: float
    megabytes: float  # at the peak; at least those of this process, which the system counts in
    code: int


class Measurement(NamedTuple):
    """The cost of a case at one size. `bare` and `typer` are ratios to these references."""

    case: Case
    entries: int
    runs: int
    milliseconds: float
    megabytes: float  # of memory, at its peak
    bare: float
    typer: float
    rounds: Mapping[int, float]  # milliseconds of each round

    @property
    def target(self) -> float | None:
        """How many times `import typer` it may take."""
        return self.case.target if self.entries < 100_000 else self.case.target_large

    def part_of(self, other: "Measurement") -> float:
        """How much of another one's time it takes: the median of the rounds that both ran in.

        In a round they run soon after one another, so that a machine that is slow for a while is slow for both.
        """
        return median(self.rounds[at] / other.rounds[at] for at in self.rounds.keys() & other.rounds.keys())


def measure_jobs(place: Place, jobs: Sequence[Job], runs: int) -> tuple[list[Measurement], list[Job]]:
    """Run everything `runs` times, round-robin, slow cases less often; returns the measurements and the failed jobs."""
    times: list[dict[int, tuple[float, float, float, float]]] = [{} for _ in jobs]  # by round
    failed: set[int] = set()
    for round_ in range(runs + 1):  # the first one only warms the caches
        for at, job in enumerate(jobs):
            if at in failed or _has_enough(times[at]):
                continue
            bare = time_command([str(place.bare), "-I", "-c", "pass"], {})
            typer = time_command([str(place.python), "-I", "-c", "import typer"], {})
            if job.case.prepare:
                job.case.prepare(job.data)
            taken = time_command(job.command, job.environment, terminal=job.case.terminal)
            if taken.code not in job.case.exit_codes:
                failed.add(at)
            elif round_ or taken.milliseconds > _PATIENCE / 10:
                ratios = (taken.milliseconds / bare.milliseconds, taken.milliseconds / typer.milliseconds)
                times[at][round_] = (taken.milliseconds, taken.megabytes, *ratios)
        print(f"\rround {round_} of {runs}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return [_summarize(job, times[at]) for at, job in enumerate(jobs) if times[at] and at not in failed], [
        jobs[at] for at in sorted(failed)
    ]


def _summarize(job: Job, times: Mapping[int, tuple[float, float, float, float]]) -> Measurement:
    milliseconds, megabytes, bare, typer = (median(column) for column in zip(*times.values(), strict=True))
    rounds = {at: taken for at, (taken, *_) in times.items()}
    return Measurement(job.case, job.entries, len(times), milliseconds, megabytes, bare, typer, rounds)


def call_in_subprocess(work: Callable[..., object], *given: object) -> None:
    """Call it in a process of its own: the system counts this one's memory in for each process it starts."""
    process = Process(target=work, args=given)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"{work.__name__} failed")


def _has_enough(times: Mapping[int, tuple[float, float, float, float]]) -> bool:
    return len(times) >= _FEWEST and sum(time for time, *_ in times.values()) > _PATIENCE


def time_command(command: Sequence[str], settings: Mapping[str, str], *, terminal: bool = False) -> SingleRun:
    """Run a process, and give its cost."""
    usual = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8", "COLUMNS": "80"}
    ours, theirs = os.openpty() if terminal else (-1, os.open(os.devnull, os.O_WRONLY))
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**usual, **settings},
    )
    os.close(theirs)
    while terminal and _read(ours):
        pass
    _, status, usage = os.wait4(process.pid, 0)
    taken = (time.perf_counter() - began) * 1000
    process.returncode = os.waitstatus_to_exitcode(status)
    if terminal:
        os.close(ours)
    return SingleRun(taken, usage.ru_maxrss / 1024, process.returncode)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, _READ)
    except OSError:  # how a terminal says that the other end is closed
        return b""
