"""A forecast is worded by what it means, as a person would say it."""

import pytest

from tests.conftest import Mentee


@pytest.mark.parametrize(
    ("values", "due", "words"),
    [
        ([("2026-10-01", "3"), ("2026-11-01", "6")], "2026-12-10", "at this pace"),
        ([("2026-10-01", "1"), ("2026-11-01", "2")], "2026-12-10", "at this pace 6 months late, due 10 Dec"),
        ([("2026-10-01", "3"), ("2026-11-01", "6")], "2027-03-01", "at this pace 11 weeks early, due 1 Mar 2027"),
        ([("2026-10-01", "3"), ("2026-11-01", "6")], None, "at this pace reached about 12 Dec"),
        ([("2026-10-01", "1")], "2026-12-31", "too few values to say when, due 31 Dec"),
        ([("2026-09-03", "1"), ("2026-09-05", "2")], "2026-12-31", "too few values to say when"),
        ([("2026-10-01", "2"), ("2026-10-10", "3")], "2027-01-20", "at this pace 4 months late, due 20 Jan 2027"),
        ([("2026-10-01", "0"), ("2026-11-01", "0")], "2026-12-31", "nothing has moved yet"),
        ([("2026-10-01", "-2"), ("2026-11-01", "-3")], "2026-12-31", "moving away from the target for now"),
        ([("2026-09-05", "8"), ("2026-09-20", "9")], "2026-12-31", "slower of late, so no day can be named"),
        ([("2026-10-01", "0.01"), ("2026-11-01", "0.02")], "2026-12-31", "at this pace more than 10 years away"),
        ([("2026-10-01", "3"), ("2026-11-01", "10")], "2026-12-31", "reached, due 31 Dec"),
    ],
)
def test_each_case_reads_as_a_person_would_say_it(
    mentee: Mentee, values: list[tuple[str, str]], due: str | None, words: str
) -> None:
    mentee.does("goals", "add", "Chair", "--target", "10", "--start", "2026-09-01", *(("--by", due) if due else ()))
    for day, value in values:
        mentee.does("goals", "progress", "g1", f"={value}", "--on", day)
    assert words in " ".join(mentee("report").out.split())


def test_early_on_it_is_too_early(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Chair", "--target", "10", "--start", "2026-11-02", "--by", "2026-12-31")
    mentee.does("goals", "progress", "g1", "1")
    assert "too early to say when, due 31 Dec" in " ".join(mentee("report").out.split())


def test_a_goal_that_has_stood_still_is_not_called_early_and_behind_at_once(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Risks", "--baseline", "20", "--target", "5", "--start", "2026-01-20",
                "--by", "2026-06-30")  # fmt: skip
    for day, value in (("2026-01-25", "19"), ("2026-02-05", "18")):
        mentee.does("goals", "progress", "g1", value, "--on", day)
    fresh = mentee.does("report", "--since", "2026-02-01", "--until", "2026-02-10")["goals"][0]
    assert (fresh["rag"], fresh["forecast"]) == ("green", "2026-05-25")
    stale = mentee.does("report", "--since", "2026-02-01", "--until", "2026-02-28")["goals"][0]
    assert (stale["rag"], stale["forecast"]) == ("amber", "2026-12-12"), "2 of 15 in 39 days"
