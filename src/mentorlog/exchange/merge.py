"""Bringing another journal into this one: what is new is added, what is the same left alone, what differs settled.

A record is known by its uid. New ones get new refs, and links are followed by uid, so that a question of theirs still
belongs to its goal whatever the two are called here.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.kinds import KINDS, Kind, ref
from mentorlog.journal.model.records import record_class
from mentorlog.store import dump
from mentorlog.store.changes import Change, Fields

if TYPE_CHECKING:
    import sqlite3

    from mentorlog.journal.journal import Journal

MergeSide = Literal["theirs", "ours"]
_LOCAL_FIELDS = ("number", "entry")  # what a record is called here
_TIMESTAMPS = ("created_at", "updated_at")  # by which none differs


class NounCounts(NamedTuple):
    """What a noun would gain, and how many of it are there already, alike or not."""

    noun: str
    new: int
    same: int
    differing: int


class Conflict(NamedTuple):
    """A record that is here and differs: its ref, and the fields in which it does."""

    ref: str
    fields: list[str]


class MergePlan(NamedTuple):
    """What a merge would do, without the nouns of which nothing came."""

    counts: list[NounCounts]
    conflicts: list[Conflict]

    @property
    def new(self) -> int:
        """How many would be added."""
        return sum(move.new for move in self.counts)


class RecordPair(NamedTuple):
    """A record of theirs as it would stand here, and the one that is here already, if any."""

    theirs: Fields
    ours: Fields | None

    def differing_fields(self) -> list[str]:
        """The fields that say something else."""
        ours = self.ours or {}
        names = dict.fromkeys((*self.theirs, *ours))
        return [
            name
            for name in names
            if name not in (*_LOCAL_FIELDS, *_TIMESTAMPS) and self.theirs.get(name) != ours.get(name)
        ]


class Merge:
    """One merge of another journal, given as the connection to it, into this one."""

    def __init__(self, journal: "Journal", theirs: "sqlite3.Connection") -> None:
        self._journal = journal
        self._theirs = theirs
        self._numbers: dict[str, dict[int, int]] = {}
        self._last: dict[str, int] = {}

    def plan(self) -> MergePlan:
        """What it would do, as the journal is now."""
        with self._journal.store.snapshot():
            self._assign_numbers()
            counts, conflicts = [], []
            for kind in KINDS.values():
                new = same = 0
                here: list[Conflict] = []
                for pair in self._pairs(kind):
                    if pair.ours is None:
                        new += 1
                    elif fields := pair.differing_fields():
                        here.append(Conflict(ref(kind.noun, int(pair.ours["number"] or 0)), fields))
                    else:
                        same += 1
                if new or same or here:
                    counts.append(NounCounts(kind.noun, new, same, len(here)))
                conflicts += here
        return MergePlan(counts, conflicts)

    def write(self, change: Change, take: MergeSide | None) -> None:
        """Do it within a change; where records differ `take` says which counts."""
        self._assign_numbers()
        before = self._reserve(change)
        for kind in KINDS.values():
            change.insert_many(kind.plural, self._new_records(kind, before))
        change.index_rows_after(before)
        if take == "theirs":
            for kind in KINDS.values():
                self._overwrite(change, kind)

    def _reserve(self, change: Change) -> int:
        """Make sure of the numbers; the last entry number before theirs, which keep their order behind it."""
        for table, last in self._last.items():
            if new := sum(number > last for number in self._numbers[table].values()):
                change.reserve(table, new)
        entries = " UNION ALL ".join(f"SELECT max(entry) AS entry FROM {table}" for table in self._numbers)
        ((most,),) = self._theirs.execute(f"SELECT max(entry) FROM ({entries})").fetchall()
        return change.reserve("entry", most or 0)

    def _new_records(self, kind: Kind, before: int) -> Iterator[Fields]:
        """Their new records in the order in which they wrote them, behind all that is here."""
        for pair in self._pairs(kind):
            if pair.ours is None:
                yield {**pair.theirs, "entry": before + int(pair.theirs["entry"] or 0)}

    def _overwrite(self, change: Change, kind: Kind) -> None:
        for pair in self._pairs(kind):
            if pair.ours is not None and (fields := pair.differing_fields()):
                values = {name: pair.theirs.get(name) for name in (*fields, "updated_at")}
                change.update(kind.plural, int(pair.ours["number"] or 0), values)

    def _assign_numbers(self) -> None:
        """The number that each of their records has here, or will have."""
        for kind in KINDS.values():
            table = kind.plural
            last = given = self._journal.store.scalar("SELECT max(last) FROM counters WHERE name = ?", (table,))
            numbers = {}
            for number, uid in self._theirs.execute(f"SELECT number, uid FROM {table} ORDER BY number"):
                found = self._journal.store.rows(f"SELECT number FROM {table} WHERE uid = ?", (uid,))
                if not found:
                    given += 1
                numbers[number] = found[0][0] if found else given
            self._numbers[table], self._last[table] = numbers, last

    def _pairs(self, kind: Kind) -> Iterator[RecordPair]:
        links = {
            field.name: KINDS[field.form.link].plural for field in fields_of(record_class(kind)) if field.form.link
        }
        last = self._last[kind.plural]
        for fields in dump.iter_records(self._theirs, kind.plural):
            number = self._numbers[kind.plural][int(fields["number"] or 0)]
            for name in links.keys() & fields.keys():
                fields[name] = self._numbers[links[name]][int(fields[name] or 0)]
            fields["number"] = number
            yield RecordPair(fields, None if number > last else self._load_ours(kind.plural, number))

    def _load_ours(self, table: str, number: int) -> Fields:
        (row,) = dump.iter_records(self._journal.store.connection, table, number)
        return row
