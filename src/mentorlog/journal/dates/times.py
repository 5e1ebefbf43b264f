"""The grammar of moments: a day of the other grammar with a time of day, or a distance from now."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from mentorlog.errors import UsageError
from mentorlog.journal.dates import days
from mentorlog.journal.dates.days import DayReading, Scope, day_reading
from mentorlog.journal.dates.grammar import GRAMMAR
from mentorlog.journal.dates.words import Clock
from mentorlog.structs import Frozen

_NOON, _DAY = 12 * 60, 24 * 60
_PARTS = {"morning": (60, _NOON), "afternoon": (_NOON, 19 * 60), "evening": (16 * 60, _DAY), "night": (17 * 60, _DAY)}


class MomentReading(Frozen):
    """What a phrase means: a day and minutes from its start, 24 hours being the start of the day after.

    `day` is None where no day is named: it is today then. `offset` is a distance from now instead of both.
    """

    day: DayReading | None
    minutes: int = 0
    offset: timedelta | None = None


def _clock_minutes(scope: Scope, clock: Clock, half: str | None = None) -> Iterator[int]:
    """The minutes of the day that a time may mean: 3 o'clock is 03:00 or 15:00."""
    hour, minute, half = clock.hour, clock.minute, half or clock.half
    if hour > 23 or minute > 59 or (half == "am" and hour > 12):
        raise UsageError(
            f"There is no {hour}:{minute:02}{' ' + half if half else ''}.", "The day goes from 00:00 to 23:59."
        )
    if half is None:
        yield hour * 60 + minute
        if not clock.exact and 1 <= hour <= 12:
            yield (hour % 12 if hour == 12 else hour + 12) * 60 + minute
        return
    if hour == 0 and half == "pm":
        raise UsageError(f"There is no 0:{minute:02} pm.", "The day goes from 00:00 to 23:59.")
    if half == "am" and (hour, minute) == (12, 0):
        yield from (0, _DAY)  # where its day begins or ends
    else:
        yield ((hour % 12 + (12 if half == "pm" else 0)) if hour <= 12 else hour) * 60 + minute


def _bare_hour(scope: Scope, hour: int, half: str | None = None) -> Iterator[int]:
    yield from _clock_minutes(scope, Clock(hour, 0, None, False), half)


def _time_in_words(scope: Scope, minutes: int, hour: int) -> Iterator[Clock]:
    """Minutes past an hour, or before it where they are negative."""
    if 0 <= hour <= 23 and abs(minutes) < 60:
        before = 12 if hour == 1 else (hour - 1) % 24
        yield Clock(hour, minutes, None, False) if minutes >= 0 else Clock(before, 60 + minutes, None, False)


def _half_hour(scope: Scope, hour: int) -> Iterator[Clock]:
    """Half nine is 9:30 to some, 8:30 to others."""
    yield from _time_in_words(scope, 30, hour)
    yield from _time_in_words(scope, -30, hour)


def _minutes_to(scope: Scope, minutes: int, hour: int) -> Iterator[Clock]:
    """15 to 4; from 3 to 4 is no time but two."""
    if minutes > 12:
        yield from _time_in_words(scope, -minutes, hour)


def _minutes_in_words(scope: Scope, clock: Clock, half: str | None) -> Iterator[int]:
    """The time that is spoken; a quarter to 12 am ends the day, a quarter to 12 pm the morning."""
    if half is None or clock.hour != 11 or clock.minute < 30:
        yield from _clock_minutes(scope, clock, half)


def _part_minutes(scope: Scope, clock: Clock | int, part: str) -> Iterator[int]:
    """3 in the afternoon, 9 in the evening: the one of the two times that lies in that part of the day."""
    face = clock._replace(exact=False) if isinstance(clock, Clock) else Clock(clock, 0, None, False)
    first, last = _PARTS[part]
    for minutes in _clock_minutes(scope, face):
        if first <= minutes < last:
            yield minutes


def _four_digits(scope: Scope, day: DayReading, clock: Clock) -> Iterator[MomentReading]:
    """Thursday 1500."""
    yield from _moment(scope, day, clock.hour * 60 + clock.minute)


