"""`date`: how a phrase is understood, and why."""

from typing import Any

import pytest

from tests.conftest import Mentee


def only_reading(mentee: Mentee, *words: str) -> dict[str, Any]:
    (reading,) = mentee.does("date", *words)["readings"]
    return dict(reading)


def test_where_the_option_decides_both_readings_stand(mentee: Mentee) -> None:
    ahead, back = mentee.does("date", "monday")["readings"]
    assert (ahead["for"], ahead["day"], ahead["direction"]) == (["by"], "2026-11-30", "ahead")
    assert (back["for"], back["day"], back["direction"]) == (["on", "since", "until"], "2026-11-23", "back")
    assert mentee("date", "monday").out.splitlines() == [
        "--by  in 7 days, Mon 30 Nov",
        "  --by looks ahead: the first Monday after today, never today itself.",
        "--on, --since, --until  today, Mon 23 Nov",
        "  --on looks back: today where today is a Monday, else the last one before.",
    ]


def test_where_it_does_not_there_is_one(mentee: Mentee) -> None:
    result = only_reading(mentee, "this friday")
    assert (result["for"], result["day"], result["direction"]) == (["by", "since", "until"], "2026-11-27", None)
    assert only_reading(mentee, "yesterday")["for"] == ["by", "on", "since", "until"]


@pytest.mark.parametrize(
    ("purpose", "day"), [("by", "2026-12-14"), ("on", "2025-12-14"), ("since", "2025-12-14"), ("until", "2025-12-14")]
)
def test_for_one_option_its_reading(mentee: Mentee, purpose: str, day: str) -> None:
    assert only_reading(mentee, "14 dec", "--for", purpose)["day"] == day


@pytest.mark.parametrize(
    ("text", "rule", "why"),
    [
        ("2026-12-14", "iso", "A day written out is the same whatever day it is today."),
        ("tomorrow", "named", "Today is Mon 23 Nov."),
        ("last monday", "weekday", "It is the last Monday before today, and that of last week."),
        ("next monday", "weekday", "It is the first Monday after today, and that of next week."),
        ("in 3 weeks", "offset", "It is counted from today: 21 days after today."),
        ("-3d", "offset", "It is counted from today: 3 days before today."),
        ("end of week", "edge", "It is the last day of that week, which begins on Monday."),
        ("end of quarter", "edge", "It is the last day of that quarter."),
        ("the 5th of next month", "day_of_month", "The words name one day, whatever the option."),
        ("in 2 hours", "offset", "It is counted from now."),
        ("friday next week", "weekday", "It is the only Friday that the words name."),
        ("14 dec 2026", "iso", "A day written out is the same whatever day it is today."),
        ("2026-W51-1", "iso", "A day written out is the same whatever day it is today."),
        ("25/12/2026", "iso", "A day written out is the same whatever day it is today."),
        ("14 dec next year", "day_of_month", "The words name one day, whatever the option."),
        ("today", "named", "It is today."),
        ("this friday coming", "weekday", "It is the only Friday that the words name."),
        ("by next monday", "weekday", "It is the first Monday after today, and that of next week."),
        ("day after tomorrow", "offset", "It is counted from today: 2 days after today."),
        ("friday week", "offset", "It is counted from Fri 27 Nov: 7 days after it."),
        ("a week on friday", "offset", "It is counted from Fri 27 Nov: 7 days after it."),
        ("a year from tomorrow", "offset", "It is counted from Tue 24 Nov: 365 days after it."),
        ("a month from yesterday", "offset", "It is counted from Sun 22 Nov: 30 days after it."),
        ("a month after 2026-12-14", "offset", "It is counted from Mon 14 Dec: 31 days after it."),
        (
            "a month before 2026-12-31",
            "offset",
            "It is counted from Thu 31 Dec: 31 days before it; that month has no 31., so its last day is meant.",
        ),
        ("a week before the end of the month", "offset", "It is counted from Mon 30 Nov: 7 days before it."),
        ("end of next month", "edge", "It is the last day of that month."),
        ("start of year", "edge", "It is the first day of that year."),
        ("the end of 2026", "edge", "It is the last day of that year."),
        ("end of 2026-W48", "edge", "It is the last day of that week, which begins on Monday."),
        ("first monday of next month", "edge", "It is the first Monday of that month."),
        ("last friday of february 2027", "edge", "It is the last Friday of that month."),
    ],
)
def test_why(mentee: Mentee, text: str, rule: str, why: str) -> None:
    result = only_reading(mentee, text)
    assert (result["rule"], result["why"]) == (rule, why)


@pytest.mark.parametrize(
    ("text", "ahead", "back"),
    [
        (
            "second tuesday of january",
            "It is the second Tuesday of that month. --by looks ahead: the first from today on.",
            "It is the second Tuesday of that month. --on looks back: the last up to today.",
        ),
        (
            "end of q1",
            "It is the last day of that quarter. --by looks ahead: the first that is not over.",
            "It is the last day of that quarter. --on looks back: the last that has begun.",
        ),
        (
            "14 dec",
            "--by looks ahead: the first 14 December from today on.",
            "--on looks back: the last 14 December up to today.",
        ),
        (
            "the 5th",
            "--by looks ahead: the nearest such day of a month.",
            "--on looks back: the nearest such day of a month.",
        ),
        (
            "friday the 13th",
            "--by looks ahead: the first Friday the thirteenth from today on.",
            "--on looks back: the last Friday the thirteenth up to today.",
        ),
        (
            "end of friday",
            "--by looks ahead: the first Friday after today, never today itself.",
            "--on looks back: today where today is a Friday, else the last one before.",
        ),
        (
            "a week before friday",
            (
                "It is counted from Fri 27 Nov: 7 days before it. "
                "--by looks ahead: the first Friday after today, never today itself."
            ),
            (
                "It is counted from Fri 20 Nov: 7 days before it. "
                "--on looks back: today where today is a Friday, else the last one before."
            ),
        ),
    ],
)
def test_why_in_both_directions(mentee: Mentee, text: str, ahead: str, back: str) -> None:
    readings = mentee.does("date", text)["readings"]
    assert [reading["why"] for reading in readings] == [ahead, back]


