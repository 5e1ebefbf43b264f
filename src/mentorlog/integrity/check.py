"""Whether a file is sound: what SQLite finds, whether the log tells the tables, whether the index holds the words."""

import re
import sqlite3
from contextlib import closing
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog import errors
from mentorlog.integrity.errors import is_damage
from mentorlog.integrity.replay import faithful
from mentorlog.store import connect
from mentorlog.store.dump import tables
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.store.connect import Schema

_MOST_FAULTS = 100  # that SQLite is asked to name
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z", re.ASCII)
_YEARS = ("0002", "9999")  # from and before; nearer to the ends a moment has no local time everywhere


def leniently(connection: sqlite3.Connection) -> None:
    """Read also texts with bytes that are no UTF-8, so that one of them does not end the reading of a table."""
    connection.text_factory = lambda raw: raw.decode(errors="replace")


def sound(path: Path, schema: "Schema") -> bool:
    """Whether nothing at all is wrong in the file."""
    try:
        with closing(connect.connected(path, schema)) as connection:
            leniently(connection)
            if connect.version_of(connection) < schema.version:  # of another shape, as it should be
                return not faults(connection) and not loose_links(connection)
            if faults(connection) or not shaped(connection, schema) or loose_links(connection):
                return False
            if not faithful(connection, schema):
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
    return sum(not readable(at, command) for at, command in connection.execute("SELECT at, command FROM changes"))


def readable(at: object, command: object) -> bool:
    """Whether a change has a moment and a command as a change writes them."""
    if not (isinstance(at, str) and isinstance(command, str)):
        return False
    if not (_MOMENT.fullmatch(at) and _YEARS[0] <= at < _YEARS[1] and _is_day(at[:10])):
        return False
    return bool(command) and command.isascii() and command.isprintable()


@lru_cache(maxsize=1000)  # the log has many changes of one day
def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


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
    """Whether tables, indexes and views are those of the schema, or of the earlier one that the file names."""
    from mentorlog.store.migrate import fresh_shape, shape

    version = connect.version_of(connection)
    if version >= schema.version:
        return shape(connection) == fresh_shape(schema)
    earlier = replace(schema, migrations=[schema.migrations[at] for at in range(version)], entries=lambda: "")
    return _without_index(shape(connection)) == fresh_shape(earlier)


def _without_index(shape: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The shape without the search index and its view, which each version makes anew."""
    return [part for part in shape if part[1] != "entries" and not part[2].startswith("search")]


def logged(connection: sqlite3.Connection) -> int:
    """How many rows the log has."""
    ((count,),) = connection.execute("SELECT count(*) FROM change_rows").fetchall()
    return int(count)
