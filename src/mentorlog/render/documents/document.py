"""A page to share, before it is drawn: sections of a few kinds of blocks, whatever they are about.

Whoever has something to share builds a Document; drawing it, as Markdown or as a web page, is done in one place each.
All texts are bare: the drawers make them safe. None of the drawers computes a figure.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from mentorlog.structs import Frozen

Rag = Literal["green", "amber", "red", "none"]
Stroke = Literal["value", "plan", "first", "second", "third"]


class Paragraph(Frozen):
    """A paragraph, maybe of several lines."""

    text: str


class Bullet(Frozen):
    """A point of a list: the ref of its entry, its text, and what is said beside it."""

    text: str
    ref: str = ""
    note: str = ""


class Bullets(Frozen):
    """A list."""

    items: Sequence[Bullet]


class Fact(Frozen):
    """A label, what it says, and the refs of the entries it stands on, in groups of a word and its refs."""

    label: str
    text: str
    groups: Sequence[tuple[str, Sequence[str]]] = ()


class FactList(Frozen):
    """Labelled facts."""

    facts: Sequence[Fact]


class Table(Frozen):
    """Rows under headings; `figures` are the columns that stand at the right. A cell may be the ref of an entry."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric_columns: Sequence[int] = ()


class Curve(Frozen):
    """Values over time: their name, how they are drawn, and (day, value) in the order of days."""

    name: str
    stroke: Stroke
    points: Sequence[tuple[date, float]]


class Chart(Frozen):
    """Curves over time, with what they say in words for who cannot see them."""

    title: str
    text: str
    curves: Sequence[Curve]
    unit: str = ""
    y_range: tuple[float, float] | None = None  # of the values; as wide as they are unless given


class GoalCard(Frozen):
    """A goal: how far it is and should be (1 is its target), its status in a word, what is to say, its burn-up."""

    ref: str
    title: str
    share: float | None
    share_text: str
    expected: float | None
    rag: Rag
    status: str
    lines: Sequence[str]
    chart: Chart | None = None


class GoalCards(Frozen):
    """Goals, one below the other."""

    goals: Sequence[GoalCard]


Block = Paragraph | Bullets | FactList | Table | Chart | GoalCards


class Section(Frozen):
    """Blocks under a heading."""

    title: str
    blocks: Sequence[Block]


class AppendixEntry(Frozen):
    """An entry that a page stands on: what it is, its name, its fields (label, text, ref), and what is part of it."""

    ref: str
    display_noun: str
    title: str
    fields: Sequence[tuple[str, str, str]]
    parts: Sequence[str] = ()


class Document(Frozen):
    """A page: its title, what it covers, one leading sentence, its sections, the entries it stands on, a last note."""

    title: str
    subtitle: str
    lead: str
    sections: Sequence[Section]
    entries: Sequence[AppendixEntry] = ()
    note: str = ""
