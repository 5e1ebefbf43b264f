"""Reverting a change while later ones stay: whether that is possible, and which changes stand in the way.

A change is in effect unless an undo reverts it that was not itself reverted. What is in effect gives the tables, in the
order of the log. So a change can be reverted alone if no later one in effect touches the same fields or links to its
rows, and if the rows that it brings back find what they link to.
"""

import json
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from mentorlog.store.changes import IN_EFFECT, Fields, links_to

MAX_OBSTACLES = 50
RowKey = tuple[str, int]  # a table and a number
_UNTRACKED = {"updated_at"}  # fields that do not belong to one change alone


class Obstacle(NamedTuple):
    """A change that must be taken back first, or done again first where it is undone; 0 if the log does not say."""

    change: int
    is_undone: bool


class NetEffect(NamedTuple):
    """The fields that rows must have now, and those that they get; None for a row that is absent."""

    now: dict[RowKey, Fields | None]
    then: dict[RowKey, Fields | None]


def is_in_effect(connection: sqlite3.Connection, change: int) -> bool:
    """Whether an ordinary change is not undone at present."""
    return bool(connection.execute(f"SELECT 1 FROM changes c WHERE id = ? AND {IN_EFFECT}", (change,)).fetchall())


def undo_of(connection: sqlite3.Connection, change: int) -> int:
    """The undo by which an ordinary change is undone at present; 0 if it is not."""
    rows = connection.execute(
        "SELECT id FROM changes u WHERE reverts = ?"
        " AND NOT EXISTS (SELECT 1 FROM changes r WHERE r.reverts = u.id) ORDER BY id DESC LIMIT 1",
        (change,),
    ).fetchall()
    return int(rows[0][0]) if rows else 0


def find_obstacles(connection: sqlite3.Connection, change: int, undo: int = 0) -> list[Obstacle]:
    """What stands in the way of reverting an ordinary change, or, where `undo` is given, of reverting its undo."""
    logged = undo or change
    later = {*_later_on_same_rows(connection, logged, change), *_later_with_links(connection, logged, change)}
    if later:
        return [Obstacle(number, False) for number in sorted(later, reverse=True)]
    return sorted(set(_unmet_needs(connection, change, net_effect(connection, logged))), reverse=True)


def changes_to_undo_first(connection: sqlite3.Connection, change: int) -> list[int]:
    """All changes that stand on a change or on one of these, in the order in which they can be taken back."""
    known: set[int] = set()
    pending = [change]
    while pending and len(known) < MAX_OBSTACLES:
        new = {obstacle.change for obstacle in find_obstacles(connection, pending.pop())} - known - {0}
        known |= new
        pending += new
    return sorted(known, reverse=True)


def later_on_row(connection: sqlite3.Connection, change: int, row: RowKey) -> list[int]:
    """The later changes in effect that touch a row, the newest first."""
    rows = connection.execute(
        "SELECT DISTINCT c.id FROM change_rows r JOIN changes c ON c.id = r.change"
        f" WHERE r.tbl = ? AND r.number = ? AND c.id > ? AND c.reverts IS NULL AND {IN_EFFECT} ORDER BY c.id DESC",
        (*row, change),
    ).fetchall()
    return [number for (number,) in rows]


def rows_of(connection: sqlite3.Connection, change: int) -> list[RowKey]:
    """The rows that a change touched."""
    return connection.execute("SELECT DISTINCT tbl, number FROM change_rows WHERE change = ?", (change,)).fetchall()


def last_state_change(connection: sqlite3.Connection, row: RowKey) -> int:
    """The last change in effect that gave a row its state; 0 if the log has none."""
    rows = connection.execute(
        "SELECT c.id FROM change_rows r JOIN changes c ON c.id = r.change"
        " WHERE r.tbl = ? AND r.number = ? AND json_type(r.after, '$.state') IS NOT NULL"
        f" AND c.reverts IS NULL AND {IN_EFFECT} ORDER BY c.id DESC LIMIT 1",
        row,
    ).fetchall()
    return int(rows[0][0]) if rows else 0


def _later_on_same_rows(connection: sqlite3.Connection, logged: int, change: int) -> Iterator[int]:
    """The later changes in effect that touch a field, or insert or delete a row, of those that `logged` names."""
    for number, *states in connection.execute(
        "SELECT c.id, mine.before, mine.after, later.before, later.after FROM change_rows mine"
        " JOIN change_rows later ON later.tbl = mine.tbl AND later.number = mine.number AND later.change > ?"
        f" JOIN changes c ON c.id = later.change WHERE mine.change = ? AND c.reverts IS NULL AND {IN_EFFECT}",
        (change, logged),
    ).fetchall():
        if None in states or (json.loads(states[0]).keys() & json.loads(states[2]).keys()) - _UNTRACKED:
            yield number


