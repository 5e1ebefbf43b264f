"""The report as a page for the terminal: calm, dense, the next step last."""

from datetime import date
from typing import TYPE_CHECKING

from mentorlog.journal.columns import tell_number
from mentorlog.journal.dates import short_day, show_age, show_ago
from mentorlog.report.facts import fact, some, times, traced
from mentorlog.report.report import CheckIns, Feedback, Growth, Questions, Report, Sessions, Win
from mentorlog.report.together import together
from mentorlog.screen.answers import RAG, Next
from mentorlog.screen.bars import bar, sparkline
from mentorlog.screen.page import (
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
from mentorlog.screen.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mentorlog.screen.page import Manner

_NARROW = 60  # columns below which a goal's bar stands under its title
_END_ROLES: "dict[str, Role]" = {"achieved": "good"}
_MOST_WINS = 10  # achievements that are shown one by one
_TREND = 3  # values below which there is no trend to draw


def page(report: Report, screen: Screen) -> Page:
    """The whole report."""
    today = report.today
    blocks: Page = [
        Heading(line(own("Growth report", "title")), line(own(_period(report), "dim"))),
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
        *_sessions(report.sessions),
        *_questions(report.questions),
        *_feedback(report.feedback),
        *together(report.relationship, today),
        *_moods(report.checkins),
    ]
    blocks += [Gap(), Grid((Heads(""), Heads("", "words")), rows)]
    if report.achievements:
        blocks += [Gap(), _title("Achievements"), *_wins(report.achievements, today, screen)]
    return blocks


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


def _period(report: Report) -> str:
    since, until = report.since, report.until
    return f"{short_day(since, until)} – {short_day(until, date.min)}"


# Goals


def _goals(goals: list[Growth], today: date, screen: Screen) -> "list[Block]":
    if _narrow_screen(screen):
        return [block for goal in goals for block in _narrow(goal, today)]
    cells = 20 if not screen.width or screen.width >= 100 else 14
    heads = (Heads(""), Heads("", "words"), Heads(""), Heads("", "figure"), Heads(""))
    rows = [
        Row(
            ((Span(goal.ref, "dim"),), (Span(goal.title, "title"),), _bar(goal, cells), _share(goal), _rag(goal)),
            _facts(goal, today),
        )
        for goal in goals
    ]
    return [Grid(heads, rows, indent=2)]


def _narrow_screen(screen: Screen) -> bool:
    return 0 < screen.width < _NARROW


def _narrow(goal: Growth, today: date) -> "list[Block]":
    return [
        Grid((Heads(""), Heads("", "words")), [Row(((Span(goal.ref, "dim"),), (Span(goal.title, "title"),)))]),
        Lines([joined([_bar(goal, 10), _share(goal), _rag(goal)], "  "), *_facts(goal, today)], indent=4),
    ]


def _bar(goal: Growth, cells: int) -> Line:
    if goal.progress is None:
        return ()
    role: Role = RAG[goal.rag][1] if goal.rag != "none" else ""
    return bar(goal.progress, goal.expected if goal.state == "agreed" else None, cells, role)


def _share(goal: Growth) -> Line:
    return () if goal.progress is None else line(own(_percent(goal.progress), "title"))


def _rag(goal: Growth) -> Line:
    if goal.state == "paused":
        return line(own("○ paused", "dim"))
    word, role = RAG[goal.rag]
    return line(own(word if goal.rag != "none" else "○ no plan", role))


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %".replace("-", "−")


def _facts(goal: Growth, today: date) -> list[Line]:
    """The value against target and plan; the change; where it leads."""
    told = [joined([_standing(goal), _change(goal), _ahead(goal, today)])]
    if goal.steps.total and goal.target is not None:
        told.append(_steps(goal, today))
    return [tuple(span._replace(role=span.role or "dim") for span in one) for one in told if one]


def _standing(goal: Growth) -> Line:
    if goal.target is None:
        return _steps(goal, goal.start) if goal.steps.total else line("no target and no steps yet")
    value = tell_number(goal.baseline if goal.value is None else goal.value)
    unit = Span(f" {goal.unit}") if goal.unit else own("")
    aim = f"{value} of {tell_number(goal.target)}"
    if goal.keep:
        aim = f"{value}, to keep at {tell_number(goal.target)} or better"
    elif goal.baseline:
        aim = f"{value}, from {tell_number(goal.baseline)} to {tell_number(goal.target)}"
    return line(own(aim), unit, own(_plan(goal)))


def _plan(goal: Growth) -> str:
    if goal.expected is None or goal.target is None or goal.state != "agreed":
        return ""
    return f", plan {tell_number(round(goal.baseline + goal.expected * (goal.target - goal.baseline), 1))}"


def _change(goal: Growth) -> Line:
    if goal.target is None:
        return line(f"{tell_number(goal.change)} done in this period") if goal.change else ()
    if not goal.change:
        return line("no change in this period")
    sign = "+" if goal.change > 0 else ""
    return line(f"{sign}{tell_number(round(goal.change, 4))} in this period")


def _ahead(goal: Growth, today: date) -> Line:
    """Where its line leads, and when it is due."""
    ahead = f"about {short_day(goal.forecast.day, today)}" if goal.forecast.day else goal.forecast.why
    due = f"due {short_day(goal.due, today)}" if goal.due else ""
    return line(", ".join(filter(None, (ahead, due)))) if ahead or due else ()


def _steps(goal: Growth, today: date) -> Line:
    counted = own(f"{goal.steps.done} of {goal.steps.total} step{'s' if goal.steps.total > 1 else ''}")
    if not goal.steps.next:
        return line(counted)
    by = f" by {short_day(goal.steps.next_due, today)}" if goal.steps.next_due else ""
    return line(counted, own(", next: "), Span(goal.steps.next), own(by))


def _ended(goals: list[Growth], today: date, screen: Screen) -> Grid:
    return _named(
        [
            (
                goal.ref,
                goal.title,
                line(
                    own(f"{goal.state} {short_day(goal.ended_on or today, today)}", _END_ROLES.get(goal.state, "dim"))
                ),
                _share(goal),
            )
            for goal in goals
        ],
        "figure",
        screen,
    )


def _named(rows: "Sequence[tuple[str, str, Line, Line]]", last: "Manner", screen: Screen) -> Grid:
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
        (Heads(""), Heads("", "words"), Heads(""), Heads("", last)),
        [Row(((Span(ref, "dim"),), (Span(title, "title"),), one, two)) for ref, title, one, two in rows],
        indent=2,
    )


