"""Rules for days: what a phrase of the grammar means, seen from a day and in the direction of an option.

A rule yields each day that people may mean by its phrase, so that "next friday" has two where they differ.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from mentorlog.errors import UsageError
from mentorlog.journal.dates.arithmetic import (
    Period,
    shift_date,
    shift_period,
    week_start,
    weekday_on_or_after,
    weekday_on_or_before,
)
from mentorlog.journal.dates.format import LONG_MONTHS, LONG_WEEKDAYS, MONTHS, format_short_day, format_weekday
from mentorlog.journal.dates.words import LAST_PLACE, ORDINALS
from mentorlog.structs import Frozen

EXAMPLES = 'Write 2026-04-03, "3 apr", "friday", "in 3 weeks", "2 days ago" or "end of month".'
_WEEK = timedelta(days=7)


class Scope(Frozen):
    """What a rule needs to know: the day it is, and whether the option looks ahead."""

    today: date
    ahead: bool


class Distance(Frozen):
    """How a day was counted: from the day of `origin`, None being today.

    `absent` is the number of the day that the month lacks, whose last day is taken; 0 where it has it.
    """

    origin: "DayReading | None"
    absent: int


class DayOfPeriod(Frozen):
    """Which day of a period it is: the first, second, third or last (-1), of its days or of one of its weekdays."""

    place: int
    weekday: int | None
    period: Period


class DayReading(Frozen):
    """What a phrase means: a day (`first` is `last`) or a period.

    `directed` says that the option's direction decided; `short_year` that the year has two digits only; `how` is what
    an explanation needs to know beside the rule.
    """

    rule: str
    first: date
    last: date
    is_period: bool = False
    directed: bool = False
    short_year: bool = False
    how: Distance | DayOfPeriod | None = None


def day_reading(rule: str, day: date, *, directed: bool = False, short_year: bool = False) -> DayReading:
    return DayReading(rule, day, day, False, directed, short_year)


def distance_reading(start: date, length: tuple[int, str], origin: DayReading | None = None) -> DayReading:
    """The day that lies a length after `start`, the day of `origin` or today."""
    day = shift_date(start, *length)
    absent = start.day if length[1] in ("months", "years") and day.day != start.day else 0
    directed = origin is not None and origin.directed
    return DayReading("offset", day, day, directed=directed, how=Distance(origin, absent))


def period_day_reading(day: date, which: DayOfPeriod, *, directed: bool = False) -> DayReading:
    return DayReading("edge", day, day, directed=directed, how=which)


def period_reading(span: Period, *, directed: bool = False) -> DayReading:
    return DayReading("period", *span, True, directed)


def no_such_day(day: str) -> UsageError:
    """The error for a day that its month does not have."""
    return UsageError(f"There is no {day}.", EXAMPLES)


# Dates


def date_readings(
    scope: Scope, orders: tuple[tuple[int, int, int], ...], *, short_year: bool = False
) -> Iterator[DayReading]:
    """A date in figures; several orders of the figures are several days."""
    days = [day for order in orders if (day := _date_or_none(*order))]
    if not days:
        year, month, number = orders[0]
        known = 1 <= month <= 12 and year
        raise no_such_day(
            f"{number} {LONG_MONTHS[month - 1].capitalize()} {year:04}" if known else _no_month(month, year)
        )
    for day in days:
        yield day_reading("iso", day, short_year=short_year)


def _no_month(month: int, year: int) -> str:
    return f"month {month}" if year else "year 0"


def _date_or_none(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def calendar_dates(
    scope: Scope, parts: tuple[int, int], year: int | None = None, short: int | None = None
) -> Iterator[DayReading]:
    """A day and its month, with a year or in the direction of the option."""
    number, month = parts
    written = short if year is None else year
    if written is not None:
        yield from date_readings(scope, ((written, month, number),), short_year=short is not None)
    else:
        yield day_reading("day_of_month", nearest_date(scope, month, number, scope.ahead), directed=True)


def date_of_which_year(scope: Scope, parts: tuple[int, int], which: int) -> Iterator[DayReading]:
    """The 14th of December next year: a day whose year is seen from today."""
    for reading in calendar_dates(scope, parts, scope.today.year + which):
        yield day_reading("day_of_month", reading.first)


def month_days(scope: Scope, orders: tuple[tuple[None, int, int], ...]) -> Iterator[tuple[int, int]]:
    for _, month, number in orders:
        yield number, month


def day_then_month(scope: Scope, number: int, month: int) -> Iterator[tuple[int, int]]:
    yield number, month


def month_then_day(scope: Scope, month: int, number: int) -> Iterator[tuple[int, int]]:
    yield number, month


def nearest_date(scope: Scope, month: int, number: int, ahead: bool) -> date:
    """The first such day from today on, or the last up to today. Raises UsageError where no year has it."""
    if not 1 <= month <= 12 or not 1 <= number <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31):
        raise no_such_day(f"{number} {MONTHS[month - 1]}" if 1 <= month <= 12 else f"month {month}")
    step = 1 if ahead else -1
    for year in range(scope.today.year, scope.today.year + 9 * step, step):  # 29 February may be eight years away
        day = _date_or_none(year, month, number)
        if day and (day - scope.today).days * step >= 0:
            return day
    raise OverflowError


def weekday_and_date(scope: Scope, weekday: int, reading: DayReading) -> Iterator[DayReading]:
    """A weekday beside a date says the same day twice; without a year it also says which year is meant."""
    if reading.first.weekday() == weekday:
        yield reading
        return
    if reading.directed and reading.rule == "day_of_month":
        other = nearest_date(scope, reading.first.month, reading.first.day, not scope.ahead)
        if other.weekday() == weekday:
            yield day_reading("day_of_month", other)
            return
    raise _contradiction(weekday, reading.first, scope.today)


def date_and_weekday(scope: Scope, reading: DayReading, weekday: int) -> Iterator[DayReading]:
    yield from weekday_and_date(scope, weekday, reading)


def _contradiction(weekday: int, day: date, today: date) -> UsageError:
    near = min((day + timedelta(days=shift) for shift in range(-3, 4)), key=lambda at: at.weekday() != weekday)
    return UsageError(
        f"{format_short_day(day, date.min)} is a {LONG_WEEKDAYS[day.weekday()].capitalize()}, "
        f"not a {LONG_WEEKDAYS[weekday].capitalize()}.",
        f"Write {day} for the {LONG_WEEKDAYS[day.weekday()].capitalize()}, "
        f"or {near} for {LONG_WEEKDAYS[weekday].capitalize()} {format_short_day(near, day)}.",
    )


def iso_week_day(scope: Scope, week: tuple[int, int, int | None]) -> Iterator[DayReading]:
    if week[2] is not None:
        yield day_reading("iso", date.fromisocalendar(week[0], week[1], week[2]))


def day_number(scope: Scope, number: int) -> Iterator[DayReading]:
    """The 5th: of this month or the next one in the direction of the option."""
    if not 1 <= number <= 31:
        raise no_such_day(f"{number}th")
    today = scope.today
    if number == today.day:
        yield day_reading("day_number", today, directed=True)
        if not scope.ahead:
            return
    step = 0 if (number > today.day if scope.ahead else number < today.day) else (1 if scope.ahead else -1)
    for months in range(step, step + (3 if scope.ahead else -3), 1 if scope.ahead else -1):
        first, last = shift_period("month", today, months)
        if number <= last.day:
            yield day_reading("day_number", first.replace(day=number), directed=True)
            return
        yield day_reading("day_number", last, directed=True)  # in a short month its last day may be meant


def weekday_and_number(scope: Scope, weekday: int, number: int) -> Iterator[DayReading]:
    """Friday the 13th: the first from today on, looking back the last up to today."""
    yield day_reading("weekday_number", _nearest_weekday_and_number(scope, weekday, number), directed=True)


def number_and_weekday(scope: Scope, number: int, weekday: int) -> Iterator[DayReading]:
    """The 27th, friday. The second friday may be that of a month as well, which must be named then."""
    if number > LAST_PLACE:
        yield from weekday_and_number(scope, weekday, number)
        return
    day, name = _nearest_weekday_and_number(scope, weekday, number), LONG_WEEKDAYS[weekday]
    of_month = f"{ORDINALS[number - 1]} {name} of {LONG_MONTHS[scope.today.month - 1]}"
    raise UsageError(
        f"The {ORDINALS[number - 1]} {name.capitalize()} may be that of a month, or a date.",
        f'Write "{of_month}", or {day} for {format_weekday(day, scope.today)}.',
    )


def _nearest_weekday_and_number(scope: Scope, weekday: int, number: int) -> date:
    """The nearest such day from today on, or up to today; it comes again within two years."""
    if not 1 <= number <= 31:
        raise no_such_day(f"{number}th")
    step = 1 if scope.ahead else -1
    for months in range(0, 24 * step, step):
        first, last = shift_period("month", scope.today, months)
        day = first.replace(day=min(number, last.day))
        if (day.day, day.weekday()) == (number, weekday) and (day - scope.today).days * step >= 0:
            return day
    raise OverflowError


# Days seen from today


def day_by_name(scope: Scope, days: int) -> Iterator[DayReading]:
    yield day_reading("named", scope.today + timedelta(days=days))


def today_itself(scope: Scope, *_: object) -> Iterator[DayReading]:
    yield day_reading("named", scope.today)


def length_from_today(scope: Scope, length: tuple[int, str], sign: int = 1) -> Iterator[DayReading]:
    yield distance_reading(scope.today, (sign * length[0], length[1]))


def length_of(scope: Scope, number: int, unit: str) -> Iterator[tuple[int, str]]:
    """A number of days, weeks, months or years."""
    factor, plain = {"fortnights": (2, "weeks"), "quarters": (3, "months")}.get(unit, (1, unit))
    yield number * factor, plain


def half_length(scope: Scope, unit: str) -> Iterator[tuple[int, str]]:
    if unit == "years":
        yield 6, "months"


def length_and_half(scope: Scope, number: int, unit: str) -> Iterator[tuple[int, str]]:
    """A year and a half; half a month or half a week is no number of days."""
    if unit == "years":
        yield 12 * number + 6, "months"


def unit_ago(scope: Scope, unit: str) -> Iterator[DayReading]:
    for length in length_of(scope, 1, unit):
        yield from length_from_today(scope, length, -1)


def within_length(scope: Scope, length: tuple[int, str]) -> Iterator[DayReading]:
    """Within two weeks: up to the day in two weeks, for an option that looks ahead."""
    if scope.ahead:
        yield from length_from_today(scope, length)


def same_day_of_unit(scope: Scope, which: int, unit: str) -> Iterator[DayReading]:
    """This time next week, this day last month."""
    if which and unit != "weekend":
        for length in length_of(scope, which, f"{unit}s"):
            yield from length_from_today(scope, length)


def length_after(scope: Scope, length: tuple[int, str], reading: DayReading, *, sign: int = 1) -> Iterator[DayReading]:
    yield distance_reading(reading.first, (sign * length[0], length[1]), reading)


def days_from_today(scope: Scope, *, number: int) -> Iterator[DayReading]:
    yield distance_reading(scope.today, (number, "days"))


def length_with_sign(scope: Scope, number: int, unit: str) -> Iterator[DayReading]:
    for length in length_of(scope, number, unit):
        yield from length_from_today(scope, length)


def length_from_named(scope: Scope, length: tuple[int, str], *, named: int, sign: int) -> Iterator[DayReading]:
    """A week tomorrow, a week ago yesterday."""
    for reading in day_by_name(scope, named):
        yield from length_after(scope, length, reading, sign=sign)


def day_beside(scope: Scope, reading: DayReading, *, sign: int) -> Iterator[DayReading]:
    yield distance_reading(reading.first, (sign, "days"), reading)


def length_from_weekday(
    scope: Scope, length: tuple[int, str], weekday: int, *, units: tuple[str, ...] = ()
) -> Iterator[DayReading]:
    """A week on friday counts from the coming Friday; said on a Friday it may count from today."""
    if units and length[1] not in units:
        return
    coming = weekday_on_or_after(scope.today, weekday)
    for start in (coming, coming + _WEEK) if coming == scope.today else (coming,):
        yield distance_reading(start, length, day_reading("weekday", start))


def weekday_week(scope: Scope, weekday: int, *, weeks: int) -> Iterator[DayReading]:
    yield from length_from_weekday(scope, (weeks, "weeks"), weekday)


def same_day(scope: Scope, near: DayReading, weekday: int | None, reading: DayReading | None) -> Iterator[DayReading]:
    """In 3 days, Thu 26 Nov: all that is said must be of one day."""
    day = near.first
    if weekday is not None and day.weekday() != weekday:
        raise _contradiction(weekday, day, scope.today)
    if reading is None:
        if weekday is not None:
            yield near
        return
    dated = reading.first
    same = dated == day if not reading.directed else (dated.month, dated.day) == (day.month, day.day)
    if not same:
        raise UsageError(
            f"{format_short_day(day, date.min)} and {format_short_day(dated, date.min)} are two days.",
            f"Write {day} or {dated}.",
        )
    yield near


# Weekdays


def bare_weekday(scope: Scope, weekday: int) -> Iterator[DayReading]:
    """The first after today, never today itself; looking back, today or the last one."""
    if scope.ahead:
        yield day_reading("weekday", weekday_on_or_after(scope.today + timedelta(days=1), weekday), directed=True)
    else:
        yield day_reading("weekday", weekday_on_or_before(scope.today, weekday), directed=True)


def nearest_weekday(scope: Scope, sign: int, weekday: int) -> Iterator[DayReading]:
    """The coming friday, the past friday."""
    one_day = timedelta(days=1)
    today = scope.today
    yield day_reading(
        "weekday",
        weekday_on_or_after(today + one_day, weekday) if sign > 0 else weekday_on_or_before(today - one_day, weekday),
    )


def which_weekday(scope: Scope, which: int, weekday: int) -> Iterator[DayReading]:
    """Next friday is the first after today, or that of next week; it has one meaning where these are one day."""
    of_week = _weekday_of_week(scope.today + which * _WEEK, weekday)
    if which:
        for reading in nearest_weekday(scope, which, weekday):
            yield reading
            if reading.first != of_week:
                yield day_reading("weekday", of_week)
        return
    yield day_reading("weekday", of_week)
    if scope.ahead and of_week < scope.today:
        yield day_reading("weekday", weekday_on_or_after(scope.today, weekday))


def weekday_beyond(scope: Scope, weekday: int, *, which: int) -> Iterator[DayReading]:
    """The friday after next: the one after what "next friday" may mean; likewise back."""
    for reading in which_weekday(scope, which, weekday):
        yield day_reading("weekday", reading.first + which * _WEEK)


def _weekday_of_week(day: date, weekday: int) -> date:
    """That weekday of the week around a day."""
    return weekday_on_or_after(weekday_on_or_before(day, week_start()), weekday)


def weekday_of_which_week(scope: Scope, weekday: int, which: int) -> Iterator[DayReading]:
    yield day_reading("weekday", _weekday_of_week(scope.today + which * _WEEK, weekday))
