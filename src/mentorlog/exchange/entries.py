"""Entries written by other programs: parsed, sorted into new, existing and invalid ones, and added as records."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from mentorlog.errors import Ambiguous, MentorlogError, NotFound, UsageError
from mentorlog.journal.model.fields import Field
from mentorlog.journal.model.forms import TEXT, TITLE
from mentorlog.journal.model.record import Record, record_to_row
from mentorlog.journal.queries.filters import parse_noun
from mentorlog.nouns import KINDS, Kind

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


class SkippedEntry(NamedTuple):
    """An entry that cannot be imported: where it stands in the file, and why, without quoting it."""

    at: str
    why: str


class ImportEntry(NamedTuple):
    """A record to add, its place in the file, a uid derived from its content, and when it was written if known."""

    at: str
    record: Record
    uid: str
    written_at: datetime | None = None


class ParsedEntries(NamedTuple):
    """The entries of a file, those that could not be parsed among them."""

    entries: list[ImportEntry | SkippedEntry]
    unused: Sequence[str] = ()  # names of columns that no field matches


class ImportPlan(NamedTuple):
    """The entries that are new to this journal, how many exist already, and which cannot be imported."""

    new: list[ImportEntry]
    existing: int
    skipped: list[SkippedEntry]
    unused: Sequence[str]


def content_uid(source: str, *content: str) -> str:
    """A uid derived from an entry's content, so that importing it again adds nothing."""
    return str(uuid5(NAMESPACE_URL, "\n".join((source, *content))))


def decode_text(content: bytes, hint: str) -> str:
    """The text of a file in UTF-8. Raises UsageError, with a hint how to write the file anew."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("This file is not valid UTF-8.", hint) from None


def resolve_kind(word: str) -> Kind:
    """The noun that a word names. Raises UsageError for one whose records are part of another."""
    kind = parse_noun(word)
    if not kind.group:
        nouns = ", ".join(kind.plural for kind in KINDS.values() if kind.group)
        raise UsageError("What is part of something else cannot come by itself.", f"--noun can be {nouns}.")
    return kind


def plan_import(journal: "Journal", parsed: ParsedEntries) -> ImportPlan:
    """Sort parsed entries into new ones, existing ones, and those that break a rule."""
    new, existing = [], 0
    skipped = [entry for entry in parsed.entries if isinstance(entry, SkippedEntry)]
    uids: set[tuple[str, str]] = set()  # with their tables
    for entry in parsed.entries:
        if isinstance(entry, SkippedEntry):
            continue
        table = KINDS[entry.record.noun].plural
        if (table, entry.uid) in uids or journal.store.rows(f"SELECT 1 FROM {table} WHERE uid = ?", (entry.uid,)):
            existing += 1
            continue
        try:
            record_to_row(entry.record)
            entry.record.check(journal)
        except MentorlogError as error:
            skipped.append(SkippedEntry(entry.at, error.message))
        else:
            uids.add((table, entry.uid))
            new.append(entry)
    return ImportPlan(new, existing, skipped, parsed.unused)


def add_entries(journal: "Journal", entries: list[ImportEntry]) -> tuple[int, list[Record]]:
    """Add the entries in one change: its number, and the records."""
    with journal.change("import") as change:
        records = [change.add(entry.record, uid=entry.uid, created_at=entry.written_at) for entry in entries]
        return change.number, records


def skip_reason(field: Field, error: MentorlogError) -> str:
    """Why a value was refused. The value itself is not quoted: it may be private."""
    if isinstance(error, NotFound):
        return f"{field.name} names no record that is here."
    if isinstance(error, Ambiguous):
        return f"{field.name} could be several records."
    if field.form in (TEXT, TITLE):
        return f"{field.name}: {error.message}"
    return f"{field.name} takes {field.form.metavar}. {error.hint}".rstrip()
