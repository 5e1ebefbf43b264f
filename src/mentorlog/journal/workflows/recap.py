"""The message to the mentor after a session: takeaways, promises, the next date."""

from typing import TYPE_CHECKING

from mentorlog.journal.dates.format import format_moment, format_short_day
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.queries.meetings import next_session, only_mentor
from mentorlog.journal.workflows.messages import signature

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.sessions import Session

_PROMISED = "session = ? AND state <> 'dropped'"


def promise_refs(journal: "Journal", session: int) -> set[str]:
    """The promises of a session that its message names, as far as the journal may be read."""
    rows = journal.store.rows(f"SELECT number FROM actions WHERE {_PROMISED}", (session,))
    return {ref("action", number) for (number,) in rows}


def recap_text(journal: "Journal", session: "Session") -> str:
    """The message, as far as the journal may be read."""
    mentor = session.mentor or only_mentor(journal)  # one who said yes after it was planned
    name = str(journal.read_field("mentor", mentor, "name")) if mentor else "[your mentor]"
    when = "today" if session.day == journal.today else f"our talk on {format_short_day(session.day, journal.today)}"
    parts = [f"Dear {name},", "", f"thank you for {when}."]
    following = next_session(journal, mentor)
    for title, points in (
        ("I take away:", (session.takeaways or "").splitlines()),
        ("I will:", _promise_lines(journal, session, "me")),
        ("You kindly offered:", _promise_lines(journal, session, "mentor")),
    ):
        if points:
            parts += ["", title, *(f"- {point}" for point in points)]
    if following:
        parts += ["", f"We meet again on {format_moment(following.starts_at, journal.today)}."]
    return "\n".join([*parts, "", "Please correct me if I got something wrong.", signature()])


def _promise_lines(journal: "Journal", session: "Session", who: str) -> list[str]:
    from mentorlog.journal.model.records.actions import Action

    actions = journal.read(Action, f"{_PROMISED} AND who = ?", (session.number, who))
    return [
        action.text + (f" (by {format_short_day(action.due, journal.today)})" if action.due else "")
        for action in actions
    ]
