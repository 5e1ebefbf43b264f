"""A store on its way in: what came from a file is put together and looked at before anybody sees it.

It comes straight into a store where nothing was ever written, whose transaction is given up where it proves unfit; or
it lies in a file without a name, which the system clears away with the connection, whatever happens.
"""

import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mentorlog.store import check, replay
from mentorlog.store.changes import Touched, dumped
from mentorlog.store.whole import LogLine, tables

if TYPE_CHECKING:
    from mentorlog.store.file import Schema

_AT_ONCE = 500  # rows that are handed to SQLite together
_MOST = 1 << 53  # that a number may be: from there on JSON is read differently elsewhere, and counters must go on


class Unfit(Exception):
    """What came cannot be the content of a store of its schema."""


class Incoming:
    """Takes in counters, rows and changes of a store that was written under `version` of the schema."""

    def __init__(self, schema: "Schema", version: int, into: sqlite3.Connection | None = None) -> None:
        """`into` is a pristine store of the schema, in a transaction that writes; without it a place of its own."""
        self._schema = schema
        self._version = version
        self._apart = into is None
        self.connection = into or _apart(schema, version)
        self.connection.execute("PRAGMA defer_foreign_keys = ON")
        self._columns = {table: self._columns_of(table) for table in tables(self.connection)}
        for table in (*self._columns, "counters"):
            self.connection.execute(f'DELETE FROM "{table}"')
        self._waiting: dict[str, list[tuple[Any, ...]]] = {}
        self._change = 0  # the newest

    def close(self) -> None:
        """Let go of it; of what lay apart nothing stays."""
        if self._apart:
            self.connection.close()

    def counter(self, name: str, last: int) -> None:
        """The last number that a counter gave. Raises Unfit."""
        if name not in (*self._columns, "entry") or not (last == 0 or _given(last)):
            raise Unfit
        self._put("INSERT INTO counters VALUES (?, ?)", (name, last))

    def record(self, table: str, fields: Mapping[str, Any]) -> None:
        """A row of a table; fields that are not named are empty. Raises Unfit."""
        columns = self._known(table, fields)
        if not (_given(fields.get("number")) and _given(fields.get("entry"))):
            raise Unfit
        marks = ", ".join("?" * len(columns))
        self._put(f'INSERT INTO "{table}" VALUES ({marks})', tuple(map(fields.get, columns)))

    def change(self, line: LogLine) -> None:
        """A change of the log, newer than those before it; what it did comes after it. Raises Unfit."""
        if not (_given(line.id) and line.id > self._change and check.readable(line.at, line.command)):
            raise Unfit
        if line.reverts is not None and not (_given(line.reverts) and line.reverts < line.id):
            raise Unfit
        self._change = line.id
        self._put("INSERT INTO changes VALUES (?, ?, ?, ?)", line)

    def changed(self, change: int, row: Touched) -> None:
        """What a change did to a row. Raises Unfit."""
        if not _given(row.number):
            raise Unfit
        for fields in (row.before, row.after):
            if fields is not None:
                self._known(row.table, fields)
                number, entry = fields.get("number", row.number), fields.get("entry", 1)
                if number != row.number or not (_given(number) and _given(entry)):
                    raise Unfit
        self._put(
            "INSERT INTO change_rows (change, tbl, number, before, after) VALUES (?, ?, ?, ?, ?)",
            (change, row.table, row.number, dumped(row.before), dumped(row.after)),
        )

    def complete(self, *, log: bool) -> None:
        """Bring it up to the schema of today, and make sure that it is sound. Raises Unfit.

        With `log` the whole of it: also what it tells of how the tables came to be.
        """
        for statement in self._waiting:
            self._flush(statement)
        if self._apart:
            _bring_up(self.connection, self._schema, self._version)
        else:
            self.connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
        if check.loose_links(self.connection):
            raise Unfit
        if log:
            if check.counters_behind(self.connection):
                raise Unfit
            with replay.replayed(self.connection, self._schema) as told:
                if told.broken or told.torn or replay.differing(self.connection, told.connection):
                    raise Unfit

    def _columns_of(self, table: str) -> dict[str, None]:
        rows = self.connection.execute(f'SELECT name FROM pragma_table_info("{table}") ORDER BY cid').fetchall()
        return {name: None for (name,) in rows}

    def _known(self, table: str, fields: Any) -> dict[str, None]:
        """The columns of a table, to which the fields must belong: their names become part of statements."""
        columns = self._columns.get(table)
        if columns is None or not isinstance(fields, dict) or not fields.keys() <= columns.keys():
            raise Unfit
        return columns

    def _put(self, statement: str, row: tuple[Any, ...]) -> None:
        waiting = self._waiting.setdefault(statement, [])
        waiting.append(row)
        if len(waiting) >= _AT_ONCE:
            self._flush(statement)

    def _flush(self, statement: str) -> None:
        self.connection.executemany(statement, self._waiting[statement])
        self._waiting[statement].clear()


def _given(number: object) -> bool:
    """Whether a counter can have given this number."""
    return type(number) is int and 0 < number <= _MOST


def _apart(schema: "Schema", version: int) -> sqlite3.Connection:
    """An empty store of an earlier schema, or of today's, in a file without a name, in its first transaction."""
    from mentorlog.store.migrate import run

    connection = sqlite3.connect("", isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("BEGIN")
    run(connection, [schema.migrations[at] for at in range(version)])
    if version == schema.version:
        replay.drop_indexes(connection)
    return connection


def _bring_up(connection: sqlite3.Connection, schema: "Schema", version: int) -> None:
    from mentorlog.store.migrate import run

    run(connection, [schema.migrations[at] for at in range(version, schema.version)])
    connection.execute("COMMIT")
