"""Reverting a change after those of other machines came in: a field group goes back if what it wrote still stands.

Where another machine wrote since, what it wrote stays, and is named. A journal of one machine has no such changes, and
reverts by `Change.revert`.
"""

import sqlite3
from collections.abc import Mapping

from mentorlog.store.changes import Change, Fields, KeptRow, iter_dicts, links_to
from mentorlog.store.reverting import NetEffect, RowKey, has_row, links_from, net_effect

_UNTRACKED = "updated_at"  # belongs to no change alone
Groups = Mapping[str, Mapping[str, str]]


def revert_standing(connection: sqlite3.Connection, change: Change, number: int, groups: Groups) -> tuple[KeptRow, ...]:
    """Take back of a logged change what still stands, and return what stays: fields of rows, or rows whole."""
    change.reverts = number
    change.ensure_logged()  # also where nothing goes back, so that the next undo goes further
    effect = net_effect(connection, number)
    kept: list[KeptRow] = []
    for key in reversed(effect.then):  # parts were written after what they are part of, and deleted before
        kept += _revert_row(connection, change, key, effect, groups.get(key[0], {}))
    return tuple(kept)


def _revert_row(
    connection: sqlite3.Connection, change: Change, key: RowKey, effect: NetEffect, groups: Mapping[str, str]
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
    connection: sqlite3.Connection, change: Change, key: RowKey, row: Fields | None, now: Fields
) -> list[KeptRow]:
    """Delete a row that the change added, unless somebody wrote in it, or added a part to it."""
    if row is None:
        return []
    is_touched = any(now.get(name) != value for name, value in row.items() if name != _UNTRACKED)
    if is_touched or any(
        required and connection.execute(f'SELECT 1 FROM "{table}" WHERE "{column}" = ?', (key[1],)).fetchall()
        for table, column, required in links_to(connection, key[0])
    ):
        return [(*key, ())]
    change.delete(*key)
    return []


def _bring_back(
    connection: sqlite3.Connection, change: Change, key: RowKey, row: Fields | None, then: Fields
) -> list[KeptRow]:
    """Add a row that the change deleted, unless it is there already, or what it is part of is gone."""
    if row is not None:
        return []
    fields = _with_links_to_rows(connection, key, then)
    if fields is None:
        return [(*key, ())]
    change.write_row(*key, None, {name: value for name, value in fields.items() if value is not None})
    return []


def _set_back(
    connection: sqlite3.Connection,
    change: Change,
    key: RowKey,
    row: Fields,
    effect: NetEffect,
    groups: Mapping[str, str],
) -> list[KeptRow]:
    """Set back the groups that are as the change left them."""
    now, then = effect.now[key] or {}, effect.then[key] or {}
    names = [name for name in now if name != _UNTRACKED]
    touched = {groups.get(name, name) for name in names if row.get(name) != now[name]}
    fields = {name: then.get(name) for name in names if groups.get(name, name) not in touched}
    linked = _with_links_to_rows(connection, key, fields)
    if linked is None:  # what it was part of is gone
        return [(*key, tuple(names))]
    if linked and not touched and _UNTRACKED in then:
        linked[_UNTRACKED] = then[_UNTRACKED]
    change.update(*key, linked)
    stays = tuple(name for name in names if groups.get(name, name) in touched)
    return [(*key, stays)] if stays else []


def _with_links_to_rows(connection: sqlite3.Connection, key: RowKey, fields: Fields) -> Fields | None:
    """The fields, with optional links to what is gone empty; None where a required one is to what is gone."""
    result = dict(fields)
    required = {row[1]: bool(row[3]) for row in connection.execute(f'PRAGMA table_info("{key[0]}")').fetchall()}
    for target, column in links_from(connection, key[0]):
        number = fields.get(column)
        if number is not None and not has_row(connection, target, int(number)):
            if required[column]:
                return None
            result[column] = None
    return result
