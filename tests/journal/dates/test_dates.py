"""The grammar of days, moments and periods, as a table; 23 November 2026 is a Monday."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.clock import localize
from mentorlog.errors import UsageError
from mentorlog.journal.dates.duration import cadences_between, date_after, parse_cadence, parse_duration
from mentorlog.journal.dates.format import format_age, format_ago, format_relative_day
from mentorlog.journal.dates.reading import parse_day, parse_moment, parse_period

TODAY = date(2026, 11, 23)


def day(text: str, *, ahead: bool = True, today: date = TODAY) -> str:
    return parse_day(text, today, ahead=ahead).isoformat()


@pytest.mark.parametrize(
    ("text", "ahead", "back"),
    [
        ("2026-12-14", "2026-12-14", "2026-12-14"),
        ("today", "2026-11-23", "2026-11-23"),
        ("tomorrow", "2026-11-24", "2026-11-24"),
        ("Yesterday", "2026-11-22", "2026-11-22"),
        ("monday", "2026-11-30", "2026-11-23"),
        ("mon", "2026-11-30", "2026-11-23"),
        ("sunday", "2026-11-29", "2026-11-22"),
        ("thu", "2026-11-26", "2026-11-19"),
        ("next monday", "2026-11-30", "2026-11-30"),
        ("last monday", "2026-11-16", "2026-11-16"),
        ("last tuesday", "2026-11-17", "2026-11-17"),
        ("in 3 weeks", "2026-12-14", "2026-12-14"),
        ("in a month", "2026-12-23", "2026-12-23"),
        ("in  1   year", "2027-11-23", "2027-11-23"),
        ("2 days ago", "2026-11-21", "2026-11-21"),
        ("a week ago", "2026-11-16", "2026-11-16"),
        ("+2w", "2026-12-07", "2026-12-07"),
        ("-3d", "2026-11-20", "2026-11-20"),
        ("+1m", "2026-12-23", "2026-12-23"),
        ("14 dec", "2026-12-14", "2025-12-14"),
        ("14 nov", "2027-11-14", "2026-11-14"),
        ("23 nov", "2026-11-23", "2026-11-23"),
        ("14 December 2026", "2026-12-14", "2026-12-14"),
        ("29 feb", "2028-02-29", "2024-02-29"),
        ("end of month", "2026-11-30", "2026-11-30"),
        ("end of quarter", "2026-12-31", "2026-12-31"),
        ("end of week", "2026-11-29", "2026-11-29"),
        ("end of year", "2026-12-31", "2026-12-31"),
    ],
)
def test_days_that_are_read(text: str, ahead: str, back: str) -> None:
    assert (day(text), day(text, ahead=False)) == (ahead, back)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "24", "1", "-1", "1,5", "5-1", "1030", "20261123", "2026-W48", "2026-327",
        "03/04/2026", "2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "10000-01-01",
        "31 nov", "30 feb", "0 dec", "32 dec", "29 feb 2026", "nov", "soon", "noon",
        "in weeks", "in -3 weeks", "3 weeks", "last", "next", "next month", "end of days", "fri day",
        "2026-11-23T10:00", "today EST", "tomorrow 15:00", "２０２６-11-23", "١٢ dec", "today\x00", "in 99999 days",
        "in 9999 years", "9999 years ago", "9" * 5000, "a" * 100,
    ],
)  # fmt: skip
def test_days_that_are_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        day(text)
    assert refused.value.hint


def test_months_end_where_they_end() -> None:
    assert day("+1m", today=date(2027, 1, 31)) == "2027-02-28"
    assert day("in 1 year", today=date(2028, 2, 29)) == "2029-02-28"
    assert day("tomorrow", today=date(2026, 12, 31)) == "2027-01-01"


@given(text=st.text(max_size=30), ahead=st.booleans())
def test_any_text_is_a_day_or_refused(text: str, ahead: bool) -> None:
    try:
        assert isinstance(parse_day(text, TODAY, ahead=ahead), date)
    except UsageError as refused:
        assert refused.message


@given(today=st.dates(), text=st.sampled_from(["tomorrow", "+9999y", "9999 years ago", "mon", "29 feb", "end of year"]))
def test_at_the_ends_of_the_calendar_too(today: date, text: str) -> None:
    try:
        parse_day(text, today, ahead=True)
    except UsageError as refused:
        assert "calendar" in refused.message or "no" in refused.message


NOW = datetime(2026, 11, 23, 9, 0)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("thu 15:00", "2026-11-26T15:00+00:00"),
        ("2026-11-26 15:00", "2026-11-26T15:00+00:00"),
        ("2026-11-26T15:00", "2026-11-26T15:00+00:00"),
        ("2026-11-26T15:00Z", "2026-11-26T15:00+00:00"),
        ("2026-11-26T15:00:30+02:00", "2026-11-26T13:00+00:00"),
        ("2026-10-25T01:30+00:00", "2026-10-25T01:30+00:00"),
        ("today 9:05", "2026-11-23T09:05+00:00"),
        ("15:00", "2026-11-23T15:00+00:00"),
        ("in 3 weeks 08:30", "2026-12-14T08:30+00:00"),
        ("1 jun 12:00", "2027-06-01T12:00+01:00"),
        ("2027-03-28 01:30", "2027-03-28T02:30+01:00"),
        ("2026-10-25 01:30", "2026-10-25T01:30+01:00"),
    ],
)
def test_moments_are_local_with_their_offset(text: str, meant: str) -> None:
    assert parse_moment(text, localize(NOW), ahead=True).isoformat(timespec="minutes") == meant


@pytest.mark.parametrize(
    "text",
    ["thursday", "2026-11-26", "24:00", "thu 24:00", "thu 12:60", "15", "thu15:00x", "thu 15:00+02:00",
     "15:00Z", "2026-13-26T15:00Z", "thu 15:00 EST", "someday 15:00", ":30", "0001-01-01 00:00", "9999-12-31 23:59:59"],
)  # fmt: skip
def test_moments_that_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_moment(text, localize(NOW), ahead=True)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026-q4", "2026-10-01", "2026-12-31"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-11", "2026-11-01", "2026-11-30"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("this week", "2026-11-23", "2026-11-29"),
        ("last week", "2026-11-16", "2026-11-22"),
        ("this month", "2026-11-01", "2026-11-30"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("this quarter", "2026-10-01", "2026-12-31"),
        ("last quarter", "2026-07-01", "2026-09-30"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("yesterday", "2026-11-22", "2026-11-22"),
    ],
)
def test_periods(text: str, since: str, until: str) -> None:
    assert tuple(day.isoformat() for day in parse_period(text, TODAY)) == (since, until)


@pytest.mark.parametrize("text", ["", "2026-q5", "2026-13", "2026-00", "0000", "q5", "11", "2026-11-23"])
def test_periods_that_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_period(text, TODAY)


@pytest.mark.parametrize(
    ("meant", "shown"),
    [
        ("2026-11-23", "today, Mon 23 Nov"),
        ("2026-11-24", "tomorrow, Tue 24 Nov"),
        ("2026-11-22", "yesterday, Sun 22 Nov"),
        ("2026-11-26", "in 3 days, Thu 26 Nov"),
        ("2026-11-20", "3 days ago, Fri 20 Nov"),
        ("2026-12-14", "Mon 14 Dec"),
        ("2027-03-14", "Sun 14 Mar 2027"),
    ],
)
def test_days_for_people(meant: str, shown: str) -> None:
    assert format_relative_day(date.fromisoformat(meant), TODAY) == shown


def test_how_long_ago() -> None:
    assert [format_ago(days) for days in (0, 1, 2, 20, 21, 89, 90)] == [
        "today", "yesterday", "2 days ago", "20 days ago", "3 weeks ago", "12 weeks ago", "3 months ago",
    ]  # fmt: skip
    assert [format_age(days) for days in (1, 5)] == ["1 day", "5 days"]


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("2 weeks", "2 weeks"), ("2w", "2 weeks"), ("1 week", "1 week"), ("7d", "7 days"), ("1 Month", "1 month"),
        ("1y", "1 year"), ("two weeks", "2 weeks"), ("2 fortnights", "4 weeks"), ("a fortnight", "2 weeks"),
        ("half a year", "6 months"), ("a quarter", "3 months"), ("every 2 weeks", "2 weeks"), ("every week", "1 week"),
        ("every other week", "2 weeks"), ("once a month", "1 month"), ("weekly", "1 week"), ("Fortnightly", "2 weeks"),
        ("monthly", "1 month"), ("quarterly", "3 months"), ("yearly", "1 year"), ("every half a year", "6 months"),
    ],
)  # fmt: skip
def test_cadences(text: str, normal: str) -> None:
    assert parse_cadence(text) == normal


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0 weeks",
        "weeks",
        "2",
        "-1 week",
        "1.5 weeks",
        "９ days",
        "1000d",
        "week",
        "every",
        "every monthly",
        "2 ws",
        "aweek",
        "999 fortnights",
        "twice a week",
    ],
)
def test_cadences_that_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_cadence(text)


def test_a_monthly_cadence_is_counted_from_its_start() -> None:
    start = date(2026, 1, 31)
    assert [date_after(start, "1 month", times).isoformat() for times in (1, 2, 3)] == [
        "2026-02-28", "2026-03-31", "2026-04-30",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("since", "until", "cadence", "times"),
    [
        ("2026-11-01", "2026-11-14", "2 weeks", 0),
        ("2026-11-01", "2026-11-15", "2 weeks", 1),
        ("2026-11-01", "2026-11-29", "2 weeks", 2),
        ("2026-01-31", "2026-02-28", "1 month", 1),
        ("2026-01-31", "2026-03-30", "1 month", 1),
        ("2026-11-23", "2026-11-23", "1 day", 0),
        ("2026-11-24", "2026-11-23", "1 day", 0),
        ("0001-01-01", "9999-12-31", "1 day", 3_652_058),
        ("2000-02-29", "2100-02-28", "1 year", 100),
    ],
)
def test_how_many_cadences_fit(since: str, until: str, cadence: str, times: int) -> None:
    assert cadences_between(date.fromisoformat(since), date.fromisoformat(until), cadence) == times


@pytest.mark.parametrize(("text", "seldom"), [("biweekly", "2 weeks"), ("bimonthly", "2 months")])
def test_a_cadence_with_two_meanings_is_refused_with_both(text: str, seldom: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_cadence(text)
    assert "twice a" in refused.value.message and seldom in refused.value.hint


@pytest.mark.parametrize("text", ["weekly", "every 2 weeks", "once a month", "biweekly"])
def test_how_often_is_no_length_of_time(text: str) -> None:
    with pytest.raises(UsageError):
        parse_duration(text)
