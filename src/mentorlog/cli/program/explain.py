"""Explains how a phrase for a day is read: by which rule of the grammar, and in which direction of the option."""

from datetime import date, datetime

from mentorlog.clock import to_local, zone_name
from mentorlog.errors import UsageError
from mentorlog.journal.dates.arithmetic import Period, shift_period, unit_of
from mentorlog.journal.dates.days import DayOfPeriod, DayReading, Distance
from mentorlog.journal.dates.format import LONG_MONTHS, LONG_WEEKDAYS, format_weekday
from mentorlog.journal.dates.meanings import Edge
from mentorlog.journal.dates.reading import parse_period, read_day, read_moment
from mentorlog.journal.dates.times import MomentReading
from mentorlog.journal.dates.words import ORDINALS
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
    why = _explain(reading, context.today, _Option(f"--{purpose}", form.ahead, form.edge))
    return PhraseReading((purpose,), reading.rule, day, None, None, direction if reading.directed else None, why)


def _moment_reading(text: str, context: JournalContext) -> PhraseReading:
    reading, at = read_moment(text, context.now, ahead=True)
    if reading.offset is not None:
        return PhraseReading(("at",), "offset", at.date(), None, at, None, "It is counted from now.")
    if reading.day is None:
        rule, direction, why = "named", None, "It is today."
    else:
        rule, direction = reading.day.rule, "ahead" if reading.day.directed else None
        why = _explain(reading.day, context.today, _Option("--at", True, None))
    why += " " + _explain_clock_change(reading, at)
    return PhraseReading(("at",), rule, at.date(), None, at, "ahead" if direction else None, why)


class _Option(Frozen):
    """The option that a phrase is for: its name, whether it looks ahead, and which day of a period it takes."""

    name: str
    ahead: bool
    edge: Edge | None

    def __str__(self) -> str:
        return f"{self.name} looks {'ahead' if self.ahead else 'back'}"


def _explain(reading: DayReading, today: date, option: _Option) -> str:
    """Why a reading is the day that it is."""
    if reading.is_period:
        return _explain_period(reading, today, option)
    match reading.how:
        case Distance() as distance:
            return _explain_distance(reading.first, distance, today, option)
        case DayOfPeriod() as which:
            return _explain_day_of_period(which, option, directed=reading.directed)
    match reading.rule:
        case "iso":
            return "A day written out is the same whatever day it is today."
        case "named":
            return f"Today is {format_weekday(today, today)}." if reading.first != today else "It is today."
        case "weekday":
            return _explain_weekday(reading, today, option)
    return _explain_date(reading, option)


def _explain_weekday(reading: DayReading, today: date, option: _Option) -> str:
    name = LONG_WEEKDAYS[reading.first.weekday()].capitalize()
    if reading.directed:
        if option.ahead:
            return f"{option}: the first {name} after today, never today itself."
        return f"{option}: today where today is a {name}, else the last one before."
    days = (reading.first - today).days
    if 0 < abs(days) <= 7:  # another week, and no such weekday lies between
        if _is_within(reading.first, shift_period("week", today, 1)):
            return f"It is the first {name} after today, and that of next week."
        if _is_within(reading.first, shift_period("week", today, -1)):
            return f"It is the last {name} before today, and that of last week."
    return f"It is the only {name} that the words name."


def _is_within(day: date, period: Period) -> bool:
    return period[0] <= day <= period[1]


def _explain_distance(day: date, distance: Distance, today: date, option: _Option) -> str:
    """How far a day lies from today, or from another day of the phrase; and why it is that day."""
    origin = distance.origin
    start = origin.first if origin else today
    days = abs((day - start).days)
    length = f"{days} day{'' if days == 1 else 's'} {'after' if day >= start else 'before'}"
    if origin is None:
        why = f"It is counted from today: {length} today"
    else:
        why = f"It is counted from {format_weekday(start, today)}: {length} it"
    if distance.absent:
        why += f"; that month has no {distance.absent}., so its last day is meant"
    return f"{why}. {_explain(origin, today, option)}" if origin and origin.directed else f"{why}."


def _explain_day_of_period(which: DayOfPeriod, option: _Option, *, directed: bool) -> str:
    unit = unit_of(which.period)
    place = "last" if which.place < 0 else ORDINALS[which.place - 1]
    if which.weekday is not None:
        why = f"It is the {place} {LONG_WEEKDAYS[which.weekday].capitalize()} of that {unit}."
        nearest = "the first from today on" if option.ahead else "the last up to today"
    else:
        begins = f", which begins on {LONG_WEEKDAYS[which.period[0].weekday()].capitalize()}" if unit == "week" else ""
        why = f"It is the {place} day of that {unit}{begins}."
        nearest = _nearest_period(option)
    return f"{why} {option}: {nearest}." if directed else why


def _explain_date(reading: DayReading, option: _Option) -> str:
    """A day of a month, with or without the month."""
    if not reading.directed:
        return "The words name one day, whatever the option."
    if reading.rule == "day_number":
        return f"{option}: the nearest such day of a month."
    if reading.rule == "weekday_number":
        such = f"{LONG_WEEKDAYS[reading.first.weekday()].capitalize()} the {ORDINALS[reading.first.day - 1]}"
    else:
        such = f"{reading.first.day} {LONG_MONTHS[reading.first.month - 1].capitalize()}"
    return f"{option}: the first {such} from today on." if option.ahead else f"{option}: the last {such} up to today."


def _explain_period(reading: DayReading, today: date, option: _Option) -> str:
    """A period for an option that wants a day."""
    first, last = (format_weekday(day, today) for day in (reading.first, reading.last))
    why = f"It is a period, {first} to {last}: {option.name} takes its {option.edge or 'only'} day."
    if reading.directed:
        why += f" {option}: {_nearest_period(option)}."
    return why


def _nearest_period(option: _Option) -> str:
    """Which of the periods of that name is taken."""
    return "the first that is not over" if option.ahead else "the last that has begun"


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
