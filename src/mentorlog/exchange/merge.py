"""Merges another journal into this one: adds new records, leaves equal ones alone, settles those that differ.

Records are matched by uid. New ones get new refs, and links follow the uid, so that an imported question still belongs
to its goal, whatever refs the two have here.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.records import record_class
from mentorlog.nouns import KINDS, Kind
from mentorlog.store import dump
from mentorlog.store.changes import Change, Fields
from mentorlog.structs import Literal

if TYPE_CHECKING:
    import sqlite3

    from mentorlog.journal.journal import Journal

MergeSide = Literal["theirs", "ours"]
_LOCAL_FIELDS = ("number", "entry")  # they name a record in this journal alone
_TIMESTAMPS = ("created_at", "updated_at")  # a difference in these is no conflict


class NounCounts(NamedTuple):
    """How many records of a noun are new, the same as here, or different from here."""

    noun: str
    new: int
    same: int
    differing: int


class Conflict(NamedTuple):
    """A record that both journals have: its ref here, and the fields that differ."""

    ref: str
    fields: list[str]


class MergePlan(NamedTuple):
    """What a merge would do. Nouns without records are left out."""

    counts: list[NounCounts]
    conflicts: list[Conflict]

    @property
    def new(self) -> int:
        """How many records would be added."""
        return sum(noun.new for noun in self.counts)


class RecordPair(NamedTuple):
    """A record of theirs with the numbers it has here, and ours of the same uid, if any."""

    theirs: Fields
    ours: Fields | None

    def differing_fields(self) -> list[str]:
        """The names of the fields that differ."""
        ours = self.ours or {}
        names = dict.fromkeys((*self.theirs, *ours))
        return [
            name
            for name in names
            if name not in (*_LOCAL_FIELDS, *_TIMESTAMPS) and self.theirs.get(name) != ours.get(name)
        ]


class Merge:
    """One merge of the journal behind the connection `theirs` into this one."""

    def __init__(self, journal: "Journal", theirs: "sqlite3.Connection") -> None:
        self._journal = journal
        self._theirs = theirs
        self._numbers: dict[str, dict[int, int]] = {}
        self._new: dict[str, set[int]] = {}  # those of the numbers that no record here has yet

    def plan(self) -> MergePlan:
        """What the merge would do now; writes nothing."""
        with self._journal.store.snapshot():
            self._assign_numbers()
            counts, conflicts = [], []
            for kind in KINDS.values():
                new = same = 0
                differing: list[Conflict] = []
                for pair in self._pairs(kind):
                    if pair.ours is None:
                        new += 1
                    elif fields := pair.differing_fields():
                        differing.append(Conflict(ref(kind.noun, int(pair.ours["number"] or 0)), fields))
                    else:
                        same += 1
                if new or same or differing:
                    counts.append(NounCounts(kind.noun, new, same, len(differing)))
                conflicts += differing
        return MergePlan(counts, conflicts)

    def write(self, change: Change, take: MergeSide | None) -> None:
        """Merge within a change; `take` says whose version of a differing record counts."""
        self._assign_numbers()
        before = self._reserve(change)
        for kind in KINDS.values():
            change.insert_many(kind.plural, self._new_records(kind, before))
        change.index_rows_after(before)
        if take == "theirs":
            for kind in KINDS.values():
                self._overwrite(change, kind)

    def _reserve(self, change: Change) -> int:
        """Reserve the numbers assigned, and return the entry number after which theirs follow in their own order."""
        for table, new in self._new.items():
            if new:
                change.reserve(table, len(new))
        entries = " UNION ALL ".join(f"SELECT max(entry) AS entry FROM {table}" for table in self._numbers)
        ((most,),) = self._theirs.execute(f"SELECT max(entry) FROM ({entries})").fetchall()
        return change.reserve("entry", most or 0)

    def _new_records(self, kind: Kind, before: int) -> Iterator[Fields]:
        """Their new records, with entry numbers after all of ours, in their own order."""
        for pair in self._pairs(kind):
            if pair.ours is None:
                yield {**pair.theirs, "entry": before + int(pair.theirs["entry"] or 0)}

    def _overwrite(self, change: Change, kind: Kind) -> None:
        for pair in self._pairs(kind):
            if pair.ours is not None and (fields := pair.differing_fields()):
                values = {name: pair.theirs.get(name) for name in (*fields, "updated_at")}
                change.update(kind.plural, int(pair.ours["number"] or 0), values)

    def _assign_numbers(self) -> None:
        """Assign each of their records the number it has or will have here."""
        for kind in KINDS.values():
            table = kind.plural
            newest = self._journal.store.scalar("SELECT max(last) FROM counters WHERE name = ?", (table,))
            numbers: dict[int, int] = {}
            new: set[int] = set()
            for number, uid in self._theirs.execute(f"SELECT number, uid FROM {table} ORDER BY number"):
                ours = self._journal.store.rows(f"SELECT number FROM {table} WHERE uid = ?", (uid,))
                if not ours:
                    newest += 1
                    new.add(newest)
                numbers[number] = ours[0][0] if ours else newest
            self._numbers[table], self._new[table] = numbers, new

    def _pairs(self, kind: Kind) -> Iterator[RecordPair]:
        links = {
            field.name: KINDS[field.form.link].plural for field in fields_of(record_class(kind)) if field.form.link
        }
        new = self._new[kind.plural]
        for fields in dump.iter_records(self._theirs, kind.plural):
            number = self._numbers[kind.plural][int(fields["number"] or 0)]
            for name in links.keys() & fields.keys():
                fields[name] = self._numbers[links[name]][int(fields[name] or 0)]
            fields["number"] = number
            yield RecordPair(fields, None if number in new else self._load_ours(kind.plural, number))

    def _load_ours(self, table: str, number: int) -> Fields:
        (row,) = dump.iter_records(self._journal.store.connection, table, number)
        return row
