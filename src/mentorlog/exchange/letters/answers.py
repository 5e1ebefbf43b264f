"""What is known of a letter that was sent, and what a reply says to it."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from mentorlog.journal.model.marks import Mark
from mentorlog.journal.model.prints import LinePrint

Value = bool | int | str


class SentLetter(NamedTuple):
    """What is known of the letters that a reply names: their marks by name, the prints, and the texts behind marks."""

    marks: Mapping[str, Mark]
    prints: Collection[LinePrint]
    texts: Mapping[str, str] = {}
    names: Collection[str] = ()  # of the mentor, which may stand below an answer


class MarkAnswer(NamedTuple):
    """What a reply says to a mark: yes or no, a rating, or a text, and a remark beside it."""

    name: str
    value: Value
    remark: str = ""


class UnreadMark(NamedTuple):
    """A mark to be looked at: why, and what stands there."""

    name: str
    why: str
    text: str = ""


class ReplyReading(NamedTuple):
    """Answers, marks that could not be read, marks without an answer, and the text that belongs to none."""

    answers: list[MarkAnswer]
    unread: list[UnreadMark]
    unanswered: list[str]
    loose_text: str
