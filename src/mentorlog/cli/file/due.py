"""`mentorlog due`: what is due today or soon; for people, shell prompts and cron."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import typer

from mentorlog.cli.params.options import ConcernedMentor, Context, flag, option
from mentorlog.errors import UsageError
from mentorlog.journal.dates.format import format_relative_day
from mentorlog.journal.model.forms import TITLE
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.queries.due import DueItem, due_items
from mentorlog.render.answers import Answer, PageAnswer
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Page, Row, Span, line, ours, paragraph
from mentorlog.structs import Annotated

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

app = typer.Typer(add_completion=False, rich_markup_mode=None)
EXIT_DUE = 10  # the exit code when anything is due


@app.command()
def due(
    ctx: Context,
    within: Annotated[
        str | None, option("--within", TITLE, "How far to look ahead: 7d (the default), 2w, friday.", "TIME")
    ] = None,
    mentor: ConcernedMentor = None,
    count: Annotated[bool, flag("--count", "Only how many, as a number: for a prompt.")] = False,
) -> Answer:
    """See what is due; the exit code is 10 when anything is, else 0."""
    journal = ctx.obj.open_journal()
    if count and not journal.exists:  # no prompt waits for an empty journal to be made in memory
        return PageAnswer("due", [], [paragraph("0")])
    days = 7 if within is None else _days_ahead(within, journal.today)
    items = due_items(journal, days, journal.resolve_optional("mentor", mentor))
    data = [{"ref": item.ref, "what": item.what, "day": item.day.isoformat(), "text": item.text} for item in items]
    if count:
        return PageAnswer("due", data, [paragraph(str(len(items)))], exit_code=EXIT_DUE if items else 0)
    if not items:
        return PageAnswer("due", data, [paragraph("Nothing is due.")])
    from mentorlog.journal.queries.absence import recent_absence

    owner_names = _owners(journal, items)
    absence = recent_absence(journal)
    old = absence.refs if absence else set()
    heads = (
        GridColumn("Ref"),
        GridColumn("What", hide_label=True),
        GridColumn("Words", "title"),
        *([GridColumn("Mentor")] if owner_names else []),
        GridColumn("Day", hide_label=True),
    )
    rows = [
        Row(
            (
                line(Span(item.ref, "dim")),
                line(ours(item.what)),
                line(Span(item.text, "title")),
                *([line(Span(owner_names.get(item.ref, ""), "dim"))] if owner_names else []),
                line(ours(format_relative_day(item.day, journal.today), "warn" if item.day < journal.today else "")),
            )
        )
        for item in items
        if item.ref not in old
    ]
    page: Page = [Grid(heads, rows, has_header=True)] if rows else []
    if absence and old:
        from mentorlog.cli.loop.back import waiting_line

        page += [*([Gap()] if rows else []), paragraph(*waiting_line(absence))]
    return PageAnswer("due", data, page, exit_code=EXIT_DUE)


def _owners(journal: "Journal", items: Sequence[DueItem]) -> dict[str, str]:
    """Whose each item is, in a word, by its ref; empty where there are not several mentors."""
    if not journal.has_several_current_mentors():
        return {}
    from mentorlog.cli.lists.listing import owner_words
    from mentorlog.journal.model.records import record_class

    words = {}
    for kind, number in map(journal.resolve, [item.ref for item in items]):
        named = owner_words(journal, record_class(kind), [number])
        words[ref(kind.noun, number)] = named.get(number, "")
    return words


def _days_ahead(text: str, today: date) -> int:
    """The days up to the end of a time such as "2w" or "next week". Raises UsageError."""
    from mentorlog.journal.dates.duration import days_ahead

    try:
        return days_ahead(text, today)
    except OverflowError:
        raise UsageError("--within reaches beyond the calendar.", "Write 7d or 2w.") from None
