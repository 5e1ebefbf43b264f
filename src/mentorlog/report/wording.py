"""The sentences of a report, the same in every medium."""

from collections.abc import Sequence
from datetime import date

from mentorlog.journal.dates.format import format_age, format_ago, format_short_day
from mentorlog.journal.model.forms import format_number, format_percent
from mentorlog.journal.model.pace import MAX_FORECAST_YEARS, NoForecast, is_short_of_target
from mentorlog.journal.queries.names import OWNER_VOICE, Voice
from mentorlog.journal.text import format_count
from mentorlog.render.documents.document import Fact
from mentorlog.render.terminal.bars import sparkline
from mentorlog.render.terminal.page import Line, Span, join_facts, line, ours
from mentorlog.report.figures import Comparison, FigureChange, ref_ranges
from mentorlog.report.model import (
    CheckIns,
    CurrentAgreement,
    GoalGrowth,
    LevelChange,
    PeriodFeedback,
    Questions,
    Report,
    Sessions,
    SkillLevel,
)

MIN_TREND_VALUES = 3  # values below which there is no trend to draw
_MAX_REFS = 40  # refs that may still fit a line as ranges
_MAX_INLINE_WIDTH, _MAX_SOURCES_WIDTH = 16, 60  # columns for refs within a fact's text, and below it


def period_text(since: date, until: date) -> str:
    """ "26 Aug – 24 Nov 2026" """
    return f"{format_short_day(since, until)} – {format_short_day(until, date.min)}"


# A goal

_NO_FORECAST: dict[NoForecast, str] = {
    "": "",
    "reached": "reached",
    "too early": "too early to say when",
    "too few": "too few values to say when",
    "still": "nothing has moved yet",
    "away": "moving away from the target for now",
    "slower": "slower of late, so no day can be named",
    "far": f"at this pace more than {MAX_FORECAST_YEARS} years away",
}


def goal_value_line(goal: GoalGrowth, today: date) -> Line:
    """Its value against its target and plan."""
    if goal.target is None:
        return goal_steps_line(goal, today) if goal.steps.total else line("no target and no steps yet")
    value = format_number(goal.baseline if goal.value is None else goal.value)
    unit = Span(f" {goal.unit}") if goal.unit else ours("")
    aim = f"{value} of {format_number(goal.target)}"
    if goal.keep:
        aim = f"{value}, to keep at {format_number(goal.target)} or better"
    elif goal.baseline:
        return line(ours(value), unit, ours(f", aim {format_number(goal.target)}"))
    return line(ours(aim), unit)


END_WORDS = {"achieved": "reached", "dropped": "let go"}


def goal_end_text(goal: GoalGrowth, today: date) -> str:
    """ "reached 20 Oct, 3 weeks late": how and when a goal ended, and how long after its day."""
    end = f"{END_WORDS[goal.state]} {format_short_day(goal.ended_on or today, today)}"
    if goal.state != "achieved" or goal.due is None or goal.ended_on is None or goal.ended_on <= goal.due:
        return end
    return f"{end}, {format_age((goal.ended_on - goal.due).days)} late"


def goal_result_line(goal: GoalGrowth, today: date) -> Line:
    """What a goal that has ended came to; nothing where it had no target and no steps."""
    if goal.target is not None:
        return goal_value_line(goal, today)
    return line(_steps_done(goal)) if goal.steps.total else ()


def goal_change_line(goal: GoalGrowth) -> Line:
    """What moved in the period: "+6", of which "in this period" is heard where it is read aloud."""
    if goal.target is None:
        done = format_number(goal.change)
        return line(ours(f"+{done}", alt=f"{done} done in this period")) if goal.change else ()
    if not goal.change:
        return line(ours("no change", alt="no change in this period"))
    moved = _with_sign(goal.change)
    return line(ours(moved, alt=f"{moved} in this period"))


def _with_sign(value: float) -> str:
    """ "+2", "−3": what moved, and which way."""
    return f"{'+' if value > 0 else ''}{format_number(round(value, 4))}"