# Everything else: a label, what it says, and the refs it stands on


def _sessions(sessions: Sessions) -> list[Row]:
    counts = [_held(sessions), some("missed", sessions.missed), some("cancelled", sessions.cancelled)]
    last = f"last {show_ago(sessions.days_since_last)}" if sessions.days_since_last is not None else ""
    told = joined([line(", ".join(filter(None, counts))), line(last) if last else ()])
    groups = [("held", sessions.held), ("planned", sessions.planned)]
    ahead = f"{len(sessions.planned)} planned · " if sessions.planned else ""
    return [fact("Sessions", told, traced(groups, f"{ahead}mentorlog sessions list"))]


def _held(sessions: Sessions) -> str:
    held, cadence = len(sessions.held), sessions.cadence
    if cadence.due is None:
        return f"{held} held"
    beside = f"{held} held" if cadence.held == held else f"{held} held, {cadence.held}"
    return f"{beside} of {cadence.due} due every {cadence.every}"


def _questions(questions: Questions) -> list[Row]:
    counts = f"{len(questions.added)} asked, {len(questions.answered)} answered, {len(questions.open)} open"
    oldest, carried = questions.oldest_open, questions.most_carried
    told = [f"oldest {show_age(oldest.days)} ({oldest.ref})"] if oldest else []
    if oldest and carried:
        told.append(f"{'' if carried.ref == oldest.ref else f'{carried.ref} '}carried {times(carried.carried)}")
    groups = [("asked", questions.added), ("answered", questions.answered), ("open", questions.open)]
    trace = traced(groups, "mentorlog questions list --all")
    return [fact("Questions", joined([line(counts), line(", ".join(told)) if told else ()]), trace)]


def _feedback(feedback: Feedback) -> list[Row]:
    kinds = ", ".join(
        f"{number} {word}"
        for number, word in ((feedback.praise, "praise"), (feedback.constructive, "constructive"))
        if number
    )
    waiting = len(feedback.waiting)
    told = joined(
        [
            line(f"{len(feedback.received)} received, {len(feedback.given)} given"),
            line(kinds) if kinds else (),
            line(some(f"wait{'s' if waiting == 1 else ''} for you", feedback.waiting)) if waiting else (),
        ]
    )
    groups = [("received", feedback.received), ("given", feedback.given)]
    return [fact("Feedback", told, traced(groups, "mentorlog feedback list"))]


def _moods(checkins: CheckIns) -> list[Row]:
    rows = [
        (label, [value for _, value in values])
        for label, values in (("Mood", checkins.mood), ("Energy", checkins.energy), ("Trust", checkins.trust))
    ]
    told = [fact(label, _trend(values)) for label, values in rows if values]
    return [*told, fact("", line(own("mentorlog checkin list", "dim")))] if told else []


def _trend(values: list[int]) -> Line:
    if len(values) < _TREND:
        return line(", ".join(str(value) for value in values) + "  too few for a trend")
    return line(own(sparkline(values), "accent"), f"  {values[0]} to {values[-1]}")


def _wins(wins: list[Win], today: date, screen: Screen) -> "list[Block]":
    shown = wins[:_MOST_WINS]
    rows = [(win.ref, win.title, line(own(short_day(win.day, today), "dim")), _celebrated(win)) for win in shown]
    blocks: list[Block] = [_named(rows, "words", screen)]
    if more := len(wins) - len(shown):
        blocks.append(Lines([line(own(f"and {more} more: mentorlog achievements list", "dim"))], indent=2))
    return blocks


def _celebrated(win: Win) -> Line:
    if win.state == "celebrated":
        return (Span(win.how, "quote"),) if win.how else line(own("celebrated", "dim"))
    return line(own("to celebrate", "dim"))
