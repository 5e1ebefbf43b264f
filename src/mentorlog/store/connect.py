"""The file of a store: where it is, whether it is one of ours, how it is opened, and transactions.

A rollback journal with `synchronous=EXTRA` is the only setting that loses no acknowledged commit in a power cut and
leaves a single file between commands.
"""

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog import errors
from mentorlog.clock import sql_local_day
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from sqlite_utils import Database

LOCK_TIMEOUT = 15.0  # seconds to wait for another writer
_MAGIC = b"SQLite format 3\0"
_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA cell_size_check = ON",
    "PRAGMA fullfsync = ON",
    "PRAGMA mmap_size = 0",
)


class Schema(Frozen):
    """The content that a file is to have; the store itself knows nothing of mentoring."""

    application_id: int
    migrations: Sequence[str]  # an SQL script for each version, the oldest first
    # The columns of each table whose words a search finds, the one with the title first; a part of a schema has none.
    searchable: Callable[[], Mapping[str, Sequence[str]]] = dict
    # The group of each field by table, for fields that are true only together; others stand alone.
    groups: Callable[[], Mapping[str, Mapping[str, str]]] = dict
    whole: Callable[[], str] = str  # one SQL script that comes to the same as all migrations; empty where there is none

    @property
    def version(self) -> int:
        """The newest version, which a file keeps as its user_version."""
        return len(self.migrations)

    def as_of(self, version: int) -> "Schema":
        """The tables of a version, without a search index."""
        whole = self.whole if version == self.version else str
        return Schema(self.application_id, self.migrations[:version], whole=whole)

    def scripts(self) -> list[str]:
        """The SQL of an empty file without the search index."""
        whole = self.whole()
        return [whole] if whole else list(self.migrations)


def resolve_path(path: Path) -> Path:
    """The path of a file, which may not exist yet, with links resolved. Raises CannotCreate for a dangling link."""
    real = Path(os.path.realpath(path))
    if path.is_symlink() and not real.exists():
        raise errors.CannotCreate(f"{path} is a link that leads nowhere.", "Mend the link, or remove it.")
    return real


def backup_folder(path: Path) -> Path:
    """The folder of the backups of a file."""
    return path.with_name(path.name + "-backups")


def daily_backup_path(path: Path, day: str) -> Path:
    """Where the backup of a day is, once it is made."""
    return backup_folder(path) / f"{day}.db"


def before_images_path(path: Path, day: str) -> Path:
    """Where the pages of a file are kept as they were before the change whose backup, that of a day, is to be made."""
    return path.with_name(f".{path.name}.{day}.before")


def day_of_before_images(images: Path) -> str:
    """The day whose backup is to be made from these pages."""
    return images.stem[-len("2026-11-23") :]


def find_before_images(path: Path) -> Path | None:
    """The pages that are kept so, of whatever day; None where no backup is to be made."""
    length = len(before_images_path(path, "2026-11-23").name)
    try:
        names = os.listdir(path.parent)  # noqa: PTH208 - each write looks, and needs no Path of each
    except (FileNotFoundError, NotADirectoryError):
        return None
    for name in names:
        if len(name) == length and name.startswith(f".{path.name}.") and name.endswith(".before"):
            return path.with_name(name)
    return None


def check_header(path: Path, schema: Schema) -> bool:
    """Whether there is a file at `path`. Raises Foreign, Newer or Damaged unless it is a store of this schema.

    To be called before connecting: closing a second handle on a file drops the locks that SQLite holds on it.
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
    if not path.with_name(path.name + "-journal").exists():  # else SQLite has to roll back before the header is valid
        with open(path, "rb") as file:
            header = file.read(100)
        check_content(path, header, schema)
    return True


def check_content(path: Path, content: bytes, schema: Schema) -> None:
    """Raise Foreign, Newer or Damaged unless what begins so is a store of this schema; `path` is where it lies."""
    if len(content) < 100 or not content.startswith(_MAGIC):
        raise errors.Foreign(f"{path} is not a journal.", "It was left as it is. Name another file.")
    _check_identity(path, schema, int.from_bytes(content[68:72], "big"), int.from_bytes(content[60:64], "big"))


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


_open_paths: set[Path] = set()  # files that this process is connected to


def is_database(path: Path) -> bool:
    """Whether the file at `path` is a SQLite database. One that this process is connected to is not opened again."""
    if any(open_path.exists() and open_path.samefile(path) for open_path in _open_paths):
        return True
    with open(path, "rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def add_functions(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Give a connection the SQL functions that queries use: `local_day(moment)`, the day by the local clocks."""
    connection.create_function("local_day", 1, sql_local_day)
    return connection


