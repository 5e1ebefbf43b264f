"""Messages to a mentor from templates; placeholders whose values are unknown stay, in brackets."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog import settings
from mentorlog.journal.dates.format import format_age
from mentorlog.journal.privacy import reader_for, reader_view
from mentorlog.journal.queries.meetings import last_held_day
from mentorlog.journal.workflows.content import load_message_template

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.mentors import Mentor

_PLACEHOLDERS = {
    "organisation": "your organisation",
    "topic": "what you want to learn",
    "why_you": "one true, specific thing about why you ask them",
    "times": "two or three times",
    "colleague": "your colleague",
    "contacted_on": "the day you wrote",
    "day": "the day you spoke",
    "takeaway": "what stays with you",
    "action": "one thing you will do, and by when",
    "months": "months",
    "goals": "what you worked on",
    "achievement": "what you are proudest of",
    "news": "one thing that you did with their advice since",
    "advice": "the advice you used most",
}


def signature() -> str:
    """The name in the settings, or a placeholder for it."""
    return str(settings.value("name")) or "[your name]"


def render_message(journal: "Journal", mentor: "Mentor", kind: str) -> str:
    """The message of that kind to a mentor. The user's own template of that name takes precedence."""
    with reader_view(journal, reader_for(journal, mentor.number, "mentor")):
        known = _template_values(journal, mentor)
    return re.sub(
        r"\{(\w+)\}",
        lambda name: known.get(name[1]) or f"[{_PLACEHOLDERS.get(name[1], name[1])}]",
        _load_template(kind).strip(),
    )


def _load_template(kind: str) -> str:
    own = Path(settings.config_folder()) / "templates" / f"{kind}.txt"
    return own.read_text(encoding="utf-8") if own.is_file() else load_message_template(kind)


def _template_values(journal: "Journal", mentor: "Mentor") -> dict[str, str]:
    """The values of the placeholders that the journal knows."""
    goals = journal.store.column(
        "SELECT title FROM goals WHERE (mentor = ? OR mentor IS NULL) AND state = 'agreed' ORDER BY number LIMIT 3",
        (mentor.number,),
    )
    wins = journal.store.column("SELECT title FROM achievements ORDER BY day DESC, number DESC LIMIT 1")
    known = {"me": signature(), "mentor": mentor.name, "topic": goals[0] if goals else "", "goals": ", ".join(goals)}
    if mentor.contacted_on:
        known["contacted_on"] = _format_day(mentor.contacted_on)
    if mentor.since:
        known["months"] = format_age((journal.today - mentor.since).days)
    if wins:
        known["achievement"] = wins[0]
    if met := last_held_day(journal, mentor.number) or mentor.met_on:
        known["day"] = _format_day(met)
    return known


def _format_day(day: date) -> str:
    return f"{day:%-d %B}"
