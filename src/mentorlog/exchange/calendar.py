"""Calendars (RFC 5545): exports sessions and what is due; parses events that may become sessions.

Exported components keep their UID, and their SEQUENCE grows with each change in the log, so that importing the
calendar again moves events instead of doubling them.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import icalendar
from dateutil.rrule import rruleset, rrulestr

from mentorlog import clock, settings
from mentorlog.errors import UsageError
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.records.actions import Action
from mentorlog.journal.model.records.agreements import Agreement
from mentorlog.journal.model.records.reviews import Review
from mentorlog.journal.model.records.sessions import Session
from mentorlog.nouns import KINDS

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record

_ALARM_OFFSET = timedelta(minutes=-30)  # an alarm half an hour before a session leaves time for a check-in
_DEFAULT_MINUTES = 60  # the length of an event that has neither DURATION nor DTEND
_EXPORT_SETTLED_FOR = timedelta(days=90)  # exported for so long after they are settled: other calendars learn of it
_SERIES_HORIZON = timedelta(days=366)  # a series is expanded so far ahead
_MAX_OCCURRENCES = 200  # at most so many events are read from one series
_MAX_ITERATIONS = 100_000  # at most so many past events of a series are skipped


_SEQUENCE_START = datetime(2020, 1, 1, tzinfo=UTC)


# Export


def render_calendar(journal: "Journal", *, for_owner: bool = True) -> str:
    """Planned and cancelled sessions, and what is due, as far as the journal may be read.

    For others, components have a UID of their own, and nothing tells how often or when an entry was changed.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//mentorlog//mentorlog//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    with journal.store.snapshot():
        for session in _sessions(journal):
            calendar.add_component(_event(journal, session, for_owner))
        for todo in _todos(journal):
            calendar.add_component(_todo_component(journal, todo, for_owner))
    days = [date(event.start.year, 1, 1) for event in calendar.events]
    if days:  # zone rules for all years that have events, and three more, into which events may be moved
        calendar.add_missing_timezones(min(days) - timedelta(days=366), max(days) + timedelta(days=1096))
    return str(calendar.to_ical().decode())


def calendar_refs(journal: "Journal") -> set[str]:
    """The refs of the entries that the calendar shows."""
    return {record.ref for record in (*_sessions(journal), *(todo.record for todo in _todos(journal)))}


def _earliest_settled(journal: "Journal") -> str:
    return (journal.today - _EXPORT_SETTLED_FOR).isoformat()


def _sessions(journal: "Journal") -> "list[Session]":
    condition = "state = 'planned' OR substr(starts_at, 1, 10) >= ?"
    return journal.read(Session, condition, (_earliest_settled(journal),), order="+datetime(starts_at), number")


def _event(journal: "Journal", session: "Session", for_owner: bool) -> Any:
    event = icalendar.Event()
    _add_identity(journal, event, session, for_owner)
    event.add("dtstart", _start_in_zone(session))
    event.add("duration", timedelta(minutes=session.real_minutes or session.minutes or settings.value("minutes")))
    name = str(journal.read_field("mentor", session.mentor, "name")) if session.mentor else ""
    event.add("summary", f"Mentoring with {name}" if name else "Mentoring session")
    if session.channel:
        event.add("location", session.channel)
    event.add("status", "CANCELLED" if session.state in ("cancelled", "missed") else "CONFIRMED")
    if session.state == "planned":
        event.add_component(_alarm())
    return event


def _alarm() -> Any:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", "Check in before the session: mentorlog checkin")
    alarm.add("trigger", _ALARM_OFFSET)
    return alarm


def _start_in_zone(session: "Session") -> datetime:
    """The start of a session in its own zone, or in UTC if the system does not know the zone."""
    try:
        return session.starts_at.astimezone(ZoneInfo(session.zone))
    except (ZoneInfoNotFoundError, ValueError):
        return session.starts_at.astimezone(ZoneInfo("UTC"))


class _Todo(NamedTuple):
    """A VTODO: the record that is due, its summary, its day, its STATUS, and the day it was done."""

    record: "Record"
    summary: str
    due: date
    status: str
    done: date | None


