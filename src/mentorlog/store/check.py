"""Whether a file is sound: what SQLite finds, whether the log tells the tables, whether the index holds the words."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mentorlog import errors
from mentorlog.store import file
from mentorlog.store.changes import Touched, apply
from mentorlog.store.faults import is_damage

if TYPE_CHECKING:
    from mentorlog.store.file import Schema

_MOST_FAULTS = 100  # that SQLite is asked to name


class Differing(NamedTuple):
    """A row that is not what the log says: its table and number, and whether either of the two has it at all."""

    table: str
    number: int
    in_file: bool
    in_log: bool


class Replayed(NamedTuple):
    """What the whole log gives, replayed into an empty schema in memory, and how many of its rows could not be.

    `torn` has the table and number of the rows whose log contradicts itself: a change found another thing there than
    the earlier ones left.
    """

    connection: sqlite3.Connection
    broken: int
    torn: frozenset[tuple[str, int]]


def leniently(connection: sqlite3.Connection) -> None:
    """Read also texts with bytes that are no UTF-8, so that one of them does not end the reading of a table."""
    connection.text_factory = lambda raw: raw.decode(errors="replace")


def sound(path: Path, schema: "Schema") -> bool:
    """Whether nothing at all is wrong in the file."""
    try:
        with closing(file.connected(path, schema)) as connection:
            leniently(connection)
            if faults(connection) or not shaped(connection, schema) or loose_links(connection):
                return False
            with replayed(connection, schema) as told:
                if told.broken or told.torn or differing(connection, told.connection):
                    return False
            return not unreadable_changes(connection) and index_holds_the_words(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError, errors.MentorlogError) as error:
        return not is_damage(error)


def faults(connection: sqlite3.Connection) -> int:
    """How many faults SQLite finds in its pages, its indexes, and its rules."""
    try:
        told = connection.execute(f"PRAGMA integrity_check({_MOST_FAULTS})").fetchall()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return 1
    return 0 if told == [("ok",)] else len(told)


def loose_links(connection: sqlite3.Connection) -> int:
    """How many links lead to rows that are not there."""
    return len(connection.execute("PRAGMA foreign_key_check").fetchall())


def counters_behind(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """The counters that would give a number again which is or was given: each name, and what it must stand at."""
    last = dict(connection.execute("SELECT name, last FROM counters").fetchall())
    given: dict[str, int] = dict(connection.execute("SELECT tbl, max(number) FROM change_rows GROUP BY tbl").fetchall())
    for table in tables(connection):
        number, entry = connection.execute(f'SELECT max(number), max(entry) FROM "{table}"').fetchone()
        given[table] = max(given.get(table, 0), number or 0)
        given["entry"] = max(given.get("entry", 0), entry or 0)
    return [(name, number) for name, number in given.items() if number > last.get(name, 0)]


def unreadable_changes(connection: sqlite3.Connection) -> int:
    """How many changes have a moment or a command in the log that nobody wrote."""
    ((number,),) = connection.execute(
        "SELECT count(*) FROM changes WHERE datetime(at) IS NULL OR at NOT GLOB '????-??-??T??:??:??.???Z'"
        " OR command = '' OR command GLOB '*[^ -~]*'"
    ).fetchall()
    return int(number)


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


def shaped(connection: sqlite3.Connection, schema: "Schema") -> bool:
    """Whether tables, indexes and views are those of the schema."""
    from mentorlog.store.migrate import fresh_shape, shape

    return shape(connection) == fresh_shape(schema)


@contextmanager
def replayed(connection: sqlite3.Connection, schema: "Schema") -> Iterator[Replayed]:
    """The whole log, replayed into an empty schema in memory, for as long as the block lasts.

    A row of the log that does not fit what came before it is passed over and counted.
    """
    from mentorlog.store.migrate import fresh

    told = fresh(schema)
    try:
        told.execute("BEGIN")
        _seeded_as_in(connection, told)
        broken, torn = 0, set()
        for table, number, before, after in connection.execute(
            "SELECT tbl, number, before, after FROM change_rows ORDER BY id"
        ):
            try:
                row = Touched(table, number, *(json.loads(one) if one else None for one in (before, after)))
                if not _found(told, row):
                    torn.add((table, number))
                apply(told, row)
            except (ValueError, AttributeError, sqlite3.DatabaseError):  # the first two where it is not JSON of ours
                broken += 1
        yield Replayed(told, broken, frozenset(torn))
    finally:
        told.close()


def _seeded_as_in(connection: sqlite3.Connection, told: sqlite3.Connection) -> None:
    """Give the rows that the schema itself brings the entry numbers they have in the file.

    These depend on how much was written when the file was brought up, and no log tells them.
    """
    for table in tables(told):
        for (number,) in told.execute(f'SELECT number FROM "{table}"').fetchall():
            found = connection.execute(
                f"SELECT entry FROM \"{table}\" WHERE number = ? UNION ALL SELECT json_extract(before, '$.entry')"
                " FROM change_rows WHERE tbl = ? AND number = ? AND after IS NULL",
                (number, table, number),
            ).fetchall()
            if found:
                told.execute(f'UPDATE "{table}" SET entry = -? WHERE number = ?', (found[0][0], number))
        told.execute(f'UPDATE OR REPLACE "{table}" SET entry = -entry WHERE entry < 0')


def _found(told: sqlite3.Connection, row: Touched) -> bool:
    """Whether a row is as a change of the log says it found it."""
    if row.before is None:
        return True  # made anew; one that is there already cannot be
    same = "".join(f' AND "{name}" IS ?' for name in row.before)
    found = f'SELECT 1 FROM "{row.table}" WHERE number = ?{same}'
    return bool(told.execute(found, (row.number, *row.before.values())).fetchall())


def differing(connection: sqlite3.Connection, told: sqlite3.Connection) -> list[Differing]:
    """The rows in which the tables and the replayed log differ."""
    found = []
    for table in tables(connection):
        file_, log = _rows(connection, table), _rows(told, table)
        if file_ != log:
            found += [
                Differing(table, number, number in file_, number in log)
                for number in sorted({**file_, **log})
                if file_.get(number) != log.get(number)
            ]
    return found


def tables(connection: sqlite3.Connection) -> list[str]:
    """The tables that hold rows of which the log tells, in the order in which they were made."""
    rows = connection.execute(
        "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c ON c.name = 'entry'"
        " WHERE t.type = 'table' ORDER BY t.rowid"
    ).fetchall()
    return [name for (name,) in rows]


def _rows(connection: sqlite3.Connection, table: str) -> dict[int, tuple[object, ...]]:
    return {row[0]: row for row in connection.execute(f'SELECT * FROM "{table}"')}
