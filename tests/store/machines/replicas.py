"""Machines that write one journal apart, in memory: what each of them may do, with the rules of the real records."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from mentorlog.errors import MentorlogError
from mentorlog.journal.model.fields import Field, field_groups, fields_of
from mentorlog.journal.model.forms import ChoiceForm, DayForm, IntForm, LinkForm, MomentForm, NumberForm, YesNoForm
from mentorlog.journal.model.record import Record
from mentorlog.journal.model.records import record_class
from mentorlog.nouns import KINDS
from mentorlog.store import NUMBERS_PER_MACHINE
from mentorlog.store.changes import Fields, Value
from mentorlog.store.machines.merge import (
    Link,
    MachineChange,
    MachineMerge,
    MergeRules,
    RowEdit,
    RowKey,
    applicable_changes,
    edit_of_row,
    merge,
)

NOW = datetime(2026, 11, 26, 9)
RECORDS = {kind.plural: record_class(kind) for kind in KINDS.values()}
ChangeId = tuple[str, int]
MAX_TRIES = 40  # to find values that keep a record's rules


_COLUMNS = {record: [field for field in fields_of(record) if field.is_stored] for record in RECORDS.values()}


def columns_of(record: type[Record]) -> list[Field]:
    """The fields that its table has."""
    return _COLUMNS[record]


RULES = MergeRules(
    {table: field_groups(record) for table, record in RECORDS.items()},
    {
        table: [
            Link(field.name, KINDS[field.form.link].plural, not field.optional)
            for field in columns_of(record)
            if isinstance(field.form, LinkForm)
        ]
        for table, record in RECORDS.items()
    },
)


class TableContext:
    """What a record asks of its journal when it checks itself."""

    today = NOW.date()
    now = NOW

    def __init__(self, rows: dict[RowKey, Fields]) -> None:
        self._rows = rows

    def read_field(self, noun: str, number: int, name: str) -> Value:
        """A field of a row; nothing for SQL over other rows, since rules between records are not merged."""
        return self._rows.get((KINDS[noun].plural, number), {}).get(name)

    def resolve_number(self, noun: str, text: str) -> int:
        """No record checks itself by a name."""
        raise NotImplementedError


def broken_rule(rows: dict[RowKey, Fields], key: RowKey) -> str:
    """What a record says against itself; empty where it keeps its rules."""
    record = RECORDS[key[0]]
    values: dict[str, Any] = {"number": key[1]}
    for field in columns_of(record):
        stored = rows[key].get(field.name)
        if stored is None and not field.optional:
            return f"{field.name} is empty"
        values[field.name] = None if stored is None else field.form.from_sql(stored)
    try:
        record(**values).check(TableContext(rows))
    except MentorlogError as error:
        return error.message
    return ""


def random_value(random: Random, field: Field, rows: Mapping[RowKey, Fields], new_word: Callable[[], str]) -> Value:
    """A value that a field may have, as far as its own form goes."""
    form = field.form
    if field.optional and random.random() < 0.5:
        return None
    match form:
        case LinkForm():
            table = KINDS[form.link].plural
            numbers = [number for name, number in rows if name == table]
            return random.choice(numbers) if numbers else None
        case ChoiceForm():
            return random.choice(form.choices)
        case YesNoForm():
            return random.randint(0, 1)
        case DayForm():
            return (date(2026, 6, 1) + timedelta(days=random.randint(0, 120))).isoformat()
        case MomentForm():
            return f"2026-{random.randint(1, 12):02}-11T15:00:00+00:00"
        case IntForm():
            return random.randint(1, 5)
        case NumberForm():
            return float(random.randint(0, 9))
        case _ if form.from_sql is int:
            return random.randint(1, 5)
        case _:
            return None if field.name == "rhythm" else new_word()


class Replica:
    """One machine: its rows, its own changes, and those of others that have arrived.

    `known` and `knew` are sets of changes by name, kept beside the version vectors that the program uses, so that
    nothing that is judged by them rests on what is judged.
    """

    def __init__(self, letter: str, random: Random, start: dict[RowKey, Fields], words: "count[int]") -> None:
        self.letter = letter
        self._random = random
        self._start = start
        self._words = words
        self._skew = random.randint(-3 * 86_400_000, 3 * 86_400_000)  # of its clock, in milliseconds
        self._clock = 0
        self._last_number = max((number for _, number in start), default=0)
        self.rows = dict(start)
        self.changes: dict[ChangeId, MachineChange] = {}
        self.knew: dict[ChangeId, frozenset[ChangeId]] = {}  # what was known when a change of its own was made
        self.conflicts: tuple[Any, ...] = ()
        self._undoable: list[list[tuple[RowKey, Fields | None, Fields | None]]] = []
        self._redoable: list[list[tuple[RowKey, Fields | None, Fields | None]]] = []

    @property
    def heads(self) -> dict[str, int]:
        """The last change of each machine that is here."""
        heads: dict[str, int] = {}
        for machine, seq in self.changes:
            heads[machine] = max(seq, heads.get(machine, 0))
        return heads

    def receive(self, changes: list[MachineChange]) -> None:
        """Take changes of other machines in; those whose forerunners are missing wait at their sender."""
        applicable, _ = applicable_changes(changes, self.heads)
        for change in applicable:
            self.changes[change.machine, change.seq] = change
            self._clock = max(self._clock, change.clock)
        if applicable:
            self._merge()

    def act(self) -> None:
        """Do something that a person may do, if it is possible just now."""
        action: Callable[[], None] = self._random.choices(
            [self._add, self._edit, self._delete, self._undo, self._redo, self._import, self._forget, self._restore],
            [28, 40, 9, 9, 4, 4, 2, 2],
        )[0]
        action()

    def _merge(self) -> None:
        merged: MachineMerge = merge(self.changes.values(), self._start, RULES)
        self.rows = {key: row for key, row in merged.rows.items() if row is not None}
        self.conflicts = merged.conflicts

    def _write(self, states: list[tuple[RowKey, Fields | None, Fields | None]]) -> None:
        """Make one change of what differs, and keep it like a log."""
        edits = [edit_of_row(RULES, key, before, after) for key, before, after in states if before != after]
        self._send([edit for edit in edits if edit.groups or edit.act == "delete"])

    def _send(self, edits: list[RowEdit]) -> None:
        if not edits:
            return
        heads = self.heads
        seq = heads.pop(self.letter, 0) + 1
        self._clock = max(self._clock + 1, self._skew + 60_000 * len(self.changes))
        self.knew[self.letter, seq] = frozenset(self.changes)
        self.changes[self.letter, seq] = MachineChange(self.letter, seq, self._clock, heads, tuple(edits))
        self._merge()

    def _change(self, states: list[tuple[RowKey, Fields | None, Fields | None]]) -> None:
        self._undoable.append(states)
        self._redoable.clear()
        self._write(states)

    def _new_row(self, table: str) -> tuple[RowKey, Fields] | None:
        record = RECORDS[table]
        self._last_number += 1
        key = (table, (ord(self.letter) - ord("a")) * NUMBERS_PER_MACHINE + self._last_number)
        for _ in range(MAX_TRIES):
            row: Fields = {
                field.name: random_value(self._random, field, self.rows, self._word) for field in columns_of(record)
            }
            row["updated_at"] = self._moment()
            if not broken_rule({**self.rows, key: row}, key):
                return key, row
        return None  # as a part without anything that it could be a part of

    def _word(self) -> str:
        return f"word{next(self._words)}{self.letter}"

    def _moment(self) -> str:
        return f"{NOW + timedelta(milliseconds=self._clock):%Y-%m-%dT%H:%M:%S.000Z}"

    def _add(self) -> None:
        if added := self._new_row(self._random.choice(list(RECORDS))):
            self._change([(added[0], None, added[1])])

    def _import(self) -> None:
        rows = [added for _ in range(4) if (added := self._new_row(self._random.choice(list(RECORDS))))]
        self._change([(key, None, row) for key, row in rows])

    def _edit(self) -> None:
        if not self.rows:
            return
        key = self._random.choice(sorted(self.rows))
        groups = RULES.groups[key[0]]
        group = self._random.choice(sorted(set(groups.values())))
        for _ in range(MAX_TRIES):
            new = {
                field.name: random_value(self._random, field, self.rows, self._word)
                for field in columns_of(RECORDS[key[0]])
                if groups[field.name] == group
            }
            row: Fields = {**self.rows[key], **new, "updated_at": self._moment()}
            if not broken_rule({**self.rows, key: row}, key):
                self._change([(key, self.rows[key], row)])
                return

    def _delete(self) -> None:
        if self.rows:
            self._change(self._deletion(self._random.choice(sorted(self.rows)), {}))

    def _deletion(self, key: RowKey, gone: dict[RowKey, None]) -> list[tuple[RowKey, Fields | None, Fields | None]]:
        """The states of a row that goes, of its parts, and of what links to it."""
        gone[key] = None
        states: list[tuple[RowKey, Fields | None, Fields | None]] = []
        for other, row in self.rows.items():
            for link in RULES.links[other[0]]:
                if (link.target, row[link.column]) != key or other in gone:
                    continue
                if link.required:
                    states += self._deletion(other, gone)
                else:
                    states.append((other, row, {**row, link.column: None}))
        return [state for state in states if state[0] not in gone or state[2] is None] + [(key, self.rows[key], None)]

    def _forget(self) -> None:
        """Forget a row with its parts, for good."""
        if self.rows:
            keys: dict[RowKey, None] = {}
            self._deletion(self._random.choice(sorted(self.rows)), keys)
            self._undoable.clear()
            self._redoable.clear()
            self._send([RowEdit(*key, "forget", {}) for key in keys])

    def _undo(self) -> None:
        if self._undoable:
            states = self._undoable.pop()
            self._redoable.append(states)
            self._write(self._inverse(states))

    def _redo(self) -> None:
        if self._redoable:
            states = self._redoable.pop()
            self._undoable.append(states)
            self._write(self._inverse([(key, after, before) for key, before, after in states]))

    def _inverse(
        self, states: list[tuple[RowKey, Fields | None, Fields | None]]
    ) -> list[tuple[RowKey, Fields | None, Fields | None]]:
        """The states that take a change back, of each field group only where what it wrote still stands."""
        result: list[tuple[RowKey, Fields | None, Fields | None]] = []
        for key, before, after in reversed(states):
            now = self.rows.get(key)
            if before is None or now is None or after is None:
                restored = before if (now is None) == (after is None) else now
            else:
                old, written = RULES.split(key[0], before), RULES.split(key[0], after)
                current = RULES.split(key[0], now)
                kept = {name: old[name] if current[name] == written[name] else current[name] for name in current}
                restored = {name: value for group in kept.values() for name, value in group.items()}
            result.append((key, now, restored))
        return self._without_broken_links(result)

    def _without_broken_links(
        self, states: list[tuple[RowKey, Fields | None, Fields | None]]
    ) -> list[tuple[RowKey, Fields | None, Fields | None]]:
        """These states, if every link then leads to a row and every record keeps its rules; else none."""
        rows = {**self.rows, **{key: after for key, _, after in states}}
        there = {key: row for key, row in rows.items() if row is not None}
        for key, row in there.items():
            links = [(link.target, row[link.column]) for link in RULES.links[key[0]] if row[link.column] is not None]
            if not all(target in there for target in links) or broken_rule(there, key):
                return []
        return states

    def _restore(self) -> None:
        """Go back to the rows as they were at the start of all: a copy, brought in as one change."""
        states = [(key, self.rows.get(key), self._start.get(key)) for key in {*self._start, *self.rows}]
        forgotten = {edit.key for change in self.changes.values() for edit in change.edits if edit.act == "forget"}
        self._change(self._without_broken_links([state for state in states if state[0] not in forgotten]))
