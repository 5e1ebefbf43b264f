"""The diary of jrnl, as its text (`[2026-11-23 09:00] Title. Body @tags`) and as its JSON export.

An entry becomes a lesson, the one noun that needs nothing but words. A starred entry becomes an achievement with the
entry's title and the rest as its evidence, since a star marks what one wants to find again. `--noun` chooses another
noun for all. Tags stay in the text.

A head whose date cannot be read makes an entry that is left out and listed, so that it does not become a part of the
one before. One without a year, or of a day that does not exist, is text, as jrnl has it, and a note says so.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from mentorlog.errors import MentorlogError, UsageError
from mentorlog.exchange.diaries.heads import DayOrder, HeadDate, ambiguity, day_order, read_head
from mentorlog.exchange.entries import (
    ImportEntry,
    ParsedEntries,
    SkippedEntry,
    content_uid,
    decode_text,
    resolve_kind,
)
from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.record import Record
from mentorlog.journal.model.records import record_class
from mentorlog.journal.text import TITLE_LIMIT, clean_text
from mentorlog.nouns import KINDS

if TYPE_CHECKING:
    from mentorlog.exchange.sources import ImportOptions
    from mentorlog.journal.journal import Journal

_ENTRY_HEAD = re.compile(r"\[([^\]\n]+)\](?: |$)")
_CLOSE_SENTENCE = re.compile(r"([！．？｡。]) ")  # jrnl ends a title behind these, where the text may have no space
_TEXT_KEYS = ("title", "body", "date", "time")  # of an entry in JSON
_SENTENCE = re.compile(r".+?[.!?…]+[\"'”’)\]]*(?=\s|$)", re.DOTALL)


class DiaryEntry(NamedTuple):
    """An entry of the diary; `at` says where it stands in the file."""

    at: str
    moment: datetime
    text: str
    starred: bool

    @property
    def title(self) -> str:
        """The first sentence of its first line."""
        line = self.text.split("\n", 1)[0]
        sentence = _SENTENCE.match(line)
        return (sentence[0] if sentence else line).strip()

    @property
    def body(self) -> str | None:
        """The text after the title."""
        return self.text[len(self.title) :].strip() or None


class _Block(NamedTuple):
    """An entry before its date is settled: its place, its head, and its text."""

    at: str
    head: HeadDate
    text: str
    starred: bool


def parse_diary(journal: "Journal", content: bytes, options: "ImportOptions") -> ParsedEntries:
    """The entries of a diary. Raises UsageError for a file that is none, and for a noun that entries cannot become."""
    record = None if options.noun is None else _record_for_entries(options.noun)
    text = decode_text(content, "Export it anew: jrnl --export json")
    notes: list[str] = []
    blocks = list(_parse_json(text) if text.lstrip().startswith("{") else _parse_text(text, notes))
    if not any(isinstance(block, _Block) for block in blocks):
        raise UsageError("There is no entry of jrnl in this file.", "One begins like [2026-11-23 09:00] Title.")
    order = day_order(block.head for block in blocks if isinstance(block, _Block))
    entries = (block if isinstance(block, SkippedEntry) else _to_entry(block, order, journal.now) for block in blocks)
    return ParsedEntries(
        [
            entry if isinstance(entry, SkippedEntry) else _to_import_entry(entry, record, journal.now)
            for entry in entries
        ],
        notes=notes,
    )


def _to_entry(block: _Block, order: DayOrder | None, now: datetime) -> DiaryEntry | SkippedEntry:
    moments = block.head.by_order
    if not moments:
        return SkippedEntry(block.at, block.head.why)
    moment = next(iter(moments.values())) if len(moments) == 1 else moments.get(order) if order else None
    if moment is None:
        return SkippedEntry(block.at, ambiguity(block.head, now))
    return DiaryEntry(block.at, moment, block.text, block.starred)


def _to_import_entry(entry: DiaryEntry, record: type[Record] | None, now: datetime) -> ImportEntry | SkippedEntry:
    if entry.moment > now:
        return SkippedEntry(entry.at, "Its moment is still to come.")
    try:
        entry = entry._replace(text=clean_text(entry.text).strip())
    except MentorlogError as error:
        return SkippedEntry(entry.at, error.message)
    record = record or record_class(KINDS["achievement" if entry.starred else "lesson"])
    # From the words alone, whatever separates them: an entry has one uid in the text and in the JSON export.
    words = _CLOSE_SENTENCE.sub(r"\1", " ".join(entry.text.split()))
    uid = content_uid("jrnl", record.noun, entry.moment.isoformat(timespec="minutes"), words)
    return ImportEntry(entry.at, _to_record(entry, record), uid, entry.moment)


def _to_record(entry: DiaryEntry, record: type[Record]) -> Record:
    """The entry as a record of that noun: its day and words, the first sentence as the title where there is one."""
    names = {field.name for field in fields_of(record)}
    fields: dict[str, Any] = {record.diary_field: entry.text}
    if "day" in names:
        fields["day"] = entry.moment.date()
    if "title" in names and len(entry.title) > TITLE_LIMIT:
        fields["title"] = entry.title[: TITLE_LIMIT - 2].rsplit(" ", 1)[0] + " …"
    elif "title" in names:
        fields |= {"title": entry.title, record.diary_field: entry.body}
    return record(**fields)


def _record_for_entries(noun: str) -> type[Record]:
    """The record of a noun. Raises UsageError if a diary's entry cannot become one."""
    record = record_class(resolve_kind(noun))
    if not record.diary_field:
        raise UsageError(
            "A diary's entry cannot become that.",
            "It can become lessons, achievements, questions, checkin, challenges.",
        )
    return record


