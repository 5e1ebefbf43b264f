"""Replaying the log into an empty store: the result is what the tables must contain."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any, NamedTuple

from mentorlog.integrity.follow import is_certainly_faithful, unique_columns
from mentorlog.store import connect
from mentorlog.store.changes import FORGET, RowChange, apply, insert_rows
from mentorlog.store.connect import Schema
from mentorlog.store.dump import record_tables

_LoggedInsert = tuple[int, RowChange]  # a row of the log by its id
_BATCH_SIZE = 500  # rows for one executemany
_decode_json = json.JSONDecoder().decode  # `json.loads` looks at each text first
# Raised for a row of the log that is JSON, but not as a change writes it.
_INVALID_ROW_ERRORS = (AttributeError, TypeError, OverflowError, sqlite3.Error)


class ReplayResult(NamedTuple):
    """The outcome of replaying the log.

    `broken` has the ids of log rows that could not be applied; `contradictory` has the table and number of rows whose
    logged state before a change is not the state after the previous one.
    """

    connection: sqlite3.Connection
    broken: tuple[int, ...]
    contradictory: frozenset[tuple[str, int]]


class RowDifference(NamedTuple):
    """A row that differs between a table of the file and the replayed log, or that only one of them has."""

    table: str
    number: int
    in_file: bool
    in_log: bool


@contextmanager
def replay_log(
    connection: sqlite3.Connection, schema: Schema, step: Callable[[int], None] = lambda rows: None
) -> Iterator[ReplayResult]:
    """Replay the whole log into an empty store in a temporary file, which exists until the end of the block.

    A row of the log that cannot be applied is skipped. `step` is called with the number of log rows read.
    """
    with closing(_create_empty(schema)) as replica:
        replica.execute("BEGIN")
        _copy_entry_numbers(connection, replica)
        # SQLite's own check of the file finds violated constraints; checking them here as well would double the time.
        replica.execute("PRAGMA ignore_check_constraints = ON")
        broken, contradictory = _apply_log(connection, replica, step)
        yield ReplayResult(replica, tuple(broken), frozenset(contradictory))


def _create_empty(schema: Schema) -> sqlite3.Connection:
    """An empty store without indexes in a temporary file without a name."""
    with ExitStack() as stack:
        empty = stack.enter_context(closing(sqlite3.connect("", isolation_level=None)))
        for pragma in ("journal_mode = MEMORY", "synchronous = OFF"):
            empty.execute(f"PRAGMA {pragma}").fetchall()
        for script in schema.scripts():
            empty.executescript(script)
        with connect.transaction(empty):
            drop_indexes(empty)
        stack.pop_all()  # the caller closes it
    return empty


def _apply_log(
    connection: sqlite3.Connection, replica: sqlite3.Connection, step: Callable[[int], None]
) -> tuple[list[int], set[tuple[str, int]]]:
    """Apply the log; return the `broken` and the `contradictory` of a ReplayResult."""
    broken: list[int] = []
    contradictory: set[tuple[str, int]] = set()
    inserts: dict[str, list[_LoggedInsert]] = {}  # by table, until one of them is updated, or what might conflict
    pending: set[tuple[str, int]] = set()
    unique = unique_columns(replica)
    for id_, table, number, before, after in connection.execute(
        "SELECT id, tbl, number, before, after FROM change_rows ORDER BY id"
    ):
        step(1)
        try:
            row = RowChange(table, number, before and _decode_json(before), after and _decode_json(after))
        except ValueError:  # not JSON
            broken.append(id_)
            continue
        if row.before is None:
            inserts.setdefault(table, []).append((id_, row))
            pending.add((table, number))
            if len(inserts[table]) >= _BATCH_SIZE:
                broken += _flush_inserts(replica, inserts)
                pending.clear()
            continue
        is_update = isinstance(row.after, dict) and unique.get(table, set()).isdisjoint(row.after)
        if not is_update or (table, number) in pending:
            broken += _flush_inserts(replica, inserts)
            pending.clear()
        if not _matches_before(replica, row):
            contradictory.add((table, number))
        if not _try_apply(replica, row):
            broken.append(id_)
    return broken + _flush_inserts(replica, inserts), contradictory


def _flush_inserts(replica: sqlite3.Connection, inserts: dict[str, list[_LoggedInsert]]) -> list[int]:
    """Insert the collected rows; return the ids of those that failed."""
    broken: list[int] = []
    for table, rows in inserts.items():
        replica.execute("SAVEPOINT batch")
        try:
            insert_rows(replica, table, [row.after for _, row in rows if row.after is not None])
        except _INVALID_ROW_ERRORS:
            replica.execute("ROLLBACK TO batch")
            broken += [id_ for id_, row in rows if not _try_apply(replica, row)]
        replica.execute("RELEASE batch")
    inserts.clear()
    return broken


def _try_apply(replica: sqlite3.Connection, row: RowChange) -> bool:
    try:
        apply(replica, row)
    except _INVALID_ROW_ERRORS:
        return False
    return True


def _matches_before(replica: sqlite3.Connection, row: RowChange) -> bool:
    """Whether the row in the replica equals the logged state before the change."""
    try:
        fields = row.before or {}
        conditions = "".join(f' AND "{name}" IS ?' for name in fields)
        query = f'SELECT 1 FROM "{row.table}" WHERE number = ?{conditions}'
        return bool(replica.execute(query, (row.number, *fields.values())).fetchall())
    except _INVALID_ROW_ERRORS:
        return False


def drop_indexes(connection: sqlite3.Connection, *, keep_links: bool = False) -> None:
    """Drop the indexes, which a store that is filled once and read through once does not need.

    `keep_links` spares those by which the rows that link to another are found.
    """
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_schema i WHERE type = 'index' AND sql IS NOT NULL AND NOT (? AND EXISTS"
        " (SELECT 1 FROM pragma_index_info(i.name) c JOIN pragma_foreign_key_list(i.tbl_name) f"
        ' ON f."from" = c.name WHERE c.seqno = 0))',
        (keep_links,),
    ).fetchall():
        connection.execute(f'DROP INDEX "{name}"')


def _copy_entry_numbers(connection: sqlite3.Connection, replica: sqlite3.Connection) -> None:
    """Give the rows that the migrations insert the entry numbers that they have in the file.

    These rows are not in the log. A file older than their migration already had entries, and numbered them after those.
    Those that are nowhere were forgotten, if anything was.
    """
    has_forgotten = connection.execute("SELECT 1 FROM changes WHERE command = ? LIMIT 1", (FORGET,)).fetchall()
    for table in record_tables(replica):
        numbers = [number for (number,) in replica.execute(f'SELECT number FROM "{table}"').fetchall()]
        replica.execute(f'UPDATE "{table}" SET entry = -number')
        for number in numbers:
            entries = connection.execute(
                f"SELECT entry FROM \"{table}\" WHERE number = ? UNION ALL SELECT json_extract(before, '$.entry')"
                " FROM change_rows WHERE tbl = ? AND number = ? AND after IS NULL",
                (number, table, number),
            ).fetchall()
            if entries:
                replica.execute(f'UPDATE "{table}" SET entry = ? WHERE number = ?', (entries[0][0], number))
            elif has_forgotten:
                replica.execute(f'DELETE FROM "{table}" WHERE number = ?', (number,))


def is_faithful(connection: sqlite3.Connection, schema: Schema) -> bool:
    """Whether the log gives the tables, and no change contradicts an earlier one."""
    return find_log_faults(connection, schema) == (0, 0, [])


def find_log_faults(
    connection: sqlite3.Connection, schema: Schema, step: Callable[[int], None] = lambda rows: None
) -> tuple[int, int, list[RowDifference]]:
    """The number of broken log rows and of contradictory rows, and the rows of tables that differ from the log.

    `step` is called with the number of log rows read.
    """
    if is_certainly_faithful(connection, schema, step):
        return 0, 0, []
    with replay_log(connection, schema) as result:
        return len(result.broken), len(result.contradictory), find_differences(connection, result.connection)


def find_differences(connection: sqlite3.Connection, replica: sqlite3.Connection) -> list[RowDifference]:
    """The rows in which the tables and the replayed log differ."""
    tables = record_tables(connection)
    return [difference for table in tables for difference in _table_differences(connection, replica, table)]


def _table_differences(
    connection: sqlite3.Connection, replica: sqlite3.Connection, table: str
) -> Iterator[RowDifference]:
    """Walks both tables in the order of their numbers, so that neither is loaded into memory."""
    file_, log = _rows_by_number(connection, table), _rows_by_number(replica, table)
    ours, theirs = next(file_, None), next(log, None)
    while ours or theirs:
        number = min(row[0] for row in (ours, theirs) if row)
        in_file, in_log = bool(ours and ours[0] == number), bool(theirs and theirs[0] == number)
        if not (in_file and in_log and ours == theirs):
            yield RowDifference(table, number, in_file, in_log)
        ours = next(file_, None) if in_file else ours
        theirs = next(log, None) if in_log else theirs


def _rows_by_number(connection: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    return connection.execute(f'SELECT * FROM "{table}" ORDER BY number')
