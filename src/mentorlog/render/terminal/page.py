"""A page for the terminal before it is drawn: blocks of lines, which consist of spans with a role.

A Page is drawn with Rich on a terminal, as plain text in a pipe, or line by line for reading aloud. A role says what a
span is, not how it looks: `win` is a celebration or its star, `command` what to type next, `track` the empty part of a
bar, `shade0` to `shade4` how much there was of something.
"""

from collections.abc import Sequence

from mentorlog.structs import Frozen, Literal

Manner = Literal["title", "words", "figure", "fixed"]
Role = Literal[
    "", "title", "dim", "accent", "command", "good", "warn", "bad", "win", "quote",
    "track", "shade0", "shade1", "shade2", "shade3", "shade4",
]  # fmt: skip
RAG_GLYPHS = {"green": "●", "amber": "▲", "red": "■", "none": "○"}
RAG_WORDS = {"green": "on plan", "amber": "slipping", "red": "behind", "none": "no plan"}
RAG_ROLES: dict[str, Role] = {"green": "good", "amber": "warn", "red": "bad", "none": "dim"}


class Span(Frozen):
    """A piece of a line. `ours` marks the program's words and glyphs; other text was written by a person.

    `alt` replaces it when read aloud: figures instead of a bar, a line break instead of the dot between facts.
    `ground` is the role whose colour lies behind the text: a mark within the fill of a bar, say.
    """

    text: str
    role: Role = ""
    ours: bool = False
    alt: str | None = None
    ground: Role = ""

    def __init__(
        self, text: str, role: Role = "", ours: bool = False, alt: str | None = None, ground: Role = ""
    ) -> None:
        """Written out, since a page has hundreds: the one of `Frozen` takes 10,000 instructions, this one 4,500."""
        state = self.__dict__
        state["text"] = text
        state["role"] = role
        state["ours"] = ours
        state["alt"] = alt
        state["ground"] = ground


Line = tuple[Span, ...]


def ours(text: str, role: Role = "", alt: str | None = None, ground: Role = "") -> Span:
    """The program's own words."""
    return Span(text, role, True, alt, ground)


def line(*parts: Span | str) -> Line:
    """A line of spans; a bare string is the program's own words."""
    return tuple([ours(part) if isinstance(part, str) else part for part in parts])


def rag_span(rag: str, word: str = "") -> Span:
    """A status as a shape, a word and a colour; another word may be given for it."""
    return ours(f"{RAG_GLYPHS[rag]} {word or RAG_WORDS[rag]}", RAG_ROLES[rag])


def join_facts(lines: Sequence[Line], separator: str = " · ") -> Line:
    """Several short facts as one line, with a dim separator; read aloud, each is a line of its own."""
    spans: list[Span] = []
    for fact in lines:
        if not any(span.text for span in fact):
            continue
        if spans:
            spans.append(ours(separator, "dim", "\n"))
        spans.extend(fact)
    return tuple(spans)


def bare_text(spans: Line) -> str:
    """A line without its roles."""
    return "".join([span.text for span in spans])


class Lines(Frozen):
    """Lines that wrap under themselves."""

    lines: Sequence[Line]
    indent: int = 0


def paragraph(*parts: Span | str, indent: int = 0) -> Lines:
    """One line as a block; a bare string is the program's own words."""
    return Lines([line(*parts)], indent)


class Heading(Frozen):
    """A title, and a text at the right margin."""

    left: Line
    right: Line = ()


class GridColumn(Frozen):
    """One column of a grid: its heading, and how it is set.

    Words may wrap; the title of a record keeps more room than other words; figures are aligned at the right. With
    `hide_label` the cells need no label to the eye; read aloud each has it. On a terminal a column is left out of a
    table with `if_room` where it does not fit, and its cells are cut to one line with `one_line`.
    """

    label: str
    manner: Manner = "fixed"
    hide_label: bool = False
    if_room: bool = False
    one_line: bool = False
    is_name: bool = False  # the label is somebody's name


class Row(Frozen):
    """A row of a grid, and lines below it, which begin at its second column."""

    cells: Sequence[Line]
    below: Sequence[Line] = ()


class Grid(Frozen):
    """Aligned columns without borders. With a header it is a table, on a narrow screen a block per row."""

    columns: Sequence[GridColumn]
    rows: Sequence[Row]
    has_header: bool = False
    indent: int = 0


class Banner(Frozen):
    """Lines in a frame as wide as the screen, to celebrate something."""

    title: Line
    lines: Sequence[Line]


class Gap(Frozen):
    """An empty line."""


Block = Lines | Heading | Grid | Banner | Gap
Page = list[Block]


def label_grid(rows: Sequence[tuple[str, Line]], indent: int = 0) -> Grid:
    """Labels at the left, their texts at the right."""
    heads = (GridColumn("", "fixed"), GridColumn("", "words"))
    return Grid(heads, [Row((line(ours(label, "dim")), text)) for label, text in rows], indent=indent)


def counts_grid(labels: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]], *, has_header: bool = True) -> Grid:
    """A name and its counts in each row; a count of 0 stays empty. `labels` head the counts."""
    heads = (GridColumn("", "title"), *(GridColumn(label, "figure") for label in labels))
    cells = [Row((line(name), *(line(str(count or "")) for count in counts))) for name, counts in rows]
    return Grid(heads, cells, has_header)
