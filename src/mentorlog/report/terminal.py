"""The report as a page for the terminal: calm, dense, the next step last."""

from datetime import date
from typing import TYPE_CHECKING

from mentorlog.journal.dates.grammar import format_short_day
from mentorlog.journal.model.fields import format_number, format_percent
from mentorlog.render.answers import RAG_LABELS, NextStep
from mentorlog.render.terminal.bars import bar, sparkline
from mentorlog.render.terminal.page import (
    Block,
    Gap,
    Grid,
    GridColumn,
    Heading,
    Line,
    Lines,
    Page,
    Role,
    Row,
    Span,
    join_facts,
    line,
    ours,
)
from mentorlog.render.terminal.screen import Screen
from mentorlog.report import wording
from mentorlog.report.facts import fact_row, source_text
from mentorlog.report.model import CheckIns, GoalGrowth, Report, Win
from mentorlog.structs import replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mentorlog.report.goal_story import Story

_NARROW_WIDTH = 60  # columns below which a goal's bar stands under its title
_END_ROLES: "dict[str, Role]" = {"achieved": "good"}
_MAX_WINS = 10  # achievements that are shown one by one
_MIN_TREND_VALUES = 3  # values below which there is no trend to draw


def report_page(report: Report, screen: Screen) -> Page:
    """The whole report."""
    today = report.today
    if report.story is not None:
        return _goal_page(report, report.story, screen)
    blocks: Page = [
        Heading(
            line(ours("Growth report", "title")), line(ours(wording.period_text(report.since, report.until), "dim"))
        ),
        Gap(),
        Lines([(Span(report.headline),)]),
    ]
    running = [goal for goal in report.goals if goal.ended_on is None]
    ended = [goal for goal in report.goals if goal.ended_on is not None]
    if running:
        blocks += [Gap(), _title_lines("Goals"), *_goal_blocks(running, today, screen)]
    if ended:
        blocks += [Gap(), _title_lines("Reached or let go"), _past_goals_grid(ended, today, screen)]
    rows = [
        *(fact_row(told.label, told.text, _fact_sources(told)) for told in wording.period_facts(report)),
        *_mood_rows(report.checkins),
    ]
    blocks += [Gap(), Grid((GridColumn(""), GridColumn("", "words")), rows), *_comparison_page(report)]
    if report.achievements:
        blocks += [Gap(), _title_lines("Achievements"), *_win_blocks(report.achievements, today, screen)]
    return blocks


def _comparison_page(report: Report) -> Page:
    """The period beside the one before it, where that was asked for."""
    if report.comparison is None:
        return []
    before = wording.period_text(report.comparison.since, report.comparison.until)
    heads = (
        GridColumn("", "words"),
        GridColumn("Before", "figure"),
        GridColumn("Now", "figure"),
        GridColumn("Moved", "figure"),
    )
    rows = [
        Row(((Span(what),), line(ours(was, "dim")), line(now), line(ours(moved, "dim" if moved == "=" else "title"))))
        for what, was, now, moved in wording.comparison_rows(report.comparison)
    ]
    title = line(ours("Beside the period before", "title"), ours(f"  {before}", "dim"))
    return [Gap(), Lines([title]), Grid(heads, rows, has_header=True, indent=2)]


def _goal_page(report: Report, story: "Story", screen: Screen) -> Page:
    """Everything about one goal, in order."""
    from mentorlog.render.documents.terminal import sections_page
    from mentorlog.report.goal_story import story_sections

    title = line(Span(story.goal.title, "title"), Span(f"  {story.goal.ref}", "dim"))
    period = line(ours(wording.period_text(report.since, report.until), "dim"))
    page: Page = [
        Heading(title, period),
        *([Gap()] if report.goals else []),
        *_goal_blocks(report.goals, report.today, screen),
    ]
    for section in story_sections(story, report.today):
        if section.title == "Values" and story.value_progress[0].progress is not None:
            page += [Gap(), _title_lines("Values"), _burn_up_grid(story, report.today, screen)]
        else:
            page += sections_page([section])
    return [*page, *_comparison_page(report)]


def _burn_up_grid(story: "Story", today: date, screen: Screen) -> Grid:
    """A goal's values over time, each with its bar and the mark of the plan on that day."""
    narrow = _is_narrow(screen)
    rows = []
    for value, stand in zip(story.values, story.value_progress, strict=True):
        note: Line = (Span(value.note, "dim"),) if value.note else ()
        cells: list[Line] = [
            (Span(value.ref, "dim"),),
            line(ours(format_short_day(stand.day, today))),
            bar(stand.progress or 0.0, stand.expected, 10 if narrow else 14, ""),
            line(ours(format_number(stand.value), "title")),
        ]
        rows.append(Row(cells, [note] if note else []) if narrow else Row([*cells, note]))
    heads = [GridColumn(""), GridColumn(""), GridColumn("Plan"), GridColumn("Value", "figure")]
    return Grid(heads if narrow else [*heads, GridColumn("", "words")], rows, indent=2)


def next_steps(report: Report) -> "Sequence[NextStep]":
    """Where to look closer: the goal furthest behind, or the first one."""
    rank = {"red": 0, "amber": 1}
    running = sorted((goal for goal in report.goals if goal.state == "agreed"), key=lambda goal: rank.get(goal.rag, 2))
    if len(report.goals) < 2 or not running:
        return ()
    return (NextStep(f"mentorlog report --goal {running[0].ref}", "to look closer"),)


