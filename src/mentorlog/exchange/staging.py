"""Staging area of an import: rows are loaded and validated before they replace the journal.

A journal in which nothing was ever written is filled directly, in a transaction that is rolled back when the import
proves invalid. Otherwise the rows go to a temporary file without a name, which vanishes with its connection.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from mentorlog.integrity import check, replay
from mentorlog.integrity.follow import LogFollower
from mentorlog.store import search
from mentorlog.store.changes import Fields, fields_to_json, insert_sql
from mentorlog.store.connect import Schema
from mentorlog.store.create import run_scripts
from mentorlog.store.dump import ChangeHeader, record_tables

_BATCH_SIZE = 500  # rows that are inserted at once
_SEPARATOR = "\0"  # never part of a valid text
_JSON_SEPARATOR = f", {json.dumps(_SEPARATOR)}, "
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_MAX_NUMBER = 1 << 53  # beyond it, other programs that read the JSON lose digits


class InvalidContent(Exception):
    """The rows cannot be the content of a store of their schema."""


class Staging:
    """Collects counters, rows and changes of a store that was written under `version` of the schema."""

    def __init__(self, schema: Schema, version: int, into: sqlite3.Connection | None = None) -> None:
        """`into` is a pristine store of the schema with an open transaction; without it a temporary file is used."""
        self._schema = schema
        self._version = version
        self._owns_connection = into is None
        self.connection = into or _create_staging(schema, version)
        self.connection.execute("PRAGMA defer_foreign_keys = ON")
        self._tables = {table: self._create_writer(table) for table in record_tables(self.connection)}
        self._counters, self._changes, self._log_rows = map(self._create_writer, ("counters", "changes", "change_rows"))
        self._machines = self._create_writer("machines") if self._knows_machines else None
        for table in (*self._tables, "counters", *(("machines",) if self._machines else ())):
            self.connection.execute(f'DELETE FROM "{table}"')
        self._last_change = 0
        self._follower: LogFollower | None = None  # from the first row of the log on

    def _create_writer(self, table: str) -> "TableWriter":
        return _LogWriter(self.connection, table) if table == "change_rows" else TableWriter(self.connection, table)

    def close(self) -> None:
        """Close the temporary file, which deletes it."""
        if self._owns_connection:
            self.connection.close()

    def add_counter(self, name: str, last: int) -> None:
        """Set the last number that a counter gave. Raises InvalidContent."""
        if name not in (*self._tables, "entry") or not (last == 0 or _is_valid_number(last)):
            raise InvalidContent
        self._counters.add((name, last))

    def add_machine(self, letter: str, uid: str, name: str) -> None:
        """Add the name of a machine that wrote the journal. Raises InvalidContent."""
        if self._machines is None or not (_is_letter(letter) and _is_text(uid) and _is_text(name)):
            raise InvalidContent
        fields = {"letter": letter, "uid": uid, "name": name, "is_own": 0, "last": 0}
        self._machines.add(tuple(map(fields.get, self._machines.columns)))

    def add_record(self, table: str, fields: Mapping[str, Any]) -> None:
        """Add a row of a table; fields that are not named are NULL. Raises InvalidContent."""
        rows = self._writer_for(table, fields)
        if not (_is_valid_number(fields.get("number")) and _is_valid_number(fields.get("entry"))):
            raise InvalidContent
        rows.add(tuple(map(fields.get, rows.columns)))

    def add_change(self, change: ChangeHeader) -> None:
        """Add a change of the log, newer than those before it; its rows follow. Raises InvalidContent."""
        id_, at, command, reverts, machine = change
        if not (_is_valid_number(id_) and id_ > self._last_change and check.is_valid_change(at, command)):
            raise InvalidContent
        if reverts is not None and not (_is_valid_number(reverts) and reverts < id_):
            raise InvalidContent
        if machine is not None and not (self._knows_machines and _is_letter(machine)):
            raise InvalidContent
        self._last_change = id_
        self._changes.add((*change, None)[: len(self._changes.columns)])  # an older schema knows no machines

    def add_row_change(self, change: int, table: str, number: int, before: Fields | None, after: Fields | None) -> None:
        """Add what a change did to a row. Raises InvalidContent."""
        if not _is_valid_number(number):
            raise InvalidContent
        for fields in (before, after):
            if fields is None:
                continue
            self._writer_for(table, fields)
            if "number" in fields or "entry" in fields:
                own, entry = fields.get("number", number), fields.get("entry", 1)
                if own != number or not (_is_valid_number(own) and _is_valid_number(entry)):
                    raise InvalidContent
        self._log_rows.add((change, table, number, before, after))
        if self._follower is None:
            self._follower = self._create_follower().start()
        self._follower.follow(table, number, before, after)

    def _create_follower(self) -> LogFollower:
        self.flush()  # the log is followed beside the tables
        return LogFollower(self.connection, self._schema.as_of(self._version))

    def flush(self) -> None:
        """Write what has come so far. Raises what SQLite says of rows that a table cannot hold."""
        machines = (self._machines,) if self._machines else ()
        for rows in (*self._tables.values(), self._counters, *machines, self._changes, self._log_rows):
            rows.flush()

    def finish(self, *, check_log: bool) -> None:
        """Migrate to the current schema and check the content; `check_log` includes the log. Raises InvalidContent."""
        self.flush()
        if self._owns_connection:
            run_scripts(self.connection, self._schema.migrations[self._version :])
            self.connection.execute("COMMIT")
        else:
            search.rebuild(self.connection)
        if check.count_dangling_links(self.connection):
            raise InvalidContent
        if not check_log:
            return
        if check.lagging_counters(self.connection) or not self._is_faithful():
            raise InvalidContent

    def _is_faithful(self) -> bool:
        """Whether the log gives the tables: as it was followed while it came in, else as it is replayed."""
        is_current = self._version == self._schema.version  # else migrations have changed the tables since
        if is_current and self._follower is not None and self._follower.leads_to_tables():
            return True
        return replay.is_faithful(self.connection, self._schema)

    @property
    def _knows_machines(self) -> bool:
        return "machine" in self._changes.columns

    def _writer_for(self, table: str, fields: Any) -> "TableWriter":
        """The writer of a table. Field names become part of SQL, so each must be a column. Raises InvalidContent."""
        rows = self._tables.get(table)
        if rows is None or not isinstance(fields, dict) or not rows.names.issuperset(fields):
            raise InvalidContent
        return rows


class TableWriter:
    """Inserts rows into a table in batches."""

    def __init__(self, connection: sqlite3.Connection, table: str) -> None:
        self._connection = connection
        columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
        self.columns = {name: None for _, name, *_ in columns if (table, name) != ("change_rows", "id")}
        self.names = frozenset(self.columns)
        self._statement = insert_sql(table, self.columns)
        self._buffer: list[tuple[Any, ...]] = []

    def add(self, row: tuple[Any, ...]) -> None:
        """Add a row to the current batch."""
        self._buffer.append(row)
        if len(self._buffer) >= _BATCH_SIZE:
            self.flush()

    def extend(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Add some rows to the current batch."""
        self._buffer.extend(rows)
        if len(self._buffer) >= _BATCH_SIZE:
            self.flush()

    def flush(self) -> None:
        """Insert the current batch."""
        self._connection.executemany(self._statement, self._buffer)
        self._buffer.clear()


