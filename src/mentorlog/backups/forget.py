"""Forgetting: rows and fields leave the tables, the log and the index for good. The one exception to the log.

What is left is a file whose log still tells its tables: the log reads as if what was forgotten had never been written.
"""

import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

from mentorlog import errors
from mentorlog.store import search
from mentorlog.store.backup import copy_file
from mentorlog.store.changes import FORGET, Fields, links_to
from mentorlog.store.connect import sync
from mentorlog.store.dump import record_tables
from mentorlog.store.store import transaction

RowKey = tuple[str, int]  # a table and a number


class ForgetRule(NamedTuple):
    """What goes along with a row that others point to, beside what is part of it."""

    table: str
    link: str  # the column that points; "": whatever it points to
    where: tuple[str, str] | None  # only rows that have this value in that column
    fields: tuple[str, ...]  # only these are emptied; none: the whole row goes


class ForgetPlan(NamedTuple):
    """What is to be forgotten: whole rows, and fields of rows that stay."""

    rows: list[RowKey]
    fields_to_clear: dict[RowKey, tuple[str, ...]]


def is_known(connection: sqlite3.Connection, row: RowKey) -> bool:
    """Whether a row is in its table, or was and is told of by the log."""
    table, number = row
    if table not in record_tables(connection):
        return False
    return bool(
        connection.execute(f'SELECT 1 FROM "{table}" WHERE number = ?', (number,)).fetchall()
        or connection.execute("SELECT 1 FROM change_rows WHERE tbl = ? AND number = ? LIMIT 1", row).fetchall()
    )


def closure_of(connection: sqlite3.Connection, first: RowKey, rules: Iterable[ForgetRule]) -> ForgetPlan:
    """What has to go with a row: what is part of it, and what the rules say; also what was deleted long ago."""
    rules = [rule for rule in rules if rule.table in record_tables(connection)]
    was = _past_values(connection, {rule.where[0] for rule in rules if rule.where})
    gone = {first: None}
    emptied: dict[RowKey, tuple[str, ...]] = {}
    todo = [first]
    for rule in rules:
        if not rule.link:
            _apply_rule(rule, was, None, gone, emptied, todo)
    while todo:
        table, number = todo.pop()
        for other, column, required in links_to(connection, table):
            along = [ForgetRule(other, column, None, ())] if required else []
            for rule in along + [rule for rule in rules if (rule.table, rule.link) == (other, column)]:
                _apply_rule(rule, was, number, gone, emptied, todo)
    return ForgetPlan(list(gone), {row: fields for row, fields in emptied.items() if row not in gone})


def _apply_rule(
    rule: ForgetRule,
    was: dict[str, dict[int, dict[str, set[Any]]]],
    number: int | None,
    gone: dict[RowKey, None],
    emptied: dict[RowKey, tuple[str, ...]],
    todo: list[RowKey],
) -> None:
    for one, fields in was[rule.table].items():
        row = (rule.table, one)
        if rule.link and number not in fields[rule.link]:
            continue
        if rule.where and rule.where[1] not in fields[rule.where[0]]:
            continue
        if rule.fields:
            emptied[row] = rule.fields
        elif row not in gone:
            gone[row] = None
            todo.append(row)


