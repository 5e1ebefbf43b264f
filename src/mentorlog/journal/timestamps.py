"""Moments as the file has them: UTC with milliseconds, as texts that sort as the moments do."""

from datetime import UTC, date, datetime, time, timedelta

from mentorlog.clock import localize


def to_timestamp(moment: datetime) -> str:
    """A moment for the file."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"  # strftime cuts year 1


def start_of_day(day: date) -> str:
    """The moment at which a local day begins.

    At the ends of the calendar it is a text that sorts before or after every moment.
    """
    try:
        return to_timestamp(localize(datetime.combine(day, time())))
    except (OverflowError, ValueError, OSError):
        return "0000" if day.year == 1 else "9999-99"


def end_of_day(day: date) -> str:
    """The moment at which the next local day begins."""
    return "9999-99" if day == date.max else start_of_day(day + timedelta(days=1))


def local_day(timestamp: str) -> date:
    """The local day of a stored moment."""
    return datetime.fromisoformat(timestamp).astimezone().date()
