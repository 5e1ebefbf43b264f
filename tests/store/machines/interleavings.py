"""Machines work on one journal apart, and hear of each other late, twice, out of order or not for long.

What comes of it is judged without the program's own means: by who knew which change when a change was made. Run it with
`python -m tests.store.machines.interleavings --count 10000`.
"""

import sys
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from random import Random
from typing import Protocol

from mentorlog.store.changes import Fields
from mentorlog.store.machines.merge import MachineChange, MachineConflict, RowKey
from tests.store.attack import Figures, run_main
from tests.store.machines.replicas import RULES, ChangeId, Replica, broken_rule

_NAMES = ("runs", "changes", "rows at the end", "conflicts kept")
_Write = tuple[ChangeId, Fields]


def attack(folder: Path, runs: int, seed: int = 0) -> Figures:
    """Let machines work apart `runs` times. `folder` is not needed: nothing is written."""
    figures = Figures(*_NAMES)
    for at in range(runs):
        _run(Random(f"{seed}-{at}"), figures, f"seed {seed}, run {at}")
    return figures


def _run(random: Random, figures: Figures, name: str) -> None:
    words = count()
    first = Replica("a", random, {}, words)
    for _ in range(random.randint(0, 9)):
        first.act()
    start = dict(first.rows)
    replicas = [Replica(letter, random, start, words) for letter in "abcde"[: random.randint(2, 5)]]
    for _ in range(random.randint(6, 40)):
        replica = random.choice(replicas)
        replica.act()
        if random.random() < 0.3:
            replica.receive(_post(random, replicas))
    for _ in replicas:
        for replica in replicas:
            replica.receive([change for other in replicas for change in other.changes.values()])
    figures.add("runs")
    figures.add("changes", len(replicas[0].changes))
    figures.add("rows at the end", len(replicas[0].rows))
    figures.add("conflicts kept", len(replicas[0].conflicts))
    for breach in iter_breaches(replicas, start):
        figures.record_breach(breach, name)


def _post(random: Random, replicas: list[Replica]) -> list[MachineChange]:
    """What has come through: some files are missing, some there twice, in no order."""
    changes = [change for other in replicas for change in other.changes.values() if random.random() < 0.8]
    changes += random.choices(changes, k=min(3, len(changes)))
    random.shuffle(changes)
    return changes


class Judged(Protocol):
    """A machine at the end, when all has come to all."""

    rows: dict[RowKey, Fields]
    conflicts: tuple[MachineConflict, ...]
    changes: dict[ChangeId, MachineChange]
    knew: dict[ChangeId, frozenset[ChangeId]]


def iter_breaches(replicas: Sequence[Judged], start: dict[RowKey, Fields]) -> Iterator[str]:
    """The promises that were broken, by who knew which change when a change was made."""
    one, *others = replicas
    for other in others:
        if other.rows != one.rows:
            yield "tables differ"
        if other.conflicts != one.conflicts:
            yield "conflicts differ"
    knew = {name: known for replica in replicas for name, known in replica.knew.items()}
    writes = _writes_by_group(one)
    for key, row in one.rows.items():
        if rule := broken_rule(one.rows, key):
            yield f"a record breaks its rule ({rule})"
        for link in RULES.links[key[0]]:
            if row[link.column] is not None and (link.target, row[link.column]) not in one.rows:
                yield "a link leads nowhere"
        yield from _wrong_groups(one, key, start, writes, knew)
    forgotten = {edit.key for change in one.changes.values() for edit in change.edits if edit.act == "forget"}
    for conflict in one.conflicts:
        if conflict.kind == "lost part" and not forgotten:
            yield "a part is lost though nothing was forgotten"
    yield from _lost_words(one, writes, knew)


def _writes_by_group(replica: Judged) -> dict[tuple[RowKey, str], list[_Write]]:
    writes: dict[tuple[RowKey, str], list[_Write]] = {}
    for name, change in replica.changes.items():
        for edit in change.edits:
            for group, fields in edit.groups.items():
                writes.setdefault((edit.key, group), []).append((name, fields))
    return writes


def _wrong_groups(
    replica: Judged,
    key: RowKey,
    start: dict[RowKey, Fields],
    writes: dict[tuple[RowKey, str], list[_Write]],
    knew: dict[ChangeId, frozenset[ChangeId]],
) -> Iterator[str]:
    """A group shows a write that nobody overwrote who knew it; all others of that kind are in a conflict."""
    for group, shown in RULES.split(key[0], replica.rows[key]).items():
        if group == "updated_at":
            continue
        of_group = writes.get((key, group), [])
        standing = [fields for name, fields in of_group if not any(name in knew[other] for other, _ in of_group)]
        allowed = standing or ([RULES.split(key[0], start[key])[group]] if key in start else [])
        links = {link.column for link in RULES.links[key[0]]}
        if not any(all(shown[name] == value or name in links for name, value in fields.items()) for fields in allowed):
            yield "a field shows what nobody wrote last"
        kept = [
            fields
            for conflict in replica.conflicts
            if conflict.key == key and conflict.group == group
            for fields in (conflict.shown, *(fields for _, fields in conflict.others))
        ]
        if len({str(fields) for fields in standing}) > 1 and not all(fields in kept for fields in standing):
            yield "a write that nobody knew is in no conflict"
        if not all(fields in standing for fields in kept):
            yield "a conflict that somebody settled is kept"


def _lost_words(
    replica: Judged, writes: dict[tuple[RowKey, str], list[_Write]], knew: dict[ChangeId, frozenset[ChangeId]]
) -> Iterator[str]:
    """A word is lost that is nowhere, and that nobody overwrote, deleted or forgot who knew it."""
    visible = f"{replica.rows} {replica.conflicts}"
    ends = [
        (name, edit.key, edit.act)
        for name, change in replica.changes.items()
        for edit in change.edits
        if edit.act in ("delete", "forget")
    ]
    for (key, _), of_group in writes.items():
        if any(end_key == key and act == "forget" for _, end_key, act in ends):
            continue
        for name, fields in of_group:
            if any(name in knew[other] for other, _ in of_group):
                continue
            if any(end_key == key and name in knew[end] for end, end_key, _ in ends):
                continue
            for value in fields.values():
                if isinstance(value, str) and value.startswith("word") and f"'{value}'" not in visible:
                    yield "a word is lost that nobody had seen"


if __name__ == "__main__":
    sys.exit(run_main(attack, __doc__ or "", 10_000))