def goal_forecast_line(goal: GoalGrowth, today: date) -> Line:
    """Where its pace leads, and when it is due: "at this pace 11 months late, due 4 Jan 2027"."""
    forecast = _pace_line(goal.forecast, goal.due, today) if goal.forecast else line(_NO_FORECAST[goal.no_forecast])
    due = line(ours(f"due {format_short_day(goal.due, today)}", "dim")) if goal.due else ()
    return join_facts([forecast, due], ", ")


def _pace_line(forecast: date, due: date | None, today: date) -> Line:
    """What a forecast means: how late or how early, or without a due day, when."""
    if due is None:
        return line(f"at this pace reached about {format_short_day(forecast, today)}")
    days = (forecast - due).days
    if not days:
        return line("at this pace just in time")
    if days < 0:
        return line(f"at this pace {format_age(-days)} early")
    return line("at this pace ", ours(f"{format_age(days)} late", "bad"))


def goal_steps_line(goal: GoalGrowth, today: date) -> Line:
    """How many steps are done, and the next one."""
    return join_facts([line(_steps_done(goal)), _next_step_line(goal, today)])


def _steps_done(goal: GoalGrowth) -> str:
    return f"{goal.steps.done} of {format_count(goal.steps.total, 'step')}"


def _next_step_line(goal: GoalGrowth, today: date) -> Line:
    if not goal.steps.next:
        return ()
    by = f", by {format_short_day(goal.steps.next_due, today)}" if goal.steps.next_due else ""
    return line(ours("next: "), Span(goal.steps.next), ours(by, "dim"))


def goal_lines(goal: GoalGrowth, today: date) -> list[Line]:
    """All sentences about a goal, one per line."""
    by_steps = goal.target is None and goal.steps.total > 0
    stand = line(_steps_done(goal)) if by_steps else goal_value_line(goal, today)
    lines = [join_facts([stand, goal_change_line(goal), goal_forecast_line(goal, today)])]
    if goal.steps.total:
        lines.append(_next_step_line(goal, today) if by_steps else goal_steps_line(goal, today))
    return [line for line in lines if line]


def own_word_text(goal: GoalGrowth, voice: Voice) -> str:
    """ "by your own word at 25 %", for what is called reached below its target; else empty."""
    if goal.state != "achieved" or not is_short_of_target(goal.progress, keep=goal.keep):
        return ""
    whose = "your" if voice.for_owner else "their"
    return f"by {whose} own word at {format_percent(goal.progress or 0)}"


# The period beside the goals: labelled facts

Group = tuple[str, list[str]]  # a word and the refs that it counts
Part = str | Group | list[str | Group]


def period_facts(report: Report, voice: Voice = OWNER_VOICE) -> list[Fact]:
    """The facts of the period beside the goals, each where there is anything to say."""
    facts = [
        _sessions_fact(report.sessions, report.today, voice),
        _questions_fact(report.questions, voice),
        _feedback_fact(report.feedback, voice),
    ]
    return [*(fact for fact in facts if fact.text), *_relationship_facts(report, voice)]


def _fact(
    label: str, parts: Sequence[Part], inline: Sequence[Group] = (), below: Sequence[Group] = (), command: str = ""
) -> Fact:
    """A fact of parts; the refs of the groups stand within its text or below it.

    Where they are too many to stand below it, the command that lists them does.
    """
    return Fact(
        label,
        " · ".join(filter(None, (_part_text(part, with_refs=False) for part in parts))),
        [(word, refs) for word, refs in (*below, *inline) if refs],
        join_facts([line(_part_text(part, with_refs=True)) for part in parts]),
        _source_text(below, command) if command else "",
    )


def _part_text(part: Part, *, with_refs: bool) -> str:
    """Text unchanged; a group as "1 missed (s4)", or "" if it is empty; a list joined with commas."""
    if isinstance(part, str):
        return part
    if isinstance(part, list):
        return ", ".join(filter(None, (_part_text(item, with_refs=with_refs) for item in part)))
    word, refs = part
    ranges = ref_ranges(refs) if refs and with_refs and len(refs) <= _MAX_REFS else ""
    counted = f"{len(refs)} {word}" if refs else ""
    return f"{counted} ({ranges})" if 0 < len(ranges) <= _MAX_INLINE_WIDTH else counted


