"""Making operations of this machine's own changes: what the log says by fields, they say by whole groups.

Between two syncs nothing of other machines comes in. So every change since then had seen the same of theirs, and the
rows of now, taken back change by change, are what each of them left.
"""

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from mentorlog.store.changes import Fields
from mentorlog.store.machines.applying import Merger, read_row
from mentorlog.store.machines.membership import is_joined, own_machine, sync_state
from mentorlog.store.machines.merge import MachineChange, RowEdit, RowKey
from mentorlog.store.machines.operations import Operation, StoreRules, insert_operation, store_rules
from mentorlog.store.store import Store


class _Net:
    """What a change did to a row in all."""

    def __init__(self, after: Fields | None) -> None:
        self.after = after
        self.was_there = True
        self.written: set[str] | None = set()  # None: all fields


def has_uncounted_changes(connection: sqlite3.Connection) -> bool:
    """Whether this machine changed something that is no operation yet."""
    query = "SELECT 1 FROM changes WHERE id > (SELECT counted FROM sync) AND machine IS NULL LIMIT 1"
    return bool(connection.execute(query).fetchall())


def number_changes(store: Store) -> int:
    """Make operations of this machine's changes since the last time, and return how many there are."""
    if not has_uncounted_changes(store.connection):
        return 0
    with store.raw_transaction() as connection:
        return count_changes(connection, store_rules(connection, store.schema))


def count_changes(connection: sqlite3.Connection, rules: StoreRules) -> int:
    """Make operations of this machine's changes within the open transaction, and return how many there are.

    What it did may decide what becomes of other rows, as where it deletes the last part of a goal that only that part
    had brought back. So the rows are merged again where that can be.
    """
    numbered = pending_operations(connection, rules)
    for id_, operation in numbered:
        insert_operation(connection, operation)
        connection.execute("UPDATE changes SET seq = ? WHERE id = ?", (operation.change.seq, id_))
    if numbered:  # all are there before any row is merged, since the tables have all of them already
        merger = Merger(connection, rules, numbered[-1][1])
        edits = [edit for _, operation in numbered for edit in operation.change.edits if merger.decides_others(edit)]
        merger.merge_rows([edit.key for edit in edits], [edit.key for edit in edits if edit.act == "add"])
    skip_changes(connection)
    return len(numbered)


def skip_changes(connection: sqlite3.Connection) -> None:
    """Take what the log holds for counted."""
    connection.execute("UPDATE sync SET counted = (SELECT coalesce(max(id), 0) FROM changes)")


def pending_operations(connection: sqlite3.Connection, rules: StoreRules) -> list[tuple[int, Operation]]:
    """The operations that this machine's changes will be, in order, each with the number of its change in the log."""
    if not is_joined(connection):
        return []
    own, state = own_machine(connection), sync_state(connection)
    seen = dict(connection.execute("SELECT letter, last FROM machines WHERE NOT is_own AND last > 0").fetchall())
    edits = _edits_by_change(connection, rules, state.counted)
    seq, clock = own.last, state.clock
    numbered: list[tuple[int, Operation]] = []
    seqs: dict[int, int] = {}
    for id_, at, command, reverts in connection.execute(
        "SELECT id, at, command, reverts FROM changes WHERE id > ? AND machine IS NULL ORDER BY id", (state.counted,)
    ).fetchall():
        if not (row_edits := edits.get(id_)):
            continue
        seqs[id_] = seq = seq + 1
        clock = max(int(datetime.fromisoformat(at).timestamp() * 1000), clock + 1)
        change = MachineChange(own.letter, seq, clock, seen, tuple(row_edits))
        reverted = seqs.get(reverts) or _seq_of(connection, reverts) if reverts else None
        numbered.append((id_, Operation(change, at, command, reverted)))
    return numbered


def next_operation(connection: sqlite3.Connection, edits: Iterable[RowEdit], at: str, command: str) -> Operation:
    """An operation of this machine that follows all that is here, for what the log cannot say."""
    own, state = own_machine(connection), sync_state(connection)
    seen = dict(connection.execute("SELECT letter, last FROM machines WHERE NOT is_own AND last > 0").fetchall())
    clock = max(int(datetime.fromisoformat(at).timestamp() * 1000), state.clock + 1)
    return Operation(MachineChange(own.letter, own.last + 1, clock, seen, tuple(edits)), at, command, None)


def _seq_of(connection: sqlite3.Connection, change: int) -> int | None:
    ((seq,),) = connection.execute("SELECT seq FROM changes WHERE id = ?", (change,)).fetchall()
    return None if seq is None else int(seq)


def _edits_by_change(connection: sqlite3.Connection, rules: StoreRules, counted: int) -> dict[int, list[RowEdit]]:
    """What each change after `counted` did to each row, found by going back from the rows of now."""
    states: dict[RowKey, Fields | None] = {}
    changes: dict[int, dict[RowKey, _Net]] = {}
    for change, table, number, before_json, after_json in connection.execute(
        "SELECT r.change, r.tbl, r.number, r.before, r.after FROM change_rows r JOIN changes c ON c.id = r.change"
        " WHERE r.change > ? AND c.machine IS NULL ORDER BY r.id DESC",
        (counted,),
    ):
        key = (table, number)
        if key not in states:
            states[key] = read_row(connection, table, number)
        net = changes.setdefault(change, {}).setdefault(key, _Net(states[key]))
        before: Fields | None = json.loads(before_json) if before_json else None
        net.was_there = before is not None
        if before is None:
            states[key], net.written = None, None
        elif after_json is None:
            states[key], net.written = {**dict.fromkeys(rules.defaults[table]), **before}, None
        else:
            states[key] = {**(states[key] or {}), **before}
            if net.written is not None:
                net.written |= before.keys()
    return {
        change: [edit for key, net in sorted(nets.items()) if (edit := _edit_of(rules, key, net))]
        for change, nets in changes.items()
    }


def _edit_of(rules: StoreRules, key: RowKey, net: _Net) -> RowEdit | None:
    if net.after is None:
        return RowEdit(*key, "delete", {}) if net.was_there else None
    groups = rules.split(key[0], net.after)
    if not net.was_there:
        return RowEdit(*key, "add", groups)
    if net.written is not None:
        written = {rules.groups.get(key[0], {}).get(name, name) for name in net.written}
        groups = {name: group for name, group in groups.items() if name in written}
    return RowEdit(*key, "change", groups) if groups else None
