"""`mentorlog report`: growth in a period against the goals agreed."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from mentorlog.cli.call import open_journal
from mentorlog.cli.options import ForGoal, option
from mentorlog.errors import Refused, UsageError
from mentorlog.journal.columns import DAY
from mentorlog.report import terminal
from mentorlog.report.gather import DAYS, gathered
from mentorlog.report.report import Report
from mentorlog.screen.answers import Answer, Next
from mentorlog.screen.page import Page
from mentorlog.screen.screen import Screen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Growth(Answer):
    """The report, as JSON or as a page."""

    kind = "report"

    def __init__(self, report: Report) -> None:
        self._report = report
        self.steps = (Next("mentorlog demo", "to see one first"),) if report.empty else terminal.steps(report)

    def data(self) -> object:
        return self._report.facts()

    def page(self, screen: Screen) -> Page:
        return terminal.first_step() if self._report.empty else terminal.page(self._report, screen)


@app.command()
def report(
    since: Annotated[date | None, option("--since", DAY, "The first day; 90 days ago unless given.")] = None,
    until: Annotated[date | None, option("--until", DAY, "The last day; today unless given.")] = None,
    period: Annotated[
        str | None,
        typer.Option(
            "--period", metavar="PERIOD", help='Both at once: "last month", 2026-q4, 2026-11.', show_default=False
        ),
    ] = None,
    goal: ForGoal = None,
) -> Answer:
    """See your growth against what you agreed."""
    journal = open_journal()
    first, last = _chosen(since, until, period, journal.today)
    return Growth(gathered(journal, first, last, _goal(journal, goal)))


def _chosen(since: date | None, until: date | None, period: str | None, today: date) -> tuple[date, date]:
    """The days of the period, both included."""
    if period is not None:
        if since or until:
            raise UsageError("--period names both days.", "Leave out --since and --until.")
        from mentorlog.journal.dates import read_period

        return read_period(period, today)
    last = until or today
    first = since or _days_before(last, today)
    if first > last:
        raise UsageError(
            f"The period would end on {last:%Y-%m-%d}, before it begins on {first:%Y-%m-%d}.",
            "Swap --since and --until.",
        )
    return first, last


def _days_before(last: date, today: date) -> date:
    try:
        return min(last, today) - timedelta(days=DAYS)
    except OverflowError:
        return date.min


def _goal(journal: "Journal", named: str | None) -> int | None:
    if named is None:
        return None
    number = journal.number("goal", named)
    if journal.field("goal", number, "state") == "draft":
        raise Refused(
            f"g{number} is a draft: there is no plan to report against.", f"First: mentorlog goals agree g{number}"
        )
    return number
