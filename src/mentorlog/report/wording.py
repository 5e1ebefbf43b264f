"""What a report says, in words: each way to draw it says the same."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from mentorlog.journal.dates.grammar import format_age, format_ago, format_short_day
from mentorlog.journal.model.fields import format_number
from mentorlog.journal.model.text import format_count
from mentorlog.render.terminal.page import Line, Span, join_facts, line, ours
from mentorlog.report.facts import count_text, times_text
from mentorlog.report.model import CheckIns, GoalGrowth, PeriodFeedback, Questions, Report, Sessions
from mentorlog.report.relationship import Actions, Challenges, CurrentAgreement, Relationship, SkillLevel
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.report.compare import Comparison


class ReportFact(Frozen):
    """A labelled fact.

    `text` has refs where they are few; `plain` has none, for who draws it with `groups` and `also` (a word and its
    refs) and links each of them. `command` lists them where they are many.
    """

    label: str
    text: Line
    plain_text: str
    groups: Sequence[tuple[str, list[str]]] = ()
    command: str = ""
    inline_groups: Sequence[tuple[str, list[str]]] = ()  # groups that `text` names already


def bare_text(spans: Line) -> str:
    """A line as bare text."""
    return "".join(span.text for span in spans)


def period_text(since: date, until: date) -> str:
    """ "26 Aug – 24 Nov 2026" """
    return f"{format_short_day(since, until)} – {format_short_day(until, date.min)}"


# A goal


def goal_value_line(goal: GoalGrowth) -> Line:
    """Its value against its target and plan."""
    if goal.target is None:
        return goal_steps_line(goal, goal.start) if goal.steps.total else line("no target and no steps yet")
    value = format_number(goal.baseline if goal.value is None else goal.value)
    unit = Span(f" {goal.unit}") if goal.unit else ours("")
    aim = f"{value} of {format_number(goal.target)}"
    if goal.keep:
        aim = f"{value}, to keep at {format_number(goal.target)} or better"
    elif goal.baseline:
        aim = f"{value}, from {format_number(goal.baseline)} to {format_number(goal.target)}"
    return line(ours(aim), unit, ours(_plan_text(goal)))


def _plan_text(goal: GoalGrowth) -> str:
    if goal.expected is None or goal.target is None or goal.state != "agreed":
        return ""
    return f", plan {format_number(round(goal.baseline + goal.expected * (goal.target - goal.baseline), 1))}"


def goal_change_line(goal: GoalGrowth) -> Line:
    """What moved in the period."""
    if goal.target is None:
        return line(f"{format_number(goal.change)} done in this period") if goal.change else ()
    if not goal.change:
        return line("no change in this period")
    return line(f"{with_sign(goal.change)} in this period")


def with_sign(value: float) -> str:
    """ "+2", "−3": what moved, and which way."""
    return f"{'+' if value > 0 else ''}{format_number(round(value, 4))}"


def goal_forecast_line(goal: GoalGrowth, today: date) -> Line:
    """Where its line leads, and when it is due."""
    leads = f"about {format_short_day(goal.forecast.day, today)}" if goal.forecast.day else goal.forecast.why
    due = f"due {format_short_day(goal.due, today)}" if goal.due else ""
    return line(", ".join(filter(None, (leads, due)))) if leads or due else ()


def goal_steps_line(goal: GoalGrowth, today: date) -> Line:
    """How many steps are done, and the next one."""
    done = ours(f"{goal.steps.done} of {format_count(goal.steps.total, 'step')}")
    if not goal.steps.next:
        return line(done)
    by = f" by {format_short_day(goal.steps.next_due, today)}" if goal.steps.next_due else ""
    return line(done, ours(", next: "), Span(goal.steps.next), ours(by))


def goal_lines(goal: GoalGrowth, today: date) -> list[Line]:
    """All of it, a line a thought."""
    told = [join_facts([goal_value_line(goal), goal_change_line(goal), goal_forecast_line(goal, today)])]
    if goal.steps.total and goal.target is not None:
        told.append(goal_steps_line(goal, today))
    return [one for one in told if one]


# Everything else: a label, what it says, and the refs it stands on


def period_facts(report: Report) -> list[ReportFact]:
    """The facts of the period beside the goals, each where there is anything to say."""
    facts = [_sessions_fact(report.sessions), _questions_fact(report.questions), _feedback_fact(report.feedback)]
    return [*facts, *_relationship_facts(report.relationship, report.today)]


def _sessions_fact(sessions: Sessions) -> ReportFact:
    last = f"last {format_ago(sessions.days_since_last)}" if sessions.days_since_last is not None else ""
    held = _meeting_count(sessions)
    counts = [held, count_text("missed", sessions.missed), count_text("cancelled", sessions.cancelled)]
    text = join_facts([line(", ".join(filter(None, counts))), line(last) if last else ()])
    plain = [held, _bare_count_text("missed", sessions.missed), _bare_count_text("cancelled", sessions.cancelled)]
    groups = [("held", sessions.held), ("planned", sessions.planned)]
    ahead_ = f"{len(sessions.planned)} planned · " if sessions.planned else ""
    more = [("missed", sessions.missed), ("cancelled", sessions.cancelled)]
    return ReportFact(
        "Sessions",
        text,
        " · ".join(filter(None, (", ".join(filter(None, plain)), last))),
        groups,
        f"{ahead_}mentorlog sessions list",
        more,
    )


def _meeting_count(sessions: Sessions) -> str:
    held, cadence = len(sessions.held), sessions.cadence
    if not cadence.due:
        return f"{held} held"
    beside = f"{held} held" if cadence.held == held else f"{held} held, {cadence.held}"
    return f"{beside} of {cadence.due} due every {cadence.every}"


def _questions_fact(questions: Questions) -> ReportFact:
    counts = f"{len(questions.added)} asked, {len(questions.answered)} answered, {len(questions.open)} open"
    oldest, carried = questions.oldest_open, questions.most_carried
    oldest_ = [f"oldest {format_age(oldest.days)} ({oldest.ref})"] if oldest else []
    if oldest and carried:
        oldest_.append(f"{'' if carried.ref == oldest.ref else f'{carried.ref} '}carried {times_text(carried.carried)}")
    text = join_facts([line(counts), line(", ".join(oldest_)) if oldest_ else ()])
    groups = [("asked", questions.added), ("answered", questions.answered), ("open", questions.open)]
    return ReportFact("Questions", text, bare_text(text), groups, "mentorlog questions list --all")


def _feedback_fact(feedback: PeriodFeedback) -> ReportFact:
    kinds = ", ".join(
        f"{number} {word}"
        for number, word in ((feedback.praise, "praise"), (feedback.constructive, "constructive"))
        if number
    )
    waits = "waits for you" if len(feedback.waiting) == 1 else "wait for you"
    counts = f"{len(feedback.received)} received, {len(feedback.given)} given"
    text = join_facts([line(counts), line(kinds) if kinds else (), line(count_text(waits, feedback.waiting))])
    plain = " · ".join(filter(None, (counts, kinds, _bare_count_text(waits, feedback.waiting))))
    groups = [("received", feedback.received), ("given", feedback.given)]
    return ReportFact("Feedback", text, plain, groups, "mentorlog feedback list", [("waiting", feedback.waiting)])


def _bare_count_text(word: str, refs: list[str]) -> str:
    return f"{len(refs)} {word}" if refs else ""


# What two people share


def _relationship_facts(shared: Relationship, today: date) -> list[ReportFact]:
    agreed = [_agreement_text(shared.agreement, today)] if shared.agreement else []
    rows: list[tuple[str, list[tuple[str, list[str]]], list[str]]] = [
        ("Actions", _action_groups(shared.actions), []),
        ("Lessons", [("learned", shared.lessons.added), ("applied", shared.lessons.applied),
                     ("not applied yet", shared.lessons.waiting)], []),
        ("Challenges", [("came up", shared.challenges.added), ("open", shared.challenges.open)],
         _resolution_texts(shared.challenges)),
        ("Skills", [], [skill_level_text(level) for level in shared.skills]),
        ("Contacts", [("met", shared.contacts[0]), ("to follow up", shared.contacts[1])], []),
        ("Agreement", [], agreed),
    ]  # fmt: skip
    return [
        _groups_fact(label, groups, texts) for label, groups, texts in rows if texts or any(refs for _, refs in groups)
    ]


def _groups_fact(label: str, groups: list[tuple[str, list[str]]], texts: list[str]) -> ReportFact:
    first, rest = (groups[:1], groups[1:]) if label == "Challenges" else (groups, [])
    drawn = [count_text(word, refs) for word, refs in first] + texts + [count_text(word, refs) for word, refs in rest]
    facts = (
        [_bare_count_text(word, refs) for word, refs in first]
        + texts
        + [_bare_count_text(word, refs) for word, refs in rest]
    )
    text = join_facts([line(one) for one in drawn if one])
    return ReportFact(label, text, " · ".join(filter(None, facts)), inline_groups=groups)


def _action_groups(actions: Actions) -> list[tuple[str, list[str]]]:
    return [
        ("done in time", [*actions.mine.on_time, *actions.theirs.on_time]),
        ("done late", [*actions.mine.late, *actions.theirs.late]),
        ("open of yours", actions.mine.open),
        ("open of your mentor's", actions.theirs.open),
    ]


def _resolution_texts(challenges: Challenges) -> list[str]:
    return [f"{ref} resolved after {format_age(days)}" for ref, days in challenges.resolved]


def skill_level_text(level: SkillLevel) -> str:
    """ "planning 2 to 3, mentor says 3" """
    told_ = [] if level.self_now is None else [level_change_text(level.self_then, level.self_now)]
    if level.mentor_now is not None:
        told_.append(f"mentor says {level_change_text(level.mentor_then, level.mentor_now)}")
    return f"{level.name} {', '.join(told_)}"


def level_change_text(then: int | None, now: int) -> str:
    """ "2 to 3" """
    return str(now) if then == now else f"{then} to {now}"


def _agreement_text(agreement: CurrentAgreement, today: date) -> str:
    def day(text: str) -> str:
        return format_short_day(date.fromisoformat(text), today)

    review = f", to review on {day(agreement.review_on)}" if agreement.review_on else ""
    return f"version {agreement.version} of {day(agreement.agreed_on)} ({agreement.ref}){review}"


def mood_series(checkins: CheckIns) -> list[tuple[str, list[tuple[date, int]]]]:
    """Mood, energy and trust over time, each where anything was said."""
    rows = (("Mood", checkins.mood), ("Energy", checkins.energy), ("Trust", checkins.trust))
    return [(label, values) for label, values in rows if values]


def comparison_rows(comparison: "Comparison") -> list[tuple[str, str, str, str]]:
    """What moved, a row a figure: what, before, now, and the difference with its sign."""
    return [
        (
            one.what,
            "–" if one.before is None else format_number(round(one.before, 4)),
            "–" if one.now is None else format_number(round(one.now, 4)),
            "" if one.change is None else with_sign(one.change) if one.change else "=",
        )
        for one in comparison.changes
    ]
