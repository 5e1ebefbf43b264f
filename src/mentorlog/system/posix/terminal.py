"""A terminal of Linux, macOS and their kin: readline, its modes, and the signals that come while somebody types."""

import os
import select
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from mentorlog.system.posix import processes

assert sys.platform != "win32"  # what follows is not there


def can_edit_lines() -> bool:
    """Whether this Python can edit a line: not every one is built with readline."""
    from importlib.util import find_spec

    return find_spec("readline") is not None


def read_edited_line(prompt: str, *, typed: str, earlier: str, keep: Callable[[str], None]) -> str:
    """A line from the terminal on stdin and stdout. Raises EOFError at its end, and KeyboardInterrupt.

    `typed` already stands in it; the arrow up brings it back, and before it `earlier`. If the line is cut off, `keep`
    gets what was typed so far. Bytes that are no text are escaped, as surrogates.
    """
    import readline

    readline.set_auto_history(False)
    readline.clear_history()
    for text in filter(None, (earlier, typed)):
        with suppress(ValueError):  # it holds what this terminal's encoding lacks
            readline.add_history(text)
    # Python on macOS is mostly built with libedit, which has commands of its own.
    readline.parse_and_bind("bind ^I ed-insert" if "libedit" in (readline.__doc__ or "") else "tab: tab-insert")
    readline.set_startup_hook((lambda: readline.insert_text(typed)) if typed else None)
    sys.stderr.flush()
    with _half_line_kept(lambda: keep(readline.get_line_buffer())):
        try:
            return input(prompt)
        except UnicodeDecodeError as error:
            return error.object.decode(errors="surrogateescape")


@contextmanager
def _half_line_kept(keep: Callable[[], None]) -> Iterator[None]:
    """Keep the half line on Ctrl-C, when the terminal closes, and when somebody ends the program.

    A program that is killed outright (SIGKILL), or whose machine stops, is never asked: the half line is lost then.
    """
    modes = _terminal_modes()

    def interrupt(*_: object) -> None:
        keep()
        raise KeyboardInterrupt

    def end(number: int, _: object) -> None:
        with suppress(OSError):  # the signal ends the program whether or not the disk takes the line
            keep()
        _restore_modes(modes)
        processes.end_by(number)

    handlers: dict[int, Any] = {signal.SIGINT: interrupt, **dict.fromkeys(processes.end_signals(), end)}
    before = {number: signal.getsignal(number) for number in handlers}
    for number, handler in handlers.items():
        if before[number] != signal.SIG_IGN:
            signal.signal(number, handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _terminal_modes() -> list[Any] | None:
    with suppress(termios.error, ValueError):
        return termios.tcgetattr(sys.stdin.fileno())
    return None


def _restore_modes(modes: list[Any] | None) -> None:
    """Give the terminal back as it was: readline reads it key by key."""
    if modes is not None:
        with suppress(termios.error, ValueError):
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, modes)


def is_one_terminal(source: int, sink: int) -> bool:
    """Whether both are the same terminal, which this process may read: one in the background would be stopped."""
    if not (os.isatty(source) and os.isatty(sink)) or os.fstat(source).st_rdev != os.fstat(sink).st_rdev:
        return False
    return os.tcgetpgrp(source) == os.getpgrp()


@contextmanager
def without_echo(source: int) -> Iterator[None]:
    """Within the block a terminal gives each key at once, and does not show it. Raises OSError where it cannot."""
    try:
        before = termios.tcgetattr(source)
        quiet = termios.tcgetattr(source)
        quiet[3] &= ~(termios.ICANON | termios.ECHO)
        quiet[6][termios.VMIN], quiet[6][termios.VTIME] = 0, 0
        try:
            termios.tcsetattr(source, termios.TCSANOW, quiet)
            yield
        finally:
            termios.tcsetattr(source, termios.TCSANOW, before)
    except termios.error as error:
        raise OSError(*error.args) from None


def is_readable(source: int, seconds: float) -> bool:
    """Whether keys wait, or come within that time."""
    return bool(select.select([source], [], [], max(seconds, 0))[0])


def put_back(source: int, typed: bytes) -> None:
    """Give the terminal back the keys that were typed meanwhile, where the system allows that."""
    import fcntl

    with suppress(OSError):
        for at in range(len(typed)):
            fcntl.ioctl(source, termios.TIOCSTI, typed[at : at + 1])
