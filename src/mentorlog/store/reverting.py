"""Reverting a change while later ones stay: whether that is possible, and which changes stand in the way.

A change is in effect unless an undo reverts it that was not itself reverted. What is in effect gives the tables, in the
order of the log. So a change can be reverted alone if no later one in effect touches the same fields or links to its
rows, and if the rows that it brings back find what they link to.

Where changes of other machines came in since, each field group goes back if what the change wrote there still stands;
what another machine wrote stays, and is named.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from mentorlog.store.changes import (
    IN_EFFECT,
    Change,
    Fields,
    KeptRow,
    fields_to_json,
    insert_rows,
    iter_dicts,
    links_to,
)

MAX_OBSTACLES = 50
_RowKey = tuple[str, int]  # a table and a number
_LoggedRow = tuple[str, int, str | None, str | None]  # as RowChange, with its fields as JSON
Groups = Mapping[str, Mapping[str, str]]
# Characters of a uid, dashes included, that the uid of a twin shares with it, and digits that are its own.
SHARED_DIGITS, _OWN_DIGITS = 24, 12
_UNTRACKED = {"updated_at"}  # fields that do not belong to one change alone


class Obstacle(NamedTuple):
    """A change that must be taken back first, or done again first where it is undone; 0 if the log does not say."""

    change: int
    is_undone: bool


class _NetEffect(NamedTuple):
    """The fields that rows must have now, and those that they get; None for a row that is absent."""

    now: dict[_RowKey, Fields | None]
    then: dict[_RowKey, Fields | None]


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
    return sorted(set(_unmet_needs(connection, change, _net_effect(connection, logged))), reverse=True)


def changes_to_undo_first(connection: sqlite3.Connection, change: int) -> list[int]:
    """All changes that stand on a change or on one of these, in the order in which they can be taken back."""
    known: set[int] = set()
    pending = [change]
    while pending and len(known) < MAX_OBSTACLES:
        new = {obstacle.change for obstacle in find_obstacles(connection, pending.pop())} - known - {0}
        known |= new
        pending += new
    return sorted(known, reverse=True)


def later_on_row(connection: sqlite3.Connection, change: int, row: _RowKey) -> list[int]:
    """The later changes in effect that touch a row, the newest first."""
    rows = connection.execute(
        "SELECT DISTINCT c.id FROM change_rows r JOIN changes c ON c.id = r.change"
        f" WHERE r.tbl = ? AND r.number = ? AND c.id > ? AND c.reverts IS NULL AND {IN_EFFECT} ORDER BY c.id DESC",
        (*row, change),
    ).fetchall()
    return [number for (number,) in rows]


def rows_of(connection: sqlite3.Connection, change: int) -> list[_RowKey]:
    """The rows that a change touched."""
    return connection.execute("SELECT DISTINCT tbl, number FROM change_rows WHERE change = ?", (change,)).fetchall()


def last_state_change(connection: sqlite3.Connection, row: _RowKey) -> int:
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


def _net_effect(connection: sqlite3.Connection, logged: int) -> _NetEffect:
    """What reverting a change does to each row, however often the change touched it."""
    effect = _NetEffect({}, {})
    rows: list[tuple[_RowKey, Fields | None, Fields | None]] = [
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


def _unmet_needs(connection: sqlite3.Connection, change: int, effect: _NetEffect) -> Iterator[Obstacle]:
    """The changes without which rows are not as they were, or link to nothing."""
    for key, fields in effect.now.items():
        if not _is_row_as(connection, key, fields):
            yield Obstacle(_last_undone_change(connection, change, key), True)
    for (table, _), fields in effect.then.items():
        for target, column in _links_from(connection, table):
            number = (fields or {}).get(column)
            if number is None or effect.then.get((target, int(number))) or _has_row(connection, target, int(number)):
                continue
            deleted = _last_deletion(connection, (target, int(number)))
            yield Obstacle(deleted or _last_undone_change(connection, change, (target, int(number))), not deleted)


def _is_row_as(connection: sqlite3.Connection, key: _RowKey, fields: Fields | None) -> bool:
    table, number = key
    cursor = connection.execute(f'SELECT * FROM "{table}" WHERE number = ?', (number,))
    names = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    if fields is None or not rows:
        return fields is None and not rows
    row = dict(zip(names, rows[0], strict=True))
    return all(row.get(name) == value for name, value in fields.items() if name not in _UNTRACKED)


def _has_row(connection: sqlite3.Connection, table: str, number: int) -> bool:
    return bool(connection.execute(f'SELECT 1 FROM "{table}" WHERE number = ?', (number,)).fetchall())


def _links_from(connection: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    """(table, column) of each link that rows of a table have."""
    return connection.execute('SELECT "table", "from" FROM pragma_foreign_key_list(?)', (table,)).fetchall()


def _last_undone_change(connection: sqlite3.Connection, change: int, row: _RowKey) -> int:
    """The last change before `change` that touched a row and is undone; 0 if there is none."""
    rows = connection.execute(
        "SELECT c.id FROM change_rows r JOIN changes c ON c.id = r.change WHERE r.tbl = ? AND r.number = ?"
        f" AND c.id < ? AND c.reverts IS NULL AND NOT ({IN_EFFECT}) ORDER BY c.id DESC LIMIT 1",
        (*row, change),
    ).fetchall()
    return int(rows[0][0]) if rows else 0


def _last_deletion(connection: sqlite3.Connection, row: _RowKey) -> int:
    rows = connection.execute(
        "SELECT c.id FROM change_rows r JOIN changes c ON c.id = r.change WHERE r.tbl = ? AND r.number = ?"
        f" AND r.after IS NULL AND c.reverts IS NULL AND {IN_EFFECT} ORDER BY c.id DESC LIMIT 1",
        row,
    ).fetchall()
    return int(rows[0][0]) if rows else 0


def revert_standing(connection: sqlite3.Connection, change: Change, number: int, groups: Groups) -> tuple[KeptRow, ...]:
    """Take back of a logged change what still stands, and return what stays: fields of rows, or rows whole."""
    change.reverts = number
    change.ensure_logged()
    effect = _net_effect(connection, number)
    kept: list[KeptRow] = []
    for key in effect.then:  # in the reverse of the log: parts go before what they are part of, and come after it
        kept += _revert_row(connection, change, key, effect, groups.get(key[0], {}))
    return tuple(kept)


def _revert_row(
    connection: sqlite3.Connection, change: Change, key: _RowKey, effect: _NetEffect, groups: Mapping[str, str]
) -> list[KeptRow]:
    now, then = effect.now[key], effect.then[key]
    row = next(iter_dicts(connection.execute(f'SELECT * FROM "{key[0]}" WHERE number = ?', (key[1],))), None)
    if then is None and now is None:
        return []
    if then is None:
        return _take_away(connection, change, key, row, now or {})
    if now is None:
        return _bring_back(connection, change, key, row, then)
    if row is None:
        return [(*key, ())]
    return _set_back(connection, change, key, row, effect, groups)


def _take_away(
    connection: sqlite3.Connection, change: Change, key: _RowKey, row: Fields | None, now: Fields
) -> list[KeptRow]:
    """Delete a row that the change added, unless somebody wrote in it, or added a part to it."""
    if row is None:
        return []
    is_touched = any(now.get(name) != value for name, value in row.items() if name not in _UNTRACKED)
    if is_touched or any(
        required and connection.execute(f'SELECT 1 FROM "{table}" WHERE "{column}" = ?', (key[1],)).fetchall()
        for table, column, required in links_to(connection, key[0])
    ):
        return [(*key, ())]
    change.delete(*key)
    return []


def _bring_back(
    connection: sqlite3.Connection, change: Change, key: _RowKey, row: Fields | None, then: Fields
) -> list[KeptRow]:
    """Add a row that the change deleted, unless it is there already, or what it is part of is gone."""
    if row is not None:
        return []
    fields = _with_links_to_rows(connection, key, then)
    if fields is None:
        return [(*key, ())]
    uid = fields.get("uid")
    if uid is not None and connection.execute(f'SELECT 1 FROM "{key[0]}" WHERE uid = ?', (uid,)).fetchall():
        fields["uid"] = twin_uid(str(uid), key[1])  # another row from the same file has it now
    change.write_row(*key, None, {name: value for name, value in fields.items() if value is not None})
    return []


def _set_back(
    connection: sqlite3.Connection,
    change: Change,
    key: _RowKey,
    row: Fields,
    effect: _NetEffect,
    groups: Mapping[str, str],
) -> list[KeptRow]:
    """Set back the groups that are as the change left them."""
    now, then = effect.now[key] or {}, effect.then[key] or {}
    names = [name for name in now if name not in _UNTRACKED]
    touched = {groups.get(name, name) for name in names if row.get(name) != now[name]}
    fields = {name: then.get(name) for name in names if groups.get(name, name) not in touched}
    linked = _with_links_to_rows(connection, key, fields)
    if linked is None:  # what it was part of is gone
        return [(*key, tuple(names))]
    if linked and not touched:
        linked |= {name: then[name] for name in _UNTRACKED & then.keys()}
    change.update(*key, linked)
    stays = tuple(name for name in names if groups.get(name, name) in touched)
    return [(*key, stays)] if stays else []


def _with_links_to_rows(connection: sqlite3.Connection, key: _RowKey, fields: Fields) -> Fields | None:
    """The fields, with optional links to what is gone empty; None where a required one is to what is gone."""
    result = dict(fields)
    required = {row[1]: bool(row[3]) for row in connection.execute(f'PRAGMA table_info("{key[0]}")').fetchall()}
    for target, column in _links_from(connection, key[0]):
        number = fields.get(column)
        if number is not None and not _has_row(connection, target, int(number)):
            if required[column]:
                return None
            result[column] = None
    return result


def twin_uid(uid: str, number: int) -> str:
    """The uid of another row that was to have this one. Derived twice it is the first again."""
    from hashlib import sha256

    mask = int(sha256(str(number).encode()).hexdigest()[:_OWN_DIGITS], 16)
    try:
        return f"{uid[:SHARED_DIGITS]}{int(uid[SHARED_DIGITS:], 16) ^ mask:0{_OWN_DIGITS}x}"
    except ValueError:  # not as the program gives one
        return uid


# Of many rows


def revert_rows(connection: sqlite3.Connection, change: Change, rows: Sequence[_LoggedRow]) -> None:
    """Apply the inverse of some hundred rows of the log, the last first; those of one table that come or go at once."""
    for (table, came, went), run in groupby(rows, lambda row: (row[0], row[2] is None, row[3] is None)):
        if came:
            _delete_rows(connection, change, table, list(run))
        elif went:
            _restore_rows(connection, change, table, list(run))
        else:
            for row in run:
                change.revert_row(*row)


def _delete_rows(connection: sqlite3.Connection, change: Change, table: str, rows: Sequence[_LoggedRow]) -> None:
    """Delete rows that a change added. The log gets the texts that it has of them, with the time that each has now."""
    from mentorlog.store import search

    numbers = [row[1] for row in rows]
    marks = ", ".join("?" * len(numbers))
    times: dict[int, str] = {}
    if connection.execute("SELECT 1 FROM pragma_table_info(?) WHERE name = 'updated_at'", (table,)).fetchall():
        query = f'SELECT number, updated_at FROM "{table}" WHERE number IN ({marks})'
        times = dict(connection.execute(query, numbers).fetchall())
    search.remove_rows(connection, table, numbers)
    connection.execute(f'DELETE FROM "{table}" WHERE number IN ({marks})', numbers)
    connection.executemany(
        "INSERT INTO change_rows (change, tbl, number, before) VALUES (?, ?, ?, ?)",
        [(change.number, table, number, _at_time(after or "", times.get(number))) for _, number, _, after in rows],
    )


def _at_time(text: str, time: str | None) -> str:
    """Fields as JSON, with the time of the row's last change where they have one."""
    if time is None or f'"updated_at": "{time}"' in text:
        return text
    fields = json.loads(text)
    return fields_to_json(fields | {"updated_at": time}) or "" if "updated_at" in fields else text


def _restore_rows(connection: sqlite3.Connection, change: Change, table: str, rows: Sequence[_LoggedRow]) -> None:
    """Add rows that a change deleted."""
    from mentorlog.store import search

    insert_rows(connection, table, json.loads(f"[{','.join(before or '' for _, _, before, _ in rows)}]"))
    search.add_rows(connection, table, [row[1] for row in rows])
    connection.executemany(
        "INSERT INTO change_rows (change, tbl, number, after) VALUES (?, ?, ?, ?)",
        [(change.number, table, number, before) for _, number, before, _ in rows],
    )