def _midnight(scope: Scope) -> Iterator[int]:
    yield from (0, _DAY)


def _noon(scope: Scope) -> Iterator[int]:
    yield _NOON


def _moment(scope: Scope, day: DayReading, minutes: int) -> Iterator[MomentReading]:
    yield MomentReading(day, minutes)


def _at_part(scope: Scope, clock: Clock | int, part: str, day: DayReading | None = None) -> Iterator[MomentReading]:
    """That time in the part of a day; today unless given."""
    for minutes in _part_minutes(scope, clock, part):
        yield MomentReading(day, minutes)


def _length(scope: Scope, number: int, unit: str) -> Iterator[timedelta]:
    yield timedelta(**{unit: number})


def _hours_and_minutes(scope: Scope, hours: int, minutes: int) -> Iterator[timedelta]:
    yield timedelta(hours=hours, minutes=minutes)


def _distance(scope: Scope, length: timedelta) -> Iterator[MomentReading]:
    yield MomentReading(None, 0, length)


def _distance_back(scope: Scope, length: timedelta) -> Iterator[MomentReading]:
    yield MomentReading(None, 0, -length)


def _same(scope: Scope, value: Any) -> Iterator[Any]:
    yield value


def moment_at(reading: MomentReading, today: date, now: datetime) -> datetime:
    """The local time that a reading means, without offset where a time of day is named.

    Raises OverflowError beyond the calendar.
    """
    if reading.offset is not None:
        return (now + reading.offset).replace(second=0, microsecond=0)
    start = datetime.combine(reading.day.first if reading.day else today, datetime.min.time())
    return start + timedelta(minutes=reading.minutes)


def _last_night(scope: Scope, clock: Clock | int) -> Iterator[MomentReading]:
    yield from _at_part(scope, clock, "night", day_reading("named", scope.today - timedelta(days=1)))


_NUMBER_HALF = ("NUMBER HALF", lambda scope, hour, half: [Clock(hour, 0, half)])

