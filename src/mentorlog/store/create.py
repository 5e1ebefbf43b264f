"""Creating files, the store's and others: built under a temporary name, then renamed into place complete and synced.

Or not at all. Only their owner can read them.
"""

import errno
import os
import sqlite3
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from mentorlog import errors, system
from mentorlog.store import connect, search
from mentorlog.store.connect import Schema, is_database
from mentorlog.system import filesystem

_PATH_ERRNOS = (errno.ENOENT, errno.ENOTDIR, errno.EROFS, errno.ENAMETOOLONG, errno.EISDIR, errno.EINVAL)


class AlreadyCreated(Exception):
    """Another process created the file first."""


def create_file(path: Path, schema: Schema, *, durable: bool = True) -> sqlite3.Connection:
    """Create a file with the whole schema; its first transaction is still open.

    `durable=False` is for a file that nobody sees before it is complete and synced.
    """
    os.close(filesystem.create_private(path))
    connection = sqlite3.connect(path, timeout=connect.LOCK_TIMEOUT, isolation_level=None)
    try:
        connect.configure(connection, durable=durable)
        connection.execute("BEGIN IMMEDIATE")
        build_schema(connection, schema)
    except BaseException:
        connection.close()
        raise
    return connection


def build_schema(connection: sqlite3.Connection, schema: Schema) -> None:
    """Create all tables and indexes in an empty file, within the open transaction."""
    run_scripts(connection, schema.scripts())
    search.create(connection, schema.searchable())
    search.rebuild(connection)
    connection.execute(f"PRAGMA application_id = {schema.application_id}")
    connection.execute(f"PRAGMA user_version = {schema.version}")


def run_scripts(connection: sqlite3.Connection, scripts: Sequence[str]) -> None:
    """Run SQL scripts within the open transaction."""
    from mentorlog.store.connect import database

    for script in scripts:
        for statement in _statements(script):
            database(connection).execute(statement)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, to be run one by one: executescript would commit the open transaction first.

    A statement can end only at a semicolon. sqlite-utils asks SQLite after each character whether it has ended, which
    took longer than everything else in creating a file.
    """
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def atomic_create(path: Path) -> Iterator[Path]:
    """A temporary path to build a new journal at, renamed to `path` at the end of the block and removed on failure.

    The folder is locked meanwhile. A second process that waits for it gets AlreadyCreated and opens the file of the
    first. A refused first change thus leaves no trace.
    """
    is_new_folder = make_folder(path.parent)
    try:
        with hold_folder(path.parent, "Another program is making the journal."):
            if os.path.lexists(path):
                raise AlreadyCreated(path)
            temporary = path.with_name(f".{path.name}.new")
            _remove(temporary)  # left by a process that was killed: the lock keeps all others out
            try:
                yield temporary
                filesystem.move(temporary, path)
                filesystem.sync_folder(path.parent)
            finally:
                _remove(temporary)
    except BaseException:
        if is_new_folder and not path.exists():
            with suppress(OSError):
                path.parent.rmdir()
        raise


def _remove(path: Path) -> None:
    for name in (path.name, path.name + "-journal"):
        filesystem.remove(path.with_name(name))


@contextmanager
def atomic_write(path: Path, *, replace: bool = False) -> Iterator[Path]:
    """A new empty file to write, put at `path` and synced at the end of the block, and removed on failure.

    If another process has created `path` meanwhile, its file is kept unless `replace` is set.
    """
    temporary = path.with_name(f".{path.name[:200]}.{os.getpid()}.new")
    filesystem.remove(temporary)
    os.close(filesystem.create_private(temporary))
    try:
        yield temporary
        filesystem.sync_file(temporary)
        if replace:
            filesystem.move(temporary, path)
        elif not filesystem.move_new(temporary, path):
            return
        filesystem.sync_folder(path.parent)
    finally:
        filesystem.remove(temporary)


def make_folder(folder: Path) -> bool:
    """Create a folder that only its owner can enter, with missing parents. Returns whether it was missing.

    The names are synced too: a power cut that loses the name of a folder loses everything in it.
    """
    if folder.is_dir():
        return False
    make_folder(folder.parent)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if folder.is_dir():  # another process was faster
            return False
        raise
    with suppress(OSError):  # the parent may not be readable, or its file system may not sync folders
        filesystem.sync_folder(folder.parent)
    return True


@contextmanager
def hold_folder(folder: Path, obstacle: str) -> Iterator[None]:
    """Keep others out who lock the folder too. Raises Locked, which tells the obstacle, after a while."""
    deadline = time.monotonic() + connect.LOCK_TIMEOUT
    while True:
        try:
            handle = filesystem.lock_folder(folder)
            break
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise errors.Locked(obstacle, "Try again in a moment.") from None
            time.sleep(0.01)
    try:
        yield
    finally:
        os.close(handle)


def check_writable(path: Path, force: bool) -> None:
    """Raise CannotCreate if something at `path` must not be overwritten."""
    if system.is_reserved(path.name):
        raise errors.CannotCreate(f"{path} is the name of a device on this system.", "Name another file.")
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return
    if not stat.S_ISREG(mode):
        raise errors.CannotCreate(f"{path} is there, and is not a file.", "It was left as it is. Name another file.")
    if not force:
        raise _exists_error(path)
    if is_database(path):
        raise errors.CannotCreate(f"{path} is a journal, or a copy of one.", "It was left as it is. Name another file.")


def write_file(path: Path, content: bytes | Iterable[bytes], *, force: bool) -> None:
    """Write a file of 0600, whole or not at all; an existing one only with `force`. Raises CannotCreate and OSError."""
    from tempfile import mkstemp

    try:
        check_writable(path, force)
        handle, temporary = mkstemp(prefix=".mentorlog-", suffix=".new", dir=path.parent)
        try:
            with open(handle, "wb") as file:
                file.writelines([content] if isinstance(content, bytes) else content)
                file.flush()
                filesystem.sync_handle(file.fileno())
            if force:
                filesystem.move(temporary, path)
            elif not filesystem.move_new(temporary, path):
                raise _exists_error(path)
        finally:
            filesystem.remove(Path(temporary))
    except OSError as error:
        if error.errno in _PATH_ERRNOS:
            raise errors.CannotCreate(
                f"{path} cannot be made: {str(error.strerror).lower()}.", "Name another file."
            ) from None
        raise


def write_folder(folder: Path, files: dict[str, bytes], *, force: bool) -> None:
    """Write files into a folder of 0700, which may exist; with `force` over files of the same names."""
    if folder.exists() and not folder.is_dir():
        raise errors.CannotCreate(
            f"{folder} is a file; a folder is needed.", "It was left as it is. Name another folder."
        )
    for name in files:
        check_writable(folder / name, force)
    make_folder(folder)
    for name, content in files.items():
        write_file(folder / name, content, force=force)


def _exists_error(path: Path) -> errors.CannotCreate:
    return errors.CannotCreate(f"{path} exists already; it was left as it is.", "Name another file, or add --force.")
