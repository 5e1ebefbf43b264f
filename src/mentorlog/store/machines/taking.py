"""Taking in what other machines did, in one transaction, each of their changes as one in the log."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from mentorlog.clock import to_timestamp
from mentorlog.errors import Damaged
from mentorlog.store.changes import FORGET
from mentorlog.store.machines.applying import Merger, read_row
from mentorlog.store.machines.counting import count_changes, skip_changes
from mentorlog.store.machines.forgetting import erase_elsewhere, without_words
from mentorlog.store.machines.late_forgetting import LateForgetting, PlanAgain, no_plan
from mentorlog.store.machines.membership import machines, own_machine
from mentorlog.store.machines.merge import RowKey, applicable_changes
from mentorlog.store.machines.operations import Operation, StoreRules, insert_operation, store_rules
from mentorlog.store.store import Store

Review = Callable[[Sequence[Operation], Sequence[RowKey]], None]


class Taken(NamedTuple):
    """What came of the operations that were handed in.

    Those that `wait` miss what they saw; `newer` name what this version does not know; `forgotten` rows are gone for
    good, here as there. All else was here already.
    """

    applied: tuple[Operation, ...]
    waiting: tuple[Operation, ...]
    newer: tuple[Operation, ...]
    forgotten: tuple[RowKey, ...]


def take_operations(
    store: Store,
    operations: Iterable[Operation],
    now: datetime,
    review: Review = lambda operations, rows: None,
    plan_again: PlanAgain = no_plan,
) -> Taken:
    """Take operations in as far as they can be, each after all that it saw, all in one transaction or none.

    This machine's changes since the last time become operations before. `review` is called within the transaction with
    what was applied and the rows that it touched, and may raise. What was written of something before its writer heard
    that it was forgotten is forgotten as `plan_again` says, in a change of this machine. Raises Damaged where they hold
    what no table takes, or later operations of this machine itself than it knows of: the journal was put back, and a
    number must not be used for two changes.
    """
    try:
        with store.change("sync", to_timestamp(now)):
            by_id = {(each.change.machine, each.change.seq): each for each in operations}
            return _take_all(store, by_id, review, plan_again, to_timestamp(now))
    except sqlite3.IntegrityError:
        raise Damaged("What another machine sent does not fit into a journal.", "Nothing was changed.") from None


def _take_all(
    store: Store, by_id: dict[tuple[str, int], Operation], review: Review, plan_again: PlanAgain, at: str
) -> Taken:
    connection = store.connection
    rules = store_rules(connection, store.schema)
    own = own_machine(connection)
    has_counted = bool(count_changes(connection, rules))
    if has_counted and any(letter == own.letter and seq > own.last for letter, seq in by_id):
        raise Damaged(
            "The journal was put back to before what it sent to the other machines.",
            "Nothing was changed. To bring it up, with what was written since: mentorlog sync join",
        )
    heads = {machine.letter: machine.last for machine in machines(connection)}
    known, newer = _split_known(by_id.values(), rules, heads)
    applicable, waiting = applicable_changes([operation.change for operation in known], heads)
    applied = [by_id[change.machine, change.seq] for change in applicable]
    late = LateForgetting(connection, store.schema, rules, plan_again)
    for operation in applied:
        _take(connection, rules, without_words(connection, operation), late)
    skip_changes(connection)
    review(applied, sorted({edit.key for operation in applied for edit in operation.change.edits}))
    forgotten = {edit.key for operation in applied for edit in operation.change.edits if edit.act == "forget"}
    if not any(change.machine == own.letter for change in waiting):  # their numbers are taken
        forgotten.update(late.forget(at))
    waiting_ones = tuple(by_id[change.machine, change.seq] for change in waiting)
    return Taken(tuple(applied), waiting_ones, tuple(newer), tuple(sorted(forgotten)))


def _take(connection: sqlite3.Connection, rules: StoreRules, operation: Operation, late: LateForgetting) -> None:
    merger = Merger(connection, rules, operation)
    keys = [edit.key for edit in operation.change.edits]
    erased = {edit.key: read_row(connection, *edit.key) for edit in operation.change.edits if edit.act == "forget"}
    late.look_before(operation)
    if operation.command == FORGET:
        erase_elsewhere(connection, rules, operation)
        merger.log_change()
    insert_operation(connection, operation)
    merger.merge_rows(keys)
    merger.give_back_uids(erased)
    late.look_after(operation)


def _split_known(
    operations: Iterable[Operation], rules: StoreRules, heads: dict[str, int]
) -> tuple[list[Operation], list[Operation]]:
    """The operations that this version can read, and those that name something newer. Others are here already."""
    known: list[Operation] = []
    newer: list[Operation] = []
    for operation in operations:
        change = operation.change
        if change.seq <= heads.get(change.machine, 0):
            continue
        can_read = change.machine in heads and all(rules.knows(edit) for edit in change.edits)
        (known if can_read else newer).append(operation)
    return known, newer
