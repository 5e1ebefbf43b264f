"""Everything about one goal in the order of days, to read before a review."""

from datetime import date
from typing import TYPE_CHECKING, Any

from mentorlog.clock import end_of_day
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model import pace
from mentorlog.journal.model.forms import format_number
from mentorlog.journal.model.record import Record, record_to_json
from mentorlog.journal.model.records.achievements import Achievement
from mentorlog.journal.model.records.actions import Action
from mentorlog.journal.model.records.agreements import Agreement
from mentorlog.journal.model.records.feedback import Feedback
from mentorlog.journal.model.records.goals import Goal, Progress, Step
from mentorlog.journal.model.records.lessons import Application, Lesson
from mentorlog.journal.model.records.questions import Question
from mentorlog.journal.queries.letters.consent import Consent, consent_to
from mentorlog.journal.queries.names import OWNER_VOICE, Voice
from mentorlog.render.documents.document import (
    Bullet,
    Bullets,
    Fact,
    FactList,
    Measurement,
    MeasurementList,
    Section,
    Sequel,
)
from mentorlog.report.figures import to_json
from mentorlog.structs import Frozen, asdict

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


class ValueProgress(Frozen):
    """A value on its day: the share of the way to the target, and the share planned by then."""

    day: date
    value: float
    progress: float | None
    expected: float | None


class Story(Frozen):
    """The records that belong to one goal, in the order of their days, and the agreement that it comes under."""

    not_in_json = frozenset({"skill", "value_progress", "consent"})
    goal: Goal
    """The goal."""
    skill: str | None
    agreement: Agreement | None
    """The agreement that it comes under."""
    consent: Consent | None
    values: list[Progress]
    """Its values."""
    value_progress: list[ValueProgress]
    steps: list[Step]
    """Its steps."""
    questions: list[Question]
    """Its questions."""
    actions: list[Action]
    """Its promises."""
    lessons: list[tuple[Lesson, list[Application]]]
    """Its lessons, each with the days on which it was applied."""
    feedback: list[Feedback]
    """Its feedback."""
    evidence: list[Achievement]
    """Its achievements."""

    def refs(self) -> set[str]:
        """The refs of the records, except values, steps and applications."""
        records: list[Record] = [
            self.goal, *self.questions, *self.actions, *self.feedback, *self.evidence,
            *(lesson for lesson, _ in self.lessons), *([self.agreement] if self.agreement else []),
        ]  # fmt: skip
        return {record.ref for record in records}

    def to_json(self) -> dict[str, Any]:
        """The `story` of the JSON answer."""
        lessons = [{**record_to_json(lesson), "applications": to_json(uses)} for lesson, uses in self.lessons]
        return {name: to_json(value) for name, value in asdict(self).items() if name not in self.not_in_json} | {
            "lessons": lessons
        }


def gather_story(journal: "Journal", number: int, until: date) -> Story:
    """The story of a goal up to the end of a day."""
    goal, last, moment = journal.get(Goal, number), until.isoformat(), end_of_day(until)
    agreed = journal.read(
        Agreement,
        "mentor IS ? AND agreed_on <= ? AND state <> 'draft'",
        (goal.mentor, last),
        order="version DESC LIMIT 1",
    )
    values = journal.read(Progress, "goal = ? AND day <= ?", (number, last))
    lessons = journal.read(Lesson, "goal = ? AND created_at < ?", (number, moment), order="number")
    return Story(
        goal=goal,
        skill=str(journal.read_field("skill", goal.skill, "name")) if goal.skill else None,
        agreement=agreed[0] if agreed else None,
        consent=consent_to(journal, goal),
        values=values,
        value_progress=[_value_progress(goal, value) for value in values],
        steps=journal.read(Step, "goal = ?", (number,)),
        questions=journal.read(Question, "goal = ? AND created_at < ?", (number, moment), order="number"),
        actions=journal.read(Action, "goal = ? AND created_at < ?", (number, moment), order="number"),
        lessons=[
            (lesson, journal.read(Application, "lesson = ?", (lesson.number,), order="day, number"))
            for lesson in lessons
        ],
        feedback=journal.read(Feedback, "goal = ? AND day <= ?", (number, last), order="day, number"),
        evidence=journal.read(Achievement, "goal = ? AND day <= ?", (number, last), order="day, number"),
    )


def _value_progress(goal: Goal, value: Progress) -> ValueProgress:
    if goal.target is None or goal.keep:
        return ValueProgress(value.day, value.value, None, None)
    return ValueProgress(
        value.day,
        value.value,
        pace.progress_share(goal.baseline, goal.target, value.value),
        pace.plan_share(goal.start, goal.due, value.day),
    )


