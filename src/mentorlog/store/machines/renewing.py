"""Going over to the next generation of a shared journal, in which changes are counted anew from a common start."""

import sqlite3
from collections.abc import Iterator

from mentorlog.store import dump
from mentorlog.store.changes import Change, Fields
from mentorlog.store.machines.membership import own_machine, sync_state
from mentorlog.store.machines.merge import MachineChange, RowKey, edit_of_row
from mentorlog.store.machines.operations import Operation, insert_operation, store_rules
from mentorlog.store.store import Store

_COMMAND = "sync renew"


def renew_machines(store: Store, start: sqlite3.Connection, generation: int, at: str, clock: int) -> bool:
    """Begin a generation whose start is in another connection; whether this machine has anything beside that.

    What it has is one change that saw all before it, so that no former change is needed any more. `clock` is the
    moment in milliseconds. The log and undo stay as they are.
    """
    with store.raw_transaction() as connection:
        rules = store_rules(connection, store.schema)
        own, state = own_machine(connection), sync_state(connection)
        differing = list(_differing_rows(start, connection))
        edits = tuple(edit_of_row(rules, *row) for row in differing)
        _log_as_at_start(connection, [(key, before) for key, before, after in differing if before and not after], at)
        for table in ("operations", "operation_rows", "conflict_rows"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("UPDATE changes SET seq = NULL WHERE seq IS NOT NULL")
        connection.execute("UPDATE machines SET last = 0")
        connection.execute(
            "UPDATE sync SET generation = ?, counted = (SELECT coalesce(max(id), 0) FROM changes)", (generation,)
        )
        if edits:
            change = MachineChange(own.letter, 1, max(clock, state.clock + 1), {}, edits)
            insert_operation(connection, Operation(change, at, _COMMAND, None))
    return bool(edits)


def _log_as_at_start(connection: sqlite3.Connection, rows: list[tuple[RowKey, Fields]], at: str) -> None:
    """Log rows that are gone here as they are at the start: the merge takes what a row was last for what it was then.

    Each comes and goes within one change, which is nothing to undo.
    """
    change = Change(connection, _COMMAND, at)
    for (table, number), fields in rows:
        whole: Fields = {name: value for name, value in fields.items() if value is not None}
        whole["entry"] = change.next_number("entry")
        change.write_row(table, number, None, whole)
        change.write_row(table, number, whole, None)
    if change.number:
        letter = own_machine(connection).letter
        connection.execute("UPDATE changes SET machine = ? WHERE id = ?", (letter, change.number))


def _differing_rows(
    start: sqlite3.Connection, current: sqlite3.Connection
) -> Iterator[tuple[RowKey, Fields | None, Fields | None]]:
    """The rows that differ, as they are in either; what each machine orders for itself does not count."""
    for table in dump.record_tables(current):
        before, after = _rows(start, table), _rows(current, table)
        for number in sorted(before.keys() | after.keys()):
            if before.get(number) != after.get(number):
                yield (table, number), before.get(number), after.get(number)


def _rows(connection: sqlite3.Connection, table: str) -> dict[int, Fields]:
    cursor = connection.execute(f'SELECT * FROM "{table}"')
    names = [column[0] for column in cursor.description]
    rows: dict[int, Fields] = {}
    for values in cursor:
        row: Fields = dict(zip(names, values, strict=True))
        rows[int(row["number"] or 0)] = {**row, "entry": None}
    return rows
