"""Following the log beside the tables, in one pass and without a second store.

What is followed to its end is certain to replay to the tables. Whatever is unusual is left to `replay`, which decides.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any, Protocol

from mentorlog.store import NUMBERS_PER_MACHINE, connect
from mentorlog.store.changes import IS_RECORD_TABLE, Fields, batches
from mentorlog.store.connect import Schema
from mentorlog.store.dump import StoredColumn, count_rows, default_values, record_columns

_BATCH_SIZE = 500  # rows that are read or compared at once; SQLite takes at least 999 parameters
_MIN_PENDING = 500  # rows that wait to be compared
_MAX_INTEGER = 1 << 53  # beyond it a REAL column rounds
_TYPES = {"INTEGER": (int,), "REAL": (int, float), "TEXT": (str,)}
_decode_json = json.JSONDecoder().decode
_UNUSUAL_ERRORS = (AttributeError, KeyError, TypeError, ValueError, sqlite3.Error)


class Unusual(Exception):
    """What only a replay can decide."""


class FinalRows(Protocol):
    """The rows of a table as they are in the end, by their numbers; each has all columns, in their order."""

    def count(self) -> int:
        """How many there are."""

    def read(self, numbers: Sequence[int]) -> Iterable[tuple[int, tuple[Any, ...]]]:
        """The rows of some hundred numbers, each with its number, as far as they exist."""

    def has_other(self, values: Mapping[tuple[str, Any], int]) -> bool:
        """Whether a row has a value of `values` (column and value) that is there for another number."""


class LogFollower:
    """Follows the rows of the log, in their order, beside tables that do not change meanwhile."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        schema: Schema,
        final_rows: Callable[[str], FinalRows] | None = None,
    ) -> None:
        """`connection` has the tables; `final_rows` gives their rows, where these are not read from there."""
        unique = unique_columns(connection)
        final_rows = final_rows or (lambda table: _StoredRows(connection, table))
        with closing(connect.open_empty(schema)) as fresh:
            self._tables = {
                table: _TableFollower(
                    columns,
                    default_values(connection, columns),
                    unique[table],
                    _rows_by_column(fresh, table),
                    final_rows(table),
                )
                for table, columns in record_columns(connection).items()
            }
        self.is_certain = True

    def start(self) -> "LogFollower":
        """Begin with the rows that the schema brings, once the final rows can be read."""
        for rows in self._tables.values():
            rows.start()
        return self

    def follow(self, table: str, number: int, before: Fields | None, after: Fields | None) -> None:
        """Follow one row of the log."""
        try:
            rows = self._tables[table]
            if before is None and after is not None:
                rows.insert(number, after)
            elif before is not None and after is not None:
                rows.update(number, before, after)
            elif before is not None:
                rows.delete(number, before)
        except (Unusual, *_UNUSUAL_ERRORS):
            self.is_certain = False

    def leads_to_tables(self) -> bool:
        """Whether the rows followed are certain to give the tables, to the last row."""
        return self.is_certain and all(rows.is_complete() for rows in self._tables.values())


class _StoredRows:
    """The rows of a table of the file."""

    def __init__(self, connection: sqlite3.Connection, table: str) -> None:
        self._connection = connection
        self._table = table

    def count(self) -> int:
        return count_rows(self._connection, self._table)

    def read(self, numbers: Sequence[int]) -> Iterable[tuple[int, tuple[Any, ...]]]:
        marks = ", ".join("?" * len(numbers))
        query = f'SELECT number, * FROM "{self._table}" WHERE number IN ({marks})'
        return ((row[0], row[1:]) for row in self._connection.execute(query, numbers))

    def has_other(self, values: Mapping[tuple[str, Any], int]) -> bool:
        return any(
            self._connection.execute(
                f'SELECT 1 FROM "{self._table}" WHERE "{name}" = ? AND number <> ?', (value, number)
            ).fetchall()
            for (name, value), number in values.items()
        )


