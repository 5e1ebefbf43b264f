"""Windows: a file is private by the folder of its user, names are taken by renaming, and open files stand fast.

What few commands need is imported there. mypy looks at it with `--platform win32`; `.ci/windows` runs the tests.
"""

import errno
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

assert sys.platform == "win32"  # what follows is there on no other system

T = TypeVar("T")
FALLBACK_EDITORS = ("notepad",)
DEFAULT_PAGER = "more"
SCRIPT_SUFFIX = ".py"
# A pipe is UTF-8 whatever the code page, with the line ends of every other system: an export comes back as it is.
STREAM_OPTIONS: dict[str, Any] = {"encoding": "utf-8", "newline": "\n"}
_ACCESS_DENIED, _SHARING_VIOLATION, _LOCK_VIOLATION = 5, 32, 33
_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)  # seconds; a virus scanner lets go of a file in less
_LOCK_AT = 0x7FFFFFFE  # the byte that is locked: a lock keeps others from reading too, so it lies behind all content
_HOURS_OF_DAY = 24
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|:|$)", re.IGNORECASE)

# Files


def create_private(path: str | Path, *, append: bool = False) -> int:
    """Create a file; its descriptor. It is as private as its folder. Raises FileExistsError."""
    flags = os.O_APPEND | os.O_WRONLY if append else os.O_RDWR
    return os.open(path, flags | os.O_CREAT | os.O_EXCL | os.O_BINARY | os.O_NOINHERIT, 0o600)


def open_unfollowed(path: Path) -> int:
    """Open a file for reading; its descriptor. A link in its place is not followed (ELOOP)."""
    if path.is_symlink():
        raise OSError(errno.ELOOP, "Too many levels of symbolic links", str(path))
    return os.open(path, os.O_RDONLY | os.O_BINARY | os.O_NOINHERIT)


def restrict(path: Path) -> None:
    """Files have the permissions of their folder here, so there is nothing to take from others."""


def restrict_handle(handle: int) -> None:
    """Files have the permissions of their folder here, so there is nothing to take from others."""


def is_exposed(path: Path) -> bool:
    """Whether other users have permissions by the mode of a file; modes say nothing here."""
    return False


def is_own(status: os.stat_result) -> bool:
    """Whether a file belongs to the user: what lies in a folder of their profile does."""
    return True


def profile_outside(path: Path) -> str:
    """The folder of the user that makes files private, where a path lies outside of it; else empty."""
    profile = os.environ.get("USERPROFILE", "")
    try:
        return "" if not profile or path.resolve().is_relative_to(Path(profile).resolve()) else profile
    except OSError:
        return ""


def sync_handle(handle: int) -> None:
    """Write an open file to the disk, so that it survives a power cut."""
    os.fsync(handle)


def sync_file(path: Path) -> None:
    """Write a file to the disk, which needs the right to write it."""
    handle = os.open(path, os.O_RDWR | os.O_BINARY | os.O_NOINHERIT)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(path: Path) -> None:
    """The names in a folder are kept in the log of NTFS; no program can sync them."""


def _retry(action: Callable[[], T]) -> T:
    """Try again for a while what another program, which has the file open for a moment, does not let happen."""
    for pause in _PAUSES:
        try:
            return action()
        except PermissionError as error:
            if error.winerror not in (_ACCESS_DENIED, _SHARING_VIOLATION, _LOCK_VIOLATION):
                raise
            time.sleep(pause)
    return action()


def move(source: str | Path, target: str | Path) -> None:
    """Give a file another name, in place of whatever file has it."""
    _retry(lambda: os.replace(source, target))


def move_new(source: str | Path, target: str | Path) -> bool:
    """Give a file a name unless it is taken; whether it was free."""
    try:
        _retry(lambda: Path(source).rename(target))
    except FileExistsError:
        return False
    return True


def link(source: str | Path, target: str | Path) -> None:
    """Give a file a second name, which is free. Raises OSError, also where the file system knows no links."""
    os.link(source, target)


def remove(path: Path) -> None:
    """Remove a file, if it is there."""
    _retry(lambda: path.unlink(missing_ok=True))


def lock_folder(folder: Path) -> int:
    """Lock a folder against others that lock it; closing the descriptor unlocks it. Raises BlockingIOError.

    A folder cannot be opened here. The lock is a file that the system removes once it is closed, by whatever end.
    """
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_TEMPORARY | os.O_NOINHERIT
    path = folder / ".mentorlog.lock"
    try:
        return os.open(path, flags)
    except FileExistsError:
        raise BlockingIOError(errno.EWOULDBLOCK, "locked", str(path)) from None
    except PermissionError:  # that of another process is just being removed; or the folder takes no file
        time.sleep(_PAUSES[0])
        if not os.access(folder, os.W_OK) or not _can_write(folder):
            raise
        raise BlockingIOError(errno.EWOULDBLOCK, "locked", str(path)) from None


def _can_write(folder: Path) -> bool:
    """Whether a folder takes a new file."""
    try:
        os.close(os.open(folder / f".mentorlog.{os.getpid()}", os.O_CREAT | os.O_RDWR | os.O_TEMPORARY))
    except OSError:
        return False
    return True