def _source_text(groups: Sequence[Group], command: str) -> str:
    """The refs behind a fact, or where these are many the command that lists them."""
    if sum(len(refs) for _, refs in groups) > _MAX_REFS * len(groups):
        return command
    text = " · ".join(f"{word} {ref_ranges(refs)}" for word, refs in groups if refs)
    return text if len(text) <= _MAX_SOURCES_WIDTH else command


def _sessions_fact(sessions: Sessions, today: date, voice: Voice) -> Fact:
    last = ""
    if sessions.last_day and sessions.days_since_last is not None:
        on = format_short_day(sessions.last_day, voice.day_to_read_from(today))
        is_current = (today - sessions.last_day).days == sessions.days_since_last  # they end with the period
        last = f"last {format_ago(sessions.days_since_last)}" if voice.for_owner and is_current else f"last on {on}"
    inline = [
        ("missed", sessions.missed),
        ("cancelled", sessions.cancelled),
        ("not noted yet", sessions.unsettled),
    ]
    below = [("held", sessions.held), ("planned", sessions.planned)]
    ahead = f"{len(sessions.planned)} planned · " if sessions.planned else ""
    parts: list[Part] = [[_meeting_count(sessions), *inline], last]
    return _fact("Sessions", parts, inline, below, f"{ahead}mentorlog sessions list")


def _meeting_count(sessions: Sessions) -> str:
    held, cadence = len(sessions.held), sessions.cadence
    if not cadence.due:
        return f"{held} held"
    every = (cadence.every or "").replace(", ", " and every ")
    if cadence.held > cadence.due:  # they met more often, or a day sooner
        return f"{held} held, {cadence.due} due every {every}"
    count = f"{held} held" if cadence.held == held else f"{held} held, {cadence.held}"
    return f"{count} of {cadence.due} due every {every}"


def _questions_fact(questions: Questions, voice: Voice) -> Fact:
    counts = f"{len(questions.added)} asked, {len(questions.answered)} answered, {len(questions.open)} open"
    oldest, carried = questions.oldest_open, questions.most_carried
    ref = f" ({oldest.ref})" if oldest and voice.for_owner else ""
    longest = [f"oldest {format_age(oldest.days)}{ref}"] if oldest else []
    if oldest and carried:
        which = "" if carried.ref == oldest.ref else f"{carried.ref} " if voice.for_owner else "one "
        longest.append(which + voice.carry_note(carried.carried))
    below = [("asked", questions.added), ("answered", questions.answered), ("open", questions.open)]
    return _fact("Questions", [counts, ", ".join(longest)], (), below, "mentorlog questions list --all")


def _feedback_fact(feedback: PeriodFeedback, voice: Voice) -> Fact:
    sides = (("received", feedback.received), ("given", feedback.given))
    # What others may not see is not known to be none: to them only what there is counts.
    counts = ", ".join(f"{len(refs)} {word}" for word, refs in sides if refs or voice.for_owner)
    kinds = ((feedback.praise, "praise"), (feedback.constructive, "constructive"))
    waits = f"{'waits' if len(feedback.waiting) == 1 else 'wait'} for {voice.mentee}"
    return _fact(
        "Feedback",
        [counts, ", ".join(f"{number} {word}" for number, word in kinds if number), (waits, feedback.waiting)],
        [("waiting", feedback.waiting)],
        sides,
        "mentorlog feedback list",
    )


