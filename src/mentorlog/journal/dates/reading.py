"""Days, moments and periods that people write: what the grammar reads, or an error that suggests what was meant."""

import re
from datetime import date, datetime

from mentorlog.errors import UsageError
from mentorlog.journal.dates.grammar import Period, match_day, match_moment, match_period
from mentorlog.journal.text import quote_value


def parse_day(text: str, today: date, *, ahead: bool) -> date:
    """The day that `text` means, seen from `today`. Raises UsageError.

    `ahead` is the option's direction: `monday` is the first after today, else today or the last one before.
    """
    match = match_day(text, today, ahead=ahead)
    if match is None:
        from mentorlog.journal.dates.suggestions import invalid_day_error

        raise invalid_day_error(text, today, ahead=ahead)
    return match[1]


def parse_moment(text: str, now: datetime, *, ahead: bool) -> datetime:
    """The moment that a day phrase with HH:MM means, in local time with its offset. Raises UsageError.

    A time that the clocks jump over moves forward; of a time that comes twice the first is meant.
    """
    phrase = text.strip()
    if re.search(r"\d(Z|[+-]\d{2}:?\d{2})$", phrase) and ":" in phrase:
        raise UsageError(f"{quote_value(text)} names an offset.", 'Write the local time: --at "2026-11-26 15:00".')
    moment = match_moment(text, now, ahead=ahead)
    if moment is not None:
        return moment
    if _is_day(phrase, now.date(), ahead):
        raise UsageError(f"{quote_value(text)} has no time.", 'Add it: --at "thu 15:00".')
    from mentorlog.journal.dates.suggestions import invalid_moment_error

    raise invalid_moment_error(text, now, ahead=ahead)


def _is_day(phrase: str, today: date, ahead: bool) -> bool:
    try:
        return match_day(phrase, today, ahead=ahead) is not None
    except UsageError:
        return False


def parse_period(text: str, today: date) -> Period:
    """The days that a period's name means: 2026-q4, 2026-11, 2026, this week, last month. Raises UsageError."""
    period = match_period(text, today)
    if period is None:
        from mentorlog.journal.dates.suggestions import invalid_period_error

        raise invalid_period_error(text, today)
    return period
