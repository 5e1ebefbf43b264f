"""Values far from what was noted before, which may be a slip of the keyboard: 99 after 4, a talk of 600 minutes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mentorlog import settings
from mentorlog.journal.model.forms import format_number
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record

FIGURES = ("value", "target", "baseline", "minutes", "real_minutes")  # the fields that are looked at
_MAX_RATIO = 100.0  # of a value to the last one
_MAX_SPANS = 2.0  # beyond all values so far, in times the distance between them
_LEAST_SPAN = 10.0  # where all values so far are the same
_MAX_LENGTH = 5  # in times the usual length
_LEAST_LENGTH = 10  # the usual length in times this one


class _Known(Frozen):
    """What a value is compared with: a value and what it is called, and all values that are known."""

    name: str
    value: float
    others: Sequence[float]
    is_measured: bool = True  # whether the value is one that was noted, so that a ratio to it says something


def find_outliers(journal: "Journal", record: "Record", former: "Record | None" = None) -> list[str]:
    """What is far out in a record to be stored, a clause each: "99 is far from the last, 4".

    Of a record that is changed, `former` is the one before, and only what differs from it counts.
    """
    checks = {"progress": _progress_outliers, "goal": _goal_outliers, "activity": _activity_outliers}
    check = checks.get(record.noun, _length_outliers)
    return check(journal, record, former)


def is_far_out(value: float, known: _Known) -> bool:
    """Whether a value lies far outside all known ones, or is a hundred times the last one or a hundredth of it."""
    low, high = min(known.others), max(known.others)
    reach = _MAX_SPANS * ((high - low) or max(abs(high), _LEAST_SPAN))
    if value > high + reach or value < low - reach:
        return True
    if not known.is_measured or not value or not known.value:
        return False
    ratio = abs(value / known.value)
    return ratio >= _MAX_RATIO or ratio <= 1 / _MAX_RATIO


def _clause(value: float, known: _Known) -> list[str]:
    if not is_far_out(value, known):
        return []
    return [f"{format_number(value)} is far from {known.name}, {format_number(known.value)}"]


def _progress_outliers(journal: "Journal", record: Any, former: Any) -> list[str]:
    if former is not None and former.value == record.value:
        return []
    ((baseline, target),) = journal.store.rows("SELECT baseline, target FROM goals WHERE number = ?", (record.goal,))
    values = journal.store.rows(
        "SELECT day, value FROM progress WHERE goal = ? AND number <> ? ORDER BY day, number",
        (record.goal, record.number),
    )
    others = [value for _, value in values] + [value for value in (baseline, target) if value is not None]
    earlier = [value for day, value in values if day <= record.day.isoformat()]
    if earlier:
        return _clause(record.value, _Known("the last", earlier[-1], others))
    aim = baseline if target is None else target
    return _clause(record.value, _Known("the target" if target is not None else "the start", aim, others, False))


def _goal_outliers(journal: "Journal", record: Any, former: Any) -> list[str]:
    if former is None:
        if record.target is None:
            return []
        return _clause(record.target, _Known("the baseline", record.baseline, [record.baseline, record.target]))
    values = journal.store.column("SELECT value FROM progress WHERE goal = ?", (record.number,))
    clauses = []
    for name in ("target", "baseline"):
        old, new = getattr(former, name), getattr(record, name)
        if new is not None and old is not None and new != old:
            others = [*values, *(value for value in (former.baseline, former.target) if value is not None)]
            clauses += _clause(new, _Known(f"the {name} before", old, others))
    return clauses


def _activity_outliers(journal: "Journal", record: Any, former: Any) -> list[str]:
    """A day that would have more than 24 hours."""
    if record.minutes is None or (former and (former.day, former.minutes) == (record.day, record.minutes)):
        return []
    others = journal.store.scalar(
        "SELECT sum(minutes) FROM activities WHERE day = ? AND number <> ?", (record.day.isoformat(), record.number)
    )
    from mentorlog.journal.dates.format import format_short_day
    from mentorlog.journal.model.time_spent import DAY_MINUTES, format_minutes

    total = others + record.minutes
    if total <= DAY_MINUTES:
        return []
    return [f"{format_minutes(total)} on {format_short_day(record.day, journal.today)} is more than a day has"]


def _length_outliers(journal: "Journal", record: Any, former: Any) -> list[str]:
    """Lengths of meetings that are far from the usual one; the time spent on something has no usual length."""
    if record.noun not in ("session", "mentor", "agreement"):
        return []
    clauses = []
    for name in ("minutes", "real_minutes"):
        length = getattr(record, name, None)
        if length is None or (former is not None and getattr(former, name) == length):
            continue
        usual_length = _usual_length(journal, record, planned=name == "real_minutes")
        if length > _MAX_LENGTH * usual_length or length * _LEAST_LENGTH < usual_length:
            clauses.append(f"{length} min is far from the usual {usual_length}")
    return clauses


def _usual_length(journal: "Journal", record: Any, *, planned: bool) -> int:
    """The length that was planned, or that is agreed with the mentor, or that the settings give; in minutes."""
    agreed = None
    if record.noun != "mentor" and record.mentor:
        agreed = journal.read_field("mentor", record.mentor, "minutes")
    return int((record.minutes if planned else None) or agreed or settings.value("minutes"))
