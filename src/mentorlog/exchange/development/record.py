"""A record of continuing professional development.

Its fields are those that professional bodies ask for in their logs: date, kind of activity, length, what was learned,
how it was used, evidence, competence. Mentoring, practice and talks count as informal activities; an activity says
itself what it is. Each entry stands there once, by its own minutes. The mentor's name and words stay out.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from mentorlog.journal.competences import SEPARATOR, join_competences
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.conditions import HELD, SESSION_DAY, day_range_sql
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.text import format_count
from mentorlog.nouns import KINDS
from mentorlog.render.documents.csv import CsvTable
from mentorlog.render.documents.document import Document, Fact, FactList, Section, Table

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_MIN_NAME_LENGTH = 3  # letters a part of a name needs to be masked on its own
# The noun, its activity, its day, and SQL of its title, goal, what was learned, evidence. Names of contacts stay out.
_DATED_ACTIVITIES = (
    ("step", "practice", "done_on", "title, goal, NULL, NULL"),
    ("contact", "event", "introduced_on", "'Talk with a colleague in the profession', NULL, outcome, NULL"),
    ("achievement", "practice", "day", "title, goal, NULL, evidence"),
)
_TOPICS = {"first": "first meeting", "review": "review", "closing": "closing"}  # of a session, by its kind


class CpdEntry(NamedTuple):
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


class CpdRecord(NamedTuple):
    """The activities of a period, by day."""

    since: date
    until: date
    activities: list[CpdEntry]

    @property
    def without_evidence(self) -> list[str]:
        """The refs of activities and achievements that nothing shows; a session's own entry is its evidence."""
        nouns = (KINDS["activity"].letter, KINDS["achievement"].letter)
        return [entry.ref for entry in self.activities if entry.ref.startswith(nouns) and not entry.evidence]

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
        return [activity.ref for activity in self.activities if not (activity.learned or activity.applied)]

    def to_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "period": {"since": self.since.isoformat(), "until": self.until.isoformat()},
            "hours": self.hours,
            "activities": [{**entry._asdict(), "date": entry.date.isoformat()} for entry in self.activities],
            "without_reflection": len(self.without_reflection),
        }

    def to_csv_table(self) -> CsvTable:
        """As a table."""
        return CsvTable("cpd", CpdEntry._fields, [[entry.date.isoformat(), *entry[1:]] for entry in self.activities])

    def document(self) -> Document:
        """As a page: the sums first, then each activity; on the web one table."""
        number = len(self.activities)
        sections = [_section(activity) for activity in self.activities]
        total = f"{format_hours(self.hours)} hours in {format_count(number, 'activity', 'activities')}"
        lead = f"{total}."
        if sections:
            sums = _hours_by_activity(self)
            sections.insert(
                0, Section("In all", [Table("Hours by activity", ("Activity", "Hours"), sums, (1,))], only="text")
            )
            sections.append(Section("", [_activity_table(self.activities)], only="web"))
            lead = f"{total}: {', '.join(f'{name} {hours}' for name, hours in sums)}."
        return Document(
            "Professional development",
            f"{format_short_day(self.since, date.min)} – {format_short_day(self.until, date.min)}",
            lead,
            sections,
        )


