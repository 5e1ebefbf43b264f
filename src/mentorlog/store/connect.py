"""The file of a store: where it is, whose it is, how it is opened, how a new one comes to be.

The rules and their measurements: a rollback journal with `synchronous=EXTRA` is the one setting that loses no
acknowledged commit in a power cut and leaves one file between commands.
"""

import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from mentorlog import errors
from mentorlog.structs import Frozen

LOCK_TIMEOUT = 15.0  # seconds to wait for another writer
_MAGIC = b"SQLite format 3\0"
_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA cell_size_check = ON",
    "PRAGMA fullfsync = ON",
    "PRAGMA mmap_size = 0",
)


class AlreadyCreated(Exception):
    """Somebody else made the file first."""


class Schema(Frozen):
    """What a file is to hold, handed in by those who know what it is about."""

    application_id: int
    migrations: Sequence[str]  # SQL, one script a version, the oldest first
    entries: Callable[[], str]  # SQL of the view `entries` and the index `search` over it

    @property
    def version(self) -> int:
        """The number of the newest schema, kept in the file's user_version."""
        return len(self.migrations)


def resolve_path(path: Path) -> Path:
    """The real place of a file that may not exist yet.

    Raises CannotCreate for a link that leads nowhere: what is behind it is not ours to make.
    """
    real = Path(os.path.realpath(path))
    if path.is_symlink() and not real.exists():
        raise errors.CannotCreate(f"{path} is a link that leads nowhere.", "Mend the link, or remove it.")
    return real


def backup_folder(path: Path) -> Path:
    """Where the backups of a file stand."""
    return path.with_name(path.name + "-backups")


def check_header(path: Path, schema: Schema) -> bool:
    """Whether there is a file at `path`; one that is not ours raises Foreign, Newer or Damaged.

    It must be asked before connecting: closing a second handle on a file drops the locks that SQLite holds on it.
    """
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "not a file"
        raise errors.Foreign(f"{path} is {kind}.", "Name a journal file with --journal FILE.")
    if status.st_size == 0:
        raise errors.Damaged(f"{path} is empty: there is no journal in it.", "Remove it, or name another file.")
    if not path.with_name(path.name + "-journal").exists():  # else SQLite has to roll back before its header counts
        with open(path, "rb") as file:
            header = file.read(100)
        if len(header) < 100 or not header.startswith(_MAGIC):
            raise errors.Foreign(f"{path} is not a journal.", "It was left as it is. Name another file.")
        _check_identity(path, schema, int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big"))
    return True


def _check_identity(path: Path, schema: Schema, application_id: int, version: int) -> None:
    if application_id != schema.application_id:
        raise errors.Foreign(f"{path} belongs to another program.", "It was left as it is. Name another file.")
    if version > schema.version:
        raise errors.Newer(
            f"{path} was written by a newer mentorlog (schema {version}; this one knows {schema.version}).",
            "It was left as it is. Install the newer version.",
        )
    if version < 1:
        raise errors.Damaged(f"{path} names no schema.", "It was left as it is.")


_open_paths: set[Path] = set()  # by this process


def is_database(path: Path) -> bool:
    """Whether the file at `path` is one of SQLite's; one that this process is connected to is not opened for that."""
    if any(one.exists() and one.samefile(path) for one in _open_paths):
        return True
    with open(path, "rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def open_existing(path: Path, schema: Schema) -> sqlite3.Connection:
    """A connection to the existing file at `path`, as every command needs it."""
    _open_paths.add(path)
    connection = sqlite3.connect(path, timeout=LOCK_TIMEOUT, isolation_level=None)
    try:
        _configure(connection, durable=True)
        ((application_id,),) = connection.execute("PRAGMA application_id").fetchall()
        _check_identity(path, schema, application_id, schema_version(connection))
    except BaseException:
        connection.close()
        raise
    return connection


def open_readonly(path: Path, schema: Schema) -> sqlite3.Connection | None:
    """A connection that can only read, and leaves no trace; None where that cannot be, or another schema is there.

    Raises sqlite3.Error, and what `sniffed` raises.
    """
    if not check_header(path, schema) or path.with_name(path.name + "-journal").exists():
        return None  # what a writer left behind is for the next command to roll back
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=0, isolation_level=None)
    if schema_version(connection) != schema.version:
        connection.close()
        return None
    return connection


def schema_version(connection: sqlite3.Connection) -> int:
    """The number of the schema that a file has."""
    ((version,),) = connection.execute("PRAGMA user_version").fetchall()
    return int(version)


def _configure(connection: sqlite3.Connection, *, durable: bool) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    connection.execute(f"PRAGMA synchronous = {'EXTRA' if durable else 'OFF'}")


def open_empty(schema: Schema) -> sqlite3.Connection:
    """An empty store in memory that can only be read: what a command sees where there is no file."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for script in schema.migrations:
        connection.executescript(script)
    connection.execute("PRAGMA query_only = ON")
    return connection


def create_file(path: Path, schema: Schema, *, durable: bool = True) -> sqlite3.Connection:
    """A new file at `path`, in its first transaction, with the whole schema in it and not yet committed.

    `durable=False` is for a file that nobody sees before it is complete and synced.
    """
    from mentorlog.store.migrate import build_schema

    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
    connection = sqlite3.connect(path, timeout=LOCK_TIMEOUT, isolation_level=None)
    try:
        _configure(connection, durable=durable)
        connection.execute("BEGIN IMMEDIATE")
        build_schema(connection, schema)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def atomic_create(path: Path) -> Iterator[Path]:
    """The place to build the file that is to be at `path`; it is renamed there at the end, and gone after a failure.

    One at a time: the folder is locked. Who comes second meets Preceded and finds the file of the first.
    A file that appears complete or not at all is what lets a first change be refused without a trace.
    """
    made = make_folder(path.parent)
    try:
        with _lock_folder(path.parent):
            if os.path.lexists(path):
                raise AlreadyCreated(path)
            hidden = path.with_name(f".{path.name}.new")
            _remove(hidden)  # left by one that was killed: nobody else can be at work on it
            try:
                yield hidden
                hidden.rename(path)
                sync(path.parent)
            finally:
                _remove(hidden)
    except BaseException:
        if made and not path.exists():
            with suppress(OSError):
                path.parent.rmdir()
        raise


def _remove(path: Path) -> None:
    for name in (path.name, path.name + "-journal"):
        path.with_name(name).unlink(missing_ok=True)


def make_folder(folder: Path) -> bool:
    """Make a folder that its owner alone can enter, and likewise those above it that are missing; whether it was made.

    Their names are synced too: a power cut that takes a folder's name takes along all that was synced within.
    """
    if folder.is_dir():
        return False
    make_folder(folder.parent)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if folder.is_dir():  # somebody else was faster
            return False
        raise
    with suppress(OSError):  # a folder above ours that may not be read, or a file system that syncs no folders
        sync(folder.parent)
    return True


@contextmanager
def _lock_folder(folder: Path) -> Iterator[None]:
    import fcntl

    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        deadline = time.monotonic() + LOCK_TIMEOUT
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise errors.Locked("Another program is making the journal.", "Try again in a moment.") from None
                time.sleep(0.01)
        yield
    finally:
        os.close(handle)


def sync(path: Path) -> None:
    """Make what was written to a file, or a rename in a folder, outlast a power cut."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
