"""Exports sessions and what is due as a calendar.

Exported components keep their UID, and their SEQUENCE grows with each change in the log, so that importing the
calendar again moves events instead of doubling them.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import icalendar

from mentorlog import settings
from mentorlog.exchange.calendars.timezones import timezone_component
from mentorlog.journal.model.conditions import day_range_sql
from mentorlog.journal.model.records.actions import Action
from mentorlog.journal.model.records.agreements import Agreement
from mentorlog.journal.model.records.reviews import Review
from mentorlog.journal.model.records.sessions import Session
from mentorlog.nouns import KINDS

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record

_ALARM_OFFSET = timedelta(minutes=-30)  # an alarm half an hour before a session leaves time for a check-in
_SEQUENCE_START = datetime(2020, 1, 1, tzinfo=UTC)
_EXPORT_SETTLED_FOR = timedelta(days=90)  # exported for so long after they are settled: other calendars learn of it


def render_calendar(journal: "Journal", *, due_as_events: bool = False, for_owner: bool = True) -> str:
    """Planned and cancelled sessions, and what is due, as far as the journal may be read.

    What is due is a to-do, or with `due_as_events` an event of a whole day, which calendars without to-dos show too.
    For others, components have a UID of their own, and nothing tells how often or when an entry was changed.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//mentorlog//mentorlog//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    with journal.store.snapshot():
        events = [_event(journal, session) for session in _sessions(journal)]
        todo_component = _day_event if due_as_events else _todo_component
        todos = [todo_component(journal, todo) for todo in _todos(journal)]
    for zone in _zones_with_years(events):
        calendar.add_component(timezone_component(*zone))
    for component in (*events, *todos):
        if not for_owner:
            _hide_identity(component, journal.now)
        calendar.add_component(component)
    return str(calendar.to_ical().decode())


def _zones_with_years(events: list[Any]) -> list[tuple[ZoneInfo, int, int]]:
    """The zones of these events, each with the years from before its first event to three after its last.

    Events may be moved within the calendar that took them.
    """
    years: dict[str, list[int]] = {}
    for event in events:
        if event.start.tzinfo.key != "UTC":
            years.setdefault(event.start.tzinfo.key, []).append(event.start.year)
    return [(ZoneInfo(name), min(of_zone) - 1, max(of_zone) + 3) for name, of_zone in sorted(years.items())]


def calendar_refs(journal: "Journal") -> set[str]:
    """The refs of the entries that the calendar shows."""
    return {record.ref for record in (*_sessions(journal), *(todo.record for todo in _todos(journal)))}


def _earliest_settled(journal: "Journal") -> str:
    return (journal.today - _EXPORT_SETTLED_FOR).isoformat()


def _sessions(journal: "Journal") -> "list[Session]":
    condition = f"state = 'planned' OR {day_range_sql(journal.today - _EXPORT_SETTLED_FOR, None)}"
    return journal.read(Session, condition, order="+datetime(starts_at), number")


def _event(journal: "Journal", session: "Session") -> Any:
    event = icalendar.Event()
    _add_identity(journal, event, session)
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


def _todo_component(journal: "Journal", todo: _Todo) -> Any:
    component = icalendar.Todo()
    _add_identity(journal, component, todo.record)
    component.add("summary", todo.summary)
    component.add("due", todo.due)
    component.add("status", todo.status)
    if todo.status == "COMPLETED" and todo.done:
        component.add("completed", datetime.combine(todo.done, time(12), ZoneInfo("UTC")))
    return component


def _day_event(journal: "Journal", todo: _Todo) -> Any:
    """What is due as an event of a whole day, which leaves the day free. Its UID is not the one of the to-do."""
    event = icalendar.Event()
    _add_identity(journal, event, todo.record, "-day")
    event.add("summary", f"Done: {todo.summary}" if todo.status == "COMPLETED" else f"Due: {todo.summary}")
    event.add("dtstart", todo.due)
    event.add("dtend", todo.due + timedelta(days=1) if todo.due < date.max else todo.due)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if todo.status == "CANCELLED" else "CONFIRMED")
    return event


def _add_identity(journal: "Journal", component: Any, record: "Record", suffix: str = "") -> None:
    """Add the UID, which never changes, and SEQUENCE, which counts the changes after the first."""
    changes = journal.store.scalar(
        "SELECT count(*) FROM change_rows WHERE tbl = ? AND number = ?", (KINDS[record.noun].plural, record.number)
    )
    component.add("uid", f"{record.uid}{suffix}@mentorlog")
    component.add("sequence", max(0, changes - 1))
    component.add("dtstamp", datetime.fromisoformat(record.updated_at))
    component.add("created", datetime.fromisoformat(record.created_at))
    component.add("last-modified", datetime.fromisoformat(record.updated_at))


def _hide_identity(component: Any, now: datetime) -> None:
    """Take from a component for others what leads into the journal, and the alarm, which is the owner's own.

    Its UID stays the same from export to export, and SEQUENCE, which may only grow, is the minute of the export.
    """
    uid = uuid5(NAMESPACE_URL, f"shared:{component['uid']}")
    for name in ("uid", "sequence", "dtstamp", "created", "last-modified"):
        del component[name]
    component.add("uid", f"{uid}@shared.mentorlog")
    component.add("sequence", int((now - _SEQUENCE_START) / timedelta(minutes=1)))
    component.add("dtstamp", now)
    component.subcomponents.clear()
