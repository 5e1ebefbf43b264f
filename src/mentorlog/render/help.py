"""Pages that explain: a few kinds of blocks, set so that no line is longer than the screen and no name is parted.

A topic's page is read from a text file; a command's is made from its own options.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from mentorlog.render.answers import Answer
from mentorlog.render.terminal.page import Line, Lines, Page, line, own
from mentorlog.render.terminal.screen import Screen
from mentorlog.render.terminal.wrap import wrapped
from mentorlog.structs import Frozen

PIPED = 80  # columns where nobody says how wide it is
_WIDEST = 100  # columns that prose is set to: longer lines are hard to read
_NARROW = 60  # columns below which a meaning stands under a term that is long
_BELOW = 6  # columns that it is set in there


class Title(Frozen):
    """What the next blocks are about."""

    text: str


class Words(Frozen):
    """A paragraph. Its lines stand `indent` columns to the right, those behind the first `hang` more."""

    text: str
    indent: int = 0
    hang: int = 0


class Rows(Frozen):
    """Terms, and what they mean."""

    rows: Sequence[tuple[str, str]]


class Typed(Frozen):
    """Commands as they are typed."""

    commands: Sequence[str]


Block = Title | Words | Rows | Typed


class Help(Answer):
    """A page that explains a topic or a command."""

    kind = "help"

    def __init__(self, topic: str, blocks: Sequence[Block]) -> None:
        self.topic = topic
        self.blocks = blocks

    def data(self) -> Any:
        return {"topic": self.topic, "text": self.text(PIPED)}

    def page(self, screen: Screen) -> Page:
        return [Lines(drawn(self.blocks, screen.width or PIPED))]

    def text(self, width: int) -> str:
        """The page without colours."""
        lines = ("".join(span.text for span in one) for one in drawn(self.blocks, width))
        return "".join(f"{text.rstrip()}\n" for text in lines)


def read(text: str) -> list[Block]:
    """The blocks of a topic's file.

    `# Title`; paragraphs; indented lines that are commands, or terms whose meaning stands behind two blanks or more
    and goes on deeper below.
    """
    blocks: list[Block] = []
    for part in text.strip("\n").split("\n\n"):
        if part.startswith("# "):
            blocks.append(Title(part[2:]))
        elif part.startswith("  mentorlog "):
            blocks.append(Typed([command.strip() for command in part.split("\n")]))
        elif part.startswith(" "):
            rows = [re.split(r"\s{2,}", row, maxsplit=1) for row in re.split(r"\n  (?! )", part.strip())]
            blocks.append(Rows([(term, " ".join(meaning.split())) for term, meaning in rows]))
        else:
            titled = any(isinstance(block, Title) for block in blocks)
            blocks.append(Words(" ".join(part.split()), indent=2 if titled else 0))
    return blocks


def drawn(blocks: Sequence[Block], width: int) -> list[Line]:
    """A page as lines of at most `width` cells."""
    width = min(width, _WIDEST)
    column = _column(blocks, width)
    lines: list[Line] = []
    for at, block in enumerate(blocks):
        if at and not isinstance(blocks[at - 1], Title):
            lines.append(())
        match block:
            case Title(text):
                lines.append(line(own(text, "dim")))
            case Words():
                lines += _paragraph(block, width)
            case Rows(rows):
                beside = column if width >= _NARROW else _column([block], width)
                lines += [one for row in rows for one in _row(*row, beside, width)]
            case Typed(commands):
                lines += [line(own(text, "accent")) for command in commands for text in _typed(command, width)]
    return lines


def _column(blocks: Sequence[Block], width: int) -> int:
    """Where the meanings stand: behind most terms; 0 where it is narrow and that leaves too little room."""
    most = width // 3
    terms = [len(term) for block in blocks if isinstance(block, Rows) for term, _ in block.rows]
    if width < _NARROW and max(terms, default=0) > most:
        return 0
    return max((term for term in terms if term <= most), default=0) + 4


def _row(term: str, meaning: str, column: int, width: int) -> Iterator[Line]:
    """A term and its meaning beside it, or below where the term is too long for that."""
    beside = len(term) + 4 <= column
    if not beside:
        yield line("  ", own(term, "accent"))
    indent = column or _BELOW
    for at, part in enumerate(wrapped(line(meaning), width - indent)):
        if beside and not at:
            yield (*line("  ", own(term, "accent"), " " * (indent - 2 - len(term))), *part)
        else:
            yield (*line(" " * indent), *part)


def _paragraph(words: Words, width: int) -> Iterator[Line]:
    hang = words.hang if width >= _NARROW else min(words.hang, 2)
    for at, part in enumerate(wrapped(line(words.text), width - words.indent - hang)):
        yield (*line(" " * (words.indent + (hang if at else 0))), *part)


def _typed(command: str, width: int) -> Iterator[str]:
    """A command as a shell takes it, on several lines where it is long; what is quoted is not parted."""
    start, text = "  ", ""
    for piece in re.findall(r'(?:--[\w-]+ )?(?:"[^"]*"|[^\s"])+', command):
        if text and len(start + text + piece) + 3 > width:
            yield f"{start}{text} \\"
            start, text = "      ", ""
        text = f"{text} {piece}".lstrip()
    yield start + text
