"""Merging what several machines did to one journal, as a pure function of the set of their changes.

Which of two writes came first is never asked of a clock: a change carries how much of every other machine's changes it
had seen, and a write stands unless another one of the same field group saw it (a multi-value register by version
vectors: Shapiro et al., "A comprehensive study of convergent and commutative replicated data types", 2011). The clocks
only choose which of several writes that did not see one another is shown; the others are kept as a conflict.

What mentoring is does not matter here: `MergeRules` say which fields belong together and which link to what.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from mentorlog.store.changes import Fields
from mentorlog.structs import Frozen, replace

RowKey = tuple[str, int]
# What is forgotten is gone for good, and so is what a cleared field held. No row is merged by "clear" itself.
Act = Literal["add", "change", "delete", "forget", "clear"]
Rows = Mapping[RowKey, Fields]
LATEST = "updated_at"  # the latest of the writes that stand; never a conflict
# What no other machine is told (the order of writing is each one's own), or is part of the row's number.
_LOCAL = frozenset({"number", "entry"})


class Link(NamedTuple):
    """A column that holds the number of a row of another table, or of the same one."""

    column: str
    target: str
    required: bool  # a row cannot exist without what it links to


class MergeRules(Frozen):
    """Which fields of a table belong together, and its links. A field that is not named is a group of its own."""

    groups: Mapping[str, Mapping[str, str]]  # the group of a field, by table and field
    links: Mapping[str, Sequence[Link]]  # by table

    def split(self, table: str, fields: Fields) -> dict[str, Fields]:
        """The fields of a row by their groups."""
        groups: dict[str, Fields] = {}
        of_table = self.groups.get(table, {})
        for name, value in fields.items():
            if name not in _LOCAL:
                groups.setdefault(of_table.get(name, name), {})[name] = value
        return groups


class RowEdit(Frozen):
    """What a change did to a row, with the whole of each field group that it wrote; no fields of one that went."""

    table: str
    number: int
    act: Act
    groups: Mapping[str, Fields]

    @property
    def key(self) -> RowKey:
        """The table and the number."""
        return self.table, self.number


class MachineChange(Frozen):
    """A change of one machine. `seq` counts its changes from 1.

    `seen` has the last `seq` of each other machine that was there; `clock`, in milliseconds, is later than that of any
    change seen.
    """

    machine: str
    seq: int
    clock: int
    seen: Mapping[str, int]
    edits: tuple[RowEdit, ...]

    def saw(self, other: "MachineChange") -> bool:
        """Whether another change was there when this one was made."""
        if other.machine == self.machine:
            return other.seq < self.seq
        return self.seen.get(other.machine, 0) >= other.seq


class MachineConflict(Frozen):
    """Writes that did not see one another, of which one is shown; or a row that is there against a deletion.

    `others` are the values that are not shown, by machine, the latest last; a lost part has all its fields there,
    and then what was not shown of them.
    `machine` wrote what is shown, where two edited the same.
    """

    key: RowKey
    kind: Literal["edited", "deleted", "brought back", "lost part"]
    group: str
    shown: Fields
    others: tuple[tuple[str, Fields], ...]
    machine: str = ""


class MachineMerge(NamedTuple):
    """The rows that the changes give; None for one that is gone."""

    rows: dict[RowKey, Fields | None]
    conflicts: tuple[MachineConflict, ...]


class _Write(NamedTuple):
    change: MachineChange
    edit: RowEdit


class _MergedRow(NamedTuple):
    """A row before its links are looked at. Its fields are there even where it is gone, since a part may need it."""

    fields: Fields
    is_there: bool
    conflicts: tuple[MachineConflict, ...]


def edit_of_row(rules: MergeRules, key: RowKey, before: Fields | None, after: Fields | None) -> RowEdit:
    """The edit that brings a row from one state to another, each with all of its fields; None: it is not there."""
    table, number = key
    if after is None:
        return RowEdit(table, number, "delete", {})
    groups = rules.split(table, after)
    if before is None:
        return RowEdit(table, number, "add", groups)
    former = rules.split(table, before)
    return RowEdit(
        table, number, "change", {name: group for name, group in groups.items() if group != former.get(name)}
    )


def applicable_changes(
    changes: Iterable[MachineChange], heads: Mapping[str, int]
) -> tuple[list[MachineChange], list[MachineChange]]:
    """The changes that can follow those up to `heads`, each after all that it saw; and those that have to wait.

    A change that is there already, or comes twice, is in neither.
    """
    reached = dict(heads)
    waiting = {(change.machine, change.seq): change for change in changes}
    applicable: list[MachineChange] = []
    has_moved = True
    while has_moved:
        has_moved = False
        for key in sorted(waiting):
            change = waiting[key]
            if change.seq > reached.get(change.machine, 0) and not _can_follow(change, reached):
                continue
            del waiting[key]
            if change.seq == reached.get(change.machine, 0) + 1:
                applicable.append(change)
                reached[change.machine] = change.seq
                has_moved = True
    return applicable, list(waiting.values())


def _can_follow(change: MachineChange, reached: Mapping[str, int]) -> bool:
    return change.seq == reached.get(change.machine, 0) + 1 and all(
        reached.get(machine, 0) >= seq for machine, seq in change.seen.items() if machine != change.machine
    )


def merge(changes: Iterable[MachineChange], start: Rows, rules: MergeRules) -> MachineMerge:
    """What the changes of all machines make of the rows from which all of them started.

    The order of `changes` does not matter. Every row that they touch or link to is in them or in `start`.
    """
    writes: dict[RowKey, list[_Write]] = {}
    for change in sorted(changes, key=lambda change: (change.clock, change.machine, change.seq)):
        for edit in change.edits:
            _add_write(writes.setdefault(edit.key, []), _Write(change, edit))
    merged = {key: _merge_row(key, writes.get(key, []), start.get(key), rules) for key in {*start, *writes}}
    there = {key for key, row in merged.items() if row.is_there}
    between_rows = _bring_back_wholes(merged, there, writes, rules) + _drop_lost_parts(merged, there, rules)
    conflicts = [conflict for key in sorted(there) for conflict in merged[key].conflicts] + between_rows
    conflicts = [_with_links_as_shown(conflict, there, rules) for conflict in conflicts]
    rows = {
        key: _with_valid_links(row.fields, there, rules.links.get(key[0], ())) if key in there else None
        for key, row in merged.items()
    }
    return MachineMerge(rows, tuple(conflicts))


def _add_write(writes: list[_Write], write: _Write) -> None:
    """Add a write of a row, as one with what the same change wrote of it before: a change is no rival of itself."""
    if writes and (writes[-1].change.machine, writes[-1].change.seq) == (write.change.machine, write.change.seq):
        earlier, later = writes.pop().edit, write.edit
        act: Act = earlier.act if later.act == "change" else later.act
        groups = {} if later.act in ("delete", "forget") else {**earlier.groups, **later.groups}
        write = _Write(write.change, RowEdit(*later.key, act, groups))
    writes.append(write)


def _merge_row(key: RowKey, writes: Sequence[_Write], start: Fields | None, rules: MergeRules) -> _MergedRow:
    """One row, by its writes alone."""
    groups = rules.split(key[0], start) if start is not None else {}
    conflicts: list[MachineConflict] = []
    for name in sorted({name for write in writes for name in write.edit.groups}):
        latest = _standing([write for write in writes if name in write.edit.groups])
        shown = groups[name] = latest[-1].edit.groups[name]
        if name == LATEST:
            groups[name] = {LATEST: max(str(write.edit.groups[name][LATEST]) for write in latest)}
            continue
        others = [(write.change.machine, write.edit.groups[name]) for write in latest]
        if differing := tuple(other for other in others if other[1] != shown):
            conflicts.append(MachineConflict(key, "edited", name, dict(shown), differing, latest[-1].change.machine))
    fields = {name: value for group in groups.values() for name, value in group.items()}
    is_there, against = _is_there(writes, start is not None)
    if against and not _is_settled(writes, against):
        deleters = tuple((change.machine, Fields()) for change in against)
        conflicts.insert(0, MachineConflict(key, "deleted", "", fields, deleters))
    return _MergedRow(fields, is_there, tuple(conflicts))


def _is_there(writes: Sequence[_Write], at_start: bool) -> tuple[bool, list[MachineChange]]:
    """Whether a row exists, and the deletions against which it does: one that was edited unseen is not deleted."""
    if any(write.edit.act == "forget" for write in writes):
        return False, []
    latest = _standing([write for write in writes if write.edit.act != "change"])
    deletions = [write.change for write in latest if write.edit.act == "delete"]
    if not latest:
        return at_start, []
    if len(deletions) < len(latest):
        return True, []
    edited = [write.change for write in writes if write.edit.act != "delete"]
    is_edited_unseen = any(
        not any(deletion.saw(change) or deletion is change for deletion in deletions) for change in edited
    )
    return is_edited_unseen, deletions if is_edited_unseen else []


def _standing(writes: Sequence[_Write]) -> list[_Write]:
    """The writes that no other one of them saw."""
    if len(writes) == 1:  # as of most rows
        return list(writes)
    return [write for write in writes if not any(other.change.saw(write.change) for other in writes)]


def _is_settled(writes: Iterable[_Write], deletions: Sequence[MachineChange]) -> bool:
    """Whether somebody who had seen the deletions edited the row all the same."""
    return any(all(write.change.saw(deletion) for deletion in deletions) for write in writes)


def _bring_back_wholes(
    merged: Mapping[RowKey, _MergedRow],
    there: set[RowKey],
    writes: Mapping[RowKey, Sequence[_Write]],
    rules: MergeRules,
) -> list[MachineConflict]:
    """Add to `there` the deleted rows without which rows that are there could not exist, and theirs."""
    conflicts = []
    pending = sorted(there)
    while pending:
        part = pending.pop()
        for target in _wholes_of(part, merged, rules):
            row_writes = writes.get(target, ())
            if target in there or target not in merged or any(write.edit.act == "forget" for write in row_writes):
                continue
            there.add(target)
            pending.append(target)
            deletions = [write.change for write in row_writes if write.edit.act == "delete"]
            if not _is_settled([*row_writes, *writes.get(part, ())], deletions):
                deleters = tuple((change.machine, Fields()) for change in deletions)
                conflicts.append(MachineConflict(target, "brought back", "", merged[target].fields, deleters))
    return conflicts


def _drop_lost_parts(
    merged: Mapping[RowKey, _MergedRow], there: set[RowKey], rules: MergeRules
) -> list[MachineConflict]:
    """Take from `there` the rows that cannot exist since what they belong to was forgotten for good."""
    conflicts = []
    has_moved = True
    while has_moved:
        has_moved = False
        for part in sorted(there):
            if all(target in there for target in _wholes_of(part, merged, rules)):
                continue
            there.discard(part)
            has_moved = True
            rivals = [other for conflict in merged[part].conflicts for other in conflict.others if other[1]]
            conflicts.append(MachineConflict(part, "lost part", "", {}, (("", merged[part].fields), *rivals)))
    return conflicts


def _wholes_of(key: RowKey, merged: Mapping[RowKey, _MergedRow], rules: MergeRules) -> list[RowKey]:
    fields = merged[key].fields
    return [
        (link.target, int(number))
        for link in rules.links.get(key[0], ())
        if link.required and (number := fields.get(link.column)) is not None
    ]


def _with_links_as_shown(conflict: MachineConflict, there: set[RowKey], rules: MergeRules) -> MachineConflict:
    """A conflict about a whole row has it as the tables do, where an optional link to what is gone is empty."""
    if conflict.kind == "edited":
        return conflict
    links = rules.links.get(conflict.key[0], ())
    others = tuple((machine, _with_valid_links(fields, there, links)) for machine, fields in conflict.others)
    return replace(conflict, shown=_with_valid_links(conflict.shown, there, links), others=others)


def _with_valid_links(fields: Fields, there: set[RowKey], links: Sequence[Link]) -> Fields:
    """The fields of a row, an optional link to what is gone empty."""
    dangling: Fields = {
        link.column: None
        for link in links
        if not link.required
        and (number := fields.get(link.column)) is not None
        and (link.target, int(number)) not in there
    }
    return {**fields, **dangling}
