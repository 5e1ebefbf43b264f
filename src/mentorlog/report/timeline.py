"""The story of a relationship as dated events, and a look back at days some time ago."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from mentorlog import clock
from mentorlog.journal.dates.arithmetic import shift_date
from mentorlog.journal.dates.format import LONG_MONTHS, format_age, format_short_day
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.record import Event
from mentorlog.journal.model.records import record_class
from mentorlog.journal.queries.log import owner_names
from mentorlog.nouns import KINDS, Kind
from mentorlog.render.documents.document import Bullets, Document, Happening, Section, Sequel
from mentorlog.structs import Frozen, asdict

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

WINDOW_DAYS = 3  # days before and after that count as around a day
_MONTHS_AGO = ((12, "A year ago"), (6, "Six months ago"), (1, "A month ago"))


class TimelineEvent(NamedTuple):
    """What happened on a day: in a word, in a person's own words, and the ref of its entry.

    `mentor` says whose it is where there are several.
    """

    day: date
    what: str
    text: str
    ref: str
    mentor: str = ""


def read_events(journal: "Journal", goal: int | None = None, skill: int | None = None) -> list[TimelineEvent]:
    """All that happened, in the order of days; what belongs to a goal or a skill where one is given."""
    parse_day = lru_cache(date.fromisoformat)
    events = [
        (day, event.rank, TimelineEvent(parse_day(day), what, text, ref(noun, number)))
        for kind in KINDS.values()
        for event in record_class(kind).events
        for noun, day, what, text, number in _query_event(journal, kind, event, goal, skill)
    ]
    names = owner_names(journal, {event.ref for *_, event in events})
    events.sort(key=lambda row: (row[0], row[1], row[2].ref))
    return [event._replace(mentor=names.get(event.ref, "")) if names else event for *_, event in events]


def _query_event(
    journal: "Journal", kind: Kind, event: Event, goal: int | None, skill: int | None
) -> Iterator[tuple[str, str, str, str, int]]:
    """(noun, day, what, words, number) of each record that it happened to."""
    conditions = [f"{event.day} IS NOT NULL", event.condition]
    conditions += [f"({event.goal}) = {goal}"] if goal is not None else []
    conditions += [f"({event.skill}) = {skill}"] if skill is not None else []
    rows = journal.store.iter_rows(
        f"SELECT {event.day}, {event.what}, {event.text}, {event.link or 'number'} FROM {kind.plural}"
        f" WHERE {' AND '.join(conditions)}"
    )
    return ((event.link or kind.noun, *row) for row in rows)


def timeline_document(events: list[TimelineEvent], about: str) -> Document:
    """The events with a section for each month."""
    months: dict[str, list[Happening]] = {}
    for event in events:
        month = f"{LONG_MONTHS[event.day.month - 1].capitalize()} {event.day.year}"
        day = format_short_day(event.day, event.day)
        whose = f" · {event.mentor}" if event.mentor else ""
        item = Happening(f"{day}  {event.what}{whose}", event.ref, event.text, day=day, what=f"{event.what}{whose}")
        months.setdefault(month, []).append(item)
    sections = [Section(month, [Bullets(items)]) for month, items in months.items()]
    return Document("Timeline", about, "" if events else "Nothing happened yet.", sections)


def timeline_to_json(events: list[TimelineEvent]) -> Iterator[dict[str, Any]]:
    """The `data` of the JSON answer."""
    return (
        {"day": event.day.isoformat(), "what": event.what, "text": event.text, "ref": event.ref} for event in events
    )


# A look back


class PastEntry(Frozen):
    """An entry written at that time: its title, and what has become of it."""

    ref: str
    noun: str
    text: str
    became: str


class PastDay(Frozen):
    """A day of some time ago, and what was written around it."""

    ago: str
    day: date
    entries: list[PastEntry]


def gather_lookback(journal: "Journal") -> list[PastDay]:
    """The entries of a year, six months and a month ago."""
    days = []
    for months, ago in _MONTHS_AGO:
        try:
            day = shift_date(journal.today, -months, "months")
            days.append(PastDay(ago, day, _read_entries_around(journal, day)))
        except (OverflowError, ValueError, OSError):
            continue  # before the calendar begins
    return days


def _read_entries_around(journal: "Journal", day: date) -> list[PastEntry]:
    first, last = day - timedelta(days=WINDOW_DAYS), day + timedelta(days=WINDOW_DAYS + 1)
    begin, end = _uid_prefix_at(first), _uid_prefix_at(last)
    classes = sorted((record_class(kind) for kind in KINDS.values()), key=lambda record: record.lookback_rank)
    return [
        PastEntry(record.ref, KINDS[record.noun].display_noun, record.title_text(journal), record.sequel(journal))
        for record_class in classes
        if record_class.lookback_rank
        # A uid begins with the moment it was made (RFC 9562, version 7), and is indexed in every table.
        for record in journal.read(record_class, "uid >= ? AND uid < ? AND substr(uid, 15, 1) = '7'", (begin, end))
    ]


def _uid_prefix_at(day: date) -> str:
    """The prefix at and above which the uids of a day and later sort."""
    moment = clock.localize(datetime.combine(day, time()))
    digits = f"{max(0, int(moment.timestamp() * 1000)):012x}"
    return f"{digits[:8]}-{digits[8:]}"


def lookback_document(days: list[PastDay], today: date) -> Document:
    """A section for each of the three days around which anything was written."""
    sections = [
        Section(
            f"{past.ago}, {format_short_day(past.day, today)}",
            [Bullets([Sequel(entry.text, entry.ref, entry.became) for entry in past.entries])],
        )
        for past in days
        if past.entries
    ]
    around = " or ".join(format_short_day(past.day, today) for past in days)
    lead = "" if sections else f"Nothing was written around {around}."
    return Document("Looking back", f"{format_age(WINDOW_DAYS)} before and after each day", lead, sections)


def lookback_to_json(days: list[PastDay]) -> list[dict[str, Any]]:
    """The `data` of the JSON answer."""
    return [
        {"ago": past.ago, "day": past.day.isoformat(), "written": [asdict(entry) for entry in past.entries]}
        for past in days
    ]
