"""Blocks that a report in a terminal never has: the season as a picture, figures at a glance, an award.

They stand apart from the others, since each class costs a report that does not have it.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from mentorlog.render.documents.document import Chart, Fact, FactList, Paragraph
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.render.terminal.page import Role


class SeasonBar(Frozen):
    """A goal on a season's line: how far it is, from its start to the day it ends; None without a plan."""

    title: str
    note: str
    manner: "Role"
    start: date
    end: date
    share: float | None
    is_over: bool = False


class SeasonPicture(Paragraph):
    """Months of talks, moods, wins and goals on one line of time; the text says the same for who cannot see it.

    `period` is what the page is about, between `first` and `last`; `today` has a rule with its name. `lowest` is the
    day of the lowest mood and what was written about it.
    """

    first: date
    last: date
    today: tuple[date, str]
    period: tuple[date, date]
    moods: Sequence[tuple[date, int]] = ()
    lowest: tuple[date, str] | None = None
    talks: Sequence[tuple[date, str]] = ()
    wins: Sequence[date] = ()
    goals: Sequence[SeasonBar] = ()


class Numeral(Frozen):
    """A figure to be read at a glance: what it counts, and of how many where that is known."""

    count: int
    label: str
    of: int | None = None


class Numerals(FactList):
    """A few figures, the same ones as facts."""

    numerals: Sequence[Numeral] = ()


def numerals(figures: Sequence[Numeral]) -> Numerals:
    """Figures as a block."""
    facts = [Fact(figure.label.capitalize(), _figure_text(figure)) for figure in figures]
    return Numerals(facts, numerals=figures)


def _figure_text(figure: Numeral) -> str:
    return str(figure.count) if figure.of is None else f"{figure.count} of {figure.of}"


class AwardNote(Frozen):
    """What was noted on a day."""

    day: str
    text: str


class Award(FactList):
    """What was reached or won, to celebrate it; the facts say the same in words.

    `values` are the figures and what they count, `notes` the first and the last one, `background` short facts: with
    whom, how many talks. `celebration` is how it was marked, `name` that of its owner where others read it.
    """

    title: str = ""
    reached: str = ""
    kind: str = ""
    day: str = ""
    name: str = ""
    values: tuple[str, str] = ("", "")
    chart: Chart | None = None
    notes: Sequence[AwardNote] = ()
    is_quoted: bool = True
    background: Sequence[str] = ()
    celebration: str = ""
    is_celebrated: bool = False
