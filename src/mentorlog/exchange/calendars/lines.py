"""The lines of a calendar file, with their numbers, and the blocks that they form.

icalendar refuses a whole file for one line that it cannot read, and does not say which line that is. Here a file is
taken apart first, so that an event that cannot be read costs that event alone.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mentorlog.errors import UsageError

# A name, parameters whose quoted values may hold colons, and a value.
_PROPERTY = re.compile(r'([A-Za-z0-9-]+)((?:;[^:"]*(?:"[^"]*"[^:"]*)*)?):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';\s*([A-Za-z0-9-]+)=("[^"]*"|[^;]*)')
# RFC 5545, 3.3.11; a colon needs no backslash, but some programs write one.
_ESCAPED = re.compile(r"\\([\\,;:nN])")


_MAX_DEPTH = 20  # blocks within one another; those of a calendar are three


class Unreadable(NamedTuple):
    """An event that cannot be read: the number of the line, and what stands there."""

    line: int
    what: str


class EventError(Exception):
    """An event cannot be read."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(line, what)
        self.unreadable = Unreadable(line, what)


class Property(NamedTuple):
    """A property: its line, its name in capitals, its parameters and its value as it stands in the file."""

    line: int
    name: str
    parameters: dict[str, str]
    value: str

    def error(self, detail: str = "") -> EventError:
        """The error that this property cannot be read."""
        return EventError(self.line, f"{self.name} {detail}".strip())


class Block:
    """What stands between BEGIN and END: the lines of its own, and the blocks within."""

    def __init__(self, name: str, line: int) -> None:
        self.name = name
        self.line = line
        self.is_closed = False
        self.texts: list[tuple[int, str]] = []
        self.blocks: list[Block] = []

    def properties(self, *names: str) -> Iterator[Property]:
        """The properties of these names, in their order. Raises EventError for one that has no value."""
        for line, text in self.texts:
            name = re.split("[:;]", text, maxsplit=1)[0].strip().upper()
            if name in names:
                match = _PROPERTY.fullmatch(text)
                if match is None:
                    raise EventError(line, name)
                parameters = {key.upper(): value.strip('"') for key, value in _PARAMETER.findall(match[2])}
                yield Property(line, name, parameters, match[3].strip())

    def walk(self, name: str) -> Iterator["Block"]:
        """The blocks of this name, at any depth, in their order."""
        pending = [self]
        while pending:
            block = pending.pop()
            if block.name == name:
                yield block
            pending += reversed(block.blocks)

    def to_ical(self) -> str:
        """The block as a text."""
        inner = "".join(block.to_ical() for block in self.blocks)
        lines = "".join(f"{text}\r\n" for _, text in self.texts)
        return f"BEGIN:{self.name}\r\n{lines}{inner}END:{self.name}\r\n"


def unescape_text(value: str) -> str:
    """A text as it was before a calendar escaped it. icalendar's `vText.from_ical` leaves the backslashes in it."""
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def parse_blocks(content: bytes) -> Block:
    """The blocks of a file, under one without a name. Raises UsageError for what is no calendar, or not in UTF-8."""
    root = Block("", 0)
    stack = [root]
    for line, text in _logical_lines(_to_utf8(content)):
        word, _, name = text.partition(":")
        name = name.strip().upper()
        if word.upper() == "BEGIN" and len(stack) < _MAX_DEPTH:
            if name in ("VEVENT", "VCALENDAR"):  # never one within another: the END of the one before is missing
                while any(block.name == name for block in stack):
                    stack.pop()
            block = Block(name, line)
            stack[-1].blocks.append(block)
            stack.append(block)
        elif len(stack) == 1:
            break  # nothing stands outside of a calendar
        elif word.upper() == "END":
            if any(block.name == name for block in stack):
                while stack[-1].name != name:
                    stack.pop()
                stack.pop().is_closed = True
        else:
            stack[-1].texts.append((line, text))
    if not any(block.name == "VCALENDAR" for block in root.blocks):
        raise UsageError("This is not a calendar that can be read.", "An iCalendar file begins with BEGIN:VCALENDAR.")
    return root


def _to_utf8(content: bytes) -> bytes:
    """The content in UTF-8, without a byte order mark; UTF-16 is recognised by its mark."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return content.decode("utf-16").encode()
        except UnicodeDecodeError:
            raise _encoding_error(1) from None
    return content.removeprefix(b"\xef\xbb\xbf")


def _logical_lines(content: bytes) -> Iterator[tuple[int, str]]:
    """The lines with their numbers; one that begins with a blank continues the one before, even within a character."""
    pieces: list[bytes] = []
    first = 1
    for number, raw in enumerate(re.split(rb"\r\n|\n|\r", content), 1):
        if raw[:1] in (b" ", b"\t") and pieces:
            pieces.append(raw[1:])
            continue
        if pieces:
            yield first, _decode(first, b"".join(pieces))
        first, pieces = number, [raw] if raw.strip() else []
    if pieces:
        yield first, _decode(first, b"".join(pieces))


def _decode(line: int, raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise _encoding_error(line) from None


def _encoding_error(line: int) -> UsageError:
    return UsageError(f"Line {line} of this calendar is not in UTF-8.", "Save the file in UTF-8, and import it again.")
