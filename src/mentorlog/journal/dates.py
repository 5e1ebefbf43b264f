"""The closed grammar of days, moments and periods: one parser for all that a person writes.

The direction of a bare weekday or day comes from the option, so that `monday` is unambiguous. What the grammar does
not hold is refused with examples, never guessed: bare numbers, 03/04/2026, zone names, prose.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from mentorlog.clock import local
from mentorlog.errors import UsageError
from mentorlog.journal.text import quoted

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONG_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
_LONGEST = 64
_EXAMPLES = 'Write 2026-04-03, "3 apr", "next friday", "in 3 weeks", "2 days ago" or "end of month".'


class Period(NamedTuple):
    """A first and a last day, both included."""

    since: date
    until: date


def read_day(text: str, today: date, *, ahead: bool) -> date:
    """The day that `text` means, seen from `today`. Raises UsageError.

    `ahead` is the option's direction: `monday` is the first after today, else today or the last one before.
    """
    words = _words(text)
    try:
        found = _read(words, today, ahead)
    except (OverflowError, ValueError):
        raise _beyond(text) from None
    if found is None:
        raise _refused(text, words)
    return found


def _words(text: str) -> str:
    """The text with single blanks, in lower case; empty where it cannot be in the grammar."""
    return " ".join(text.lower().split()) if text.isascii() and len(text) <= _LONGEST else ""


def _read(words: str, today: date, ahead: bool) -> date | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words):
        return date.fromisoformat(words)
    if words in ("today", "tomorrow", "yesterday"):
        return today + timedelta(days={"today": 0, "tomorrow": 1, "yesterday": -1}[words])
    for reader in (_weekday, _offset, _end):
        found = reader(words, today, ahead)
        if found is not None:
            return found
    return _day_of_month(words, today, ahead)


def _weekday(words: str, today: date, ahead: bool) -> date | None:
    head, _, name = words.rpartition(" ")
    if head not in ("", "next", "last") or (name not in _LONG_WEEKDAYS and name.capitalize() not in WEEKDAYS):
        return None
    weekday = next(at for at, long in enumerate(_LONG_WEEKDAYS) if name in (long, long[:3]))
    if head == "next" or (not head and ahead):
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    before = (today.weekday() - weekday) % 7
    return today - timedelta(days=before or (7 if head == "last" else 0))


def _offset(words: str, today: date, ahead: bool) -> date | None:
    found = (
        re.fullmatch(r"in (?P<n>\d{1,4}|an?) (?P<unit>day|week|month|year)s?", words)
        or re.fullmatch(r"(?P<n>\d{1,4}|an?) (?P<unit>day|week|month|year)s? (?P<ago>ago)", words)
        or re.fullmatch(r"(?P<sign>[+−-])(?P<n>\d{1,4})(?P<unit>[dwmy])", words)
    )
    if not found:
        return None
    parts = found.groupdict()
    number = 1 if parts["n"].startswith("a") else int(parts["n"])
    back = parts.get("ago") or parts.get("sign") in ("-", "−")
    return moved(today, -number if back else number, _UNITS[parts["unit"][0]])


def moved(day: date, number: int, unit: str) -> date:
    """`day` plus a number of days, weeks, months or years; 31 Jan and a month is the last of February."""
    if unit in ("days", "weeks"):
        return day + timedelta(**{unit: number})
    from dateutil.relativedelta import relativedelta

    return day + relativedelta(**{unit: number})  # type: ignore[arg-type]  # the stubs know no unit that is given by name


def _end(words: str, today: date, ahead: bool) -> date | None:
    if not words.startswith("end of "):
        return None
    name = words.removeprefix("end of ")
    return _span(name, today).until if name in ("week", "month", "quarter", "year") else None


def _day_of_month(words: str, today: date, ahead: bool) -> date | None:
    found = re.fullmatch(r"(\d{1,2}) ([a-z]{3,9})(?: (\d{4}))?", words)
    month = _month(found[2]) if found else None
    if not found or month is None:
        return None
    number = int(found[1])
    if found[3]:
        return _existing(int(found[3]), month, number)
    if number < 1 or number > (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31):
        raise _no_such(f"{number} {MONTHS[month - 1]}")
    step = 1 if ahead else -1
    for year in range(today.year, today.year + 9 * step, step):  # 29 February may be eight years away
        try:
            day = date(year, month, number)
        except ValueError:
            continue
        if (day - today).days * step >= 0:
            return day
    raise OverflowError


def _month(name: str) -> int | None:
    return next((at for at, long in enumerate(_LONG_MONTHS, 1) if name in (long, long[:3])), None)


def _existing(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _no_such(f"{day} {_LONG_MONTHS[month - 1].capitalize()} {year}") from None


def _no_such(day: str) -> UsageError:
    return UsageError(f"There is no {day}.", _EXAMPLES)


def _beyond(text: str) -> UsageError:
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text.strip())
    if found and 1 <= int(found[2]) <= 12 and int(found[1]):
        return _no_such(f"{int(found[3])} {_LONG_MONTHS[int(found[2]) - 1].capitalize()} {found[1]}")
    return UsageError(f"{quoted(text)} is not a day of the calendar.", _EXAMPLES)


def _refused(text: str, words: str) -> UsageError:
    found = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", words)
    if found and 1 <= int(found[1]) <= 12 and 1 <= int(found[2]) <= 12:
        first, second = int(found[1]), int(found[2])
        long, other = _LONG_MONTHS[second - 1].capitalize(), _LONG_MONTHS[first - 1].capitalize()
        written = f'Write {found[3]}-{second:02}-{first:02}, or "{first} {long[:3].lower()}", or "in 3 weeks".'
        return UsageError(f"{quoted(text)} could be {first} {long} or {second} {other}.", written)
    return UsageError(f"{quoted(text)} is not a day mentorlog can read.", _EXAMPLES)


def read_moment(text: str, now: datetime, *, ahead: bool) -> datetime:
    """The moment that a day phrase with HH:MM means, in local time with its offset. Raises UsageError.

    A time that the clocks jump over moves forward; of a time that comes twice the first is meant.
    """
    phrase = text.strip()
    if re.search(r"\d(Z|[+-]\d{2}:?\d{2})$", phrase) and ":" in phrase:
        raise UsageError(f"{quoted(text)} names an offset.", 'Write the local time: --at "2026-11-26 15:00".')
    found = re.fullmatch(
        r"(?:(?P<day>.*?)(?:\s+|(?<=\d)[Tt](?=\d)))?(?P<hour>\d{1,2}):(?P<minute>\d{2})", phrase, re.ASCII
    )
    if not found:
        if _is_day(phrase, now.date(), ahead):
            raise UsageError(f"{quoted(text)} has no time.", 'Add it: --at "thu 15:00".')
        raise UsageError(
            f"{quoted(text)} is not a time mentorlog can read.", 'Write it like "thu 15:00" or 2026-11-26T15:00.'
        )
    day = read_day(found["day"], now.date(), ahead=ahead) if found["day"] else now.date()
    if int(found["hour"]) > 23 or int(found["minute"]) > 59:
        raise UsageError(f"There is no {found['hour']}:{found['minute']}.", "The day goes from 00:00 to 23:59.")
    try:
        return local(datetime.combine(day, time(int(found["hour"]), int(found["minute"]))))
    except (OverflowError, ValueError, OSError):
        raise _beyond(text) from None


def _is_day(phrase: str, today: date, ahead: bool) -> bool:
    try:
        read_day(phrase, today, ahead=ahead)
    except UsageError:
        return False
    return True


def read_period(text: str, today: date) -> Period:
    """The days that a period's name means: 2026-q4, 2026-11, 2026, this week, last month. Raises UsageError."""
    words = _words(text)
    try:
        found = _period(words, today)
    except (OverflowError, ValueError):
        found = None
    if found is None:
        raise UsageError(
            f"{quoted(text)} is not a period mentorlog can read.",
            'Write "last month", "this quarter", 2026-q4, 2026-11 or 2026.',
        )
    return found


