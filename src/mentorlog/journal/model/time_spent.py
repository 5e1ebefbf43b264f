"""Time spent, in minutes, as people write it: 90, 1.5, 1,5, 1h30, 1:30, "90 min"."""

import re
from typing import Any

from mentorlog.errors import UsageError
from mentorlog.journal.model.forms import Form, JournalContext
from mentorlog.journal.text import plain_figure, quote_value

DAY_MINUTES = 24 * 60
_HINT = "Write it like 7, 1.5, 1h30 or 90m."
_FIGURE = r"(\d{1,4}(?:[.,]\d{1,2})?)"
_HOURS, _MINUTES = r"(?:h|hrs?|hours?)", r"(?:m|mins?|minutes?)"


class TimeForm(Form):
    """A length of time within a day, stored in minutes; a figure alone counts `unit` minutes."""

    manner = "figure"
    from_sql = int

    def __init__(self, unit: int, metavar: str) -> None:
        self._unit = unit
        self.metavar = metavar

    def parse(self, text: str, context: JournalContext) -> int:
        minutes = _read_minutes(text, self._unit)
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


def _read_minutes(text: str, unit: int) -> int | None:
    """The minutes of a text; None where it is no length of time, and 0 for one below zero.

    Two figures that only a blank parts are none: "1 30" is neither 130 nor surely 1h30.
    """
    if re.search(r"\d\s+\d", text):
        return None
    words = re.sub(r"\s+", "", text.lower()).replace("−", "-")
    sign, words = words.startswith("-"), words.removeprefix("-")
    for pattern, factors in (
        (_FIGURE, (unit,)),
        (_FIGURE + _HOURS, (60,)),
        (_FIGURE + _MINUTES, (1,)),
        (rf"(\d{{1,2}}){_HOURS}(?:and)?([0-5]?\d){_MINUTES}?", (60, 1)),
        (r"(\d{1,2}):([0-5]\d)", (60, 1)),
    ):
        if match := re.fullmatch(pattern, words, re.ASCII):
            figures = [float(figure.replace(",", ".")) for figure in match.groups()]
            total = sum(figure * factor for figure, factor in zip(figures, factors, strict=True))
            return 0 if sign else round(total) or (1 if total else 0)
    return None


def format_minutes(minutes: int) -> str:
    """A length of time: "21 h", "1 h 30 min", "45 min"."""
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{rest} min" if rest else "")))


def format_hours(hours: float) -> str:
    """Hours as a figure of at most one place: 21, 1.5."""
    return plain_figure(round(hours, 1))


HOURS, TIME_SPENT = TimeForm(60, "HOURS"), TimeForm(1, "MINUTES")
TIME_SPENT.by_name = {"hours": HOURS, "duration_hours": HOURS, "hours_spent": HOURS}
