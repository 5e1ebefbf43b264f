"""Days counted forward and back, and the weeks, months, quarters and years around a day."""

from datetime import date, timedelta

from mentorlog import settings
from mentorlog.journal.dates.format import LONG_WEEKDAYS

Period = tuple[date, date]  # a first and a last day, both included


def shift_date(day: date, number: int, unit: str) -> date:
    """`day` plus a number of days, weeks, months or years; 31 Jan and a month is the last of February.

    Raises OverflowError or ValueError beyond the calendar.
    """
    if unit in ("days", "weeks"):
        return day + timedelta(**{unit: number})
    months = day.year * 12 + day.month - 1 + number * (12 if unit == "years" else 1)
    first, last = months_from(months // 12, months % 12 + 1, 1)
    return first.replace(day=min(day.day, last.day))


def week_start() -> int:
    """The weekday that weeks begin on, as the settings have it; 0 is Monday."""
    return LONG_WEEKDAYS.index(settings.value("week_start"))


def weekday_on_or_after(day: date, weekday: int) -> date:
    """The first such weekday from `day` on."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def weekday_on_or_before(day: date, weekday: int) -> date:
    """The last such weekday up to `day`."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def period_around(unit: str, day: date) -> Period:
    """The day, week (from the day set as `week_start`), weekend, month, quarter or year of `day`.

    A weekend is the Saturday and Sunday of the week from Monday on. Raises OverflowError beyond the calendar.
    """
    if unit == "day":
        return (day, day)
    if unit == "week":
        first = weekday_on_or_before(day, week_start())
        return (first, first + timedelta(days=6))
    if unit == "weekend":
        saturday = weekday_on_or_before(day, 0) + timedelta(days=5)
        return (saturday, saturday + timedelta(days=1))
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    return months_from(day.year, (day.month - 1) // months * months + 1, months)


def months_from(year: int, month: int, number: int) -> Period:
    """A number of whole months of one year."""
    after = month + number
    last = date(year, 12, 31) if after > 12 else date(year, after, 1) - timedelta(days=1)
    return (date(year, month, 1), last)


def unit_of(period: Period) -> str:
    """What a period of whole weeks, weekends, months, quarters or years is called."""
    days = (period[1] - period[0]).days + 1
    return next(
        unit
        for unit, most in (("weekend", 2), ("week", 7), ("month", 31), ("quarter", 92), ("year", 366))
        if days <= most
    )


def shift_period(unit: str, day: date, number: int) -> Period:
    """The week, weekend, month, quarter or year that comes a number of them after the one around `day`."""
    first = period_around(unit, day)[0]
    match unit:
        case "quarter":
            moved = shift_date(first, 3 * number, "months")
        case "weekend":
            moved = shift_date(first, number, "weeks")
        case _:
            moved = shift_date(first, number, f"{unit}s")
    return period_around(unit, moved)
