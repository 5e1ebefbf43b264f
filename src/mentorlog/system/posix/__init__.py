"""Linux, macOS and their kin: folders of a user, names, zones, streams. What few commands need is imported there."""

import os
import sys
from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path
from typing import Any

assert sys.platform != "win32"  # what follows is not there

# less: -F quits where all fits on the screen, -R shows colours, -X leaves the text on the screen.
DEFAULT_PAGER = "less -FRX"
STREAM_OPTIONS: dict[str, Any] = {}  # how stdout and stderr are to write: as the locale says
_XDG_FOLDERS = {
    "config": ("XDG_CONFIG_HOME", "~/.config"),
    "cache": ("XDG_CACHE_HOME", "~/.cache"),
    "data": ("XDG_DATA_HOME", "~/.local/share"),
}


def user_folder(what: str, expand_home: Callable[[str], str]) -> str:
    """The folder of this program for "config", "cache" or "data"; empty where no home folder is known.

    It is the one that platformdirs names, on Linux without its import, which every command would pay.
    """
    if sys.platform == "linux":
        variable, default = _XDG_FOLDERS[what]
        base = os.environ.get(variable, "")
        if not base.startswith("/"):
            base = expand_home(default)
        return f"{base}/mentorlog" if base.startswith("/") else ""
    import platformdirs

    return str(getattr(platformdirs, f"user_{what}_dir")("mentorlog"))


def machine_name() -> str:
    """What this machine is called, without the domain it is in."""
    return os.uname().nodename.split(".")[0]


def is_home(text: str) -> bool:
    """Whether a path begins with ~, the home folder."""
    return text == "~" or text.startswith("~/")


def knows_home() -> bool:
    """Whether the home folder is known, as a whole path."""
    return os.environ.get("HOME", "/").startswith("/")


def is_reserved(name: str) -> bool:
    """Whether a name of a file means a device, wherever it stands; here devices have a place of their own."""
    return False


def zone_name() -> str:
    """The name of the system's time zone ("Europe/London"); empty where it has none."""
    return zone_of_link("/etc/localtime")


def zone_of_link(path: str) -> str:
    """The name of the zone whose file a link leads to; empty where it is no such link."""
    try:
        return str(Path(path).readlink()).partition("zoneinfo/")[2]
    except OSError:
        return ""


def zone_of_variable() -> tzinfo | None:
    """The zone that TZ names, where the C library does not know it: it knows all of them here."""
    return None


def is_closed_pipe(error: OSError) -> bool:
    """Whether a stream failed because its reader has closed the pipe, as head does."""
    return isinstance(error, BrokenPipeError)


def is_terminal(stream: Any) -> bool:
    """Whether a person is at the other end of a stream, which may be None or closed."""
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):
        return False


def terminal_type() -> str:
    """What kind of terminal it is, as TERM says; empty where that is unknown."""
    return os.environ.get("TERM", "")


def has_input(handle: int, seconds: float) -> bool:
    """Whether something can be read from a pipe, or it is closed, within that time."""
    from select import select

    return bool(select([handle], [], [], seconds)[0])
