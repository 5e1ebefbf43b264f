"""Machines work on one journal apart, each with a file of its own, and hear late, twice, out of order or not for long.

What comes of it is judged by `interleavings`, by the merge of all that was written, and by each file's own log. Run it
with `python -m tests.store.machines.apart --count 1000`.
"""

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from random import Random

from mentorlog.integrity import check
from mentorlog.integrity.machines import count_conflict_faults, count_rows_unlike_operations
from mentorlog.journal.schema import schema
from mentorlog.store.changes import Fields
from mentorlog.store.machines.merge import MachineChange, MachineConflict, RowEdit, RowKey, merge
from mentorlog.store.machines.operations import CLEARED, Operation
from tests.store.attack import Figures, run_main
from tests.store.machines.interleavings import iter_breaches
from tests.store.machines.journals import JournalReplica, start_replicas
from tests.store.machines.replicas import RULES, ChangeId

_NAMES = ("runs", "changes", "rows at the end", "conflicts kept")


def attack(folder: Path, runs: int, seed: int = 0) -> Figures:
    """Let machines work apart `runs` times."""
    figures = Figures(*_NAMES)
    for at in range(runs):
        place = folder / str(at)
        place.mkdir()
        _run(place, Random(f"{seed}-{at}"), figures, f"seed {seed}, run {at}")
        shutil.rmtree(place)
    return figures


def _run(folder: Path, random: Random, figures: Figures, name: str) -> None:
    replicas = start_replicas(folder, "abcde"[: random.randint(2, 5)], random, count())
    start = replicas[0].read_rows()
    sent: dict[tuple[str, int], Operation] = {}
    try:
        for _ in range(random.randint(6, 40)):
            replica = random.choice(replicas)
            replica.act()
            if random.random() < 0.3:
                replica.receive(_post(random, replicas, sent))
        for _ in replicas:
            for replica in replicas:
                replica.receive(_post(None, replicas, sent))
        changes = {name: _without_clears(operation.change) for name, operation in sent.items()}
        for replica in replicas:
            replica.changes = changes
            replica.look()
        figures.add("runs")
        figures.add("changes", len(sent))
        figures.add("rows at the end", len(replicas[0].rows))
        figures.add("conflicts kept", len(replicas[0].conflicts))
        for breach in _breaches(replicas, start, changes):
            figures.record_breach(breach, name)
    finally:
        for replica in replicas:
            replica.close()


def _post(
    random: Random | None, replicas: list[JournalReplica], sent: dict[tuple[str, int], Operation]
) -> list[Operation]:
    """What has come through: some files are missing, some there twice, in no order. Without chance, all of it."""
    for replica in replicas:
        for operation in replica.send():
            sent.setdefault((operation.change.machine, operation.change.seq), operation)
    if random is None:
        return list(sent.values())
    operations = [operation for operation in sent.values() if random.random() < 0.8]
    operations += random.choices(operations, k=min(3, len(operations)))
    random.shuffle(operations)
    return operations


def _breaches(
    replicas: list[JournalReplica], start: dict[RowKey, Fields], changes: dict[ChangeId, MachineChange]
) -> Iterator[str]:
    forgot = {key for replica in replicas for key in replica.forgot}
    cleared = {field for replica in replicas for field in replica.cleared}
    for replica in replicas:
        if not check.is_sound(replica.store.path, schema()):
            yield "a file is not sound"
        if count_rows_unlike_operations(replica.store.connection, schema()):
            yield "a file has other rows than its operations give"
        if count_conflict_faults(replica.store.connection, schema()):
            yield "a file lists other conflicts than its operations give"
        yield from _wrong_operations(replica, changes, forgot, cleared)
        yield from _words_left(replica, start, changes, forgot)
    merged = merge(changes.values(), start, RULES)
    for replica in replicas:
        expected = {key: row for key, row in merged.rows.items() if row is not None}
        if replica.raw_rows != replicas[0].raw_rows:
            yield "tables differ"
        if replica.rows != expected:
            yield "the tables are not what the operations give"
        if not _are_same(replica.conflicts, merged.conflicts):
            yield "the conflicts are not those of the operations"
    yield from iter_breaches(replicas, start)


def _without_clears(change: MachineChange) -> MachineChange:
    """A change as the merge reads it: a row of which a field was cleared was changed."""
    edits = [
        RowEdit(*edit.key, "change", {group: fields for group, fields in edit.groups.items() if group != CLEARED})
        if edit.act == "clear"
        else edit
        for edit in change.edits
    ]
    return MachineChange(change.machine, change.seq, change.clock, change.seen, tuple(edits))


def _are_same(conflicts: Sequence[MachineConflict], others: Sequence[MachineConflict]) -> bool:
    return all(conflict in others for conflict in conflicts) and len(conflicts) == len(others)


def _words_left(
    replica: JournalReplica, start: dict[RowKey, Fields], changes: dict[ChangeId, MachineChange], forgot: set[RowKey]
) -> Iterator[str]:
    """What was forgotten stands nowhere in a file any more, be it what somebody wrote there who had not heard of it."""
    states = [fields for key, fields in start.items() if key in forgot]
    states += [
        fields
        for change in changes.values()
        for edit in change.edits
        if edit.key in forgot
        for fields in edit.groups.values()
    ]
    replica.store.connection.execute("VACUUM")
    content = replica.store.path.read_bytes()
    for word in {value for fields in states for value in fields.values() if str(value).startswith("word")}:
        if re.search(rb"%s(?![0-9a-z])" % str(word).encode(), content):
            yield "a forgotten word is still in a file"


def _wrong_operations(
    replica: JournalReplica,
    changes: dict[ChangeId, MachineChange],
    forgot: set[RowKey],
    cleared: set[tuple[RowKey, str]],
) -> Iterator[str]:
    """An operation says what the tables showed: how they were before the change and after it.

    Of what was forgotten it says nothing, and so neither of a link to it.
    """
    for name, edits in replica.wrote.items():
        said = {edit.key: edit for edit in changes[name].edits}
        has_forgotten = any(edit.act == "forget" for edit in said.values())
        for edit in edits:
            links = {link.column: link.target for link in RULES.links[edit.table]}
            untouched = {
                group
                for group, fields in edit.groups.items()
                if any((edit.key, field) in cleared for field in fields)
                or (has_forgotten and any(field in links for field in fields))
            }
            written = {group: fields for group, fields in edit.groups.items() if group not in untouched}
            if edit.key in forgot or (edit.act == "change" and not written):
                continue
            operation = said.get(edit.key)
            if operation is None:
                yield "an operation does not name a row that the change touched"
            elif (operation.act == "delete") != (edit.act == "delete") or any(
                operation.groups[group] != fields for group, fields in written.items()
            ):
                yield "an operation says something else than the change did"
        if said.keys() - {edit.key for edit in edits} - forgot - {key for key, _ in cleared}:
            yield "an operation names a row that the change did not touch"


if __name__ == "__main__":
    sys.exit(run_main(attack, __doc__ or "", 1000))
