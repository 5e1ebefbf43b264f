"""The date at the head of a diary's entry, in whatever form its owner has chosen (`timeformat` of jrnl).

A form is read where it can mean one moment. Days and months that could be swapped are settled by the other heads of the
file, since a diary has one form; else both are named. English names of months and weekdays are known.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from mentorlog.clock import localize, to_local
from mentorlog.journal.dates.format import format_short_day
from mentorlog.structs import Literal

DayOrder = Literal["year first", "day first", "month first"]
_Day = tuple[int, int, int]  # year, month, day
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = re.compile(
    r"(?<![\d.:/-])(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?(?: ?(?P<half>[ap])\.?m\b\.?)?"
    r"(?: ?(?P<offset>Z|UTC|GMT|[+-]\d\d:?\d\d)(?!\w))?(?![\d:])"
    r"|(?<= )(?P<hour_only>\d{1,2}) ?(?P<half_only>[ap])\.?m\b\.?"
    r"|(?<= )(?P<hour_dot>\d{1,2})[.h](?P<minute_dot>\d\d)(?: ?uhr)?$",
    re.IGNORECASE | re.ASCII,
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d\d", re.ASCII)
_NAMED_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?", re.ASCII | re.IGNORECASE)
_FILLERS = {"at", "@", "-", "–", "|", "·", "um", "of", "the"}  # between a day and its time
_SHORTEST = 6  # characters; jrnl takes no less for a date, since it may be a footnote: [1], [2026]


class HeadDate(NamedTuple):
    """What a head means: one moment; two that only the rest of the file can tell apart; or none, and why not.

    `is_date` is False for a bracket that no diary writes as a head: it is text. `exists` is False for a date in a form
    that is read, of a day or an hour that does not exist, and for one without a year, as in the log of a chat.
    """

    by_order: dict[DayOrder, datetime]
    why: str = ""
    is_date: bool = True
    exists: bool = True


_NO_DATE = HeadDate({}, is_date=False)


def read_head(text: str) -> HeadDate:
    """How the text between the brackets is read."""
    text = " ".join(text.replace(",", " ").split())
    if len(text) <= _SHORTEST:
        return _NO_DATE
    time = _TIME.search(text)
    words = (text if time is None else f"{text[: time.start()].rstrip('Tt')} {text[time.end() :]}").split()
    days, weekdays, unknown = _read_days(words)
    if not days:
        return _unread(words, unknown, has_time=time is not None)
    by_order = {order: moment for order, day in days.items() if (moment := _moment(day, time))}
    if not by_order:
        return HeadDate({}, "Its date does not exist.", exists=False)
    if weekdays:
        agreeing = {order: moment for order, moment in by_order.items() if {moment.weekday()} == weekdays}
        if not agreeing:
            return HeadDate({}, "Its weekday is not that of its date.")
        by_order = agreeing
    return HeadDate(by_order)


def day_order(heads: Iterable[HeadDate]) -> DayOrder | None:
    """The order of day and month in a file, if some of its heads can be read in one alone, and none in the other."""
    orders = {next(iter(head.by_order)) for head in heads if len(head.by_order) == 1}
    swappable = orders - {"year first"}
    return swappable.pop() if len(swappable) == 1 else None


def ambiguity(head: HeadDate, today: datetime) -> str:
    """The sentence that names both meanings of a head."""
    first, second = (format_short_day(moment.date(), today.date()) for moment in head.by_order.values())
    return f"Its date could be {first} or {second}."


def _read_days(words: list[str]) -> tuple[dict[DayOrder, _Day], set[int], list[str]]:
    """The days that the words may mean, by the order of day and month; their weekdays; the words that are unknown."""
    days: dict[DayOrder, _Day] = {}
    weekdays: set[int] = set()
    unknown: list[str] = []
    named: dict[str, int] = {}
    for word in words:
        if word.lower() in _FILLERS:
            continue
        if match := _YEAR_FIRST.fullmatch(word):
            days["year first"] = (int(match[1]), int(match[3]), int(match[4]))
        elif match := _YEAR_LAST.fullmatch(word):
            first, second, year = int(match[1]), int(match[3]), int(match[4])
            if match[2] == "." or first == second:  # dots stand where the day comes first
                days["year first"] = (year, second, first)
            else:
                days |= {"day first": (year, second, first), "month first": (year, first, second)}
        elif (month := _index(_MONTHS, word)) is not None:
            named["month"] = month + 1
        elif (weekday := _index(_WEEKDAYS, word)) is not None:
            weekdays.add(weekday)
        elif re.fullmatch(r"\d{4}", word, re.ASCII):
            named["year"] = int(word)
        elif match := _NAMED_DAY.fullmatch(word):
            named["day"] = int(match[1])
        else:
            unknown.append(word)
    if len(named) == 3 and not days:
        days["year first"] = (named["year"], named["month"], named["day"])
    elif named and days:
        unknown.append("")
    return ({} if unknown else days), weekdays, unknown


def _index(names: tuple[str, ...], word: str) -> int | None:
    """Which of the names a word is, whole or shortened to three letters or more."""
    start = word.lower().rstrip(".")
    matches = [at for at, name in enumerate(names) if len(start) > 2 and name.startswith(start)]
    return matches[0] if matches else None


def _moment(day: _Day, time: re.Match[str] | None) -> datetime | None:
    """The moment of a day, at its beginning where no time is given; None where it does not exist."""
    try:
        if time is None:
            return localize(datetime(*day))
        hour = int(time["hour"] or time["hour_only"] or time["hour_dot"])
        minute, second = int(time["minute"] or time["minute_dot"] or 0), int(time["second"] or 0)
        if half := (time["half"] or time["half_only"] or "").lower():
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if half == "p" else 0)
        moment = datetime(*day, hour, minute, second)
        if offset := time["offset"]:
            return to_local(moment.replace(tzinfo=_zone(offset)))
        return localize(moment)
    except (ValueError, OverflowError, OSError):
        return None


def _zone(offset: str) -> timezone:
    if offset.upper() in ("Z", "UTC", "GMT"):
        return UTC
    sign, digits = (-1 if offset[0] == "-" else 1), offset[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def _unread(words: list[str], unknown: list[str], *, has_time: bool) -> HeadDate:
    """Why a head without a day is none, or what is wrong with it."""
    has_year = any(re.search(r"\d{4}", word, re.ASCII) for word in words)
    if any(_SHORT_YEAR.fullmatch(word) for word in unknown):
        return HeadDate({}, "The year of its date has two digits.")
    if not has_time or not unknown:
        return _NO_DATE
    if not has_year:
        return HeadDate({}, "Its date has no year.", exists=False)
    return HeadDate({}, "Its date is in a form, or in a language, that is not read.")
