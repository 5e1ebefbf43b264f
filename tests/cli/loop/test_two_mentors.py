"""Two mentors at once: what concerns one of them is neither shown to the other nor counted with theirs."""

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_of_two(mentee: Mentee) -> Mentee:
    """A mentee who meets Ruth on Thursday about risks, and Sam on Friday about careers."""
    mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "2 weeks")
    mentee.does("mentors", "add", "Sam Adeyemi", "--cadence", "1 month")
    mentee.does("goals", "add", "Fewer late risks", "--mentor", "ruth", "--baseline", "20", "--target", "5",
                "--start", "2026-09-01", "--by", "2026-12-10")  # fmt: skip
    mentee.does("goals", "add", "Find a sponsor", "--mentor", "sam", "--start", "2026-09-01")
    mentee.does("sessions", "add", "--at", "thu 15:00", "--mentor", "ruth")
    mentee.does("sessions", "add", "--at", "fri 09:00", "--mentor", "sam")
    mentee.does("questions", "add", "Which risks belong in the register?", "--session", "s1")
    mentee.does("questions", "add", "Who could be my sponsor?", "--goal", "g2")
    mentee.does("questions", "add", "What would you stop doing?")
    mentee.does("challenges", "add", "She is often late", "--kind", "availability", "--mentor", "ruth")
    return mentee


def test_next_shows_both_coming_sessions_and_one_alone_where_one_is_named(mentee_of_two: Mentee) -> None:
    both = mentee_of_two("next").out
    assert both.index("Ruth Okafor · in 3 days, Thu 26 Nov 15:00") < both.index("Sam Adeyemi · in 4 days, Fri 27 Nov")
    assert [session["ref"] for session in mentee_of_two.does("next")["sessions"]] == ["s1", "s2"]
    alone = mentee_of_two("next", "--mentor", "sam").out
    assert "Sam Adeyemi" in alone and "Who could be my sponsor?" in alone and "What would you stop doing?" in alone
    assert "Ruth" not in alone and "risks" not in alone


def test_an_agenda_has_the_questions_of_its_mentor_and_those_for_anybody(mentee_of_two: Mentee) -> None:
    ruth, sam = mentee_of_two("agenda").out, mentee_of_two("agenda", "--mentor", "sam").out
    assert mentee_of_two("agenda", "s2").out == sam
    assert "Which risks" in ruth and "Fewer late risks" in ruth and "She is often late" in ruth
    assert "Who could be my sponsor?" in sam
    assert "sponsor" not in ruth and "risks" not in sam and "often late" not in sam
    assert "What would you stop doing?" in ruth and "What would you stop doing?" in sam
    refused = mentee_of_two.fails("agenda", "s1", "--mentor", "sam")
    assert "s1 belongs to your work with Ruth Okafor" in refused.err


def test_a_check_in_with_one_mentor_stands_with_their_session(mentee_of_two: Mentee) -> None:
    checkin = mentee_of_two.does("checkin", "--mentor", "sam", "--mood", "4", "--ask", "Whom do you know?")
    assert (checkin["mentor"], checkin["session"]) == ("m2", "s2")
    assert "Whom do you know?" in mentee_of_two("agenda", "s2").out
    assert "Whom do you know?" not in mentee_of_two("agenda", "s1").out
    refused = mentee_of_two.fails("checkin", "--mentor", "sam", "--session", "s1", "--mood", "4")
    assert refused.code == 1 and "s1 is with Ruth Okafor, not with Sam Adeyemi." in refused.err


def test_a_recap_names_the_next_session_with_its_own_mentor(mentee_of_two: Mentee) -> None:
    mentee_of_two.at("2026-11-26T17:00:00")
    mentee_of_two.does("debrief", "s1", "--takeaway", "Name an owner", "--next", "2026-12-10 15:00")
    mentee_of_two.at("2026-11-27T10:00:00")
    mentee_of_two.does("debrief", "--mentor", "sam", "--takeaway", "Ask Priya", "--next", "2026-12-22 09:00")
    ruth, sam = mentee_of_two("recap", "--mentor", "ruth").out, mentee_of_two("recap").out
    assert "Dear Ruth," in ruth and "Name an owner" in ruth and "10 December" in ruth
    assert "Dear Sam," in sam and "Ask Priya" in sam and "22 December" in sam


def test_lists_the_log_and_a_search_know_whose_a_record_is(mentee_of_two: Mentee) -> None:
    def refs(*words: str) -> list[str]:
        return [record["ref"] for record in mentee_of_two.does(*words)]

    assert refs("questions", "list", "--mentor", "ruth") == ["q1"]
    assert refs("questions", "list", "--mentor", "sam") == ["q2"]
    assert refs("goals", "list", "--mentor", "sam") == ["g2"]
    assert set(refs("log", "--mentor", "ruth")) == {"m1", "g1", "s1", "q1", "x1"}
    assert refs("search", "sponsor", "--mentor", "sam") == ["g2", "q2"]


def test_a_message_to_one_mentor_holds_nothing_of_the_other_and_nothing_private(mentee_of_two: Mentee) -> None:
    mentee_of_two.does("goals", "add", "Leave this company", "--private")
    for kind in ("first", "follow-up", "thanks", "referral", "closing"):
        text = mentee_of_two("mentors", "message", "sam", "--kind", kind).out
        assert "risks" not in text and "Leave" not in text, kind


def test_a_question_carried_past_one_mentors_sessions_is_not_carried_past_anothers(mentee_of_two: Mentee) -> None:
    mentee_of_two.at("2026-11-26T17:00:00")
    mentee_of_two.does("sessions", "held", "s1")
    carried = {question["ref"]: question["carried"] for question in mentee_of_two.does("questions", "list")}
    assert carried == {"q1": 1, "q2": 0, "q3": 1}
