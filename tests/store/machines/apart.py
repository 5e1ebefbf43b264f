"""Machines work on one journal apart, each with a file of its own, and hear late, twice, out of order or not for long.

What comes of it is judged by `interleavings`, by the merge of all that was written, and by each file's own log. Run it
with `python -m tests.store.machines.apart --count 1000`.
"""

import shutil
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from random import Random

from mentorlog.integrity import check
from mentorlog.journal.schema import schema
from mentorlog.store.changes import Fields
from mentorlog.store.machines.merge import MachineChange, MachineConflict, RowKey, merge
from mentorlog.store.machines.operations import Operation
from tests.store.attack import Figures, run_main
from tests.store.machines.interleavings import iter_breaches
from tests.store.machines.journals import JournalReplica, start_replicas
from tests.store.machines.replicas import RULES

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
        changes = {name: operation.change for name, operation in sent.items()}
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
    replicas: list[JournalReplica], start: dict[RowKey, Fields], changes: dict[tuple[str, int], MachineChange]
) -> Iterator[str]:
    for replica in replicas:
        if not check.is_sound(replica.store.path, schema()):
            yield "a file is not sound"
        yield from _wrong_operations(replica, changes)
    merged = merge(changes.values(), start, RULES)
    for replica in replicas:
        expected = {key: row for key, row in merged.rows.items() if row is not None}
        if replica.rows != expected:
            yield "the tables are not what the operations give"
        if not _are_same(replica.conflicts, merged.conflicts):
            yield "the conflicts are not those of the operations"
    yield from iter_breaches(replicas, start)


def _are_same(conflicts: Sequence[MachineConflict], others: Sequence[MachineConflict]) -> bool:
    return all(conflict in others for conflict in conflicts) and len(conflicts) == len(others)


def _wrong_operations(replica: JournalReplica, changes: dict[tuple[str, int], MachineChange]) -> Iterator[str]:
    """An operation says what the tables showed: how they were before the change and after it."""
    for name, edits in replica.wrote.items():
        said = {edit.key: edit for edit in changes[name].edits}
        if said.keys() != {edit.key for edit in edits}:
            yield "an operation names other rows than the change touched"
            continue
        for edit in edits:
            operation = said[edit.key]
            if operation.act != edit.act or any(
                operation.groups[group] != fields for group, fields in edit.groups.items()
            ):
                yield "an operation says something else than the change did"


if __name__ == "__main__":
    sys.exit(run_main(attack, __doc__ or "", 1000))