MOMENT_GRAMMAR = {
    **GRAMMAR,
    "MOMENT": (
        ("at? TIME", lambda scope, minutes: [MomentReading(None, minutes)]),
        ("DAY at? TIME", _moment),
        ("at? TIME on? DAY", lambda scope, minutes, day: _moment(scope, day, minutes)),
        ("at BAREHOUR", lambda scope, minutes: [MomentReading(None, minutes)]),
        ("DAY at BAREHOUR", _moment),
        ("at BAREHOUR on? DAY", lambda scope, minutes, day: _moment(scope, day, minutes)),
        ("DAY PART at? CLOCKFACE", lambda scope, day, part, clock: _at_part(scope, clock, part, day)),
        ("at? CLOCKFACE on? DAY PART", lambda scope, clock, day, part: _at_part(scope, clock, part, day)),
        ("this PART at? CLOCKFACE", lambda scope, part, clock: _at_part(scope, clock, part)),
        ("at? CLOCKFACE this PART", lambda scope, clock, part: _at_part(scope, clock, part)),
        ("tonight at? CLOCKFACE", lambda scope, clock: _at_part(scope, clock, "night")),
        ("at? CLOCKFACE tonight", lambda scope, clock: _at_part(scope, clock, "night")),
        ("last night at? CLOCKFACE", _last_night),
        ("at? CLOCKFACE last night", _last_night),
        ("DAY night at? CLOCKFACE", lambda scope, day, clock: _at_part(scope, clock, "night", day)),
        ("at? CLOCKFACE on? DAY night", lambda scope, clock, day: _at_part(scope, clock, "night", day)),
        ("CLEARDAY FOURDIGITS", _four_digits),
        ("DAY at FOURDIGITS", _four_digits),
        ("at? FOURDIGITS on CLEARDAY", lambda scope, clock, day: _four_digits(scope, day, clock)),
        ("DISTANCE", _same),
    ),
    "REST_OF_MOMENT": (  # behind a day, or behind a time
        ("PART? at? TIME", lambda scope, *_: [None]),
        ("PART? at BAREHOUR", lambda scope, *_: [None]),
        ("PART at? CLOCKFACE", lambda scope, *_: [None]),
        ("night at? CLOCKFACE", lambda scope, _: [None]),
        ("on? DAY PART?", lambda scope, *_: [None]),
        ("REST_OF_PERIOD", _same),
    ),
    "CLEARDAY": (  # behind which four digits can be no year
        ("FIXED", _same),
        ("WEEKDAYALONE", _same),
        ("WHICH WEEKDAY", days.which_weekday),
        ("WEEKDAY of? WHICH week", days.weekday_of_which_week),
        ("DATE", days.date_readings),
        ("YEARDATE", _same),
    ),
    "DISTANCE": (
        ("now", lambda scope: [MomentReading(None, 0, timedelta())]),
        ("in CLOCKSPAN time?", _distance),
        ("CLOCKSPAN from now", _distance),
        ("CLOCKSPAN ago", _distance_back),
        ("SIGNEDCLOCK", lambda scope, length: [MomentReading(None, 0, timedelta(**{length[1]: length[0]}))]),
    ),
    "CLOCKSPAN": (
        ("COUNT CLOCKUNIT", _length),
        ("CLOCKLENGTH", lambda scope, length: _length(scope, *length)),
        ("half an? hour", lambda scope: [timedelta(minutes=30)]),
        ("COUNT hour|hours and a half", lambda scope, hours: [timedelta(hours=hours, minutes=30)]),
        ("COUNT and a half hours", lambda scope, hours: [timedelta(hours=hours, minutes=30)]),
        ("DECIMAL CLOCKUNIT", _length),
        ("a? couple of? CLOCKUNIT", lambda scope, unit: _length(scope, 2, unit)),
        ("a? quarter of an hour", lambda scope: [timedelta(minutes=15)]),
        ("three quarters of an hour", lambda scope: [timedelta(minutes=45)]),
        ("COUNT hour|hours and? COUNT minutes|mins|min", _hours_and_minutes),
    ),
    "TIME": (
        ("CLOCK", _clock_minutes),
        ("CLOCK HALF", lambda scope, clock, half: [] if clock.half else _clock_minutes(scope, clock, half)),
        ("NUMBER HALF", _bare_hour),
        ("NUMBER oclock HALF?", _bare_hour),
        ("CLOCK HALF? sharp", lambda scope, clock, half: _clock_minutes(scope, clock, half)),
        ("NUMBER HALF sharp", _bare_hour),
        ("NUMBER h", lambda scope, hour: _clock_minutes(scope, Clock(hour, 0)) if hour > 12 else []),
        ("NUMBER uhr", lambda scope, hour: _clock_minutes(scope, Clock(hour, 0))),
        ("CLOCK h|uhr", lambda scope, clock: [] if clock.half else _clock_minutes(scope, clock)),
        ("SPOKEN HALF?", _minutes_in_words),
        ("12? noon|midday", _noon),
        ("12? midnight", _midnight),
        ("CLOCKFACE in the PART", _part_minutes),
        ("CLOCKFACE at night", lambda scope, clock: _part_minutes(scope, clock, "night")),
    ),
    "BAREHOUR": (("NUMBER", _bare_hour),),
    "SPOKEN": (
        ("half NUMBER", _half_hour),
        ("NUMBER PAST", lambda scope, hour, minutes: _time_in_words(scope, minutes, hour)),
        ("half past NUMBER", lambda scope, hour: _time_in_words(scope, 30, hour)),
        ("a? MINUTES past NUMBER", _time_in_words),
        ("a? MINUTES to NUMBER", lambda scope, minutes, hour: _time_in_words(scope, -minutes, hour)),
        ("NUMBER minutes? past NUMBER", _time_in_words),
        ("NUMBER minutes to NUMBER", lambda scope, minutes, hour: _time_in_words(scope, -minutes, hour)),
        ("NUMBER to NUMBER", _minutes_to),
    ),
    "CLOCKFACE": (("NUMBER", _same), ("CLOCK", _same), ("NUMBER oclock", _same), ("SPOKEN", _same), _NUMBER_HALF),
}  # fmt: skip
