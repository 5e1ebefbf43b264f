"""A store on its way in: what came from a file is put together and looked at before anybody sees it.

It comes straight into a store where nothing was ever written, whose transaction is given up where it proves unfit; or
it lies in a file without a name, which the system clears away with the connection, whatever happens.
"""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from mentorlog.integrity import check, replay
from mentorlog.store.changes import Fields, RowChange, fields_to_json
from mentorlog.store.dump import ChangeHeader, record_tables
from mentorlog.store.told import Doubtful, Following

if TYPE_CHECKING:
    from mentorlog.store.connect import Schema

_BATCH_SIZE = 500  # rows that are handed to SQLite together
_SEPARATOR = "\0"  # no text that is let in holds it
_JSON_SEPARATOR = f", {json.dumps(_SEPARATOR)}, "
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_MAX_NUMBER = 1 << 53  # that a number may be: from there on JSON is read differently elsewhere, and counters must go on


class InvalidContent(Exception):
    """What came cannot be the content of a store of its schema."""


class Staging:
    """Takes in counters, rows and changes of a store that was written under `version` of the schema."""

    def __init__(self, schema: "Schema", version: int, into: sqlite3.Connection | None = None) -> None:
        """`into` is a pristine store of the schema, in a transaction that writes; without it a place of its own."""
        self._schema = schema
        self._version = version
        self._owns_connection = into is None
        self.connection = into or _create_staging(schema, version)
        self.connection.execute("PRAGMA defer_foreign_keys = ON")
        self._tables = {table: _TableWriter(self.connection, table) for table in record_tables(self.connection)}
        self._counters, self._changes = (_TableWriter(self.connection, table) for table in ("counters", "changes"))
        self._log_rows = _LogWriter(self.connection, "change_rows")
        for table in (*self._tables, "counters"):
            self.connection.execute(f'DELETE FROM "{table}"')
        self._change = 0  # the newest
        self._following: Following | None = None

    def close(self) -> None:
        """Let go of it; of what lay apart nothing stays."""
        if self._owns_connection:
            self.connection.close()

    def add_counter(self, name: str, last: int) -> None:
        """The last number that a counter gave. Raises Unfit."""
        if name not in (*self._tables, "entry") or not (last == 0 or _is_valid_number(last)):
            raise InvalidContent
        self._counters.add((name, last))

    def add_record(self, table: str, fields: Mapping[str, Any]) -> None:
        """A row of a table; fields that are not named are empty. Raises Unfit."""
        rows = self._writer_for(table, fields)
        if not (_is_valid_number(fields.get("number")) and _is_valid_number(fields.get("entry"))):
            raise InvalidContent
        rows.add(tuple(map(fields.get, rows.columns)))
        self._following = None  # of records that stand behind the log

    def add_change(self, line: ChangeHeader) -> None:
        """A change of the log, newer than those before it; what it did comes after it. Raises Unfit."""
        if not (_is_valid_number(line.id) and line.id > self._change and check.is_valid_change(line.at, line.command)):
            raise InvalidContent
        if line.reverts is not None and not (_is_valid_number(line.reverts) and line.reverts < line.id):
            raise InvalidContent
        if not self._change:
            self._follow()
        self._change = line.id
        self._changes.add(line)

    def add_row_change(self, change: int, row: RowChange) -> None:
        """What a change did to a row. Raises Unfit."""
        if not _is_valid_number(row.number):
            raise InvalidContent
        for fields in (row.before, row.after):
            if fields is not None:
                self._writer_for(row.table, fields)
                number, entry = fields.get("number", row.number), fields.get("entry", 1)
                if number != row.number or not (_is_valid_number(number) and _is_valid_number(entry)):
                    raise InvalidContent
        if self._following:
            try:
                self._following.follow(row)
            except Doubtful:
                self._following = None
        self._log_rows.add((change, row.table, row.number, row.before, row.after))

    def finish(self, *, check_log: bool) -> None:
        """Bring it up to the schema of today, and make sure that it is sound. Raises Unfit.

        With `log` the whole of it: also what it tells of how the tables came to be.
        """
        for rows in (*self._tables.values(), self._counters, self._changes, self._log_rows):
            rows.flush()
        if self._owns_connection:
            _migrate(self.connection, self._schema, self._version)
        else:
            self.connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
        if check.count_dangling_links(self.connection):
            raise InvalidContent
        if check_log and (check.lagging_counters(self.connection) or not self._is_log_faithful()):
            raise InvalidContent

    def _follow(self) -> None:
        """Look already while the log comes in whether it tells the records, which stand before it."""
        for rows in self._tables.values():
            rows.flush()
        if self._version == self._schema.version:
            with suppress(Doubtful):
                self._following = Following(self.connection, self._schema)

    def _is_log_faithful(self) -> bool:
        """Whether the log tells the records: as it came in, or as it stands there."""
        with suppress(Doubtful):
            if self._following:
                self._following.end()
                return True
        return replay.is_faithful(self.connection, self._schema)

    def _writer_for(self, table: str, fields: Any) -> "_TableWriter":
        """What waits for a table, to whose columns the fields must belong: they become part of statements."""
        rows = self._tables.get(table)
        if rows is None or not isinstance(fields, dict) or not fields.keys() <= rows.columns.keys():
            raise InvalidContent
        return rows


