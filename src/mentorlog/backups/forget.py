"""Forgetting: what goes with a row, and where copies of it are; deleting it for good is the store's `erasing`."""

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from mentorlog import errors
from mentorlog.backups.past_rows import ForgetRule, PastRows
from mentorlog.store import search
from mentorlog.store.backup import copy_and_check
from mentorlog.store.changes import Fields, Value, links_to
from mentorlog.store.connect import Schema, connect_readonly, integrity_faults, temporary_files_beside, transaction
from mentorlog.store.create import atomic_write
from mentorlog.store.dump import record_tables
from mentorlog.store.machines.erasing import (
    NOTHING_LEFT,
    OF_ROW,
    ForgetPlan,
    Leftovers,
    RowKey,
    column_requirements,
    forget_rows,
    iter_log_states,
    link_columns,
)

_NO_TEMPORARY_FILE = ("SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_READONLY")


def is_known(connection: sqlite3.Connection, row: RowKey) -> bool:
    """Whether a row is in its table or in the log."""
    table, number = row
    if table not in record_tables(connection):
        return False
    return bool(
        connection.execute(f'SELECT 1 FROM "{table}" WHERE number = ?', (number,)).fetchall()
        or connection.execute("SELECT 1 FROM change_rows WHERE tbl = ? AND number = ? LIMIT 1", row).fetchall()
    )


def closure_of(
    connection: sqlite3.Connection,
    first: RowKey,
    rules: Iterable[ForgetRule],
    leftovers: Leftovers = NOTHING_LEFT,
    others: Iterable[RowKey] = (),
) -> ForgetPlan:
    """The closure of a row, and of `others` with it: their parts and what the rules add, deleted rows included.

    What belongs to them and stays is hidden: without its links it would be anybody's.
    """
    rules = [rule for rule in rules if rule.table in record_tables(connection)]
    matching_numbers = PastRows(connection, rules).matching_numbers
    links = {table: links_to(connection, table) for table in record_tables(connection)}
    rows = list(dict.fromkeys((first, *others)))
    known = {*rows}
    cleared: dict[RowKey, tuple[str, ...]] = {}

    def apply(rule: ForgetRule, number: int | None) -> None:
        for row in ((rule.table, other) for other in matching_numbers(rule, number)):
            if rule.fields:
                cleared[row] = rule.fields
            elif row not in known:
                known.add(row)
                rows.append(row)

    for rule in rules:
        if not rule.link:
            apply(rule, None)
    for table, number in rows:  # the loop appends to it
        for other, column, required in links[table]:
            if required:
                apply(ForgetRule(other, column, None, ()), number)
            for rule in rules:
                if (rule.table, rule.link) == (other, column):
                    apply(rule, number)
    hidden = _rows_to_hide(connection, known, leftovers.owner_links)
    return ForgetPlan(rows, {row: fields for row, fields in cleared.items() if row not in known}, hidden)


def _rows_to_hide(
    connection: sqlite3.Connection, forgotten: Collection[RowKey], owner_links: Sequence[str]
) -> list[RowKey]:
    """The rows that stay and belong to what is forgotten, or to a row that is hidden for that."""
    hidden: list[RowKey] = []
    lost = set(forgotten)
    for _ in owner_links:  # a goal is a mentor's, and a question the goal's
        for table in record_tables(connection):
            links = link_columns(connection, table)
            columns = column_requirements(connection, table)
            named = [name for name in owner_links if name in links and not columns[name]]
            if not named or "private" not in columns:  # a part, whose link is required, is hidden with its whole
                continue
            listed = ", ".join(f'"{name}"' for name in named)
            for number, *values in connection.execute(f'SELECT number, {listed} FROM "{table}" ORDER BY number'):
                owner = next(((links[name], value) for name, value in zip(named, values, strict=True) if value), None)
                if owner in lost and (table, number) not in lost:
                    hidden.append((table, number))
                    lost.add((table, number))
    return hidden