class _TableFollower:
    """The rows of one table as the log has them, as far as they are not yet as the file has them.

    A row is settled once it is as in the file: it is read from there where the log goes on with it.
    """

    def __init__(
        self,
        columns: list[StoredColumn],
        empty_row: Fields,
        unique: set[str],
        fresh: list[dict[str, Any]],
        final: FinalRows,
    ) -> None:
        """`empty_row` has the defaults, `unique` the columns without equal values, `fresh` the rows of the schema."""
        self._final = final
        self._types = {column.name: _TYPES[column.type] for column in columns}
        self._names = frozenset(self._types)
        self._required = {column.name for column in columns if column.is_required}
        self._empty_row = empty_row
        self._defaults = {name: value for name, value in empty_row.items() if value is not None}
        self._unique = unique
        self._fresh = fresh
        self._pending: dict[int, Fields] = {}
        self._max_pending = _MIN_PENDING
        self._highest: dict[int, int] = {}  # the highest number in the range of each machine
        self._gone: set[int] = set()
        self._freed: dict[tuple[str, Any], int] = {}  # values of unique columns that rows had when they were deleted
        self._count = 0

    def start(self) -> None:
        """Begin with the rows that the schema brings, which have their entry numbers by the file."""
        for fields in self._fresh:
            number = fields["number"]
            final = self._find(number)
            del fields["entry"]  # one that was deleted has it from there
            self._pending[number] = fields | ({"entry": final["entry"]} if final else {})
            self._highest[0] = number
            self._count += 1

    def insert(self, number: int, after: Fields) -> None:
        """A row that comes, or comes back."""
        machine = number // NUMBERS_PER_MACHINE
        if number > self._highest.get(machine, 0):
            self._highest[machine] = number
        elif number in self._gone:
            self._gone.remove(number)
        else:
            raise Unusual
        if after["number"] != number or after["entry"] is None or not self._names.issuperset(after):
            raise Unusual
        self._pending[number] = {**self._defaults, **after} if self._defaults else after
        self._count += 1
        if len(self._pending) > self._max_pending:
            self._settle()
            self._max_pending = _MIN_PENDING + 2 * len(self._pending)

    def update(self, number: int, before: Fields, after: Fields) -> None:
        """Fields of a row that change; all values that the file no longer has stand in some `before`."""
        row = self._row(number)
        if not before or before.keys() != after.keys() or not before.items() <= row.items():
            raise Unusual
        if not self._unique.isdisjoint(before):
            raise Unusual
        self._require_values(before)
        row.update(after)
        self._pending[number] = row

    def delete(self, number: int, before: Fields) -> None:
        """A row that goes."""
        row = self._row(number)
        if row["entry"] is None:
            row["entry"] = before["entry"]
        if before != {name: value for name, value in row.items() if value is not None}:
            raise Unusual
        if not self._required <= before.keys():
            raise Unusual
        self._require_values(before)
        for name in self._unique & before.keys():
            if self._freed.setdefault((name, before[name]), number) != number:
                raise Unusual
        self._pending.pop(number, None)
        self._gone.add(number)
        self._count -= 1

    def is_complete(self) -> bool:
        """Whether the table has just the rows of the log."""
        self._settle()
        if self._pending or self._count != self._final.count():
            return False
        return not self._final.has_other(self._freed)  # no two rows may have had one value at the same time

    def _row(self, number: int) -> dict[str, Any]:
        """A copy of the row with all its columns, as the log has it by now."""
        if number in self._gone:
            raise Unusual
        if (fields := self._pending.get(number)) is not None:
            return {**self._empty_row, **fields}
        if (final := self._find(number)) is None:
            raise Unusual
        return final

    def _find(self, number: int) -> dict[str, Any] | None:
        """The row as it is in the end."""
        return next((dict(zip(self._types, row, strict=True)) for _, row in self._final.read((number,))), None)

    def _require_values(self, fields: Fields) -> None:
        """Raise Unusual unless each value can stand in its column as it is."""
        for name, value in fields.items():
            if value is None:
                if name in self._required:
                    raise Unusual
            elif type(value) not in self._types[name]:
                raise Unusual
            elif isinstance(value, str):
                value.encode()  # raises ValueError for half a character
            elif isinstance(value, int) and abs(value) > _MAX_INTEGER:
                raise Unusual

    def _settle(self) -> None:
        """Let go of the rows that are as in the file."""
        columns = tuple(self._types)
        for numbers in batches(list(self._pending), _BATCH_SIZE):
            for number, row in self._final.read(numbers):
                if (*map(self._pending[number].get, columns),) == row:
                    del self._pending[number]


def _rows_by_column(connection: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    """The rows of a table by their numbers, with all fields."""
    cursor = connection.execute(f'SELECT * FROM "{table}" ORDER BY number')
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def unique_columns(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """The columns of each table of records in which two rows may not be alike."""
    is_ours = f"t.type = 'table' AND {IS_RECORD_TABLE}"
    unique: dict[str, set[str]] = {}
    for table, name in connection.execute(
        f"SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE {is_ours} AND c.pk"
        " UNION SELECT t.name, i.name FROM sqlite_schema t, pragma_index_list(t.name) l, pragma_index_info(l.name) i"
        f' WHERE {is_ours} AND l."unique"'
    ):
        unique.setdefault(table, set()).add(name)
    return unique


def is_certainly_faithful(
    connection: sqlite3.Connection, schema: Schema, step: Callable[[int], None] = lambda rows: None
) -> bool:
    """Whether the log is certain to give the tables; where it is not, `replay` decides.

    `step` is called with the number of log rows read.
    """
    try:
        follower = LogFollower(connection, schema).start()
        cursor = connection.execute("SELECT tbl, number, before, after FROM change_rows ORDER BY id")
        while rows := cursor.fetchmany(_BATCH_SIZE):
            step(len(rows))
            states = _decode_json(f"[{','.join([text or 'null' for row in rows for text in row[2:]])}]")
            for (table, number, *_), before, after in zip(rows, states[::2], states[1::2], strict=True):
                follower.follow(table, number, before, after)
            if not follower.is_certain:
                return False
        return follower.leads_to_tables()
    except _UNUSUAL_ERRORS:
        return False
