"""The diary of jrnl, as its text (`[2026-11-23 09:00] Title. Body @tags`) and as its JSON export.

An entry becomes a lesson: a day's thoughts are what one keeps in order to use it, and a lesson is the one noun that
needs nothing but words. A starred one becomes an achievement, since a star marks what one wants to find again; its
title is the achievement's, the rest its evidence. `--noun` chooses another noun for all. Tags are words, and stay.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from mentorlog.clock import localize
from mentorlog.errors import MentorlogError, UsageError
from mentorlog.exchange.entries import Entry, Left, Read, kind_named, uid
from mentorlog.journal.model.record import Record
from mentorlog.journal.model.records.achievements import Achievement
from mentorlog.journal.model.records.challenges import Challenge
from mentorlog.journal.model.records.checkins import CheckIn
from mentorlog.journal.model.records.lessons import Lesson
from mentorlog.journal.model.records.questions import Question
from mentorlog.journal.model.text import TITLE_LIMIT, clean_text

_FORMATS = (
    "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %I:%M:%S %p", "%Y-%m-%d %I:%M %p", "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d",
)  # fmt: skip
_HEAD = re.compile(r"\[(\d{4}-\d{1,2}-\d{1,2}[^\]\n]*)\](?: |$)")
_SENTENCE = re.compile(r".+?[.!?…]+[\"'”’)\]]*(?=\s|$)", re.DOTALL)


class Note(NamedTuple):
    """An entry of the diary: where it stands, when it was written, its words, and whether it has a star."""

    at: str
    moment: datetime
    text: str
    starred: bool

    @property
    def title(self) -> str:
        """Its first line, and of that the first sentence."""
        line = self.text.split("\n", 1)[0]
        sentence = _SENTENCE.match(line)
        return (sentence[0] if sentence else line).strip()

    @property
    def rest(self) -> str | None:
        """What stands behind the title."""
        return self.text[len(self.title) :].strip() or None


def read(content: bytes, noun: str | None, now: datetime) -> Read:
    """The entries of a diary. Raises UsageError for what is none, and for a noun that they cannot become."""
    make = None if noun is None else _maker(noun)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("This file is not valid UTF-8.", "Export it anew: jrnl --export json") from None
    found = list(_of_json(text) if text.lstrip().startswith("{") else _of_text(text))
    if not any(isinstance(one, Note) for one in found):
        raise UsageError("There is no entry of jrnl in this file.", "One begins like [2026-11-23 09:00] Title.")
    entries, left = [], []
    for one in found:
        taken = one if isinstance(one, Left) else _entry(one, make, now)
        if isinstance(taken, Left):
            left.append(taken)
        else:
            entries.append(taken)
    return Read(entries, left)


def _entry(note: Note, make: "Callable[[Note], Record] | None", now: datetime) -> Entry | Left:
    if note.moment > now:
        return Left(note.at, "Its moment is still to come.")
    try:
        kept = note._replace(text=clean_text(note.text).strip())
    except MentorlogError as error:
        return Left(note.at, error.message)
    record = (make or (_achievement if kept.starred else _lesson))(kept)
    # By its words alone, whatever parts them: the text and the JSON export of one entry are one.
    content = uid("jrnl", record.noun, kept.moment.isoformat(timespec="minutes"), " ".join(kept.text.split()))
    return Entry(note.at, record, content, kept.moment)


# What an entry becomes


def _lesson(note: Note) -> Record:
    return Lesson(text=note.text)


def _achievement(note: Note) -> Record:
    title, rest = note.title, note.rest
    if len(title) > TITLE_LIMIT:
        title, rest = title[: TITLE_LIMIT - 2].rsplit(" ", 1)[0] + " …", note.text
    return Achievement(title=title, day=note.moment.date(), evidence=rest)


_MAKERS: dict[str, Callable[[Note], Record]] = {
    "lesson": _lesson,
    "achievement": _achievement,
    "question": lambda note: Question(text=note.text),
    "checkin": lambda note: CheckIn(day=note.moment.date(), wins=note.text),
    "challenge": lambda note: Challenge(day=note.moment.date(), text=note.text),
}


def _maker(noun: str) -> Callable[[Note], Record]:
    make = _MAKERS.get(kind_named(noun).noun)
    if make is None:
        raise UsageError(
            "A diary's entry cannot become that.",
            "It can become lessons, achievements, questions, checkin, challenges.",
        )
    return make


# How it is written


def _of_text(text: str) -> Iterator[Note | Left]:
    head: tuple[int, str] | None = None
    words: list[str] = []
    for at, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if found := _HEAD.match(line):
            if head:
                yield _note(head, words)
            head, words = (at, found[1]), [line[found.end() :]]
        elif head:
            words.append(line)
        elif line.strip():
            yield Left(f"line {at}", "It stands before the first entry.")
    if head:
        yield _note(head, words)


def _note(head: tuple[int, str], lines: list[str]) -> Note | Left:
    at, date = f"line {head[0]}", head[1]
    first = lines[0].rstrip()
    starred = first.endswith(" *") or first == "*"
    text = "\n".join([first.removesuffix("*").rstrip() if starred else first, *lines[1:]]).strip()
    moment = _moment(date)
    return Left(at, "Its date cannot be read.") if moment is None else Note(at, moment, text, starred)


def _moment(date: str) -> datetime | None:
    for form in _FORMATS:
        try:
            return localize(datetime.strptime(date.strip(), form))
        except (ValueError, OverflowError, OSError):
            continue
    return None


def _of_json(text: str) -> Iterator[Note | Left]:
    try:
        told = json.loads(text)
        entries = told["entries"]
    except (ValueError, LookupError, TypeError, RecursionError):
        entries = None
    if not isinstance(entries, list):
        raise UsageError("This is not an export of jrnl.", "Make one: jrnl --export json")
    for at, one in enumerate(entries, 1):
        yield _of_object(f"entry {at}", one)


def _of_object(at: str, one: Any) -> Note | Left:
    if not isinstance(one, dict) or not all(isinstance(one.get(name, ""), str) for name in _TEXTS):
        return Left(at, "It is not an entry as jrnl writes them.")
    moment = _moment(f"{one.get('date', '')} {one.get('time', '')}")
    if moment is None:
        return Left(at, "Its date cannot be read.")
    parts = [one.get("title", "").strip(), one.get("body", "").strip()]
    return Note(at, moment, "\n".join(filter(None, parts)), one.get("starred") is True)


_TEXTS = ("title", "body", "date", "time")
