"""What a calendar says of sessions that came from it: they were moved, changed or called off there."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from mentorlog import clock, settings
from mentorlog.exchange.calendars.events import CalendarEvent, ParsedCalendar
from mentorlog.journal.dates.format import format_moment
from mentorlog.journal.model.records.sessions import Session, cancelled, moved
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

CHANNEL_LENGTH = 200  # characters of an event's place that become the session's channel


class SessionUpdate(NamedTuple):
    """A planned session that the calendar has otherwise: its event there, None where it was called off."""

    session: Session
    event: CalendarEvent | None
    fields: list[str]

    def describe(self, today: date) -> str:
        """What differs: "s2 is at Wed 9 Dec 09:00 there, here at Tue 8 Dec 11:00"."""
        ref = self.session.ref
        if self.event is None:
            return f"{ref} is called off there"
        if "starts_at" in self.fields:
            there, here = (
                format_moment(clock.to_local(moment), today)
                for moment in (self.event.starts_at, self.session.starts_at)
            )
            return f"{ref} is at {there} there, here at {here}"
        if "minutes" in self.fields:
            return f"{ref} takes {self.event.minutes} min there"
        return f"{ref} has another place there"

    def apply(self) -> Session:
        """The session as the calendar has it."""
        if self.event is None:
            return cancelled(self.session)
        session = self.session
        if "starts_at" in self.fields:
            session = moved(session, self.event.starts_at, clock.zone_name())
        return replace(
            session,
            minutes=self.event.minutes if "minutes" in self.fields else session.minutes,
            channel=event_channel(self.event) if "channel" in self.fields else session.channel,
        )


def event_channel(event: CalendarEvent) -> str | None:
    """The channel of the session that an event becomes."""
    return event.place[:CHANNEL_LENGTH].strip() or None


def find_sessions(journal: "Journal", parsed: ParsedCalendar) -> dict[str, Session]:
    """The sessions that came from this calendar, by their uids."""
    uids = {event.uid for event in (*parsed.events, *parsed.past)} | parsed.cancelled
    return {
        session.uid: session
        for session in journal.read(Session, "uid IN (SELECT value FROM json_each(?))", (_as_json(uids),))
    }


def _as_json(uids: set[str]) -> str:
    return f"[{','.join(f'{chr(34)}{uid}{chr(34)}' for uid in sorted(uids))}]"


def find_updates(parsed: ParsedCalendar, sessions: dict[str, Session]) -> list[SessionUpdate]:
    """The planned sessions of which the calendar says otherwise, in the order of their refs."""
    events = {event.uid: event for event in (*parsed.past, *parsed.events)}
    updates = []
    for session in sorted(sessions.values(), key=lambda session: session.number):
        if session.state != "planned":
            continue
        event = events.get(session.uid)
        if event is None:
            updates.append(SessionUpdate(session, None, ["state"]))
        elif fields := _differing_fields(session, event):
            updates.append(SessionUpdate(session, event, fields))
    return updates


def _differing_fields(session: Session, event: CalendarEvent) -> list[str]:
    differing = {
        "starts_at": session.starts_at != event.starts_at.replace(second=0, microsecond=0),
        "minutes": (session.minutes or settings.value("minutes")) != event.minutes,
        "channel": bool(event.place) and " ".join((session.channel or "").split()) != event_channel(event),
    }
    return [name for name, differs in differing.items() if differs]
