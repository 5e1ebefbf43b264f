"""The report as a page for the terminal: calm, dense, the next step last."""

from datetime import date
from typing import TYPE_CHECKING

from mentorlog.journal.dates.grammar import format_short_day
from mentorlog.journal.model.fields import format_number, format_percent
from mentorlog.render.answers import RAG, Next
from mentorlog.render.terminal.bars import bar, sparkline
from mentorlog.render.terminal.page import (
    Block,
    Gap,
    Grid,
    Heading,
    Heads,
    Line,
    Lines,
    Page,
    Role,
    Row,
    Span,
    joined,
    line,
    own,
)
from mentorlog.render.terminal.screen import Screen
from mentorlog.report import wording
from mentorlog.report.facts import fact, traced
from mentorlog.report.model import CheckIns, Growth, Report, Win
from mentorlog.structs import replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mentorlog.report.goal_story import Story

_NARROW = 60  # columns below which a goal's bar stands under its title
_END_ROLES: "dict[str, Role]" = {"achieved": "good"}
_MOST_WINS = 10  # achievements that are shown one by one
_TREND = 3  # values below which there is no trend to draw


def page(report: Report, screen: Screen) -> Page:
    """The whole report."""
    today = report.today
    if report.story is not None:
        return _of_one_goal(report, report.story, screen)
    blocks: Page = [
        Heading(line(own("Growth report", "title")), line(own(wording.period(report.since, report.until), "dim"))),
        Gap(),
        Lines([(Span(report.headline),)]),
    ]
    running = [goal for goal in report.goals if goal.ended_on is None]
    ended = [goal for goal in report.goals if goal.ended_on is not None]
    if running:
        blocks += [Gap(), _title("Goals"), *_goals(running, today, screen)]
    if ended:
        blocks += [Gap(), _title("Reached or let go"), _ended(ended, today, screen)]
    rows = [
        *(fact(told.label, told.text, _traced(told)) for told in wording.told(report)),
        *_moods(report.checkins),
    ]
    blocks += [Gap(), Grid((Heads(""), Heads("", "words")), rows), *_beside(report)]
    if report.achievements:
        blocks += [Gap(), _title("Achievements"), *_wins(report.achievements, today, screen)]
    return blocks


def _beside(report: Report) -> Page:
    """The period beside the one before it, where that was asked for."""
    if report.compared is None:
        return []
    before = wording.period(report.compared.since, report.compared.until)
    heads = (Heads("", "words"), Heads("Before", "figure"), Heads("Now", "figure"), Heads("Moved", "figure"))
    rows = [
        Row(((Span(what),), line(own(was, "dim")), line(now), line(own(moved, "dim" if moved == "=" else "title"))))
        for what, was, now, moved in wording.moved_rows(report.compared)
    ]
    title = line(own("Beside the period before", "title"), own(f"  {before}", "dim"))
    return [Gap(), Lines([title]), Grid(heads, rows, headed=True, indent=2)]


def _of_one_goal(report: Report, story: "Story", screen: Screen) -> Page:
    """Everything about one goal, in order."""
    from mentorlog.render.documents.terminal import drawn
    from mentorlog.report.goal_story import sections

    title = line(Span(story.goal.title, "title"), Span(f"  {story.goal.ref}", "dim"))
    period = line(own(wording.period(report.since, report.until), "dim"))
    page: Page = [
        Heading(title, period),
        *([Gap()] if report.goals else []),
        *_goals(report.goals, report.today, screen),
    ]
    for section in sections(story, report.today):
        if section.title == "Values" and story.stands[0].progress is not None:
            page += [Gap(), _title("Values"), _burn_up(story, report.today, screen)]
        else:
            page += drawn([section])
    return [*page, *_beside(report)]


def _burn_up(story: "Story", today: date, screen: Screen) -> Grid:
    """A goal's values over time, each with its bar and the mark of the plan on that day."""
    narrow = _narrow_screen(screen)
    rows = []
    for value, stand in zip(story.values, story.stands, strict=True):
        note: Line = (Span(value.note, "dim"),) if value.note else ()
        cells: list[Line] = [
            (Span(value.ref, "dim"),),
            line(own(format_short_day(stand.day, today))),
            bar(stand.progress or 0.0, stand.expected, 10 if narrow else 14, ""),
            line(own(format_number(stand.value), "title")),
        ]
        rows.append(Row(cells, [note] if note else []) if narrow else Row([*cells, note]))
    heads = [Heads(""), Heads(""), Heads("Plan"), Heads("Value", "figure")]
    return Grid(heads if narrow else [*heads, Heads("", "words")], rows, indent=2)


def steps(report: Report) -> "Sequence[Next]":
    """Where to look closer: the goal furthest behind, or the first one."""
    rank = {"red": 0, "amber": 1}
    running = sorted((goal for goal in report.goals if goal.state == "agreed"), key=lambda goal: rank.get(goal.rag, 2))
    if len(report.goals) < 2 or not running:
        return ()
    return (Next(f"mentorlog report --goal {running[0].ref}", "to look closer"),)


