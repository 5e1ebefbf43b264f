"""What was carried from session to session, and what waits for an answer, in SQL.

It stands beside the records that count it, since the report asks for it too and needs no record for that.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mentorlog.store.store import Store

_QUESTION_SETTLED_ON = "coalesce(questions.answered_on, questions.dropped_on)"
# Sessions held since it was written (by the instant), before the day it was settled, and not before the one that
# it waits for. The last instant that may still be before that day, anywhere, lets the index end there; the sign
# before the third one keeps it from being where the index begins.
QUESTION_CARRY_COUNT = (
    "SELECT count(*) FROM sessions s WHERE s.state = 'held' AND datetime(s.starts_at) > datetime(questions.created_at)"
    f" AND datetime(s.starts_at) < coalesce(datetime({_QUESTION_SETTLED_ON}, '+1 day'), '9999-99-99')"
    " AND +datetime(s.starts_at) >= coalesce("
    "(SELECT datetime(b.starts_at) FROM sessions b WHERE b.number = questions.session), '')"
    f" AND substr(s.starts_at, 1, 10) < coalesce({_QUESTION_SETTLED_ON}, '9999-99-99')"
)

_ACTION_SETTLED_ON = "coalesce(actions.done_on, actions.dropped_on)"
# Sessions held since it was agreed (by the instant), before the day it was done or dropped. The last instant that may
# still be before that day, anywhere, lets the index end there.
ACTION_CARRY_COUNT = (
    "SELECT count(*) FROM sessions s WHERE s.state = 'held' AND datetime(s.starts_at) > datetime(actions.created_at)"
    f" AND datetime(s.starts_at) < coalesce(datetime({_ACTION_SETTLED_ON}, '+1 day'), '9999-99-99')"
    f" AND substr(s.starts_at, 1, 10) < coalesce({_ACTION_SETTLED_ON}, '9999-99-99')"
)

# Received, not praise, without an answer: what the report calls waiting.
WAITING_FEEDBACK = "state = 'open' AND kind IS NOT 'praise'"

# The same for many rows at once: when each was written, the session it waits for, the day it was settled.
_BOUNDS = {
    "questions": f"""datetime(questions.created_at),
      (SELECT datetime(b.starts_at) FROM sessions b WHERE b.number = questions.session), {_QUESTION_SETTLED_ON}""",
    "actions": f"datetime(actions.created_at), NULL, {_ACTION_SETTLED_ON}",
}
_MANY = 500  # rows; to count for each of so many would walk through the sessions as often


def carry_counts(store: "Store", table: str, where: str, parameters: Sequence[Any]) -> dict[int, int] | None:
    """How often each of the rows was carried, by number, where they are many; None where they are few, or not carried.

    The sessions are read once, so that many rows that wait for long do not each walk through them.
    """
    if table not in _BOUNDS:
        return None
    some = f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {where} LIMIT {_MANY + 1})"
    if store.scalar(some, parameters) <= _MANY:
        return None
    held = store.rows(
        "SELECT datetime(starts_at) AS at, substr(starts_at, 1, 10) FROM sessions WHERE state = 'held' ORDER BY at"
    )
    moments, days = [at for at, _ in held], [day for _, day in held]
    rows = store.rows(f"SELECT number, {_BOUNDS[table]} FROM {table} WHERE {where}", parameters)
    return {number: _sessions_between(moments, days, *bounds) for number, *bounds in rows}


def _sessions_between(
    moments: list[str], days: list[str], written: str, waited_for: str | None, settled: str | None
) -> int:
    """The sessions held between, of those by their moments. Only near the day it was settled is each day looked at."""
    from bisect import bisect_left, bisect_right

    first = max(bisect_right(moments, written), bisect_left(moments, waited_for or ""))
    if settled is None:
        return len(moments) - first
    # A local day ends at most twelve hours before, and fourteen after, the same day at the meridian.
    surely, at_most = bisect_left(moments, _shift_day(settled, -1)), bisect_left(moments, _shift_day(settled, 1))
    near = sum(day < settled for day in days[max(first, surely) : at_most])
    return max(surely - first, 0) + near


def _shift_day(text: str, days: int) -> str:
    """A day so many days before or after another; at the ends of the calendar a text that sorts there."""
    from datetime import date, timedelta

    try:
        return (date.fromisoformat(text) + timedelta(days)).isoformat()
    except OverflowError:
        return "" if days < 0 else "9999-99"
