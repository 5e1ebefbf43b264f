"""The journal: opening a file, finding records by ref or name, reading and changing them.

Nouns are known as data (`kinds`); the class of a record is imported when such a record is read or written.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from mentorlog.clock import local_day, to_timestamp
from mentorlog.errors import NotFound, Refused, UsageError
from mentorlog.journal.model import kinds
from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.forms import SqlValue
from mentorlog.journal.model.record import COMMON_COLUMNS, R, Record, record_from_row, record_to_row, title_field
from mentorlog.journal.model.records import record_class
from mentorlog.journal.schema import schema
from mentorlog.journal.text import fold_text
from mentorlog.nouns import KINDS, Kind
from mentorlog.store.store import Store, build_store
from mentorlog.structs import Frozen, replace

if TYPE_CHECKING:
    from mentorlog.store.changes import Change, LoggedChange
    from mentorlog.store.search import SearchHit, SearchScope

    Clock = Callable[[], datetime]
    RandomBytes = Callable[[int], bytes]  # that many


class RecordHit(Frozen):
    """A search result. `snippet` marks hits and cuts with the store's `HIT_MARKS` and `CUT_MARK`."""

    kind: Kind
    ref: str
    day: date
    title: str
    snippet: str


class Journal:
    """One journal file. Where there is none, everything reads as empty, and the first change creates it."""

    is_veiled = False  # whether it holds only what one reader may see

    def __init__(self, store: Store, now: "Clock", random_bytes: "RandomBytes" = os.urandom) -> None:
        self.store = store
        self._now = now
        self._random_bytes = random_bytes
        # The command groups whose new records are private unless their `private` is set.
        self.private_by_default: Collection[str] = ()
        self.only_noun = ""  # where set, a ref that may name any record must name one of this noun

    @classmethod
    def open(cls, path: Path, now: "Clock") -> Self:
        """The journal at `path`. Raises Foreign, Newer, Damaged, NotPermitted or CannotCreate."""
        return cls(Store.open(path, schema()), now)

    @classmethod
    def open_readonly(cls, path: Path, now: "Clock") -> "Self | None":
        """The journal at `path`, for reading only and never migrated; None unless there is one of this version."""
        store = Store.open_readonly(path, schema())
        return None if store is None else cls(store, now)

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    @property
    def now(self) -> datetime:
        """The current moment, in local time with its offset."""
        return self._now()

    @property
    def today(self) -> date:
        """The current local day."""
        return self.now.date()

    @property
    def exists(self) -> bool:
        """Whether the file exists."""
        return self.store.exists

    def resolve_number(self, noun: str, text: str) -> int:
        """The number that a ref, or a unique start of the name or text, stands for.

        Raises NotFound, Ambiguous, or UsageError where the ref is one of another noun.
        """
        return self._resolve(text, [KINDS[noun]])[1]

    def resolve_optional(self, noun: str, text: str | None) -> int | None:
        """The number for an optional link; None where `text` is None."""
        return None if text is None else self.resolve_number(noun, text)

    def resolve(self, text: str) -> tuple[Kind, int]:
        """The record of any noun that a ref, or a start of its name, stands for. Raises NotFound or Ambiguous."""
        if not self.only_noun:
            return self._resolve(text, list(KINDS.values()))
        return self._resolve(text, [KINDS[self.only_noun]], kinds.part_kinds(self.only_noun))

    def resolve_among(self, text: str, nouns: Sequence[str]) -> tuple[Kind, int]:
        """The record of one of these nouns. Raises NotFound, Ambiguous, or UsageError for a ref of another noun."""
        return self._resolve(text, [KINDS[noun] for noun in nouns])

    def _resolve(self, text: str, among: list[Kind], parts: Sequence[Kind] = ()) -> tuple[Kind, int]:
        """The record of one of these nouns; `parts` are found by their refs alone."""
        typed = kinds.parse_ref(text)
        return self._require(typed, [*among, *parts]) if typed else self._resolve_name(text.strip(), among, parts)

    def _require(self, typed: tuple[Kind, int], among: list[Kind]) -> tuple[Kind, int]:
        kind, number = typed
        if kind not in among:
            noun = kinds.with_article(among[0].noun)
            raise UsageError(
                f"{kinds.ref(kind.noun, number)} is {kinds.with_article(kind.noun)}; {noun} is needed here.",
                f"{noun.capitalize()} has a ref like {kinds.ref(among[0].noun, number)}.",
            )
        self._require_number(kind, number)
        return typed

    def has(self, kind: Kind, number: int) -> bool:
        """Whether there is a record of that number."""
        return bool(self.store.rows(f"SELECT 1 FROM {kind.plural} WHERE number = ?", (number,)))

    def _require_number(self, kind: Kind, number: int) -> None:
        if self.has(kind, number):
            return
        ref = kinds.ref(kind.noun, number)
        is_past = number <= self.store.last_number(kind.plural, number)
        if is_past and not list(self.store.history((kind.plural, number), 1)):
            raise NotFound(f"{ref} was forgotten for good.", "Copies may still hold it: mentorlog backup list")
        from mentorlog.journal import lookup

        if is_past:
            raise NotFound(f"{ref} is not there any more.", lookup.describe_deletion(self.store, kind, number))
        raise NotFound(
            f"There is no {kind.display_noun} {ref}.",
            lookup.suggest_refs(self.store, kind, number) + lookup.list_hint(kind),
        )

    def _resolve_name(self, text: str, among: list[Kind], parts: Sequence[Kind]) -> tuple[Kind, int]:
        """The one record whose name or text starts like `text`; a record named exactly so takes precedence.

        A number alone and a letter alone are rather half a ref, so that they name nothing by its start: `delete 2`.
        Where nothing starts so, "question 2" may still be a ref.
        """
        start = fold_text(text)
        matches = [
            (kind, number, title)
            for kind in among
            for number, title in self.store.find_by_prefix(kind.plural, text, 50)
            if fold_text(title).startswith(start)
        ]
        exact = [match for match in matches if fold_text(match[2]) == start]
        if kinds.is_half_ref(start):
            matches = exact
        for candidates in (exact, matches):
            if len(candidates) == 1:
                return candidates[0][:2]
        from mentorlog.journal import lookup

        if not matches and (meant := lookup.read_loose_ref(text)):
            return self._require(meant, [*among, *parts])
        raise lookup.name_error(self.store, among, text, matches)

    def has_several_current_mentors(self) -> bool:
        """Whether several mentors are active or paused, so that it has to be said whose a record is."""
        return len(self.store.rows("SELECT 1 FROM main.mentors WHERE state IN ('active', 'paused') LIMIT 2")) > 1

    def read_field(self, noun: str, number: int, name: str) -> SqlValue:
        """A field of an existing record, or an SQL expression over its row."""
        value: SqlValue
        (value,) = self.store.column(f"SELECT {name} FROM {KINDS[noun].plural} WHERE number = ?", (number,))
        return value

    # Reading

    def read(self, record: type[R], where: str = "", parameters: Sequence[Any] = (), order: str = "") -> list[R]:
        """The records that an SQL condition selects, in the noun's own order or in `order`."""
        condition = f" WHERE {where}" if where else ""
        fields = [field for field in fields_of(record) if not field.column.derived]
        columns = [
            f'({field.column.sql}) AS "{field.name}"' if field.column.sql else f'"{field.name}"' for field in fields
        ]
        rows = self.store.iter_rows(
            f"SELECT {', '.join([*COMMON_COLUMNS, *columns])} FROM {KINDS[record.noun].plural}{condition}"
            f" ORDER BY {order or record.order}",
            parameters,
        )
        today = self.today
        return [record_from_row(record, fields, row).as_of(today) for row in rows]

    def get(self, record: type[R], number: int) -> R:
        """The record with that number, which must exist."""
        (match,) = self.read(record, "number = ?", (number,))
        return match

    def find(self, record: type[R], text: str) -> R:
        """The record that a ref or a unique start of its name stands for. Raises NotFound, Ambiguous, UsageError."""
        return self.get(record, self.resolve_number(record.noun, text))

    def find_any(self, text: str) -> Record:
        """The record of any noun. Raises NotFound or Ambiguous."""
        kind, number = self.resolve(text)
        return self.get(record_class(kind), number)

    def parts(self, record: Record) -> dict[str, list[Record]]:
        """The parts of a record that `show` lists below it (a goal's steps and values), by the plural of their noun."""
        return {
            kind.plural: self.read(record_class(kind), f"{record.noun} = ?", (record.number,))
            for kind in kinds.part_kinds(record.noun)
        }

    def link_names(self, record: Record) -> dict[str, str]:
        """The names of the records that this one links to, by the field of the link."""
        return {
            field.name: self._record_name(KINDS[field.form.link], number)
            for field in fields_of(type(record))
            if field.form.link and (number := getattr(record, field.name)) is not None
        }

    def _record_name(self, kind: Kind, number: int) -> str:
        if kind.noun == "session":
            return self.get(record_class(kind), number).title_text(self)
        value = self.read_field(kind.noun, number, kind.title_field)
        if isinstance(value, str) and kind.title_field != kind.day_field:
            return value  # a text, for which no record has to be loaded
        form = title_field(record_class(kind)).form
        return form.to_text(form.from_sql(value), self.today)

    def search(
        self, words: str, limit: int, among: "Sequence[SearchScope] | None" = None
    ) -> tuple[list[RecordHit], int]:
        """The first records that contain the words, and how many the store finds. Any text is a valid query."""
        hits, count = self.store.search(words, limit, among)
        return [self._to_record_hit(hit) for hit in hits], count

    def _to_record_hit(self, hit: "SearchHit") -> RecordHit:
        kind, number = kinds.BY_TABLE[hit.table], hit.number
        return RecordHit(kind, self.display_ref(kind, number), self._record_day(kind, number), hit.title, hit.snippet)

    def display_ref(self, kind: Kind, number: int) -> str:
        """The ref by which `show` finds a record: its own, or that of its parent if its noun has no letter."""
        if kind.letter:
            return kinds.ref(kind.noun, number)
        return kinds.ref(kind.parent, int(self.read_field(kind.noun, number, kind.parent) or 0))

    def _record_day(self, kind: Kind, number: int) -> date:
        """The day in the record's day field; if that is empty, the day on which it was created."""
        dated = f"coalesce({kind.day_field}, created_at)"
        (day,) = self.store.column(f"SELECT {dated} FROM {kind.plural} WHERE number = ?", (number,))
        return local_day(day)

    # Writing

    @contextmanager
    def change(self, command: str) -> Iterator["JournalWriter"]:
        """One command's change: one transaction, one step of undo.

        Read inside the block what the change depends on: no other process can write meanwhile. Raises Locked.
        """
        now = self.now
        with self.store.change(command, to_timestamp(now)) as change:
            try:
                yield JournalWriter(self, change, now)
            except Refused as error:
                from mentorlog.journal.undo_hint import complete_undo_hint

                complete_undo_hint(self.store.connection, error)
                raise

    def undo(self) -> "LoggedChange | None":
        """Revert the newest change that is in effect, and return it; None if there is none. For others: `reversal`."""
        return self.store.undo(to_timestamp(self.now))

    def redo(self, review: "Callable[[int], None]") -> "LoggedChange | None":
        """Revert the last undo, and return the change restored; None if there is none.

        `review` gets the undo within the transaction, and raises Refused where it cannot be reverted any more.
        """
        return self.store.redo(to_timestamp(self.now), review)

    def history(self, ref: str | None, limit: int, *, with_fields: bool = True) -> "Iterable[LoggedChange]":
        """The changes of the journal, of `only_noun` and its parts, or of a record that may be deleted, newest first.

        Those of a record have their fields, those of all only `with_fields`. Raises NotFound, Ambiguous.
        """
        if ref is None:
            nouns = [KINDS[self.only_noun], *kinds.part_kinds(self.only_noun)] if self.only_noun else []
            return self.store.history(None, limit, [kind.plural for kind in nouns], with_fields=with_fields)
        if typed := kinds.parse_ref(ref):
            kind, number = typed
            if self.only_noun and kind.noun != self.only_noun:
                self.resolve(ref)
            if changes := list(self.store.history((kind.plural, number), limit)):
                return changes
        kind, number = self.resolve(ref)
        return self.store.history((kind.plural, number), limit)

    def new_uid(self, now: datetime) -> str:
        """A new UUIDv7 (RFC 9562): milliseconds since 1970, then random bits."""
        value = max(int(now.timestamp() * 1000), 0) << 80 | int.from_bytes(self._random_bytes(10), "big")
        value = value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62
        digits = f"{value:032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


