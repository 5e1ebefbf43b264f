"""Saving what is readable of a damaged file into a new one."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from mentorlog.store.changes import Touched, apply
from mentorlog.store.check import differing, leniently, replayed, row, tables

if TYPE_CHECKING:
    from mentorlog.store.file import Schema

_MOST_ASKED = 50_000  # rows that are asked for one by one
_MOST_MISSED = 1000  # of them in a row that are not there: behind so many the table ends

Row = tuple[list[str], tuple[object, ...]]


def salvaged(connection: sqlite3.Connection, into: sqlite3.Connection, schema: "Schema") -> int:
    """Copy what is readable of a damaged file into an empty one, row by row; how many rows were.

    The log holds every row a second time: what cannot be read in a table is taken from there.
    """
    from mentorlog.store.migrate import build

    leniently(connection)
    connection.execute("PRAGMA writable_schema = ON")  # reads on where the schema itself is damaged; nothing is written
    into.execute("BEGIN")
    build(into, schema)
    count = 0
    for table in (*tables(into), "counters", "changes", "change_rows"):
        into.execute(f'DELETE FROM "{table}"')
        for names, values in _readable(connection, table):
            columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(values))
            # A row that breaks the rules of its table was not written by us.
            with suppress(sqlite3.DatabaseError, OverflowError):
                into.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', values)
                count += 1
    _make_up_changes(into)
    count += _told_by_log(into, schema)
    _mend_links(into)
    into.execute("INSERT INTO search (search) VALUES ('rebuild')")
    into.execute("COMMIT")
    return count


def _make_up_changes(into: sqlite3.Connection) -> None:
    """A change of which only the rows could be read gets the moment of the one before it."""
    into.execute(
        "INSERT INTO changes (id, at, command) SELECT DISTINCT change, coalesce("
        "  (SELECT at FROM changes c WHERE c.id < r.change ORDER BY c.id DESC LIMIT 1),"
        "  (SELECT at FROM changes c ORDER BY c.id LIMIT 1), '1970-01-01T00:00:00.000Z'), 'lost'"
        " FROM change_rows r WHERE change NOT IN (SELECT id FROM changes)"
    )


def _told_by_log(into: sqlite3.Connection, schema: "Schema") -> int:
    """Rows that the log has and the tables have not; how many."""
    count = 0
    with closing(replayed(into, schema)) as told:
        for one in differing(into, told):
            if not one.in_file:
                with suppress(sqlite3.IntegrityError):  # its entry or uid is another row's
                    apply(into, Touched(one.table, one.number, None, row(told, one.table, one.number)))
                    count += 1
    return count


def _mend_links(into: sqlite3.Connection) -> None:
    """Rows whose link leads nowhere: an optional link is cleared, a part without its whole goes; until none is left."""
    while loose := into.execute("PRAGMA foreign_key_check").fetchall():
        for table, number, _, key in loose:
            links = {row[0]: row[3] for row in into.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()}
            try:
                into.execute(f'UPDATE "{table}" SET "{links[key]}" = NULL WHERE rowid = ?', (number,))
            except sqlite3.IntegrityError:
                into.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (number,))


def _readable(connection: sqlite3.Connection, table: str) -> Iterator[Row]:
    """The rows of a table that can be read: from both ends, then those between one by one."""
    numbers: list[list[int]] = []
    seen: set[object] = set()
    for order in ("ASC", "DESC"):
        numbers.append([])
        with suppress(sqlite3.DatabaseError, UnicodeDecodeError):
            cursor = connection.execute(f'SELECT * FROM "{table}" ORDER BY 1 {order}')
            for values in cursor:
                numbers[-1] += [values[0]] if isinstance(values[0], int) else []
                if values[0] not in seen:
                    seen.add(values[0])
                    yield [column[0] for column in cursor.description], values
    if table == "counters" or not seen:  # it has names instead of numbers; or nothing of it can be read at all
        return
    first, last = max(numbers[0], default=0) + 1, min(numbers[1], default=_MOST_ASKED)
    missed = 0
    for number in range(first, min(last, first + _MOST_ASKED)):
        try:
            cursor = connection.execute(f'SELECT * FROM "{table}" WHERE rowid = ?', (number,))
            names = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            rows = []
        missed = 0 if rows else missed + 1
        if missed > _MOST_MISSED:
            return
        yield from ((names, values) for values in rows if values[0] not in seen)
