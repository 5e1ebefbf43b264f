"""The message to the mentor after a session: takeaways, actions, the next date."""

from typing import TYPE_CHECKING

from mentorlog.journal.dates.format import format_letter_day, format_letter_moment
from mentorlog.journal.model.conditions import HELD, LATEST_FIRST
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.records.actions import Action
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.queries.due import REMINDER_DAYS
from mentorlog.journal.queries.meetings import next_session, only_mentor, with_mentor_sql
from mentorlog.journal.queries.names import read_salutation, signature
from mentorlog.journal.text import shorten
from mentorlog.journal.workflows.debrief import session_to_debrief

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_PROMISES = "session = ? AND state <> 'dropped'"
_PROMISE_LISTS = (  # with whose they are, and their state
    ("What I will do", "me", "open"),
    ("What I have done since", "me", "done"),
    ("What you kindly offered to do", "mentor", "open"),
    ("What you have already done, thank you", "mentor", "done"),
)


def session_to_recap(journal: "Journal", mentor: int | None = None) -> Session:
    """The session to give thanks for: the last one that was held, or one that has begun in the last week.

    Raises NotFound where there is none.
    """
    latest = session_to_debrief(journal, mentor)
    if latest.state == "planned" and (journal.today - latest.day).days > REMINDER_DAYS:
        held = journal.read(
            Session, f"{HELD} AND {with_mentor_sql(mentor)}", order=f"{LATEST_FIRST}, number DESC LIMIT 1"
        )
        return held[0] if held else latest
    return latest


def promise_refs(journal: "Journal", session: int) -> set[str]:
    """The refs of the actions that the message of a session names, as far as the reader may see them."""
    numbers = journal.store.column(f"SELECT number FROM actions WHERE {_PROMISES}", (session,))
    return {ref("action", number) for number in numbers}


def recap_text(journal: "Journal", session: "Session") -> str:
    """The message, without what its reader may not see."""
    number = session.mentor or only_mentor(journal)  # a session planned before there was a mentor has none
    name = read_salutation(journal, number) if number else "[your mentor]"
    is_today = session.day == journal.today
    when = "your time today" if is_today else f"our talk on {format_letter_day(session.day, journal.today)}"
    lists = result_lists(journal, session)
    parts = [f"Dear {name},", f"Thank you for {when}.", *lists]
    if lists:
        parts.append("Please tell me if I have got anything wrong.")
    if closing := _next_talk(journal, number, session.number):
        parts.append(closing)
    return "\n\n".join([*parts, f"With thanks,\n{signature()}"])


def result_lists(journal: "Journal", session: "Session", limit: int = 1000, letters: int = 100_000) -> list[str]:
    """What came of a session, a list below its title each: takeaways, and what each of the two will do.

    `limit` is how many points a list has at most, and `letters` how long one is before it is cut.
    """
    lists = [("What I am taking away", _lines(session.takeaways or ""))]
    lists += [(title, _promises(journal, session, *which)) for title, *which in _PROMISE_LISTS]
    cut = [
        (title, [shorten(point, letters) if len(point) > letters else point for point in points[:limit]])
        for title, points in lists
    ]
    return [_list_below(title, points) for title, points in cut if points]


def _list_below(title: str, points: list[str]) -> str:
    """Points below their title; one alone stands behind it."""
    if len(points) == 1 and "\n" not in points[0]:
        return f"{title}: {points[0]}"
    rows = (point.replace("\n", "\n  ") for point in points)
    return "\n".join([f"{title}:", *(f"- {row}" for row in rows)])


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _promises(journal: "Journal", session: "Session", who: str, state: str) -> list[str]:
    actions = journal.read(Action, "session = ? AND who = ? AND state = ?", (session.number, who, state))
    return [
        f"{action.text} (by {format_letter_day(action.due, journal.today)})"
        if action.due and state == "open"
        else action.text
        for action in actions
    ]


def _next_talk(journal: "Journal", mentor: int | None, session: int) -> str:
    """When you meet next, or a question after a day as long as the mentorship goes on."""
    coming = next_session(journal, mentor)
    if coming and coming.number != session:  # that of today may be over, and planned still
        return f"We meet again on {format_letter_moment(coming.starts_at, journal.today)}{coming.elsewhere}."
    goes_on = mentor is None or journal.read_field("mentor", mentor, "state") == "active"
    return "When would suit you for our next talk?" if goes_on else ""
