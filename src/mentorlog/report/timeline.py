"""The story of a relationship as dated events."""

from datetime import date
from typing import TYPE_CHECKING, Any

from mentorlog.journal.dates.format import LONG_MONTHS, format_short_day
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.record import Event
from mentorlog.journal.model.records import record_class
from mentorlog.nouns import KINDS, Kind
from mentorlog.render.documents.document import Bullet, Bullets, Document, Section
from mentorlog.structs import Frozen, asdict

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


class TimelineEvent(Frozen):
    """What happened on a day: in a word, in a person's own words, and the ref of its entry."""

    day: date
    what: str
    text: str
    ref: str


def read_events(journal: "Journal", goal: int | None = None, skill: int | None = None) -> list[TimelineEvent]:
    """All that happened, in the order of days; what belongs to a goal or a skill where one is given."""
    events = [
        (day, event.rank, TimelineEvent(date.fromisoformat(day), what, text, ref(noun, number)))
        for kind in KINDS.values()
        for event in record_class(kind).events
        for noun, day, what, text, number in _query_event(journal, kind, event, goal, skill)
    ]
    return [event for *_, event in sorted(events, key=lambda row: (row[0], row[1], row[2].ref))]


def _query_event(
    journal: "Journal", kind: Kind, event: Event, goal: int | None, skill: int | None
) -> list[tuple[str, str, str, str, int]]:
    """(noun, day, what, words, number) of each record that it happened to."""
    conditions = [f"{event.day} IS NOT NULL", event.condition]
    conditions += [f"({event.goal}) = {goal}"] if goal is not None else []
    conditions += [f"({event.skill}) = {skill}"] if skill is not None else []
    rows = journal.store.rows(
        f"SELECT {event.day}, {event.what}, {event.text}, {event.link or 'number'} FROM {kind.plural}"
        f" WHERE {' AND '.join(conditions)}"
    )
    return [(event.link or kind.noun, *row) for row in rows]


def timeline_document(events: list[TimelineEvent], about: str, note: str) -> Document:
    """The events with a section for each month."""
    months: dict[str, list[Bullet]] = {}
    for event in events:
        month = f"{LONG_MONTHS[event.day.month - 1].capitalize()} {event.day.year}"
        text = f"{format_short_day(event.day, event.day)}  {event.what}"
        months.setdefault(month, []).append(Bullet(text, event.ref, event.text))
    sections = [Section(month, [Bullets(items)]) for month, items in months.items()]
    return Document("Timeline", about, "" if events else "Nothing happened yet.", sections, (), note)


def timeline_to_json(events: list[TimelineEvent]) -> list[dict[str, Any]]:
    """The `data` of the JSON answer."""
    return [{**asdict(event), "day": event.day.isoformat()} for event in events]
