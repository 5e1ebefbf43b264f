"""A store as a whole: everything that stands in it, out row by row, and into an empty one again."""

import json
import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.store.changes import Fields

if TYPE_CHECKING:
    from mentorlog.store.connect import Schema


class ChangeHeader(NamedTuple):
    """A change without its rows. `reverts` is None where it reverts nothing."""

    id: int
    at: str
    command: str
    reverts: int | None


class LogRow(NamedTuple):
    """What a change did to one row; before and after as the log has them, in JSON."""

    change: int
    table: str
    number: int
    before: str | None
    after: str | None


def record_tables(connection: sqlite3.Connection) -> list[str]:
    """The tables that hold records, of which the log tells, in the order in which they were made."""
    rows = connection.execute(
        "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c ON c.name = 'entry'"
        " WHERE t.type = 'table' ORDER BY t.rowid"
    ).fetchall()
    return [name for (name,) in rows]


def count_rows(connection: sqlite3.Connection, table: str) -> int:
    """How many rows a table has."""
    ((found,),) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchall()
    return int(found)


def iter_records(connection: sqlite3.Connection, table: str, number: int | None = None) -> Iterator[Fields]:
    """The rows of a table by their numbers, or the one of that number, each without the fields that are empty."""
    chosen = "" if number is None else " WHERE number = ?"
    cursor = connection.execute(f'SELECT * FROM "{table}"{chosen} ORDER BY number', () if number is None else (number,))
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield {name: value for name, value in zip(names, row, strict=True) if value is not None}


def read_counters(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """The last number given by each counter, by its name."""
    return connection.execute("SELECT name, last FROM counters ORDER BY name").fetchall()


def iter_log(connection: sqlite3.Connection) -> Iterator[ChangeHeader | LogRow]:
    """All changes in their order, each followed by what it did."""
    at = 0
    for id_, moment, command, reverts, table, number, before, after in connection.execute(
        "SELECT c.id, c.at, c.command, c.reverts, r.tbl, r.number, r.before, r.after FROM changes c"
        " LEFT JOIN change_rows r ON r.change = c.id ORDER BY c.id, r.id"
    ):
        if id_ != at:
            yield ChangeHeader(at := id_, moment, command, reverts)
        if table is not None:
            yield LogRow(id_, table, number, _single_line_json(before), _single_line_json(after))


def _single_line_json(fields: str | None) -> str | None:
    """JSON on one line, as a change writes it."""
    return json.dumps(json.loads(fields), ensure_ascii=False) if fields and "\n" in fields else fields


def is_pristine(connection: sqlite3.Connection, schema: "Schema") -> bool:
    """Whether nothing was ever written: no change in the log, and no row but those that the schema brings along."""
    if count_rows(connection, "changes"):
        return False
    from mentorlog.store.connect import open_empty

    fresh = open_empty(schema)
    try:
        return all(count_rows(connection, table) == count_rows(fresh, table) for table in record_tables(connection))
    finally:
        fresh.close()


def copy_contents(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Fill a pristine store with all that another of the same schema has, within the transaction that is open."""
    target.execute("PRAGMA ignore_check_constraints = ON")  # the source kept to them
    try:
        for table in (*record_tables(target), "counters", "changes", "change_rows"):
            target.execute(f'DELETE FROM "{table}"')
            cursor = source.execute(f'SELECT * FROM "{table}"')
            marks = ", ".join("?" * len(cursor.description))
            target.executemany(f'INSERT INTO "{table}" VALUES ({marks})', cursor)
    finally:
        target.execute("PRAGMA ignore_check_constraints = OFF")
    target.execute("INSERT INTO search (search) VALUES ('rebuild')")
