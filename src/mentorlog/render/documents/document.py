"""A page before it is drawn: sections of a few kinds of blocks, whatever they are about.

Whoever has something to show builds one Document; each medium has one drawer: the terminal (also in a pipe and read
aloud), Markdown, the web. Texts are bare: the drawers make them safe, and none of them computes a figure. A block that
derives from another is drawn like it by each medium that has no picture of its own for it.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from mentorlog.render.documents.standings import GoalCard, Level
from mentorlog.structs import Frozen, Literal

if TYPE_CHECKING:
    from mentorlog.render.terminal.page import Heading, Line, Role

Stroke = Literal["value", "plan", "forecast", "first", "second", "third"]
Medium = Literal["terminal", "markdown", "web"]
Only = Medium | Literal["page", "text"]  # a page is Markdown or the web; text is all but the web
_ONLY_ON: dict[Medium, tuple[Only | None, ...]] = {
    "terminal": (None, "terminal", "text"),
    "markdown": (None, "markdown", "text", "page"),
    "web": (None, "web", "page"),
}


class Paragraph(Frozen):
    """A paragraph of one line or more."""

    text: str


class Bullet(Frozen):
    """An item of a list: its text, the ref of its entry, and a note beside it."""

    text: str
    ref: str = ""
    note: str = ""


class Sequel(Bullet):
    """An entry whose note is no aside but what became of it: a terminal does not dim it."""


class Happening(Bullet):
    """A dated event: the text is a day and what happened on it, the note whose or which it was.

    A terminal sets it on one line: the day, a mark for its kind, and the words.
    """

    day: str = ""
    what: str = ""


class Bullets(Frozen):
    """A list."""

    items: Sequence[Bullet]


class Outcome(Bullet):
    """An item whose note comes down to two short facts, which a terminal sets in columns."""

    facts: "tuple[Line, Line]" = ((), ())
    remark: str = ""  # which a terminal sets below the title; the note has it too


class OutcomeList(Bullets):
    """What has ended or been achieved. With a command that lists everything, a terminal shows only the first ten."""

    items: Sequence[Outcome]
    command: str = ""
    has_figures: bool = False  # whether the second fact is a figure


class ReachedList(OutcomeList):
    """The goals that were reached."""


class Measurement(Bullet):
    """A goal's value on a day, as a share of the way to its target, and the share that the plan had by then."""

    day: str = ""
    value: str = ""
    remark: str = ""
    share: float = 0.0
    expected: float | None = None


class MeasurementList(Bullets):
    """A goal's values over time, which a terminal draws as bars."""

    items: Sequence[Measurement]


class Fact(Frozen):
    """A labelled text, and the refs of the entries behind it, in groups of a word and its refs.

    A terminal cannot link refs: `compact` has them within the text, `sources` below it.
    """

    label: str
    text: str
    groups: Sequence[tuple[str, Sequence[str]]] = ()
    compact: "Line" = ()
    sources: str = ""


class FactList(Frozen):
    """Labelled facts, indented on a terminal."""

    facts: Sequence[Fact]
    indent: int = 2
    has_names: bool = False  # the labels say who, and are read as much as the facts


class Table(Frozen):
    """Rows under headings; figures are aligned at the right. A cell may be the ref of an entry."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric_columns: Sequence[int] = ()


class ChangeTable(Table):
    """What moved between two periods: what it is, the figure before and now, the difference with its sign."""


class LevelTable(Table):
    """Skills with their levels, which can be drawn on a scale from 1 to 5."""

    levels: Sequence[Level] = ()


class Curve(Frozen):
    """Values over time: their name, how they are drawn, and (day, value) in the order of days.

    A terminal draws them in the colour of `role`, and writes `label` at their end.
    """

    name: str
    stroke: Stroke
    points: Sequence[tuple[date, float]]
    role: "Role" = ""
    label: str = ""


class Chart(Frozen):
    """Curves over time, with a text for those who cannot see them."""

    title: str
    text: str
    curves: Sequence[Curve]
    unit: str = ""
    y_range: tuple[float, float] | None = None  # as wide as the values unless given


class Plots(FactList):
    """Charts that a terminal draws side by side; the facts say the same in words."""

    charts: Sequence[Chart] = ()


class ChartedGoal(GoalCard):
    """A goal with its burn-up, and with the sentence below a small chart, which begins with the figure as its title."""

    chart: Chart | None = None
    summary: "Line" = ()


class GoalCards(Frozen):
    """Goals, one below the other."""

    goals: Sequence[ChartedGoal]


Block = Paragraph | Bullets | FactList | Table | Chart | GoalCards


class Section(Frozen):
    """Blocks under a title; `minutes` make it a part of an agenda, which begins at `start`.

    On a terminal, `short_title` stands in place of the title and `aside` next to it. A section that only one medium
    has says so: a terminal has a line where a page has a table or a chart. The web folds up what is `folded`.
    """

    title: str
    blocks: Sequence[Block]
    minutes: int | None = None
    short_title: str | None = None
    aside: str = ""
    only: Only | None = None
    folded: bool = False
    start: str = ""
    minutes_each: int | None = None

    @property
    def heading(self) -> str:
        """The title, for a part of an agenda with when it begins and how long it is."""
        return self.title if self.minutes is None else f"{self.start} {self.title}, {self.length}".lstrip()

    @property
    def length(self) -> str:
        """The minutes of a part of an agenda: "25 min (5 each)"."""
        return f"{self.minutes} min" + (f" ({self.minutes_each} each)" if self.minutes_each else "")


class AppendixEntry(Frozen):
    """An entry behind a page: its noun and title, its fields (label, text, ref), and its parts."""

    ref: str
    display_noun: str
    title: str
    fields: Sequence[tuple[str, str, str]]
    parts: Sequence[str] = ()


class Document(Frozen):
    """A page: its title, what it covers, one leading sentence, its sections, an appendix of entries.

    A terminal has `heading` and `lead_line`, where there is a heading, in place of title, subtitle and lead. With
    `shows_evidence` nothing is folded up on the web, so that it is printed too.
    """

    title: str
    subtitle: str
    lead: str
    sections: Sequence[Section]
    entries: Sequence[AppendixEntry] = ()
    heading: "Heading | None" = None
    shows_evidence: bool = False
    entry_count: int = 0  # of all entries behind it, of which `entries` may be the newest
    lead_line: "Line" = ()  # the leading sentence with what matters most in it

    def sections_on(self, medium: Medium) -> list[Section]:
        """The sections that a medium has."""
        return [section for section in self.sections if section.only in _ONLY_ON[medium]]
