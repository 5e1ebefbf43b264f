"""The only way to write: a change is one transaction and one undo step, and logs what it did to each field of a row.

The log holds rows of tables, so that undo need not load the records. A change that was undone stays in the log: undo
appends its inverse, and redo the inverse of the undo.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from mentorlog.store import NUMBERS_PER_MACHINE
from mentorlog.structs import Frozen

FORGET = "forget"  # the command of a change that cannot be undone, since what it deleted is nowhere any more
# Table, number and fields (none: the whole row) of what an undo left as it is, since another machine wrote there.
KeptRow = tuple[str, int, tuple[str, ...]]
T = TypeVar("T")
Value = str | int | float | None
Fields = dict[str, Value]
_BATCH_SIZE = 500  # rows
_FEW_ROWS = 20  # that are reverted one by one, without a module for many
_MAX_ROWID = (1 << 63) - 1
# SQL of whether a table t holds records; one that another program added to the file is not written to.
IS_RECORD_TABLE = "t.sql LIKE '%entry INTEGER NOT NULL UNIQUE%'"
_ROW_COLUMNS = "tbl, number, before, after"
MAX_ROWS_READ = 1000  # of one change
# SQL over `changes c`: it is not undone at present.
IN_EFFECT = (
    "NOT EXISTS (SELECT 1 FROM changes u WHERE u.reverts = c.id"
    " AND NOT EXISTS (SELECT 1 FROM changes r WHERE r.reverts = u.id))"
)


class RowChange(Frozen):
    """A row that a change inserted, updated or deleted, with the fields that differ."""

    table: str
    number: int
    before: Fields | None  # None: inserted
    after: Fields | None  # None: deleted


class LoggedChange(Frozen):
    """A change as the log has it. `reverts` is 0 if it reverts nothing; `more` rows of a large change are left out.

    `machine` is the name of another machine that made it, else empty. `kept` is what a reversal of it left as it was.
    """

    number: int
    at: str
    command: str
    reverts: int
    rows: tuple[RowChange, ...]
    more: int
    machine: str = ""
    kept: tuple[KeptRow, ...] = ()


class Change:
    """What is written within one transaction. Created by `Store.change`."""

    def __init__(self, connection: sqlite3.Connection, command: str, at: str) -> None:
        self._connection = connection
        self._command = command
        self._at = at
        self.reverts: int | None = None  # the change that this one reverts
        self.number = 0  # in the log; 0 until something differs
        self.row_changes: list[RowChange] = []

    def insert(self, table: str, fields: Mapping[str, Value], number: int | None = None) -> int:
        """Insert a row and return its number, which never changes and is never given to another row.

        It is the next one, or `number` if that lies further on in this machine's range: what lies between is then
        never given.
        """
        next_number = self.next_number(table)
        range_end = next_number - next_number % NUMBERS_PER_MACHINE + NUMBERS_PER_MACHINE
        is_free = number is not None and next_number < number < range_end
        number = self._skip_to(table, number) if number is not None and is_free else next_number
        not_null = {name: value for name, value in fields.items() if value is not None}
        self.write_row(table, number, None, {"number": number, "entry": self.next_number("entry"), **not_null})
        return number

    def update(self, table: str, number: int, fields: Mapping[str, Value]) -> None:
        """Set fields of a row; those that do not differ are not written."""
        row = self._read_row(table, number)
        differing = {name: value for name, value in fields.items() if not _is_same_value(row[name], value)}
        if differing:
            self.write_row(table, number, {name: row[name] for name in differing}, differing)

    def delete(self, table: str, number: int) -> None:
        """Delete a row and the rows with a required link to it; clear optional links to it."""
        for other, column, required in links_to(self._connection, table):
            rows = self._connection.execute(f'SELECT number FROM "{other}" WHERE "{column}" = ?', (number,)).fetchall()
            for (linked,) in rows:
                if required:
                    self.delete(other, linked)
                else:
                    self.update(other, linked, {column: None})
        row = {name: value for name, value in self._read_row(table, number).items() if value is not None}
        self.write_row(table, number, row, None)

    def reserve(self, counter: str, count: int) -> int:
        """Take `count` numbers from a counter; return the last that was given before."""
        last = self.next_number(counter) - 1
        self._connection.execute("UPDATE counters SET last = ? WHERE name = ?", (last + count, counter))
        return last

    def insert_many(self, table: str, rows: Iterable[Fields]) -> None:
        """Insert rows whose numbers and entries are reserved; `index_rows_after` then adds them to the search index.

        `row_changes` does not name them.
        """
        for batch in batches(rows, _BATCH_SIZE):
            self.ensure_logged()
            insert_rows(self._connection, table, batch)
            self._connection.executemany(
                "INSERT INTO change_rows (change, tbl, number, after) VALUES (?, ?, ?, ?)",
                [(self.number, table, fields["number"], fields_to_json(fields)) for fields in batch],
            )

    def index_rows_after(self, entry: int) -> None:
        """Add to the search index all rows that `insert_many` inserted with higher entry numbers."""
        from mentorlog.store import search

        search.add_rows_after(self._connection, entry)

    def revert(self, number: int, revert_many: Callable[[list[tuple[Any, ...]]], None] | None = None) -> None:
        """Apply the inverse of everything that a change did, the last first. `row_changes` does not name the rows.

        `revert_many` does so for some hundred rows of the log at once, where a change has many.
        """
        self.reverts = number
        self.ensure_logged()  # also where nothing is left of it, so that the next one goes further
        before = _MAX_ROWID
        while rows := self._connection.execute(
            f"SELECT id, {_ROW_COLUMNS} FROM change_rows WHERE change = ? AND id < ? "
            f"ORDER BY id DESC LIMIT {_BATCH_SIZE}",
            (number, before),
        ).fetchall():
            if revert_many and len(rows) > _FEW_ROWS:
                revert_many([row[1:] for row in rows])
            else:
                for _, *columns in rows:
                    self.revert_row(*columns)
            before = rows[-1][0]
            self.row_changes.clear()  # those of an import may not fit into memory

    def revert_row(self, table: str, number: int, before: str | None, after: str | None) -> None:
        """Apply the inverse of a row of the log."""
        row = _row_change_from_json(table, number, before, after)
        self.write_row(table, number, self._with_current_time(row), row.before)

    def _with_current_time(self, row: RowChange) -> Fields | None:
        """The state that a row is in after a change, with the time that it has now.

        That is another one once a change was reverted alone, since the time belongs to no single change.
        """
        if row.after is None or "updated_at" not in row.after:
            return row.after
        query = f'SELECT updated_at FROM "{row.table}" WHERE number = ?'
        times = self._connection.execute(query, (row.number,)).fetchall()
        return {**row.after, "updated_at": times[0][0]} if times else row.after

    def _skip_to(self, counter: str, number: int) -> int:
        self._connection.execute("UPDATE counters SET last = ? WHERE name = ?", (number, counter))
        return number

    def next_number(self, name: str) -> int:
        """The next number of a counter. The log knows nothing of counters: an undone number is never given again."""
        ((last,),) = self._connection.execute(
            "INSERT INTO counters (name, last) VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
            (name,),
        ).fetchall()
        return int(last)

    def _read_row(self, table: str, number: int) -> dict[str, Any]:
        (row,) = iter_dicts(self._connection.execute(f'SELECT * FROM "{table}" WHERE number = ?', (number,)))
        return row

    def write_row(self, table: str, number: int, before: Fields | None, after: Fields | None) -> None:
        """Bring one row from `before` to `after`, in the table, the log and the search index.

        Both have the fields that differ; of a row that comes or goes, those that are not NULL.
        """
        from mentorlog.store import search  # no command that only reads needs it

        row = RowChange(table, number, before, after)
        search.remove_row(self._connection, table, number)
        apply(self._connection, row)
        search.add_row(self._connection, table, number)
        self.log_row(row)

    def ensure_logged(self) -> None:
        """Log the change itself, before its first row."""
        if not self.number:
            values = (self._at, self._command, self.reverts)
            cursor = self._connection.execute("INSERT INTO changes (at, command, reverts) VALUES (?, ?, ?)", values)
            self.number = cursor.lastrowid or 0

    def log_row(self, row: RowChange) -> None:
        """Log a change of a row that the table has already."""
        self.ensure_logged()
        self._connection.execute(
            "INSERT INTO change_rows (change, tbl, number, before, after) VALUES (?, ?, ?, ?, ?)",
            (self.number, row.table, row.number, fields_to_json(row.before), fields_to_json(row.after)),
        )
        self.row_changes.append(row)


def links_to(connection: sqlite3.Connection, table: str) -> list[tuple[str, str, bool]]:
    """(table, column, required) of each foreign key to `table`, as the file itself has them."""
    return [
        (other, column, bool(required))
        for other, column, required in connection.execute(
            'SELECT t.name, f."from", c."notnull" FROM sqlite_schema t'
            ' JOIN pragma_foreign_key_list(t.name) f JOIN pragma_table_info(t.name) c ON c.name = f."from"'
            f" WHERE t.type = 'table' AND {IS_RECORD_TABLE} AND f.\"table\" = ?",
            (table,),
        ).fetchall()
    ]


def iter_dicts(cursor: sqlite3.Cursor) -> Iterator[dict[str, Any]]:
    """The rows of a query as dicts by the names of the columns."""
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _is_same_value(value: Any, other: Any) -> bool:
    """Whether a column would hold the same: 1 and 1.0 are one value in a REAL column."""
    return bool(value == other) and (value is None) == (other is None)


# How JSON writes the characters that cannot stand in a text as they are.
_CONTROL_CODES = (
    r"\u0000 \u0001 \u0002 \u0003 \u0004 \u0005 \u0006 \u0007 \u0008 \u0009 \u000a \u000b \u000c \u000d \u000e \u000f "
    r"\u0010 \u0011 \u0012 \u0013 \u0014 \u0015 \u0016 \u0017 \u0018 \u0019 \u001a \u001b \u001c \u001d \u001e \u001f"
)
_ESCAPES = dict(enumerate(_CONTROL_CODES.split())) | {
    ord(sign): f"\\{name}" for sign, name in (('"', '"'), ("\\", "\\"), ("\n", "n"), ("\t", "t"), ("\r", "r"))
}


def fields_to_json(fields: Fields | None) -> str | None:
    """The fields as JSON. Written by hand, since importing `json` would make a command that writes 2 % dearer."""
    if fields is None:
        return None
    return "{" + ", ".join(f'"{name}": {_value_to_json(value)}' for name, value in fields.items()) + "}"


def _value_to_json(value: Value) -> str:
    if isinstance(value, str):
        return '"' + value.translate(_ESCAPES) + '"'
    return "null" if value is None else str(int(value)) if isinstance(value, int) else repr(value)


def apply(connection: sqlite3.Connection, row: RowChange) -> None:
    """Bring a row of a table from `before` to `after`."""
    if row.after is None:
        connection.execute(f'DELETE FROM "{row.table}" WHERE number = ?', (row.number,))
    elif row.before is None:
        connection.execute(insert_sql(row.table, row.after), tuple(row.after.values()))
    else:
        settings = ", ".join(f'"{name}" = ?' for name in row.after)
        connection.execute(f'UPDATE "{row.table}" SET {settings} WHERE number = ?', (*row.after.values(), row.number))


def insert_sql(table: str, columns: Iterable[str], conflict: str = "") -> str:
    """The INSERT of a row; `conflict` may be "OR IGNORE"."""
    names = [f'"{column}"' for column in columns]
    return f'INSERT {conflict} INTO "{table}" ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})'


def insert_rows(connection: sqlite3.Connection, table: str, rows: Iterable[Fields]) -> None:
    """Insert rows, those that have the same columns by one statement."""
    by_columns: dict[tuple[str, ...], list[tuple[Value, ...]]] = {}
    for fields in rows:
        by_columns.setdefault(tuple(fields), []).append(tuple(fields.values()))
    for columns, values in by_columns.items():
        connection.executemany(insert_sql(table, columns), values)


def _row_change_from_json(table: str, number: int, before: str | None, after: str | None) -> RowChange:
    import json

    return RowChange(table, number, json.loads(before) if before else None, json.loads(after) if after else None)


def undoable_change(connection: sqlite3.Connection) -> int | None:
    """The newest change of this machine, other than undo and redo, that is not undone at present."""
    return _first_id(
        connection,
        f"SELECT id FROM changes c WHERE reverts IS NULL AND machine IS NULL AND {IN_EFFECT} ORDER BY id DESC LIMIT 1",
    )


def redoable_change(connection: sqlite3.Connection) -> int | None:
    """The newest undo after the last ordinary change of this machine that was not redone."""
    return _first_id(
        connection,
        "SELECT id FROM changes u WHERE id > (SELECT max(id) FROM changes WHERE reverts IS NULL AND machine IS NULL)"
        " AND EXISTS (SELECT 1 FROM changes c WHERE c.id = u.reverts AND c.reverts IS NULL)"
        " AND NOT EXISTS (SELECT 1 FROM changes r WHERE r.reverts = u.id) ORDER BY id DESC LIMIT 1",
    )


def _first_id(connection: sqlite3.Connection, query: str) -> int | None:
    rows = connection.execute(query).fetchall()
    return int(rows[0][0]) if rows else None


def has_foreign_after(connection: sqlite3.Connection, change: int) -> bool:
    """Whether a change of another machine came in after this one."""
    query = "SELECT 1 FROM changes WHERE id > ? AND machine IS NOT NULL LIMIT 1"
    return bool(connection.execute(query, (change,)).fetchall())


def read_change(
    connection: sqlite3.Connection, change: int, row: tuple[str, int] | None = None, *, with_fields: bool = True
) -> LoggedChange:
    """A change of the log with its first rows, and with `row` (table, number) wherever that comes.

    To decode their fields costs 2 % of a command, since it takes `json`: without them they are None.
    """
    ((at, command, reverts, count, machine),) = connection.execute(
        "SELECT at, command, reverts, (SELECT count(*) FROM change_rows WHERE change = c.id),"
        " (SELECT name FROM machines WHERE letter = c.machine) FROM changes c WHERE id = ?",
        (change,),
    ).fetchall()
    query = f"SELECT id, {_ROW_COLUMNS if with_fields else 'tbl, number, NULL, NULL'} FROM change_rows WHERE change = ?"
    rows = connection.execute(f"{query} ORDER BY id LIMIT {MAX_ROWS_READ}", (change,)).fetchall()
    if row and len(rows) < count:
        rows += connection.execute(
            f"{query} AND tbl = ? AND number = ? AND id > ? ORDER BY id", (change, *row, rows[-1][0])
        ).fetchall()
    decode = _row_change_from_json if with_fields else RowChange
    row_changes = tuple(decode(*columns) for _, *columns in rows)
    return LoggedChange(change, at, command, reverts or 0, row_changes, count - len(rows), machine or "")


def history(
    connection: sqlite3.Connection,
    row: tuple[str, int] | None,
    limit: int,
    tables: Sequence[str] = (),
    *,
    with_fields: bool = True,
) -> Iterator[LoggedChange]:
    """The newest changes first, of all rows, of one (table, number) or of some tables.

    They come in the order of the log, not of the clock; `read_change` says what `with_fields` costs.
    """
    if tables:
        marks = ", ".join("?" * len(tables))
        changes = connection.execute(
            f"SELECT DISTINCT change FROM change_rows WHERE tbl IN ({marks}) ORDER BY change DESC LIMIT ?",
            (*tables, limit),
        ).fetchall()
    elif row is None:
        changes = connection.execute("SELECT id FROM changes ORDER BY id DESC LIMIT ?", (limit,)).fetchall()
    else:
        changes = connection.execute(
            "SELECT DISTINCT change FROM change_rows WHERE tbl = ? AND number = ? ORDER BY change DESC LIMIT ?",
            (*row, limit),
        ).fetchall()
    return (read_change(connection, change, row, with_fields=with_fields) for (change,) in changes)
