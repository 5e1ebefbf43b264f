"""The whole content of a store: read row by row, and copied into an empty one."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from typing import Any, NamedTuple

from mentorlog.store import connect, search
from mentorlog.store.changes import IS_RECORD_TABLE, Fields
from mentorlog.store.connect import Schema

_BATCH_SIZE = 500  # rows of an INSERT


class ChangeHeader(NamedTuple):
    """A change without its rows. `reverts` is None if it reverts nothing; `machine` is the letter of another one."""

    id: int
    at: str
    command: str
    reverts: int | None
    machine: str | None = None


class StoredColumn(NamedTuple):
    """A column of a table of records. `default` is SQL; None where there is no default."""

    name: str
    type: str
    is_required: bool
    default: str | None


def record_tables(connection: sqlite3.Connection) -> list[str]:
    """The tables of records, whose changes are logged, in the order in which they were created.

    One that another program added is none, though it may have an `entry` too.
    """
    rows = connection.execute(
        f"SELECT name FROM sqlite_schema t WHERE type = 'table' AND {IS_RECORD_TABLE} ORDER BY rowid"
    ).fetchall()
    return [name for (name,) in rows]


def record_columns(connection: sqlite3.Connection) -> dict[str, list[StoredColumn]]:
    """The columns of each table of records, all in their order.

    By one query: a statement for each table takes five times as long.
    """
    columns: dict[str, list[StoredColumn]] = {}
    for table, *column in connection.execute(
        'SELECT t.name, c.name, c.type, c."notnull", c.dflt_value FROM sqlite_schema t, pragma_table_info(t.name) c'
        f" WHERE t.type = 'table' AND {IS_RECORD_TABLE} ORDER BY t.rowid, c.cid"
    ).fetchall():
        name, type_, is_required, default = column
        columns.setdefault(table, []).append(StoredColumn(name, type_, bool(is_required), default))
    return columns


def default_values(connection: sqlite3.Connection, columns: list[StoredColumn]) -> Fields:
    """The value that each column of a table has where nobody sets one."""
    values: Fields = {column.name: None for column in columns}
    if set_columns := {column.name: column.default for column in columns if column.default is not None}:
        (row,) = connection.execute(f"SELECT {', '.join(set_columns.values())}").fetchall()
        values.update(zip(set_columns, row, strict=True))
    return values


def dangling_links(connection: sqlite3.Connection) -> list[tuple[str, int, str, int]]:
    """(table, row, target, key) of each link of ours to a row that does not exist."""
    ours = {*record_tables(connection), "changes", "change_rows"}
    return [row for row in connection.execute("PRAGMA foreign_key_check").fetchall() if row[0] in ours]


def count_rows(connection: sqlite3.Connection, table: str) -> int:
    """How many rows a table has."""
    ((count,),) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchall()
    return int(count)


def iter_records(connection: sqlite3.Connection, table: str, number: int | None = None) -> Iterator[Fields]:
    """The rows of a table by number, or the one of that number, without the fields that are NULL."""
    condition, parameters = ("", ()) if number is None else (" WHERE number = ?", (number,))
    cursor = connection.execute(f'SELECT * FROM "{table}"{condition} ORDER BY number', parameters)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield {name: value for name, value in zip(names, row, strict=True) if value is not None}


def read_counters(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """The last number given by each counter, by its name."""
    return connection.execute("SELECT name, last FROM counters ORDER BY name").fetchall()


def read_machine_names(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """(letter, uid, name) of each machine that wrote the journal, where there are several."""
    return connection.execute("SELECT letter, uid, name FROM machines ORDER BY letter").fetchall()


def iter_log(connection: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    """The rows of the log, each behind its change: id, at, command, reverts, machine; table, number, before, after.

    The last two are JSON. A change without rows comes once, with None for these.
    """
    return connection.execute(
        "SELECT c.id, c.at, c.command, c.reverts, c.machine, r.tbl, r.number, r.before, r.after FROM changes c"
        " LEFT JOIN change_rows r ON r.change = c.id ORDER BY c.id, r.id"
    )


def single_line_json(fields: str) -> str:
    """The fields in one line, as a change writes them."""
    return json.dumps(json.loads(fields), ensure_ascii=False) if "\n" in fields else fields


def is_pristine(connection: sqlite3.Connection, schema: Schema) -> bool:
    """Whether nothing was ever written: the log is empty, and the tables have only the rows of the schema.

    A journal of several machines is not, since this one gives numbers of its own there.
    """
    if count_rows(connection, "changes") or count_rows(connection, "sync"):
        return False
    with closing(connect.open_empty(schema)) as fresh:
        return all(count_rows(connection, table) == count_rows(fresh, table) for table in record_tables(connection))


def copy_contents(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy a store into a pristine one of the same schema, within the open transaction."""
    tables = connect.database(target)
    target.execute("PRAGMA ignore_check_constraints = ON")  # the source satisfies them
    try:
        for table in (*record_tables(target), "counters", "machines", "changes", "change_rows"):
            rows = tables.table(table).delete_where()
            cursor = source.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in cursor.description]
            rows.insert_all(chain([columns], cursor), batch_size=_BATCH_SIZE)
    finally:
        target.execute("PRAGMA ignore_check_constraints = OFF")
    search.rebuild(target)
