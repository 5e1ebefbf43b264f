"""What a report says, in words: each way to draw it says the same."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from mentorlog.journal.dates.grammar import format_age, format_ago, format_short_day
from mentorlog.journal.model.fields import format_number
from mentorlog.journal.model.text import format_count
from mentorlog.render.terminal.page import Line, Span, joined, line, own
from mentorlog.report.facts import some, times
from mentorlog.report.model import CheckIns, Feedback, Growth, Questions, Report, Sessions
from mentorlog.report.relationship import Actions, Agreed, Challenges, Level, Relationship
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.report.compare import Comparison


class Told(Frozen):
    """A labelled fact.

    `text` has refs where they are few; `plain` has none, for who draws it with `groups` and `also` (a word and its
    refs) and links each of them. `command` lists them where they are many.
    """

    label: str
    text: Line
    plain: str
    groups: Sequence[tuple[str, list[str]]] = ()
    command: str = ""
    also: Sequence[tuple[str, list[str]]] = ()  # groups that `text` names already


def text_of(told: Line) -> str:
    """A line as bare text."""
    return "".join(span.text for span in told)


def period(since: date, until: date) -> str:
    """ "26 Aug – 24 Nov 2026" """
    return f"{format_short_day(since, until)} – {format_short_day(until, date.min)}"


# A goal


def standing(goal: Growth) -> Line:
    """Its value against its target and plan."""
    if goal.target is None:
        return steps(goal, goal.start) if goal.steps.total else line("no target and no steps yet")
    value = format_number(goal.baseline if goal.value is None else goal.value)
    unit = Span(f" {goal.unit}") if goal.unit else own("")
    aim = f"{value} of {format_number(goal.target)}"
    if goal.keep:
        aim = f"{value}, to keep at {format_number(goal.target)} or better"
    elif goal.baseline:
        aim = f"{value}, from {format_number(goal.baseline)} to {format_number(goal.target)}"
    return line(own(aim), unit, own(_plan(goal)))


def _plan(goal: Growth) -> str:
    if goal.expected is None or goal.target is None or goal.state != "agreed":
        return ""
    return f", plan {format_number(round(goal.baseline + goal.expected * (goal.target - goal.baseline), 1))}"


def change(goal: Growth) -> Line:
    """What moved in the period."""
    if goal.target is None:
        return line(f"{format_number(goal.change)} done in this period") if goal.change else ()
    if not goal.change:
        return line("no change in this period")
    return line(f"{signed(goal.change)} in this period")


def signed(value: float) -> str:
    """ "+2", "−3": what moved, and which way."""
    return f"{'+' if value > 0 else ''}{format_number(round(value, 4))}"


def ahead(goal: Growth, today: date) -> Line:
    """Where its line leads, and when it is due."""
    leads = f"about {format_short_day(goal.forecast.day, today)}" if goal.forecast.day else goal.forecast.why
    due = f"due {format_short_day(goal.due, today)}" if goal.due else ""
    return line(", ".join(filter(None, (leads, due)))) if leads or due else ()


def steps(goal: Growth, today: date) -> Line:
    """How many steps are done, and the next one."""
    done = own(f"{goal.steps.done} of {format_count(goal.steps.total, 'step')}")
    if not goal.steps.next:
        return line(done)
    by = f" by {format_short_day(goal.steps.next_due, today)}" if goal.steps.next_due else ""
    return line(done, own(", next: "), Span(goal.steps.next), own(by))


def about(goal: Growth, today: date) -> list[Line]:
    """All of it, a line a thought."""
    told = [joined([standing(goal), change(goal), ahead(goal, today)])]
    if goal.steps.total and goal.target is not None:
        told.append(steps(goal, today))
    return [one for one in told if one]


# Everything else: a label, what it says, and the refs it stands on


def told(report: Report) -> list[Told]:
    """The facts of the period beside the goals, each where there is anything to say."""
    facts = [_sessions(report.sessions), _questions(report.questions), _feedback(report.feedback)]
    return [*facts, *_together(report.relationship, report.today)]


def _sessions(sessions: Sessions) -> Told:
    last = f"last {format_ago(sessions.days_since_last)}" if sessions.days_since_last is not None else ""
    held = _held(sessions)
    counts = [held, some("missed", sessions.missed), some("cancelled", sessions.cancelled)]
    text = joined([line(", ".join(filter(None, counts))), line(last) if last else ()])
    plain = [held, _many("missed", sessions.missed), _many("cancelled", sessions.cancelled)]
    groups = [("held", sessions.held), ("planned", sessions.planned)]
    ahead_ = f"{len(sessions.planned)} planned · " if sessions.planned else ""
    more = [("missed", sessions.missed), ("cancelled", sessions.cancelled)]
    return Told(
        "Sessions",
        text,
        " · ".join(filter(None, (", ".join(filter(None, plain)), last))),
        groups,
        f"{ahead_}mentorlog sessions list",
        more,
    )


def _held(sessions: Sessions) -> str:
    held, cadence = len(sessions.held), sessions.cadence
    if not cadence.due:
        return f"{held} held"
    beside = f"{held} held" if cadence.held == held else f"{held} held, {cadence.held}"
    return f"{beside} of {cadence.due} due every {cadence.every}"


def _questions(questions: Questions) -> Told:
    counts = f"{len(questions.added)} asked, {len(questions.answered)} answered, {len(questions.open)} open"
    oldest, carried = questions.oldest_open, questions.most_carried
    oldest_ = [f"oldest {format_age(oldest.days)} ({oldest.ref})"] if oldest else []
    if oldest and carried:
        oldest_.append(f"{'' if carried.ref == oldest.ref else f'{carried.ref} '}carried {times(carried.carried)}")
    text = joined([line(counts), line(", ".join(oldest_)) if oldest_ else ()])
    groups = [("asked", questions.added), ("answered", questions.answered), ("open", questions.open)]
    return Told("Questions", text, text_of(text), groups, "mentorlog questions list --all")


def _feedback(feedback: Feedback) -> Told:
    kinds = ", ".join(
        f"{number} {word}"
        for number, word in ((feedback.praise, "praise"), (feedback.constructive, "constructive"))
        if number
    )
    waits = "waits for you" if len(feedback.waiting) == 1 else "wait for you"
    counts = f"{len(feedback.received)} received, {len(feedback.given)} given"
    text = joined([line(counts), line(kinds) if kinds else (), line(some(waits, feedback.waiting))])
    plain = " · ".join(filter(None, (counts, kinds, _many(waits, feedback.waiting))))
    groups = [("received", feedback.received), ("given", feedback.given)]
    return Told("Feedback", text, plain, groups, "mentorlog feedback list", [("waiting", feedback.waiting)])


def _many(word: str, refs: list[str]) -> str:
    return f"{len(refs)} {word}" if refs else ""


# What two people share


def _together(shared: Relationship, today: date) -> list[Told]:
    agreed = [_agreed(shared.agreement, today)] if shared.agreement else []
    rows: list[tuple[str, list[tuple[str, list[str]]], list[str]]] = [
        ("Actions", _promises(shared.actions), []),
        ("Lessons", [("learned", shared.lessons.added), ("applied", shared.lessons.applied),
                     ("not applied yet", shared.lessons.waiting)], []),
        ("Challenges", [("came up", shared.challenges.added), ("open", shared.challenges.open)],
         _resolved(shared.challenges)),
        ("Skills", [], [level_of(level) for level in shared.skills]),
        ("Contacts", [("met", shared.contacts[0]), ("to follow up", shared.contacts[1])], []),
        ("Agreement", [], agreed),
    ]  # fmt: skip
    return [_shared(label, groups, texts) for label, groups, texts in rows if texts or any(refs for _, refs in groups)]


def _shared(label: str, groups: list[tuple[str, list[str]]], texts: list[str]) -> Told:
    first, rest = (groups[:1], groups[1:]) if label == "Challenges" else (groups, [])
    drawn = [some(word, refs) for word, refs in first] + texts + [some(word, refs) for word, refs in rest]
    facts = [_many(word, refs) for word, refs in first] + texts + [_many(word, refs) for word, refs in rest]
    text = joined([line(one) for one in drawn if one])
    return Told(label, text, " · ".join(filter(None, facts)), also=groups)


def _promises(actions: Actions) -> list[tuple[str, list[str]]]:
    return [
        ("done in time", [*actions.mine.on_time, *actions.theirs.on_time]),
        ("done late", [*actions.mine.late, *actions.theirs.late]),
        ("open of yours", actions.mine.open),
        ("open of your mentor's", actions.theirs.open),
    ]


def _resolved(challenges: Challenges) -> list[str]:
    return [f"{ref} resolved after {format_age(days)}" for ref, days in challenges.resolved]


def level_of(level: Level) -> str:
    """ "planning 2 to 3, mentor says 3" """
    told_ = [] if level.self_now is None else [moved(level.self_then, level.self_now)]
    if level.mentor_now is not None:
        told_.append(f"mentor says {moved(level.mentor_then, level.mentor_now)}")
    return f"{level.name} {', '.join(told_)}"


def moved(then: int | None, now: int) -> str:
    """ "2 to 3" """
    return str(now) if then == now else f"{then} to {now}"


def _agreed(agreement: Agreed, today: date) -> str:
    def day(text: str) -> str:
        return format_short_day(date.fromisoformat(text), today)

    review = f", to review on {day(agreement.review_on)}" if agreement.review_on else ""
    return f"version {agreement.version} of {day(agreement.agreed_on)} ({agreement.ref}){review}"


def moods(checkins: CheckIns) -> list[tuple[str, list[tuple[date, int]]]]:
    """Mood, energy and trust over time, each where anything was said."""
    rows = (("Mood", checkins.mood), ("Energy", checkins.energy), ("Trust", checkins.trust))
    return [(label, values) for label, values in rows if values]


def moved_rows(comparison: "Comparison") -> list[tuple[str, str, str, str]]:
    """What moved, a row a figure: what, before, now, and the difference with its sign."""
    return [
        (
            one.what,
            "–" if one.before is None else format_number(round(one.before, 4)),
            "–" if one.now is None else format_number(round(one.now, 4)),
            "" if one.change is None else signed(one.change) if one.change else "=",
        )
        for one in comparison.moved
    ]
