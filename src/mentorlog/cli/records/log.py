"""`mentorlog log`: all records in the order of their days."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from mentorlog.cli.params.filters import GoalFilter, Limit, MentorFilter, NounFilter, Since, Until
from mentorlog.cli.params.options import OUTPUT_PANEL, Context
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.queries.filters import DayRange, conditions_by_kind, parse_nouns, resolve_numbers
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Line, Lines, Page, Span, line, ours
from mentorlog.render.terminal.screen import Screen
from mentorlog.render.terminal.text import truncate

if TYPE_CHECKING:
    from mentorlog.journal.queries.log import LogEntry

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_LINES_PER_BLOCK = 500  # lines that are drawn at once, so that a reader of the first ones does not wait for the last


@app.command()
def log(
    ctx: Context,
    only: NounFilter = None,
    since: Since = None,
    until: Until = None,
    goal: GoalFilter = None,
    mentor: MentorFilter = None,
    limit: Limit = None,
    reverse: Annotated[bool, typer.Option("--reverse", help="The oldest day first.", show_default=False)] = False,
    no_pager: Annotated[
        bool,
        typer.Option(
            "--no-pager", help="Show it at once, however long it is.", show_default=False, rich_help_panel=OUTPUT_PANEL
        ),
    ] = False,
) -> Answer:
    """See everything in the order of its day, the newest first; --limit keeps the newest."""
    from mentorlog.journal.queries.log import log_entries

    journal = ctx.obj.open_journal()
    with journal.store.snapshot():
        links = resolve_numbers(journal, {"goal": goal, "mentor": mentor})
        entries = log_entries(
            journal,
            conditions_by_kind(journal, parse_nouns(only or []), links, DayRange.between(since, until)),
            limit,
        )
    if reverse:
        entries.reverse()
    data = [
        {"ref": entry.ref, "noun": entry.noun, "day": entry.day.isoformat(), "title": entry.title} for entry in entries
    ]
    if not entries:
        asked = only or since or until or goal or mentor
        step = NextStep('mentorlog questions add "..."', "the first entry makes the journal")
        message = "Nothing like that is written." if asked else "Nothing is written yet."
        return PageAnswer("log", data, [Lines([line(message)])], () if asked else (step,))
    answer = PageAnswer("log", data, lambda screen: _log_page(entries, journal.today, screen))
    answer.use_pager = not no_pager
    return answer


def _log_page(entries: "list[LogEntry]", today: date, screen: Screen) -> Page:
    """A line for each entry: cut to the width of a terminal, whole in a pipe."""
    days = {day: format_short_day(day, today) for day in {entry.day for entry in entries}}
    refs = max(len(entry.ref) for entry in entries)
    wide = max(map(len, days.values()))
    room = screen.width - refs - wide - 4
    ending, between = screen.to_drawable("…"), screen.to_drawable(" · ")

    def entry_line(entry: "LogEntry") -> Line:
        title = between.join(filter(None, map(str.strip, entry.title.split("\n"))))
        if screen.is_terminal and not screen.accessible:
            title = truncate(title, room, ending)
        day = ours(f"{days[entry.day]:<{wide}}  ", "" if entry.day > today else "dim", f"{days[entry.day]}: ")
        return (ours(f"{entry.ref:<{refs}}  ", "dim", f"{entry.ref}, "), day, Span(title, "title"))

    return [
        Lines([entry_line(entry) for entry in entries[at : at + _LINES_PER_BLOCK]])
        for at in range(0, len(entries), _LINES_PER_BLOCK)
    ]
