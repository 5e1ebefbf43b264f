"""Texts, numbers and choices: what their forms accept, and how they store and show it."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.cli.params.options import OptionContext
from mentorlog.errors import UsageError
from mentorlog.journal.model.forms import (
    MINUTES,
    RATING,
    ChoiceForm,
    Percent,
    format_number,
    parse_number,
    plain_number,
)
from mentorlog.journal.text import clean_text, clean_title, fold_text, format_count, quote_value

CONTEXT = OptionContext(datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "number"),
    [("6", 6), ("6.5", 6.5), ("-3", -3), ("−3", -3), (" 7 ", 7), ("0", 0), ("007", 7), ("999999999999", 999999999999)],
)
def test_numbers_as_people_write_them(text: str, number: float) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["", " ", "six", "6,500", "6.", ".5", "1e3", "nan", "inf", "-inf", "1e999", "0x1", "1_000", "+6", "--6", "6 7",
     "６", "6%%", "% 6", "9" * 13, "0.1234567", "1/2"],
)  # fmt: skip
def test_nothing_else_is_a_number(text: str) -> None:
    with pytest.raises(UsageError):
        parse_number(text)


def test_a_percent_sign_is_remembered() -> None:
    assert isinstance(parse_number("80%"), Percent) and parse_number("80%") == 80
    assert not isinstance(parse_number("80"), Percent)


def test_numbers_are_formatted_as_they_were_written() -> None:
    assert [format_number(number) for number in (6.0, 6.5, -3.0, 0.0)] == ["6", "6.5", "−3", "0"]
    assert isinstance(plain_number(6.0), int)


@pytest.mark.parametrize("text", ["0", "6", "2.5", "-1", "", "three", "１"])
def test_ratings_go_from_one_to_five(text: str) -> None:
    with pytest.raises(UsageError):
        RATING.parse(text, CONTEXT)
    assert RATING.parse("5", CONTEXT) == 5


def test_a_length_is_a_day_at_most() -> None:
    assert MINUTES.parse("1440", CONTEXT) == 1440
    with pytest.raises(UsageError):
        MINUTES.parse("1441", CONTEXT)


def test_a_choice_names_what_was_meant() -> None:
    form = ChoiceForm(("high", "normal", "low"))
    assert form.parse(" HIGH ", CONTEXT) == "high"
    with pytest.raises(UsageError) as refused:
        form.parse("nomal", CONTEXT)
    assert "Did you mean normal?" in refused.value.hint


def test_a_title_is_one_line() -> None:
    assert clean_title("x" * 200) == "x" * 200
    for text in ("x" * 201, "two\nlines"):
        with pytest.raises(UsageError):
            clean_title(text)


@given(st.text())
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    try:
        cleaned = clean_text(text)
    except UsageError:
        return
    assert clean_text(cleaned) == cleaned
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", cleaned)


def test_folding_forgets_case_and_accents() -> None:
    assert fold_text("CAFÉ Straße") == fold_text("cafe strasse")


def test_an_error_repeats_only_what_is_short_and_plain() -> None:
    assert [quote_value(text) for text in ("soon", "", "x" * 41, "a\x1bb")] == ['"soon"', "That", "That", "That"]


def test_today_is_the_local_day() -> None:
    assert CONTEXT.today == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        (format_count(1, "change"), "1 change"),
        (format_count(0, "change"), "0 changes"),
        (format_count(2, "entry", "entries"), "2 entries"),
        (format_count(1, "entry", "entries"), "1 entry"),
    ],
)
def test_a_count_has_a_singular_and_a_plural(phrase: str, text: str) -> None:
    assert phrase == text