class JournalWriter:
    """Writes the records of one change. `Journal.change` creates it."""

    def __init__(self, journal: Journal, change: "Change", now: datetime) -> None:
        self._journal = journal
        self._change = change
        self._now = now

    @property
    def refs(self) -> list[str]:
        """The refs of the records that this change added, changed or deleted, each once."""
        return kinds.row_refs(self._change.row_changes)

    @property
    def deleted_refs(self) -> list[str]:
        """The refs of the records that this change deleted."""
        return kinds.row_refs([row for row in self._change.row_changes if row.after is None])

    @property
    def number(self) -> int:
        """The number of the change in the log; 0 while nothing differs."""
        return self._change.number

    @property
    def store_change(self) -> "Change":
        """The change of the store, for bulk writes."""
        return self._change

    @property
    def has_changes(self) -> bool:
        """Whether anything differs from before."""
        return bool(self._change.row_changes)

    def add(
        self,
        record: R,
        uid: str | None = None,
        created_at: datetime | None = None,
        updated_at: datetime | None = None,
        number: int | None = None,
    ) -> R:
        """Store a new record, and return it as it was stored. Raises Refused and UsageError.

        An imported record may bring its uid and the moments it was created and changed; it then stays as private as it
        was. It gets its `number` too, unless that was given to another one.
        """
        if record.private is None and uid is None and KINDS[record.noun].group in self._journal.private_by_default:
            record = replace(record, private=True)
        self._check(record)
        moment = to_timestamp(created_at or self._now)
        number = self._change.insert(
            KINDS[record.noun].plural,
            {
                "uid": uid or self._journal.new_uid(self._now),
                "created_at": moment,
                "updated_at": to_timestamp(updated_at) if updated_at else moment,
                **record_to_row(record),
            },
            number,
        )
        return self._journal.get(type(record), number)

    def update(self, record: R) -> R:
        """Store a changed record, and return it as it was stored. Nothing is written where nothing differs."""
        table = KINDS[record.noun].plural
        former = self._journal.get(type(record), record.number)
        record = record.follow(former, self._journal)
        self._check(record)
        row = record_to_row(record)
        if row != record_to_row(former):
            self._change.update(table, record.number, {**row, "updated_at": to_timestamp(self._now)})
        return self._journal.get(type(record), record.number)

    def _check(self, record: Record) -> None:
        record.require_one_mentor(self._journal)
        record.check(self._journal)

    def delete(self, kind: Kind, number: int) -> None:
        """Delete a record and its parts; optional links to it are cleared."""
        self._change.delete(kind.plural, number)


@contextmanager
def create_journal(path: Path, now: "Clock", random_bytes: "RandomBytes") -> Iterator[Journal]:
    """A journal to fill before it appears at `path`. Raises the store's AlreadyCreated."""
    with build_store(path, schema()) as store:
        yield Journal(store, now, random_bytes)
