"""Explains how a phrase for a day is read: by which rule of the grammar, and in which direction of the option."""

import re
from datetime import date, datetime

from mentorlog import settings
from mentorlog.clock import to_local, zone_name
from mentorlog.errors import UsageError
from mentorlog.journal.dates.days import DayReading
from mentorlog.journal.dates.format import LONG_MONTHS, LONG_WEEKDAYS, format_weekday
from mentorlog.journal.dates.meanings import Edge
from mentorlog.journal.dates.reading import parse_period, read_day, read_moment
from mentorlog.journal.dates.times import MomentReading
from mentorlog.journal.model.forms import DUE_DAY, FIRST_DAY, LAST_DAY, PAST_DAY, DayForm, JournalContext
from mentorlog.journal.text import capitalize_first
from mentorlog.structs import Frozen, Literal, replace

Purpose = Literal["by", "at", "on", "since", "until"]
_DAY_FORMS: dict[Purpose, DayForm] = {"by": DUE_DAY, "on": PAST_DAY, "since": FIRST_DAY, "until": LAST_DAY}


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
        return [_moment_reading(text, context) if purpose == "at" else _day_reading(purpose, text, context)]
    readings, errors = _period_readings(text, context), []
    for each in _DAY_FORMS:
        try:
            _add(readings, _day_reading(each, text, context))
        except UsageError as error:
            errors.append(error)
    if readings:
        return readings
    try:
        return [_moment_reading(text, context)]
    except UsageError as error:
        named_a_day = "has no time" in error.message or "not a time" in error.message
        raise (errors[0] if named_a_day else error) from None


def _add(readings: list[PhraseReading], reading: PhraseReading) -> None:
    """Add a reading; options for which a phrase means the same share one."""
    for at, other in enumerate(readings):
        same_day = other.day == reading.day and other.until is None
        if same_day and (other.direction, other.rule) == (reading.direction, reading.rule):
            readings[at] = replace(other, purposes=(*other.purposes, *reading.purposes))
            return
    readings.append(reading)


def _period_readings(text: str, context: JournalContext) -> list[PhraseReading]:
    """The reading for --period, where a phrase is more than a day."""
    try:
        first, last = parse_period(text, context.today)
    except UsageError:
        return []
    why = f"{capitalize_first(text.strip())} is a period: its first and its last day."
    return [PhraseReading(("period",), "period", first, last, None, None, why)] if first != last else []


def _day_reading(purpose: Purpose, text: str, context: JournalContext) -> PhraseReading:
    form = _DAY_FORMS[purpose]
    day = form.parse(text, context)
    reading = read_day(text, context.today, ahead=form.ahead, edge=form.edge)
    direction: Literal["ahead", "back"] = "ahead" if form.ahead else "back"
    why = _explain(reading, text, context.today, _Option(f"--{purpose}", form.ahead, form.edge))
    return PhraseReading((purpose,), reading.rule, day, None, None, direction if reading.directed else None, why)


def _moment_reading(text: str, context: JournalContext) -> PhraseReading:
    reading, at = read_moment(text, context.now, ahead=True)
    if reading.offset is not None:
        return PhraseReading(("at",), "offset", at.date(), None, at, None, "It is counted from now.")
    if reading.day is None:
        rule, direction, why = "named", None, "It is today."
    else:
        rule, direction = reading.day.rule, "ahead" if reading.day.directed else None
        why = _explain(reading.day, text, context.today, _Option("--at", True, None))
    why += " " + _explain_clock_change(reading, at)
    return PhraseReading(("at",), rule, at.date(), None, at, "ahead" if direction else None, why)


class _Option(Frozen):
    """The option that a phrase is for: its name, whether it looks ahead, and which day of a period it takes."""

    name: str
    ahead: bool
    edge: Edge | None

    def __str__(self) -> str:
        return f"{self.name} looks {'ahead' if self.ahead else 'back'}"


def _explain(reading: DayReading, text: str, today: date, option: _Option) -> str:
    """Why a reading is the day that it is."""
    words = " ".join(text.lower().split())
    if reading.is_period:
        return _explain_period(reading, today, option)
    match reading.rule:
        case "iso":
            return "A day written out is the same whatever day it is today."
        case "named":
            return f"Today is {format_weekday(today, today)}." if reading.first != today else "It is today."
        case "weekday":
            return _explain_weekday(reading, words, option)
        case "offset":
            return _explain_offset(reading.first, words, today)
        case "edge":
            return _explain_edge(words)
    return _explain_date(reading, option)


def _explain_weekday(reading: DayReading, words: str, option: _Option) -> str:
    name = LONG_WEEKDAYS[reading.first.weekday()].capitalize()
    if reading.directed:
        if option.ahead:
            return f"{option}: the first {name} after today, never today itself."
        return f"{option}: today where today is a {name}, else the last one before."
    match words.split():
        case ["next", _, *_] if "week" not in words:
            return f"It is the first {name} after today, and that of next week."
        case ["last", _, *_] if "week" not in words:
            return f"It is the last {name} before today, and that of last week."
    return f"It is the only {name} that the words name."


def _explain_offset(day: date, words: str, today: date) -> str:
    days = abs((day - today).days)
    distance = f"{days} day{'' if days == 1 else 's'} {'after' if day >= today else 'before'} today"
    if re.search(r"month|year|\d ?[my]$", words) and day.day != today.day:
        return f"It is counted from today: {distance}; that month has no {today.day}., so its last day is meant."
    return f"It is counted from today: {distance}."


def _explain_edge(words: str) -> str:
    edge = "first" if words.startswith(("start", "beginning", "first", "the start", "the first")) else "last"
    week = "week" in words or words == "eow"
    begins = f", which begins on {settings.value('week_start').capitalize()}" if week else ""
    return f"It is the {edge} day of that {'week' if week else 'period'}{begins}."


def _explain_date(reading: DayReading, option: _Option) -> str:
    """A day of a month, with or without the month."""
    if not reading.directed:
        return "The words name one day, whatever the option."
    if reading.rule == "day_number":
        return f"{option}: the nearest such day of a month."
    named = f"{reading.first.day} {LONG_MONTHS[reading.first.month - 1].capitalize()}"
    return f"{option}: the first {named} from today on." if option.ahead else f"{option}: the last {named} up to today."


def _explain_period(reading: DayReading, today: date, option: _Option) -> str:
    """A period for an option that wants a day."""
    first, last = (format_weekday(day, today) for day in (reading.first, reading.last))
    why = f"It is a period, {first} to {last}: {option.name} takes its {option.edge or 'only'} day."
    if reading.directed:
        why += f" {option}: {'the first that is not over' if option.ahead else 'the last that has begun'}."
    return why


def _explain_clock_change(reading: MomentReading, at: datetime) -> str:
    """How a change of the clocks affects that moment."""
    hour, minute = divmod(reading.minutes % 1440, 60)
    typed = f"{hour:02}:{minute:02}"
    if (at.hour, at.minute) != (hour, minute):
        return f"The clocks jump over {typed} that day, so it is {at:%H:%M}."
    later = to_local(at.replace(tzinfo=None, fold=1))
    if later.utcoffset() != at.utcoffset():
        return f"{typed} comes twice that day; the first is meant."
    return f"{typed} is local time ({zone_name()})."
