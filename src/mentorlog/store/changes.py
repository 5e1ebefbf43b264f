"""The one way to write: a change is one transaction, one undo step, and says in the log what it did to each field.

The log holds rows by table and knows no records, so that undoing needs none. A change that was reverted stays in
the log: undo appends its inverse, and redo the inverse of the undo.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from mentorlog.store import search
from mentorlog.structs import Frozen

FORGET = "forget"  # the command of a change that cannot be undone: what it took is nowhere any more
Value = str | int | float | None
Fields = dict[str, Value]
_BATCH_SIZE = 500  # rows
_MAX_ROWID = (1 << 63) - 1  # no row of the log comes behind it
_ROW_COLUMNS = "tbl, number, before, after"
MAX_ROWS_READ = 1000  # rows of a change


class RowChange(Frozen):
    """A row that a change made, changed or deleted, with the fields that differ."""

    table: str
    number: int
    before: Fields | None  # None: it was made
    after: Fields | None  # None: it was deleted


class LoggedChange(Frozen):
    """A change as the log has it. `reverts` is 0 where it reverts nothing.

    Of a large one, as an import is, `rows` has the first alone, and `more` says how many are left out.
    """

    number: int
    at: str
    command: str
    reverts: int
    rows: tuple[RowChange, ...]
    more: int


class Change:
    """What is written within one transaction. Made by `Store.change`."""

    def __init__(self, connection: sqlite3.Connection, command: str, at: str, reverts: int | None = None) -> None:
        self._connection = connection
        self._command = command
        self._at = at
        self._reverts = reverts
        self.number = 0  # of the change in the log; 0 as long as nothing differs
        self.row_changes: list[RowChange] = []

    def insert(self, table: str, fields: Mapping[str, Value]) -> int:
        """Make a row, and give the number it will always have."""
        number = self._next_number(table)
        filled = {name: value for name, value in fields.items() if value is not None}
        self._write(table, number, None, {"number": number, "entry": self._next_number("entry"), **filled})
        return number

    def update(self, table: str, number: int, fields: Mapping[str, Value]) -> None:
        """Set `fields` of an existing row; what does not differ is not written."""
        row = self._read_row(table, number)
        differing = {name: value for name, value in fields.items() if not _is_same_value(row[name], value)}
        if differing:
            self._write(table, number, {name: row[name] for name in differing}, differing)

    def delete(self, table: str, number: int) -> None:
        """Delete a row, what is part of it (a required link), and the optional links of others to it."""
        for other, column, required in links_to(self._connection, table):
            rows = self._connection.execute(f'SELECT number FROM "{other}" WHERE "{column}" = ?', (number,)).fetchall()
            for (linked,) in rows:
                if required:
                    self.delete(other, linked)
                else:
                    self.update(other, linked, {column: None})
        row = {name: value for name, value in self._read_row(table, number).items() if value is not None}
        self._write(table, number, row, None)

    def reserve(self, counter: str, count: int) -> int:
        """The last number that a counter gave; the `count` after it are the caller's."""
        last = self._next_number(counter) - 1
        self._connection.execute("UPDATE counters SET last = ? WHERE name = ?", (last + count, counter))
        return last

    def insert_many(self, table: str, rows: Iterable[Fields]) -> None:
        """Make many rows whose numbers and entries are reserved. `touched` does not name them.

        The search index does not know them before `learn`.
        """
        for some in _batches(rows):
            made = [RowChange(table, int(row["number"] or 0), None, row) for row in some]
            self._ensure_logged()
            insert_rows(self._connection, made)
            self._connection.executemany(
                "INSERT INTO change_rows (change, tbl, number, after) VALUES (?, ?, ?, ?)",
                [(self.number, table, row.number, fields_to_json(row.after)) for row in made],
            )

    def index_rows_after(self, entry: int) -> None:
        """Put the words of all rows that `fill` made after an entry number into the index."""
        search.add_rows_after(self._connection, entry)

    def revert(self, number: int) -> None:
        """Apply the inverse of everything that change `number` did, the last first. `touched` does not name it."""
        before = _MAX_ROWID
        while some := self._connection.execute(
            f"SELECT id, {_ROW_COLUMNS} FROM change_rows WHERE change = ? AND id < ? "
            f"ORDER BY id DESC LIMIT {_BATCH_SIZE}",
            (number, before),
        ).fetchall():
            for _, *told in some:
                row = _row_change_from_json(*told)
                self._write(row.table, row.number, row.after, row.before)
            before = some[-1][0]
            self.row_changes.clear()  # an import may have made as many rows as memory holds

    def _next_number(self, name: str) -> int:
        """The next number of a counter. Counters stand outside the log: an undone number is never given again."""
        ((last,),) = self._connection.execute(
            "INSERT INTO counters (name, last) VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
            (name,),
        ).fetchall()
        return int(last)

    def _read_row(self, table: str, number: int) -> dict[str, Any]:
        cursor = self._connection.execute(f'SELECT * FROM "{table}" WHERE number = ?', (number,))
        (row,) = cursor.fetchall()
        return dict(zip((column[0] for column in cursor.description), row, strict=True))

    def _write(self, table: str, number: int, before: Fields | None, after: Fields | None) -> None:
        """Move one row from `before` to `after`, in the table, the log and the search index."""
        touched = RowChange(table, number, before, after)
        entry = search.remove_row(self._connection, table, number)
        apply(self._connection, touched)
        search.add_row(self._connection, table, number, entry)
        self.log_row(touched)

    def _ensure_logged(self) -> None:
        """Enter the change into the log, once something differs."""
        if not self.number:
            self.number = (
                self._connection.execute(
                    "INSERT INTO changes (at, command, reverts) VALUES (?, ?, ?)",
                    (self._at, self._command, self._reverts),
                ).lastrowid
                or 0
            )

    def log_row(self, touched: RowChange) -> None:
        """Tell the log of a row that is as it is to be."""
        self._ensure_logged()
        self._connection.execute(
            "INSERT INTO change_rows (change, tbl, number, before, after) VALUES (?, ?, ?, ?, ?)",
            (self.number, touched.table, touched.number, fields_to_json(touched.before), fields_to_json(touched.after)),
        )
        self.row_changes.append(touched)


