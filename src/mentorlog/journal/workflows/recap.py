"""The message to the mentor after a session: takeaways, actions, the next date."""

from typing import TYPE_CHECKING

from mentorlog.journal.dates.format import format_moment, format_short_day
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.records.actions import Action
from mentorlog.journal.queries.meetings import next_session, only_mentor
from mentorlog.journal.workflows.messages import signature

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.sessions import Session

_PROMISES = "session = ? AND state <> 'dropped'"


def promise_refs(journal: "Journal", session: int) -> set[str]:
    """The refs of the actions that the message of a session names, as far as the reader may see them."""
    numbers = journal.store.column(f"SELECT number FROM actions WHERE {_PROMISES}", (session,))
    return {ref("action", number) for number in numbers}


def recap_text(journal: "Journal", session: "Session") -> str:
    """The message, without what its reader may not see."""
    mentor = session.mentor or only_mentor(journal)  # a session planned before there was a mentor has none
    name = str(journal.read_field("mentor", mentor, "name")) if mentor else "[your mentor]"
    when = "today" if session.day == journal.today else f"our talk on {format_short_day(session.day, journal.today)}"
    parts = [f"Dear {name},", "", f"thank you for {when}."]
    for title, points in (
        ("I take away:", (session.takeaways or "").splitlines()),
        ("I will:", _promise_lines(journal, session, "me")),
        ("You kindly offered:", _promise_lines(journal, session, "mentor")),
    ):
        if points:
            parts += ["", title, *(f"- {point}" for point in points)]
    if following := next_session(journal, mentor):
        parts += ["", f"We meet again on {format_moment(following.starts_at, journal.today)}."]
    return "\n".join([*parts, "", "Please correct me if I got something wrong.", signature()])


def _promise_lines(journal: "Journal", session: "Session", who: str) -> list[str]:
    return [
        action.text + (f" (by {format_short_day(action.due, journal.today)})" if action.due else "")
        for action in journal.read(Action, f"{_PROMISES} AND who = ?", (session.number, who))
    ]
