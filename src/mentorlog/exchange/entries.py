"""Entries written by other programs: parsed, sorted into new, existing, differing and invalid ones, and added.

A uid tells what is here already. Other programs' entries get one from their content; a list of this program has them.
"""

import codecs
import sqlite3
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from mentorlog.errors import Ambiguous, MentorlogError, NotFound, UsageError
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import TEXT, TITLE
from mentorlog.journal.model.record import Record, record_to_json, record_to_row
from mentorlog.journal.queries.filters import parse_noun
from mentorlog.nouns import KINDS, Kind, is_bundled
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.exchange.merge import MergeSide
    from mentorlog.journal.journal import Journal, JournalWriter


class SkippedEntry(NamedTuple):
    """An entry that cannot be imported: where it stands in the file, and why, without quoting it."""

    at: str
    why: str


class Origin(NamedTuple):
    """What is known of a record that a list of this program names by its uid.

    `former` is the record as it is here, None where it is new; `number` that of its ref in the list.
    """

    number: int | None
    former: Record | None
    created_at: datetime | None
    updated_at: datetime | None


class ImportEntry(NamedTuple):
    """A record, its place in the file, its uid, and when it was written if known.

    Without an `origin` the uid is derived from the content.
    """

    at: str
    record: Record
    uid: str
    written_at: datetime | None = None
    origin: Origin | None = None


class ParsedEntries(NamedTuple):
    """The entries of a file, those that could not be parsed among them."""

    entries: list[ImportEntry | SkippedEntry]
    unused: Sequence[str] = ()  # names of columns that no field matches
    notes: Sequence[str] = ()  # sentences about what was read otherwise than it might seem


class ImportPlan(NamedTuple):
    """The entries that are new to this journal or differ from it, how many exist already, and what is left out."""

    new: list[ImportEntry]
    changed: list[ImportEntry]  # to be taken instead of what is here
    existing: int
    skipped: list[SkippedEntry]
    unused: Sequence[str]
    notes: Sequence[str]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not (self.new or self.changed)


class Imported(NamedTuple):
    """The records that an import added, in the order of the file, those that it changed, and what the file refused.

    `change` is the number of the change that all of it is.
    """

    added: list[Record]
    changed: list[Record]
    skipped: list[SkippedEntry]
    change: int = 0


def content_uid(source: str, *content: str) -> str:
    """A uid derived from an entry's content, so that importing it again adds nothing."""
    return str(uuid5(NAMESPACE_URL, "\n".join((source, *content))))


_MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_ARCHIVES = {
    b"PK\x03\x04": "a zip file, as .xlsx and .ods are",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"\x1f\x8b": "compressed with gzip",
    b"SQLite format 3\0": "a file of SQLite",
    b"%PDF-": "a PDF",
}  # by their first bytes


def encoding_of(content: bytes) -> str:
    """The encoding that a file's mark names; UTF-8 without one."""
    return next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")