class _LogWriter(TableWriter):
    """Inserts rows of the log, whose fields are stored as JSON."""

    def flush(self) -> None:
        """Insert the current batch."""
        states = states_to_json([state for *_, before, after in self._buffer for state in (before, after)])
        texts = zip(states[::2], states[1::2], strict=True)
        self._buffer[:] = [(*row[:3], *both) for row, both in zip(self._buffer, texts, strict=True)]
        super().flush()


def _is_valid_number(number: object) -> bool:
    """Whether a counter can have given this number."""
    return type(number) is int and 0 < number <= _MAX_NUMBER


def _is_letter(text: object) -> bool:
    """Whether a machine can have this letter; its name may be unknown by now."""
    return isinstance(text, str) and len(text) == 1 and "a" <= text <= "z"


def _is_text(text: object) -> bool:
    return isinstance(text, str) and text != ""


def states_to_json(states: list[Fields | None]) -> list[str | None]:
    """Fields as a change writes them; encoded in one call and split again, in a third of the time."""
    text = _encode([item for state in states for item in (state, _SEPARATOR)])
    parts = text[1 : 1 - len(_JSON_SEPARATOR)].split(_JSON_SEPARATOR)
    if len(parts) != len(states) or ": true" in text or ": false" in text:  # a change writes booleans as numbers
        return [fields_to_json(state) for state in states]
    return [None if part == "null" else part for part in parts]


def _create_staging(schema: Schema, version: int) -> sqlite3.Connection:
    """An empty store of schema `version` in a temporary file without a name, with its first transaction open."""
    connection = sqlite3.connect("", isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("BEGIN")
    run_scripts(connection, schema.as_of(version).scripts())
    if version == schema.version:
        replay.drop_indexes(connection, keep_links=True)  # the rules of a session look at what was said in it
    return connection