def empty_page() -> Page:
    """What an empty journal is told."""
    return [
        Lines([line("Nothing to report yet. A report grows from goals agreed with your mentor:")]),
        Lines(
            [
                line(
                    ours(
                        'mentorlog goals add "Chair stand-ups" --target 10 --by "end of quarter"',
                        "accent",
                    )
                )
            ],
            indent=2,
        ),
    ]


def _title_lines(text: str) -> Lines:
    return Lines([line(ours(text, "title"))])


# Goals


def _goal_blocks(goals: list[GoalGrowth], today: date, screen: Screen) -> "list[Block]":
    if _is_narrow(screen):
        return [block for goal in goals for block in _narrow_goal_blocks(goal, today)]
    cells = 20 if not screen.width or screen.width >= 100 else 14
    heads = (
        GridColumn(""),
        GridColumn("", "words"),
        GridColumn("Plan"),
        GridColumn("Progress", "figure"),
        GridColumn("RAG"),
    )
    rows = [
        Row(
            (
                (Span(goal.ref, "dim"),),
                (Span(goal.title, "title"),),
                _progress_bar(goal, cells),
                _progress_text(goal),
                _rag_label(goal),
            ),
            _goal_lines(goal, today),
        )
        for goal in goals
    ]
    return [Grid(heads, rows, indent=2)]


def _is_narrow(screen: Screen) -> bool:
    return 0 < screen.width < _NARROW_WIDTH and not screen.accessible


def _narrow_goal_blocks(goal: GoalGrowth, today: date) -> "list[Block]":
    return [
        Grid(
            (GridColumn(""), GridColumn("", "words")), [Row(((Span(goal.ref, "dim"),), (Span(goal.title, "title"),)))]
        ),
        Lines(
            [
                join_facts([_progress_bar(goal, 10), _progress_text(goal), _rag_label(goal)], "  "),
                *_goal_lines(goal, today),
            ],
            indent=4,
        ),
    ]


def _progress_bar(goal: GoalGrowth, cells: int) -> Line:
    if goal.progress is None:
        return ()
    role: Role = RAG_LABELS[goal.rag][1] if goal.rag != "none" else ""
    return bar(goal.progress, goal.expected if goal.state == "agreed" else None, cells, role)


def _progress_text(goal: GoalGrowth) -> Line:
    return () if goal.progress is None else line(ours(format_percent(goal.progress), "title"))


def _rag_label(goal: GoalGrowth) -> Line:
    if goal.state == "paused":
        return line(ours("○ paused", "dim"))
    word, role = RAG_LABELS[goal.rag]
    return line(ours(word if goal.rag != "none" else "○ no plan", role))


def _goal_lines(goal: GoalGrowth, today: date) -> list[Line]:
    """The value against target and plan; the change; where it leads."""
    return [tuple(replace(span, role=span.role or "dim") for span in one) for one in wording.goal_lines(goal, today)]


def _fact_sources(fact: wording.ReportFact) -> str:
    """What a fact stands on, below it; nothing where its text says so."""
    return source_text(fact.groups, fact.command) if fact.command else ""


def _past_goals_grid(goals: list[GoalGrowth], today: date, screen: Screen) -> Grid:
    return _title_grid(
        [
            (
                goal.ref,
                goal.title,
                line(
                    ours(
                        f"{goal.state} {format_short_day(goal.ended_on or today, today)}",
                        _END_ROLES.get(goal.state, "dim"),
                    )
                ),
                _progress_text(goal),
            )
            for goal in goals
        ],
        GridColumn("Progress", "figure"),
        screen,
    )


def _title_grid(rows: "Sequence[tuple[str, str, Line, Line]]", last: GridColumn, screen: Screen) -> Grid:
    """Rows of a ref, a title and two facts, which stand below the title where it is narrow."""
    if _is_narrow(screen):
        heads = (GridColumn(""), GridColumn("", "words"))
        return Grid(
            heads,
            [
                Row(((Span(ref, "dim"),), (Span(title, "title"),)), [join_facts([one, two])])
                for ref, title, one, two in rows
            ],
            indent=2,
        )
    return Grid(
        (GridColumn(""), GridColumn("", "words"), GridColumn(""), last),
        [Row(((Span(ref, "dim"),), (Span(title, "title"),), one, two)) for ref, title, one, two in rows],
        indent=2,
    )


# Everything else: a label, what it says, and the refs it stands on


def _mood_rows(checkins: CheckIns) -> list[Row]:
    told = [
        fact_row(label, _trend_line([value for _, value in values])) for label, values in wording.mood_series(checkins)
    ]
    return [*told, fact_row("", line(ours("mentorlog checkin list", "dim")))] if told else []


def _trend_line(values: list[int]) -> Line:
    if len(values) < _MIN_TREND_VALUES:
        return line(", ".join(str(value) for value in values) + "  too few for a trend")
    return line(sparkline(values), ours("  ", alt="\n"), f"{values[0]} to {values[-1]}")


def _win_blocks(wins: list[Win], today: date, screen: Screen) -> "list[Block]":
    shown = wins[:_MAX_WINS]
    rows = [
        (win.ref, win.title, line(ours(format_short_day(win.day, today), "dim")), _celebration_line(win))
        for win in shown
    ]
    blocks: list[Block] = [_title_grid(rows, GridColumn("", "words"), screen)]
    if more := len(wins) - len(shown):
        blocks.append(Lines([line(ours(f"and {more} more: mentorlog achievements list", "dim"))], indent=2))
    return blocks


def _celebration_line(win: Win) -> Line:
    if win.state == "celebrated":
        return (Span(win.how, "quote"),) if win.how else line(ours("celebrated", "dim"))
    return line(ours("to celebrate", "dim"))
