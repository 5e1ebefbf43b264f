"""Mending a file without losing what it holds: rows as the log tells them, the index anew, a damaged file's rest."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog.store import check, file
from mentorlog.store.changes import Change, Fields, Touched
from mentorlog.store.store import transaction

if TYPE_CHECKING:
    from mentorlog.store.file import Schema


def mended(connection: sqlite3.Connection, schema: "Schema", at: str) -> None:
    """Make the rows as the log tells them, the counters as the rows need them, and the index anew, all or nothing.

    The log is replayed within the transaction that mends, so that nobody's change of this moment is taken for a fault.
    A row of which the log has never heard is taken into it, at the moment `at`: to delete it would be to lose it.
    """
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        with transaction(connection):
            with check.replayed(connection, schema) as told:
                change = Change(connection, "doctor --fix", at)
                for one in check.differing(connection, told.connection):
                    if one.in_log or _heard_of(connection, one):
                        _put(told.connection, connection, one)
                    else:
                        change.note(Touched(one.table, one.number, None, _row(connection, one.table, one.number)))
            for name, number in check.counters_behind(connection):
                connection.execute(
                    "INSERT INTO counters (name, last) VALUES (?, ?) ON CONFLICT DO UPDATE SET last = excluded.last",
                    (name, number),
                )
            connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _heard_of(connection: sqlite3.Connection, one: check.Differing) -> bool:
    query = "SELECT 1 FROM change_rows WHERE tbl = ? AND number = ? LIMIT 1"
    return bool(connection.execute(query, (one.table, one.number)).fetchall())


def _put(told: sqlite3.Connection, connection: sqlite3.Connection, one: check.Differing) -> None:
    """Write one row as the replayed log has it; one that it deleted goes."""
    connection.execute(f'DELETE FROM "{one.table}" WHERE number = ?', (one.number,))
    if fields := _row(told, one.table, one.number):
        names, marks = _columns(list(fields))
        connection.execute(f'INSERT INTO "{one.table}" ({names}) VALUES ({marks})', tuple(fields.values()))


def salvaged(path: Path, into: Path, schema: "Schema", at: str) -> int:
    """Read what is readable of a damaged file, row by row, into a new one; how many rows it were.

    The new file is sound: links that lead nowhere are cleared, and its log tells its tables.
    """
    os.close(os.open(into, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
    with closing(sqlite3.connect(into, isolation_level=None)) as fresh:
        with transaction(fresh), closing(_readable(path)) as source:
            count = _copied(source, fresh, schema)
        with transaction(fresh):
            _reconciled(fresh, schema, at)
    file.sync(into)
    return count


def _copied(source: sqlite3.Connection, into: sqlite3.Connection, schema: "Schema") -> int:
    from mentorlog.store.migrate import build

    build(into, schema)
    count = 0
    for table in (*check.tables(into), "counters", "changes", "change_rows"):
        into.execute(f'DELETE FROM "{table}"')
        known = {row[1] for row in into.execute(f'PRAGMA table_info("{table}")')}
        for names, row in _rows(source, table):
            kept = [(name, value) for name, value in zip(names, row, strict=True) if name in known]
            columns, marks = _columns([name for name, _ in kept])
            try:
                into.execute(
                    f'INSERT OR IGNORE INTO "{table}" ({columns}) VALUES ({marks})', [value for _, value in kept]
                )
                count += 1
            except sqlite3.DatabaseError:  # a row that breaks the rules of its table was not written by us
                continue
    _mend_links(into)
    return count


def _reconciled(into: sqlite3.Connection, schema: "Schema", at: str) -> None:
    """Let the log end where the tables are: each row that it tells otherwise is told once more."""
    with check.replayed(into, schema) as told:
        change = Change(into, "doctor --fix", at)
        for one in check.differing(into, told.connection):
            before, after = (_row(one_of, one.table, one.number) for one_of in (told.connection, into))
            if before is not None:
                change.note(Touched(one.table, one.number, before, None))
            if after is not None:
                change.note(Touched(one.table, one.number, None, after))
    for name, number in check.counters_behind(into):
        into.execute("INSERT OR REPLACE INTO counters (name, last) VALUES (?, ?)", (name, number))
    into.execute("INSERT INTO search (search) VALUES ('rebuild')")


def _row(connection: sqlite3.Connection, table: str, number: int) -> Fields | None:
    cursor = connection.execute(f'SELECT * FROM "{table}" WHERE number = ?', (number,))
    rows = cursor.fetchall()
    if not rows:
        return None
    return {column[0]: value for column, value in zip(cursor.description, rows[0], strict=True) if value is not None}


def _mend_links(into: sqlite3.Connection) -> None:
    """Rows whose link leads nowhere: an optional link is cleared, a part without its whole goes."""
    while loose := into.execute("PRAGMA foreign_key_check").fetchall():
        for table, number, _, key in loose:
            links = {row[0]: row[3] for row in into.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()}
            try:
                into.execute(f'UPDATE "{table}" SET "{links[key]}" = NULL WHERE rowid = ?', (number,))
            except sqlite3.IntegrityError:
                into.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (number,))


def _readable(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[list[str], tuple[object, ...]]]:
    """The rows of a table that can be read: from both ends, since what is damaged lies between."""
    seen: set[object] = set()
    for order in ("ASC", "DESC"):
        try:
            cursor = connection.execute(f'SELECT * FROM "{table}" ORDER BY 1 {order}')
            names = [column[0] for column in cursor.description]
            for row in cursor:
                if row[0] not in seen:
                    seen.add(row[0])
                    yield names, row
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            continue


def _columns(names: list[str]) -> tuple[str, str]:
    """Names and marks of an INSERT."""
    return ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