def links_to(connection: sqlite3.Connection, table: str) -> list[tuple[str, str, bool]]:
    """(table, column, required) of each foreign key that points to `table`, as the file itself has them."""
    return [
        (other, column, bool(required))
        for other, column, required in connection.execute(
            'SELECT t.name, f."from", c."notnull" FROM sqlite_schema t'
            ' JOIN pragma_foreign_key_list(t.name) f JOIN pragma_table_info(t.name) c ON c.name = f."from"'
            " WHERE t.type = 'table' AND f.\"table\" = ? AND t.name NOT IN ('changes', 'change_rows')",
            (table,),
        ).fetchall()
    ]


def _batches(rows: Iterable[Fields]) -> Iterator[list[Fields]]:
    """The rows in lists that are handed to SQLite together."""
    waiting = iter(rows)
    while some := list(islice(waiting, _BATCH_SIZE)):
        yield some


def _is_same_value(one: Any, other: Any) -> bool:
    """1 and 1.0 are one value in a REAL column, as are they here."""
    return bool(one == other) and (one is None) == (other is None)


# What JSON writes in another way within a text.
_ESCAPES = {code: f"\\u{code:04x}" for code in range(32)} | {
    ord(sign): f"\\{name}" for sign, name in (('"', '"'), ("\\", "\\"), ("\n", "n"), ("\t", "t"), ("\r", "r"))
}


def fields_to_json(fields: Fields | None) -> str | None:
    """The fields as JSON, which a command that writes need not import: that would be a fiftieth of what it costs."""
    if fields is None:
        return None
    return "{" + ", ".join(f'"{name}": {_value_to_json(value)}' for name, value in fields.items()) + "}"


def _value_to_json(value: Value) -> str:
    if isinstance(value, str):
        return '"' + value.translate(_ESCAPES) + '"'
    return "null" if value is None else str(int(value)) if isinstance(value, int) else repr(value)


