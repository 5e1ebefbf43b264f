"""Dates never surprise: what each phrase means, and that one with two meanings is refused with both."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TypeVar

import pytest

from mentorlog.clock import localize
from mentorlog.errors import UsageError
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.dates.reading import parse_day, parse_moment, parse_period
from tests.journal.dates.table import CLOCKS, EDGE_CLOCKS, Row, refusals, rows

PhraseT = TypeVar("PhraseT")
NOW = datetime.fromisoformat(CLOCKS[0])
DAYS, MOMENTS, PERIODS, REFUSED = list(rows("days")), list(rows("moments")), list(rows("periods")), list(refusals())
EDGE_DAYS, EDGE_MOMENTS = list(rows("days at the edges")), list(rows("moments at the edges"))


def test_the_table_is_large_and_says_nothing_twice() -> None:
    assert len(DAYS) + len(MOMENTS) + len(PERIODS) >= 400
    for section in (DAYS, MOMENTS, PERIODS):
        assert len({row.phrase for row in section}) == len(section)
        assert all(len(row.cells) == len(CLOCKS) for row in section)
    assert all(len(row.cells) == len(EDGE_CLOCKS) for row in (*EDGE_DAYS, *EDGE_MOMENTS))


def directions(cell: str) -> tuple[str, str]:
    """What a cell says for options that look ahead, and for those that look back."""
    if cell.startswith("?"):
        words = cell[1:].split()
        return "?" + " ".join(words[:2]), words[2] if len(words) == 3 else "?" + " ".join(words)
    ahead, _, back = cell.partition(" ")
    return ahead, back or ahead


def day_outcome(text: str, today: date, *, ahead: bool, expected: str) -> str:
    """The day that is understood, or in its place the expected days that the refusal names."""
    try:
        return parse_day(text, today, ahead=ahead).isoformat()
    except UsageError as error:
        named = [day for day in expected.strip("?").split() if day in error.hint]
        return f"?{' '.join(named)}" if " could be " in error.message else "!"


def check_all(phrases: Iterable[PhraseT], check: Callable[[PhraseT], None]) -> None:
    """Check each phrase, and name all that fail: a test for each would take longer to start than to run."""
    failures = []
    for phrase in phrases:
        try:
            check(phrase)
        except (AssertionError, pytest.fail.Exception, UsageError) as error:
            failures.append(f"{phrase}: {error!r}")
    assert not failures, "\n".join(failures)


def test_days() -> None:
    check_all(DAYS, lambda row: check_days(row, CLOCKS))


def test_days_at_the_edges_of_days_months_and_years() -> None:
    check_all(EDGE_DAYS, lambda row: check_days(row, EDGE_CLOCKS))


def check_days(row: Row, clocks: tuple[str, ...]) -> None:
    """Read a phrase as each clock and each direction of an option has it."""
    for clock, cell in zip(clocks, row.cells, strict=True):
        today = datetime.fromisoformat(clock).date()
        for ahead, expected in zip((True, False), directions(cell), strict=True):
            assert day_outcome(row.phrase, today, ahead=ahead, expected=expected) == expected, (clock, ahead)


def test_moments() -> None:
    check_all(MOMENTS, lambda row: check_moments(row, CLOCKS))


def test_moments_at_the_edges_of_days_months_and_years() -> None:
    check_all(EDGE_MOMENTS, lambda row: check_moments(row, EDGE_CLOCKS))


def test_what_is_no_exact_moment_is_refused_and_says_how_to_say_it() -> None:
    def check(refusal: tuple[str, list[str]]) -> None:
        phrase, named = refusal
        with pytest.raises(UsageError) as error:
            parse_moment(phrase, localize(NOW), ahead=True)
        assert error.value.hint and " could be " not in error.value.message
        assert all(words in f"{error.value.message} {error.value.hint}" for words in named)

    check_all(refusals("refused moments"), check)


def check_moments(row: Row, clocks: tuple[str, ...]) -> None:
    """Read a phrase as each clock has it."""
    for clock, cell in zip(clocks, row.cells, strict=True):
        now = localize(datetime.fromisoformat(clock))
        if cell[0] not in "?!":
            assert parse_moment(row.phrase, now, ahead=True).isoformat(timespec="minutes") == cell
            continue
        with pytest.raises(UsageError) as error:
            parse_moment(row.phrase, now, ahead=True)
        assert (" could be " in error.value.message) == (cell[0] == "?")
        assert all(moment.replace("T", " ") in error.value.hint for moment in cell[1:].split())


def test_periods() -> None:
    check_all(PERIODS, check_period)


def check_period(row: Row) -> None:
    """Read a phrase as each clock has it."""
    for clock, cell in zip(CLOCKS, row.cells, strict=True):
        today = datetime.fromisoformat(clock).date()
        if cell[0] != "?":
            assert " ".join(day.isoformat() for day in parse_period(row.phrase, today)) == cell
            continue
        with pytest.raises(UsageError) as error:
            parse_period(row.phrase, today)
        assert all(format_short_day(date.fromisoformat(day), date.min) in error.value.hint for day in cell[1:].split())


def test_of_a_period_an_option_takes_the_first_or_the_last_day() -> None:
    check_all(PERIODS, check_edges)


def check_edges(row: Row) -> None:
    """Read a phrase by an option that looks for the first day, the last, or one alone."""
    for clock, cell in zip(CLOCKS, row.cells, strict=True):
        today = datetime.fromisoformat(clock).date()
        if cell[0] == "?" or re.fullmatch(r"\d{4}", row.phrase) or re.search(r" (–|to) ", row.phrase):
            continue
        first, last = (date.fromisoformat(day) for day in cell.split())
        assert parse_day(row.phrase, today, ahead=False, edge="first") == first
        assert parse_day(row.phrase, today, ahead=False, edge="last") == last
        with pytest.raises(UsageError) as error:
            parse_day(row.phrase, today, ahead=False)
        assert str(first) in error.value.hint and str(last) in error.value.hint


@pytest.mark.parametrize("ahead", [True, False])
def test_what_is_no_day_is_refused(ahead: bool) -> None:
    def check(refusal: tuple[str, list[str]]) -> None:
        phrase, named = refusal
        for edge in (None, "first", "last"):
            with pytest.raises(UsageError) as error:
                parse_day(phrase, NOW.date(), ahead=ahead, edge=edge)
            assert error.value.hint
            assert all(words in f"{error.value.message} {error.value.hint}" for words in named)

    check_all(REFUSED, check)
