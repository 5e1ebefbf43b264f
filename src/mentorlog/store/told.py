"""Whether the log tells the tables, followed in one pass without another store: some times as fast as a replay.

It only ever says what is certain. Whatever is not as the program itself writes it is left to the replay, which follows
the log as SQLite does and names what is wrong.
"""

import sqlite3
from collections.abc import Callable
from json import JSONDecoder
from typing import TYPE_CHECKING, Any, NamedTuple

from mentorlog.store.changes import Fields, RowChange
from mentorlog.store.connect import open_empty
from mentorlog.store.dump import record_tables

if TYPE_CHECKING:
    from mentorlog.store.connect import Schema

_read = JSONDecoder().raw_decode
_TYPES: dict[str, tuple[type, ...]] = {"TEXT": (str,), "INTEGER": (int,), "REAL": (float, int)}
_LARGEST = 1 << 63  # from there on no column holds a number
_MOST_OPEN = 20_000  # rows that are held; a log that leaves more of them open is replayed

_Row = tuple[Any, ...]
_State = dict[str, Any]  # the fields of a row at a moment of the log


class Doubtful(Exception):
    """The log cannot be followed this way. That says nothing against it yet."""


def tells(connection: sqlite3.Connection, schema: "Schema", step: Callable[[int], None] = lambda rows: None) -> bool:
    """Whether the log certainly gives what the tables hold, each change having found what the earlier ones left.

    False says nothing yet. `step` hears of each row of the log.
    """
    try:
        following = Following(connection, schema)
        for table, number, before, after in connection.execute(
            "SELECT tbl, number, before, after FROM change_rows ORDER BY id"
        ):
            following.follow(RowChange(table, number, _state(before), _state(after)))
            step(1)
        following.end()
    except (Doubtful, ValueError):  # the latter where it is no JSON
        return False
    return True


def _state(told: str | None) -> Fields | None:
    if told is None:
        return None
    fields, end = _read(told)
    if end != len(told) or type(fields) is not dict:
        raise Doubtful
    return fields


class Following:
    """Follows the log, beside the tables as they are at its end. What raises Doubtful has to be replayed."""

    def __init__(self, connection: sqlite3.Connection, schema: "Schema") -> None:
        fresh = open_empty(schema)
        try:
            self._tables = {table: _Table(connection, fresh, table) for table in record_tables(fresh)}
        finally:
            fresh.close()

    def follow(self, row: RowChange) -> None:
        """The next row of the log."""
        try:
            table = self._tables[row.table]
            if row.before is not None and row.after is not None:
                table.changed(row.number, row.before, row.after)
            elif row.before is not None:
                table.deleted(row.number, row.before)
            elif row.after is not None:
                table.made(row.number, row.after)
            else:
                raise Doubtful
        except (LookupError, TypeError, AttributeError, sqlite3.DatabaseError):  # JSON, but not of ours
            raise Doubtful from None

    def end(self) -> None:
        """There are no more."""
        for table in self._tables.values():
            table.end()


class _Column(NamedTuple):
    """A column: its name, the types of its values, whether it may be empty, what stands there unless it is told."""

    name: str
    types: tuple[type, ...]
    optional: bool
    usual: Any


