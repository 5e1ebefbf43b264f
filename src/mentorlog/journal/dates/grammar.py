"""The grammar of days, moments and periods, used wherever a person writes one.

The direction of a bare weekday or day comes from the option, so that `monday` is unambiguous. The grammar is closed:
bare numbers, 03/04/2026, zone names and prose are refused with examples, never guessed.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Literal

from mentorlog import settings
from mentorlog.clock import localize
from mentorlog.errors import UsageError
from mentorlog.journal.dates.format import MONTHS, WEEKDAYS
from mentorlog.journal.text import quote_value

GrammarRule = Literal["iso", "named", "weekday", "offset", "end", "day_of_month"]
LONG_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONG_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
_MAX_LENGTH = 64
EXAMPLES = 'Write 2026-04-03, "3 apr", "next friday", "in 3 weeks", "2 days ago" or "end of month".'


Period = tuple[date, date]  # a first and a last day, both included


def match_day(text: str, today: date, *, ahead: bool) -> tuple[GrammarRule, date] | None:
    """The rule of the grammar that reads `text`, and its day; None where none does.

    Raises UsageError for a day that the calendar does not have.
    """
    words = _normalize(text)
    for rule, parse in _PARSERS.items():
        try:
            day = parse(words, today, ahead)
        except (OverflowError, ValueError):
            raise _not_in_calendar(text) from None
        if day is not None:
            return rule, day
    return None


def _normalize(text: str) -> str:
    """The text in lower case with single blanks; empty where no rule could match it."""
    text = text.replace("−", "-")
    return " ".join(text.lower().split()) if text.isascii() and len(text) <= _MAX_LENGTH else ""


def _parse_iso(words: str, today: date, ahead: bool) -> date | None:
    return date.fromisoformat(words) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words) else None


def _parse_named_day(words: str, today: date, ahead: bool) -> date | None:
    days = {"today": 0, "tomorrow": 1, "yesterday": -1}.get(words)
    return None if days is None else today + timedelta(days=days)


def _parse_weekday(words: str, today: date, ahead: bool) -> date | None:
    head, _, name = words.rpartition(" ")
    if head not in ("", "next", "last") or (name not in LONG_WEEKDAYS and name.capitalize() not in WEEKDAYS):
        return None
    weekday = next(at for at, long in enumerate(LONG_WEEKDAYS) if name in (long, long[:3]))
    if head == "next" or (not head and ahead):
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    before = (today.weekday() - weekday) % 7
    return today - timedelta(days=before or (7 if head == "last" else 0))


def _parse_offset(words: str, today: date, ahead: bool) -> date | None:
    match = (
        re.fullmatch(r"in (?P<n>\d{1,4}|an?) (?P<unit>day|week|month|year)s?", words)
        or re.fullmatch(r"(?P<n>\d{1,4}|an?) (?P<unit>day|week|month|year)s? (?P<ago>ago)", words)
        or re.fullmatch(r"(?P<sign>[+-])(?P<n>\d{1,4})(?P<unit>[dwmy])", words)
    )
    if not match:
        return None
    parts = match.groupdict()
    number = 1 if parts["n"].startswith("a") else int(parts["n"])
    back = parts.get("ago") or parts.get("sign") == "-"
    return shift_date(today, -number if back else number, _UNITS[parts["unit"][0]])


def shift_date(day: date, number: int, unit: str) -> date:
    """`day` plus a number of days, weeks, months or years; 31 Jan and a month is the last of February."""
    if unit in ("days", "weeks"):
        return day + timedelta(**{unit: number})
    from dateutil.relativedelta import relativedelta

    return day + relativedelta(**{unit: number})  # type: ignore[arg-type]  # the stubs know no unit that is given by name


def _parse_end_of(words: str, today: date, ahead: bool) -> date | None:
    if not words.startswith("end of "):
        return None
    name = words.removeprefix("end of ")
    return _period_around(name, today)[1] if name in ("week", "month", "quarter", "year") else None


def _parse_day_of_month(words: str, today: date, ahead: bool) -> date | None:
    match = re.fullmatch(r"(\d{1,2}) ([a-z]{3,9})(?: (\d{4}))?", words)
    month = _month_number(match[2]) if match else None
    if not match or month is None:
        return None
    number = int(match[1])
    if match[3]:
        return _valid_date(int(match[3]), month, number)
    if number < 1 or number > (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31):
        raise _no_such_day(f"{number} {MONTHS[month - 1]}")
    step = 1 if ahead else -1
    for year in range(today.year, today.year + 9 * step, step):  # 29 February may be eight years away
        try:
            day = date(year, month, number)
        except ValueError:
            continue
        if (day - today).days * step >= 0:
            return day
    raise OverflowError


def _month_number(name: str) -> int | None:
    return next((at for at, long in enumerate(LONG_MONTHS, 1) if name in (long, long[:3])), None)


def _valid_date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _no_such_day(f"{day} {LONG_MONTHS[month - 1].capitalize()} {year}") from None


def _no_such_day(day: str) -> UsageError:
    return UsageError(f"There is no {day}.", EXAMPLES)


def _not_in_calendar(text: str) -> UsageError:
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text.strip())
    if match and 1 <= int(match[2]) <= 12 and int(match[1]):
        return _no_such_day(f"{int(match[3])} {LONG_MONTHS[int(match[2]) - 1].capitalize()} {match[1]}")
    return UsageError(f"{quote_value(text)} is not a day of the calendar.", EXAMPLES)


_PARSERS: dict[GrammarRule, Callable[[str, date, bool], date | None]] = {
    "iso": _parse_iso,
    "named": _parse_named_day,
    "weekday": _parse_weekday,
    "offset": _parse_offset,
    "end": _parse_end_of,
    "day_of_month": _parse_day_of_month,
}


def match_moment(text: str, now: datetime, *, ahead: bool) -> datetime | None:
    """The moment that the grammar reads in `text`; None where it reads none.

    Raises UsageError for a day or a time that does not exist.
    """
    parted = split_moment(text)
    if parted is None:
        return None
    phrase, hour, minute = parted
    day = match_day(phrase or "today", now.date(), ahead=ahead)
    if day is None:
        return None
    if hour > 23 or minute > 59:
        raise UsageError(f"There is no {hour}:{minute:02}.", "The day goes from 00:00 to 23:59.")
    try:
        return localize(datetime.combine(day[1], time(hour, minute)))
    except (OverflowError, ValueError, OSError):
        raise _not_in_calendar(text) from None


def split_moment(text: str) -> tuple[str, int, int] | None:
    """The day phrase (empty where there is none), the hour and the minute; None where no HH:MM ends the text."""
    match = re.fullmatch(
        r"(?:(?P<day>.*?)(?:\s+|(?<=\d)[Tt](?=\d)))?(?P<hour>\d{1,2}):(?P<minute>\d{2})", text.strip(), re.ASCII
    )
    return (match["day"] or "", int(match["hour"]), int(match["minute"])) if match else None


def match_period(text: str, today: date) -> Period | None:
    """The days of the period that the grammar reads in `text`; None where it reads none."""
    try:
        return _match_period(_normalize(text), today)
    except (OverflowError, ValueError):
        return None


def _match_period(words: str, today: date) -> Period | None:
    if words in ("today", "yesterday"):
        day = today - timedelta(days=words == "yesterday")
        return (day, day)
    which, _, name = words.partition(" ")
    if which in ("this", "last") and name in ("week", "month", "quarter", "year"):
        span = _period_around(name, today)
        return span if which == "this" else _period_around(name, span[0] - timedelta(days=1))
    match = re.fullmatch(r"(\d{4})(?:-(?:q([1-4])|(\d{2})))?", words)
    if not match:
        return None
    year, quarter, month = int(match[1]), match[2], match[3]
    if quarter:
        return _period_around("quarter", date(year, int(quarter) * 3, 1))
    return _period_around("month", date(year, int(month), 1)) if month else _period_around("year", date(year, 1, 1))


def _period_around(name: str, day: date) -> Period:
    """The week (from the day set as `week_start`), month, quarter or year that contains `day`."""
    if name == "week":
        first = LONG_WEEKDAYS.index(settings.value("week_start"))
        since = day - timedelta(days=(day.weekday() - first) % 7)
        return (since, since + timedelta(days=6))
    begins = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[name]
    months = {"month": 1, "quarter": 3, "year": 12}[name]
    last = begins + months - 1
    ends = date(day.year, 12, 31) if last == 12 else date(day.year, last + 1, 1) - timedelta(days=1)
    return (date(day.year, begins, 1), ends)
