"""A record of continuing professional development.

Its fields are those that professional bodies ask for in their logs: date, kind of activity, length, what was learned,
how it was used, evidence, competence. Mentoring, practice and talks count as informal activities. The mentor's name
and words stay out.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.kinds import ref
from mentorlog.render.documents.csv import CsvTable
from mentorlog.render.documents.document import Document, Fact, FactList, Section, Table

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

COLUMN_NAMES = (
    "date", "title", "kind", "activity", "hours", "objective", "competence", "learned", "applied", "evidence", "ref",
)  # fmt: skip
_MIN_NAME_LENGTH = 3  # letters a part of a name needs to be masked on its own


class Activity(NamedTuple):
    """One activity. `hours` is rounded to two places; a text nobody wrote is empty."""

    date: date
    title: str
    kind: str
    activity: str
    hours: float
    objective: str
    competence: str
    learned: str
    applied: str
    evidence: str
    ref: str

    @property
    def has_reflection(self) -> bool:
        """Whether it says what was learned or how it was used."""
        return bool(self.learned or self.applied)


class CpdRecord(NamedTuple):
    """The activities of a period, by day."""

    since: date
    until: date
    activities: list[Activity]

    @property
    def hours(self) -> float:
        """The hours of all of them."""
        return round(sum(activity.hours for activity in self.activities), 2)

    @property
    def refs(self) -> set[str]:
        """The refs of its entries."""
        return {activity.ref for activity in self.activities}

    @property
    def without_reflection(self) -> list[str]:
        """The refs of activities that say neither what was learned nor how it was used."""
        return [activity.ref for activity in self.activities if not activity.has_reflection]

    def to_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "period": {"since": self.since.isoformat(), "until": self.until.isoformat()},
            "hours": self.hours,
            "activities": [{**one._asdict(), "date": one.date.isoformat()} for one in self.activities],
            "without_reflection": len(self.without_reflection),
        }

    def to_csv_table(self) -> CsvTable:
        """As a table."""
        rows = [[one.date.isoformat(), *one[1:]] for one in self.activities]
        return CsvTable("cpd", COLUMN_NAMES, rows)

    def document(self, note: str = "") -> Document:
        """As a page: the sums first, then each activity."""
        number = len(self.activities)
        activities = "activity" if number == 1 else "activities"
        sections = [_section(one) for one in self.activities]
        if self.activities:
            sections.insert(
                0,
                Section("In all", [Table("Hours by activity", ("Activity", "Hours"), _hours_by_activity(self), (1,))]),
            )
        return Document(
            "Professional development",
            f"{format_short_day(self.since, date.min)} – {format_short_day(self.until, date.min)}",
            f"{_format_hours(self.hours)} hours in {number} {activities}.",
            sections,
            (),
            note,
        )


def load_cpd_record(journal: "Journal", since: date, until: date) -> CpdRecord:
    """The activities of a period that have a length, as far as the journal may be read."""
    with journal.store.snapshot():
        queries = _CpdQueries(journal, since.isoformat(), until.isoformat())
        activities = [
            *queries.sessions(),
            *queries.lessons(),
            *queries.steps(),
            *queries.contacts(),
            *queries.achievements(),
        ]
    return CpdRecord(since, until, sorted(activities, key=lambda activity: (activity.date, activity.ref)))


class _CpdQueries:
    """The queries of one record."""

    def __init__(self, journal: "Journal", since: str, until: str) -> None:
        self._rows = journal.store.rows
        self._period = (since, until)
        self._skills = dict(self._rows("SELECT number, name FROM skills"))
        self._goals = {
            number: (title, skill) for number, title, skill in self._rows("SELECT number, title, skill FROM goals")
        }
        self._mask_names = _name_masker(journal)

    def sessions(self) -> list[Activity]:
        """Meetings that were held, named by what was talked about, with their real length or else the planned one."""
        rows = self._rows(
            "SELECT number, substr(starts_at, 1, 10), coalesce(real_minutes, minutes), kind, takeaways FROM sessions"
            " WHERE state = 'held' AND substr(starts_at, 1, 10) BETWEEN ? AND ?"
            " AND coalesce(real_minutes, minutes) IS NOT NULL",
            self._period,
        )
        return [self._session_activity(*row) for row in rows]

    def _session_activity(self, number: int, day: str, minutes: int, kind: str, takeaways: str | None) -> Activity:
        lessons = self._rows(
            "SELECT number, text, goal, skill FROM lessons WHERE session = ? ORDER BY number", (number,)
        )
        asked = self._rows("SELECT DISTINCT goal FROM questions WHERE session = ? AND goal IS NOT NULL", (number,))
        goals = list(dict.fromkeys([goal for *_, goal, _ in lessons if goal] + [goal for (goal,) in asked]))
        skills = [skill for *_, skill in lessons if skill] + [self._skill_of(goal) for goal in goals]
        competences = self._skill_names(skills)
        uses = [text for lesson, *_ in lessons for text in self._applications_of(lesson)]
        texts = dict.fromkeys([*(takeaways or "").split("\n"), *(text for _, text, *_ in lessons)])
        topic = {"first": "first meeting", "review": "review", "closing": "closing"}.get(kind, competences or "")
        return self._activity(
            day, "Mentoring session" + (f": {topic}" if topic else ""), "mentoring", minutes, goals, competences,
            "\n".join(text for text in texts if text), "\n".join(uses), "", ref("session", number),
        )  # fmt: skip

    def lessons(self) -> list[Activity]:
        """Lessons applied in the period, on the day of their first use in it."""
        rows = self._rows(
            "SELECT lessons.number, min(a.day), lessons.minutes, lessons.text, goal, skill FROM lessons"
            " JOIN applications a ON a.lesson = lessons.number"
            " WHERE a.day BETWEEN ? AND ? AND lessons.minutes IS NOT NULL GROUP BY lessons.number",
            self._period,
        )
        return [
            self._activity(
                day, f"Lesson applied: {_shorten(text)}", "practice", minutes, [goal] if goal else [],
                self._skill_names([skill or self._skill_of(goal)]), text, "\n".join(self._applications_of(number)), "",
                ref("lesson", number),
            )
            for number, day, minutes, text, goal, skill in rows
        ]  # fmt: skip

    def steps(self) -> list[Activity]:
        """Steps of goals that were done."""
        rows = self._rows(
            "SELECT number, done_on, minutes, title, goal FROM steps"
            " WHERE done_on BETWEEN ? AND ? AND minutes IS NOT NULL",
            self._period,
        )
        return [
            self._activity(
                day,
                title,
                "practice",
                minutes,
                [goal],
                self._skill_names([self._skill_of(goal)]),
                "",
                "",
                "",
                ref("step", number),
            )
            for number, day, minutes, title, goal in rows
        ]

    def contacts(self) -> list[Activity]:
        """Talks with people met. Their names stay out."""
        rows = self._rows(
            "SELECT number, introduced_on, minutes, outcome FROM contacts"
            " WHERE introduced_on BETWEEN ? AND ? AND minutes IS NOT NULL",
            self._period,
        )
        return [
            self._activity(
                day,
                "Talk with a colleague in the profession",
                "event",
                minutes,
                [],
                "",
                outcome or "",
                "",
                "",
                ref("contact", number),
            )
            for number, day, minutes, outcome in rows
        ]

    def achievements(self) -> list[Activity]:
        """Achievements with their evidence."""
        rows = self._rows(
            "SELECT number, day, minutes, title, goal, evidence FROM achievements"
            " WHERE day BETWEEN ? AND ? AND minutes IS NOT NULL",
            self._period,
        )
        return [
            self._activity(
                day,
                title,
                "practice",
                minutes,
                [goal] if goal else [],
                self._skill_names([self._skill_of(goal)]),
                "",
                "",
                evidence or "",
                ref("achievement", number),
            )
            for number, day, minutes, title, goal, evidence in rows
        ]

    def _activity(
        self, day: str, title: str, activity: str, minutes: int, goals: Sequence[int], competence: str, learned: str,
        applied: str, evidence: str, ref_: str,
    ) -> Activity:  # fmt: skip
        objective = "; ".join(self._goals[goal][0] for goal in goals if goal in self._goals)
        texts = [self._mask_names(text) for text in (title, objective, competence, learned, applied, evidence)]
        title, objective, competence, learned, applied, evidence = texts
        hours = round(minutes / 60, 2)
        return Activity(
            date.fromisoformat(day), title, "informal", activity, hours, objective, competence, learned, applied,
            evidence, ref_,
        )  # fmt: skip

    def _applications_of(self, lesson: int) -> list[str]:
        rows = self._rows("SELECT text FROM applications WHERE lesson = ? ORDER BY day, number", (lesson,))
        return [text for (text,) in rows]

    def _skill_of(self, goal: int | None) -> int | None:
        return self._goals[goal][1] if goal in self._goals else None

    def _skill_names(self, skills: Sequence[int | None]) -> str:
        return ", ".join(dict.fromkeys(self._skills[skill] for skill in skills if skill in self._skills))


def _name_masker(journal: "Journal") -> Callable[[str], str]:
    """A function that replaces mentors' names, whole or in part, by "my mentor".

    It reads the names past the audience's views: a name that is hidden must be masked all the same.
    """
    names = [name for (name,) in journal.store.rows("SELECT name FROM main.mentors")] if journal.exists else []
    parts = {part for name in names for part in name.split() if len(part) >= _MIN_NAME_LENGTH}
    words = sorted({*names, *parts}, key=len, reverse=True)
    if not words:
        return lambda text: text
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")
    return lambda text: pattern.sub("my mentor", text)


def _section(activity: Activity) -> Section:
    facts = [
        ("Date", f"{activity.date:%Y-%m-%d}"),
        ("Activity", f"{activity.activity}, {activity.kind}"),
        ("Hours", _format_hours(activity.hours)),
        ("Objective", activity.objective),
        ("Competence", activity.competence),
        ("What I learned", activity.learned),
        ("How I used it", activity.applied),
        ("Evidence", activity.evidence),
        ("Ref", activity.ref),
    ]
    return Section(activity.title, [FactList([Fact(label, text) for label, text in facts if text])])


def _hours_by_activity(record: CpdRecord) -> list[tuple[str, str]]:
    sums: dict[str, float] = {}
    for activity in record.activities:
        sums[activity.activity] = sums.get(activity.activity, 0.0) + activity.hours
    return [(name, _format_hours(round(hours, 2))) for name, hours in sums.items()]


def _format_hours(hours: float) -> str:
    return str(int(hours) if hours == int(hours) else hours)


def _shorten(text: str, width: int = 60) -> str:
    line = text.split("\n")[0]
    return line if len(line) <= width else line[:width].rsplit(" ", 1)[0] + " …"
