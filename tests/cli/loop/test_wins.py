"""What went well, by a check-in: the agenda and the debrief offer it as an achievement, once."""

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_with_wins(mentee: Mentee) -> Mentee:
    """A mentee of Ruth's with a session on Thursday, and two wins since."""
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("sessions", "add", "--at", "thu 15:00")
    mentee.does("checkin", "--win", "Said no, kindly", "--win", "Plan signed")
    return mentee


def wins(mentee: Mentee, *words: str) -> list[str]:
    return [win["text"] for win in mentee.does("agenda", *words)["wins"]]


def test_the_agenda_offers_them_and_each_is_kept_once(mentee_with_wins: Mentee) -> None:
    mentee = mentee_with_wins
    shown = mentee("agenda")
    assert "Wins to keep" in shown.out and "c1" in shown.out.partition("Wins to keep")[2]
    assert "mentorlog achievements keep   2 wins of your check-ins, by one key each" in shown.err
    kept = mentee.does("achievements", "keep", "c1")
    assert [win["title"] for win in kept] == ["Said no, kindly", "Plan signed"]
    assert wins(mentee) == [] and "Wins to keep" not in mentee("agenda").out
    mentee.does("achievements", "keep", "c1")
    assert len(mentee.does("achievements", "list")) == 2, "nothing arises twice"


def test_a_win_that_was_renamed_does_not_arise_again_and_one_taken_back_does(mentee_with_wins: Mentee) -> None:
    mentee = mentee_with_wins
    mentee.does("achievements", "keep", "c1")
    mentee.does("edit", "w1", "title=Said no to a late change")
    assert wins(mentee) == []
    mentee.does("undo")
    mentee.does("undo")
    assert wins(mentee) == ["Said no, kindly", "Plan signed"]
    mentee.does("achievements", "add", "plan signed.")
    assert wins(mentee) == ["Said no, kindly"], "another spelling is the same win"


def test_nobody_else_reads_them_and_private_ones_are_not_offered(mentee_with_wins: Mentee) -> None:
    mentee = mentee_with_wins
    mentee.does("checkin", "--win", "Slept well", "--private")
    assert wins(mentee) == ["Said no, kindly", "Plan signed"]
    shared = mentee("agenda", "--for", "mentor")
    assert "Plan signed" not in shared.out and "achievements keep" not in shared.err
    assert "wins" not in mentee.does("agenda", "--for", "mentor")


def test_a_check_in_without_a_session_is_offered_too(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("checkin", "--win", "Plan signed")
    assert wins(mentee) == ["Plan signed"]
    mentee.does("sessions", "add", "--at", "thu 15:00")
    assert wins(mentee) == ["Plan signed"]
    mentee.at("2026-11-26T18:00:00")
    mentee.does("sessions", "held", "s1")
    assert wins(mentee) == [], "what was talked about is not offered again"
    assert mentee.fails("achievements", "keep", "c9").code == 3


def test_without_a_person_the_check_in_is_named(mentee_with_wins: Mentee) -> None:
    failed = mentee_with_wins.fails("achievements", "keep")
    assert failed.code == 2 and "mentorlog achievements keep c1" in failed.err