def load_cpd_record(journal: "Journal", since: date, until: date) -> CpdRecord:
    """The activities of a period that have a length, as far as the journal may be read."""
    with journal.store.snapshot():
        queries = _CpdQueries(journal, since.isoformat(), until.isoformat())
        activities = [
            *queries.sessions(),
            *queries.lessons(),
            *queries.steps_contacts_and_achievements(),
            *queries.activities(),
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
        self._mask_names = name_masker(journal)

    def sessions(self) -> Iterator[CpdEntry]:
        """Meetings that were held, named by what was talked about, with their real length or else the planned one."""
        rows = self._rows(
            f"SELECT number, {SESSION_DAY}, coalesce(real_minutes, minutes), kind, takeaways FROM sessions"
            f" WHERE {HELD} AND {day_range_sql(*map(date.fromisoformat, self._period))}"
            " AND coalesce(real_minutes, minutes) IS NOT NULL",
        )
        for number, day, minutes, kind, takeaways in rows:
            lessons = self._rows(
                "SELECT number, intention, text, goal, skill FROM lessons WHERE session = ? ORDER BY number", (number,)
            )
            questions = self._rows(
                "SELECT DISTINCT goal FROM questions WHERE session = ? AND goal IS NOT NULL", (number,)
            )
            goals = list(dict.fromkeys([goal for *_, goal, _ in lessons if goal] + [goal for (goal,) in questions]))
            competence = self._skill_names([skill for *_, skill in lessons] + [self._skill_of(goal) for goal in goals])
            topic = _TOPICS.get(kind, competence.replace(SEPARATOR, ", "))
            title = f"Mentoring session: {topic}" if topic else "Mentoring session"
            learned = dict.fromkeys([*(takeaways or "").split("\n"), *(text for _, _, text, *_ in lessons)])
            yield self._activity(
                ref("session", number), day, minutes, "mentoring", title, goals, competence,
                learned=_join_lines(learned),
                applied=_join_lines(self._applications_of(lesson) or plan or "" for lesson, plan, *_ in lessons),
            )  # fmt: skip

    def lessons(self) -> Iterator[CpdEntry]:
        """Lessons applied in the period, on the day of their first use in it."""
        rows = self._rows(
            "SELECT lessons.number, min(a.day), lessons.minutes, lessons.text, goal, skill FROM lessons"
            " JOIN applications a ON a.lesson = lessons.number"
            " WHERE a.day BETWEEN ? AND ? AND lessons.minutes IS NOT NULL GROUP BY lessons.number",
            self._period,
        )
        for number, day, minutes, text, goal, skill in rows:
            yield self._activity(
                ref("lesson", number), day, minutes, "practice", f"Lesson applied: {_shorten(text)}", [goal],
                self._skill_names([skill or self._skill_of(goal)]),
                learned=text, applied=self._applications_of(number),
            )  # fmt: skip

    def steps_contacts_and_achievements(self) -> Iterator[CpdEntry]:
        """Steps of goals that were done, talks with people met, and achievements."""
        for noun, activity, day_field, columns in _DATED_ACTIVITIES:
            rows = self._rows(
                f"SELECT number, {day_field}, minutes, {columns} FROM {KINDS[noun].plural}"
                f" WHERE {day_field} BETWEEN ? AND ? AND minutes IS NOT NULL",
                self._period,
            )
            for number, day, minutes, title, goal, learned, evidence in rows:
                competence = self._skill_names([self._skill_of(goal)])
                yield self._activity(
                    ref(noun, number), day, minutes, activity, title, [goal], competence, learned, evidence=evidence
                )

    def activities(self) -> Iterator[CpdEntry]:
        """Courses, books, events; their competences before that of their goal."""
        rows = self._rows(
            "SELECT number, day, minutes, sort, kind, title, goal, competences, learned, applied, evidence"
            " FROM activities WHERE day BETWEEN ? AND ? AND minutes IS NOT NULL",
            self._period,
        )
        for number, day, minutes, sort, kind, title, goal, competences, learned, applied, evidence in rows:
            competence = competences or self._skill_names([self._skill_of(goal)])
            yield self._activity(
                ref("activity", number), day, minutes, sort, title, [goal], competence, learned, applied or "", evidence
            )._replace(kind=kind)

    def _activity(
        self, ref_: str, day: str, minutes: int, activity: str, title: str, goals: Sequence[int | None],
        competence: str, learned: str | None = "", applied: str = "", evidence: str | None = "",
    ) -> CpdEntry:  # fmt: skip
        objective = "; ".join(self._goals[goal][0] for goal in goals if goal in self._goals)
        mask = self._mask_names
        return CpdEntry(
            date.fromisoformat(day), mask(title), "informal", activity, round(minutes / 60, 2), mask(objective),
            mask(competence), mask(learned or ""), mask(applied), mask(evidence or ""), ref_,
        )  # fmt: skip

    def _applications_of(self, lesson: int) -> str:
        rows = self._rows("SELECT text FROM applications WHERE lesson = ? ORDER BY day, number", (lesson,))
        return "\n".join(text for (text,) in rows)

    def _skill_of(self, goal: int | None) -> int | None:
        return self._goals[goal][1] if goal in self._goals else None

    def _skill_names(self, skills: Sequence[int | None]) -> str:
        names = (self._skills[skill] for skill in skills if skill in self._skills)
        return join_competences(names) or ""


def name_masker(journal: "Journal") -> Callable[[str], str]:
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


def _section(activity: CpdEntry) -> Section:
    facts = [
        ("Date", f"{activity.date:%Y-%m-%d}"),
        ("Activity", f"{activity.activity}, {activity.kind}"),
        ("Hours", format_hours(activity.hours)),
        ("Objective", activity.objective),
        ("Competence", activity.competence),
        ("What I learned", activity.learned),
        ("How I used it", activity.applied),
        ("Evidence", activity.evidence),
        ("Ref", activity.ref),
    ]
    return Section(activity.title, [FactList([Fact(label, text) for label, text in facts if text])], only="text")


def _activity_table(activities: Sequence[CpdEntry]) -> Table:
    """The activities, a row each, without the columns in which nothing is said."""
    columns = [
        ("Date", [f"{activity.date:%Y-%m-%d}" for activity in activities]),
        ("Activity", [_title_and_kind(activity) for activity in activities]),
        ("Hours", [format_hours(activity.hours) for activity in activities]),
        ("What I learned", [activity.learned for activity in activities]),
        ("How I used it", [activity.applied for activity in activities]),
        ("Objective, competence", [_join_lines([activity.objective, activity.competence]) for activity in activities]),
        ("Evidence", [activity.evidence for activity in activities]),
    ]
    filled = [(head, cells) for head, cells in columns if any(cells)]
    rows = list(zip(*(cells for _, cells in filled), strict=True))
    return Table("", [head for head, _ in filled], rows, (2,))


def _title_and_kind(activity: CpdEntry) -> str:
    """A title, with the kind of activity where it does not say it already."""
    if activity.activity in activity.title.lower().split():
        return activity.title
    return f"{activity.title} ({activity.activity})"


def _hours_by_activity(record: CpdRecord) -> list[tuple[str, str]]:
    sums: dict[str, float] = defaultdict(float)
    for activity in record.activities:
        sums[activity.activity] += activity.hours
    return [(name, format_hours(round(hours, 2))) for name, hours in sums.items()]


def format_hours(hours: float) -> str:
    return str(int(hours) if hours == int(hours) else hours)


def _join_lines(texts: Iterable[str]) -> str:
    return "\n".join(filter(None, texts))


def _shorten(text: str, width: int = 60) -> str:
    line = text.split("\n")[0]
    return line if len(line) <= width else line[:width].rsplit(" ", 1)[0] + " …"
