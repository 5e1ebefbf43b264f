"""What holds for every day and every phrase: printed days are read back, and nothing is read that is not a day."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentorlog.clock import localize
from mentorlog.errors import UsageError
from mentorlog.journal.dates.format import (
    format_moment,
    format_period,
    format_relative_day,
    format_short_day,
    format_weekday,
)
from mentorlog.journal.dates.reading import parse_day, parse_moment, parse_period
from mentorlog.render.answers import relative_day

_DAYS = st.dates(date(1, 1, 10), date(9999, 12, 20))
_NEAR = st.integers(-400, 400)
_MODERN = st.dates(date(1990, 1, 1), date(2080, 1, 1))
_TIMES = st.times().map(lambda time: time.replace(second=0, microsecond=0))


@given(today=_DAYS, day=_DAYS)
@example(today=date(2026, 11, 26), day=date(999, 12, 4))
@example(today=date(2028, 2, 29), day=date(2028, 2, 29))
@example(today=date(2000, 2, 1), day=date(1, 1, 10))
def test_a_printed_day_is_read_in_its_direction(today: date, day: date) -> None:
    """Without its weekday a day of this year needs the direction; with it, or with its year, none."""
    assert parse_day(format_short_day(day, today), today, ahead=day >= today) == day
    other_year = date.min if day.year > 1 else date.max  # so that the year is printed
    for ahead in (True, False):
        assert parse_day(format_weekday(day, other_year), today, ahead=ahead) == day
        assert (
            parse_day(
                format_relative_day(day, today), today, ahead=ahead if abs((day - today).days) < 8 else day >= today
            )
            == day
        )


@given(today=_MODERN, days=_NEAR)
def test_a_printed_day_with_its_weekday_is_read_whatever_the_direction(today: date, days: int) -> None:
    day = today + timedelta(days=days)
    for ahead in (True, False):
        assert parse_day(format_weekday(day, today), today, ahead=ahead) == day
        assert parse_day(format_relative_day(day, today), today, ahead=ahead) == day


@given(today=_MODERN, days=_NEAR, time=_TIMES, now=_TIMES)
def test_a_printed_moment_is_read(today: date, days: int, time: datetime, now: datetime) -> None:
    """As it is printed in lists and in answers; the hour that the clocks jump over is printed after the jump."""
    clock = localize(datetime.combine(today, now))  # type: ignore[arg-type]  # hypothesis maps times to times
    moment = localize(datetime.combine(clock.date() + timedelta(days=days), time))  # type: ignore[arg-type]  # as above
    for printed in (format_moment(moment, clock.date()), relative_day(moment, clock.date())):
        assert parse_moment(printed, clock, ahead=moment.date() >= clock.date()) == moment


@given(today=_MODERN, first=_MODERN, days=st.integers(1, 2000))
def test_a_printed_period_is_read(today: date, first: date, days: int) -> None:
    last = first + timedelta(days=days)
    assert parse_period(format_period(first, last), today) == (first, last)


_WORDS = [
    "next",
    "last",
    "this",
    "coming",
    "past",
    "in",
    "a",
    "an",
    "the",
    "of",
    "on",
    "at",
    "by",
    "since",
    "until",
    "from",
    "to",
    "ago",
    "now",
    "time",
    "after",
    "before",
    "half",
    "couple",
    "start",
    "end",
    "beginning",
    "first",
    "last",
    "day",
    "days",
    "week",
    "weeks",
    "weekend",
    "month",
    "months",
    "quarter",
    "year",
    "years",
    "fortnight",
    "two",
    "3",
    "5th",
    "31st",
    "14",
    "26",
    "2026",
    "monday",
    "fri",
    "thurs",
    "march",
    "dec",
    "sept.",
    "today",
    "tomorrow",
    "yesterday",
    "tonight",
    "morning",
    "evening",
    "noon",
    "midnight",
    "15:00",
    "3pm",
    "10.12",
    "am",
    "pm",
    "03/04/2026",
    "13/12",
    "1.12.",
    "2026-11",
    "2026-11-30",
    "q3",
    "2026-W49",
    "2026-W49-5",
    "+2w",
    "-3d",
    "3m",
    "2h",
    "past",
    "quarter",
    "o'clock",
    "hour",
    "minutes",
    "4-dec",
    "29/2",
    "26",
    "-",
    ",",
    "EST",
    "soon",
    "please",
]
_PHRASES = st.lists(st.sampled_from(_WORDS), max_size=7).map(" ".join)
_FOREIGN = {"EST", "soon", "please"}


@given(text=st.one_of(_PHRASES, st.text(max_size=70)), today=_DAYS, ahead=st.booleans())
def test_any_phrase_is_read_or_refused_with_something_to_write(text: str, today: date, ahead: bool) -> None:
    now = datetime.combine(today, datetime.min.time())
    for edge in (None, "first", "last"):
        try:
            assert isinstance(parse_day(text, today, ahead=ahead, edge=edge), date)
        except UsageError as error:
            assert error.message and error.hint
    for read in (lambda: parse_moment(text, now, ahead=ahead), lambda: parse_period(text, today)):
        try:
            read()
        except UsageError as error:
            assert error.message and error.hint


@given(
    words=st.lists(st.sampled_from(_WORDS), max_size=5), foreign=st.sampled_from(sorted(_FOREIGN)), at=st.integers(0, 5)
)
def test_a_phrase_with_a_foreign_word_is_never_read(words: list[str], foreign: str, at: int) -> None:
    text = " ".join([*words[:at], foreign, *words[at:]])
    today = date(2026, 11, 26)
    for read in (
        lambda: parse_day(text, today, ahead=True, edge="last"),
        lambda: parse_moment(text, localize(datetime(2026, 11, 26, 10)), ahead=True),
        lambda: parse_period(text, today),
    ):
        with pytest.raises(UsageError) as error:
            read()
        assert error.value.hint


@given(day=_MODERN, today=_MODERN, ahead=st.booleans())
def test_two_figures_are_read_only_where_one_order_is_a_day(day: date, today: date, ahead: bool) -> None:
    text = f"{day.day}/{day.month}/{day.year}"
    if day.day > 12 or day.day == day.month:
        assert parse_day(text, today, ahead=ahead) == day
        return
    try:
        parse_day(text, today, ahead=ahead)
    except UsageError as error:
        assert f"{day}" in error.hint and f"{day.year}-{day.day:02}-{day.month:02}" in error.hint
    else:
        raise AssertionError(text)
