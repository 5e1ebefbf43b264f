"""Streams on Windows: who is at the other end, what waits in a pipe, and whether a console obeys escape sequences."""

import errno
import os
import sys
import time
from typing import Any

assert sys.platform == "win32"  # what follows is there on no other system


def is_closed_pipe(error: OSError) -> bool:
    """Whether a stream failed because its reader has closed the pipe, which is an invalid argument here."""
    return isinstance(error, BrokenPipeError) or error.errno == errno.EINVAL


def is_terminal(stream: Any) -> bool:
    """Whether a person is at the other end of a stream, which may be None or closed. NUL passes for a terminal."""
    from io import FileIO

    try:
        return bool(stream.isatty()) and not isinstance(getattr(stream.buffer, "raw", None), FileIO)
    except (AttributeError, ValueError):
        return False


_escapes_enabled: bool | None = None


def terminal_type() -> str:
    """What kind of terminal it is: as TERM says, else one with 256 colours where the console takes escape sequences."""
    global _escapes_enabled
    if _escapes_enabled is None:
        _escapes_enabled = _enable_escapes()
    return os.environ.get("TERM") or ("xterm-256color" if _escapes_enabled else "")


def _enable_escapes() -> bool:
    """Let the console obey escape sequences, as Windows 10 and later can; whether it does."""
    import ctypes

    kernel, mode, enabled = ctypes.windll.kernel32, ctypes.c_ulong(), False
    virtual_terminal_processing, streams = 4, (-11, -12)  # stdout and stderr
    for stream in streams:
        handle = kernel.GetStdHandle(stream)
        if kernel.GetConsoleMode(handle, ctypes.byref(mode)):
            enabled = bool(kernel.SetConsoleMode(handle, mode.value | virtual_terminal_processing)) or enabled
    return enabled


def has_input(handle: int, seconds: float) -> bool:
    """Whether something can be read from a pipe, or it is closed, within that time."""
    end = time.monotonic() + seconds
    while True:
        try:
            if _unread_bytes(handle):
                return True
        except OSError:  # closed
            return True
        if time.monotonic() > end:
            return False
        time.sleep(0.01)


def _unread_bytes(handle: int) -> int:
    """How many bytes wait in a pipe. Raises OSError where its other end is closed and all is read."""
    import _winapi
    import msvcrt

    return int(_winapi.PeekNamedPipe(msvcrt.get_osfhandle(handle), 0)[-2])
