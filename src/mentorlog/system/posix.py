"""Linux, macOS and their kin: modes of files, links, signals, shells. What few commands need is imported there."""

import errno
import os
import stat
import sys
from collections.abc import Callable, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Any

assert sys.platform != "win32"  # what follows is not there

FALLBACK_EDITORS = ("editor", "nano", "vi")
# less: -F quits where all fits on the screen, -R shows colours, -X leaves the text on the screen.
DEFAULT_PAGER = "less -FRX"
SCRIPT_SUFFIX = ".sh"
STREAM_OPTIONS: dict[str, Any] = {}  # how stdout and stderr are to write: as the locale says
_NO_LINKS_ERRNOS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)  # of a file system without links
_NETWORK_FILESYSTEMS = (
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs",
)  # fmt: skip

# Files


def create_private(path: "str | Path", *, append: bool = False) -> int:
    """Create a file that only its owner can read; its descriptor. Raises FileExistsError."""
    flags = os.O_APPEND | os.O_WRONLY if append else os.O_RDWR
    return os.open(path, flags | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)


def open_unfollowed(path: Path) -> int:
    """Open a file for reading; its descriptor. A link in its place is not followed (ELOOP), a FIFO not waited for."""
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)


def restrict(path: Path) -> None:
    """Take the permissions of other users from a file or folder."""
    path.chmod(0o700 if path.is_dir() else 0o600)


def restrict_handle(handle: int) -> None:
    """Take the permissions of other users from an open file."""
    os.fchmod(handle, 0o600)


def is_exposed(path: Path) -> bool:
    """Whether other users have permissions for a file or folder."""
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def is_own(status: os.stat_result) -> bool:
    """Whether a file belongs to the user of this process."""
    return status.st_uid == os.getuid()


def profile_outside(path: Path) -> str:
    """The folder of the user that makes files private, where a path lies outside of it; here modes do that."""
    return ""


def sync_handle(handle: int) -> None:
    """Write an open file, or the names in an open folder, to the disk, so that they survive a power cut.

    On macOS fsync leaves them in the cache of the drive; F_FULLFSYNC does not, but is not known to every file system.
    """
    if sys.platform == "darwin":
        import fcntl

        try:
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
        except OSError:
            os.fsync(handle)
    else:
        os.fsync(handle)


def sync_file(path: Path) -> None:
    """Write a file to the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        sync_handle(handle)
    finally:
        os.close(handle)


def sync_folder(path: Path) -> None:
    """Write the names in a folder to the disk."""
    sync_file(path)


def move(source: "str | Path", target: "str | Path") -> None:
    """Give a file another name, in place of whatever file has it."""
    os.replace(source, target)


def move_new(source: "str | Path", target: "str | Path") -> bool:
    """Give a file a name unless it is taken; whether it was free. Afterwards `source` may still name the file too."""
    try:
        os.link(source, target)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS_ERRNOS:
            raise
        os.rename(source, target)  # noqa: PTH104 - a file system without links
    return True


def link(source: "str | Path", target: "str | Path") -> None:
    """Give a file a second name, which is free. Raises OSError, also where the file system knows no links."""
    os.link(source, target)


def remove(path: Path) -> None:
    """Remove a file, if it is there."""
    path.unlink(missing_ok=True)


def lock_folder(folder: Path) -> int:
    """Lock a folder against others that lock it; closing the descriptor unlocks it. Raises BlockingIOError."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        lock(handle)
    except BaseException:
        os.close(handle)
        raise
    return handle


def lock(handle: int, *, shared: bool = False) -> None:
    """Lock an open file until it is closed, alone or with others that share it. Raises BlockingIOError."""
    import fcntl

    fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def is_in_use(error: OSError) -> bool:
    """Whether an error says that another program has the file open; here such a file can be renamed and removed."""
    return False


def is_reserved(name: str) -> bool:
    """Whether a name of a file means a device, wherever it stands; here devices have a place of their own."""
    return False


def lacks_inodes(place: Path) -> bool:
    """Whether a file system can hold no further file; one that counts no inodes never runs out. Raises OSError."""
    status = os.statvfs(place)
    return bool(status.f_files) and not status.f_favail


def network_filesystem(path: Path) -> str:
    """The network file system that a path is on; empty if it is on none, or if that is unknown."""
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    best = ("", "")
    for line in mounts:
        _, point, kind, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        if os.path.commonpath([point, path]) == point and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1] if best[1] in _NETWORK_FILESYSTEMS else ""


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