def _period(words: str, today: date) -> Period | None:
    if words in ("today", "yesterday"):
        day = today - timedelta(days=words == "yesterday")
        return Period(day, day)
    which, _, name = words.partition(" ")
    if which in ("this", "last") and name in ("week", "month", "quarter", "year"):
        span = _span(name, today)
        return span if which == "this" else _span(name, span.since - timedelta(days=1))
    found = re.fullmatch(r"(\d{4})(?:-(?:q([1-4])|(\d{2})))?", words)
    if not found:
        return None
    year, quarter, month = int(found[1]), found[2], found[3]
    if quarter:
        return _span("quarter", date(year, int(quarter) * 3, 1))
    return _span("month", date(year, int(month), 1)) if month else _span("year", date(year, 1, 1))


def _span(name: str, day: date) -> Period:
    """The week (from Monday), month, quarter or year that holds `day`."""
    if name == "week":
        since = day - timedelta(days=day.weekday())
        return Period(since, since + timedelta(days=6))
    first = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[name]
    months = {"month": 1, "quarter": 3, "year": 12}[name]
    last = first + months - 1
    ends = date(day.year, 12, 31) if last == 12 else date(day.year, last + 1, 1) - timedelta(days=1)
    return Period(date(day.year, first, 1), ends)


# Days for people


def short_day(day: date, today: date) -> str:
    """ "12 Nov", with the year when it is another."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {MONTHS[day.month - 1]}{year}"


def show_day(day: date, today: date) -> str:
    """A day as it was understood: "in 3 days, Thu 26 Nov" within a week, else "Mon 14 Dec", or "Mon 1 Feb 2027"."""
    days = (day - today).days
    named = f"{WEEKDAYS[day.weekday()]} {short_day(day, today)}"
    if abs(days) > 7:
        return named
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    return f"{near or (f'in {days} days' if days > 0 else f'{-days} days ago')}, {named}"


def show_ago(days: int) -> str:
    """How long ago: "today", "yesterday", "5 days ago"."""
    return ("today", "yesterday")[max(days, 0)] if days < 2 else f"{show_age(days)} ago"


def show_age(days: int) -> str:
    """How long: "5 days", from three weeks on in weeks, from ninety days on in months."""
    if days < 21:
        return f"{days} day{'' if days == 1 else 's'}"
    return f"{days // 7} weeks" if days < 90 else f"{days // 30} months"
