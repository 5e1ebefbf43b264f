"""Help pages: a few kinds of blocks, laid out so that no line is longer than the screen and no name is broken.

A topic's page is read from a text file; a command's page follows from its options.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from mentorlog.render.answers import Answer
from mentorlog.render.terminal.page import Line, Lines, Page, bare_text, line, ours
from mentorlog.render.terminal.screen import DEFAULT_WIDTH, Screen, prose_width
from mentorlog.render.terminal.wrap import wrap_line
from mentorlog.structs import Frozen

_MAX_WIDTH = 100  # columns of prose: longer lines are hard to read
_NARROW_WIDTH = 60  # columns below which the meaning of a long term goes on the next line
_MEANING_INDENT = 6  # columns before a meaning on a line of its own


class HelpTitle(Frozen):
    """A title above the blocks that follow."""

    text: str


class HelpParagraph(Frozen):
    """A paragraph, indented; all lines but the first by `hanging_indent` more."""

    text: str
    indent: int = 0
    hanging_indent: int = 0


class HelpTerms(Frozen):
    """Terms, and what they mean."""

    rows: Sequence[tuple[str, str]]


class HelpCommands(Frozen):
    """Commands as they are typed."""

    commands: Sequence[str]


HelpBlock = HelpTitle | HelpParagraph | HelpTerms | HelpCommands


class HelpAnswer(Answer):
    """A page that explains a topic or a command."""

    kind = "help"
    use_pager = is_long_page = True

    def __init__(self, topic: str, blocks: Sequence[HelpBlock]) -> None:
        self.topic = topic
        self.blocks = blocks

    def data(self) -> Any:
        return {"topic": self.topic, "text": self.text(DEFAULT_WIDTH)}

    def page(self, screen: Screen) -> Page:
        return [Lines(help_lines(self.blocks, prose_width(screen)))]

    def text(self, width: int) -> str:
        """The page without colours."""
        return "".join(f"{bare_text(spans).rstrip()}\n" for spans in help_lines(self.blocks, width))


def parse_topic(text: str) -> list[HelpBlock]:
    """The blocks of a topic's file.

    `# Title`; paragraphs; indented lines that are commands, or terms with a meaning after two blanks or more, which
    continues further indented below.
    """
    blocks: list[HelpBlock] = []
    for part in text.strip("\n").split("\n\n"):
        if part.startswith("# "):
            blocks.append(HelpTitle(part[2:]))
        elif part.startswith("  mentorlog "):
            blocks.append(HelpCommands([command.strip() for command in part.split("\n")]))
        elif part.startswith(" "):
            rows = [re.split(r"\s{2,}", row, maxsplit=1) for row in re.split(r"\n  (?! )", part.strip())]
            blocks.append(HelpTerms([(term, " ".join(meaning.split())) for term, meaning in rows]))
        else:
            has_title = any(isinstance(block, HelpTitle) for block in blocks)
            blocks.append(HelpParagraph(" ".join(part.split()), indent=2 if has_title else 0))
    return blocks


def help_lines(blocks: Sequence[HelpBlock], width: int) -> list[Line]:
    """A page as lines of at most `width` cells."""
    width = min(width, _MAX_WIDTH)
    column = _meaning_column(blocks, width)
    lines: list[Line] = []
    for at, block in enumerate(blocks):
        if at and not isinstance(blocks[at - 1], HelpTitle):
            lines.append(())
        match block:
            case HelpTitle(text):
                lines.append(line(ours(text, "title")))
            case HelpParagraph():
                lines += _paragraph_lines(block, width)
            case HelpTerms(rows):
                indent = column if width >= _NARROW_WIDTH else _meaning_column([block], width)
                for term, meaning in rows:
                    lines += _term_lines(term, meaning, indent, width)
            case HelpCommands(commands):
                lines += [line(ours(text, "accent")) for command in commands for text in _command_lines(command, width)]
    return lines


def _meaning_column(blocks: Sequence[HelpBlock], width: int) -> int:
    """The column of the meanings, behind most terms; 0 where the screen is too narrow for that."""
    limit = width // 3
    terms = [len(term) for block in blocks if isinstance(block, HelpTerms) for term, _ in block.rows]
    if width < _NARROW_WIDTH and max(terms, default=0) > limit:
        return 0
    return max((term for term in terms if term <= limit), default=0) + 4


def _term_lines(term: str, meaning: str, column: int, width: int) -> Iterator[Line]:
    """A term and its meaning beside it, or below where the term is too long for that."""
    fits = len(term) + 4 <= column
    if not fits:
        yield line("  ", ours(term, "accent"))
    indent = column or _MEANING_INDENT
    for at, part in enumerate(wrap_line(line(meaning), width - indent)):
        if fits and not at:
            yield (*line("  ", ours(term, "accent"), " " * (indent - 2 - len(term))), *part)
        else:
            yield (*line(" " * indent), *part)


def _paragraph_lines(paragraph: HelpParagraph, width: int) -> Iterator[Line]:
    hang = paragraph.hanging_indent if width >= _NARROW_WIDTH else min(paragraph.hanging_indent, 2)
    for at, part in enumerate(wrap_line(line(paragraph.text), width - paragraph.indent - hang)):
        yield (*line(" " * (paragraph.indent + (hang if at else 0))), *part)


def _command_lines(command: str, width: int) -> Iterator[str]:
    """A command in shell syntax, continued on further lines where it is long; quoted arguments are not split."""
    start, text = "  ", ""
    for piece in re.findall(r'(?:--[\w-]+ )?(?:"[^"]*"|[^\s"])+', command):
        if text and len(start + text + piece) + 3 > width:
            yield f"{start}{text} \\"
            start, text = "      ", ""
        text = f"{text} {piece}".lstrip()
    yield start + text
