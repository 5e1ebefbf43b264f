"""The contents of a journal's file, for comparison, and whatever is unsound in it."""

import json
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from mentorlog.errors import MentorlogError
from mentorlog.integrity import check, replay
from mentorlog.integrity.search_index import is_index_consistent
from mentorlog.journal.schema import schema
from mentorlog.store.migrate import fresh_schema_sql, schema_sql
from mentorlog.store.store import Store

Contents = dict[str, list[Any]]


def contents(path: Path) -> Contents | None:
    """All rows of a journal by table, without the random uids; None where there is no file.

    An interrupted transaction is rolled back first, as SQLite does for any reader.
    """
    if not path.exists():
        return None
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")  # a rollback need not be durable here
        connection.row_factory = sqlite3.Row
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' ORDER BY name"
        ).fetchall()
        found: Contents = {name: _rows(connection, name) for (name,) in names}
        found["version"] = [tuple(row) for row in connection.execute("PRAGMA user_version")]
        return found


def _rows(connection: sqlite3.Connection, table: str) -> list[Any]:
    rows = [dict(row) for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY 1').fetchall()]
    for row in rows:
        row.pop("uid", None)
        for side in ("before", "after") if table == "change_rows" else ():
            row[side] = {name: value for name, value in json.loads(row[side] or "{}").items() if name != "uid"}
    return rows


@cache
def _schema_shape() -> list[tuple[str, ...]]:
    return fresh_schema_sql(schema())


def integrity_faults(path: Path) -> list[str]:
    """Names of whatever is unsound: it must open, SQLite and the index find no fault, and the log give the tables."""
    known = schema()
    try:
        store = Store.open(path, known)
    except (MentorlogError, sqlite3.Error) as error:
        return [f"does not open: {error}"]
    try:
        connection = store.connection
        found = []
        if check.count_faults(connection):
            found.append("integrity")
        if check.count_dangling_links(connection):
            found.append("foreign keys")
        if not is_index_consistent(connection):
            found.append("search index")
        if schema_sql(connection) != _schema_shape():
            found.append("shape")
        if check.lagging_counters(connection):
            found.append("counters")
        with replay.replay_log(connection, known) as result:
            if result.broken or replay.find_differences(connection, result.connection):
                found.append("log and tables")
        return found
    except sqlite3.Error as error:
        return [f"cannot be read: {error}"]
    finally:
        store.close()
