"""Where the marks of a letter stand in the lines of a reply, however they were typed or wrapped."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from mentorlog.exchange.mails.lines import Line
from mentorlog.journal.model.marks import Mark, find_marks, format_mark

MAX_PLACES = 1_000  # of a reply; a letter has thirty at most
_BULLET = r"[^\w\[({&]{0,12}(?:(?:\d{1,3}|[a-zA-Z])[.)]\s{1,4})?[^\w\[({]{0,12}"
_AT_START = re.compile(_BULLET)
# A mark that was typed by hand: "q24: ...", "(q24) ...", "[q24 ...".
_TYPED = re.compile(
    rf"(?P<before>{_BULLET})(?P<opening>[\[({{]?)\s?(?P<name>[a-z]\s?\d{{1,9}}|feedback|next)(?:\s+(?P<digest>[0-9a-f]{{6}}))?"
    r"\s?(?P<closing>[\])}]\s?:?|:|\s[-–—](?=\s))?(?=\s|$|(?<=[\])}:]))",
    re.IGNORECASE,
)
_BROKEN_MARK = re.compile(r"\[\s*[a-z]\s?\d{1,9}$", re.IGNORECASE)
_REST_OF_MARK = re.compile(r"\s*[0-9a-f]{6}\s*\\?\]", re.IGNORECASE)
_LIKE_A_MARK = re.compile(rf"{_BULLET}\\?\[\s?[a-z]{{1,2}}\s?\d{{1,9}}\w{{0,3}}(?:\s+\w{{1,12}})?\s?\]", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(\s?[\[\]])")  # as Markdown has brackets
_BRACKETS = str.maketrans("［］【】〔〕", "[][][]")


class MarkPlace(NamedTuple):
    """A mark in a reply: its line, where it stands there, and whether the line begins with it."""

    mark: Mark
    line: int
    start: int
    end: int
    begins: bool


def normalize_marks(lines: list[Line], marks: Mapping[str, Mark]) -> list[Line]:
    """The lines with each mark of the letter as the letter has it: in brackets, on one line."""
    normal = list[Line]()
    carry = ""  # the rest of a mark that the line before begins
    for at, line in enumerate(lines):
        text = line.text.translate(_BRACKETS) if not line.text.isascii() else line.text
        text = _ESCAPED.sub(r"\1", text) if "\\" in text else text
        if carry:
            text, carry = text[len(carry) :].lstrip(), ""
        if at + 1 < len(lines) and _BROKEN_MARK.search(text) and (rest := _REST_OF_MARK.match(lines[at + 1].text)):
            carry = rest[0]
            text = f"{text} {carry.strip()}"
        normal.append(line._replace(text=_with_brackets(text, marks)))
    return normal


def _with_brackets(text: str, marks: Mapping[str, Mark]) -> str:
    match = _TYPED.match(text)
    if match is None or next(find_marks(text[match.start("opening") :]), None):
        return text
    name = "".join(match["name"].lower().split())
    if name not in marks or not (match["closing"] or match["opening"] in ("[", "{")):
        return text
    if match["opening"] == "(" and not (match["closing"] or "").startswith(")"):
        return text
    shown = format_mark(Mark(name, match["digest"] or ""))
    return f"{match['before']}{shown} {text[match.end() :].lstrip()}"


def find_places(lines: list[Line]) -> Iterator[MarkPlace]:
    """The marks in the lines that a person wrote, in order, at most MAX_PLACES."""
    return islice(_all_places(lines), MAX_PLACES)


def _all_places(lines: list[Line]) -> Iterator[MarkPlace]:
    for at, line in enumerate(lines):
        if line.is_added or "[" not in line.text:
            continue
        for found in find_marks(line.text):
            begins = bool(_AT_START.fullmatch(line.text[: found.start].rstrip("\\")))
            yield MarkPlace(found.mark, at, found.start, found.end, begins)


def unknown_mark(text: str) -> str:
    """What a line begins with that looks like a mark and is none; empty where it does not."""
    match = _LIKE_A_MARK.match(text)
    return match[0][match[0].index("[") :] if match and not next(find_marks(match[0]), None) else ""
