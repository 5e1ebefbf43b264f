"""Explains how a phrase for a day is read: by which rule of the grammar, and in which direction of the option."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Literal

from mentorlog import settings
from mentorlog.clock import zone_name
from mentorlog.journal.dates.format import format_relative_day
from mentorlog.journal.dates.grammar import (
    LONG_MONTHS,
    LONG_WEEKDAYS,
    GrammarRule,
    match_day,
    match_moment,
    match_period,
    split_moment,
)
from mentorlog.journal.model.forms import COMING_DAY, DAY, MOMENT, PAST_DAY, Form, JournalContext
from mentorlog.journal.text import capitalize_first
from mentorlog.structs import Frozen, replace

Purpose = Literal["by", "at", "on", "since", "until"]
_FORM_BY_PURPOSE: dict[Purpose, Form] = {"by": COMING_DAY, "at": MOMENT, "on": PAST_DAY, "since": DAY, "until": DAY}
_LOOKS_AHEAD = {"by": True, "at": True, "on": False, "since": False, "until": False}


class PhraseReading(Frozen):
    """What a phrase means for some options: a day, a moment or a period, and why."""

    purposes: tuple[str, ...]
    rule: str
    day: date
    until: date | None  # of a period
    at: datetime | None  # with its offset
    direction: Literal["ahead", "back"] | None  # None: the option makes no difference
    why: str


def phrase_readings(text: str, context: JournalContext, purpose: Purpose | None) -> list[PhraseReading]:
    """How a phrase is understood: for one option, or for all that take it. Raises UsageError as they do."""
    if purpose is not None:
        _FORM_BY_PURPOSE[purpose].parse(text, context)
        return [_reading_for([purpose], text, context)]
    if split_moment(text):
        _FORM_BY_PURPOSE["at"].parse(text, context)
        return [_reading_for(["at"], text, context)]
    if match_day(text, context.today, ahead=True) is None and (found := match_period(text, context.today)):
        why = f"{capitalize_first(text.strip())} is a period: its first and its last day."
        return [PhraseReading(("period",), "period", *found, None, None, why)]
    _FORM_BY_PURPOSE["since"].parse(text, context)
    ahead, back = _reading_for(["by"], text, context), _reading_for(["on", "since", "until"], text, context)
    if back.day > context.today:
        back = replace(back, purposes=("since", "until"))  # what happened is not still to come
    return [ahead, back] if ahead.direction else [replace(ahead, purposes=(*ahead.purposes, *back.purposes))]


def _reading_for(purposes: list[Purpose], text: str, context: JournalContext) -> PhraseReading:
    """The reading for options of one direction, which are known to accept the phrase."""
    ahead, today = _LOOKS_AHEAD[purposes[0]], context.today
    parted = split_moment(text) if purposes == ["at"] else None
    at = match_moment(text, context.now, ahead=ahead) if parted else None
    phrase = (parted[0] or "today") if parted else text
    found = match_day(phrase, today, ahead=ahead)
    assert found is not None, "its form has read it"
    rule, day = found
    words = " ".join(phrase.lower().split())
    directed = rule in _DEPENDS_ON_DIRECTION and _DEPENDS_ON_DIRECTION[rule](words)
    option = f"--{purposes[0]}"
    why = _EXPLANATIONS[rule](words, day, today, _OptionDirection(option, ahead) if directed else None)
    if at is not None and parted is not None:
        why += " " + _explain_clock_change(at, parted[1], parted[2])
    direction: Literal["ahead", "back"] = "ahead" if ahead else "back"
    return PhraseReading(tuple(purposes), rule, day, None, at, direction if directed else None, why)


class _OptionDirection(Frozen):
    """The option that decides the direction: its name, and whether it looks ahead."""

    option: str
    ahead: bool

    def __str__(self) -> str:
        return f"{self.option} looks {'ahead' if self.ahead else 'back'}"


# The phrases whose meaning the option's direction decides.
_DEPENDS_ON_DIRECTION: dict[GrammarRule, Callable[[str], bool]] = {
    "weekday": lambda words: " " not in words,
    "day_of_month": lambda words: words.count(" ") == 1,
}


def _explain_iso(words: str, day: date, today: date, looks: _OptionDirection | None) -> str:
    return "A day written out is the same whatever day it is today."


def _explain_named(words: str, day: date, today: date, looks: _OptionDirection | None) -> str:
    return f"Today is {format_relative_day(today, today).partition(', ')[2]}." if words != "today" else "It is today."


def _explain_weekday(words: str, day: date, today: date, looks: _OptionDirection | None) -> str:
    name = LONG_WEEKDAYS[day.weekday()].capitalize()
    if looks is None:
        if words.startswith("next"):
            return f"Next is the first {name} after today, though it be tomorrow."
        return f"Last is the last {name} before today, never today itself."
    if looks.ahead:
        return f"{looks}: the first {name} after today, never today itself."
    return f"{looks}: today where today is a {name}, else the last one before."


def _explain_offset(words: str, day: date, today: date, looks: _OptionDirection | None) -> str:
    days = abs((day - today).days)
    distance = f"{days} day{'' if days == 1 else 's'} {'after' if day >= today else 'before'} today"
    if ("month" in words or "year" in words or words[-1] in "my") and day.day != today.day:
        return f"It is counted from today: {distance}; that month has no {today.day}., so its last day is meant."
    return f"It is counted from today: {distance}."


def _explain_end(words: str, day: date, today: date, looks: _OptionDirection | None) -> str:
    span = words.rpartition(" ")[2]
    begins = f", which begins on {settings.value('week_start').capitalize()}" if span == "week" else ""
    return f"It is the last day of this {span}{begins}."


def _explain_day_of_month(words: str, day: date, today: date, looks: _OptionDirection | None) -> str:
    if looks is None:
        return "A day with its year is the same whatever day it is today."
    named = f"{day.day} {LONG_MONTHS[day.month - 1].capitalize()}"
    return f"{looks}: the first {named} from today on." if looks.ahead else f"{looks}: the last {named} up to today."


_EXPLANATIONS: dict[GrammarRule, Callable[[str, date, date, _OptionDirection | None], str]] = {
    "iso": _explain_iso,
    "named": _explain_named,
    "weekday": _explain_weekday,
    "offset": _explain_offset,
    "end": _explain_end,
    "day_of_month": _explain_day_of_month,
}


def _explain_clock_change(at: datetime, hour: int, minute: int) -> str:
    """How a change of the clocks affects that moment."""
    typed = f"{hour:02}:{minute:02}"
    if (at.hour, at.minute) != (hour, minute):
        return f"The clocks jump over {typed} that day, so it is {at:%H:%M}."
    later = at.replace(tzinfo=None, fold=1).astimezone()
    if later.utcoffset() != at.utcoffset():
        return f"{typed} comes twice that day; the first is meant."
    return f"{typed} is local time ({zone_name()})."
