"""Messages to a mentor from templates; placeholders whose values are unknown stay, in brackets.

`{name}` stands for a value. A line that begins with `{?name}` is there only where the value is known, one that begins
with `{!name}` only where it is not.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog import settings
from mentorlog.journal.dates.format import format_age, format_letter_day, format_letter_moment
from mentorlog.journal.model.conditions import HELD, LATEST_FIRST
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.privacy import reader_view
from mentorlog.journal.queries.absence import ABSENCE_DAYS
from mentorlog.journal.queries.meetings import last_held_day, next_session, with_mentor_sql
from mentorlog.journal.queries.names import salutation, signature
from mentorlog.journal.readers import reader_for
from mentorlog.journal.text import end_sentence, join_words
from mentorlog.journal.workflows.content import load_message_template, load_own_message

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.mentors import Mentor

_PLACEHOLDERS = {
    "role": "what you do, and where",
    "organisation": "your organisation",
    "topic": "what you want to learn",
    "why_you": "One true, specific sentence on why you are asking them.",
    "times": "two or three times",
    "colleague": "your colleague",
    "contacted_on": "the day you wrote",
    "day": "the day you spoke",
    "takeaway": "the thought that stays with you",
    "action": "one thing you will do, and by when",
    "months": "months",
    "goals": "what you worked on",
    "achievement": "what you are proudest of",
    "news": "One thing that you have done since, or that their advice has led to.",
    "advice": "The advice that helped you most, and what became of it.",
}
_MIN_DAYS = 21  # of a mentorship, below which its length is no reason for thanks
_KINDS_BY_STATE = {"candidate": "first", "contacted": "follow-up", "paused": "again", "ended": "closing"}


def fitting_kind(journal: "Journal", mentor: "Mentor") -> str:
    """The kind of message that somebody in the mentor's state is most likely to be sent.

    A mentor last met before an absence, with no session ahead, is asked again rather than thanked so late.
    """
    if mentor.state == "active" and not next_session(journal, mentor.number):
        met = last_held_day(journal, mentor.number)
        if met and (journal.today - met).days > ABSENCE_DAYS:
            return "again"
    return _KINDS_BY_STATE.get(mentor.state, "thanks")


def render_message(journal: "Journal", mentor: "Mentor", kind: str) -> str:
    """The message of that kind to a mentor. The user's own template of that name takes precedence."""
    with reader_view(journal, reader_for(journal, mentor.number, "mentor")):
        values = _template_values(journal, mentor)
    lines = (_conditional_line(line, values) for line in _load_template(kind).strip().split("\n"))
    text = "\n".join(line for line in lines if line is not None)
    return re.sub(
        r"\{(\w+)\}",
        lambda name: values.get(name[1]) or f"[{_PLACEHOLDERS.get(name[1], name[1])}]",
        re.sub(r"\n{3,}", "\n\n", text),
    )


def _conditional_line(line: str, values: dict[str, str]) -> str | None:
    """The line without its condition; None where that is not met."""
    condition = re.match(r"\{([?!])(\w+)\}", line)
    if condition is None:
        return line
    return line[condition.end() :] if (condition[1] == "?") is bool(values.get(condition[2])) else None


def _load_template(kind: str) -> str:
    folder = settings.config_folder()
    own = Path(folder) / "templates" / f"{kind}.txt"
    return load_own_message(own) if folder and own.is_file() else load_message_template(kind)


def _template_values(journal: "Journal", mentor: "Mentor") -> dict[str, str]:
    """The values of the placeholders that the journal knows."""
    wins = journal.store.column("SELECT title FROM achievements ORDER BY day DESC, number DESC LIMIT 1")
    values = {
        "me": signature(),
        "role": str(settings.value("role")).strip(),
        "mentor": mentor.name,
        "first_name": salutation(mentor.name, mentor.called),
        "topic": _join_titles(_goal_titles(journal, mentor, "agreed")[:1]),
        "goals": _join_titles(_goal_titles(journal, mentor, "agreed", "achieved", "paused")[:3]),
        "achievement": end_sentence(wins[0]) if wins else "",
        "months": _mentorship_length(journal, mentor),
    } | _last_meeting(journal, mentor)
    if mentor.contacted_on:
        values["contacted_on"] = format_letter_day(mentor.contacted_on, journal.today)
    if coming := next_session(journal, mentor.number):
        values["next_session"] = format_letter_moment(coming.starts_at, journal.today) + coming.elsewhere
    return values


def _goal_titles(journal: "Journal", mentor: "Mentor", *states: str) -> list[str]:
    """The titles of goals with this mentor, or with nobody, those achieved first."""
    titles: list[str] = journal.store.column(
        f"SELECT title FROM goals WHERE (mentor = ? OR mentor IS NULL) AND state IN ({', '.join('?' * len(states))})"
        " ORDER BY state <> 'achieved', number",
        (mentor.number, *states),
    )
    return titles


def _join_titles(titles: list[str]) -> str:
    """Titles in quotes: a title begins with a capital wherever it stands."""
    return join_words([f"'{title}'" if '"' in title else f'"{title}"' for title in titles])


def _mentorship_length(journal: "Journal", mentor: "Mentor") -> str:
    days = ((mentor.ended_on or journal.today) - mentor.since).days if mentor.since else 0
    return "" if days < _MIN_DAYS else f"{days // 365} years" if days >= 2 * 365 else format_age(days)


def _last_meeting(journal: "Journal", mentor: "Mentor") -> dict[str, str]:
    """What is known of the last meeting: its day, a thought from it, and a promise that is still open."""
    session = _last_session(journal, mentor)
    if session is None:
        return {"day": format_letter_day(mentor.met_on, journal.today)} if mentor.met_on else {}
    actions = journal.store.column(
        "SELECT text FROM actions WHERE session = ? AND who = 'me' AND state = 'open' ORDER BY number LIMIT 1",
        (session.number,),
    )
    takeaway = (session.takeaways or "").strip().split("\n")[0]
    return {
        "day": format_letter_day(session.day, journal.today),
        "takeaway": end_sentence(takeaway) if takeaway else "",
        "action": end_sentence(" ".join(str(actions[0]).split())) if actions else "",
    }


def _last_session(journal: "Journal", mentor: "Mentor") -> Session | None:
    sessions = journal.read(Session, f"{HELD} AND {with_mentor_sql(mentor.number)}", order=f"{LATEST_FIRST} LIMIT 1")
    return sessions[0] if sessions else None
