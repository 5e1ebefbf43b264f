"""Time spent, in minutes, as people write it: 90, 1.5, 1,5, 1h30, 1:30, "90 min"."""

from typing import Any

from mentorlog.errors import UsageError
from mentorlog.journal.dates.duration import read_minutes
from mentorlog.journal.model.forms import Form, JournalContext
from mentorlog.journal.text import plain_figure, quote_value

DAY_MINUTES = 24 * 60
_HINT = "Write it like 7, 1.5, 1h30 or 90m."


class TimeForm(Form):
    """A length of time within a day, stored in minutes; a figure alone counts `unit` minutes."""

    manner = "figure"
    from_sql = int

    def __init__(self, unit: int, metavar: str) -> None:
        self._unit = unit
        self.metavar = metavar

    def parse(self, text: str, context: JournalContext) -> int:
        minutes = read_minutes(text, self._unit)
        if minutes is None:
            raise UsageError(f"{quote_value(text)} is no length of time.", _HINT)
        if minutes < 1:
            raise UsageError(f"{quote_value(text)} is no time at all.", _HINT)
        if minutes > DAY_MINUTES:
            raise UsageError(
                f"{quote_value(text)} is more than 24 hours, and a day has no more.",
                "Note each day on its own: --on DAY --hours 7",
            )
        return minutes

    def to_text(self, value: Any, today: Any) -> str:
        return format_minutes(value)


def format_minutes(minutes: int) -> str:
    """A length of time: "21 h", "1 h 30 min", "45 min"."""
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{rest} min" if rest else "")))


def format_hours(hours: float) -> str:
    """Hours as a figure of at most one place: 21, 1.5."""
    return plain_figure(round(hours, 1))


HOURS, TIME_SPENT = TimeForm(60, "HOURS"), TimeForm(1, "MINUTES")
TIME_SPENT.by_name = {"hours": HOURS, "duration_hours": HOURS, "hours_spent": HOURS}
