"""Files on Windows: private by the folder of their user, named by renaming; an open one stands fast."""

import errno
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

assert sys.platform == "win32"  # what follows is there on no other system

T = TypeVar("T")
_ACCESS_DENIED, _SHARING_VIOLATION, _LOCK_VIOLATION = 5, 32, 33
_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)  # seconds; a virus scanner lets go of a file in less
_LOCK_AT = 0x7FFFFFFE  # the byte that is locked: a lock keeps others from reading too, so it lies behind all content


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


def lacks_inodes(place: Path) -> bool:
    """Whether a file system can hold no further file; NTFS makes room for as many as there are. Raises OSError."""
    place.stat()
    return False


def network_filesystem(path: Path) -> str:
    """The network file system that a path is on; empty if it is on none, or if that is unknown."""
    return "SMB" if path.drive.startswith("\\\\") else ""