# The formats of its files


def _parse_text(text: str, notes: list[str]) -> Iterator[_Block | SkippedEntry]:
    """The entries of a text; `notes` gets a sentence about each line that only looks like the head of one."""
    begun: tuple[int, HeadDate] | None = None
    lines: list[str] = []
    for at, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        match = _ENTRY_HEAD.match(line)
        head = read_head(match[1]) if match else None
        if match and head and head.is_date and (head.exists or not begun):
            if begun:
                yield _to_block(*begun, lines)
            begun, lines = (at, head), [line[match.end() :]]
        elif begun:
            if head and head.is_date:
                notes.append(f"Line {at} stays in the text of the entry before it: it begins with no date of a diary.")
            lines.append(line)
        elif line.strip():
            yield SkippedEntry(f"line {at}", "It stands before the first entry.")
    if begun:
        yield _to_block(*begun, lines)


def _to_block(line: int, head: HeadDate, lines: list[str]) -> _Block:
    """An entry of the text; an asterisk at the end of its first line is its star, as jrnl has it."""
    starred = lines[0].rstrip().endswith("*")
    text = "\n".join([lines[0].strip(" *") if starred else lines[0], *lines[1:]]).strip()
    return _Block(f"line {line}", head, text, starred)


def _parse_json(text: str) -> Iterator[_Block | SkippedEntry]:
    try:
        entries = json.loads(text)["entries"]
    except (ValueError, LookupError, TypeError, RecursionError):
        entries = None
    if not isinstance(entries, list):
        raise UsageError("This is not an export of jrnl.", "Make one: jrnl --export json")
    for at, entry in enumerate(entries, 1):
        yield _parse_object(f"entry {at}", entry)


def _parse_object(at: str, entry: Any) -> _Block | SkippedEntry:
    if not isinstance(entry, dict) or not all(isinstance(entry.get(name, ""), str) for name in _TEXT_KEYS):
        return SkippedEntry(at, "It is not an entry as jrnl writes them.")
    title, body, date, time = (entry.get(name, "").strip() for name in _TEXT_KEYS)
    head = read_head(f"{date} {time}")
    if not head.is_date:
        return SkippedEntry(at, "Its date cannot be read.")
    return _Block(at, head, "\n".join(filter(None, (title, body))), entry.get("starred") is True)
