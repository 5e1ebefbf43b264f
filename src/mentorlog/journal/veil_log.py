"""Which changes of the log a reader may see: those of which every row, before and after, was as they see it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from mentorlog.journal.journal import Journal
from mentorlog.journal.privacy import reader_views
from mentorlog.journal.readers import Reader
from mentorlog.store import changes, connect
from mentorlog.store.changes import LoggedChange, RowChange
from mentorlog.store.connect import Schema
from mentorlog.store.store import Store

MAX_CHANGES = 500  # of the newest that are looked at


def copy_visible_log(
    path: Path, schema: Schema, now: Callable[[], datetime], reader: Reader, copy: sqlite3.Connection
) -> None:
    """Replace the log of a copy by the changes of the file at `path` that the reader may see."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as past:
        with closing(connect.connect_readonly(path)) as file:
            file.backup(past)
        visible = _visible_changes(Store(path, schema, past), now, reader)
        copy.execute("DELETE FROM change_rows")
        copy.execute("DELETE FROM changes")
        for table, column in (("changes", "id"), ("change_rows", "change")):
            cursor = past.execute(f"SELECT * FROM {table} WHERE {column} IN ({', '.join(map(str, visible))})")
            columns = [name[0] for name in cursor.description]
            copy.executemany(changes.insert_sql(table, columns), cursor.fetchall())


def _visible_changes(past: Store, now: Callable[[], datetime], reader: Reader) -> set[int]:
    """The numbers of the visible changes, found by going back in time in a copy of the file.

    Who may see a row depends on other rows, and on when: so each state that a change left is looked at as it was then.
    """
    for pragma in ("foreign_keys = OFF", "ignore_check_constraints = ON"):
        past.connection.execute(f"PRAGMA {pragma}")
    numbers = past.column("SELECT id FROM changes ORDER BY id DESC LIMIT ?", (MAX_CHANGES,))
    logged = [changes.read_change(past.connection, number) for number in numbers]
    visible: set[int] = set()
    with past.with_views(reader_views(Journal(past, now), reader)):
        for change in logged:
            if change.more or change.command == changes.FORGET or not change.rows:
                break  # what was before cannot be followed
            is_seen = _sees_all(past, change)
            for row in reversed(change.rows):
                _take_back(past.connection, row)
            if is_seen and _sees_all(past, change):
                visible.add(change.number)
    return _without_loose_ends(logged, visible)


def _sees_all(past: Store, change: LoggedChange) -> bool:
    return all(past.shows_row(row.table, row.number, row.before or row.after or ()) for row in change.rows)


def _take_back(connection: sqlite3.Connection, row: RowChange) -> None:
    """Bring a row to what it was before, past the views that stand in for the tables."""
    table = f'main."{row.table}"'
    if row.before is None:
        connection.execute(f"DELETE FROM {table} WHERE number = ?", (row.number,))
    elif row.after is None:
        names = ", ".join(f'"{name}"' for name in row.before)
        marks = ", ".join("?" * len(row.before))
        connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.before.values()))
    else:
        values = ", ".join(f'"{name}" = ?' for name in row.before)
        connection.execute(f"UPDATE {table} SET {values} WHERE number = ?", (*row.before.values(), row.number))


def _without_loose_ends(logged: list[LoggedChange], visible: set[int]) -> set[int]:
    """The visible changes without those whose undo or redo is hidden, or is one of something hidden."""
    while True:
        hidden = {change.reverts for change in logged if change.reverts and change.number not in visible}
        hidden |= {change.number for change in logged if change.reverts and change.reverts not in visible}
        if not visible & hidden:
            return visible
        visible -= hidden
