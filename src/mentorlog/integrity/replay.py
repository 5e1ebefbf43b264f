"""The log, replayed from nothing: what it gives is what the tables are to hold."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from mentorlog.store.changes import RowChange, apply, insert_rows
from mentorlog.store.dump import record_tables

if TYPE_CHECKING:
    from mentorlog.store.connect import Schema

_LoggedInsert = tuple[int, RowChange]  # a row of the log by its id
_BATCH_SIZE = 500  # rows that are made and handed to SQLite together


class ReplayResult(NamedTuple):
    """What the whole log gives, the ids of its rows that could not be followed, and which contradict themselves.

    `torn` has the table and number of the rows of which a change found another thing than the earlier ones left.
    """

    connection: sqlite3.Connection
    broken: tuple[int, ...]
    contradictory: frozenset[tuple[str, int]]


class RowDifference(NamedTuple):
    """A row that is not what the log says: its table and number, and whether either of the two has it at all."""

    table: str
    number: int
    in_file: bool
    in_log: bool


@contextmanager
def replay_log(
    connection: sqlite3.Connection, schema: "Schema", step: Callable[[int], None] = lambda rows: None
) -> Iterator[ReplayResult]:
    """The whole log, replayed into an empty store in a file without a name, for as long as the block lasts.

    A row of the log that does not fit what came before it is passed over and counted. `step` hears of each row.
    """
    told = _create_replica(connection, schema)
    try:
        broken, torn = _apply_log(connection, told, step)
        yield ReplayResult(told, tuple(broken), frozenset(torn))
    finally:
        told.close()


def _create_replica(connection: sqlite3.Connection, schema: "Schema") -> sqlite3.Connection:
    told = sqlite3.connect("", isolation_level=None)
    for pragma in ("journal_mode = MEMORY", "synchronous = OFF"):
        told.execute(f"PRAGMA {pragma}").fetchall()
    for script in (*schema.migrations, schema.entries()):
        told.executescript(script)
    told.execute("BEGIN")
    drop_indexes(told)
    _copy_entry_numbers(connection, told)
    # What breaks a rule is found by SQLite's own check of the file; to find it here too would double the time.
    told.execute("PRAGMA ignore_check_constraints = ON")
    return told


def _apply_log(
    connection: sqlite3.Connection, replica: sqlite3.Connection, step: Callable[[int], None]
) -> tuple[list[int], set[tuple[str, int]]]:
    """Apply the log; which of its rows could not be, and which contradict themselves."""
    broken: list[int] = []
    torn = set()
    made: dict[str, list[_LoggedInsert]] = {}  # rows that are made one after the other are handed to SQLite together
    for at, table, number, before, after in connection.execute(
        "SELECT id, tbl, number, before, after FROM change_rows ORDER BY id"
    ):
        step(1)
        try:
            row = RowChange(table, number, *(json.loads(one) if one else None for one in (before, after)))
        except ValueError:  # it is not JSON of ours
            broken.append(at)
            continue
        if row.before is None:
            made.setdefault(table, []).append((at, row))
            if len(made[table]) < _BATCH_SIZE:
                continue
        broken += _flush_inserts(replica, made)
        if row.before is not None:
            if not _matches_before(replica, row):
                torn.add((table, number))
            broken += [] if _try_apply(replica, row) else [at]
    return broken + _flush_inserts(replica, made), torn


def _flush_inserts(replica: sqlite3.Connection, made: dict[str, list[_LoggedInsert]]) -> list[int]:
    """Apply rows that were made, by table; which could not be."""
    broken: list[int] = []
    for rows in made.values():
        replica.execute("SAVEPOINT made")
        try:
            insert_rows(replica, [row for _, row in rows])
        except (AttributeError, sqlite3.DatabaseError):
            replica.execute("ROLLBACK TO made")
            broken += [at for at, row in rows if not _try_apply(replica, row)]
        replica.execute("RELEASE made")
    made.clear()
    return broken


def _try_apply(replica: sqlite3.Connection, row: RowChange) -> bool:
    try:
        apply(replica, row)
    except (AttributeError, sqlite3.DatabaseError):  # the first where it is JSON, but not of ours
        return False
    return True


def _matches_before(replica: sqlite3.Connection, row: RowChange) -> bool:
    """Whether a row is as a change of the log says it found it."""
    try:
        same = "".join(f' AND "{name}" IS ?' for name in row.before or {})
        found = f'SELECT 1 FROM "{row.table}" WHERE number = ?{same}'
        return bool(replica.execute(found, (row.number, *(row.before or {}).values())).fetchall())
    except (AttributeError, sqlite3.DatabaseError):
        return False


def drop_indexes(connection: sqlite3.Connection) -> None:
    """Leave out what only makes questions faster: a store that is filled once and read through once needs none."""
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall():
        connection.execute(f'DROP INDEX "{name}"')


def _copy_entry_numbers(connection: sqlite3.Connection, replica: sqlite3.Connection) -> None:
    """Give the rows that the schema brings along the entry numbers they have in the file.

    They stand in no change, and a file that was there before them entered them after its own.
    """
    for table in record_tables(replica):
        brought = [number for (number,) in replica.execute(f'SELECT number FROM "{table}"').fetchall()]
        for number in brought:
            replica.execute(f'UPDATE "{table}" SET entry = -number WHERE number = ?', (number,))
        for number in brought:
            found = connection.execute(
                f"SELECT entry FROM \"{table}\" WHERE number = ? UNION ALL SELECT json_extract(before, '$.entry')"
                " FROM change_rows WHERE tbl = ? AND number = ? AND after IS NULL",
                (number, table, number),
            ).fetchall()
            if found:
                replica.execute(f'UPDATE "{table}" SET entry = ? WHERE number = ?', (found[0][0], number))


def is_faithful(connection: sqlite3.Connection, schema: "Schema") -> bool:
    """Whether the log gives the tables, each change having found what the earlier ones left."""
    return find_log_faults(connection, schema) == (0, 0, [])


def find_log_faults(
    connection: sqlite3.Connection, schema: "Schema", step: Callable[[int], None] = lambda rows: None
) -> tuple[int, int, list[RowDifference]]:
    """How many rows of the log cannot be followed, how many contradict themselves, and which of the tables differ.

    `step` is called with the number of log rows read.
    """
    with replay_log(connection, schema, step) as told:
        return len(told.broken), len(told.contradictory), find_differences(connection, told.connection)


def find_differences(connection: sqlite3.Connection, replica: sqlite3.Connection) -> list[RowDifference]:
    """The rows in which the tables and the replayed log differ."""
    return [one for table in record_tables(connection) for one in _table_differences(connection, replica, table)]


def _table_differences(
    connection: sqlite3.Connection, replica: sqlite3.Connection, table: str
) -> Iterator[RowDifference]:
    """Both are read by their numbers side by side, so that no table is held whole."""
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