def first_step() -> Page:
    """What an empty journal is told."""
    return [
        Lines([line("Nothing to report yet. A report grows from goals agreed with your mentor:")]),
        Lines(
            [
                line(
                    own(
                        'mentorlog goals add "Chair stand-ups" --target 10 --by "end of quarter"',
                        "accent",
                    )
                )
            ],
            indent=2,
        ),
    ]


def _title(text: str) -> Lines:
    return Lines([line(own(text, "title"))])


# Goals


def _goals(goals: list[Growth], today: date, screen: Screen) -> "list[Block]":
    if _narrow_screen(screen):
        return [block for goal in goals for block in _narrow(goal, today)]
    cells = 20 if not screen.width or screen.width >= 100 else 14
    heads = (Heads(""), Heads("", "words"), Heads("Plan"), Heads("Progress", "figure"), Heads("RAG"))
    rows = [
        Row(
            ((Span(goal.ref, "dim"),), (Span(goal.title, "title"),), _bar(goal, cells), _share(goal), _rag(goal)),
            _about(goal, today),
        )
        for goal in goals
    ]
    return [Grid(heads, rows, indent=2)]


def _narrow_screen(screen: Screen) -> bool:
    return 0 < screen.width < _NARROW and not screen.spoken


def _narrow(goal: Growth, today: date) -> "list[Block]":
    return [
        Grid((Heads(""), Heads("", "words")), [Row(((Span(goal.ref, "dim"),), (Span(goal.title, "title"),)))]),
        Lines([joined([_bar(goal, 10), _share(goal), _rag(goal)], "  "), *_about(goal, today)], indent=4),
    ]


def _bar(goal: Growth, cells: int) -> Line:
    if goal.progress is None:
        return ()
    role: Role = RAG[goal.rag][1] if goal.rag != "none" else ""
    return bar(goal.progress, goal.expected if goal.state == "agreed" else None, cells, role)


def _share(goal: Growth) -> Line:
    return () if goal.progress is None else line(own(format_percent(goal.progress), "title"))


def _rag(goal: Growth) -> Line:
    if goal.state == "paused":
        return line(own("○ paused", "dim"))
    word, role = RAG[goal.rag]
    return line(own(word if goal.rag != "none" else "○ no plan", role))


def _about(goal: Growth, today: date) -> list[Line]:
    """The value against target and plan; the change; where it leads."""
    return [tuple(replace(span, role=span.role or "dim") for span in one) for one in wording.about(goal, today)]


def _traced(told: wording.Told) -> str:
    """What a fact stands on, below it; nothing where its text says so."""
    return traced(told.groups, told.command) if told.command else ""


def _ended(goals: list[Growth], today: date, screen: Screen) -> Grid:
    return _named(
        [
            (
                goal.ref,
                goal.title,
                line(
                    own(
                        f"{goal.state} {format_short_day(goal.ended_on or today, today)}",
                        _END_ROLES.get(goal.state, "dim"),
                    )
                ),
                _share(goal),
            )
            for goal in goals
        ],
        Heads("Progress", "figure"),
        screen,
    )


def _named(rows: "Sequence[tuple[str, str, Line, Line]]", last: Heads, screen: Screen) -> Grid:
    """Rows of a ref, a title and two facts, which stand below the title where it is narrow."""
    if _narrow_screen(screen):
        heads = (Heads(""), Heads("", "words"))
        return Grid(
            heads,
            [
                Row(((Span(ref, "dim"),), (Span(title, "title"),)), [joined([one, two])])
                for ref, title, one, two in rows
            ],
            indent=2,
        )
    return Grid(
        (Heads(""), Heads("", "words"), Heads(""), last),
        [Row(((Span(ref, "dim"),), (Span(title, "title"),), one, two)) for ref, title, one, two in rows],
        indent=2,
    )


# Everything else: a label, what it says, and the refs it stands on


def _moods(checkins: CheckIns) -> list[Row]:
    told = [fact(label, _trend([value for _, value in values])) for label, values in wording.moods(checkins)]
    return [*told, fact("", line(own("mentorlog checkin list", "dim")))] if told else []


def _trend(values: list[int]) -> Line:
    if len(values) < _TREND:
        return line(", ".join(str(value) for value in values) + "  too few for a trend")
    return line(sparkline(values), own("  ", said="\n"), f"{values[0]} to {values[-1]}")


def _wins(wins: list[Win], today: date, screen: Screen) -> "list[Block]":
    shown = wins[:_MOST_WINS]
    rows = [(win.ref, win.title, line(own(format_short_day(win.day, today), "dim")), _celebrated(win)) for win in shown]
    blocks: list[Block] = [_named(rows, Heads("", "words"), screen)]
    if more := len(wins) - len(shown):
        blocks.append(Lines([line(own(f"and {more} more: mentorlog achievements list", "dim"))], indent=2))
    return blocks


def _celebrated(win: Win) -> Line:
    if win.state == "celebrated":
        return (Span(win.how, "quote"),) if win.how else line(own("celebrated", "dim"))
    return line(own("to celebrate", "dim"))
