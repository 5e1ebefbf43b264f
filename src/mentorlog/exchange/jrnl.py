"""The diary of jrnl, as its text (`[2026-11-23 09:00] Title. Body @tags`) and as its JSON export.

An entry becomes a lesson, the one noun that needs nothing but words. A starred entry becomes an achievement with the
entry's title and the rest as its evidence, since a star marks what one wants to find again. `--noun` chooses another
noun for all. Tags stay in the text.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from mentorlog.clock import localize
from mentorlog.errors import MentorlogError, UsageError
from mentorlog.exchange.entries import ImportEntry, ParsedEntries, SkippedEntry, content_uid, resolve_kind
from mentorlog.journal.model.record import Record
from mentorlog.journal.model.records.achievements import Achievement
from mentorlog.journal.model.records.challenges import Challenge
from mentorlog.journal.model.records.checkins import CheckIn
from mentorlog.journal.model.records.lessons import Lesson
from mentorlog.journal.model.records.questions import Question
from mentorlog.journal.text import TITLE_LIMIT, clean_text

if TYPE_CHECKING:
    from mentorlog.exchange.sources import ImportOptions
    from mentorlog.journal.journal import Journal

_DATE_FORMATS = (
    "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %I:%M:%S %p", "%Y-%m-%d %I:%M %p", "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d",
)  # fmt: skip
_ENTRY_HEAD = re.compile(r"\[(\d{4}-\d{1,2}-\d{1,2}[^\]\n]*)\](?: |$)")
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


def parse_diary(journal: "Journal", content: bytes, options: "ImportOptions") -> ParsedEntries:
    """The entries of a diary. Raises UsageError for a file that is none, and for a noun that entries cannot become."""
    convert = None if options.noun is None else _resolve_converter(options.noun)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("This file is not valid UTF-8.", "Export it anew: jrnl --export json") from None
    parsed = list(_parse_json(text) if text.lstrip().startswith("{") else _parse_text(text))
    if not any(isinstance(entry, DiaryEntry) for entry in parsed):
        raise UsageError("There is no entry of jrnl in this file.", "One begins like [2026-11-23 09:00] Title.")
    entries, skipped = [], []
    for entry in parsed:
        result = entry if isinstance(entry, SkippedEntry) else _to_import_entry(entry, convert, journal.now)
        if isinstance(result, SkippedEntry):
            skipped.append(result)
        else:
            entries.append(result)
    return ParsedEntries(entries, skipped)


def _to_import_entry(
    note: DiaryEntry, convert: "Callable[[DiaryEntry], Record] | None", now: datetime
) -> ImportEntry | SkippedEntry:
    if note.moment > now:
        return SkippedEntry(note.at, "Its moment is still to come.")
    try:
        cleaned = note._replace(text=clean_text(note.text).strip())
    except MentorlogError as error:
        return SkippedEntry(note.at, error.message)
    record = (convert or (_to_achievement if cleaned.starred else _to_lesson))(cleaned)
    # From the words alone, whatever separates them: an entry has one uid in the text and in the JSON export.
    content = content_uid(
        "jrnl", record.noun, cleaned.moment.isoformat(timespec="minutes"), " ".join(cleaned.text.split())
    )
    return ImportEntry(note.at, record, content, cleaned.moment)


# What an entry becomes


def _to_lesson(note: DiaryEntry) -> Record:
    return Lesson(text=note.text)


def _to_achievement(note: DiaryEntry) -> Record:
    title, rest = note.title, note.body
    if len(title) > TITLE_LIMIT:
        title, rest = title[: TITLE_LIMIT - 2].rsplit(" ", 1)[0] + " …", note.text
    return Achievement(title=title, day=note.moment.date(), evidence=rest)


_CONVERTERS: dict[str, Callable[[DiaryEntry], Record]] = {
    "lesson": _to_lesson,
    "achievement": _to_achievement,
    "question": lambda note: Question(text=note.text),
    "checkin": lambda note: CheckIn(day=note.moment.date(), wins=note.text),
    "challenge": lambda note: Challenge(day=note.moment.date(), text=note.text),
}


def _resolve_converter(noun: str) -> Callable[[DiaryEntry], Record]:
    convert = _CONVERTERS.get(resolve_kind(noun).noun)
    if convert is None:
        raise UsageError(
            "A diary's entry cannot become that.",
            "It can become lessons, achievements, questions, checkin, challenges.",
        )
    return convert


# How it is written


def _parse_text(text: str) -> Iterator[DiaryEntry | SkippedEntry]:
    head: tuple[int, str] | None = None
    words: list[str] = []
    for at, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if found := _ENTRY_HEAD.match(line):
            if head:
                yield _parse_entry(head, words)
            head, words = (at, found[1]), [line[found.end() :]]
        elif head:
            words.append(line)
        elif line.strip():
            yield SkippedEntry(f"line {at}", "It stands before the first entry.")
    if head:
        yield _parse_entry(head, words)


def _parse_entry(head: tuple[int, str], lines: list[str]) -> DiaryEntry | SkippedEntry:
    at, date = f"line {head[0]}", head[1]
    first = lines[0].rstrip()
    starred = first.endswith(" *") or first == "*"
    text = "\n".join([first.removesuffix("*").rstrip() if starred else first, *lines[1:]]).strip()
    moment = _parse_moment(date)
    return SkippedEntry(at, "Its date cannot be read.") if moment is None else DiaryEntry(at, moment, text, starred)


def _parse_moment(date: str) -> datetime | None:
    for form in _DATE_FORMATS:
        try:
            return localize(datetime.strptime(date.strip(), form))
        except (ValueError, OverflowError, OSError):
            continue
    return None


def _parse_json(text: str) -> Iterator[DiaryEntry | SkippedEntry]:
    try:
        export = json.loads(text)
        entries = export["entries"]
    except (ValueError, LookupError, TypeError, RecursionError):
        entries = None
    if not isinstance(entries, list):
        raise UsageError("This is not an export of jrnl.", "Make one: jrnl --export json")
    for at, one in enumerate(entries, 1):
        yield _parse_object(f"entry {at}", one)


def _parse_object(at: str, one: Any) -> DiaryEntry | SkippedEntry:
    if not isinstance(one, dict) or not all(isinstance(one.get(name, ""), str) for name in _TEXT_KEYS):
        return SkippedEntry(at, "It is not an entry as jrnl writes them.")
    moment = _parse_moment(f"{one.get('date', '')} {one.get('time', '')}")
    if moment is None:
        return SkippedEntry(at, "Its date cannot be read.")
    parts = [one.get("title", "").strip(), one.get("body", "").strip()]
    return DiaryEntry(at, moment, "\n".join(filter(None, parts)), one.get("starred") is True)


_TEXT_KEYS = ("title", "body", "date", "time")