class _Table:
    """One table, read along by its numbers: so that rows which have become what they are need not be held."""

    def __init__(self, connection: sqlite3.Connection, fresh: sqlite3.Connection, table: str) -> None:
        self._connection = connection
        self._select = f'SELECT * FROM "{table}"'
        self._columns = {
            name: _Column(name, _TYPES[type_], not (notnull or key), usual and _value(fresh, usual))
            for name, type_, notnull, usual, key in fresh.execute(
                f"SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('{table}') ORDER BY cid"
            ).fetchall()
        }
        self._usual = {name: column.usual for name, column in self._columns.items() if column.usual is not None}
        self._needed = {name for name, column in self._columns.items() if not column.optional} - self._usual.keys()
        self._unlike = [(name, list(self._columns).index(name)) for name in _unique(fresh, table)]
        self._fitting: dict[tuple[Any, ...], list[str]] = {}  # by names and types, which are few
        self._open: dict[int, tuple[_State | None, _Row | None]] = {}  # rows as they are by now, and in the end
        self._loose: dict[tuple[str, Any], int] = {}  # which row had what it does not keep, and only one can have
        self._passed = self._brought(fresh)
        self._rows = connection.execute(f"{self._select} WHERE number > {self._passed} ORDER BY number")
        self._next: _Row | None = next(self._rows, None)

    def _brought(self, fresh: sqlite3.Connection) -> int:
        """Hold the rows that the schema brings along, which no change made; how many. Their entries are this file's."""
        count = 0
        for count, row in enumerate(fresh.execute(f"{self._select} ORDER BY number").fetchall(), 1):
            if row[0] != count:
                raise Doubtful
            there = self._there(count)
            state = self._fields(row)
            state["entry"] = self._fields(there)["entry"] if there else None
            self._open[count] = (state, there)
        return count

    def made(self, number: int, now: Fields) -> None:
        """A change made a row."""
        if now.get("number") != number:
            raise Doubtful
        if number <= self._passed:
            state, there = self._open.get(number, (None, None))
            if state is not None or (there is None and self._there(number)):
                raise Doubtful  # it is there
        else:
            there = self._pass_to(number)
        if not now.keys() >= self._needed:
            raise Doubtful
        self._fit(now)
        if _values(now, self._columns) == there:  # most rows become at once what they are in the end
            self._open.pop(number, None)
        else:
            self._becomes(number, {**self._usual, **now}, there)

    def changed(self, number: int, before: Fields, after: Fields) -> None:
        """A change found a row so, and left it so."""
        state, there = self._found(number, before)
        if not after or after.get("number", number) != number:
            raise Doubtful
        self._fit(after)
        state.update(after)
        self._becomes(number, state, there)

    def deleted(self, number: int, before: Fields) -> None:
        """A change found a row so, and deleted it."""
        _, there = self._found(number, before)
        self._becomes(number, None, there)

    def end(self) -> None:
        """All of it has to be as it is now."""
        if self._next is not None or any(
            _values(state, self._columns) != there for state, there in self._open.values()
        ):
            raise Doubtful

    def _found(self, number: int, before: Fields) -> tuple[_State, _Row | None]:
        """A row as it is by now, which has to be as a change says it found it."""
        if number in self._open:
            state, there = self._open[number]
        else:
            there = self._there(number) if number <= self._passed else None
            state = self._fields(there) if there else None
        if state is None or not before.keys() <= self._columns.keys():
            raise Doubtful
        if state["entry"] is None:  # brought along and gone: only its deletion says which entry it was
            state["entry"] = before.get("entry")
            self._alone(number, state, there)
        for name, value in before.items():
            if state.get(name) != value:
                raise Doubtful
        return state, there

    def _becomes(self, number: int, state: _State | None, there: _Row | None) -> None:
        """Hold a row until it is as it is in the end."""
        if _values(state, self._columns) == there:
            self._open.pop(number, None)
            return
        self._open[number] = (state, there)
        if state is not None:
            self._alone(number, state, there)
        if len(self._open) > _MOST_OPEN:
            raise Doubtful

    def _alone(self, number: int, state: _State, there: _Row | None) -> None:
        """What only one row can have at a time, no other may ever have: whether at the same time is not asked."""
        for name, at in self._unlike:
            value = state[name]
            if value is None or (there and value == there[at]):
                continue
            if self._loose.setdefault((name, value), number) != number:
                raise Doubtful
            if self._connection.execute(f'{self._select} WHERE "{name}" = ?', (value,)).fetchall():
                raise Doubtful

    def _fit(self, fields: Fields) -> None:
        """The columns have to take these values as they are."""
        kinds = (*fields, *map(type, fields.values()))
        if kinds not in self._fitting:
            self._fitting[kinds] = self._numbers(fields)
        for name in self._fitting[kinds]:
            if not -_LARGEST <= fields[name] < _LARGEST:  # type: ignore[operator]
                raise Doubtful

    def _numbers(self, fields: Fields) -> list[str]:
        """Which of the fields are whole numbers, where the columns take their types."""
        for name, value in fields.items():
            column = self._columns[name]
            if type(value) not in column.types and not (value is None and column.optional):
                raise Doubtful
        return [name for name, value in fields.items() if type(value) is int]

    def _pass_to(self, number: int) -> _Row | None:
        """The row of that number, the next that is made: numbers are given in their order."""
        self._passed = number
        row = self._next
        if row is None or row[0] > number:
            return None
        if row[0] < number:
            raise Doubtful
        self._next = next(self._rows, None)
        return row

    def _there(self, number: int) -> _Row | None:
        """A row as it is in the end."""
        found = self._connection.execute(f"{self._select} WHERE number = ?", (number,)).fetchall()
        return tuple(found[0]) if found else None

    def _fields(self, row: _Row) -> _State:
        return dict(zip(self._columns, row, strict=True))


def _values(state: Fields | None, columns: dict[str, _Column]) -> _Row | None:
    return None if state is None else tuple(map(state.get, columns))


def _value(connection: sqlite3.Connection, expression: str) -> Any:
    ((value,),) = connection.execute(f"SELECT {expression}").fetchall()
    return value


def _unique(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns that a table's own rules let no two rows have alike."""
    return [
        name
        for (name,) in connection.execute(
            "SELECT c.name FROM pragma_index_list(?) i JOIN pragma_index_info(i.name) c WHERE i.origin = 'u'", (table,)
        ).fetchall()
    ]
