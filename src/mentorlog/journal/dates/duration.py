"""How often to meet: a duration such as `2 weeks`, and how many of them fit between two days."""

import re
from datetime import date

from mentorlog.errors import UsageError
from mentorlog.journal.dates.grammar import shift_date
from mentorlog.journal.text import quote_value

_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}


def parse_cadence(text: str) -> str:
    """The normal form of a duration: `2w` is "2 weeks". Raises UsageError."""
    match = re.fullmatch(
        r"([1-9]\d{0,2}) ?(d|w|m|y|days?|weeks?|months?|years?)", " ".join(text.lower().split()), re.ASCII
    )
    if not match:
        raise UsageError(
            f"{quote_value(text)} is not a length of time mentorlog can read.", 'Write "2 weeks", "1 month" or 10d.'
        )
    unit = _UNITS[match[2][0]]
    return f"{match[1]} {unit}" if match[1] == "1" else f"{match[1]} {unit}s"


def date_after(start: date, cadence: str, times: int = 1) -> date:
    """The day a number of cadences after `start`, counted from there, so that 31 Jan does not drift to the 28th.

    Raises OverflowError beyond the calendar.
    """
    amount, unit = cadence.split()
    try:
        return shift_date(start, int(amount) * times, unit if unit.endswith("s") else f"{unit}s")
    except ValueError as error:
        raise OverflowError from error


def cadences_between(start: date, until: date, cadence: str) -> int:
    """How many whole cadences fit between the two days; 0 where `until` comes first."""
    if until < start:
        return 0
    high = (until - start).days  # each cadence takes a day at low
    low = 0
    while low < high:
        middle = (low + high + 1) // 2
        if _fits(start, until, cadence, middle):
            low = middle
        else:
            high = middle - 1
    return low


def _fits(start: date, until: date, cadence: str, times: int) -> bool:
    try:
        return date_after(start, cadence, times) <= until
    except OverflowError:
        return False
