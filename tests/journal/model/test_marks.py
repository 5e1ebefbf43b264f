"""The marks of a letter are found again in what a reply makes of them, and nothing else is taken for one."""

import pytest

from mentorlog.journal.model.marks import (
    Mark,
    find_codes,
    find_marks,
    format_code,
    format_mark,
    format_marks,
    parse_marks,
    text_digest,
)

DIGEST = text_digest("We meet every 2 weeks.")


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        (Mark("q24", DIGEST), "[q24]"),
        (Mark("a7"), "[a7]"),
        (Mark("k5"), "[k5]"),
        (Mark("g4", DIGEST), "[g4]"),
        (Mark("q12b"), "[q12b]"),
        (Mark("s3"), "[s3]"),
        (Mark("v2", DIGEST), f"[v2 {DIGEST[:6]}]"),
        (Mark("feedback"), "[feedback]"),
        (Mark("next"), "[next]"),
    ],
)
def test_a_mark_in_a_letter_is_found_again(mark: Mark, text: str) -> None:
    assert format_mark(mark) == text
    (found,) = find_marks(f"> {text} What next?")
    assert found.mark.ref == mark.ref
    assert (found.start, found.end) == (2, 2 + len(text))
    if mark.noun == "agreement":
        assert found.mark.fits(DIGEST)
        assert not found.mark.fits(text_digest("another text"))


@pytest.mark.parametrize("text", ["[Q24]", "[ q24 ]", "\\[q24\\]", "[q 24]", "[q24\n]"])
def test_a_mark_is_found_as_mail_programs_and_people_write_it(text: str) -> None:
    assert [found.mark.ref for found in find_marks(text)] == ["q24"]


@pytest.mark.parametrize(
    "text", ["[z4]", "[w3]", "[q0]", "[24]", "[1]", "[question]", "q24", "[q24 and a7]", "[v2 xyz]"]
)
def test_what_is_no_mark_is_passed_over(text: str) -> None:
    assert not list(find_marks(text))


def test_the_record_of_a_letter_keeps_marks_and_the_start_of_their_digests() -> None:
    marks = (Mark("q24", DIGEST), Mark("next"))
    assert format_marks(marks) == f"q24 {DIGEST[:12]}\nnext"
    assert parse_marks(format_marks(marks)) == (Mark("q24", DIGEST[:12]), Mark("next"))
    assert parse_marks("") == parse_marks(None) == ()


def test_the_code_of_a_letter_is_found_again() -> None:
    assert format_code("4f9c1a77") == "Letter 4f9c-1a77"
    assert find_codes("> Letter 4f9c-1a77, please leave this line\n>> LETTER 4F9C\u20111A77 and Letter 0000-0001") == [
        "4f9c1a77",
        "00000001",
    ]
    assert find_codes("Letter of 12-14 November") == []