def _past_values(connection: sqlite3.Connection, columns: set[str]) -> dict[str, dict[int, dict[str, set[Any]]]]:
    """By table and number, the links and the named columns of each row: as they are, or of one gone, as they ever were.

    A row that points elsewhere by now does not go along for what it once pointed to.
    """
    found: dict[str, dict[int, dict[str, set[Any]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    wanted = {table: columns | set(_link_columns(connection, table)) for table in record_tables(connection)}
    for table, number, *states in connection.execute("SELECT tbl, number, before, after FROM change_rows"):
        for state in states:
            for name, value in json.loads(state).items() if state else ():
                if name in wanted.get(table, ()):
                    found[table][number][name].add(value)
    for table, names in wanted.items():
        there = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")') if row[1] in names]
        listed = "".join(f', "{name}"' for name in there)
        for number, *values in connection.execute(f'SELECT number{listed} FROM "{table}"'):
            found[table][number] = defaultdict(set, {name: {value} for name, value in zip(there, values, strict=True)})
    return found


def texts_to_forget(connection: sqlite3.Connection, gone: ForgetPlan) -> set[str]:
    """All texts that are to be forgotten, as the tables and the log have them: to find them elsewhere."""
    found: set[str] = set()
    for table, number in (*gone.rows, *gone.fields_to_clear):
        fields = gone.fields_to_clear.get((table, number))
        states = [
            json.loads(state)
            for row in connection.execute(
                "SELECT before, after FROM change_rows WHERE tbl = ? AND number = ?", (table, number)
            )
            for state in row
            if state
        ]
        for state in states:
            found |= {
                value for name, value in state.items() if isinstance(value, str) and (not fields or name in fields)
            }
    return found


def forget_rows(connection: sqlite3.Connection, gone: ForgetPlan, at: str) -> int:
    """Forget, in the transaction that is open; the number of the change that says that something was forgotten."""
    for table, number in gone.rows:
        search.remove_row(connection, table, number)
        connection.execute(f'DELETE FROM "{table}" WHERE number = ?', (number,))
        connection.execute("DELETE FROM change_rows WHERE tbl = ? AND number = ?", (table, number))
        for other, column, required in links_to(connection, table):
            if not required:
                connection.execute(f'UPDATE "{other}" SET "{column}" = NULL WHERE "{column}" = ?', (number,))
    for (table, number), fields in gone.fields_to_clear.items():
        entry = search.remove_row(connection, table, number)
        settings = ", ".join(f'"{field}" = NULL' for field in fields)
        connection.execute(f'UPDATE "{table}" SET {settings} WHERE number = ?', (number,))
        search.add_row(connection, table, number, entry)
    _scrub_log(connection, gone)
    connection.execute("INSERT INTO search (search) VALUES ('optimize')")  # until then words stay in old segments
    return connection.execute("INSERT INTO changes (at, command) VALUES (?, ?)", (at, FORGET)).lastrowid or 0


def _scrub_log(connection: sqlite3.Connection, gone: ForgetPlan) -> None:
    """Let the log of what stays read as if nothing had ever pointed to what goes, nor held the fields that go."""
    rows = set(gone.rows)
    links = {table: _link_columns(connection, table) for table in record_tables(connection)}

    def remaining_fields(table: str, number: int, state: Fields | None) -> Fields | None:
        fields, targets = gone.fields_to_clear.get((table, number), ()), links.get(table, {})
        return state and {
            name: None if name in fields or (targets.get(name, ""), value) in rows else value
            for name, value in state.items()
        }

    for change_row, table, number, *told in connection.execute(
        "SELECT id, tbl, number, before, after FROM change_rows"
    ).fetchall():
        states = [json.loads(state) if state else None for state in told]
        clean = [remaining_fields(table, number, state) for state in states]
        if clean != states:
            _rewrite_log_row(connection, change_row, *clean)


def _rewrite_log_row(
    connection: sqlite3.Connection, change_row: int, before: Fields | None, after: Fields | None
) -> None:
    """Write a row of the log anew, with the fields that differ alone; one in which none does any more goes."""
    if before is not None and after is not None and before == after:
        connection.execute("DELETE FROM change_rows WHERE id = ?", (change_row,))
        return
    was, now = before or {}, after or {}
    differs = [name for name in (*now, *was) if was.get(name) != now.get(name)]
    told = [one and json.dumps({name: one[name] for name in differs if name in one}, ensure_ascii=False)
            for one in (before, after)]  # fmt: skip
    connection.execute("UPDATE change_rows SET before = ?, after = ? WHERE id = ?", (*told, change_row))


def _link_columns(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """The columns of a table that point, and where to."""
    return {row[3]: row[2] for row in connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()}


def vacuum(connection: sqlite3.Connection) -> None:
    """Build the file anew without its free pages; in memory, so that no copy of it lies about meanwhile."""
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("VACUUM")


def find_in_backups(backups: Iterable[Path], row: RowKey, uid: str | None) -> tuple[list[Path], list[Path]]:
    """Those of the files that hold a row, or tell of it in their log; and those that cannot be read, and so may."""
    held, unread = [], []
    for path in backups:
        try:
            with closing(_open_readonly(path)) as connection:
                if is_known(connection, row) and uid in (None, uid_of(connection, row)):
                    held.append(path)
        except sqlite3.DatabaseError:
            unread.append(path)
    return held, unread


def texts_in_copy(path: Path, row: RowKey, rules: Iterable[ForgetRule]) -> set[str]:
    """The texts that are to be forgotten, as a copy has them; none where it cannot be read."""
    with suppress(sqlite3.DatabaseError), closing(_open_readonly(path)) as connection:
        return texts_to_forget(connection, closure_of(connection, row, rules))
    return set()


def _open_readonly(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def uid_of(connection: sqlite3.Connection, row: RowKey) -> str | None:
    """The uid of a row that is there, or that was."""
    found = last_value(connection, row, "uid")
    return None if found is None else str(found)


def last_value(connection: sqlite3.Connection, row: RowKey, field: str) -> Any:
    """A field of a row as the log had it last; None where it was never filled."""
    found = connection.execute(
        "SELECT coalesce(json_extract(after, :field), json_extract(before, :field)) AS value FROM change_rows"
        " WHERE tbl = :table AND number = :number AND value IS NOT NULL ORDER BY id DESC LIMIT 1",
        {"field": f"$.{field}", "table": row[0], "number": row[1]},
    ).fetchall()
    return found[0][0] if found else None


def forget_in_copies(
    copies: Iterable[Path], row: RowKey, rules: Iterable[ForgetRule], at: str
) -> tuple[list[Path], list[Path]]:
    """Forget in copies of the file; those in which it is forgotten, and those that could not be rewritten."""
    done: list[Path] = []
    left: list[Path] = []
    for path in copies:
        try:
            _forget_in_copy(path, row, rules, at)
        except (errors.MentorlogError, sqlite3.Error, OSError):  # the others are to be free of it all the same
            left.append(path)
        else:
            done.append(path)
    return done, left


def _forget_in_copy(path: Path, row: RowKey, rules: Iterable[ForgetRule], at: str) -> None:
    """Forget in a copy of a copy, checked and synced, which then takes its place and its time."""
    hidden = path.with_name(f".{path.name[:200]}.{os.getpid()}.new")
    made = path.stat()
    copy_file(path, hidden)
    try:
        with closing(sqlite3.connect(hidden, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            with transaction(connection):
                forget_rows(connection, closure_of(connection, row, rules), at)
            vacuum(connection)
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise errors.Damaged(f"{path} is damaged.", "It was left as it is.")
        os.utime(hidden, ns=(made.st_atime_ns, made.st_mtime_ns))
        sync(hidden)
        os.replace(hidden, path)
        sync(path.parent)
    finally:
        hidden.unlink(missing_ok=True)