def texts_to_forget(connection: sqlite3.Connection, plan: ForgetPlan) -> set[str]:
    """All texts that a plan deletes from the tables and the log, to find them elsewhere."""
    return {
        value
        for row in (*plan.rows, *plan.fields_to_clear)
        for *_, states in iter_log_states(connection, OF_ROW, *row)
        for name, value in _iter_values(states)
        if isinstance(value, str) and name in plan.fields_to_clear.get(row, (name,))
    }


def _iter_values(states: Iterable[Fields | None]) -> Iterator[tuple[str, Value]]:
    """(name, value) of the fields in both states of a row of the log."""
    return (item for state in states if state for item in state.items())


def vacuum(connection: sqlite3.Connection, path: Path) -> None:
    """Rewrite a file without its free pages, by way of one without a name; in memory where that has no room."""
    try:
        with temporary_files_beside(path):
            connection.execute("PRAGMA temp_store = FILE")
            connection.execute("VACUUM")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname not in _NO_TEMPORARY_FILE:
            raise
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("VACUUM")


def find_in_backups(backups: Iterable[Path], row: RowKey, uid: str | None) -> tuple[list[Path], list[Path]]:
    """The backups with a row in their tables or their log, and those that are unreadable."""
    holding, unreadable = [], []
    for path in backups:
        try:
            with closing(connect_readonly(path)) as connection:
                if is_known(connection, row) and uid in (None, uid_of(connection, row)):
                    holding.append(path)
        except sqlite3.DatabaseError:
            unreadable.append(path)
    return holding, unreadable


def texts_in_copy(path: Path, row: RowKey, rules: Iterable[ForgetRule]) -> set[str]:
    """The texts to forget in a backup; none if it is unreadable."""
    with suppress(sqlite3.DatabaseError), closing(connect_readonly(path)) as connection:
        return texts_to_forget(connection, closure_of(connection, row, rules))
    return set()


def uid_of(connection: sqlite3.Connection, row: RowKey) -> str | None:
    """The uid of a row, deleted ones included."""
    uid = last_value(connection, row, "uid")
    return None if uid is None else str(uid)


def last_value(connection: sqlite3.Connection, row: RowKey, field: str) -> Any:
    """The last value of a field in the log; None if it never had one."""
    values = connection.execute(
        "SELECT coalesce(json_extract(after, :field), json_extract(before, :field)) AS value FROM change_rows"
        " WHERE tbl = :table AND number = :number AND value IS NOT NULL ORDER BY id DESC LIMIT 1",
        {"field": f"$.{field}", "table": row[0], "number": row[1]},
    ).fetchall()
    return values[0][0] if values else None


def forget_in_copies(
    copies: Iterable[Path],
    schema: Schema,
    row: RowKey,
    rules: Iterable[ForgetRule],
    at: str,
    leftovers: Leftovers = NOTHING_LEFT,
) -> tuple[list[Path], list[Path]]:
    """Forget in backups; returns those that were rewritten, and those that could not be."""
    rewritten: list[Path] = []
    failed: list[Path] = []
    for path in copies:
        try:
            _forget_in_copy(path, schema, row, rules, at, leftovers)
        except (errors.MentorlogError, sqlite3.Error, OSError):  # one that fails must not keep the others
            failed.append(path)
        else:
            rewritten.append(path)
    return rewritten, failed


def _forget_in_copy(
    path: Path, schema: Schema, row: RowKey, rules: Iterable[ForgetRule], at: str, leftovers: Leftovers
) -> None:
    """Forget in a copy of a backup, which then replaces the backup and keeps its time."""
    status = path.stat()
    with atomic_write(path, replace=True) as temporary:
        copy_and_check(path, temporary)
        with closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            with transaction(connection):
                search.replace_older(connection, schema.searchable())
                forget_rows(connection, closure_of(connection, row, rules, leftovers), at, leftovers)
            vacuum(connection, temporary)
            if integrity_faults(connection):
                raise errors.Damaged(f"{path} is damaged.", "It was left as it is.")
        os.utime(temporary, ns=(status.st_atime_ns, status.st_mtime_ns))
