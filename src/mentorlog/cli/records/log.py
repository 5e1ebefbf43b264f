"""`mentorlog log`: all records in the order of their days."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, overload

import typer

from mentorlog.cli.params.filters import (
    GoalFilter,
    Limit,
    NounFilter,
    PriorityFilter,
    SessionFilter,
    Since,
    SkillFilter,
    Until,
)
from mentorlog.cli.params.options import OUTPUT_PANEL, ConcernedMentor, Context, flag
from mentorlog.journal.dates.format import LONG_MONTHS, format_short_day
from mentorlog.journal.queries.filters import DayRange, conditions_by_kind, parse_nouns, resolve_numbers
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.marks import mark_of
from mentorlog.render.terminal.page import Gap, Line, Lines, Page, Span, line, ours, paragraph
from mentorlog.render.terminal.screen import Screen
from mentorlog.render.terminal.text import truncate
from mentorlog.structs import Annotated

if TYPE_CHECKING:
    from mentorlog.journal.queries.log import LogEntry

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_MIN_TITLE_BESIDE_MARK = 10  # cells of a title where there is room for the mark of its kind
_LINES_PER_BLOCK = 500  # a long log is drawn in blocks, so that its first lines show before the last are ready


@app.command()
def log(
    ctx: Context,
    only: NounFilter = None,
    since: Since = None,
    until: Until = None,
    goal: GoalFilter = None,
    mentor: ConcernedMentor = None,
    session: SessionFilter = None,
    skill: SkillFilter = None,
    priority: PriorityFilter = None,
    limit: Limit = None,
    reverse: Annotated[bool, flag("--reverse", "The oldest day first.")] = False,
    no_pager: Annotated[bool, flag("--no-pager", "Show it at once, however long it is.", OUTPUT_PANEL)] = False,
) -> Answer:
    """See everything in the order of its day, the newest first; --limit keeps the newest."""
    from mentorlog.journal.queries.log import log_entries, owner_names

    journal = ctx.obj.open_journal()
    with journal.store.snapshot():
        links = resolve_numbers(journal, {"goal": goal, "mentor": mentor, "session": session, "skill": skill})
        conditions = conditions_by_kind(
            journal, parse_nouns(only or []), links, DayRange.between(since, until), priority or ()
        )
        entries = log_entries(journal, conditions, limit)
        has_names = mentor is None and not ctx.obj.as_json
        names = owner_names(journal, (entry.ref for entry in entries)) if has_names else {}
    if reverse:
        entries.reverse()

    def data() -> Iterator[dict[str, str]]:
        return (
            {"ref": entry.ref, "noun": entry.noun, "day": entry.day.isoformat(), "title": entry.title}
            for entry in entries
        )

    if not entries:
        if only or since or until or links or priority:
            return PageAnswer("log", data, [paragraph("Nothing like that is written.")])
        step = NextStep('mentorlog questions add "..."', "the first entry makes the journal")
        return PageAnswer("log", data, [paragraph("Nothing is written yet.")], (step,))
    answer = PageAnswer("log", data, lambda screen: _log_page(entries, names, journal.today, screen))
    answer.use_pager, answer.is_long_page = not no_pager, True
    return answer


class _EntryLines(Sequence[Line]):
    """The lines of some entries, made only while they are drawn: those of a long log take more room than it does."""

    def __init__(self, make: "Callable[[LogEntry], Line]", entries: "Sequence[LogEntry]") -> None:
        self._make = make
        self._entries = entries

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> "_EntryLines": ...
    def __getitem__(self, at: int | slice) -> "Line | _EntryLines":
        return self._make(self._entries[at]) if isinstance(at, int) else _EntryLines(self._make, self._entries[at])


def _join_sentences(parts: list[str]) -> str:
    """Lines as one, with a comma after those that end without a mark."""
    ends = [part if part[-1] in ".!?:;," else f"{part}," for part in parts[:-1]]
    return " ".join([*ends, *parts[-1:]])


def _log_page(entries: "list[LogEntry]", names: Mapping[str, str], today: date, screen: Screen) -> Page:
    """A line for each entry, below its month: cut to the width of a terminal, whole in a pipe, which has no months.

    `names` say whose each is, by ref.
    """
    has_months = screen.is_terminal  # which then have the year
    days = {day: format_short_day(day, day if has_months else today) for day in {entry.day for entry in entries}}
    ref_width = max(len(entry.ref) for entry in entries)
    day_width = max(map(len, days.values()))
    name_width = max(map(len, names.values()), default=-2) + 2
    title_width = screen.width - ref_width - day_width - name_width - 4
    has_marks = title_width > _MIN_TITLE_BESIDE_MARK
    title_width -= 3 * has_marks
    ellipsis, separator = screen.to_drawable("…"), screen.to_drawable(" · ")

    def entry_line(entry: "LogEntry") -> Line:
        parts = [part for part in map(str.strip, entry.title.split("\n")) if part]
        title = _join_sentences(parts) if screen.accessible else separator.join(parts)
        if screen.is_terminal and not screen.accessible:
            title = truncate(title, title_width, ellipsis)
        shown_day = f"{days[entry.day]:{'>' if has_months else '<'}{day_width}}"
        day = ours(f"{shown_day}  ", "" if entry.day > today else "dim", f"{days[entry.day]}: ")
        mark = (mark_of(entry.ref), ours("  ", alt="")) if has_marks else ()
        name = names.get(entry.ref, "")
        owner_span = Span(f"{name:<{name_width}}", "dim", alt=f"{name}: " if name else "")
        return (ours(f"{entry.ref:<{ref_width}}  ", "dim", f"{entry.ref}, "), *mark, day, owner_span, Span(title))

    if not has_months:
        return [
            Lines(_EntryLines(entry_line, entries[at : at + _LINES_PER_BLOCK]))
            for at in range(0, len(entries), _LINES_PER_BLOCK)
        ]
    page: Page = []
    for (year, month), of_month in groupby(entries, lambda entry: (entry.day.year, entry.day.month)):
        heading = line(ours(f"{LONG_MONTHS[month - 1].capitalize()} {year}", "title"))
        page += [*([Gap()] if page else []), Lines([heading, *map(entry_line, of_month)])]
    return page
