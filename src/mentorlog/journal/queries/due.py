"""What is due by a day, and what has waited long enough for a reminder."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from mentorlog.clock import to_local
from mentorlog.journal.model.conditions import AWAITS_REPLY, AWAITS_RESPONSE, day_range_sql
from mentorlog.journal.model.kinds import ref
from mentorlog.nouns import KINDS, Due, Kind, day_sql
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from collections.abc import Collection

    from mentorlog.journal.journal import Journal

REMINDER_DAYS = 7  # days after which unanswered feedback and a candidate who has not answered are mentioned
MAX_FOLLOW_UPS = 2  # reminders to a candidate, after which none is suggested any more


class DueItem(Frozen):
    """A record that is due: its ref, what is due, its day and its words."""

    ref: str
    what: str
    day: date
    text: str


def due_items(journal: "Journal", days: int, mentor: int | None = None) -> list[DueItem]:
    """Everything due within `days` days from today or overdue, the earliest first.

    With a mentor, only what concerns them: what is theirs, and nobody's.
    """
    items = sorted([*items_with_day(journal, days), *_waiting_items(journal)], key=lambda item: item.day)
    return items if mentor is None else [item for item in items if _concerns(journal, item, mentor)]


def items_with_day(journal: "Journal", days: int, labels: "Collection[str]" = ()) -> list[DueItem]:
    """What has a day that is due, the earliest first of each noun; with `labels` only what is called so."""
    until = (journal.today + timedelta(days=days)).isoformat()
    dated = [(kind, kind.due) for kind in KINDS.values() if kind.due]
    dated = [(kind, due) for kind, due in dated if not labels or (due.label or kind.noun) in labels]
    dated.sort(key=lambda pair: pair[1].rank)
    return [item for kind, due in dated for item in _due_items_of(journal, kind, due, until)]


def _concerns(journal: "Journal", item: DueItem, mentor: int) -> bool:
    from mentorlog.journal.queries.filters import owner

    kind, number = journal.resolve(item.ref)
    return owner(journal, kind.noun, number) in (None, mentor)


def _due_items_of(journal: "Journal", kind: Kind, due: Due, until: str) -> list[DueItem]:
    is_session = due.field == "starts_at"
    by_then = day_range_sql(None, date.fromisoformat(until)) if is_session else f"{due.field} <= '{until}'"
    rows = journal.store.rows(
        f"SELECT number, {day_sql(due.field)}, {due.text or kind.title_field} FROM {kind.plural}"
        f" WHERE {due.condition} AND {by_then} ORDER BY {kind.day_order_sql if is_session else due.field}"
    )
    if is_session:
        rows = [(number, on, _session_text(*text.split(" ", 1))) for number, on, text in rows]
    label = due.label or kind.noun
    return [DueItem(ref(kind.noun, number), label, date.fromisoformat(on), text) for number, on, text in rows]


def _session_text(starts_at: str, zone: str) -> str:
    """ "at 21:00, 15:00 in New York" """
    from mentorlog.journal.dates.format import format_elsewhere

    moment = datetime.fromisoformat(starts_at)
    return f"at {to_local(moment):%H:%M}{format_elsewhere(moment, zone)}"


def _waiting_items(journal: "Journal") -> list[DueItem]:
    feedback = journal.store.rows(
        f"SELECT number, day FROM feedback WHERE {AWAITS_RESPONSE} AND day < ?", (_reminder_day(journal),)
    )
    return (
        [
            DueItem(ref("feedback", number), "feedback", date.fromisoformat(day), "waits for your answer")
            for number, day in feedback
        ]
        + [
            DueItem(ref("mentor", number), "follow-up", date.fromisoformat(day), f"{name} has not answered yet")
            for number, name, day in candidates_to_remind(journal)
        ]
        + [
            DueItem(ref("letter", number), "reply", date.fromisoformat(day), f"{name} has not answered your letter")
            for number, name, day in _letters_to_remind_of(journal)
        ]
    )


def _letters_to_remind_of(journal: "Journal") -> list[tuple[int, str, str]]:
    """(number, name of the mentor, day) of the letters whose reply is late."""
    late = AWAITS_REPLY.replace(":today", f"'{journal.today.isoformat()}'")
    letters: list[tuple[int, str, str]] = journal.store.rows(
        "SELECT number, (SELECT name FROM mentors WHERE mentors.number = letters.mentor), day FROM letters"
        f" WHERE {late} ORDER BY day"
    )
    return letters


def candidates_to_remind(journal: "Journal") -> list[tuple[int, str, str]]:
    """(number, name, day) of the candidates contacted more than a week ago and reminded less than twice."""
    candidates: list[tuple[int, str, str]] = journal.store.rows(
        "SELECT number, name, contacted_on FROM mentors"
        " WHERE state = 'contacted' AND contacted_on < ? AND followed_up < ? ORDER BY contacted_on",
        (_reminder_day(journal), MAX_FOLLOW_UPS),
    )
    return candidates


def _reminder_day(journal: "Journal") -> str:
    """The day before which something must have happened to be mentioned again."""
    return (journal.today - timedelta(days=REMINDER_DAYS)).isoformat()
