"""Rules for periods, for their first and last days and for their weekdays."""

from collections.abc import Iterator
from datetime import date, timedelta

from mentorlog.errors import UsageError
from mentorlog.journal.dates.arithmetic import (
    Period,
    months_from,
    period_around,
    shift_date,
    shift_period,
    weekday_on_or_after,
    weekday_on_or_before,
)
from mentorlog.journal.dates.days import (
    EXAMPLES,
    DayOfPeriod,
    DayReading,
    Scope,
    day_reading,
    nearest_date,
    no_such_day,
    period_day_reading,
    period_reading,
)
from mentorlog.journal.dates.format import LONG_WEEKDAYS, MONTHS


def current_period(scope: Scope, unit: str) -> Iterator[DayReading]:
    yield period_reading(period_around(unit, scope.today))


def which_period(scope: Scope, which: int, unit: str) -> Iterator[DayReading]:
    if unit == "weekend" and which > 0:
        coming = period_around("weekend", scope.today)
        if coming[0] > scope.today:
            yield period_reading(coming)
    yield period_reading(shift_period(unit, scope.today, which))


def after_next(scope: Scope, unit: str, *, number: int = 2) -> Iterator[DayReading]:
    yield period_reading(shift_period(unit, scope.today, number))


def weekend(scope: Scope) -> Iterator[DayReading]:
    span = period_around("weekend", scope.today)
    back = not scope.ahead and span[0] > scope.today
    yield period_reading(shift_period("weekend", scope.today, -1) if back else span, directed=True)


def yearly_period(scope: Scope, part: tuple[int, int], year: int | None) -> Iterator[DayReading]:
    """A month or quarter: of its year, or the one that is not over yet, looking back that has begun."""
    if year is not None:
        yield period_reading(months_from(year, *part))
        return
    step = 1 if scope.ahead else -1
    for at in (scope.today.year, scope.today.year + step):
        first, last = months_from(at, *part)
        if last >= scope.today if scope.ahead else first <= scope.today:
            yield period_reading((first, last), directed=True)
            return


def which_yearly(scope: Scope, which: int, part: tuple[int, int]) -> Iterator[DayReading]:
    """Next march is the first that begins after today, or that of next year."""
    today = scope.today
    this = months_from(today.year, *part)
    if (which > 0 and this[0] > today) or (which < 0 and this[1] < today):
        yield period_reading(this)
    yield period_reading(months_from(today.year + which, *part))


def month_part(scope: Scope, month: int) -> Iterator[tuple[int, int]]:
    yield month, 1


def quarter_part(scope: Scope, quarter: tuple[int, int | None]) -> Iterator[tuple[int, int]]:
    if quarter[1] is None:
        yield quarter[0] * 3 - 2, 3


def nth_quarter(scope: Scope, place: int) -> Iterator[tuple[int, int]]:
    if 1 <= place <= 4:
        yield place * 3 - 2, 3


def quarter_with_year(scope: Scope, quarter: tuple[int, int | None]) -> Iterator[DayReading]:
    if quarter[1] is not None:
        yield period_reading(months_from(quarter[1], quarter[0] * 3 - 2, 3))


def year_month(scope: Scope, month: tuple[int, int]) -> Iterator[DayReading]:
    yield period_reading(period_around("month", date(*month, 1)))


def iso_week(scope: Scope, week: tuple[int, int, int | None]) -> Iterator[DayReading]:
    if week[2] is None:
        yield period_reading((date.fromisocalendar(week[0], week[1], 1), date.fromisocalendar(week[0], week[1], 7)))


def whole_year(scope: Scope, year: int) -> Iterator[DayReading]:
    yield period_reading(months_from(year, 1, 12))


def year_number(scope: Scope, year: int) -> Iterator[int]:
    yield year


def which_year(scope: Scope, which: int) -> Iterator[int]:
    yield scope.today.year + which


def number_in_month(scope: Scope, number: int, month: DayReading) -> Iterator[DayReading]:
    if not 1 <= number <= month.last.day:
        raise no_such_day(f"{number} {MONTHS[month.first.month - 1]} {month.first.year:04}")
    yield day_reading("day_of_month", month.first.replace(day=number))


def edge_of_period(scope: Scope, edge: str, reading: DayReading) -> Iterator[DayReading]:
    """The first or last day of a period. Where the period without its year is running, another year may be meant."""
    which = DayOfPeriod(1 if edge == "first" else -1, None, (reading.first, reading.last))
    yield period_day_reading(reading.first if edge == "first" else reading.last, which, directed=reading.directed)
    running = reading.directed and reading.first <= scope.today <= reading.last
    if running and (edge == "first") == scope.ahead and reading.first != scope.today != reading.last:
        other = reading.first if edge == "first" else reading.last
        yield period_day_reading(shift_date(other, 1 if scope.ahead else -1, "years"), which)


def edge_of_unit(scope: Scope, edge: str, unit: str) -> Iterator[DayReading]:
    yield from edge_of_period(scope, edge, period_reading(period_around(unit, scope.today)))


def end_of_unit(scope: Scope, unit: str) -> Iterator[DayReading]:
    yield from edge_of_unit(scope, "last", unit)


def end_of_today(scope: Scope, edge: str, day: DayReading) -> Iterator[DayReading]:
    if edge == "last":
        yield day


def first_day(scope: Scope, place: int, reading: DayReading) -> Iterator[DayReading]:
    if place in (1, -1):
        yield from edge_of_period(scope, "first" if place == 1 else "last", reading)


def edge_of_year(scope: Scope, edge: str, year: int) -> Iterator[DayReading]:
    yield from edge_of_period(scope, edge, period_reading(months_from(year, 1, 12)))


def edge_day_of_unit(scope: Scope, place: int, unit: str) -> Iterator[DayReading]:
    yield from first_day(scope, place, period_reading(period_around(unit, scope.today)))


def days_between(scope: Scope, first: DayReading, last: DayReading) -> Iterator[DayReading]:
    """1 Oct to 31 Dec 2026: a first day without its year has that of the last day, or comes before it."""
    start = first.first
    if first.directed and first.rule == "day_of_month":
        start = nearest_date(Scope(last.last, False), start.month, start.day, False)
    if start > last.last:
        raise UsageError("The period would end before it begins.", "Swap the two days.")
    yield period_reading((start, last.last))


def nth_weekday(scope: Scope, place: int, weekday: int, month: DayReading) -> Iterator[DayReading]:
    """The first monday of a month, the last friday of it."""
    day = _weekday_in((month.first, month.last), place, weekday)
    if day is None:
        raise UsageError(f"That month has no {place}th {LONG_WEEKDAYS[weekday].capitalize()}.", EXAMPLES)
    yield period_day_reading(day, DayOfPeriod(place, weekday, (month.first, month.last)))


def nth_weekday_of_a_year(scope: Scope, place: int, weekday: int, part: tuple[int, int]) -> Iterator[DayReading]:
    """The first monday of march: the first from today on, looking back the last up to today."""
    step = 1 if scope.ahead else -1
    for year in range(scope.today.year, scope.today.year + 9 * step, step):  # a month may lack a fifth one for years
        period = months_from(year, *part)
        day = _weekday_in(period, place, weekday)
        if day and (day - scope.today).days * step >= 0:
            yield period_day_reading(day, DayOfPeriod(place, weekday, period), directed=True)
            return


def _weekday_in(span: Period, place: int, weekday: int) -> date | None:
    first = weekday_on_or_after(span[0], weekday)
    day = weekday_on_or_before(span[1], weekday) if place < 0 else first + (place - 1) * timedelta(days=7)
    return day if day <= span[1] else None