def _relationship_facts(report: Report, voice: Voice) -> list[Fact]:
    """What two people share."""
    actions, lessons, challenges, contacts = report.actions, report.lessons, report.challenges, report.contacts
    agreements = (report.agreement, *report.other_agreements)
    rows: list[tuple[str, Sequence[Part]]] = [
        (
            "Actions",
            [
                ("done in time", actions.on_time),
                ("done late", actions.late),
                (f"open of {voice.mentee_possessive}", actions.mine.open),
                (f"open of {voice.mentor_possessive}", actions.theirs.open),
            ],
        ),
        ("Lessons", [("learned", lessons.added), ("applied", lessons.applied), ("not applied yet", lessons.waiting)]),
        (
            "Challenges",
            [
                ("came up", challenges.added),
                *(
                    f"{solved.ref if voice.for_owner else 'one'} resolved after {format_age(solved.days)}"
                    for solved in challenges.resolved
                ),
                ("open", challenges.open),
            ],
        ),
        ("Skills", [*map(_skill_level_text, report.skills), _scale_note(report.skills, voice)]),
        ("Contacts", [("met", contacts.added), ("to follow up", contacts.open)]),
        ("Agreement", [_agreement_text(each, report.today, voice) for each in agreements if each]),
    ]
    facts = [_fact(label, parts, [part for part in parts if isinstance(part, tuple)]) for label, parts in rows]
    return [fact for fact in facts if fact.text]


def _skill_level_text(level: SkillLevel) -> str:
    """ "planning 2 to 3, mentor says 3"; of several mentors each by name."""
    mentors = [level_change_text(view.level, f"{view.mentor} says ") for view in level.mentors]
    own, last = level_change_text(level.self), level_change_text(level.mentor, "mentor says ")
    views = filter(None, (own, *(mentors or [last])))
    return f"{level.name} {', '.join(views)}"


def _scale_note(levels: Sequence[SkillLevel], voice: Voice) -> str:
    """What the levels mean, for who does not know."""
    return "on a scale of 1 to 5" if levels and not voice.for_owner else ""


def level_change_text(level: LevelChange, before: str = "") -> str:
    """The level and what it was: "2 to 3", after the words `before`; "" without a level."""
    if level.now is None:
        return ""
    return f"{before}{level.now}" if level.then == level.now else f"{before}{level.then} to {level.now}"


def _agreement_text(agreement: CurrentAgreement, today: date, voice: Voice) -> str:
    seen_from = voice.day_to_read_from(today)
    ref = f" ({agreement.ref})" if voice.for_owner else ""
    review = f", looked back on {format_short_day(agreement.reviewed_on, seen_from)}" if agreement.reviewed_on else ""
    if agreement.review_on:
        when = "to look back on" if agreement.review_on >= today else "to look back since"
        review += f", {when} {format_short_day(agreement.review_on, seen_from)}"
    agreed = format_short_day(agreement.agreed_on, seen_from)
    whose = f"{agreement.mentor}: " if agreement.mentor else ""
    return f"{whose}version {agreement.version} of {agreed}{ref}{review}"


def mood_series(checkins: CheckIns) -> list[tuple[str, list[tuple[date, int]]]]:
    """Mood, energy and trust over time, each where anything was said."""
    rows = (("Mood", checkins.mood), ("Energy", checkins.energy), ("Trust", checkins.trust))
    return [(label, values) for label, values in rows if values]


def mood_facts(checkins: CheckIns) -> list[Fact]:
    """Mood, energy and trust as sparklines; two values are no trend."""
    facts = [
        Fact(label, "", (), _trend_line([value for _, value in values])) for label, values in mood_series(checkins)
    ]
    return [*facts, Fact("", "", (), line(ours("mentorlog checkin list", "dim")))] if facts else []


def _trend_line(values: list[int]) -> Line:
    if len(values) < MIN_TREND_VALUES:
        return line(", ".join(str(value) for value in values) + "  too few for a trend")
    return line(sparkline(values), ours("  ", alt="\n"), f"{values[0]} to {values[-1]}")


def comparison_rows(comparison: Comparison) -> list[tuple[str, ...]]:
    """What moved, a row a figure: what, before, now, the difference with its sign, and whether that is better."""
    return [
        (
            figure.what,
            *("–" if value is None else format_number(round(value, 4)) for value in (figure.before, figure.now)),
            "" if figure.change is None else _with_sign(figure.change) if figure.change else "=",
            _better_note(figure),
        )
        for figure in comparison.changes
    ]


def _better_note(figure: FigureChange) -> str:
    """Whether a difference is for the better, else which way would be."""
    if not figure.change or figure.better is None:
        return ""
    return "better" if (figure.change > 0) == (figure.better == "more") else f"{figure.better} is better"
