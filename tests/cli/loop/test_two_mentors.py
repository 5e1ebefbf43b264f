"""Two mentors at once: what concerns one of them is neither shown to the other nor counted with theirs."""

import json

import pytest

from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.records import record_class, sessions
from mentorlog.nouns import KINDS
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


def test_what_belongs_to_a_session_is_with_its_mentor(mentee_of_two: Mentee) -> None:
    for words in (
        ("edit", "q1", "mentor=sam"),
        ("edit", "q3", "mentor=sam", "session=s1"),
        ("challenges", "add", "Too fast", "--kind", "fit", "--mentor", "sam", "--session", "s1"),
    ):
        assert "s1 is with Ruth Okafor, not with Sam Adeyemi." in mentee_of_two.fails(*words).err
    mentee_of_two.does("edit", "q1", "mentor=ruth")
    refused = mentee_of_two.fails("edit", "s1", "mentor=sam")
    assert "q1 belongs to s1" in refused.err and "mentorlog edit q1 mentor=m2" in refused.err
    mentee_of_two.does("edit", "q1", "mentor=")
    assert mentee_of_two.does("edit", "s1", "mentor=sam")["mentor"] == "m2"
    assert [question["ref"] for question in mentee_of_two.does("questions", "list", "--mentor", "sam")] == ["q1", "q2"]


def test_every_noun_with_a_mentor_and_a_session_is_looked_at_when_a_sessions_mentor_changes() -> None:
    both = {
        noun for noun, kind in KINDS.items()
        if {"mentor", "session"} <= {field.name for field in fields_of(record_class(kind))}
    }  # fmt: skip
    assert set(sessions.WITH_MENTOR_AND_SESSION) == both


def test_what_is_noted_for_one_mentor_by_name_is_theirs(mentee_of_two: Mentee) -> None:
    for words, ref in (
        (("questions", "add", "Whom do you know?", "--mentor", "sam"), "q4"),
        (("actions", "add", "Send the list", "--theirs", "--mentor", "sam"), "a1"),
        (("lessons", "add", "Ask for a name", "--mentor", "sam"), "l1"),
        (("feedback", "add", "You were brief", "--mentor", "sam"), "f1"),
        (("feedback", "plan", "You answer fast", "--session", "s2"), "f2"),
        (("challenges", "add", "Hard to reach", "--kind", "availability", "--mentor", "sam"), "x2"),
    ):
        record = mentee_of_two.does(*words)
        assert (record["ref"], record["mentor"]) == (ref, "m2")
    for ref in ("q4", "a1", "l1", "f1", "f2", "x2"):
        group = {"q": "questions", "a": "actions", "l": "lessons", "f": "feedback", "x": "challenges"}[ref[0]]
        assert ref in {record["ref"] for record in mentee_of_two.does(group, "list", "--mentor", "sam")}
        assert ref not in {record["ref"] for record in mentee_of_two.does(group, "list", "--mentor", "ruth")}
    assert mentee_of_two.fails("feedback", "add", "Well done", "--mentor", "sam", "--who", "Priya").code == 2


def test_how_a_mentor_sees_a_skill_is_shown_to_them_alone(mentee_of_two: Mentee) -> None:
    assert mentee_of_two.fails("skills", "rate", "k5", "4", "--from", "mentor").code == 2
    mentee_of_two.does("skills", "rate", "k5", "4", "--from", "mentor", "--mentor", "sam")
    mentee_of_two.does("skills", "rate", "k5", "2", "--from", "mentor", "--mentor", "ruth")
    for mentor, level in (("sam", 4), ("ruth", 2)):
        page = mentee_of_two("report", "--for", "mentor", "--mentor", mentor, "--json").out
        skills = {skill["ref"]: skill for skill in json.loads(page)["data"]["skills"]}
        assert skills["k5"]["mentor"]["now"] == level


def test_a_review_looks_back_on_one_mentors_goals(mentee_of_two: Mentee) -> None:
    review = mentee_of_two.does("review", "--mentor", "sam", "--went-well", "Names")
    assert review["mentor"] == "m2"


def test_with_a_mentor_is_forgotten_what_they_said_by_name_without_a_session(mentee_of_two: Mentee) -> None:
    mentee_of_two.does("questions", "add", "Whom do you know?", "--mentor", "sam")
    mentee_of_two.does("questions", "answer", "q4", "Write to Zanzibar")
    mentee_of_two.does("actions", "add", "Introduce Zanzibar", "--theirs", "--mentor", "sam")
    mentee_of_two.does("skills", "rate", "k5", "4", "--from", "mentor", "--mentor", "sam", "--evidence", "Zanzibar")
    mentee_of_two.does("questions", "answer", "q1", "Those with an owner")
    assert mentee_of_two("forget", "m2", "--yes", "--backups").code == 0
    assert mentee_of_two.does("search", "Zanzibar") == []
    assert b"Zanzibar" not in mentee_of_two.path.read_bytes()
    assert mentee_of_two.does("show", "q1")["answer"] == "Those with an owner"


def test_a_recap_before_the_debrief_does_not_announce_the_session_that_is_over(mentee_of_two: Mentee) -> None:
    mentee_of_two.at("2026-11-26T17:00:00")
    letter = mentee_of_two("recap", "s1").out
    assert "meet again" not in letter


def test_a_debrief_and_a_check_in_take_nothing_of_the_other_mentor(mentee_of_two: Mentee) -> None:
    mentee_of_two.at("2026-11-26T17:00:00")
    for words in (
        ("debrief", "s1", "--answer", "q2=Priya"),
        ("debrief", "s1", "--drop", "q2"),
        ("checkin", "--mentor", "sam", "--progress", "g1=17"),
        ("checkin", "--mentor", "sam", "--challenge", "x1=raised"),
    ):
        refused = mentee_of_two.fails(*words)
        assert refused.code == 1 and "belongs to your work with" in refused.err, words
    mentee_of_two.does("debrief", "s1", "--answer", "q3=The newsletter")


def test_a_time_alone_corrects_a_session_on_its_own_day(mentee_of_two: Mentee) -> None:
    mentee_of_two.at("2026-12-03T10:00:00")
    mentee_of_two.does("sessions", "held", "s1", "--at", "14:30")
    assert mentee_of_two.does("show", "s1")["starts_at"] == "2026-11-26T14:30+00:00"
    mentee_of_two.does("edit", "s1", "at=9:15")
    mentee_of_two.does("sessions", "move", "s1", "--at", "16:45")
    assert mentee_of_two.does("show", "s1")["starts_at"] == "2026-11-26T16:45+00:00"
    assert "still to come" in mentee_of_two.fails("edit", "s1", "at=today 23:00").err