def decode_text(content: bytes, hint: str) -> str:
    """The text of a file in UTF-8, or in what its mark names. Raises UsageError, with a hint how to write it anew."""
    for start, name in _ARCHIVES.items():
        if content.startswith(start):
            raise UsageError(f"This file is {name}.", hint)
    encoding = encoding_of(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        where = f" (line {line})" if encoding.startswith("utf-8") else ""
        encoding = encoding.upper().removesuffix("-SIG")
        raise UsageError(f"This file is not valid {encoding}{where}.", hint) from None


def resolve_kind(word: str) -> Kind:
    """The noun that a word names. Raises UsageError for one whose records are part of another."""
    kind = parse_noun(word)
    if not kind.group:
        nouns = ", ".join(kind.plural for kind in KINDS.values() if kind.group)
        raise UsageError("What is part of something else cannot come by itself.", f"--noun can be {nouns}.")
    return kind


def plan_import(journal: "Journal", parsed: ParsedEntries, take: "MergeSide | None" = None) -> ImportPlan:
    """Sort parsed entries into new ones, existing ones, and those that break a rule.

    `take` says whose version of a record counts that differs here; without it such an entry is left out.
    """
    new, changed, existing = list[ImportEntry](), list[ImportEntry](), 0
    skipped = [entry for entry in parsed.entries if isinstance(entry, SkippedEntry)]
    uids: set[tuple[str, str]] = set()  # with their tables
    for entry in parsed.entries:
        if isinstance(entry, SkippedEntry):
            continue
        former = entry.origin and entry.origin.former
        differing = _differing_fields(entry.record, former) if former else []
        if _is_here(journal, entry, uids) or (former and (not differing or take == "ours")):
            existing += 1
        elif former and not take and not _is_untouched(former):
            skipped.append(SkippedEntry(entry.at, _conflict_reason(former, differing)))
        elif reason := _rule_broken(journal, entry.record):
            skipped.append(SkippedEntry(entry.at, reason))
        else:
            (changed if former else new).append(entry)
    return ImportPlan(new, changed, existing, skipped, parsed.unused, parsed.notes)


def _is_here(journal: "Journal", entry: ImportEntry, uids: set[tuple[str, str]]) -> bool:
    """Whether a new entry is in the journal or came before in the file; `uids` collects those of the file."""
    table = KINDS[entry.record.noun].plural
    if (table, entry.uid) in uids:
        return True
    uids.add((table, entry.uid))
    if entry.origin and entry.origin.former:
        return False
    return bool(journal.store.rows(f"SELECT 1 FROM {table} WHERE uid = ?", (entry.uid,)))


def _differing_fields(record: Record, former: Record) -> list[str]:
    """The fields whose values differ as a list shows them; an offset, say, it does not show."""
    theirs, ours = record_to_json(record), record_to_json(former)
    return [
        field.name for field in fields_of(type(record)) if field.is_stored and theirs[field.name] != ours[field.name]
    ]


def _is_untouched(former: Record) -> bool:
    """Whether this is a skill that every journal begins with, as nobody has changed it here."""
    return is_bundled(former.uid) and former.updated_at == former.created_at


def _conflict_reason(former: Record, differing: list[str]) -> str:
    return f"{former.ref} is here with another {' and '.join(differing)}: --take theirs, or --take ours."


def _rule_broken(journal: "Journal", record: Record) -> str:
    """Why the record cannot be stored; empty if it can."""
    try:
        record_to_row(record)
        record.require_one_mentor(journal)
        record.check(journal)
    except MentorlogError as error:
        return error.message
    return ""


def write_entries(journal: "Journal", plan: ImportPlan) -> Imported:
    """Add what is new and change what differs, in one change.

    Those of a list get their refs again where these are free, so the smallest numbers come first.
    """
    stored: dict[str, Record] = {}  # by place
    skipped: list[SkippedEntry] = []
    with journal.change("import") as change:
        for entry in (*sorted(plan.new, key=_number_of), *plan.changed):
            journal.store.connection.execute("SAVEPOINT entry")
            try:
                stored[entry.at] = change.update(entry.record) if _is_change(entry) else _add(journal, change, entry)
            except sqlite3.IntegrityError:
                journal.store.connection.execute("ROLLBACK TO entry")
                skipped.append(SkippedEntry(entry.at, "It holds a number, or a version, that the journal cannot hold."))
            journal.store.connection.execute("RELEASE entry")
        number = change.number
    added, changed = ([stored[entry.at] for entry in part if entry.at in stored] for part in (plan.new, plan.changed))
    return Imported(added, changed, skipped, number)


def _is_change(entry: ImportEntry) -> bool:
    return entry.origin is not None and entry.origin.former is not None


def _number_of(entry: ImportEntry) -> int:
    return (entry.origin and entry.origin.number) or sys.maxsize


def _add(journal: "Journal", change: "JournalWriter", entry: ImportEntry) -> Record:
    if (origin := entry.origin) is None:
        is_private = entry.record.private is None and KINDS[entry.record.noun].group in journal.private_by_default
        record = replace(entry.record, private=True) if is_private else entry.record
        return change.add(record, uid=entry.uid, created_at=entry.written_at)
    return change.add(
        entry.record, uid=entry.uid, created_at=origin.created_at, updated_at=origin.updated_at, number=origin.number
    )


def skip_reason(field: Field, error: MentorlogError) -> str:
    """Why a value was refused. The value itself is not quoted: it may be private."""
    if isinstance(error, NotFound):
        return f"{field.name} names no record that is here."
    if isinstance(error, Ambiguous):
        return f"{field.name} could be several records."
    if field.form in (TEXT, TITLE):
        return f"{field.name}: {error.message}"
    return f"{field.name} takes {field.form.metavar}. {error.hint}".rstrip()
