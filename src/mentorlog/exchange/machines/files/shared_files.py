"""Files in a folder that other programs carry to other machines: read without trust, written whole or not at all."""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO

from mentorlog.errors import InputOutput
from mentorlog.exchange.machines.files.operation_files import FileFault
from mentorlog.store.create import make_folder
from mentorlog.system import filesystem

Writer = Callable[[IO[bytes]], object]  # writes the content of a file, as often as it is called
PATIENCE = 10.0  # seconds for a file that the engine has to fetch first
_BLOCK_SIZE = 1 << 20  # bytes that are copied at once
TEMPORARY_SUFFIX = ".mentorlog-new"
_GONE_ERRNOS = (errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ENOTCONN, errno.EHOSTDOWN, errno.ETIMEDOUT)
_RECALLED = 0x400000  # FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS: what Windows says of a file that is in the cloud alone


def absence_error(folder: Path) -> InputOutput:
    """The error where the folder is not there: a stick that was pulled, a share that is not mounted."""
    return InputOutput(
        f"The folder of the sync is not there: {folder}.",
        "Nothing is lost. Plug in the stick, mount the share or start the program that carries it: mentorlog sync",
    )


def read_shared(path: Path, limit: int, patience: float = PATIENCE) -> bytes:
    """The content of a file that anybody may have put there, of at most `limit` bytes.

    Links are not followed and devices not read. A file whose content is elsewhere (size, and no blocks on this disk) is
    waited for so many seconds. Raises FileFault, FileNotFoundError, and InputOutput where the disk is gone.
    """
    with _open_shared(path, limit) as handle:
        if is_elsewhere(os.fstat(handle)):
            return _read_patiently(handle, path, limit, patience)
        return _read_all(handle, path, limit)


def copy_shared(path: Path, limit: int, target: IO[bytes]) -> None:
    """Copy such a file into another one, piece by piece; all else as of `read_shared`."""
    with _open_shared(path, limit) as handle:
        if is_elsewhere(os.fstat(handle)):
            target.write(_read_patiently(handle, path, limit, PATIENCE))
        else:
            for block in _read_blocks(handle, path, limit, _BLOCK_SIZE):
                target.write(block)
    target.flush()


@contextmanager
def _open_shared(path: Path, limit: int) -> Iterator[int]:
    """The descriptor of a regular file of at most `limit` bytes, open within the block."""
    try:
        handle = filesystem.open_unfollowed(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _fault_of(error, path) from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise FileFault("junk")
        if status.st_size > limit:
            raise FileFault("too large")
        yield handle
    finally:
        os.close(handle)


def is_elsewhere(status: os.stat_result) -> bool:
    """Whether a file has a size and no content on this disk, as clouds leave one that was not used for long."""
    if getattr(status, "st_file_attributes", 0) & _RECALLED:
        return True
    return status.st_size > 0 and getattr(status, "st_blocks", 1) == 0


def _read_patiently(handle: int, path: Path, limit: int, patience: float) -> bytes:
    """Read in a thread, which is left behind where the engine does not deliver: nothing can end such a read."""
    outcome: list[bytes | BaseException] = []
    own_handle = os.dup(handle)

    def read() -> None:
        try:
            outcome.append(_read_all(own_handle, path, limit))
        except BaseException as error:
            outcome.append(error)
        finally:
            os.close(own_handle)

    thread = Thread(target=read, daemon=True)
    thread.start()
    thread.join(patience)
    if not outcome:
        raise FileFault("not here yet")
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


def _read_all(handle: int, path: Path, limit: int) -> bytes:
    rest = min(os.fstat(handle).st_size, limit) + 1  # which is read at once, and not put together from parts
    return b"".join(_read_blocks(handle, path, limit, rest))


def _read_blocks(handle: int, path: Path, limit: int, size: int) -> Iterator[bytes]:
    """The content of an open file, in blocks of at most `size` bytes."""
    total = 0
    while block := _read_block(handle, path, size):
        total += len(block)
        if total > limit:
            raise FileFault("too large")
        yield block


def _read_block(handle: int, path: Path, size: int) -> bytes:
    try:
        return os.read(handle, size)
    except OSError as error:
        raise _fault_of(error, path) from None


def _fault_of(error: OSError, path: Path) -> Exception:
    if error.errno in _GONE_ERRNOS:
        return absence_error(path.parent)
    return FileFault("junk" if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR) else "unreadable")


def list_names(folder: Path) -> list[str]:
    """The names in a folder; none where it is not there, or is a link that somebody put in its place."""
    try:
        if not is_real_folder(folder):
            return []
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries)
    except FileNotFoundError:
        return []
    except OSError as error:
        if error.errno in _GONE_ERRNOS:
            raise absence_error(folder) from None
        raise


def is_real_folder(folder: Path) -> bool:
    """Whether there is a folder, and no link to one."""
    try:
        return stat.S_ISDIR(folder.lstat().st_mode)
    except FileNotFoundError:
        return False


def put_shared(path: Path, content: bytes | Writer, private: Path) -> None:
    """Write a file of 0600 in place of any that has its name: whole, and on the disk, or not at all.

    It is built in the private folder. Where that is on another disk, it is built beside its place, under a name that
    nobody reads. Raises OSError, and FileFault where a link stands in the place of the file or its folder.
    """
    _require_own_folder(path)
    temporary = private / f"{path.name}.{os.getpid()}{TEMPORARY_SUFFIX}"
    try:
        _write_synced(temporary, content)
        try:
            filesystem.move(temporary, path)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            beside = path.with_name(f".{path.name}{TEMPORARY_SUFFIX}")
            _write_synced(beside, content)
            filesystem.move(beside, path)
    finally:
        filesystem.remove(temporary)
    with suppress(OSError):  # some file systems sync no folders
        filesystem.sync_folder(path.parent)


def _require_own_folder(path: Path) -> None:
    """Make the folder of a file, unless a link stands there, through which the file would end up elsewhere."""
    if not is_real_folder(path.parent):
        if os.path.lexists(path.parent):
            raise FileFault("junk")
        make_folder(path.parent)
    if path.is_symlink() or path.is_dir():
        raise FileFault("junk")


def _write_synced(path: Path, content: bytes | Writer) -> None:
    filesystem.remove(path)
    with os.fdopen(filesystem.create_private(path), "wb") as file:
        if isinstance(content, bytes):
            file.write(content)
        else:
            content(file)
        file.flush()
        filesystem.sync_handle(file.fileno())


def remove_temporaries(*folders: Path) -> None:
    """Remove what a killed writer left. The caller holds the lock that lets one writer at a time into these folders."""
    for path in _temporaries(folders):
        with suppress(OSError):
            filesystem.remove(path)


def _temporaries(folders: tuple[Path, ...]) -> Iterator[Path]:
    for folder in folders:
        yield from (folder / name for name in list_names(folder) if name.endswith(TEMPORARY_SUFFIX))