def lock(handle: int, *, shared: bool = False) -> None:
    """Lock an open file until it is closed. Raises BlockingIOError.

    There is no shared lock without calling the system itself; whoever would share one holds it for a moment, and is
    waited for.
    """
    import msvcrt

    position = os.lseek(handle, 0, os.SEEK_CUR)
    for pause in (*(_PAUSES[:3] if shared else ()), 0.0):
        os.lseek(handle, _LOCK_AT, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            return
        except OSError:
            time.sleep(pause)
        finally:
            os.lseek(handle, position, os.SEEK_SET)
    raise BlockingIOError(errno.EWOULDBLOCK, "locked")


def is_in_use(error: OSError) -> bool:
    """Whether an error says that another program has the file open."""
    return getattr(error, "winerror", None) in (_SHARING_VIOLATION, _LOCK_VIOLATION)


def is_reserved(name: str) -> bool:
    """Whether a name of a file means a device, wherever it stands and whatever its ending: CON, aux.txt."""
    return bool(_DEVICES.match(name))


def lacks_inodes(place: Path) -> bool:
    """Whether a file system can hold no further file; NTFS makes room for as many as there are. Raises OSError."""
    place.stat()
    return False


def network_filesystem(path: Path) -> str:
    """The network file system that a path is on; empty if it is on none, or if that is unknown."""
    return "SMB" if path.drive.startswith("\\\\") else ""


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


@cache
def zone_of_variable() -> tzinfo | None:
    """The zone of TZ, written as on Unix: Unicode's name ("Europe/London") or an offset to the west ("<+1245>-12:45").

    None for what the C library here reads ("GST-1GDT"). It would take a name for its first three letters, without an
    offset and with the summer time of the United States. What is neither means UTC, as on Unix.
    """
    text = os.environ.get("TZ", "").removeprefix(":")
    if not text:
        return None
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


# Other programs


def split_command(command: str) -> list[str]:
    """The words of a command, where a backslash is a part of a path. Raises ValueError for an unclosed quotation mark.

    Variables (%ProgramFiles%) are filled in; there is no shell.
    """
    words, word, quote, in_word = [], "", "", False
    for sign in os.path.expandvars(command):
        if sign == quote:
            quote = ""
        elif quote:
            word += sign
        elif sign in "\"'":
            quote, in_word = sign, True
        elif sign.isspace():
            if in_word:
                words.append(word)
            word, in_word = "", False
        else:
            word, in_word = word + sign, True
    if quote:
        raise ValueError("No closing quotation")
    return [*words, word] if in_word else words


def runnable_words(command: str, words: list[str], arguments: Sequence[str]) -> list[str]:
    """What runs a command of these words with arguments: the program with its ending, which may be .cmd."""
    import shutil

    program = os.path.expanduser(words[0])  # noqa: PTH111 - Path raises for a ~ of an unknown user
    return [shutil.which(program) or program, *words[1:], *arguments]


def quote(word: str) -> str:
    """A word as it is typed in PowerShell; one without $, ` and quotation marks also as in cmd."""
    if re.fullmatch(r"[\w%+=:./\\-]+", word):
        return word
    if not set('"“”„$`') & set(word) and not word.endswith("\\"):
        return f'"{word}"'
    return "'{}'".format(re.sub("['‘’‚‛]", r"\g<0>\g<0>", word))


def join(words: Sequence[str]) -> str:
    """Words as they are typed in PowerShell."""
    return " ".join(map(quote, words))


def start_detached(command: Sequence[str]) -> None:
    """Start a program that nobody waits for: it has no terminal and no stream of this one, and outlives both.

    Its console has no window; without any, the launcher of a virtual environment would open one. Raises OSError.
    """
    import subprocess

    flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    null = subprocess.DEVNULL
    process = subprocess.Popen(
        command, stdin=null, stdout=null, stderr=null, creationflags=flags, cwd=Path(sys.executable).anchor
    )
    process.returncode = 0  # else its end would be asked for, and missed with a warning


def is_running(process: int) -> bool:
    """Whether there is a process of this id. `os.kill` would send it Ctrl-C here, or end it."""
    import ctypes

    query_limited_information, still_active = 0x1000, 259
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    handle = kernel.OpenProcess(query_limited_information, False, process & 0xFFFFFFFF)
    if not handle:
        return ctypes.get_last_error() == _ACCESS_DENIED
    code = ctypes.c_ulong()
    known = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return not known or code.value == still_active


def end_signals() -> tuple[int, ...]:
    """The signals by which other programs end this one; for a closed console see `terminal`."""
    import signal

    return signal.SIGTERM, signal.SIGBREAK


def end_by(number: int) -> None:
    """End this process, with the exit code that a signal means."""
    sys.stdout.flush()
    os._exit(128 + number)


def open_in_browser(page: Path) -> bool:
    """Show a page in the browser; whether one could be started."""
    import webbrowser

    return webbrowser.open(page.as_uri())


def open_file(path: Path) -> bool:
    """Open a file with the program that the system has for its kind; whether one could be started."""
    try:
        os.startfile(path)  # type: ignore[attr-defined,unused-ignore]  # of Windows alone
    except OSError:
        return False
    return True


def pager_encoding(words: Sequence[str]) -> str:
    """The encoding that a pager reads: `more` that of the console, others UTF-8."""
    if Path(words[0]).stem.lower() != "more":
        return "utf-8"
    import ctypes

    return f"cp{ctypes.windll.kernel32.GetConsoleOutputCP() or 437}"
