"""What a debrief offers, what it makes of a day at the end of an action, and how it tells what it noted."""

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def debriefer(mentee: Mentee) -> Mentee:
    """Somebody after a session with their mentor."""
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("sessions", "add", "--at", "2026-11-26 15:00")
    mentee.at("2026-11-26T18:00:00")
    return mentee


@pytest.mark.parametrize(
    ("words", "text", "due"),
    [
        ("Ask Anna by friday", "Ask Anna", "2026-11-27"),
        ("Ask Anna, by Friday.", "Ask Anna", "2026-11-27"),
        ("Read by myself by 3 dec", "Read by myself", "2026-12-03"),
        ("Be led by curiosity", "Be led by curiosity", None),
        ("Finish the plan written by Tom", "Finish the plan written by Tom", None),
    ],
)
def test_an_action_takes_its_own_day(debriefer: Mentee, words: str, text: str, due: str | None) -> None:
    debriefer.does("debrief", "--mine", words)
    action = debriefer.does("show", "a1")
    assert (action["text"], action["due"]) == (text, due)


def test_its_own_day_counts_more_than_that_of_all(debriefer: Mentee) -> None:
    debriefer.does("debrief", "--mine", "Ask Anna by friday", "--theirs", "Send the book", "--by", "2026-12-10")
    assert [debriefer.does("show", ref)["due"] for ref in ("a1", "a2")] == ["2026-11-27", "2026-12-10"]


def test_the_answer_names_in_words_what_was_noted(debriefer: Mentee) -> None:
    out = debriefer("debrief", "--mine", "Ask Anna by friday", "--received", "You listen", "--notes", "We laughed").out
    assert "a1 you do: Ask Anna, due tomorrow, Fri 27 Nov" in out
    assert "f1 feedback you received: You listen" in out
    assert debriefer.does("show", "s1")["notes"] == "We laughed"
