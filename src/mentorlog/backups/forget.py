"""Forgetting: deleting rows and fields for good, from tables, log, search index and backups.

It is the one change that rewrites the log. The log gives the tables still, as if the data had never been written.
"""

import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

from mentorlog import errors
from mentorlog.store import search
from mentorlog.store.backup import copy_and_check
from mentorlog.store.changes import FORGET, Fields, Value, links_to
from mentorlog.store.connect import connect_readonly, integrity_faults
from mentorlog.store.create import atomic_write
from mentorlog.store.dump import record_tables
from mentorlog.store.store import transaction

RowKey = tuple[str, int]  # a table and a number


class ForgetRule(NamedTuple):
    """A rule for what else is forgotten with a row, besides its parts."""

    table: str
    link: str  # the column that links to the row; "": any row of the table
    where: tuple[str, str] | None  # only rows with (column, value)
    fields: tuple[str, ...]  # the fields to clear; none: the whole row is deleted
    by_word: bool = False  # whether a value that has the word of `where` in it is one


class Leftovers(NamedTuple):
    """What becomes of rows that belong to a forgotten one and stay: they are hidden, and those open are settled."""

    owner_links: tuple[str, ...] = ()  # the columns that say whose a row is, the first that is filled counting
    settlements: tuple[tuple[str, str, str, str], ...] = ()  # table, open state, settled state, its day's column or ""
    today: str = ""


NOTHING_LEFT = Leftovers()


class ForgetPlan(NamedTuple):
    """Rows to delete, fields to clear in rows that stay, and rows that stay and are private from then on."""

    rows: list[RowKey]
    fields_to_clear: dict[RowKey, tuple[str, ...]]
    rows_to_hide: list[RowKey]


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
    connection: sqlite3.Connection, first: RowKey, rules: Iterable[ForgetRule], leftovers: Leftovers = NOTHING_LEFT
) -> ForgetPlan:
    """The closure of a row: its parts and what the rules add, deleted rows included.

    What belongs to them and stays is hidden: without its links it would be anybody's.
    """
    rules = [rule for rule in rules if rule.table in record_tables(connection)]
    past = _past_values(connection, {rule.where[0] for rule in rules if rule.where})
    rows, known = [first], {first}
    cleared: dict[RowKey, tuple[str, ...]] = {}

    def apply(rule: ForgetRule, number: int | None) -> None:
        for row in _matching_rows(rule, past[rule.table], number):
            if rule.fields:
                cleared[row] = rule.fields
            elif row not in known:
                known.add(row)
                rows.append(row)

    for rule in rules:
        if not rule.link:
            apply(rule, None)
    for table, number in rows:  # the loop appends to it
        for other, column, required in links_to(connection, table):
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
            links = _link_columns(connection, table)
            columns = _columns(connection, table)
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


def _columns(connection: sqlite3.Connection, table: str) -> dict[str, bool]:
    """The columns of a table, and whether each is required."""
    return {row[1]: bool(row[3]) for row in connection.execute(f'PRAGMA table_info("{table}")').fetchall()}


def _matching_rows(rule: ForgetRule, past: dict[int, dict[str, set[Any]]], number: int | None) -> Iterator[RowKey]:
    """The rows of the rule's table that link to `number`, if it names a link, and have its value."""
    for other, fields in past.items():
        if rule.link and number not in fields[rule.link]:
            continue
        if rule.where is None or rule.where[1] in _words_or_values(fields[rule.where[0]], rule):
            yield rule.table, other


def _words_or_values(values: set[Any], rule: ForgetRule) -> set[Any]:
    """The values of a column that a rule compares, or their words."""
    return {word for value in values if value for word in str(value).split()} if rule.by_word else values


