"""The moments of a rule (RRULE), with a bound on the work that it may cost.

dateutil steps through days, and through hours where the rule repeats by the hour. Where no day matches it steps to
the year 9999 without ever returning, so that the bound has to be counted within its steps.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from dateutil.rrule import rrule, rrulestr

from mentorlog.clock import to_local
from mentorlog.exchange.calendars.lines import Property

STEPS_PER_FILE = 1_000_000  # about two seconds
STEPS_PER_RULE = 150_000  # a rule with a COUNT is followed for 400 years, one by the hour for 17
_MAX_RULE_LENGTH = 2_000  # characters
_WITHIN_THE_HOUR = ("MINUTELY", "SECONDLY")  # no mentoring is planned like that, and their steps cost up to a day each


class OverBudgetError(Exception):
    """A rule costs more work than it may."""


class Budget:
    """Steps that may be taken, of one rule or of a whole file."""

    def __init__(self, steps: int, whole: "Budget | None" = None) -> None:
        self.steps = steps
        self._whole = whole

    def spend(self, steps: int = 1) -> None:
        """Take some steps. Raises OverBudgetError where none are left."""
        self.steps -= steps
        if self._whole:
            self._whole.spend(steps)
        if self.steps < 0:
            raise OverBudgetError

    def part(self, steps: int = STEPS_PER_RULE) -> "Budget":
        """A budget of its own for one rule, which is spent from this one too."""
        return Budget(steps, self)


class _CountedMonths(tuple[int, ...]):
    """The months of a rule, which dateutil asks for once at each day that it looks at."""

    budget: Budget
    cost: int

    def __bool__(self) -> bool:
        self.budget.spend(self.cost)
        return len(self) > 0


def parse_rule(
    entry: Property, start: datetime, zone: tzinfo | None, budget: Budget, skip_to: datetime | None = None
) -> rrule:
    """A rule whose moments are those of the clocks in the series' zone. Iterating it may raise OverBudgetError.

    With `skip_to`, moments before it may be missing, which spares their steps.
    Raises EventError for a rule that cannot be read, or repeats within the hour.
    """
    if len(entry.value) > _MAX_RULE_LENGTH:
        raise entry.error("is too long")
    try:
        parts = dict(_parts(entry.value))
        if parts.get("FREQ") in _WITHIN_THE_HOUR:
            raise entry.error("repeats within the hour")
        interval = int(parts.get("INTERVAL", "1"))
        if interval < 1:
            raise entry.error()
        if skip_to and "COUNT" not in parts:
            start = _later_start(start, parts.get("FREQ", ""), interval, skip_to)
        if "UNTIL" in parts:
            parts["UNTIL"] = _until_in_zone(parts["UNTIL"], zone)
        times = 1
        for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            times *= len(parts.get(name, "").split(","))
        budget.spend(times)  # dateutil lists the times of a day first
        rule = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=start)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, ZeroDivisionError):
        raise entry.error() from None
    assert isinstance(rule, rrule)
    months = _CountedMonths(getattr(rule, "_bymonth", None) or ())
    months.budget, months.cost = budget, len(parts.get("BYSETPOS", "").split(","))
    vars(rule)["_bymonth"] = months
    # Where many moments fall on a day, it is they that cost; those that are left out are seen here alone.
    moments = vars(type(rule))["_iter"]
    vars(rule)["_iter"] = lambda: _spend_on(moments(rule), budget)
    return rule


def _spend_on(moments: Iterator[datetime], budget: Budget) -> Iterator[datetime]:
    """The same moments, each of which costs a step."""
    for moment in moments:
        budget.spend()
        yield moment


def _later_start(start: datetime, frequency: str, interval: int, to: datetime) -> datetime:
    """A later start that gives the same moments from `to` on, as far as it is easily told; else the start itself."""
    if frequency in ("DAILY", "WEEKLY"):
        step = interval * (7 if frequency == "WEEKLY" else 1)
        return start + timedelta(days=step * max(0, (to - start).days // step - 1))
    if frequency in ("MONTHLY", "YEARLY") and start.day <= 28:
        return start.replace(year=start.year + interval * max(0, (to.year - start.year) // interval - 1))
    return start


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a rule. Raises ValueError for one that is given twice or has no value."""
    seen = set()
    for part in filter(None, text.upper().replace(" ", "").split(";")):
        name, separator, value = part.partition("=")
        if not separator or not value or name in seen:
            raise ValueError(part)
        seen.add(name)
        yield name, value


def _until_in_zone(text: str, zone: tzinfo | None) -> str:
    """UNTIL as the clocks of the series show it, as the rule's own moments are; a day means all of it."""
    if re.fullmatch(r"\d{8}", text, re.ASCII):
        return f"{text}T235959"
    if not text.endswith("Z"):
        return text
    until = datetime.strptime(f"{text}+0000", "%Y%m%dT%H%M%SZ%z")
    return (until.astimezone(zone) if zone else to_local(until)).strftime("%Y%m%dT%H%M%S").rjust(15, "0")


def shift(moment: datetime, by: timedelta) -> datetime:
    """A moment moved, which stays within the calendar."""
    try:
        return moment + by
    except OverflowError:
        return datetime.max if by > timedelta() else datetime.min
