"""Forgetting on several machines: what is forgotten on one has no words on any, nor in what travels.

The operation that says so has none either: it names rows, and fields that were cleared. Whatever had been sent of them
loses its words, and each machine writes its own files anew. No operation gets another number.
"""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from mentorlog.store.changes import FORGET, Fields
from mentorlog.store.connect import Schema
from mentorlog.store.machines.applying import Merger, read_row
from mentorlog.store.machines.counting import count_changes, next_operation, skip_changes
from mentorlog.store.machines.erasing import ForgetPlan, Leftovers, RowKey, erase_rows, forget_rows
from mentorlog.store.machines.membership import is_joined
from mentorlog.store.machines.merge import MachineChange, RowEdit
from mentorlog.store.machines.operations import (
    CLEARED,
    Operation,
    StoreRules,
    changes_of_row,
    insert_operation,
    store_rules,
)
from mentorlog.store.store import Store


class Forgotten(NamedTuple):
    """The rows that one change of a machine forgot for good."""

    machine: str
    seq: int
    rows: tuple[RowKey, ...]


def forget_here(connection: sqlite3.Connection, schema: Schema, plan: ForgetPlan, at: str, leftovers: Leftovers) -> int:
    """Forget within the open transaction, and let the other machines know of it where there are any.

    Returns the number of the change that logs it.
    """
    if not is_joined(connection):
        return forget_rows(connection, plan, at, leftovers)
    rules = store_rules(connection, schema)
    count_changes(connection, rules)
    named = {*plan.fields_to_clear, *plan.rows_to_hide}
    before = {key: read_row(connection, *key) for key in {*named, *plan.rows}}
    change = forget_rows(connection, plan, at, leftovers)
    edits = [RowEdit(*key, "forget", {}) for key in plan.rows]
    for key in sorted(named):
        edits += _edits_of_kept_row(connection, rules, key, before[key], plan)
    operation = next_operation(connection, edits, at, FORGET)
    insert_operation(connection, operation)
    connection.execute("UPDATE changes SET seq = ? WHERE id = ?", (operation.change.seq, change))
    merger = Merger(connection, rules, operation)
    merger.merge_rows(plan.rows)
    merger.give_back_uids({key: before[key] for key in plan.rows})
    skip_changes(connection)
    return change


def _edits_of_kept_row(
    connection: sqlite3.Connection, rules: StoreRules, key: RowKey, before: Fields | None, plan: ForgetPlan
) -> list[RowEdit]:
    """What became of a row that stays: fields were cleared, or it is private and settled now."""
    row = read_row(connection, *key)
    if row is None or before is None:
        return []
    cleared = plan.fields_to_clear.get(key, ())
    former = rules.split(key[0], before)
    groups = {
        name: group
        for name, group in rules.split(key[0], row).items()
        if group != former[name] or any(field in group for field in cleared)
    }
    if cleared:
        return [RowEdit(*key, "clear", {**groups, CLEARED: dict.fromkeys(cleared)})]
    return [RowEdit(*key, "change", groups)] if groups else []


def erase_elsewhere(connection: sqlite3.Connection, rules: StoreRules, operation: Operation) -> None:
    """Erase what another machine forgot, before its operation is merged: from tables, log and what was sent."""
    edits = operation.change.edits
    rows = [edit.key for edit in edits if edit.act == "forget"]
    cleared = {
        edit.key: tuple(edit.groups[CLEARED]) for edit in edits if edit.act == "clear" and CLEARED in edit.groups
    }
    if rows or cleared:
        kept = {key: _unseen_values(connection, rules, operation, key, names) for key, names in cleared.items()}
        erase_rows(connection, ForgetPlan(rows, cleared, []), kept)


def _unseen_values(
    connection: sqlite3.Connection, rules: StoreRules, operation: Operation, key: RowKey, names: Iterable[str]
) -> set[str | int | float]:
    """What was written into fields unseen by whoever cleared them."""
    return {
        value
        for change in changes_of_row(connection, rules, *key)
        if not operation.change.saw(change)
        for edit in change.edits
        for fields in edit.groups.values()
        for name in names
        if (value := fields.get(name)) is not None
    }


def without_words(connection: sqlite3.Connection, operation: Operation) -> Operation:
    """An operation that came later than that which forgot its rows, without what it says of them."""
    edits = operation.change.edits
    if not connection.execute("SELECT 1 FROM operation_rows WHERE act = 'forget' LIMIT 1").fetchall():
        return operation
    query = "SELECT 1 FROM operation_rows WHERE act = 'forget' AND tbl = ? AND number = ?"
    stripped = tuple(
        RowEdit(*edit.key, "forget", {}) if connection.execute(query, edit.key).fetchall() else edit for edit in edits
    )
    change = operation.change
    return Operation(
        MachineChange(change.machine, change.seq, change.clock, change.seen, stripped),
        operation.at,
        operation.command,
        operation.reverts,
    )


def forget_operations(connection: sqlite3.Connection) -> tuple[Forgotten, ...]:
    """What was forgotten on any machine, as far as it is known here. Where a machine has seen it, it is gone there."""
    rows: dict[tuple[str, int], list[RowKey]] = {}
    for machine, seq, table, number in connection.execute(
        "SELECT r.machine, r.seq, r.tbl, r.number FROM operation_rows r"
        " JOIN operations o ON o.machine = r.machine AND o.seq = r.seq"
        " WHERE r.act = 'forget' AND o.command = ? ORDER BY r.machine, r.seq, r.tbl, r.number",
        (FORGET,),
    ):
        rows.setdefault((machine, seq), []).append((table, number))
    return tuple(Forgotten(machine, seq, tuple(keys)) for (machine, seq), keys in rows.items())


def operations_without_words(connection: sqlite3.Connection) -> tuple[int, ...]:
    """The numbers of this machine's operations that lost words since they may have been sent."""
    rows = connection.execute(
        "SELECT seq FROM operations WHERE is_stripped AND machine = (SELECT letter FROM machines WHERE is_own)"
        " ORDER BY seq"
    ).fetchall()
    return tuple(seq for (seq,) in rows)


def keep_rewritten(store: Store, seqs: Iterable[int]) -> None:
    """Keep that the files with these operations of this machine were written anew."""
    with store.raw_transaction() as connection:
        connection.executemany(
            "UPDATE operations SET is_stripped = 0 WHERE seq = ?"
            " AND machine = (SELECT letter FROM machines WHERE is_own)",
            [(seq,) for seq in seqs],
        )