def _past_values(connection: sqlite3.Connection, columns: set[str]) -> dict[str, dict[int, dict[str, set[Any]]]]:
    """By table and number: the values of links and of `columns`, current ones of a row or all ones of a deleted row.

    What an existing row linked to once does not count.
    """
    past: dict[str, dict[int, dict[str, set[Any]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    relevant = {table: columns | set(_link_columns(connection, table)) for table in record_tables(connection)}
    for _, table, number, states in _iter_log_states(connection):
        for name, value in _iter_values(states):
            if name in relevant.get(table, ()):
                past[table][number][name].add(value)
    for table, names in relevant.items():
        existing = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")') if row[1] in names]
        listed = "".join(f', "{name}"' for name in existing)
        for number, *values in connection.execute(f'SELECT number{listed} FROM "{table}"'):
            current = {name: {value} for name, value in zip(existing, values, strict=True)}
            past[table][number] = defaultdict(set, current)
    return past


def texts_to_forget(connection: sqlite3.Connection, plan: ForgetPlan) -> set[str]:
    """All texts that a plan deletes from the tables and the log, to find them elsewhere."""
    return {
        value
        for row in (*plan.rows, *plan.fields_to_clear)
        for *_, states in _iter_log_states(connection, row)
        for name, value in _iter_values(states)
        if isinstance(value, str) and name in plan.fields_to_clear.get(row, (name,))
    }


def _iter_log_states(
    connection: sqlite3.Connection, row: RowKey | None = None
) -> Iterator[tuple[int, str, int, list[Fields | None]]]:
    """Each row of the log, or those of one row of a table: its id, table and number, and its `before` and `after`."""
    condition, parameters = ("", ()) if row is None else (" WHERE tbl = ? AND number = ?", row)
    for id_, table, number, *states in connection.execute(
        f"SELECT id, tbl, number, before, after FROM change_rows{condition}", parameters
    ):
        yield id_, table, number, [json.loads(state) if state else None for state in states]


def _iter_values(states: Iterable[Fields | None]) -> Iterator[tuple[str, Value]]:
    """(name, value) of the fields in both states of a row of the log."""
    return (item for state in states if state for item in state.items())


def forget_rows(connection: sqlite3.Connection, plan: ForgetPlan, at: str, leftovers: Leftovers = NOTHING_LEFT) -> int:
    """Forget within the open transaction; returns the number of the change that logs that something was forgotten."""
    for table, number in plan.rows:
        search.remove_row(connection, table, number)
        connection.execute(f'DELETE FROM "{table}" WHERE number = ?', (number,))
        connection.execute("DELETE FROM change_rows WHERE tbl = ? AND number = ?", (table, number))
        for other, column, required in links_to(connection, table):
            if not required:
                connection.execute(f'UPDATE "{other}" SET "{column}" = NULL WHERE "{column}" = ?', (number,))
    for (table, number), fields in plan.fields_to_clear.items():
        search.remove_row(connection, table, number)
        settings = ", ".join(f'"{field}" = NULL' for field in fields)
        connection.execute(f'UPDATE "{table}" SET {settings} WHERE number = ?', (number,))
        search.add_row(connection, table, number)
    for table, number in plan.rows_to_hide:
        connection.execute(f'UPDATE "{table}" SET private = 1 WHERE number = ?', (number,))
    _scrub_log(connection, plan)
    connection.execute("INSERT INTO search (search) VALUES ('optimize')")  # until then old segments hold the words
    change = connection.execute("INSERT INTO changes (at, command) VALUES (?, ?)", (at, FORGET)).lastrowid or 0
    _settle_rows(connection, plan.rows_to_hide, change, leftovers)
    return change


def _settle_rows(connection: sqlite3.Connection, rows: Sequence[RowKey], change: int, leftovers: Leftovers) -> None:
    """Settle those of the rows that are open, and log it: a talk with somebody else does not begin with them."""
    for table, state, settled, day in leftovers.settlements:
        before: Fields = {"state": state}
        after: Fields = {"state": settled}
        if day in _columns(connection, table):  # not in a copy of an older schema
            after[day] = leftovers.today
        settings = ", ".join(f'"{name}" = ?' for name in after)
        for number in (number for other, number in rows if other == table):
            done = connection.execute(
                f'UPDATE "{table}" SET {settings} WHERE number = ? AND state = ?', (*after.values(), number, state)
            )
            if done.rowcount:
                connection.execute(
                    "INSERT INTO change_rows (change, tbl, number, before, after) VALUES (?, ?, ?, ?, ?)",
                    (change, table, number, json.dumps(before), json.dumps(after)),
                )


def _scrub_log(connection: sqlite3.Connection, plan: ForgetPlan) -> None:
    """Remove from the log of other rows the links to forgotten rows, and the forgotten fields.

    What is hidden reads as if it had been private from its first entry on.
    """
    rows, hidden = set(plan.rows), set(plan.rows_to_hide)
    links = {table: _link_columns(connection, table) for table in record_tables(connection)}

    def remaining_fields(table: str, number: int, state: Fields | None, *, whole: bool) -> Fields | None:
        """A state of a row without what is forgotten; a `whole` one is that of an insertion or a deletion."""
        fields, targets = plan.fields_to_clear.get((table, number), ()), links.get(table, {})
        remaining = state and {
            name: None if name in fields or (targets.get(name, ""), value) in rows else value
            for name, value in state.items()
        }
        if remaining and (table, number) in hidden and (whole or "private" in remaining):
            return {**remaining, "private": 1}
        return remaining

    scrubbed = [
        (id_, remaining)
        for id_, table, number, states in _iter_log_states(connection)
        if (remaining := [remaining_fields(table, number, state, whole=None in states) for state in states]) != states
    ]
    for id_, remaining in scrubbed:
        _rewrite_log_row(connection, id_, *remaining)


def _rewrite_log_row(connection: sqlite3.Connection, id_: int, before: Fields | None, after: Fields | None) -> None:
    """Write a row of the log anew, with only the fields that still differ; delete it if none does."""
    if before is not None and before == after:
        connection.execute("DELETE FROM change_rows WHERE id = ?", (id_,))
        return
    old, new = before or {}, after or {}
    differing = [name for name in (*new, *old) if old.get(name) != new.get(name)]
    states = [
        state and json.dumps({name: state[name] for name in differing if name in state}, ensure_ascii=False)
        for state in (before, after)
    ]
    connection.execute("UPDATE change_rows SET before = ?, after = ? WHERE id = ?", (*states, id_))


def _link_columns(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """The columns of a table that are links, and the tables they link to."""
    return {row[3]: row[2] for row in connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()}


def vacuum(connection: sqlite3.Connection) -> None:
    """Rewrite the file without its free pages; in memory, so that no temporary file holds a copy."""
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
    copies: Iterable[Path], row: RowKey, rules: Iterable[ForgetRule], at: str, leftovers: Leftovers = NOTHING_LEFT
) -> tuple[list[Path], list[Path]]:
    """Forget in backups; returns those that were rewritten, and those that could not be."""
    rewritten: list[Path] = []
    failed: list[Path] = []
    for path in copies:
        try:
            _forget_in_copy(path, row, rules, at, leftovers)
        except (errors.MentorlogError, sqlite3.Error, OSError):  # one that fails must not keep the others
            failed.append(path)
        else:
            rewritten.append(path)
    return rewritten, failed


def _forget_in_copy(path: Path, row: RowKey, rules: Iterable[ForgetRule], at: str, leftovers: Leftovers) -> None:
    """Forget in a copy of a backup, which then replaces the backup and keeps its time."""
    status = path.stat()
    with atomic_write(path, replace=True) as temporary:
        copy_and_check(path, temporary)
        with closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            with transaction(connection):
                search.replace_older(connection)
                forget_rows(connection, closure_of(connection, row, rules, leftovers), at, leftovers)
            vacuum(connection)
            if integrity_faults(connection):
                raise errors.Damaged(f"{path} is damaged.", "It was left as it is.")
        os.utime(temporary, ns=(status.st_atime_ns, status.st_mtime_ns))
