"""The clock: the only module that asks the system for the time; and moments as the file has them.

`MENTORLOG_NOW` (local time without an offset, `2026-11-23T09:00:00`) sets the clock, for tests and pictures.
"""

import os
from datetime import UTC, date, datetime, time, timedelta, timezone

from mentorlog import system
from mentorlog.errors import UsageError

VARIABLE = "MENTORLOG_NOW"


def now() -> datetime:
    """The current time, local and with its offset.

    Raises UsageError when MENTORLOG_NOW cannot be read.
    """
    text = os.environ.get(VARIABLE)
    if not text:
        return to_local(datetime.now(UTC))
    try:
        if len(text) != len("2026-11-23T09:00:00"):  # fromisoformat reads offsets and fractions too
            raise ValueError
        return localize(datetime.fromisoformat(text))
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            "MENTORLOG_NOW does not hold a moment.", "Write it like 2026-11-23T09:00:00, or unset it."
        ) from None


def file_stamp() -> str:
    """The current time as part of a file name: 2026-11-23T090000."""
    return f"{now():%Y-%m-%dT%H%M%S}"


def localize(moment: datetime) -> datetime:
    """A local time with its offset.

    A time that the clocks jump over moves forward; a time that comes twice means the first. `astimezone` alone would
    move a time within the jump backward, so this goes through the timestamp.
    """
    return to_local(_to_utc(moment))


def _to_utc(moment: datetime) -> datetime:
    """The moment of a local time, in UTC."""
    if zone := system.zone_of_variable():
        _ = moment - timedelta(days=1)  # OverflowError on the first day there is, which the C library refuses too
        return moment.replace(tzinfo=zone).astimezone(UTC)
    try:
        return datetime.fromtimestamp(moment.timestamp(), UTC)
    except OSError:
        known = _in_known_year(moment)
        utc = _to_utc(known)
        return utc.replace(year=moment.year + utc.year - known.year)


def to_local(moment: datetime) -> datetime:
    """A moment by the local clocks; one without an offset is local already."""
    if zone := system.zone_of_variable():
        if moment.tzinfo is None:
            return localize(moment)
        return moment.astimezone(timezone(moment.astimezone(zone).utcoffset() or timedelta()))
    try:
        return moment.astimezone()
    except OSError:
        return moment.astimezone(timezone(_in_known_year(moment).astimezone().utcoffset() or timedelta()))


def file_time(seconds: float) -> datetime:
    """The local time, without its offset, of seconds since 1970, as files and their names have it.

    Raises ValueError, OverflowError or OSError for a time outside the calendar.
    """
    return to_local(datetime.fromtimestamp(seconds, UTC)).replace(tzinfo=None)


def _in_known_year(moment: datetime) -> datetime:
    """The moment in a year of the same calendar, which repeats every 400; Windows knows none before 1970.

    Raises OSError where the year is one that every system knows.
    """
    if 2000 <= moment.year < 2400:
        raise OSError("the system has no local time")
    return moment.replace(year=2000 + moment.year % 400)


def zone_name() -> str:
    """The name of the local time zone ("Europe/London"), or its offset where it has no name."""
    zone = os.environ.get("TZ", "").removeprefix(":")
    if zone and not zone.startswith("/"):
        return zone
    name = system.zone_of_link(zone) if zone else system.zone_name()
    return name or now().strftime("%z")


def to_timestamp(moment: datetime) -> str:
    """A moment as the file has it: UTC with milliseconds, a text that sorts as the moment does."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")  # strftime cuts year 1
    return text.removesuffix("+00:00") + "Z"


def start_of_day(day: date) -> str:
    """The moment at which a local day begins.

    At the ends of the calendar it is a text that sorts before or after every moment.
    """
    try:
        return to_timestamp(_to_utc(datetime.combine(day, time())))
    except (OverflowError, ValueError, OSError):
        return "0000" if day.year == 1 else "9999-99"


def sql_moment(timestamp: str) -> str:
    """A moment of the file as SQLite's `datetime` writes it."""
    return timestamp[:19].replace("T", " ")


def sql_start_of_day(day: date) -> str:
    """The moment at which a local day begins, likewise."""
    return sql_moment(start_of_day(day))


def sql_end_of_day(day: date) -> str:
    """The moment at which the next local day begins, likewise."""
    return sql_moment(end_of_day(day))


def end_of_day(day: date) -> str:
    """The moment at which the next local day begins."""
    return "9999-99" if day == date.max else start_of_day(day + timedelta(days=1))


def sql_local_day(stored: str | None) -> str | None:
    """The local day of a stored moment, for SQL: what `date(x, 'localtime')` should be.

    SQLite asks the C library, which on Windows takes the names of zones in TZ for others; and past 2037 it takes the
    clocks of another year, so that a day would not be the one that `start_of_day` bounds. A moment beyond the calendar
    has the day of the place where it was written.
    """
    if not stored:
        return None
    try:
        return local_day(stored).isoformat()
    except (ValueError, OverflowError, OSError):
        return stored[:10]


def local_day(stored: str) -> date:
    """The local day of a stored moment; a stored day is itself."""
    if len(stored) == 10:
        return date.fromisoformat(stored)
    moment = datetime.fromisoformat(stored)
    if moment.tzinfo is not None and not system.zone_of_variable():
        try:
            return date.fromtimestamp(moment.timestamp())  # a quarter of the time of `to_local`
        except (OSError, ValueError, OverflowError):
            pass  # Windows before 1970, and a day beyond the calendar, of which the other way says so
    return to_local(moment).date()
