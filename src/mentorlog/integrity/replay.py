"""The log, replayed from nothing: what it gives is what the tables are to hold."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from mentorlog.store.changes import Touched, apply, apply_all
from mentorlog.store.dump import tables
from mentorlog.store.told import tells

if TYPE_CHECKING:
    from mentorlog.store.connect import Schema

_Made = tuple[int, Touched]  # a row of the log by its id
_AT_ONCE = 500  # rows that are made and handed to SQLite together


class Replayed(NamedTuple):
    """What the whole log gives, the ids of its rows that could not be followed, and which contradict themselves.

    `torn` has the table and number of the rows of which a change found another thing than the earlier ones left.
    """

    connection: sqlite3.Connection
    broken: tuple[int, ...]
    torn: frozenset[tuple[str, int]]


class Differing(NamedTuple):
    """A row that is not what the log says: its table and number, and whether either of the two has it at all."""

    table: str
    number: int
    in_file: bool
    in_log: bool


@contextmanager
def replayed(
    connection: sqlite3.Connection, schema: "Schema", step: Callable[[int], None] = lambda rows: None
) -> Iterator[Replayed]:
    """The whole log, replayed into an empty store in a file without a name, for as long as the block lasts.

    A row of the log that does not fit what came before it is passed over and counted. `step` hears of each row.
    """
    told = _empty(connection, schema)
    try:
        broken, torn = _followed(connection, told, step)
        yield Replayed(told, tuple(broken), frozenset(torn))
    finally:
        told.close()


def _empty(connection: sqlite3.Connection, schema: "Schema") -> sqlite3.Connection:
    told = sqlite3.connect("", isolation_level=None)
    for pragma in ("journal_mode = MEMORY", "synchronous = OFF"):
        told.execute(f"PRAGMA {pragma}").fetchall()
    for script in (*schema.migrations, schema.entries()):
        told.executescript(script)
    told.execute("BEGIN")
    drop_indexes(told)
    _enter_as(connection, told)
    # What breaks a rule is found by SQLite's own check of the file; to find it here too would double the time.
    told.execute("PRAGMA ignore_check_constraints = ON")
    return told


def _followed(
    connection: sqlite3.Connection, told: sqlite3.Connection, step: Callable[[int], None]
) -> tuple[list[int], set[tuple[str, int]]]:
    """Apply the log; which of its rows could not be, and which contradict themselves."""
    broken: list[int] = []
    torn = set()
    made: dict[str, list[_Made]] = {}  # rows that are made one after the other are handed to SQLite together
    for at, table, number, before, after in connection.execute(
        "SELECT id, tbl, number, before, after FROM change_rows ORDER BY id"
    ):
        step(1)
        try:
            row = Touched(table, number, *(json.loads(one) if one else None for one in (before, after)))
        except ValueError:  # it is not JSON of ours
            broken.append(at)
            continue
        if row.before is None:
            made.setdefault(table, []).append((at, row))
            if len(made[table]) < _AT_ONCE:
                continue
        broken += _made(told, made)
        if row.before is not None:
            if not _found(told, row):
                torn.add((table, number))
            broken += [] if _applied(told, row) else [at]
    return broken + _made(told, made), torn


def _made(told: sqlite3.Connection, made: dict[str, list[_Made]]) -> list[int]:
    """Apply rows that were made, by table; which could not be."""
    broken: list[int] = []
    for rows in made.values():
        told.execute("SAVEPOINT made")
        try:
            apply_all(told, [row for _, row in rows])
        except (AttributeError, sqlite3.DatabaseError):
            told.execute("ROLLBACK TO made")
            broken += [at for at, row in rows if not _applied(told, row)]
        told.execute("RELEASE made")
    made.clear()
    return broken


def _applied(told: sqlite3.Connection, row: Touched) -> bool:
    try:
        apply(told, row)
    except (AttributeError, sqlite3.DatabaseError):  # the first where it is JSON, but not of ours
        return False
    return True


def _found(told: sqlite3.Connection, row: Touched) -> bool:
    """Whether a row is as a change of the log says it found it."""
    try:
        same = "".join(f' AND "{name}" IS ?' for name in row.before or {})
        found = f'SELECT 1 FROM "{row.table}" WHERE number = ?{same}'
        return bool(told.execute(found, (row.number, *(row.before or {}).values())).fetchall())
    except (AttributeError, sqlite3.DatabaseError):
        return False


def drop_indexes(connection: sqlite3.Connection) -> None:
    """Leave out what only makes questions faster: a store that is filled once and read through once needs none."""
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall():
        connection.execute(f'DROP INDEX "{name}"')


def _enter_as(connection: sqlite3.Connection, told: sqlite3.Connection) -> None:
    """Give the rows that the schema brings along the entry numbers they have in the file.

    They stand in no change, and a file that was there before them entered them after its own.
    """
    for table in tables(told):
        brought = [number for (number,) in told.execute(f'SELECT number FROM "{table}"').fetchall()]
        for number in brought:
            told.execute(f'UPDATE "{table}" SET entry = -number WHERE number = ?', (number,))
        for number in brought:
            found = connection.execute(
                f"SELECT entry FROM \"{table}\" WHERE number = ? UNION ALL SELECT json_extract(before, '$.entry')"
                " FROM change_rows WHERE tbl = ? AND number = ? AND after IS NULL",
                (number, table, number),
            ).fetchall()
            if found:
                told.execute(f'UPDATE "{table}" SET entry = ? WHERE number = ?', (found[0][0], number))


def faithful(connection: sqlite3.Connection, schema: "Schema") -> bool:
    """Whether the log gives the tables, each change having found what the earlier ones left."""
    return faults(connection, schema) == (0, 0, [])


def faults(
    connection: sqlite3.Connection, schema: "Schema", step: Callable[[int], None] = lambda rows: None
) -> tuple[int, int, list[Differing]]:
    """How many rows of the log cannot be followed, how many contradict themselves, and which of the tables differ.

    Only a log that does not plainly tell the tables is replayed. `step` hears of each row that is read.
    """
    if tells(connection, schema, step):
        return 0, 0, []
    with replayed(connection, schema, step) as told:
        return len(told.broken), len(told.torn), differing(connection, told.connection)


def differing(connection: sqlite3.Connection, told: sqlite3.Connection) -> list[Differing]:
    """The rows in which the tables and the replayed log differ."""
    return [one for table in tables(connection) for one in _differing(connection, told, table)]


def _differing(connection: sqlite3.Connection, told: sqlite3.Connection, table: str) -> Iterator[Differing]:
    """Both are read by their numbers side by side, so that no table is held whole."""
    file_, log = _rows(connection, table), _rows(told, table)
    ours, theirs = next(file_, None), next(log, None)
    while ours or theirs:
        number = min(row[0] for row in (ours, theirs) if row)
        in_file, in_log = bool(ours and ours[0] == number), bool(theirs and theirs[0] == number)
        if not (in_file and in_log and ours == theirs):
            yield Differing(table, number, in_file, in_log)
        ours = next(file_, None) if in_file else ours
        theirs = next(log, None) if in_log else theirs


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    return connection.execute(f'SELECT * FROM "{table}" ORDER BY number')
