"""Write many changes at once: the rows that commands would have written, collected and inserted table by table.

Records are not checked and nothing is read back, so the story must keep to what commands allow.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from mentorlog.clock import to_timestamp
from mentorlog.journal.model.forms import SqlValue
from mentorlog.journal.model.record import Record, record_to_row
from mentorlog.journal.schema import schema
from mentorlog.nouns import KINDS
from mentorlog.store import search
from mentorlog.store.store import build_store
from mentorlog.structs import replace

R = TypeVar("R", bound=Record)
Fields = dict[str, SqlValue]


class Bulk:
    """Rows and logged changes, in memory until `flush`."""

    def __init__(self, counters: dict[str, int], chance: Callable[[int], bytes]) -> None:
        self._counters = counters
        self._chance = chance
        self._tables: dict[str, dict[int, Fields]] = {}
        self._changes: list[tuple[int, str, str]] = []
        self._rows: list[tuple[int, str, int, str | None, str]] = []
        self._moment = ""

    @property
    def entries(self) -> int:
        """How many records there are."""
        return self._counters["entry"]

    def change(self, command: str, now: datetime) -> None:
        """Begin a change; what is added and updated from here on is part of it."""
        self._moment = to_timestamp(now)
        self._changes.append((len(self._changes) + 1, self._moment, command))

    def add(self, record: R) -> R:
        """Add a record, and give it with its number."""
        table = KINDS[record.noun].plural
        number, entry = self._next(table), self._next("entry")
        packed = {"uid": self._uid(), "created_at": self._moment, "updated_at": self._moment, **record_to_row(record)}
        row: Fields = {"number": number, "entry": entry, **packed}
        self._tables.setdefault(table, {})[number] = row
        self._log(table, number, None, {name: value for name, value in row.items() if value is not None})
        return replace(record, number=number, entry=entry)

    def put(self, record: R) -> R:
        """Update a record."""
        table = KINDS[record.noun].plural
        row = self._tables[table][record.number]
        after = {name: value for name, value in record_to_row(record).items() if row[name] != value}
        if after:
            after["updated_at"] = self._moment
            self._log(table, record.number, {name: row[name] for name in after}, after)
            row.update(after)
        return record

    def flush(self, connection: sqlite3.Connection) -> None:
        """Insert all of it into the file, and build the search index."""
        for table, rows in self._tables.items():
            names = list(next(iter(rows.values())))
            columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
            connection.executemany(
                f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', (tuple(row.values()) for row in rows.values())
            )
        connection.executemany("INSERT INTO changes (id, at, command) VALUES (?, ?, ?)", self._changes)
        connection.executemany(
            "INSERT INTO change_rows (change, tbl, number, before, after) VALUES (?, ?, ?, ?, ?)", self._rows
        )
        connection.executemany("INSERT OR REPLACE INTO counters (name, last) VALUES (?, ?)", self._counters.items())
        search.rebuild(connection)

    def _next(self, name: str) -> int:
        self._counters[name] = self._counters.get(name, 0) + 1
        return self._counters[name]

    def _uid(self) -> str:
        digits = self._chance(16).hex()
        return f"{digits[:8]}-{digits[8:12]}-7{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"

    def _log(self, table: str, number: int, before: Fields | None, after: Fields) -> None:
        old = None if before is None else json.dumps(before, ensure_ascii=False)
        self._rows.append((len(self._changes), table, number, old, json.dumps(after, ensure_ascii=False)))


@contextmanager
def bulk(path: Path, chance: Callable[[int], bytes]) -> Iterator[Bulk]:
    """Collect the changes of a new journal, which appears at `path` at the end of the block."""
    with build_store(path, schema()) as store:
        collected = Bulk(dict(store.rows("SELECT name, last FROM counters")), chance)
        yield collected
        store.connection.execute("BEGIN")
        collected.flush(store.connection)
        store.connection.execute("COMMIT")
