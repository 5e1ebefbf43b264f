"""The figures of a period in words, as labelled facts: the same in every medium."""

from collections.abc import Sequence
from datetime import date

from mentorlog.journal.dates.format import format_age, format_ago, format_short_day
from mentorlog.journal.model.forms import format_number
from mentorlog.journal.queries.names import OWNER_VOICE, Voice
from mentorlog.render.documents.document import Fact
from mentorlog.render.terminal.bars import sparkline
from mentorlog.render.terminal.page import Line, join_facts, line, ours
from mentorlog.report.figures import Comparison, FigureChange, ref_ranges
from mentorlog.report.model import (
    CheckIns,
    CurrentAgreement,
    LevelChange,
    PeriodFeedback,
    Questions,
    Report,
    Sessions,
    SkillLevel,
)
from mentorlog.report.words.goals import number_with_sign

MIN_TREND_VALUES = 3  # values below which there is no trend to draw
_MAX_REFS = 40  # refs that may still fit a line as ranges
_MAX_INLINE_WIDTH, _MAX_SOURCES_WIDTH = 16, 60  # columns for refs within a fact's text, and below it

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
            "" if figure.change is None else number_with_sign(figure.change) if figure.change else "=",
            _better_note(figure),
        )
        for figure in comparison.changes
    ]


def _better_note(figure: FigureChange) -> str:
    """Whether a difference is for the better, else which way would be."""
    if not figure.change or figure.better is None:
        return ""
    return "better" if (figure.change > 0) == (figure.better == "more") else f"{figure.better} is better"