def apply(connection: sqlite3.Connection, row: RowChange) -> None:
    """Bring a row of a table from before to after."""
    if row.after is None:
        connection.execute(f'DELETE FROM "{row.table}" WHERE number = ?', (row.number,))
    elif row.before is None:
        names = ", ".join(f'"{name}"' for name in row.after)
        marks = ", ".join("?" * len(row.after))
        connection.execute(f'INSERT INTO "{row.table}" ({names}) VALUES ({marks})', tuple(row.after.values()))
    else:
        settings = ", ".join(f'"{name}" = ?' for name in row.after)
        connection.execute(f'UPDATE "{row.table}" SET {settings} WHERE number = ?', (*row.after.values(), row.number))


def insert_rows(connection: sqlite3.Connection, rows: Sequence[RowChange]) -> None:
    """Make rows of one table, those with the same fields together."""
    alike: dict[tuple[str, ...], list[tuple[Value, ...]]] = {}
    for row in rows:
        if row.after is not None:
            alike.setdefault(tuple(row.after), []).append(tuple(row.after.values()))
    for names, values in alike.items():
        listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        connection.executemany(f'INSERT INTO "{rows[0].table}" ({listed}) VALUES ({marks})', values)


def _row_change_from_json(table: str, number: int, before: str | None, after: str | None) -> RowChange:
    """A row of the log as it is read."""
    import json

    return RowChange(table, number, json.loads(before) if before else None, json.loads(after) if after else None)


def undoable_change(connection: sqlite3.Connection) -> int | None:
    """The newest ordinary change that no undo reverts; an undo that was itself reverted does not count."""
    return _first_id(
        connection,
        "SELECT id FROM changes c WHERE reverts IS NULL AND NOT EXISTS ("
        " SELECT 1 FROM changes u WHERE u.reverts = c.id"
        "  AND NOT EXISTS (SELECT 1 FROM changes r WHERE r.reverts = u.id)) ORDER BY id DESC LIMIT 1",
    )


def redoable_change(connection: sqlite3.Connection) -> int | None:
    """The newest undo that is younger than the newest ordinary change and not reverted."""
    return _first_id(
        connection,
        "SELECT id FROM changes u WHERE id > (SELECT max(id) FROM changes WHERE reverts IS NULL)"
        " AND EXISTS (SELECT 1 FROM changes c WHERE c.id = u.reverts AND c.reverts IS NULL)"
        " AND NOT EXISTS (SELECT 1 FROM changes r WHERE r.reverts = u.id) ORDER BY id DESC LIMIT 1",
    )


def _first_id(connection: sqlite3.Connection, query: str) -> int | None:
    rows = connection.execute(query).fetchall()
    return int(rows[0][0]) if rows else None


def command_of(connection: sqlite3.Connection, change: int) -> str:
    """The command that made a change."""
    ((command,),) = connection.execute("SELECT command FROM changes WHERE id = ?", (change,)).fetchall()
    return str(command)


def read_change(connection: sqlite3.Connection, change: int, row: tuple[str, int] | None = None) -> LoggedChange:
    """One change of the log, with what it did to its first rows, in its order, and to the one asked for."""
    ((at, command, reverts, count),) = connection.execute(
        "SELECT at, command, reverts, (SELECT count(*) FROM change_rows WHERE change = c.id) FROM changes c"
        " WHERE id = ?",
        (change,),
    ).fetchall()
    query = f"SELECT id, {_ROW_COLUMNS} FROM change_rows WHERE change = ?"
    found = connection.execute(f"{query} ORDER BY id LIMIT {MAX_ROWS_READ}", (change,)).fetchall()
    if row and len(found) < count:
        found += connection.execute(
            f"{query} AND tbl = ? AND number = ? AND id > ? ORDER BY id", (change, *row, found[-1][0])
        ).fetchall()
    return LoggedChange(
        change, at, command, reverts or 0, tuple(_row_change_from_json(*told) for _, *told in found), count - len(found)
    )


def history(connection: sqlite3.Connection, row: tuple[str, int] | None, limit: int) -> Iterator[LoggedChange]:
    """The newest changes first, of all or of one row (table, number): by their numbers, not by the clock."""
    if row is None:
        found = connection.execute("SELECT id FROM changes ORDER BY id DESC LIMIT ?", (limit,)).fetchall()
    else:
        found = connection.execute(
            "SELECT DISTINCT change FROM change_rows WHERE tbl = ? AND number = ? ORDER BY change DESC LIMIT ?",
            (*row, limit),
        ).fetchall()
    return (read_change(connection, change, row) for (change,) in found)
