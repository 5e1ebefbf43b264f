"""The day on which you look back on an agreement: settled by a review, a new version or a new day, alike everywhere."""

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_with_agreement(mentee: Mentee) -> Mentee:
    """A mentee who agreed with Ruth to look back on 1 March."""
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("agreement", "draft", "--purpose", "To lead", "--review-on", "2027-03-01")
    mentee.does("agreement", "agree")
    return mentee


def due(mentee: Mentee) -> list[str]:
    """The refs of the reviews that are due within two weeks."""
    code_and_items = mentee("due", "--within", "2w", "--json")
    return [item["ref"] for item in code_and_items.data if item["what"] == "review"]


def test_the_day_is_due_everywhere_until_a_review(mentee_with_agreement: Mentee) -> None:
    for month in ("2027-01-01", "2027-02-01"):  # nobody was away
        mentee_with_agreement.at(f"{month}T09:00:00")
        mentee_with_agreement.does("checkin", "--mood", "4")
    mentee_with_agreement.at("2027-02-26T09:00:00")
    assert due(mentee_with_agreement) == ["v1"]
    assert "Look back on the agreement" in mentee_with_agreement("next").out
    assert "to look back on 1 Mar" in mentee_with_agreement("report", "--refs").out
    assert "1 Mar" in mentee_with_agreement("agreement", "show").out
    mentee_with_agreement.does("review", "--went-well", "Trust", "--next-review", "2027-06-01")
    assert due(mentee_with_agreement) == []
    assert "Look back" not in mentee_with_agreement("next").out
    assert "looked back on 26 Feb, to look back on 1 Jun" in mentee_with_agreement("report", "--refs").out
    assert "We did on 26 Feb, again on 1 Jun" in mentee_with_agreement("agreement", "show").out
    assert "We did on 26 Feb 2027" in mentee_with_agreement("agreement", "show", "--for", "mentor").out
    mentee_with_agreement.at("2027-05-30T09:00:00")
    assert due(mentee_with_agreement) == ["r1"]


def test_a_day_that_is_past_is_settled_by_a_late_review(mentee_with_agreement: Mentee) -> None:
    mentee_with_agreement.at("2027-04-10T09:00:00")
    assert due(mentee_with_agreement) == ["v1"]
    assert "to look back since 1 Mar" in mentee_with_agreement("report", "--refs").out
    mentee_with_agreement.does("review", "--went-well", "Trust")
    assert due(mentee_with_agreement) == []
    assert "looked back on 10 Apr" in mentee_with_agreement("report", "--refs").out


def test_a_review_long_before_settles_nothing_unless_it_names_a_later_day(mentee_with_agreement: Mentee) -> None:
    mentee_with_agreement.at("2026-12-10T09:00:00")
    mentee_with_agreement.does("review", "--went-well", "Trust")
    mentee_with_agreement.at("2027-02-26T09:00:00")
    assert due(mentee_with_agreement) == ["v1"]
    mentee_with_agreement.does("edit", "r1", "next_review=2027-04-01")
    assert due(mentee_with_agreement) == []


def test_a_new_day_is_due_in_its_turn(mentee_with_agreement: Mentee) -> None:
    mentee_with_agreement.at("2027-03-05T09:00:00")
    mentee_with_agreement.does("edit", "v1", "review_on=2027-04-01")
    assert due(mentee_with_agreement) == []
    mentee_with_agreement.at("2027-03-30T09:00:00")
    assert due(mentee_with_agreement) == ["v1"]


def test_a_new_version_inherits_no_day_that_is_past_or_settled(mentee_with_agreement: Mentee) -> None:
    mentee_with_agreement.at("2027-01-10T09:00:00")
    mentee_with_agreement.does("agreement", "draft", "--notice", "two days")
    assert mentee_with_agreement.does("show", "v2")["review_on"] == "2027-03-01", "it is still to come"
    mentee_with_agreement.at("2027-03-10T09:00:00")
    agreed = mentee_with_agreement("agreement", "agree").out
    assert "no day to look back yet: mentorlog edit v2 review_on=DAY" in agreed
    assert due(mentee_with_agreement) == []
    mentee_with_agreement.does("agreement", "draft", "--notice", "one day")
    assert mentee_with_agreement.does("show", "v3")["review_on"] is None
    mentee_with_agreement.does("agreement", "draft", "--review-on", "2027-09-01")
    assert "look back Wed 1 Sep" in mentee_with_agreement("agreement", "agree").out


def test_a_new_version_with_a_day_takes_the_place_of_the_reviews_next(mentee_with_agreement: Mentee) -> None:
    mentee_with_agreement.at("2027-02-26T09:00:00")
    mentee_with_agreement.does("review", "--went-well", "Trust", "--next-review", "2027-06-01")
    mentee_with_agreement.at("2027-03-10T09:00:00")
    mentee_with_agreement.does("agreement", "draft", "--review-on", "2027-05-28")
    mentee_with_agreement.does("agreement", "agree")
    mentee_with_agreement.at("2027-05-27T09:00:00")
    assert due(mentee_with_agreement) == ["v2"]


def test_with_two_mentors_a_review_settles_its_own_agreement(mentee_with_agreement: Mentee) -> None:
    mentee_with_agreement.does("mentors", "add", "Sam Adeyemi")
    mentee_with_agreement.at("2027-02-26T09:00:00")
    mentee_with_agreement.does("review", "--mentor", "sam", "--went-well", "Names")
    assert due(mentee_with_agreement) == ["v1"]