def test_what_fails_in_a_part_of_a_phrase_is_no_reason_where_other_words_follow(mentee: Mentee) -> None:
    for words in (("first monday of everything",), ("first monday of everything", "--for", "at")):
        assert "mentorlog can read" in mentee.fails("date", *words).err
    for phrase in ("30 feb 15:00", "15:00 on 30 feb", "30 feb", "30 feb to 5 mar", "30 feb morning at 8"):
        assert "There is no 30 Feb." in mentee.fails("date", phrase).err


def test_the_week_of_a_last_day_begins_where_it_begins(mentee: Mentee) -> None:
    mentee.does("config", "set", "week_start", "sunday")
    assert "which begins on Sunday." in only_reading(mentee, "end of next week")["why"]
    assert "which begins on Monday." in only_reading(mentee, "end of 2026-W48")["why"]


def test_a_month_that_is_too_short_is_said(mentee: Mentee) -> None:
    mentee.at("2027-01-31T09:00:00")
    result = only_reading(mentee, "in a month")
    assert result["day"] == "2027-02-28"
    assert result["why"].endswith("that month has no 31., so its last day is meant.")


def test_a_moment_is_local_and_says_what_the_clocks_do(mentee: Mentee) -> None:
    result = only_reading(mentee, "thu 15:00")
    assert (result["for"], result["at"]) == (["at"], "2026-11-26T15:00+00:00")
    assert result["why"].endswith("15:00 is local time (Europe/London).")
    assert only_reading(mentee, "2027-03-28 01:30")["why"].endswith(
        "The clocks jump over 01:30 that day, so it is 02:30."
    )
    assert only_reading(mentee, "2026-10-25 01:30")["why"].endswith("01:30 comes twice that day; the first is meant.")
    assert mentee("date", "thu 15:00").out.startswith("in 3 days, Thu 26 Nov 15:00\n")


def test_a_period_has_two_days(mentee: Mentee) -> None:
    result = only_reading(mentee, "2026")
    assert (result["for"], result["day"], result["until"]) == (["period"], "2026-01-01", "2026-12-31")
    assert mentee("date", "2026").out.startswith("Thu 1 Jan to Thu 31 Dec\n")


def test_of_a_period_an_option_takes_its_first_or_its_last_day(mentee: Mentee) -> None:
    readings = mentee.does("date", "last month")["readings"]
    assert [(reading["for"], reading["day"], reading["until"]) for reading in readings] == [
        (["period"], "2026-10-01", "2026-10-31"),
        (["by", "until"], "2026-10-31", None),
        (["since"], "2026-10-01", None),
    ]
    (since,) = mentee.does("date", "since january")["readings"]
    assert (since["for"], since["day"], since["direction"]) == (["since"], "2026-01-01", "back")
    assert mentee.does("date", "january", "--for", "by")["readings"][0]["why"].endswith(
        "--by looks ahead: the first that is not over."
    )


def test_what_an_option_refuses_is_refused_here_too(mentee: Mentee) -> None:
    assert "Tomorrow, Tue 24 Nov is still to come." in mentee.fails("date", "tomorrow", "--for", "on").err
    assert '"thu" has no time.' in mentee.fails("date", "thu", "--for", "at").err
    refused = mentee.fails("date", "tommorow")
    assert refused.code == 2 and "Did you mean tomorrow?" in refused.err
    assert mentee("date", "03/04/2026", "--json").error["hint"].startswith("Write 2026-04-03 for Fri 3 Apr")
    assert not mentee.path.exists()


@pytest.mark.parametrize(
    ("words", "understood"),
    [
        (("edit", "a1", "due=4 dec"), "due  nothing → Fri 4 Dec"),
        (("actions", "done", "a1", "--on", "yesterday"), "yesterday, Sun 22 Nov"),
        (("actions", "drop", "a1", "--on", "last friday"), "3 days ago, Fri 20 Nov"),
        (("checkin", "--mood", "4", "--on", "nov 20th"), "3 days ago, Fri 20 Nov"),
        (("challenges", "add", "Hard", "--kind", "fit", "--on", "the 20th"), "3 days ago, Fri 20 Nov"),
        (("contacts", "add", "Zoe", "--introduced-on", "20.11.2026"), "met 3 days ago, Fri 20 Nov"),
        (("goals", "add", "Rest", "--start", "next month", "--by", "end of q1"), "starts Tue 1 Dec · due Wed 31 Mar"),
    ],
)  # fmt: skip
def test_an_answer_says_which_day_was_understood(mentee: Mentee, words: tuple[str, ...], understood: str) -> None:
    mentee.does("actions", "add", "Draft the register")
    assert understood in mentee(*words).out


def test_a_month_that_is_too_short_is_named_where_months_were_counted_alone(mentee: Mentee) -> None:
    mentee.at("2026-10-31T09:00:00")
    assert "that month has no 31." in mentee("date", "in 1 month").out
    assert "that month has no 31." in mentee("date", "+1m").out
    for phrase in ("day before yesterday", "a week on friday", "in 3 days"):
        assert "that month" not in mentee("date", phrase).out
