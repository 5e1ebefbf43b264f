"""Repairing a file without losing rows: from its log, or by salvaging what is readable of a damaged one."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import chain
from pathlib import Path

from mentorlog.integrity import check, replay
from mentorlog.integrity.machines import repair_conflicts
from mentorlog.store import dump, search
from mentorlog.store.changes import Change, Fields, RowChange, insert_sql, iter_dicts
from mentorlog.store.connect import Schema, connect_readonly, database, transaction
from mentorlog.store.create import atomic_write, build_schema

_MAX_PROBES = 500_000  # rows that are read one by one
_MAX_PROBES_UNORDERED = 50_000  # if the numbers are out of order, so that any may be the last
_MAX_MISSES = 1000  # numbers without a row, one after the other, after which a table is taken to end


def repair_from_log(connection: sqlite3.Connection, schema: Schema, at: str) -> None:
    """Set the rows as the log has them, raise the counters, and make lists and index anew, in one transaction.

    The log is replayed within that transaction, so that no concurrent change is taken for a fault. A row that the log
    does not know, or contradicts itself about, is logged at the time `at` rather than deleted.
    """
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        with transaction(connection):
            with replay.replay_log(connection, schema) as result:
                change = Change(connection, "doctor --fix", at)
                for row in replay.find_differences(connection, result.connection):
                    contradictory = row.in_file and (row.table, row.number) in result.contradictory
                    if not contradictory and (row.in_log or _is_in_log(connection, row)):
                        _write_row(result.connection, connection, row)
                    else:
                        _write_row(connection, connection, row)  # a text that is not UTF-8 was read leniently
                        _log_difference(change, result.connection, connection, row)
            repair_conflicts(connection, schema)
            _raise_counters(connection)
            search.rebuild(connection)
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _raise_counters(connection: sqlite3.Connection) -> None:
    counters = [{"name": name, "last": last} for name, last in check.lagging_counters(connection)]
    database(connection).table("counters").upsert_all(counters, pk="name")


def _is_in_log(connection: sqlite3.Connection, row: replay.RowDifference) -> bool:
    query = "SELECT 1 FROM change_rows WHERE tbl = ? AND number = ? LIMIT 1"
    return bool(connection.execute(query, (row.table, row.number)).fetchall())


def _write_row(source: sqlite3.Connection, connection: sqlite3.Connection, row: replay.RowDifference) -> None:
    """Write a row as `source` has it; one that it does not have is deleted."""
    rows = list(dump.iter_records(source, row.table, row.number))
    connection.execute(f'DELETE FROM "{row.table}" WHERE number = ?', (row.number,))
    for fields in rows:
        connection.execute(insert_sql(row.table, fields), tuple(fields.values()))


def salvage(path: Path, into: Path, schema: Schema, at: str) -> int:
    """Copy the readable rows of a damaged file into a new one, and return their number.

    The new file is sound: dangling links are cleared, and its log gives its tables. It appears complete or not at all.
    """
    with atomic_write(into) as hidden, closing(sqlite3.connect(hidden, isolation_level=None)) as fresh:
        with transaction(fresh), closing(_open_lenient(path)) as source:
            count = _copy_readable_rows(source, fresh, schema)
        with transaction(fresh):
            _reconcile_log(fresh, schema, at)
    return count


def _copy_readable_rows(source: sqlite3.Connection, into: sqlite3.Connection, schema: Schema) -> int:
    build_schema(into, schema)
    count = 0
    for table in (*dump.record_tables(into), "counters", "machines", "changes", "change_rows"):
        into.execute(f'DELETE FROM "{table}"')
        known = database(into).table(table).columns_dict
        for row in _readable_rows(source, table):
            fields = {name: value for name, value in row.items() if name in known}
            try:
                into.execute(insert_sql(table, fields, "OR IGNORE"), tuple(fields.values()))
                count += 1
            except (sqlite3.DatabaseError, OverflowError):  # no change writes a row that violates constraints
                continue
    # What was exchanged may have gaps, and no number of a change may be used twice: so it takes part no more.
    into.execute("UPDATE machines SET is_own = 0, last = 0")
    _add_missing_changes(into)
    count += _add_rows_from_log(into, schema)
    _repair_links(into)
    return count


def _add_missing_changes(into: sqlite3.Connection) -> None:
    """Give a change of which only the rows could be read the time of the change before it."""
    into.execute(
        "INSERT INTO changes (id, at, command) SELECT DISTINCT change, coalesce("
        "  (SELECT at FROM changes c WHERE c.id < r.change ORDER BY c.id DESC LIMIT 1),"
        "  (SELECT at FROM changes c ORDER BY c.id LIMIT 1), '1970-01-01T00:00:00.000Z'), 'lost'"
        " FROM change_rows r WHERE change NOT IN (SELECT id FROM changes)"
    )


def _add_rows_from_log(into: sqlite3.Connection, schema: Schema) -> int:
    """Restore rows that only the log has, and delete broken log rows; returns how many rows were restored."""
    count = 0
    with replay.replay_log(into, schema) as result:
        into.executemany("DELETE FROM change_rows WHERE id = ?", [(id_,) for id_ in result.broken])
        for row in replay.find_differences(into, result.connection):
            if not row.in_file:
                with suppress(sqlite3.IntegrityError):  # another row has its entry number or its uid
                    _write_row(result.connection, into, row)
                    count += 1
    return count


def _reconcile_log(into: sqlite3.Connection, schema: Schema, at: str) -> None:
    """Log each row that the log has otherwise than the tables, so that the log gives the tables."""
    with replay.replay_log(into, schema) as result:
        change = Change(into, "doctor --fix", at)
        for row in replay.find_differences(into, result.connection):
            _log_difference(change, result.connection, into, row)
    _raise_counters(into)
    search.rebuild(into)


def _log_difference(
    change: Change, replica: sqlite3.Connection, connection: sqlite3.Connection, row: replay.RowDifference
) -> None:
    """Log that a row became what the table has instead of what the log has."""
    for before in dump.iter_records(replica, row.table, row.number):
        change.log_row(RowChange(row.table, row.number, before, None))
    for after in dump.iter_records(connection, row.table, row.number):
        change.log_row(RowChange(row.table, row.number, None, after))


def _repair_links(into: sqlite3.Connection) -> None:
    """Clear optional links to rows that do not exist, and delete rows whose required link is such a one."""
    while dangling := into.execute("PRAGMA foreign_key_check").fetchall():
        for table, number, _, key in dangling:
            links = {row[0]: row[3] for row in into.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()}
            try:
                into.execute(f'UPDATE "{table}" SET "{links[key]}" = NULL WHERE rowid = ?', (number,))
            except sqlite3.IntegrityError:
                into.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (number,))


def _open_lenient(path: Path) -> sqlite3.Connection:
    connection = connect_readonly(path)
    check.decode_leniently(connection)
    with suppress(sqlite3.DatabaseError):
        connection.execute("PRAGMA writable_schema = ON")  # tolerates a damaged schema; nothing is written
    return connection


def _readable_rows(connection: sqlite3.Connection, table: str) -> Iterator[Fields]:
    """The readable rows of a table, each once: found by number, then by reading from both ends."""
    keys: set[object] = set()
    for row in chain(
        _probe_rows(connection, table), *(_scan_rows(connection, table, order) for order in ("ASC", "DESC"))
    ):
        if (key := _key(row)) not in keys:
            keys.add(key)
            yield row


def _key(row: Fields) -> object:
    """The value of the first column: a number, or the name of a counter."""
    return next(iter(row.values()))


def _scan_rows(connection: sqlite3.Connection, table: str, order: str) -> Iterator[Fields]:
    """The rows from one end up to the first that is unreadable."""
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError):
        yield from iter_dicts(connection.execute(f'SELECT * FROM "{table}" ORDER BY 1 {order}'))


def _probe_rows(connection: sqlite3.Connection, table: str) -> Iterator[Fields]:
    """The rows between those that can be read from both ends, looked up one by one.

    If the numbers are out of order, some row is misplaced; then every number is looked up, which finds the right row.
    """
    if table == "counters":  # its key is a name
        return
    up, down = (
        [key for row in _scan_rows(connection, table, order) if isinstance(key := _key(row), int)]
        for order in ("ASC", "DESC")
    )
    if not (up or down):
        return
    numbers = range(max(up, default=0) + 1, min(down, default=_MAX_PROBES))
    if up != sorted(set(up)) or down != sorted(set(down), reverse=True):
        numbers = range(1, max(up + down) + 1)[:_MAX_PROBES_UNORDERED]
    last, missed = max(up + down), 0
    for number in numbers[:_MAX_PROBES]:
        rows = _read_by_rowid(connection, table, number)
        missed = 0 if rows else missed + 1
        if missed > _MAX_MISSES and number > last:
            return
        yield from rows


def _read_by_rowid(connection: sqlite3.Connection, table: str, number: int) -> list[Fields]:
    """The row of a number, if it can be read."""
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError):
        return list(iter_dicts(connection.execute(f'SELECT * FROM "{table}" WHERE rowid = ?', (number,))))
    return []
