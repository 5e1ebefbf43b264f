"""The command line of an attack, and its results: counts for a short table, and every promise that was broken."""

import argparse
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

_MAX_EXAMPLES = 6  # of each broken promise


class Figures:
    """Counts by name, in the order in which they are printed."""

    def __init__(self, *names: str) -> None:
        self._counts: Counter[str] = Counter()
        self._names = list(names)
        self._adding = threading.Lock()
        self.worst: dict[str, float] = {}  # seconds
        self.broken: list[str] = []

    def __getitem__(self, name: str) -> int:
        return self._counts[name]

    def add(self, name: str, number: int = 1) -> None:
        """Count something; a name that is new is printed last."""
        if name not in self._names:
            self._names.append(name)
        with self._adding:
            self._counts[name] += number

    def record_wait(self, name: str, seconds: float) -> None:
        """Keep the longest time under this name."""
        self.worst[name] = max(seconds, self.worst.get(name, 0.0))

    def record_breach(self, name: str, how: str) -> None:
        """Note that a promise was broken, and how."""
        self.add(name)
        self.broken.append(f"{name}: {how}")

    def print_table(self) -> None:
        """Print the table, and the first examples of each broken promise."""
        for name in self._names:
            print(f"{name:<44}{self._counts[name]:>12,}")
        for name, seconds in self.worst.items():
            print(f"{name:<44}{seconds:>10.2f} s")
        for name in dict.fromkeys(how.partition(":")[0] for how in self.broken):
            for how in [one for one in self.broken if one.startswith(name)][:_MAX_EXAMPLES]:
                print(f"BROKEN  {how}")


def ram_folder() -> str | None:
    """A folder in memory, where syncing costs nothing, for whatever needs no real disk; None where there is none."""
    return "/dev/shm" if os.name == "posix" and os.access("/dev/shm", os.W_OK) else None


def run_main(attack: Callable[[Path, int, int], Figures], what: str, count: int, *, on_disk: bool = False) -> int:
    """Run an attack from the command line (`--count N --seed N`); the exit code is 1 if a promise was broken."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--count", type=int, default=count, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    arguments = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mentorlog-attack-", dir=None if on_disk else ram_folder()) as folder:
        figures = attack(Path(folder), arguments.count, arguments.seed)
    figures.print_table()
    print(f"{'took':<44}{time.monotonic() - began:>10.0f} s", file=sys.stderr)
    return int(bool(figures.broken))
