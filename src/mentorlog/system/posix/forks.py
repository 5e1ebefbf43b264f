"""A fork of this process that answers yes or no while this one goes on, where there are forks and a second core."""

import gc
import io
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import IO, Any, Self

assert sys.platform != "win32"  # what follows is not there

# The signals by which a person, a closed terminal and other programs end a process.
_ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
_ORPHAN_CHECK = 0.2  # seconds between two looks of a fork at whether its parent is still there


def can_fork() -> bool:
    """Whether a fork would run beside this process.

    One of several threads is not forked, since locks may be held; nor is one on macOS, whose libraries are not made for
    it.
    """
    return sys.platform == "linux" and _count_cores() > 1 and threading.active_count() == 1


def _count_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def own_reader(file: IO[bytes]) -> IO[bytes] | None:
    """A reader of a file whose place a fork does not share; None for a kind of file that cannot have one."""
    if isinstance(file, io.BytesIO):
        return file  # a fork has its own copy of what is in memory
    if isinstance(file, io.BufferedReader | io.BufferedRandom):
        return io.BufferedReader(_PositionedFile(file.fileno()))
    return None


class Fork:
    """A fork that runs `check`, which touches nothing that this process has open but by `own_reader`.

    Whatever ends it otherwise than with True is a no. It never outlives the block, nor this process by more than a
    moment, and it prints nothing.
    """

    def __init__(self, check: Callable[[], bool]) -> None:
        self._check = check
        self._process = 0
        self._answer: bool | None = None

    def __enter__(self) -> Self:
        parent = os.getpid()
        # Held until the fork has no handlers of this process any more, which would raise in the midst of its work.
        former = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        try:
            self._process = os.fork()
            if self._process == 0:
                _answer_and_end(self._check, parent, former)
        except OSError:  # no further process, or no memory for one
            self._answer = False
        finally:
            self._let_signals_in(former)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _let_signals_in(self, mask: set[Any]) -> None:
        """Handle the signals that came meanwhile. One of them may raise, and then nobody calls `__exit__`."""
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        except BaseException:
            self._end()
            raise

    def _end(self) -> None:
        """End the fork unless it has answered."""
        if self._process and self._answer is None:
            with suppress(ProcessLookupError):  # it has ended, and where SIGCHLD is ignored nothing is left of it
                os.kill(self._process, signal.SIGKILL)
            self.answer()

    def has_refused(self) -> bool:
        """Whether the answer is known by now, and is no."""
        if self._answer is None:
            self._reap(os.WNOHANG)
        return self._answer is False

    def answer(self) -> bool:
        """The answer, waited for."""
        if self._answer is None:
            self._reap(0)
        return self._answer is True

    def _reap(self, options: int) -> None:
        try:
            process, status = os.waitpid(self._process, options)
        except ChildProcessError:  # SIGCHLD is ignored, and how it ended is lost
            self._answer = False
            return
        if process:
            self._answer = status == 0


def _answer_and_end(check: Callable[[], bool], parent: int, mask: set[Any]) -> None:
    """End with 0 for a yes, past everything that the parent would do at its own end."""

    def end_orphan(*_: Any) -> None:
        if os.getppid() != parent:
            os._exit(1)

    status = 1
    try:
        gc.freeze()  # what belongs to the parent is never collected here: its files would be closed
        for number in filter(lambda number: callable(signal.getsignal(number)), _ENDING):  # not what is ignored
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGALRM, end_orphan)
        signal.setitimer(signal.ITIMER_REAL, _ORPHAN_CHECK, _ORPHAN_CHECK)
        status = 0 if check() else 1
    finally:
        os._exit(status)


class _PositionedFile(io.RawIOBase):
    """Reads an open file from a place of its own."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._place = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = os.pread(self._handle, len(buffer), self._place)
        buffer[: len(block)] = block
        self._place += len(block)
        return len(block)
