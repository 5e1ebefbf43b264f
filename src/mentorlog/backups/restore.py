"""Restoring a backup, and counting before what that would change."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import NamedTuple

from mentorlog import errors, system
from mentorlog.store import connect
from mentorlog.store.backup import (
    copy_file,
    copy_pages,
    create_backup,
    ensure_backup_folder,
    finish_backup,
    free_path,
    list_backups,
    list_sealed_backups,
)
from mentorlog.store.connect import Schema
from mentorlog.store.create import make_folder
from mentorlog.store.dump import dangling_links
from mentorlog.store.migrate import missing_objects
from mentorlog.store.sqlite_errors import is_damage
from mentorlog.structs import Frozen

DAMAGED_PREFIX = "damaged-"  # of the name of an unreadable file that was moved to the backups


LATEST = "latest"  # names the newest backup
Decrypt = Callable[[Path], bytes | None]  # gives what an encrypted file holds, and None for a plain one


class Copy(Frozen):
    """A copy to go back to."""

    path: Path  # where it lies
    content: bytes | None = None  # of one that was encrypted: it is in memory alone, not in plain on the disk

    def connect(self) -> sqlite3.Connection:
        """Open it for reading."""
        if self.content is None:
            return connect.connect_readonly(self.path)
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.deserialize(self.content)
        return connection

    def write(self, to: Path) -> None:
        """Write it to a path that does not exist."""
        if self.content is None:
            copy_file(self.path, to)
            return
        with closing(self.connect()) as source:
            copy_file(self.path, to, source)


class TableDiff(NamedTuple):
    """How many rows of a table would come back, go, and change."""

    table: str
    back: int
    gone: int
    other: int


def find_backup(path: Path, named: str, schema: Schema, decrypt: Decrypt) -> Copy:
    """The backup of that name, or the file at that path, after checking it; LATEST is the newest that is not encrypted.

    Raises NotFound, Foreign, Newer or Damaged, and what `decrypt` raises.
    """
    with suppress(errors.MentorlogError, OSError, sqlite3.Error):  # one that cannot be made is not what is named
        finish_backup(path)
    newest_first = list_backups(path)
    backups = {backup.name: backup.path for backup in (*list_sealed_backups(path), *newest_first)}
    backup = backups.get(named.removesuffix(".db")) or Path(os.path.abspath(named))
    if named == LATEST and newest_first and not backup.exists():
        backup = newest_first[0].path
    if backup.is_file() and (content := decrypt(backup)) is not None:
        connect.check_content(backup, content, schema)
        copy = Copy(backup, content)
        check_backup(copy, schema)
        return copy
    if not connect.check_header(backup, schema):
        raise errors.NotFound("There is no backup of that name, and no such file.", "See them: mentorlog backup list")
    if path.exists() and backup.samefile(path):  # by whatever name: many systems take a and A for one
        raise errors.Refused("This is the journal itself.", "Name a backup: mentorlog backup list")
    check_backup(Copy(backup), schema)
    return Copy(backup)


def check_backup(copy: Copy, schema: Schema) -> None:
    """Raise Damaged unless a copy in memory passes the checks of SQLite, and has the tables of a journal.

    It is read in memory, since SQLite skips constraints if read-only.
    """
    try:
        with closing(copy.connect()) as source, closing(sqlite3.connect(":memory:")) as connection:
            copy_pages(source, connection)
            sound = _is_sound(connection)
            shaped = sound and not missing_objects(connection, schema, "table")
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        sound = shaped = False
    if not sound:
        raise errors.Damaged(f"{copy.path} is damaged.", "It was left as it is. Choose another backup.")
    if not shaped:
        raise errors.Damaged(
            f"{copy.path} does not have the tables of a journal.", "It was left as it is. Choose another backup."
        )


def _is_sound(connection: sqlite3.Connection) -> bool:
    return not (connect.integrity_faults(connection) or dangling_links(connection))


def diff_tables(path: Path, backup: Copy, step: Callable[[int], None]) -> list[TableDiff]:
    """What restoring would change in each table, comparing rows by uid. `step` is called with the rows read."""
    current = _row_fingerprints(Copy(path), step) if path.is_file() else {}
    restored = _row_fingerprints(backup, step)
    differences = []
    for table in {**restored, **current}:
        before, after = current.get(table, {}), restored.get(table, {})
        other = sum(before[uid] != after[uid] for uid in before.keys() & after.keys())
        diff = TableDiff(table, len(after.keys() - before.keys()), len(before.keys() - after.keys()), other)
        if diff.back or diff.gone or diff.other:
            differences.append(diff)
    return differences


def restore_backup(path: Path, backup: Copy, name: str, schema: Schema) -> Path | None:
    """Replace a file by a backup, after backing it up as `name`; returns the path of that, None if there was no file.

    A readable file is overwritten in a transaction of SQLite, so that a concurrent reader sees either content whole. An
    unreadable one is moved to the backups.
    """
    if not path.exists():
        make_folder(path.parent)
        backup.write(path)
        return None
    with ExitStack() as stack:
        try:
            connect.check_header(path, schema)
            live = stack.enter_context(closing(_open_exclusive(path, schema)))
            aside = create_backup(path, name, live)
        except (errors.Damaged, errors.Foreign, errors.Newer, sqlite3.DatabaseError) as error:
            if not path.is_file() or not is_damage(error):
                raise
            stack.close()
            return _replace_file(path, backup, name)
        counters = live.execute("SELECT name, last FROM counters").fetchall()
        copy_pages(stack.enter_context(closing(_copy_with_counters(backup, counters))), live)
        live.execute("PRAGMA locking_mode = NORMAL").fetchall()
    return aside


def _copy_with_counters(backup: Copy, counters: list[tuple[str, int]]) -> sqlite3.Connection:
    """A copy in memory whose counters are at least these, so that no ref that was given before is given again.

    They are raised in the copy, since a power cut must not part them from the rest of what comes back.
    """
    copy = sqlite3.connect(":memory:", isolation_level=None)
    with closing(backup.connect()) as source:
        copy_pages(source, copy)
    copy.executemany(
        "INSERT INTO counters (name, last) VALUES (?, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)",
        counters,
    )
    return copy


def _open_exclusive(path: Path, schema: Schema) -> sqlite3.Connection:
    """Connect and lock all others out, since what they wrote now would end up in neither file.

    SQLite copies nothing into a connection with an open transaction; the exclusive locking mode needs none.
    """
    connection = connect.open_existing(path, schema)
    try:
        # In the other order it would hold a shared lock while it waits, and a writer that waits to commit waits for it.
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def _replace_file(path: Path, backup: Copy, name: str) -> Path:
    """Move an unreadable file to the backups and put the backup in its place; a file is there at any moment."""
    folder = ensure_backup_folder(path)
    aside = free_path(folder, f"{DAMAGED_PREFIX}{name}")
    fresh = path.with_name(f".{path.name}.{os.getpid()}.restored")
    backup.write(fresh)
    for ending in ("-journal", "-wal", "-shm"):
        side = path.with_name(path.name + ending)
        if side.exists():
            system.move(side, folder / f"{aside.name}{ending}")
    system.restrict(path)
    system.move_new(path, aside)
    system.move(fresh, path)
    system.sync_folder(folder)
    system.sync_folder(path.parent)
    return aside


def _row_fingerprints(copy: Copy, step: Callable[[int], None]) -> dict[str, dict[str, int]]:
    """A fingerprint of each row by uid, for each table that has uids; nothing if the file is unreadable."""
    try:
        with closing(copy.connect()) as connection:
            connection.row_factory = sqlite3.Row
            tables = connection.execute(
                "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c ON c.name = 'uid'"
                " WHERE t.type = 'table' ORDER BY t.name"
            ).fetchall()
            fingerprints: dict[str, dict[str, int]] = {table: {} for (table,) in tables}
            for table, by_uid in fingerprints.items():
                for row in connection.execute(f'SELECT * FROM "{table}"'):
                    by_uid[row["uid"]] = _fingerprint(row)
                    step(1)
            return fingerprints
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return {}


def _fingerprint(row: sqlite3.Row) -> int:
    """A hash of the content of a row; a NULL counts like a column that an older schema does not have."""
    return hash(frozenset((name, value) for name, value in zip(row.keys(), row, strict=True) if value is not None))
