"""The story of a relationship as dated events."""

from datetime import date
from typing import TYPE_CHECKING, Any

from mentorlog.journal.dates.grammar import format_short_day
from mentorlog.journal.model.kinds import ref
from mentorlog.render.documents.document import Bullet, Bullets, Document, Section
from mentorlog.structs import Frozen, asdict

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SESSION_DAY = "substr(starts_at, 1, 10)"
_RATING = "e.value || CASE e.\"by\" WHEN 'mentor' THEN ', my mentor says' ELSE '' END"
# (noun, its number, the day, what happened, its words, the condition, the goal it serves, the skill), each as SQL
_EVENT_QUERIES: tuple[tuple[str, ...], ...] = (
    ("mentor", "mentors", "number", "since", "'Began with'", "name", "since IS NOT NULL", "NULL", "NULL"),
    ("mentor", "mentors", "number", "ended_on", "'Parted from'", "name", "ended_on IS NOT NULL", "NULL", "NULL"),
    ("agreement", "agreements", "number", "agreed_on", "'Agreed version ' || version", "coalesce(purpose, '')",
     "agreed_on IS NOT NULL", "NULL", "NULL"),
    ("goal", "goals", "number", "start", "'Set out'", "title", "state <> 'draft'", "number", "skill"),
    ("goal", "goals", "number", "ended_on", "CASE state WHEN 'achieved' THEN 'Achieved' ELSE 'Let go' END", "title",
     "ended_on IS NOT NULL", "number", "skill"),
    ("step", "steps", "number", "done_on", "'Step done'", "title", "done_on IS NOT NULL", "goal",
     "(SELECT skill FROM goals WHERE goals.number = steps.goal)"),
    ("session", "sessions", "number", _SESSION_DAY, "CASE kind WHEN 'regular' THEN 'Met' ELSE 'Met, ' || kind END",
     "coalesce(takeaways, '')", "state = 'held'", "NULL", "NULL"),
    ("achievement", "achievements", "number", "day", "'Achieved'", "title", "TRUE", "goal",
     "(SELECT skill FROM goals WHERE goals.number = achievements.goal)"),
    ("lesson", "applications a JOIN lessons ON lessons.number = a.lesson", "lessons.number", "a.day", "'Applied'",
     "a.text", "TRUE", "lessons.goal", "lessons.skill"),
    ("skill", "ratings e JOIN skills ON skills.number = e.skill", "skills.number", "e.day",
     f"skills.name || ' at ' || {_RATING}", "coalesce(e.evidence, '')", "TRUE", "NULL", "skills.number"),
    ("challenge", "challenges", "number", "resolved_on", "'Resolved'", "text", "resolved_on IS NOT NULL", "NULL",
     "NULL"),
    ("contact", "contacts", "number", "introduced_on", "'Got to know'", "name", "introduced_on IS NOT NULL", "NULL",
     "NULL"),
    ("review", "reviews", "number", "day", "'Looked back'", "coalesce(went_well, '')", "TRUE", "NULL", "NULL"),
)  # fmt: skip


class TimelineEvent(Frozen):
    """What happened on a day: in a word, in a person's own words, and the ref of its entry."""

    day: date
    what: str
    text: str
    ref: str


def read_events(journal: "Journal", goal: int | None = None, skill: int | None = None) -> list[TimelineEvent]:
    """All that happened, in the order of days; what belongs to a goal or a skill where one is given."""
    found = []
    for at, (noun, table, number, day, what, text, condition, of_goal, of_skill) in enumerate(_EVENT_QUERIES):
        rules = [condition]
        rules += [f"({of_goal}) = {goal}"] if goal is not None else []
        rules += [f"({of_skill}) = {skill}"] if skill is not None else []
        rows = journal.store.rows(f"SELECT {day}, {what}, {text}, {number} FROM {table} WHERE {' AND '.join(rules)}")
        found += [
            (row[0], at, TimelineEvent(date.fromisoformat(row[0]), row[1], row[2], ref(noun, row[3]))) for row in rows
        ]
    return [event for _, _, event in sorted(found, key=lambda one: (one[0], one[1], one[2].ref))]


def timeline_document(events: list[TimelineEvent], about: str, note: str) -> Document:
    """As a page: a section a month."""
    months: dict[str, list[Bullet]] = {}
    for event in events:
        month = f"{_MONTHS[event.day.month - 1]} {event.day.year}"
        text = f"{format_short_day(event.day, event.day)}  {event.what}"
        months.setdefault(month, []).append(Bullet(text, event.ref, event.text))
    sections = [Section(month, [Bullets(items)]) for month, items in months.items()]
    return Document("Timeline", about, "" if events else "Nothing happened yet.", sections, (), note)


def timeline_to_json(events: list[TimelineEvent]) -> list[dict[str, Any]]:
    """As JSON has it."""
    return [{**asdict(event), "day": event.day.isoformat()} for event in events]