def story_sections(story: Story, today: date, voice: Voice = OWNER_VOICE) -> list[Section]:
    """The story without its burn-up."""
    lists: list[tuple[str, Bullets]] = [
        ("Values", _values_list(story, today)),
        ("Steps", Bullets([_step_bullet(step, today) for step in story.steps])),
        ("Questions", Bullets([_question_bullet(question, today) for question in story.questions])),
        ("Actions", Bullets([_action_bullet(action, today, voice) for action in story.actions])),
        ("Lessons", Bullets([_lesson_bullet(lesson, uses, today) for lesson, uses in story.lessons])),
        ("Feedback", Bullets([_feedback_bullet(feedback, today) for feedback in story.feedback])),
        ("Evidence", Bullets([_evidence_bullet(win, today) for win in story.evidence])),
    ]
    background = Section("Why", [FactList([Fact(*row) for row in _background_rows(story, today)])])
    return [background, *(Section(title, [bullets]) for title, bullets in lists if bullets.items)]


def _background_rows(story: Story, today: date) -> list[tuple[str, str]]:
    goal, agreement = story.goal, story.agreement
    agreed = f"on {format_short_day(goal.agreed_on, today)}" if goal.agreed_on else "not yet"
    if story.consent:
        agreed = f"{agreed}; {story.consent.sentence(today)}" if goal.agreed_on else story.consent.sentence(today)
    rows = [("Why", goal.why or ""), ("Skill", story.skill or ""), ("Agreed", agreed)]
    if agreement:
        on = f" of {format_short_day(agreement.agreed_on, today)}" if agreement.agreed_on else ""
        purpose = f": {agreement.purpose}" if agreement.purpose else ""
        rows.append(("Agreement", f"version {agreement.version}{on}{purpose}"))
    return [row for row in rows if row[1]]


def _join_parts(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _values_list(story: Story, today: date) -> Bullets:
    """The values; those of a goal with a target can be drawn as bars."""
    values = [_measurement(*pair, today) for pair in zip(story.values, story.value_progress, strict=True)]
    has_shares = values and story.value_progress[0].progress is not None
    return MeasurementList(values) if has_shares else Bullets(values)


def _measurement(entry: Progress, status: ValueProgress, today: date) -> Measurement:
    day, value = format_short_day(entry.day, today), format_number(entry.value)
    note = _join_parts(f"confidence {entry.confidence}" if entry.confidence else "", entry.note or "")
    text, share = f"{value} on {day}", status.progress or 0.0
    return Measurement(text, entry.ref, note, day, value, entry.note or "", share, status.expected)


def _step_bullet(step: Step, today: date) -> Bullet:
    done = f"done {format_short_day(step.done_on, today)}" if step.done_on else ""
    due = f"due {format_short_day(step.due, today)}" if step.due and not step.done_on else ""
    return Bullet(step.title, step.ref, done or due or "open")


def _question_bullet(question: Question, today: date) -> Bullet:
    on = f" ({format_short_day(question.answered_on, today)})" if question.answered_on else ""
    if not question.answer:
        return Bullet(question.text, question.ref, question.state)
    return Sequel(question.text, question.ref, f"{question.answer}{on}")


def _action_bullet(action: Action, today: date, voice: Voice) -> Bullet:
    when = f"done {format_short_day(action.done_on, today)}" if action.done_on else action.state
    due = f"due {format_short_day(action.due, today)}" if action.due and action.state == "open" else ""
    return Bullet(
        action.text,
        action.ref,
        _join_parts(voice.mentor_possessive if action.who == "mentor" else "", when, due, action.note or ""),
    )


def _lesson_bullet(lesson: Lesson, uses: list[Application], today: date) -> Bullet:
    applied = "\n".join(f"{format_short_day(use.day, today)}: {use.text}" for use in uses)
    return Sequel(lesson.text, lesson.ref, applied) if applied else Bullet(lesson.text, lesson.ref, "not applied yet")


def _feedback_bullet(feedback: Feedback, today: date) -> Bullet:
    parts = [part for part in (feedback.situation, feedback.behaviour, feedback.impact) if part]
    answered = f"\n{feedback.response}" if feedback.response else ""
    note = _join_parts(format_short_day(feedback.day, today), feedback.direction, feedback.kind or "") + answered
    return Bullet("\n".join(parts) or "(its words are not for this page)", feedback.ref, note)


def _evidence_bullet(win: Achievement, today: date) -> Bullet:
    note = _join_parts(format_short_day(win.day, today), win.how or "")
    return Bullet(win.title, win.ref, f"{note}\n{win.evidence}" if win.evidence else note)
