"""Writing files for the user: under a temporary name, readable by their owner alone, then renamed."""

import errno
import stat
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkstemp

from mentorlog import system
from mentorlog.errors import CannotCreate
from mentorlog.store.connect import is_database
from mentorlog.store.create import make_folder

_PATH_ERRNOS = (errno.ENOENT, errno.ENOTDIR, errno.EROFS, errno.ENAMETOOLONG, errno.EISDIR, errno.EINVAL)


def check_writable(path: Path, force: bool) -> None:
    """Raise CannotCreate if something at `path` must not be overwritten."""
    if system.is_reserved(path.name):
        raise CannotCreate(f"{path} is the name of a device on this system.", "Name another file.")
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return
    if not stat.S_ISREG(mode):
        raise CannotCreate(f"{path} is there, and is not a file.", "It was left as it is. Name another file.")
    if not force:
        raise _exists_error(path)
    if is_database(path):
        raise CannotCreate(f"{path} is a journal, or a copy of one.", "It was left as it is. Name another file.")


def write_file(path: Path, content: bytes | Iterable[bytes], *, force: bool) -> None:
    """Write a file of 0600, whole or not at all; an existing one only with `force`. Raises CannotCreate and OSError."""
    try:
        check_writable(path, force)
        handle, temporary = mkstemp(prefix=".mentorlog-", suffix=".new", dir=path.parent)
        try:
            with open(handle, "wb") as file:
                file.writelines([content] if isinstance(content, bytes) else content)
                file.flush()
                system.sync_handle(file.fileno())
            if force:
                system.move(temporary, path)
            elif not system.move_new(temporary, path):
                raise _exists_error(path)
        finally:
            system.remove(Path(temporary))
    except OSError as error:
        if error.errno in _PATH_ERRNOS:
            raise CannotCreate(f"{path} cannot be made: {str(error.strerror).lower()}.", "Name another file.") from None
        raise


def write_folder(folder: Path, files: dict[str, bytes], *, force: bool) -> None:
    """Write files into a folder of 0700, which may exist; with `force` over files of the same names."""
    if folder.exists() and not folder.is_dir():
        raise CannotCreate(f"{folder} is a file; a folder is needed.", "It was left as it is. Name another folder.")
    for name in files:
        check_writable(folder / name, force)
    make_folder(folder)
    for name, content in files.items():
        write_file(folder / name, content, force=force)


def _exists_error(path: Path) -> CannotCreate:
    return CannotCreate(f"{path} exists already; it was left as it is.", "Name another file, or add --force.")
