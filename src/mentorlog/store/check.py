"""Whether a file is sound: what SQLite finds, whether the log tells the tables, whether the index holds the words."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.store.changes import Touched, apply

if TYPE_CHECKING:
    from mentorlog.store.file import Schema

_MOST_FAULTS = 100  # that SQLite is asked to name


class Differing(NamedTuple):
    """A row that is not what the log says: its table and number, and whether either of the two has it at all."""

    table: str
    number: int
    in_file: bool
    in_log: bool


def faults(connection: sqlite3.Connection) -> int:
    """How many faults SQLite finds in its pages, its indexes, and its rules."""
    try:
        told = connection.execute(f"PRAGMA integrity_check({_MOST_FAULTS})").fetchall()
    except sqlite3.DatabaseError:
        return 1
    return 0 if told == [("ok",)] else len(told)


def loose_links(connection: sqlite3.Connection) -> int:
    """How many links lead to rows that are not there."""
    return len(connection.execute("PRAGMA foreign_key_check").fetchall())


def index_holds_the_words(connection: sqlite3.Connection) -> bool:
    """Whether the search index agrees with the texts. SQLite's own check of a file does not look."""
    connection.execute("BEGIN IMMEDIATE")  # the question is put as an INSERT, though it writes nothing
    try:
        connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.execute("ROLLBACK")
    return True


def rebuild_index(connection: sqlite3.Connection) -> None:
    """Make the search index anew from the texts."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
    connection.execute("COMMIT")


def shaped(connection: sqlite3.Connection, schema: "Schema") -> bool:
    """Whether tables, indexes and views are those of the schema."""
    from mentorlog.store.migrate import fresh_shape, shape

    return shape(connection) == fresh_shape(schema)


def logged(connection: sqlite3.Connection) -> int:
    """How many rows the log has."""
    ((count,),) = connection.execute("SELECT count(*) FROM change_rows").fetchall()
    return int(count)


def replayed(connection: sqlite3.Connection, schema: "Schema", step: Callable[[int], None]) -> sqlite3.Connection:
    """The whole log, replayed into an empty schema in memory; `step` hears of each row. Who asks closes it."""
    from mentorlog.store.migrate import build

    told = sqlite3.connect(":memory:", isolation_level=None)
    told.execute("BEGIN")
    build(told, schema)
    for table, number, before, after in connection.execute(
        "SELECT tbl, number, before, after FROM change_rows ORDER BY id"
    ):
        row = Touched(table, number, json.loads(before) if before else None, json.loads(after) if after else None)
        apply(told, row)
        step(1)
    return told


def differing(connection: sqlite3.Connection, told: sqlite3.Connection) -> list[Differing]:
    """The rows in which the tables and the replayed log differ."""
    found = []
    for table in _tables(connection):
        file_, log = dict(_rows(connection, table)), dict(_rows(told, table))
        found += [
            Differing(table, number, number in file_, number in log)
            for number in sorted({**file_, **log})
            if file_.get(number) != log.get(number)
        ]
    return found


def told_by_log(connection: sqlite3.Connection, told: sqlite3.Connection, rows: list[Differing]) -> None:
    """Write rows as the log tells them, and the index with them, in one transaction."""
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        for one in rows:
            connection.execute(f'DELETE FROM "{one.table}" WHERE number = ?', (one.number,))
            if one.in_log:
                cursor = told.execute(f'SELECT * FROM "{one.table}" WHERE number = ?', (one.number,))
                names = ", ".join(f'"{column[0]}"' for column in cursor.description)
                (row,) = cursor.fetchall()
                marks = ", ".join("?" * len(row))
                connection.execute(f'INSERT INTO "{one.table}" ({names}) VALUES ({marks})', row)
        connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def salvaged(connection: sqlite3.Connection, into: sqlite3.Connection, schema: "Schema") -> int:
    """Copy what is readable of a damaged file into an empty one, row by row; how many rows were."""
    from mentorlog.store.migrate import build

    into.execute("BEGIN")
    build(into, schema)
    count = 0
    for table in (*_tables(into), "counters", "changes", "change_rows"):
        into.execute(f'DELETE FROM "{table}"')
        for names, row in _readable(connection, table):
            columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(row))
            try:
                into.execute(f'INSERT OR IGNORE INTO "{table}" ({columns}) VALUES ({marks})', row)
                count += 1
            except sqlite3.DatabaseError:  # a row that breaks the rules of its table was not written by us
                continue
    _mend_links(into)
    into.execute("INSERT INTO search (search) VALUES ('rebuild')")
    into.execute("COMMIT")
    return count


def _mend_links(into: sqlite3.Connection) -> None:
    """Rows whose link leads nowhere: an optional link is cleared, a part without its whole goes."""
    for table, number, _, key in into.execute("PRAGMA foreign_key_check").fetchall():
        links = {row[0]: row[3] for row in into.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()}
        try:
            into.execute(f'UPDATE "{table}" SET "{links[key]}" = NULL WHERE rowid = ?', (number,))
        except sqlite3.IntegrityError:
            into.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (number,))


def _readable(connection: sqlite3.Connection, table: str) -> Iterator[tuple[list[str], tuple[object, ...]]]:
    """The rows of a table that can be read: from both ends, since what is damaged lies between."""
    seen: set[object] = set()
    for order in ("ASC", "DESC"):
        try:
            cursor = connection.execute(f'SELECT * FROM "{table}" ORDER BY 1 {order}')
            names = [column[0] for column in cursor.description]
            for row in cursor:
                if row[0] not in seen:
                    seen.add(row[0])
                    yield names, row
        except sqlite3.DatabaseError:
            continue


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c ON c.name = 'entry'"
        " WHERE t.type = 'table' ORDER BY t.rowid"
    ).fetchall()
    return [name for (name,) in rows]


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[int, tuple[object, ...]]]:
    for row in connection.execute(f'SELECT * FROM "{table}"'):
        yield row[0], row
