"""Whether a file is sound: what SQLite finds, whether the log tells the tables, whether the index holds the words."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mentorlog import errors
from mentorlog.store import file
from mentorlog.store.changes import Change, Fields, Touched, apply
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


def leniently(connection: sqlite3.Connection) -> None:
    """Read also texts with bytes that are no UTF-8, so that one of them does not end the reading of a table."""
    connection.text_factory = lambda raw: raw.decode(errors="replace")


def replayed(connection: sqlite3.Connection, schema: "Schema") -> sqlite3.Connection:
    """The whole log, replayed into an empty schema in memory. Who asks closes it.

    Its table `torn` names the rows whose log contradicts itself: what a change found there is not what the earlier
    ones left.
    """
    from mentorlog.store.migrate import fresh

    told = fresh(schema)
    told.execute("BEGIN")
    told.execute("CREATE TEMP TABLE torn (tbl, number, UNIQUE (tbl, number))")
    for table, number, before, after in connection.execute(
        "SELECT tbl, number, before, after FROM change_rows ORDER BY id"
    ):
        try:
            one = Touched(table, number, json.loads(before) if before else None, json.loads(after) if after else None)
            whole = _found(told, one)
            apply(told, one)
        except (ValueError, AttributeError, sqlite3.Error):  # no JSON, no object, no such table or field, or no value
            whole = False
        if not whole:
            told.execute("INSERT OR IGNORE INTO torn VALUES (?, ?)", (table, number))
    return told


def _found(told: sqlite3.Connection, one: Touched) -> bool:
    """Whether a row is as the log says it was before a change of it."""
    if one.before is None:
        return True  # made anew; a row that is there already is refused by its number
    same = "".join(f' AND "{name}" IS ?' for name in one.before)
    found = f'SELECT 1 FROM "{one.table}" WHERE number = ?{same}'
    return bool(told.execute(found, (one.number, *one.before.values())).fetchall())


def torn(told: sqlite3.Connection) -> set[tuple[str, int]]:
    """(table, number) of the rows whose log contradicts itself, as `replayed` met them."""
    return set(told.execute("SELECT tbl, number FROM torn").fetchall())


def unreadable_changes(connection: sqlite3.Connection) -> int:
    """How many changes have a moment or a command in the log that nobody wrote."""
    ((number,),) = connection.execute(
        "SELECT count(*) FROM changes WHERE datetime(at) IS NULL OR at NOT GLOB '????-??-??T??:??:??.???Z'"
        " OR command = '' OR command GLOB '*[^ -~]*'"
    ).fetchall()
    return int(number)


def low_counters(connection: sqlite3.Connection) -> dict[str, int]:
    """The counters that would give a number again, with the highest that was given."""
    highest = {table: _highest(connection, table, "number") for table in tables(connection)}
    highest["entry"] = max(_highest(connection, table, "entry") for table in tables(connection))
    counted = dict(connection.execute("SELECT name, last FROM counters").fetchall())
    return {name: number for name, number in highest.items() if number > counted.get(name, 0)}


def _highest(connection: sqlite3.Connection, table: str, field: str) -> int:
    ((number,),) = connection.execute(f'SELECT coalesce(max("{field}"), 0) FROM "{table}"').fetchall()
    return int(number)


def raise_counters(connection: sqlite3.Connection, highest: dict[str, int]) -> None:
    """Let counters go on from the highest number that was given."""
    connection.executemany(
        "INSERT INTO counters (name, last) VALUES (?, ?) ON CONFLICT DO UPDATE SET last = excluded.last",
        highest.items(),
    )


def sound(path: Path, schema: "Schema") -> bool:
    """Whether nothing at all is wrong in the file."""
    try:
        with closing(file.connected(path, schema)) as connection:
            leniently(connection)
            if faults(connection) or not shaped(connection, schema) or loose_links(connection):
                return False
            with closing(replayed(connection, schema)) as told:
                if differing(connection, told) or torn(told):
                    return False
            wrong = unreadable_changes(connection) or low_counters(connection)
            return not wrong and index_holds_the_words(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError, errors.MentorlogError) as error:
        return not is_damage(error)


def differing(connection: sqlite3.Connection, told: sqlite3.Connection) -> list[Differing]:
    """The rows in which the tables and the replayed log differ."""
    found = []
    for table in tables(connection):
        file_, log = dict(_rows(connection, table)), dict(_rows(told, table))
        found += [
            Differing(table, number, number in file_, number in log)
            for number in sorted({**file_, **log})
            if file_.get(number) != log.get(number)
        ]
    return found


def told_by_log(connection: sqlite3.Connection, told: sqlite3.Connection, rows: list[Differing], at: str) -> None:
    """Make tables and log agree, and the index with them, in one transaction.

    A row is written as the log tells it. Where the log contradicts itself, or never heard of the row, nothing that
    the file holds is given up: the row stays, and a change of the moment `at` brings the log up to it.
    """
    doubtful = torn(told)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        change = Change(connection, "doctor", at)
        for one in rows:
            heard = connection.execute(
                "SELECT 1 FROM change_rows WHERE tbl = ? AND number = ? LIMIT 1", (one.table, one.number)
            ).fetchall()
            kept = one.in_file and (not heard or (one.table, one.number) in doubtful)
            source = connection if kept else told
            stays = row(source, one.table, one.number) if kept or one.in_log else None
            connection.execute(f'DELETE FROM "{one.table}" WHERE number = ?', (one.number,))
            if stays is not None:
                apply(connection, Touched(one.table, one.number, None, stays))
                if kept:
                    logged = row(told, one.table, one.number) if one.in_log else None
                    change.log(_difference(one, logged, stays))
        connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _difference(one: Differing, logged: Fields | None, stays: Fields) -> Touched:
    """What brings the log's row to the one that stays."""
    if logged is None:
        filled: Fields = {name: value for name, value in stays.items() if value is not None}
        return Touched(one.table, one.number, None, filled)
    other = [name for name in stays if stays[name] != logged[name]]
    before, after = {name: logged[name] for name in other}, {name: stays[name] for name in other}
    return Touched(one.table, one.number, before, after)


def row(connection: sqlite3.Connection, table: str, number: int) -> Fields:
    """A row that is there, by its fields."""
    cursor = connection.execute(f'SELECT * FROM "{table}" WHERE number = ?', (number,))
    (values,) = cursor.fetchall()
    return dict(zip((column[0] for column in cursor.description), values, strict=True))


def tables(connection: sqlite3.Connection) -> list[str]:
    """The tables of records."""
    rows = connection.execute(
        "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c ON c.name = 'entry'"
        " WHERE t.type = 'table' ORDER BY t.rowid"
    ).fetchall()
    return [name for (name,) in rows]


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[int, tuple[object, ...]]]:
    for values in connection.execute(f'SELECT * FROM "{table}"'):
        yield values[0], values