def _todos(journal: "Journal") -> "Iterator[_Todo]":
    """Actions with a day, and the reviews that earlier reviews and agreements schedule."""
    since = _earliest_settled(journal)
    actions = [
        *journal.read(Action, "state = 'open' AND due IS NOT NULL", order="who, due, number"),
        *journal.read(Action, "done_on >= ? AND due IS NOT NULL", (since,), order="done_on, number"),
        *journal.read(Action, "dropped_on >= ? AND due IS NOT NULL", (since,), order="dropped_on, number"),
    ]
    for action in actions:
        assert action.due is not None
        status = {"open": "NEEDS-ACTION", "done": "COMPLETED", "dropped": "CANCELLED"}[action.state]
        whose = "Waiting for my mentor: " if action.who == "mentor" else ""
        yield _Todo(action, f"{whose}{action.text}", action.due, status, action.done_on)
    reviews = journal.read(Review, order="day, number")

    def review_due(record: "Record", summary: str, due: date, after: date) -> _Todo:
        done = next((review.day for review in reviews if review.day > after), None)
        return _Todo(record, summary, due, "COMPLETED" if done else "NEEDS-ACTION", done)

    for review in reviews:
        if review.next_review and review.next_review.isoformat() >= since:
            yield review_due(review, "Mentoring review", review.next_review, review.day)
    for agreement in journal.read(Agreement, "state = 'agreed' AND review_on >= ?", (since,)):
        assert agreement.review_on is not None
        agreed = agreement.agreed_on or date.min
        yield review_due(agreement, "Review of our mentoring agreement", agreement.review_on, agreed)


def _todo_component(journal: "Journal", todo: _Todo, for_owner: bool) -> Any:
    component = icalendar.Todo()
    _add_identity(journal, component, todo.record, for_owner)
    component.add("summary", todo.summary)
    component.add("due", todo.due)
    component.add("status", todo.status)
    if todo.status == "COMPLETED" and todo.done:
        component.add("completed", datetime.combine(todo.done, time(12), ZoneInfo("UTC")))
    return component


def _add_identity(journal: "Journal", component: Any, record: "Record", for_owner: bool) -> None:
    """Add the UID, which never changes, and SEQUENCE, which counts the changes after the first.

    For others the UID leads to no uid of the journal, and SEQUENCE, which may only grow, is the minute of the export.
    """
    if not for_owner:
        component.add("uid", f"{uuid5(NAMESPACE_URL, f'shared:{record.uid}')}@shared.mentorlog")
        component.add("sequence", int((journal.now - _SEQUENCE_START) / timedelta(minutes=1)))
        component.add("dtstamp", journal.now)
        return
    changes = journal.store.scalar(
        "SELECT count(*) FROM change_rows WHERE tbl = ? AND number = ?", (KINDS[record.noun].plural, record.number)
    )
    component.add("uid", f"{record.uid}@mentorlog")
    component.add("sequence", max(0, changes - 1))
    component.add("dtstamp", datetime.fromisoformat(record.updated_at))
    component.add("created", datetime.fromisoformat(record.created_at))
    component.add("last-modified", datetime.fromisoformat(record.updated_at))


# Import


class CalendarEvent(NamedTuple):
    """An event of a calendar; `uid` is the one its session would have here."""

    uid: str
    starts_at: datetime
    minutes: int
    title: str
    place: str


class ParsedCalendar(NamedTuple):
    """The events to come, and how many were skipped: all-day, past or cancelled."""

    events: list[CalendarEvent]
    skipped: int


def parse_calendar(content: bytes, now: datetime) -> ParsedCalendar:
    """The coming events of a calendar file, series expanded up to a year ahead. Raises UsageError."""
    try:
        calendars = icalendar.Calendar.from_ical(content.decode("utf-8-sig"), multiple=True)
        components = [part for calendar in calendars for part in calendar.walk("VEVENT")]
        expanded = [_expand_component(part, components, now) for part in components]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError):
        raise UsageError(
            "This is not a calendar that can be read.", "An iCalendar file begins with BEGIN:VCALENDAR."
        ) from None
    unique = {event.uid: event for events in expanded for event in events}
    return ParsedCalendar(
        sorted(unique.values(), key=lambda event: event.starts_at), sum(not events for events in expanded)
    )


