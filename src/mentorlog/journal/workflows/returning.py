"""Coming back after an absence: what is past its day rests, or is taken up again with a new day.

Resting uses the states and days that there are: a goal is paused, feedback set aside, a session called off, a
candidate who never answered is a candidate again; anything else stays as it is, without a day.
"""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from mentorlog.clock import localize, zone_name
from mentorlog.journal.model.record import Record
from mentorlog.journal.queries.due import DueItem
from mentorlog.nouns import KINDS
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal, JournalWriter

MIN_DAYS = 14  # that anything taken up again has
_RESTING_WORDS = {
    "goal": ("is paused", "are paused"),
    "feedback": ("is set aside", "are set aside"),
    "session": ("is called off", "are called off"),
    "mentor": ("is a candidate again", "are candidates again"),
    "letter": ("is closed", "are closed"),
}
_WITHOUT_DAY = "has no day any more", "have no day any more"


def resting_words(noun: str) -> tuple[str, str]:
    """What is true of one, and of several records of a noun that rest."""
    return _RESTING_WORDS.get(noun, _WITHOUT_DAY)


def at_rest(record: Record) -> Record:
    """The record at rest: it is not due any more, and nothing of it is lost."""
    from mentorlog.journal.model.records import feedback, goals, letters, mentors, sessions

    match record:
        case goals.Goal():
            return goals.paused(record)
        case feedback.Feedback():
            return feedback.responded(record, "Set aside after a time away.", "set aside")
        case sessions.Session():
            return sessions.cancelled(record)
        case letters.Letter():
            return letters.closed(record)
        case mentors.Mentor():
            return replace(record, state="candidate", contacted_on=None, followed_up=0)
    return _with_day(record, None)


def with_new_day(record: Record, day: date | None, fallback: date) -> Record | None:
    """The record with a new day, `fallback` unless one is given; None where there is no day to give.

    A session gets no day that nobody named; feedback and a candidate wait for an answer, and have none.
    """
    from mentorlog.journal.model.records import sessions

    if isinstance(record, sessions.Session):
        to = localize(datetime.combine(day, record.here.time())) if day else None
        return sessions.moved(record, to, zone_name()) if to else None
    return _with_day(record, day or fallback) if KINDS[record.noun].due else None


def _with_day(record: Record, day: date | None) -> Record:
    due = KINDS[record.noun].due
    values: dict[str, Any] = {due.field: day} if due else {}
    return replace(record, **values)


def fallback_day(item: DueItem, stopped_on: date | None, today: date) -> date:
    """The new day of what is taken up without one: as many days ahead as were left at the last entry, at least 14."""
    left = (item.day - stopped_on).days if stopped_on else 0
    return today + timedelta(days=max(left, MIN_DAYS))


def rest_all(journal: "Journal", change: "JournalWriter", items: list[DueItem]) -> list[Record]:
    """Let these rest, and return them as they are now. The steps of a goal that rests keep their days."""
    records = [journal.find_any(item.ref) for item in items]
    goals = {record.number for record in records if record.noun == "goal"}
    return [
        change.update(at_rest(record))
        for record in records
        if not (record.noun == "step" and getattr(record, "goal", 0) in goals)
    ]
