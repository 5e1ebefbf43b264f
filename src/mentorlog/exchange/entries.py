"""Entries that other programs wrote, on their way to become records: what came, what did not and why, none twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from mentorlog.errors import Ambiguous, MentorlogError, NotFound, UsageError
from mentorlog.journal.model.fields import Field
from mentorlog.journal.model.forms import TEXT, TITLE
from mentorlog.journal.model.kinds import KINDS, Kind
from mentorlog.journal.model.record import Record, record_to_row
from mentorlog.journal.queries.filters import parse_noun

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


class SkippedEntry(NamedTuple):
    """What was not taken: where it stands, and why. Never a word of it."""

    at: str
    why: str


class ImportEntry(NamedTuple):
    """A record to be, where it stands, the uid that its content gives it, and when it was written, if that is known."""

    at: str
    record: Record
    uid: str
    written_at: datetime | None = None


class ParsedEntries(NamedTuple):
    """What a file holds."""

    entries: list[ImportEntry]
    skipped: list[SkippedEntry]
    unused: Sequence[str] = ()  # names of columns that say nothing here


class ImportPlan(NamedTuple):
    """What a file holds, as this journal sees it: what is new, how many are there already, what cannot be taken."""

    new: list[ImportEntry]
    existing: int
    skipped: list[SkippedEntry]
    unused: Sequence[str]


def content_uid(source: str, *content: str) -> str:
    """The uid of an entry by its content, so that it comes but once."""
    return str(uuid5(NAMESPACE_URL, "\n".join((source, *content))))


def resolve_kind(word: str) -> Kind:
    """The noun that a person means, of those that stand by themselves. Raises UsageError."""
    kind = parse_noun(word)
    if not kind.group:
        nouns = ", ".join(kind.plural for kind in KINDS.values() if kind.group)
        raise UsageError("What is part of something else cannot come by itself.", f"--noun can be {nouns}.")
    return kind


def plan_import(journal: "Journal", read: ParsedEntries) -> ImportPlan:
    """Part what is new from what is there, and from what breaks a rule."""
    new, skipped, there = [], list(read.skipped), 0
    seen: set[tuple[str, str]] = set()
    for entry in read.entries:
        table = KINDS[entry.record.noun].plural
        if (table, entry.uid) in seen or journal.store.rows(f"SELECT 1 FROM {table} WHERE uid = ?", (entry.uid,)):
            there += 1
            continue
        try:
            record_to_row(entry.record)
            entry.record.check(journal)
        except MentorlogError as error:
            skipped.append(SkippedEntry(entry.at, error.message))
            continue
        seen.add((table, entry.uid))
        new.append(entry)
    return ImportPlan(new, there, skipped, read.unused)


def add_entries(journal: "Journal", entries: list[ImportEntry]) -> list[Record]:
    """Add them in one change."""
    with journal.change("import") as change:
        return [change.add(entry.record, uid=entry.uid, created_at=entry.written_at) for entry in entries]


def skip_reason(field: Field, error: MentorlogError) -> str:
    """Why a value was not taken, without the value: what errors quote may be somebody's words."""
    if isinstance(error, NotFound):
        return f"{field.name} names no record that is here."
    if isinstance(error, Ambiguous):
        return f"{field.name} could be several records."
    if field.form in (TEXT, TITLE):
        return f"{field.name}: {error.message}"
    return f"{field.name} takes {field.form.metavar}. {error.hint}".rstrip()
