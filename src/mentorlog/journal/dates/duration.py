"""How often to meet: a duration such as `2 weeks`, and how many of them fit between two days; minutes of a day."""

import re
from datetime import date

from mentorlog.errors import UsageError
from mentorlog.journal.dates.arithmetic import shift_date
from mentorlog.journal.text import quote_value

_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_COUNTS = {word: at for at, word in enumerate(_NUMBERS, 1)} | {"a": 1, "an": 1, "": 1}
_UNITS = {
    "d": (1, "day"), "day": (1, "day"), "w": (1, "week"), "week": (1, "week"), "fortnight": (2, "week"),
    "m": (1, "month"), "month": (1, "month"), "quarter": (3, "month"), "y": (1, "year"), "year": (1, "year"),
}  # fmt: skip
_PHRASES = {
    "half a year": "6 months", "daily": "1 day", "weekly": "1 week", "fortnightly": "2 weeks", "monthly": "1 month",
    "quarterly": "3 months", "half-yearly": "6 months", "yearly": "1 year", "annually": "1 year",
}  # fmt: skip
_ADVERBS = frozenset(phrase for phrase in _PHRASES if " " not in phrase)
_TWO_MEANINGS = {
    "biweekly": ("twice a week", "2 weeks"), "bi-weekly": ("twice a week", "2 weeks"),
    "bimonthly": ("twice a month", "2 months"), "bi-monthly": ("twice a month", "2 months"),
}  # fmt: skip
_DAYS_OF_A_HALF = {"twice a week": "3 days", "twice a month": "2 weeks"}

_FIGURE = r"(\d{1,4}(?:[.,]\d{1,2})?)"
_HOURS, _MINUTES = r"(?:h|hrs?|hours?)", r"(?:m|mins?|minutes?)"


def parse_cadence(text: str) -> str:
    """The normal form of how often: "fortnightly" and "every 2 weeks" are "2 weeks". Raises UsageError."""
    words = " ".join(text.lower().split())
    if meanings := _TWO_MEANINGS.get(words):
        often, seldom = meanings
        raise UsageError(
            f"{quote_value(text)} could be {often} or every {seldom}.",
            f'Write "{_DAYS_OF_A_HALF[often]}" or "{seldom}".',
        )
    if words in _ADVERBS:
        return _PHRASES[words]
    if words.startswith("every other ") and words.removeprefix("every other ") in _UNITS:
        return _parse(words.replace("every other", "2"), text)
    for head in ("once every ", "every ", "each ", "once "):
        if words.startswith(head):
            return _parse(words.removeprefix(head), text, bare=head != "once ")
    return _parse(words, text)


def parse_duration(text: str) -> str:
    """The normal form of a length of time: `2w` and "two weeks" are "2 weeks". Raises UsageError."""
    return _parse(" ".join(text.lower().split()), text)


def _parse(words: str, text: str, *, bare: bool = False) -> str:
    """A count and a unit; `bare` allows the unit alone, as in "every week"."""
    if words in _PHRASES and words not in _ADVERBS:
        return _PHRASES[words]
    match = re.fullmatch(r"(\d{1,3}|[a-z]*?) ?([dwmy]|[a-z]{3,}?s?)", words, re.ASCII)
    count = _COUNTS.get(match[1], int(match[1]) if match[1].isdigit() else 0) if match else 0
    factor, unit = _UNITS.get(match[2].removesuffix("s"), (0, "")) if match else (0, "")
    if not match or not 0 < count * factor < 1000 or (match[1] == "" and not bare):
        raise UsageError(
            f"{quote_value(text)} is not a length of time mentorlog can read.", 'Write "2 weeks", "1 month" or 10d.'
        )
    number = count * factor
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def date_after(start: date, cadence: str, times: int = 1) -> date:
    """The day a number of cadences after `start`, counted from there, so that 31 Jan does not drift to the 28th.

    Raises OverflowError beyond the calendar.
    """
    amount, unit = cadence.split()
    try:
        return shift_date(start, int(amount) * times, unit if unit.endswith("s") else f"{unit}s")
    except ValueError as error:
        raise OverflowError from error


def days_ahead(text: str, today: date) -> int:
    """How many days a length of time spans from today: "2w"; or how many there are up to a day: "friday", "next week".

    Raises UsageError, and OverflowError beyond the calendar.
    """
    try:
        return (date_after(today, parse_duration(text)) - today).days
    except UsageError as error:
        from mentorlog.journal.dates.reading import parse_day

        try:
            day = parse_day(text, today, ahead=True, edge="last")
        except UsageError as no_day:
            raise (no_day if " could be " in no_day.message else error) from None
    if day < today:
        raise UsageError(f"{quote_value(text)} is over.", 'Write how far to look ahead: 7d, 2w, "friday".')
    return (day - today).days


def cadences_between(start: date, until: date, cadence: str) -> int:
    """How many whole cadences fit between the two days; 0 where `until` comes first."""
    if until < start:
        return 0
    amount, unit = cadence.split()
    if unit.startswith(("day", "week")):
        return (until - start).days // (int(amount) * (7 if unit.startswith("week") else 1))
    months = (until.year - start.year) * 12 + until.month - start.month
    times = months // (int(amount) * (12 if unit.startswith("year") else 1))
    return times if date_after(start, cadence, times) <= until else times - 1  # the last one may end later in the month


def read_minutes(text: str, unit: int) -> int | None:
    """The minutes of a text; None where it is no length of time, and 0 for one below zero.

    Two figures that only a blank parts are none: "1 30" is neither 130 nor surely 1h30.
    """
    if re.search(r"\d\s+\d", text):
        return None
    words = re.sub(r"\s+", "", text.lower()).replace("−", "-")
    sign, words = words.startswith("-"), words.removeprefix("-")
    for pattern, factors in (
        (_FIGURE, (unit,)),
        (_FIGURE + _HOURS, (60,)),
        (_FIGURE + _MINUTES, (1,)),
        (rf"(\d{{1,2}}){_HOURS}(?:and)?([0-5]?\d){_MINUTES}?", (60, 1)),
        (r"(\d{1,2}):([0-5]\d)", (60, 1)),
    ):
        if match := re.fullmatch(pattern, words, re.ASCII):
            figures = [float(figure.replace(",", ".")) for figure in match.groups()]
            total = sum(figure * factor for figure, factor in zip(figures, factors, strict=True))
            return 0 if sign else round(total) or (1 if total else 0)
    return None
