"""Dates never surprise: what each phrase means, and what is offered for one that is refused."""

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.clock import localize
from mentorlog.errors import UsageError
from mentorlog.journal.dates.grammar import match_day
from mentorlog.journal.dates.reading import parse_day, parse_moment, parse_period
from tests.journal.dates.phrases import CLOCKS, DAYS, MOMENTS, PERIODS

NOW = datetime.fromisoformat(CLOCKS[0])


def clocks(row: tuple[str, ...]) -> list[tuple[datetime, str]]:
    """The moments of the table, each with what a phrase means then."""
    return [(datetime.fromisoformat(clock), meant) for clock, meant in zip(CLOCKS, row[1:], strict=True)]


def test_the_table_is_large_enough() -> None:
    assert len(DAYS) + len(MOMENTS) + len(PERIODS) >= 200
    assert len({row[0] for row in (*DAYS, *MOMENTS)}) == len(DAYS) + len(MOMENTS)


@pytest.mark.parametrize("row", DAYS, ids=lambda row: row[0])
def test_days(row: tuple[str, ...]) -> None:
    for now, meant in clocks(row):
        ahead, back = (parse_day(row[0], now.date(), ahead=ahead).isoformat() for ahead in (True, False))
        assert meant == (ahead if ahead == back else f"{ahead} {back}")


@pytest.mark.parametrize("row", MOMENTS, ids=lambda row: row[0])
def test_moments(row: tuple[str, ...]) -> None:
    for now, meant in clocks(row):
        assert parse_moment(row[0], localize(now), ahead=True).isoformat(timespec="minutes") == meant


@pytest.mark.parametrize("row", PERIODS, ids=lambda row: row[0])
def test_periods(row: tuple[str, ...]) -> None:
    for now, meant in clocks(row):
        assert " ".join(day.isoformat() for day in parse_period(row[0], now.date())) == meant


def suggestions(error: UsageError) -> list[str]:
    """The phrases that a hint offers."""
    if not error.hint.startswith("Did you mean "):
        return []
    return [quoted or bare for quoted, bare in re.findall(r'"([^"]+)"|(?<= )([^ "?]+)(?= or |\?)', error.hint[12:])]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("25.12.2026", ["2026-12-25"]),
        ("12/25/2026", ["2026-12-25"]),
        ("2026/04/03", ["2026-04-03"]),
        ("2026.4.3", ["2026-04-03"]),
        ("20261123", ["2026-11-23"]),
        ("2026-1-1", ["2026-01-01"]),
        ("2026-W48", ["2026-11-23"]),
        ("2026-W48-3", ["2026-11-25"]),
        ("25.12.", ["25 dec"]),
        ("nov 14", ["14 nov"]),
        ("dec 14 2026", ["14 dec 2026"]),
        ("December 14, 2026", ["14 dec 2026"]),
        ("14th of december", ["14 dec"]),
        ("14-dec-26", ["14 dec 2026"]),
        ("sept 3", ["3 sep"]),
        ("24", ["24 nov", "in 24 days"]),
        ("24th", ["24 nov", "in 24 days"]),
        ("tommorow", ["tomorrow"]),
        ("tomorow", ["tomorrow"]),
        ("yesturday", ["yesterday"]),
        ("mondy", ["monday"]),
        ("tues", ["tuesday"]),
        ("next wendsday", ["next wednesday", "wednesday"]),
        ("nxt friday", ["next friday", "friday"]),
        ("on friday", ["friday"]),
        ("this friday", ["friday"]),
        ("friday!", ["friday"]),
        ("monday morning", ["monday"]),
        ("in three weeks", ["in 3 weeks"]),
        ("in thre weeks", ["in 3 weeks"]),
        ("three weeks ago", ["3 weeks ago"]),
        ("a couple of weeks ago", ["2 weeks ago"]),
        ("3 weeks from now", ["in 3 weeks"]),
        ("3 weeks", ["in 3 weeks", "3 weeks ago"]),
        ("3w", ["in 3 weeks", "3 weeks ago"]),
        ("in 3 wekes", ["in 3 weeks"]),
        ("in a fortnight", ["in 2 weeks"]),
        ("in 2 fortnights", ["in 4 weeks"]),
        ("next week", ["in 1 week"]),
        ("next month", ["in 1 month"]),
        ("the day after tomorrow", ["in 2 days", "tomorrow"]),
        ("end of the month", ["end of month"]),
        ("eom", ["end of month"]),
        ("now", ["today"]),
        ("noon", ["today"]),
        ("3pm", ["today"]),
        ("thu 15:00", ["thu"]),
        ("2026-11-23T10:00", ["2026-11-23"]),
        ("soon", []),
        ("asap", []),
        ("nov", []),
        ("in weeks", []),
        ("-1", []),
        ("", []),
    ],
)
def test_the_nearest_days_are_offered(text: str, near: list[str]) -> None:
    with pytest.raises(UsageError) as refused:
        parse_day(text, NOW.date(), ahead=True)
    assert suggestions(refused.value) == near
    assert near or refused.value.hint.startswith("Write 2026-04-03")


