"""How a phrase for a day is understood, and why: which rule reads it, and in which direction the option looks."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Literal

from mentorlog import settings
from mentorlog.clock import zone
from mentorlog.journal.dates.grammar import (
    LONG_MONTHS,
    LONG_WEEKDAYS,
    Rule,
    moment,
    parted_moment,
    period,
    show_day,
    understood,
)
from mentorlog.journal.model.fields import DAY, DUE, MOMENT, PAST, Context, Form
from mentorlog.journal.model.text import capital
from mentorlog.structs import Frozen, replace

Purpose = Literal["by", "at", "on", "since", "until"]
_FORMS: dict[Purpose, Form] = {"by": DUE, "at": MOMENT, "on": PAST, "since": DAY, "until": DAY}
_AHEAD = {"by": True, "at": True, "on": False, "since": False, "until": False}


class Reading(Frozen):
    """What a phrase means for some options: a day, a moment or a period, and why."""

    purposes: tuple[str, ...]
    rule: str
    day: date
    until: date | None  # of a period
    at: datetime | None  # with its offset
    direction: Literal["ahead", "back"] | None  # None: the option makes no difference
    why: str


def readings(text: str, context: Context, purpose: Purpose | None) -> list[Reading]:
    """How a phrase is understood: for one option, or for all that take it. Raises UsageError as they do."""
    if purpose is not None:
        _FORMS[purpose].read(text, context)
        return [_for([purpose], text, context)]
    if parted_moment(text):
        _FORMS["at"].read(text, context)
        return [_for(["at"], text, context)]
    if understood(text, context.today, ahead=True) is None and (found := period(text, context.today)):
        why = f"{capital(text.strip())} is a period: its first and its last day."
        return [Reading(("period",), "period", *found, None, None, why)]
    _FORMS["since"].read(text, context)
    ahead, back = _for(["by"], text, context), _for(["on", "since", "until"], text, context)
    if back.day > context.today:
        back = replace(back, purposes=("since", "until"))  # what happened is not still to come
    return [ahead, back] if ahead.direction else [replace(ahead, purposes=(*ahead.purposes, *back.purposes))]


def _for(purposes: list[Purpose], text: str, context: Context) -> Reading:
    """The reading for options of one direction; that they can read it is known."""
    ahead, today = _AHEAD[purposes[0]], context.today
    parted = parted_moment(text) if purposes == ["at"] else None
    at = moment(text, context.now, ahead=ahead) if parted else None
    phrase = (parted[0] or "today") if parted else text
    found = understood(phrase, today, ahead=ahead)
    assert found is not None, "its form has read it"
    rule, day = found
    words = " ".join(phrase.lower().split())
    directed = rule in _DIRECTED and _DIRECTED[rule](words)
    option = f"--{purposes[0]}"
    why = _WHY[rule](words, day, today, _Looks(option, ahead) if directed else None)
    if at is not None and parted is not None:
        why += " " + _clock_told(at, parted[1], parted[2])
    direction: Literal["ahead", "back"] = "ahead" if ahead else "back"
    return Reading(tuple(purposes), rule, day, None, at, direction if directed else None, why)


class _Looks(Frozen):
    """An option that decides: its name, and whether it looks ahead."""

    option: str
    ahead: bool

    def __str__(self) -> str:
        return f"{self.option} looks {'ahead' if self.ahead else 'back'}"


# The phrases whose meaning the option's direction decides.
_DIRECTED: dict[Rule, Callable[[str], bool]] = {
    "weekday": lambda words: " " not in words,
    "day_of_month": lambda words: words.count(" ") == 1,
}


def _iso(words: str, day: date, today: date, looks: _Looks | None) -> str:
    return "A day written out is the same whatever day it is today."


def _named(words: str, day: date, today: date, looks: _Looks | None) -> str:
    return f"Today is {show_day(today, today).partition(', ')[2]}." if words != "today" else "It is today."


def _weekday(words: str, day: date, today: date, looks: _Looks | None) -> str:
    name = LONG_WEEKDAYS[day.weekday()].capitalize()
    if looks is None:
        if words.startswith("next"):
            return f"Next is the first {name} after today, though it be tomorrow."
        return f"Last is the last {name} before today, never today itself."
    if looks.ahead:
        return f"{looks}: the first {name} after today, never today itself."
    return f"{looks}: today where today is a {name}, else the last one before."


def _offset(words: str, day: date, today: date, looks: _Looks | None) -> str:
    days = abs((day - today).days)
    told = f"{days} day{'' if days == 1 else 's'} {'after' if day >= today else 'before'} today"
    if ("month" in words or "year" in words or words[-1] in "my") and day.day != today.day:
        return f"It is counted from today: {told}; that month has no {today.day}., so its last day is meant."
    return f"It is counted from today: {told}."


def _end(words: str, day: date, today: date, looks: _Looks | None) -> str:
    span = words.rpartition(" ")[2]
    begins = f", which begins on {settings.value('week_start').capitalize()}" if span == "week" else ""
    return f"It is the last day of this {span}{begins}."


def _day_of_month(words: str, day: date, today: date, looks: _Looks | None) -> str:
    if looks is None:
        return "A day with its year is the same whatever day it is today."
    named = f"{day.day} {LONG_MONTHS[day.month - 1].capitalize()}"
    return f"{looks}: the first {named} from today on." if looks.ahead else f"{looks}: the last {named} up to today."


_WHY: dict[Rule, Callable[[str, date, date, _Looks | None], str]] = {
    "iso": _iso, "named": _named, "weekday": _weekday, "offset": _offset, "end": _end, "day_of_month": _day_of_month,
}  # fmt: skip


def _clock_told(at: datetime, hour: int, minute: int) -> str:
    """What the clocks do at that moment."""
    typed = f"{hour:02}:{minute:02}"
    if (at.hour, at.minute) != (hour, minute):
        return f"The clocks jump over {typed} that day, so it is {at:%H:%M}."
    later = at.replace(tzinfo=None, fold=1).astimezone()
    if later.utcoffset() != at.utcoffset():
        return f"{typed} comes twice that day; the first is meant."
    return f"{typed} is local time ({zone()})."
