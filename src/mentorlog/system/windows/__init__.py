"""Windows: folders of a user, names, zones, streams. What few commands need is imported there.

mypy looks at it with `--platform win32`; `.ci/windows` runs the tests.
"""

import errno
import os
import re
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

assert sys.platform == "win32"  # what follows is there on no other system

DEFAULT_PAGER = "more"
# A pipe is UTF-8 whatever the code page, with the line ends of every other system: an export comes back as it is.
STREAM_OPTIONS: dict[str, Any] = {"encoding": "utf-8", "newline": "\n"}
_HOURS_OF_DAY = 24
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|:|$)", re.IGNORECASE)
_escapes_enabled: bool | None = None


def user_folder(what: str, expand_home: Callable[[str], str]) -> str:
    """The folder of this program for "config", "cache" or "data"; as platformdirs names it, without its import.

    %LOCALAPPDATA%, which stays on this machine: a journal that roams would be in two places.
    """
    base = os.environ.get("LOCALAPPDATA", "")
    if not Path(base).is_absolute():
        import platformdirs

        base = platformdirs.user_data_dir(roaming=False)
    return f"{base}\\mentorlog\\Cache" if what == "cache" else f"{base}\\mentorlog"


def machine_name() -> str:
    """What this machine is called."""
    return os.environ.get("COMPUTERNAME", "")


def is_home(text: str) -> bool:
    """Whether a path begins with ~, the home folder."""
    return text == "~" or text.startswith(("~/", "~\\"))


def knows_home() -> bool:
    """Whether the home folder is known, as a whole path."""
    return Path(os.path.expanduser("~")).is_absolute()  # noqa: PTH111 - Path raises where it is not known


def is_reserved(name: str) -> bool:
    """Whether a name of a file means a device, wherever it stands and whatever its ending: CON, aux.txt."""
    return bool(_DEVICES.match(name))


def zone_name() -> str:
    """The name of the system's time zone ("Europe/London"), by Unicode's table; empty where it is not in that."""
    import winreg

    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    try:
        place = r"SYSTEM\CurrentControlSet\Control\TimeZoneInformation"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
            name = str(winreg.QueryValueEx(key, "TimeZoneKeyName")[0])
    except OSError:
        return ""
    return WINDOWS_TO_OLSON.get(name.partition("\0")[0], "")


def zone_of_link(path: str) -> str:
    """The name of the zone whose file a link leads to; there are no such files here."""
    return ""


def zone_of_variable() -> tzinfo | None:
    """The zone of TZ, written as on Unix: Unicode's name ("Europe/London") or an offset to the west ("<+1245>-12:45").

    None for what the C library here reads ("GST-1GDT"). It would take a name for its first three letters, without an
    offset and with the summer time of the United States. What is neither means UTC, as on Unix.
    """
    text = os.environ.get("TZ", "").removeprefix(":")
    return _parse_zone(text) if text else None


@cache
def _parse_zone(text: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    with suppress(KeyError, ValueError, OSError):  # KeyError: not found
        return ZoneInfo(text)
    if re.match(r"[A-Za-z]{3}[+-]?\d", text):
        return None
    offset = re.fullmatch(r"<[^>]+>([+-]?)(\d{1,2})(?::(\d\d))?", text)
    if not offset or int(offset[2]) >= _HOURS_OF_DAY:
        return UTC
    west = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return timezone(west if offset[1] == "-" else -west)


def is_closed_pipe(error: OSError) -> bool:
    """Whether a stream failed because its reader has closed the pipe, which is an invalid argument here."""
    return isinstance(error, BrokenPipeError) or error.errno == errno.EINVAL


def is_terminal(stream: Any) -> bool:
    """Whether a person is at the other end of a stream, which may be None or closed. NUL passes for a terminal."""
    from io import FileIO

    try:
        buffer = getattr(stream, "buffer", None)  # a program around this one may have put a stream without bytes there
        return bool(stream.isatty()) and not isinstance(getattr(buffer, "raw", None), FileIO)
    except (AttributeError, ValueError):
        return False


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