_XDG_FOLDERS = {
    "config": ("XDG_CONFIG_HOME", "~/.config"),
    "cache": ("XDG_CACHE_HOME", "~/.cache"),
    "data": ("XDG_DATA_HOME", "~/.local/share"),
}


def machine_name() -> str:
    """What this machine is called, without the domain it is in."""
    return os.uname().nodename.split(".")[0]


def is_home(text: str) -> bool:
    """Whether a path begins with ~, the home folder."""
    return text == "~" or text.startswith("~/")


def knows_home() -> bool:
    """Whether the home folder is known, as a whole path."""
    return os.environ.get("HOME", "/").startswith("/")


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


# Other programs


# What only a shell understands: git hands a command to it as soon as one of these stands in it.
_SHELL_SIGNS = frozenset("|&;<>()$`~=*?[]{}#!\n")


def split_command(command: str) -> list[str]:
    """The words of a command. Raises ValueError for an unclosed quotation mark."""
    import shlex

    return shlex.split(command)


def runnable_words(command: str, words: list[str], arguments: Sequence[str]) -> list[str]:
    """What runs a command of these words with arguments: itself, or a shell where it holds what only that understands.

    So `~/bin/ed`, `$HOME/bin/ed`, `FOO=1 vim` and `less | cat` do what they do for git.
    """
    if not _SHELL_SIGNS & set(command):
        return [*words, *arguments]
    return ["/bin/sh", "-c", f'{command} "$@"' if arguments else command, words[0], *arguments]


def quote(word: str) -> str:
    """A word as it is typed in a shell."""
    import shlex

    return shlex.quote(word)


def join(words: Sequence[str]) -> str:
    """Words as they are typed in a shell."""
    import shlex

    return shlex.join(words)


def start_detached(command: Sequence[str]) -> None:
    """Start a program that nobody waits for: it has no terminal and no stream of this one, and outlives both.

    It holds no folder that somebody may want to unmount. Raises OSError.
    """
    import subprocess

    null = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=null, stdout=null, stderr=null, start_new_session=True, cwd="/")
    process.returncode = 0  # else its end would be asked for, and missed with a warning


def is_running(process: int) -> bool:
    """Whether there is a process of this id."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def end_signals() -> tuple[int, ...]:
    """The signals by which a closed terminal and other programs end this one."""
    import signal

    return signal.SIGHUP, signal.SIGTERM


def end_by(number: int) -> None:
    """End this process by a signal, as it would have ended unhandled."""
    import signal

    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def open_in_browser(page: Path) -> bool:
    """Show a page in the browser; whether one could be started.

    On macOS by `open`: the address of a file handed to the browser's own script is refused by some of them.
    """
    if sys.platform == "darwin" and not os.environ.get("BROWSER"):
        import subprocess

        return subprocess.call(["/usr/bin/open", str(page)]) == 0
    import webbrowser

    return webbrowser.open(page.as_uri())


def open_file(path: Path) -> bool:
    """Open a file with the program that the system has for its kind; whether one could be started."""
    import shutil
    import subprocess

    program = "/usr/bin/open" if sys.platform == "darwin" else shutil.which("xdg-open")
    return program is not None and subprocess.call([program, str(path)], stderr=subprocess.DEVNULL) == 0


def pager_encoding(words: Sequence[str]) -> str:
    """The encoding that a pager reads; empty for that of the terminal."""
    return ""


# Scripts that run a command again


def script_content(command: Sequence[str], typed: str | None) -> bytes:
    """A script that runs a command, with a text on its stdin, and removes itself once that has succeeded."""
    import shlex

    piped = "" if typed is None else f"printf %s {shlex.quote(typed)} | "
    parts = _encode(piped, "utf-8"), _encode(shlex.join(command), sys.getfilesystemencoding())
    return b'# Not in the journal yet, since it could not be written.\n%b%b && rm -- "$0"\n' % parts


def _encode(text: str, encoding: str) -> bytes:
    """The bytes that a text was decoded from, undecodable ones included."""
    try:
        return text.encode(encoding, "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def script_call(path: Path) -> str:
    """What to type to run a script."""
    import shlex

    return f"sh {shlex.quote(str(path))}"


def script_words(path: Path) -> list[str]:
    """The words of the command in a script. Raises OSError, and ValueError where it is no script."""
    import shlex

    return shlex.split(path.read_text(encoding="utf-8", errors="surrogateescape"), comments=True)


def script_literal(text: str) -> str:
    """A text as it stands in a script, without its quotation marks."""
    return text.replace("'", "'\"'\"'")


# Streams


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