def _expand_component(part: Any, components: list[Any], now: datetime) -> list[CalendarEvent]:
    """The coming events of a component: none, one, or those of its series."""
    start = part.get("dtstart")
    if start is None or not isinstance(start.dt, datetime) or str(part.get("status", "")).upper() == "CANCELLED":
        return []
    uid = str(part.get("uid", "")) or f"{part.get('summary', '')} {start.dt.isoformat()}"
    minutes = _duration_minutes(part, start.dt)
    if "RRULE" not in part and "RDATE" not in part:
        moved = f" {part['recurrence-id'].dt}" if "RECURRENCE-ID" in part else ""
        return [_to_event(part, uid + moved, start.dt, minutes)] if _to_local(start.dt) >= now else []
    replaced = {
        str(other["recurrence-id"].dt)
        for other in components
        if str(other.get("uid")) == uid and "RECURRENCE-ID" in other
    }
    return [
        _to_event(part, f"{uid} {moment}", moment, minutes)
        for moment in _occurrences(part, start.dt, now)
        if str(moment) not in replaced
    ]


def _occurrences(part: Any, start: datetime, now: datetime) -> list[datetime]:
    """The moments of a series, from now until a year ahead."""
    zone = start.tzinfo
    rules = rruleset()
    plain = start.replace(tzinfo=None)
    for rule in _as_list(part.get("rrule")):
        text = rule.to_ical().decode()
        rules.rrule(rrulestr(_localize_until(text, zone), dtstart=plain))  # type: ignore[arg-type]  # one rule, not a set
    rules.rdate(plain)
    for name, add in (("rdate", rules.rdate), ("exdate", rules.exdate)):
        for dates in _as_list(part.get(name)):
            for moment in dates.dts:
                add(_to_naive(moment.dt, zone))
    begin = now.astimezone(zone).replace(tzinfo=None) if zone else now.replace(tzinfo=None)
    coming: list[datetime] = []
    for count, moment in enumerate(rules):
        if moment > begin + _SERIES_HORIZON or len(coming) == _MAX_OCCURRENCES or count == _MAX_ITERATIONS:
            break
        if moment >= begin:
            coming.append(moment.replace(tzinfo=zone))
    return coming


def _localize_until(rule: str, zone: tzinfo | None) -> str:
    """The rule with its UNTIL in the zone of the series: dateutil compares it with a start that has no zone."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    if parts.get("UNTIL", "").endswith("Z"):
        until = datetime.strptime(parts["UNTIL"], "%Y%m%dT%H%M%SZ").replace(tzinfo=ZoneInfo("UTC"))
        parts["UNTIL"] = (until.astimezone(zone) if zone else until).strftime("%Y%m%dT%H%M%S")
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _as_list(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _to_naive(moment: date, zone: tzinfo | None) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo and zone else moment.replace(tzinfo=None)


def _duration_minutes(part: Any, start: datetime) -> int:
    if "DURATION" in part:
        length = part["duration"].dt
    elif "DTEND" in part and isinstance(part["dtend"].dt, datetime):
        length = part["dtend"].dt - start
    else:
        return _DEFAULT_MINUTES
    return int(max(1, min(round(length.total_seconds() / 60), 1440)))


def _to_local(moment: datetime) -> datetime:
    """A moment in local time; one without a zone is local already."""
    return moment.astimezone() if moment.tzinfo else clock.localize(moment)


def _to_event(part: Any, uid: str, start: datetime, minutes: int) -> CalendarEvent:
    ours = re.fullmatch(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@mentorlog", uid)
    return CalendarEvent(
        ours[1] if ours else str(uuid5(NAMESPACE_URL, f"calendar:{uid}")),
        _to_local(start),
        minutes,
        " ".join(str(part.get("summary", "")).split()),
        " ".join(str(part.get("location", "")).split()),
    )


def find_session_refs(journal: "Journal", events: list[CalendarEvent]) -> dict[str, str]:
    """The refs of sessions that were imported from these events, by the events' uids."""
    return {
        event.uid: ref("session", number)
        for event in events
        for (number,) in journal.store.rows("SELECT number FROM sessions WHERE uid = ?", (event.uid,))
    }
