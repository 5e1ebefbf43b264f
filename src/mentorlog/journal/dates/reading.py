"""Days, moments and periods that people write: one meaning is understood, several are refused with each of them.

The grammar is loaded only for what is no plain date, since everyday commands mostly give one.
"""

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from mentorlog.clock import localize, to_local
from mentorlog.errors import UsageError
from mentorlog.journal.text import quote_value

if TYPE_CHECKING:
    from mentorlog.journal.dates.arithmetic import Period
    from mentorlog.journal.dates.days import DayReading
    from mentorlog.journal.dates.meanings import Edge
    from mentorlog.journal.dates.times import MomentReading

_ISO_DAY = r"\d{4}-\d{2}-\d{2}"


def parse_day(text: str, today: date, *, ahead: bool, edge: "Edge | None" = None) -> date:
    """The day that `text` means, seen from `today`. Raises UsageError.

    `ahead` is the option's direction: `monday` is the first after today, else today or the last one before. `edge` says
    which day of a period is meant; None where a period is no answer.
    """
    if re.fullmatch(_ISO_DAY, text, re.ASCII):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # the grammar says what is wrong with it
    reading = read_day(text, today, ahead=ahead, edge=edge)
    return reading.last if edge == "last" else reading.first


def read_day(text: str, today: date, *, ahead: bool, edge: "Edge | None" = None) -> "DayReading":
    """How a phrase for a day is understood; as a period only where `edge` says which of its days is meant."""
    from mentorlog.journal.dates import refusals
    from mentorlog.journal.dates.meanings import PhraseMeanings

    phrase = PhraseMeanings(text, datetime.combine(today, datetime.min.time()), ahead=ahead, edge=edge)
    readings = phrase.day_readings()
    if not readings:
        raise refusals.day_error(phrase)
    if len(phrase.days(readings)) > 1 or phrase.times():
        raise refusals.ambiguous_day_error(phrase, readings)
    reading = min(readings, key=lambda reading: (reading.is_period, reading.directed))
    if reading.short_year:
        raise refusals.short_year_error(text, reading.first)
    if edge is None and reading.first != reading.last:
        raise refusals.period_for_day_error(phrase, reading)
    return reading


def parse_moment(text: str, now: datetime, *, ahead: bool) -> datetime:
    """The moment that a day phrase with its time means, in local time with its offset. Raises UsageError.

    A time that the clocks jump over moves forward; of a time that comes twice the first is meant.
    """
    if re.fullmatch(rf"{_ISO_DAY}[ T]\d\d:\d\d", text, re.ASCII):
        try:
            return localize(datetime.fromisoformat(text))
        except (ValueError, OverflowError, OSError):
            pass  # the grammar says what is wrong with it
    return read_moment(text, now, ahead=ahead)[1]


def read_moment(text: str, now: datetime, *, ahead: bool) -> "tuple[MomentReading, datetime]":
    """How a phrase for a moment is understood, and the local time with its offset."""
    from mentorlog.journal.dates import refusals
    from mentorlog.journal.dates.meanings import PhraseMeanings

    stated = _moment_with_offset(text)
    if stated:
        text = f"{stated:%Y-%m-%d %H:%M}"
    elif re.search(r":\d\d(z|\+\d{2}:?\d{2}|-\d{2}:?00)$", text.strip().lower()) and not _is_span_of_times(text):
        raise UsageError(f"{quote_value(text)} names an offset.", 'Write the local time: --at "2026-11-26 15:00".')
    phrase = PhraseMeanings(text, now, ahead=ahead)
    try:
        moments = phrase.moments()
    except (OverflowError, ValueError, OSError):
        raise refusals.not_in_calendar(text) from None
    if not moments:
        raise refusals.moment_error(phrase)
    if len({moment for _, moment in moments}) > 1 or phrase.days_without_time():
        raise refusals.ambiguous_moment_error(phrase, [moment for _, moment in moments])
    reading, moment = moments[0]
    if reading.day and reading.day.short_year:
        raise refusals.short_year_error(text, reading.day.first)
    return reading, stated or moment


def _moment_with_offset(text: str) -> datetime | None:
    """The local time of a moment as programs write it, with its offset, which says all; None for another text."""
    if not re.fullmatch(
        rf"{_ISO_DAY}[ T]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:?\d\d)", text.strip(), re.ASCII
    ) or _is_span_of_times(text):
        return None
    try:
        return to_local(datetime.fromisoformat(text.strip())).replace(second=0)
    except (ValueError, OverflowError, OSError):
        return None


def _is_span_of_times(text: str) -> bool:
    """15:00-16:00 is no offset: the date before it would be of figures, with a T."""
    return "-" in text.rpartition(":")[0].rpartition(" ")[2] and "t" not in text.lower().rpartition(" ")[2]


def nearer_past_moment(text: str, now: datetime) -> datetime | None:
    """Of a day and a time without a year that would be one of the next year: the last one, where that is nearer.

    None where the phrase names its year, or another kind of day, or the coming one is the nearer. Raises UsageError.
    """
    if re.match(r"\d{4}-", text.strip(), re.ASCII):
        return None
    reading, coming = read_moment(text, now, ahead=True)
    if reading.day is None or not reading.day.directed or reading.day.rule != "day_of_month":
        return None
    past = read_moment(text, now, ahead=False)[1]
    return past if past < now < coming and now - past < coming - now else None


def nearer_past_day(text: str, today: date) -> tuple[date, date] | None:
    """Of a day without a year that is past in this one: that day and the one of next year, where it is the nearer.

    None where the phrase names its year, or another kind of day, or the coming one is the nearer. In January the last
    day of December is none that could be meant for what is to come. Raises UsageError.
    """
    if re.match(r"\d{4}-", text.strip(), re.ASCII):
        return None
    reading = read_day(text, today, ahead=True, edge="last")
    if not reading.directed or reading.rule != "day_of_month":
        return None
    past, coming = read_day(text, today, ahead=False, edge="last").last, reading.last
    is_doubtful = past < today < coming and past.year == today.year and today - past < coming - today
    return (past, coming) if is_doubtful else None


def parse_period(text: str, today: date) -> "Period":
    """The days that a period's name means: 2026-q4, 2026-11, 2026, this week, last month. Raises UsageError."""
    from mentorlog.journal.dates import refusals
    from mentorlog.journal.dates.meanings import PhraseMeanings

    phrase = PhraseMeanings(text, datetime.combine(today, datetime.min.time()), ahead=False)
    periods = phrase.periods()
    if not periods:
        raise refusals.period_error(phrase)
    if len(periods) > 1:
        raise refusals.ambiguous_period_error(text, periods)
    return periods[0]
