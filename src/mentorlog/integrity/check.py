"""Whether a file is sound: what SQLite finds, whether the log gives the tables and the index holds their words."""

import re
import sqlite3
from contextlib import closing
from datetime import date
from functools import lru_cache
from operator import methodcaller
from pathlib import Path

from mentorlog import errors
from mentorlog.integrity.machines import count_operation_faults
from mentorlog.integrity.replay import is_faithful
from mentorlog.integrity.search_index import is_index_consistent
from mentorlog.store import NUMBERS_PER_MACHINE, connect
from mentorlog.store.connect import Schema
from mentorlog.store.dump import dangling_links, record_tables
from mentorlog.store.migrate import has_search_index, missing_objects
from mentorlog.store.sqlite_errors import is_damage

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z", re.ASCII)
_YEAR_RANGE = ("0002", "9999")  # outside it a time may have no local time in some zone


def decode_leniently(connection: sqlite3.Connection) -> None:
    """Replace bytes that are not UTF-8, so that one such text does not stop the reading of a table."""
    connection.text_factory = methodcaller("decode", "utf-8", "replace")  # in C: it is called for every text


def is_sound(path: Path, schema: Schema) -> bool:
    """Whether the file has no fault of any kind."""
    try:
        with closing(connect.open_existing(path, schema)) as connection:
            decode_leniently(connection)
            if count_faults(connection) or count_dangling_links(connection):
                return False
            return connect.schema_version(connection) < schema.version or (
                not missing_objects(connection, schema)
                and has_search_index(connection, schema)
                and is_faithful(connection, schema)
                and not count_invalid_changes(connection)
                and not count_operation_faults(connection)
                and is_index_consistent(connection)
            )
    except (sqlite3.DatabaseError, UnicodeDecodeError, errors.MentorlogError) as error:
        return not is_damage(error)


def count_faults(connection: sqlite3.Connection) -> int:
    """How many faults SQLite finds in the pages, the indexes and the constraints of a file."""
    try:
        return connect.integrity_faults(connection)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return 1


def count_dangling_links(connection: sqlite3.Connection) -> int:
    """How many links point to rows that do not exist."""
    return len(dangling_links(connection))


def lagging_counters(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """(name, required value) of each counter that would give a number a second time.

    A counter of records gives the numbers of one machine, and those of others do not concern it.
    """
    last = dict(connection.execute("SELECT name, last FROM counters").fetchall())
    highest: dict[str, int] = {}
    for table in record_tables(connection):
        first = last.get(table, 0) // NUMBERS_PER_MACHINE * NUMBERS_PER_MACHINE
        for number, *_ in connection.execute(
            f'SELECT max(number) FROM "{table}" WHERE number BETWEEN :first AND :last'
            " UNION ALL SELECT max(number) FROM change_rows WHERE tbl = :table AND number BETWEEN :first AND :last",
            {"table": table, "first": first, "last": first + NUMBERS_PER_MACHINE - 1},
        ).fetchall():
            highest[table] = max(highest.get(table, 0), number or 0)
        entries = connection.execute(f'SELECT max(entry) FROM "{table}"').fetchone()
        highest["entry"] = max(highest.get("entry", 0), entries[0] or 0)
    return [(name, number) for name, number in highest.items() if number > last.get(name, 0)]


def count_invalid_changes(connection: sqlite3.Connection) -> int:
    """How many changes have a time or a command that is never written, or are of a machine that is not known."""
    letters = {letter for (letter,) in connection.execute("SELECT letter FROM machines")}
    return sum(
        not (is_valid_change(at, command) and (machine is None or machine in letters))
        for at, command, machine in connection.execute("SELECT at, command, machine FROM changes")
    )


def is_valid_change(at: object, command: object) -> bool:
    """Whether a change could have written this time and command."""
    if not (isinstance(at, str) and isinstance(command, str)):
        return False
    return bool(_TIME.fullmatch(at, 10)) and _is_valid_day(at[:10]) and _is_valid_command(command)


@lru_cache(maxsize=1000)  # the log has many changes of one day, and by one command
def _is_valid_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return bool(_DAY.fullmatch(text)) and _YEAR_RANGE[0] <= text < _YEAR_RANGE[1]


@lru_cache(maxsize=1000)
def _is_valid_command(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable()