def open_existing(path: Path, schema: Schema) -> sqlite3.Connection:
    """Connect to an existing file to read and write it."""
    _open_paths.add(path)
    connection = sqlite3.connect(path, timeout=LOCK_TIMEOUT, isolation_level=None)
    try:
        configure(connection, durable=True)
        ((application_id,),) = connection.execute("PRAGMA application_id").fetchall()
        _check_identity(path, schema, application_id, schema_version(connection))
    except BaseException:
        connection.close()
        raise
    return connection


def open_readonly(path: Path, schema: Schema) -> sqlite3.Connection | None:
    """Connect to a file without writing or waiting; None if it needs recovery or a migration first.

    Raises sqlite3.Error, and what `check_header` raises.
    """
    if not check_header(path, schema) or path.with_name(path.name + "-journal").exists():
        return None  # the next command that may write rolls back what a killed writer left
    connection = connect_readonly(path, timeout=0)
    is_current = False
    try:
        is_current = schema_version(connection) == schema.version
    finally:
        if not is_current:
            connection.close()
    return connection if is_current else None


def connect_readonly(path: Path, timeout: float | None = None) -> sqlite3.Connection:
    """Connect to any file, whatever it holds, for reading alone; `timeout` is in seconds, else that of all others."""
    timeout = LOCK_TIMEOUT if timeout is None else timeout
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=timeout, isolation_level=None)


def schema_version(connection: sqlite3.Connection) -> int:
    """The version of the schema that a file has."""
    ((version,),) = connection.execute("PRAGMA user_version").fetchall()
    return int(version)


def integrity_faults(connection: sqlite3.Connection, *, quick: bool = False) -> int:
    """How many faults, up to a hundred, SQLite finds in a file: pages and constraints, and unless `quick` indexes.

    The search index does not count, which SQLite looks at too since version 3.44: it is rebuilt from the tables.
    """
    report = connection.execute(f"PRAGMA {'quick' if quick else 'integrity'}_check").fetchall()
    return sum(line != "ok" and not _is_about_search_index(line) for (line,) in report)


def _is_about_search_index(fault: str) -> bool:
    return fault.startswith("fts5: ") or "inverted index for FTS5 table" in fault


def configure(connection: sqlite3.Connection, *, durable: bool) -> None:
    """Set the pragmas of a connection that writes; only a durable one waits until the disk has what was written."""
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    _use_rollback_journal(connection)
    connection.execute(f"PRAGMA synchronous = {'EXTRA' if durable else 'OFF'}")


def _use_rollback_journal(connection: sqlite3.Connection) -> None:
    """Leave the write-ahead log to which another program switched the file; later, while that one has it open."""
    try:
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    except sqlite3.OperationalError:
        ((_, _, file),) = connection.execute("PRAGMA database_list").fetchall()
        if not os.path.exists(f"{file}-wal"):  # noqa: PTH110 - SQLite's own name, not one of ours
            raise


def open_empty(schema: Schema) -> sqlite3.Connection:
    """An empty store in memory, for reading alone: what a command sees where there is no file."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for script in schema.scripts():
        connection.executescript(script)
    connection.execute("PRAGMA query_only = ON")
    return connection


@contextmanager
def temporary_files_beside(path: Path) -> Iterator[None]:
    """Within the block SQLite keeps its temporary files, which have no names, in the folder of a file.

    Else they lie in the system's folder for them, perhaps on a disk that is less well kept than the journal's; so they
    still do where SQLite was built without this pragma, or may not write into the folder.
    """
    folder = str(path.absolute().parent).replace("'", "''")
    with closing(sqlite3.connect(":memory:")) as any_connection:
        with suppress(sqlite3.OperationalError):
            any_connection.execute(f"PRAGMA temp_store_directory = '{folder}'")
        try:
            yield
        finally:
            any_connection.execute("PRAGMA temp_store_directory = ''")


def database(connection: sqlite3.Connection) -> "Database":
    """The connection as sqlite-utils knows it, without the plug-ins that other packages may have installed."""
    from sqlite_utils import Database  # costs as much as the rest of a command

    return Database(connection, execute_plugins=False)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit what the block writes, or roll back."""
    connection.execute("BEGIN IMMEDIATE")  # a deferred transaction could fail later, at its first write
    with commit_or_rollback(connection):
        yield


@contextmanager
def commit_or_rollback(connection: sqlite3.Connection, on_commit: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Commit at the end of the block; roll back on any error, that of a failed COMMIT included.

    `on_commit` is called once what was written stands. A Ctrl-C while SQLite waits for the disk is raised after that.
    """
    is_committing = False
    try:
        yield
        is_committing = True
        connection.execute("COMMIT")
        on_commit()
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        elif is_committing and not isinstance(error, sqlite3.Error):
            on_commit()
        raise