@pytest.mark.parametrize("text", ["03/04/2026", "3.4.2026", "03-04-2026", "3/4/26"])
def test_a_day_that_could_be_two_is_refused_with_both(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_day(text, NOW.date(), ahead=True)
    assert refused.value.message == f'"{text}" could be 3 April or 4 March.'
    assert refused.value.hint == "Write 2026-04-03 for 3 April, or 2026-03-04 for 4 March."


def test_an_option_that_looks_back_is_offered_what_lies_back_first() -> None:
    with pytest.raises(UsageError) as refused:
        parse_day("3 weeks", NOW.date(), ahead=False)
    assert suggestions(refused.value) == ["3 weeks ago", "in 3 weeks"]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("thu 3pm", ["thu 15:00"]),
        ("thu 3:30pm", ["thu 15:30"]),
        ("thu 12am", ["thu 00:00"]),
        ("thu 15h", ["thu 15:00"]),
        ("thu 15.30", ["thu 15:30"]),
        ("thu at 15:00", ["thu 15:00"]),
        ("thursday, 15:00", ["thursday 15:00"]),
        ("15:00 thu", ["thu 15:00"]),
        ("tommorow 15:00", ["tomorrow 15:00"]),
        ("in three weeks 15:00", ["in 3 weeks 15:00"]),
        ("25.12.2026 15:00", ["2026-12-25 15:00"]),
        ("2026-11-26 noon", ["2026-11-26 12:00"]),
        ("noon", ["12:00", "today 12:00", "tomorrow 12:00"]),
        ("3pm", ["15:00", "today 15:00", "tomorrow 15:00"]),
        ("thu 15:00 EST", []),  # a zone is never dropped
        ("someday 15:00", []),
        ("15", []),
    ],
)
def test_the_nearest_moments_are_offered(text: str, near: list[str]) -> None:
    with pytest.raises(UsageError) as refused:
        parse_moment(text, localize(NOW), ahead=True)
    assert suggestions(refused.value) == near


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("q4", ["2026-q4"]),
        ("Q4 2025", ["2025-q4"]),
        ("november", ["2026-11"]),
        ("nov 2025", ["2025-11"]),
        ("2026/11", ["2026-11"]),
        ("2026-11-23", ["2026-11"]),
        ("lst week", ["last week", "this week"]),
        ("week", ["this week", "last week"]),
        ("the last month", ["last month", "this month"]),
        ("soon", []),
    ],
)
def test_the_nearest_periods_are_offered(text: str, near: list[str]) -> None:
    with pytest.raises(UsageError) as refused:
        parse_period(text, NOW.date())
    assert suggestions(refused.value) == near


_WORDS = st.sampled_from(
    ["next", "last", "in", "3", "two", "weeks", "day", "month", "friday", "tues", "14", "dec", "2026", "15:00", "3pm",
     "noon", "the", "of", "end", "03/04/2026", "ago", "a", "24th", ",", "-"]
)  # fmt: skip


@given(st.lists(_WORDS, max_size=6), st.booleans())
def test_whatever_is_offered_is_read(words: list[str], ahead: bool) -> None:
    text = " ".join(words)
    try:
        parse_day(text, NOW.date(), ahead=ahead)
    except UsageError as error:
        for phrase in suggestions(error):
            assert match_day(phrase, NOW.date(), ahead=ahead)


@given(st.text(max_size=40), st.booleans())
def test_any_text_is_read_or_refused_with_something_to_write(text: str, ahead: bool) -> None:
    for read in (
        lambda: parse_day(text, NOW.date(), ahead=ahead),
        lambda: parse_moment(text, localize(NOW), ahead=ahead),
        lambda: parse_period(text, NOW.date()),
    ):
        try:
            read()
        except UsageError as error:
            assert error.message and error.hint
