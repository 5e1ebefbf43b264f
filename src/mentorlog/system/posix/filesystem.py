"""Files on Linux, macOS and their kin: modes, links, locks, syncs."""

import errno
import os
import stat
import sys
from pathlib import Path

assert sys.platform != "win32"  # what follows is not there

_NO_LINKS_ERRNOS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)  # of a file system without links
_NETWORK_FILESYSTEMS = (
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs",
)  # fmt: skip


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