def _later_with_links(connection: sqlite3.Connection, logged: int, change: int) -> Iterator[int]:
    """The later changes in effect that link, or linked, to a row that goes; or add a part where its state differs."""
    tables = connection.execute("SELECT DISTINCT tbl FROM change_rows WHERE change = ?", (logged,)).fetchall()
    for (table,) in tables:
        for other, column, required in links_to(connection, table):
            rows = "(SELECT number FROM change_rows WHERE change = :logged AND tbl = :table AND "
            gone = f"{rows}before IS NULL)"
            before, after = (f"json_extract(r.{state}, '$.{column}')" for state in ("before", "after"))
            condition = f"{before} IN {gone} OR {after} IN {gone}"
            if required:
                condition += f" OR r.before IS NULL AND {after} IN {rows}json_type(after, '$.state') IS NOT NULL)"
            for (number,) in connection.execute(
                "SELECT DISTINCT c.id FROM change_rows r JOIN changes c ON c.id = r.change"
                f" WHERE r.tbl = :other AND r.change > :change AND ({condition}) AND c.reverts IS NULL AND {IN_EFFECT}",
                {"logged": logged, "table": table, "other": other, "change": change},
            ).fetchall():
                yield number


def net_effect(connection: sqlite3.Connection, logged: int) -> NetEffect:
    """What reverting a change does to each row, however often the change touched it."""
    effect = NetEffect({}, {})
    rows: list[tuple[RowKey, Fields | None, Fields | None]] = [
        ((table, number), json.loads(before) if before else None, json.loads(after) if after else None)
        for table, number, before, after in connection.execute(
            "SELECT tbl, number, before, after FROM change_rows WHERE change = ? ORDER BY id", (logged,)
        )
    ]
    for key, _, after in rows:
        effect.now[key] = None if after is None else {**(effect.now.get(key) or {}), **after}
    for key, before, _ in reversed(rows):
        effect.then[key] = None if before is None else {**(effect.then.get(key) or {}), **before}
    return effect


def _unmet_needs(connection: sqlite3.Connection, change: int, effect: NetEffect) -> Iterator[Obstacle]:
    """The changes without which rows are not as they were, or link to nothing."""
    for key, fields in effect.now.items():
        if not _is_row_as(connection, key, fields):
            yield Obstacle(_last_undone_change(connection, change, key), True)
    for (table, _), fields in effect.then.items():
        for target, column in links_from(connection, table):
            number = (fields or {}).get(column)
            if number is None or effect.then.get((target, int(number))) or has_row(connection, target, int(number)):
                continue
            deleted = _last_deletion(connection, (target, int(number)))
            yield Obstacle(deleted or _last_undone_change(connection, change, (target, int(number))), not deleted)


def _is_row_as(connection: sqlite3.Connection, key: RowKey, fields: Fields | None) -> bool:
    table, number = key
    cursor = connection.execute(f'SELECT * FROM "{table}" WHERE number = ?', (number,))
    names = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    if fields is None or not rows:
        return fields is None and not rows
    row = dict(zip(names, rows[0], strict=True))
    return all(row.get(name) == value for name, value in fields.items() if name not in _UNTRACKED)


def has_row(connection: sqlite3.Connection, table: str, number: int) -> bool:
    """Whether a table has a row of that number."""
    return bool(connection.execute(f'SELECT 1 FROM "{table}" WHERE number = ?', (number,)).fetchall())


def links_from(connection: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    """(table, column) of each link that rows of a table have."""
    return connection.execute('SELECT "table", "from" FROM pragma_foreign_key_list(?)', (table,)).fetchall()


def _last_undone_change(connection: sqlite3.Connection, change: int, row: RowKey) -> int:
    """The last change before `change` that touched a row and is undone; 0 if there is none."""
    rows = connection.execute(
        "SELECT c.id FROM change_rows r JOIN changes c ON c.id = r.change WHERE r.tbl = ? AND r.number = ?"
        f" AND c.id < ? AND c.reverts IS NULL AND NOT ({IN_EFFECT}) ORDER BY c.id DESC LIMIT 1",
        (*row, change),
    ).fetchall()
    return int(rows[0][0]) if rows else 0


def _last_deletion(connection: sqlite3.Connection, row: RowKey) -> int:
    rows = connection.execute(
        "SELECT c.id FROM change_rows r JOIN changes c ON c.id = r.change WHERE r.tbl = ? AND r.number = ?"
        f" AND r.after IS NULL AND c.reverts IS NULL AND {IN_EFFECT} ORDER BY c.id DESC LIMIT 1",
        row,
    ).fetchall()
    return int(rows[0][0]) if rows else 0
