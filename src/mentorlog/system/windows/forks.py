"""No forks: nothing begins one, and whoever asked one would hear a no."""

import sys
from collections.abc import Callable
from types import TracebackType
from typing import IO, Self

assert sys.platform == "win32"  # what follows is true on no other system


def can_fork() -> bool:
    """Whether a fork would run beside this process."""
    return False


def own_reader(file: IO[bytes]) -> IO[bytes] | None:
    """A reader of a file whose place a fork does not share: none is needed."""
    return None


class NoFork:
    """A fork that never begins."""

    def __init__(self, check: Callable[[], bool]) -> None:
        """Take what it would run."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing behind."""

    def has_refused(self) -> bool:
        """Whether the answer is known by now, and is no."""
        return True

    def answer(self) -> bool:
        """The answer, waited for."""
        return False
