"""An absence: weeks without an entry or a session, and what became due before the return."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from mentorlog.clock import local_day, start_of_day
from mentorlog.journal.model.conditions import HELD, SESSION_DAY, day_range_sql
from mentorlog.journal.model.kinds import parse_ref
from mentorlog.journal.queries.due import DueItem, due_items
from mentorlog.nouns import KINDS
from mentorlog.structs import Frozen, Literal

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

ABSENCE_DAYS = 42  # days without an entry; a longer gap is an absence
_RETURN_DAYS = 28  # days after the return in which what is old is not held against anybody
RESUME = "resume"  # the command of the change that settles an absence


class Absence(Frozen):
    """A gap in the journal that ended today or in the last weeks.

    `last_day` is the day of the last entry or session before it, `back_on` the first day after it. `dues` are what
    was there, became due before `back_on` and still waits. It is `settled` once something was written and nothing
    waits, or `mentorlog resume` said what becomes of what waits.
    """

    last_day: date
    back_on: date
    dues: list[DueItem]
    settled: bool

    @property
    def days(self) -> int:
        """How long it lasted."""
        return (self.back_on - self.last_day).days

    @property
    def refs(self) -> set[str]:
        """The refs of what still waits."""
        return {item.ref for item in self.dues}


def recent_absence(journal: "Journal") -> Absence | None:
    """The absence that ends today or ended within the last weeks; None where there is none."""
    today = journal.today
    window = start_of_day(today - timedelta(days=_RETURN_DAYS))
    before = _last_change_before(journal, window)
    if before is None:
        return None
    number, last_at = before
    since = journal.store.rows("SELECT at FROM changes WHERE id > ? ORDER BY id LIMIT 1", (number,))
    first_day = local_day(since[0][0]) if since else today
    if (first_day - local_day(last_at)).days <= ABSENCE_DAYS:
        return None
    back_on = min([first_day, today, *_session_days(journal, "ASC", today - timedelta(days=_RETURN_DAYS), None)])
    last_day = max([local_day(last_at), *_session_days(journal, "DESC", None, back_on - timedelta(days=1))])
    if (back_on - last_day).days <= ABSENCE_DAYS:
        return None
    dues = [item for item in due_items(journal, -1) if item.day < back_on]
    if since and dues:
        dues = [item for item in dues if _was_there(journal, item, since[0][0])]
    settled = back_on < today or (bool(since) and not dues) or _was_resumed(journal, number)
    return Absence(last_day, back_on, dues, settled)


def _was_there(journal: "Journal", item: DueItem, moment: str) -> bool:
    """Whether it was noted before a moment: what is noted after the return, with a day long past, waited for nobody."""
    kind, number = parse_ref(item.ref) or (KINDS["mentor"], 0)
    return str(journal.read_field(kind.noun, number, "created_at")) < moment


def _last_change_before(journal: "Journal", moment: str) -> tuple[int, str] | None:
    """(number, moment) of the last change before a moment.

    Numbers grow with time, so that halving the log finds it in a few steps; the moments have no index.
    """
    last, low, high = None, 1, journal.store.scalar("SELECT coalesce(max(id), 0) FROM changes")
    middle = high
    while low <= high:
        number, at = journal.store.rows("SELECT id, at FROM changes WHERE id >= ? ORDER BY id LIMIT 1", (middle,))[0]
        if at < moment:
            last, low = (number, at), number + 1
        else:
            high = middle - 1
        middle = (low + high) // 2
    return last


def _session_days(
    journal: "Journal", order: Literal["ASC", "DESC"], since: date | None, until: date | None
) -> list[date]:
    """The first or the last ("ASC" or "DESC") day of the sessions held, of a range of days."""
    days = journal.store.column(
        f"SELECT {SESSION_DAY} FROM sessions WHERE {HELD} AND {day_range_sql(since, until)}"
        f" ORDER BY datetime(starts_at) {order} LIMIT 1"
    )
    return [date.fromisoformat(day) for day in days]


def _was_resumed(journal: "Journal", after: int) -> bool:
    """Whether a change by `mentorlog resume` was made after that one, and holds."""
    return bool(
        journal.store.rows(
            "SELECT 1 FROM changes WHERE id > ? AND command = ? AND NOT EXISTS (SELECT 1 FROM changes undone"
            " WHERE undone.reverts = changes.id AND NOT EXISTS"
            " (SELECT 1 FROM changes redone WHERE redone.reverts = undone.id))",
            (after, RESUME),
        )
    )
