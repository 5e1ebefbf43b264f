"""Mending a file without losing what it holds: rows as the log tells them, the index anew, a damaged file's rest."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog.integrity import check, replay
from mentorlog.store import dump
from mentorlog.store.backup import atomic_write
from mentorlog.store.changes import Change, Fields, RowChange
from mentorlog.store.store import transaction

if TYPE_CHECKING:
    from mentorlog.store.connect import Schema

_MAX_PROBES = 500_000  # rows that are asked for one by one
_MAX_PROBES_UNORDERED = 50_000  # of them where the numbers are out of order, and the last may be any
_MAX_MISSES = 1000  # of them in a row that are not there: behind the last that is known the table ends then


def repair_from_log(connection: sqlite3.Connection, schema: "Schema", at: str) -> None:
    """Make the rows as the log tells them, the counters as the rows need them, and the index anew, all or nothing.

    The log is replayed within the transaction that mends, so that nobody's change of this moment is taken for a fault.
    A row of which the log has never heard is taken into it, at the moment `at`: to delete it would be to lose it. So is
    one whose log contradicts itself.
    """
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        with transaction(connection):
            with replay.replay_log(connection, schema) as told:
                change = Change(connection, "doctor --fix", at)
                for one in replay.find_differences(connection, told.connection):
                    doubtful = one.in_file and (one.table, one.number) in told.contradictory
                    if not doubtful and (one.in_log or _is_in_log(connection, one)):
                        _write_row(told.connection, connection, one)
                    else:
                        _write_row(connection, connection, one)  # read leniently, written as text
                        _log_difference(change, told.connection, connection, one)
            for name, number in check.lagging_counters(connection):
                connection.execute(
                    "INSERT INTO counters (name, last) VALUES (?, ?) ON CONFLICT DO UPDATE SET last = excluded.last",
                    (name, number),
                )
            connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _is_in_log(connection: sqlite3.Connection, one: replay.RowDifference) -> bool:
    query = "SELECT 1 FROM change_rows WHERE tbl = ? AND number = ? LIMIT 1"
    return bool(connection.execute(query, (one.table, one.number)).fetchall())


def _write_row(source: sqlite3.Connection, connection: sqlite3.Connection, one: replay.RowDifference) -> None:
    """Write one row as the replayed log has it; one that it deleted goes."""
    fields = _read_row(source, one.table, one.number)
    connection.execute(f'DELETE FROM "{one.table}" WHERE number = ?', (one.number,))
    if fields:
        names, marks = _insert_columns(list(fields))
        connection.execute(f'INSERT INTO "{one.table}" ({names}) VALUES ({marks})', tuple(fields.values()))


def salvage(path: Path, into: Path, schema: "Schema", at: str) -> int:
    """Read what is readable of a damaged file, row by row, into a new one; how many rows it were.

    The new file is sound: links that lead nowhere are cleared, and its log tells its tables. It appears whole or not
    at all.
    """
    with atomic_write(into) as hidden, closing(sqlite3.connect(hidden, isolation_level=None)) as fresh:
        with transaction(fresh), closing(_open_lenient(path)) as source:
            count = _copy_readable_rows(source, fresh, schema)
        with transaction(fresh):
            _reconcile_log(fresh, schema, at)
    return count


def _copy_readable_rows(source: sqlite3.Connection, into: sqlite3.Connection, schema: "Schema") -> int:
    from mentorlog.store.migrate import build_schema

    build_schema(into, schema)
    count = 0
    for table in (*dump.record_tables(into), "counters", "changes", "change_rows"):
        into.execute(f'DELETE FROM "{table}"')
        known = {row[1] for row in into.execute(f'PRAGMA table_info("{table}")')}
        for names, row in _readable_rows(source, table):
            kept = [(name, value) for name, value in zip(names, row, strict=True) if name in known]
            columns, marks = _insert_columns([name for name, _ in kept])
            try:
                into.execute(
                    f'INSERT OR IGNORE INTO "{table}" ({columns}) VALUES ({marks})', [value for _, value in kept]
                )
                count += 1
            except (sqlite3.DatabaseError, OverflowError):  # a row that breaks the rules of its table is not ours
                continue
    _add_missing_changes(into)
    count += _add_rows_from_log(into, schema)
    _repair_links(into)
    return count


def _add_missing_changes(into: sqlite3.Connection) -> None:
    """A change of which only the rows could be read gets the moment of the one before it."""
    into.execute(
        "INSERT INTO changes (id, at, command) SELECT DISTINCT change, coalesce("
        "  (SELECT at FROM changes c WHERE c.id < r.change ORDER BY c.id DESC LIMIT 1),"
        "  (SELECT at FROM changes c ORDER BY c.id LIMIT 1), '1970-01-01T00:00:00.000Z'), 'lost'"
        " FROM change_rows r WHERE change NOT IN (SELECT id FROM changes)"
    )


def _add_rows_from_log(into: sqlite3.Connection, schema: "Schema") -> int:
    """Rows that the log has and the tables have not; how many. The log holds every row a second time.

    What of it cannot be followed is left out: it tells nothing.
    """
    count = 0
    with replay.replay_log(into, schema) as told:
        into.executemany("DELETE FROM change_rows WHERE id = ?", [(at,) for at in told.broken])
        for one in replay.find_differences(into, told.connection):
            if not one.in_file:
                with suppress(sqlite3.IntegrityError):  # its entry or uid is another row's
                    _write_row(told.connection, into, one)
                    count += 1
    return count


def _reconcile_log(into: sqlite3.Connection, schema: "Schema", at: str) -> None:
    """Let the log end where the tables are: each row that it tells otherwise is told once more."""
    with replay.replay_log(into, schema) as told:
        change = Change(into, "doctor --fix", at)
        for one in replay.find_differences(into, told.connection):
            _log_difference(change, told.connection, into, one)
    for name, number in check.lagging_counters(into):
        into.execute("INSERT OR REPLACE INTO counters (name, last) VALUES (?, ?)", (name, number))
    into.execute("INSERT INTO search (search) VALUES ('rebuild')")


def _log_difference(
    change: Change, replica: sqlite3.Connection, connection: sqlite3.Connection, one: replay.RowDifference
) -> None:
    """Tell the log of a row that it tells otherwise."""
    before, after = (_read_row(one_of, one.table, one.number) for one_of in (replica, connection))
    if before is not None:
        change.log_row(RowChange(one.table, one.number, before, None))
    if after is not None:
        change.log_row(RowChange(one.table, one.number, None, after))


def _read_row(connection: sqlite3.Connection, table: str, number: int) -> Fields | None:
    cursor = connection.execute(f'SELECT * FROM "{table}" WHERE number = ?', (number,))
    rows = cursor.fetchall()
    if not rows:
        return None
    return {column[0]: value for column, value in zip(cursor.description, rows[0], strict=True) if value is not None}


def _repair_links(into: sqlite3.Connection) -> None:
    """Rows whose link leads nowhere: an optional link is cleared, a part without its whole goes."""
    while loose := into.execute("PRAGMA foreign_key_check").fetchall():
        for table, number, _, key in loose:
            links = {row[0]: row[3] for row in into.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()}
            try:
                into.execute(f'UPDATE "{table}" SET "{links[key]}" = NULL WHERE rowid = ?', (number,))
            except sqlite3.IntegrityError:
                into.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (number,))


def _open_lenient(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)
    check.decode_leniently(connection)
    with suppress(sqlite3.DatabaseError):
        connection.execute("PRAGMA writable_schema = ON")  # reads on where the schema is damaged; nothing is written
    return connection


def _readable_rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[list[str], tuple[object, ...]]]:
    """The rows of a table that can be read: those that only their number leads to, then all from both ends."""
    seen: set[object] = set()
    for names, row in chain(
        _probe_rows(connection, table), *(_scan_rows(connection, table, way) for way in ("ASC", "DESC"))
    ):
        if row[0] not in seen:
            seen.add(row[0])
            yield names, row


def _scan_rows(connection: sqlite3.Connection, table: str, way: str) -> Iterator[tuple[list[str], tuple[object, ...]]]:
    """The rows from one end, up to what cannot be read."""
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError):
        cursor = connection.execute(f'SELECT * FROM "{table}" ORDER BY 1 {way}')
        for row in cursor:
            yield [column[0] for column in cursor.description], row


def _probe_rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[list[str], tuple[object, ...]]]:
    """The rows between what can be read from both ends, one by one.

    Where the numbers come out of order a row stands where it does not belong: then SQLite's own way to each number
    says which is the right one.
    """
    if table == "counters":  # it has names instead of numbers
        return
    up, down = (
        [row[0] for _, row in _scan_rows(connection, table, way) if isinstance(row[0], int)] for way in ("ASC", "DESC")
    )
    if not (up or down):
        return
    asked = range(max(up, default=0) + 1, min(down, default=_MAX_PROBES))
    if up != sorted(set(up)) or down != sorted(set(down), reverse=True):
        asked = range(1, max(up + down) + 1)[:_MAX_PROBES_UNORDERED]
    last, missed = max(up + down), 0
    for number in asked[:_MAX_PROBES]:
        names, rows = _read_by_rowid(connection, table, number)
        missed = 0 if rows else missed + 1
        if missed > _MAX_MISSES and number > last:
            return
        yield from ((names, row) for row in rows)


def _read_by_rowid(
    connection: sqlite3.Connection, table: str, number: int
) -> tuple[list[str], list[tuple[object, ...]]]:
    """One row by its number, if it can be read."""
    try:
        cursor = connection.execute(f'SELECT * FROM "{table}" WHERE rowid = ?', (number,))
        return [column[0] for column in cursor.description], cursor.fetchall()
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return [], []


def _insert_columns(names: list[str]) -> tuple[str, str]:
    """Names and marks of an INSERT."""
    return ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
