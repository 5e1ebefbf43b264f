"""Going back to a backup: what would change, in numbers; and doing it."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mentorlog import errors
from mentorlog.store import connect
from mentorlog.store.backup import copy_file, copy_pages, create_backup, ensure_backup_folder, free_path, list_backups

if TYPE_CHECKING:
    from mentorlog.store.connect import Schema

DAMAGED_PREFIX = "damaged-"  # how the name begins of a file that was moved aside because it cannot be read
_ACCESS_ERRORS = tuple(
    f"SQLITE_{name}" for name in ("BUSY", "LOCKED", "FULL", "IOERR", "NOMEM", "CANTOPEN", "READONLY", "PERM")
)


class TableDiff(NamedTuple):
    """What a table would gain, lose and see changed."""

    table: str
    back: int
    gone: int
    other: int


def find_backup(path: Path, named: str, schema: "Schema") -> Path:
    """The backup of that name, or the file at that place, fit to be restored.

    Raises NotFound, Foreign, Newer, and Damaged for one that does not pass SQLite's own check.
    """
    backups = {backup.name: backup.path for backup in list_backups(path)}
    found = backups.get(named.removesuffix(".db")) or Path(os.path.abspath(named))
    if not connect.check_header(found, schema):
        raise errors.NotFound("There is no backup of that name, and no such file.", "See them: mentorlog backup list")
    if os.path.realpath(found) == os.path.realpath(path):
        raise errors.Refused("This is the journal itself.", "Name a backup: mentorlog backup list")
    check_backup(found)
    return found


def check_backup(path: Path) -> None:
    """Raise Damaged unless a file passes SQLite's own checks, in memory: on what is only read, it skips the rules."""
    try:
        with closing(_open_readonly(path)) as source, closing(sqlite3.connect(":memory:")) as connection:
            copy_pages(source, connection)
            sound = _is_sound(connection)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname.startswith(_ACCESS_ERRORS):
            raise
        sound = False
    if not sound:
        raise errors.Damaged(f"{path} is damaged.", "It was left as it is. Choose another backup.")


def _is_sound(connection: sqlite3.Connection) -> bool:
    if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        return False
    return not connection.execute("PRAGMA foreign_key_check").fetchall()


def diff_tables(path: Path, backup: Path, step: Callable[[int], None]) -> list[TableDiff]:
    """What restoring would change, table by table: row by row, by their uids. `step` hears of each row that is read."""
    now = _row_fingerprints(path, step) if path.is_file() else {}
    then = _row_fingerprints(backup, step)
    found = []
    for table in {**then, **now}:
        before, after = now.get(table, {}), then.get(table, {})
        other = sum(1 for uid in before.keys() & after.keys() if before[uid] != after[uid])
        found.append(TableDiff(table, len(after.keys() - before.keys()), len(before.keys() - after.keys()), other))
    return [one for one in found if one.back or one.gone or one.other]


def restore_backup(path: Path, backup: Path, name: str, schema: "Schema") -> Path | None:
    """Put a backup in the place of the file; what was there is backed up as `name` first, and its place given.

    A file that is sound is written over within one of SQLite's own transactions, so that whoever reads it meanwhile
    sees the one or the other. A damaged one is moved aside whole.
    """
    if not path.exists():
        connect.make_folder(path.parent)
        copy_file(backup, path)
        return None
    with ExitStack() as stack:
        try:
            connect.check_header(path, schema)
            live = stack.enter_context(closing(_open_exclusive(path, schema)))
            aside = create_backup(path, name, live)
        except (errors.Damaged, errors.Foreign, errors.Newer, sqlite3.DatabaseError) as error:
            # Where the disk is full or another one writes, nothing is wrong with the file.
            if not path.is_file() or getattr(error, "sqlite_errorname", "").startswith(_ACCESS_ERRORS):
                raise
            stack.close()
            return _replace_file(path, backup, name)
        source = stack.enter_context(closing(_open_readonly(backup)))
        live.execute("PRAGMA locking_mode = NORMAL").fetchall()  # the lock stays until the copy is committed
        copy_pages(source, live)
    return aside


def _open_exclusive(path: Path, schema: "Schema") -> sqlite3.Connection:
    """A connection that keeps all others out from now on: what they would write now would be in neither file.

    SQLite copies nothing into a connection that has a transaction open; this mode keeps the lock without one.
    """
    connection = connect.open_existing(path, schema)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def _replace_file(path: Path, backup: Path, name: str) -> Path:
    """Move a file that cannot be read aside, and put the backup in its place: one of the two is always there."""
    folder = ensure_backup_folder(path)
    aside = free_path(folder, f"{DAMAGED_PREFIX}{name}")
    fresh = path.with_name(f".{path.name}.{os.getpid()}.restored")
    copy_file(backup, fresh)
    for ending in ("-journal", "-wal", "-shm"):
        side = path.with_name(path.name + ending)
        if side.exists():
            side.rename(folder / f"{aside.name}{ending}")
    path.chmod(0o600)
    try:
        os.link(path, aside)
    except OSError:  # a file system without links
        os.replace(path, aside)
    os.replace(fresh, path)
    connect.sync(folder)
    connect.sync(path.parent)
    return aside


def _open_readonly(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=connect.LOCK_TIMEOUT, isolation_level=None
    )


def _row_fingerprints(path: Path, step: Callable[[int], None]) -> dict[str, dict[str, int]]:
    """What stands in each table that has uids: a fingerprint of each row by its uid; nothing where it is unreadable."""
    try:
        with closing(_open_readonly(path)) as connection:
            connection.row_factory = sqlite3.Row
            tables = connection.execute(
                "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c ON c.name = 'uid'"
                " WHERE t.type = 'table' ORDER BY t.name"
            ).fetchall()
            found: dict[str, dict[str, int]] = {}
            for (table,) in tables:
                prints = found.setdefault(table, {})
                for row in connection.execute(f'SELECT * FROM "{table}"'):
                    prints[row["uid"]] = _fingerprint(row)
                    step(1)
            return found
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname.startswith(_ACCESS_ERRORS):
            raise
        return {}


def _fingerprint(row: sqlite3.Row) -> int:
    """Of what a row holds; an empty field says as much as one that an older schema does not have."""
    return hash(frozenset((name, value) for name, value in zip(row.keys(), row, strict=True) if value is not None))