class _TableWriter:
    """Rows on their way into a table, handed to SQLite some at a time."""

    def __init__(self, connection: sqlite3.Connection, table: str) -> None:
        self._connection = connection
        found = connection.execute(f'SELECT name FROM pragma_table_info("{table}") ORDER BY cid').fetchall()
        self.columns = {name: None for (name,) in found if (table, name) != ("change_rows", "id")}
        names, marks = ", ".join(f'"{name}"' for name in self.columns), ", ".join("?" * len(self.columns))
        self._statement = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'
        self._buffer: list[tuple[Any, ...]] = []

    def add(self, row: tuple[Any, ...]) -> None:
        """Another one."""
        self._buffer.append(row)
        if len(self._buffer) >= _BATCH_SIZE:
            self.flush()

    def flush(self) -> None:
        """Hand on those that wait."""
        self._connection.executemany(self._statement, self._buffer)
        self._buffer.clear()


class _LogWriter(_TableWriter):
    """Rows of the log, whose fields are JSON there."""

    def flush(self) -> None:
        """Hand on those that wait."""
        told = _batch_to_json([state for *_, before, after in self._buffer for state in (before, after)])
        texts = zip(told[::2], told[1::2], strict=True)
        self._buffer[:] = [(*row[:3], *both) for row, both in zip(self._buffer, texts, strict=True)]
        super().flush()


def _is_valid_number(number: object) -> bool:
    """Whether a counter can have given this number."""
    return type(number) is int and 0 < number <= _MAX_NUMBER


def _batch_to_json(states: list[Fields | None]) -> list[str | None]:
    """Fields as a change writes them. All written at once, and cut apart, takes a third of the time."""
    text = _encode([one for state in states for one in (state, _SEPARATOR)])
    told = text[1 : 1 - len(_JSON_SEPARATOR)].split(_JSON_SEPARATOR)
    if len(told) != len(states) or ": true" in text or ": false" in text:  # a change writes yes and no as numbers
        return [fields_to_json(state) for state in states]
    return [None if one == "null" else one for one in told]


def _create_staging(schema: "Schema", version: int) -> sqlite3.Connection:
    """An empty store of an earlier schema, or of today's, in a file without a name, in its first transaction."""
    from mentorlog.store.migrate import run_scripts

    connection = sqlite3.connect("", isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("BEGIN")
    run_scripts(connection, [schema.migrations[at] for at in range(version)])
    if version == schema.version:
        replay.drop_indexes(connection)
    return connection


def _migrate(connection: sqlite3.Connection, schema: "Schema", version: int) -> None:
    from mentorlog.store.migrate import run_scripts

    run_scripts(connection, [schema.migrations[at] for at in range(version, schema.version)])
    connection.execute("COMMIT")
