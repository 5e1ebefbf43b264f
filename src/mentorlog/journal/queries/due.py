"""What has a day that has come or is near, and what has waited long enough to be named."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from mentorlog.journal.model.kinds import ref
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

REMINDER_DAYS = 7  # days after which unanswered feedback, and a candidate who has not answered, are named
MAX_FOLLOW_UPS = 2  # reminders to a candidate; after that one lets go kindly
_OPEN_GOAL = "EXISTS (SELECT 1 FROM goals g WHERE g.number = steps.goal AND g.state = 'agreed')"
# One row for each sort of thing: its noun, what it is, the field of its day, its words, and which of them count.
_DUE_SOURCES = (
    ("action", "action", "due", "text", "state = 'open'"),
    ("step", "step", "due", "title", f"state = 'open' AND {_OPEN_GOAL}"),
    ("goal", "goal", "due", "title", "state = 'agreed'"),
    ("contact", "follow-up", "follow_up", "name", "state = 'open'"),
    ("agreement", "review", "review_on", "'Look back on the agreement'", "state = 'agreed'"),
    (
        "review", "review", "next_review", "'Look back together'",
        "NOT EXISTS (SELECT 1 FROM reviews later WHERE later.day > reviews.day AND later.mentor IS reviews.mentor)",
    ),
)  # fmt: skip


class DueItem(Frozen):
    """Something with a day: its ref, what it is, its words."""

    ref: str
    what: str
    day: date
    text: str


def due_items(journal: "Journal", days: int) -> list[DueItem]:
    """Everything due by so many days from today, the earliest first."""
    until = (journal.today + timedelta(days=days)).isoformat()
    found = [
        DueItem(ref(noun, number), what, date.fromisoformat(day), text)
        for noun, what, field, words, which in _DUE_SOURCES
        for number, day, text in journal.store.rows(
            f"SELECT number, {field}, {words} FROM {noun}s WHERE {which} AND {field} <= ? ORDER BY {field}", (until,)
        )
    ]
    return sorted([*found, *_due_sessions(journal, until), *_waiting_items(journal)], key=lambda due: due.day)


def _due_sessions(journal: "Journal", until: str) -> list[DueItem]:
    rows = journal.store.rows(
        "SELECT number, starts_at FROM sessions WHERE state = 'planned' AND substr(starts_at, 1, 10) <= ?", (until,)
    )
    return [
        DueItem(ref("session", number), "session", date.fromisoformat(at[:10]), f"at {at[11:16]}")
        for number, at in rows
    ]


def _waiting_items(journal: "Journal") -> list[DueItem]:
    before = (journal.today - timedelta(days=REMINDER_DAYS)).isoformat()
    feedback = journal.store.rows(
        "SELECT number, day FROM feedback WHERE state = 'open' AND kind IS NOT 'praise' AND day < ?", (before,)
    )
    told = [
        DueItem(ref("feedback", number), "feedback", date.fromisoformat(day), "waits for your answer")
        for number, day in feedback
    ]
    return told + [
        DueItem(ref("mentor", number), "follow-up", date.fromisoformat(day), f"{name} has not answered yet")
        for number, name, day in candidates_to_remind(journal)
    ]


def candidates_to_remind(journal: "Journal") -> list[tuple[int, str, str]]:
    """(number, name, day) of candidates who were written to more than a week ago and not reminded twice."""
    before = (journal.today - timedelta(days=REMINDER_DAYS)).isoformat()
    return [
        (number, name, day)
        for number, name, day in journal.store.rows(
            "SELECT number, name, contacted_on FROM mentors"
            " WHERE state = 'contacted' AND contacted_on < ? AND followed_up < ? ORDER BY contacted_on",
            (before, MAX_FOLLOW_UPS),
        )
    ]
