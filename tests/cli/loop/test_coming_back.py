"""Somebody comes back after months: one friendly screen, one step, and old days that rest or are taken up again."""

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal

BACK = "2027-07-12T09:00:00"


@pytest.fixture
@cache_journal
def mentee_who_left(mentee: Mentee) -> Mentee:
    """A mentee of Ruth's who wrote on 23 November, and has been away since."""
    mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "2 weeks")
    mentee.does("goals", "add", "Fewer late risks", "--target", "5", "--start", "2026-09-01", "--by", "2027-01-31")
    mentee.does("goals", "add", "Pass the exam", "--step", "Sign up", "--by", "2028-01-31")
    mentee.does("edit", "t1", "due=2026-12-20")
    mentee.does("questions", "add", "Who decides?")
    mentee.does("actions", "add", "Draft the register", "--by", "2026-11-27")
    mentee.does("actions", "add", "Introduce me", "--theirs", "--by", "2026-12-01")
    mentee.does("actions", "add", "Read on", "--by", "2027-12-01")
    mentee.does("sessions", "add", "--at", "2026-12-03 15:00")
    mentee.does("feedback", "add", "You asked late")
    return mentee


def test_the_screen_says_where_it_stood_and_holds_no_wall_of_lateness(mentee_who_left: Mentee) -> None:
    mentee_who_left.at(BACK)
    shown = mentee_who_left("next")
    assert shown.out.startswith("Welcome back\nYou were last here 7 months ago, on Mon 23 Nov 2026.")
    assert "Ruth Okafor" in shown.out and "Fewer late risks" in shown.out and "1 open question" in shown.out
    assert (
        "These waited: 1 feedback to answer (f1), 2 promises (a1, a2), " in shown.out
        and "late" not in shown.out.replace("late risks", "")
    )
    assert shown.err.count("→ ") == 1 and "mentorlog resume" in shown.err
    assert mentee_who_left().out == shown.out
    data = mentee_who_left.does("next")
    assert data["absence"] | {"waiting": set(data["absence"]["waiting"])} == {
        "last_day": "2026-11-23", "back_on": "2027-07-12", "days": 231, "settled": False,
        "waiting": {"a1", "a2", "g1", "t1", "s1", "f1"},
    }  # fmt: skip
    assert [action["ref"] for action in data["promised"]] == ["a1", "a2", "a3"]


@pytest.mark.parametrize(("moment", "away"), [("2027-01-04T09:00:00", False), ("2027-01-05T09:00:00", True)])
def test_an_absence_is_more_than_six_weeks(mentee_who_left: Mentee, moment: str, away: bool) -> None:
    mentee_who_left.at(moment)
    assert ("Welcome back" in mentee_who_left("next").out) is away


def test_a_session_held_meanwhile_ends_an_absence(mentee_who_left: Mentee) -> None:
    mentee_who_left.at("2027-01-12T09:00:00")
    assert mentee_who_left.does("next")["absence"]["days"] == 50
    mentee_who_left.does("sessions", "held", "s1")
    assert mentee_who_left.does("next")["absence"] is None


def test_all_rests_as_one_change_and_comes_back_with_undo(mentee_who_left: Mentee) -> None:
    mentee_who_left.at(BACK)
    rested = mentee_who_left("resume", "--rest")
    assert "a1, a2, t1 have no day any more" in rested.out
    assert "g1 is paused" in rested.out and "f1 is set aside" in rested.out and "s1 is called off" in rested.out
    assert "mentorlog mentors message m1 --kind again" in rested.err
    assert mentee_who_left.does("due") == []
    quiet = mentee_who_left("next").out
    assert "Welcome back" not in quiet and "Draft the register" in quiet and "Paused" not in quiet
    assert mentee_who_left("undo").code == 0
    assert "Welcome back" in mentee_who_left("next").out
    assert mentee_who_left("redo").code == 0
    assert "Welcome back" not in mentee_who_left("next").out


def test_all_is_taken_up_with_the_days_that_were_left(mentee_who_left: Mentee) -> None:
    mentee_who_left.at(BACK)
    data = mentee_who_left.does("resume", "--take")
    days = {taken["ref"]: taken["day"] for taken in data["taken"]}
    assert days == {"a1": "2027-07-26", "a2": "2027-07-26", "t1": "2027-08-08", "g1": "2027-09-19"}
    assert set(data["left"]) == {"s1", "f1"}
    assert "Welcome back" not in mentee_who_left("next").out


def test_some_rest_and_some_go_on(mentee_who_left: Mentee) -> None:
    mentee_who_left.at(BACK)
    assert mentee_who_left.does("resume", "--rest", "a2", "g1")["rested"] == [
        {"ref": "a2", "now": "has no day any more"}, {"ref": "g1", "now": "is paused"},
    ]  # fmt: skip
    assert mentee_who_left.does("resume", "a1", "--take", "--by", "friday")["taken"] == [
        {"ref": "a1", "day": "2027-07-16"}
    ]
    session = mentee_who_left.does("resume", "s1", "--take", "--by", "friday")["taken"]
    assert session == [{"ref": "s1", "day": "2027-07-16"}]
    assert mentee_who_left.does("show", "s1")["starts_at"].startswith("2027-07-16T15:00")
    shown = mentee_who_left("next").out
    assert "from before your time away" in shown and "Welcome back" not in shown
    assert mentee_who_left.fails("resume", "a3", "--rest").code == 1
    assert mentee_who_left.fails("resume", "--rest", "--take").code == 2
    assert mentee_who_left.fails("resume").code == 2


def test_days_after_the_return_what_is_old_is_still_summed_up(mentee_who_left: Mentee) -> None:
    mentee_who_left.at(BACK)
    mentee_who_left.does("questions", "add", "Where do I begin?")
    assert "Welcome back" in mentee_who_left("next").out
    mentee_who_left.at("2027-07-20T09:00:00")
    shown = mentee_who_left("next").out
    assert "Welcome back" not in shown and "Draft the register" not in shown
    assert "6 things from before your time away wait" in shown
    due = mentee_who_left("due")
    assert due.code == 10 and due.out.count("\n") == 1 and "mentorlog resume" in due.out
    assert len(mentee_who_left("due", "--json").data) == 6


def test_a_candidate_who_never_answered_is_a_candidate_again(mentee_who_left: Mentee) -> None:
    mentee_who_left.does("mentors", "add", "Priya Nair", "--candidate")
    mentee_who_left.does("mentors", "contacted", "m2")
    mentee_who_left.at(BACK)
    assert "m2 has not answered" in mentee_who_left("resume", "--take", "m2").out
    mentee_who_left.does("resume", "--rest", "m2")
    assert mentee_who_left.does("show", "m2")["state"] == "candidate"


def test_without_an_absence_resume_is_about_what_is_late(mentee_who_left: Mentee) -> None:
    assert "Nothing waits" in mentee_who_left("resume").out
    mentee_who_left.at("2026-11-30T09:00:00")
    assert [taken["ref"] for taken in mentee_who_left.does("resume", "--take")["taken"]] == ["a1"]


def test_a_paused_mentor_is_named_with_the_way_back(mentee_who_left: Mentee) -> None:
    mentee_who_left.does("mentors", "pause", "m1")
    assert "Ruth Okafor is paused; to meet again: mentorlog mentors resume m1" in mentee_who_left("next").out
    mentee_who_left.does("sessions", "cancel", "s1")
    assert "mentorlog mentors resume m1" in mentee_who_left("next").err
    assert mentee_who_left.does("next")["paused"] == ["m1"]
    mentee_who_left.at(BACK)
    assert "paused; to meet again: mentorlog mentors resume m1" in mentee_who_left("next").out
    assert "mentorlog mentors resume m1" in mentee_who_left("resume", "--rest").err


def test_a_message_takes_up_contact_again(mentee_who_left: Mentee) -> None:
    text = mentee_who_left("mentors", "message", "m1", "--kind", "again").out
    assert "Dear Ruth Okafor," in text and "take up our talks again" in text


def test_one_call_lets_some_rest_and_takes_others_up(mentee_who_left: Mentee) -> None:
    mentee_who_left.at(BACK)
    data = mentee_who_left.does("resume", "--rest", "a2", "s1", "--take", "a1", "g1", "--by", "friday")
    assert [rested["ref"] for rested in data["rested"]] == ["a2", "s1"]
    assert data["taken"] == [{"ref": "a1", "day": "2027-07-16"}, {"ref": "g1", "day": "2027-07-16"}]
    mentee_who_left.does("undo")
    data = mentee_who_left.does("resume", "--take", "a1", "--rest")
    assert {rested["ref"] for rested in data["rested"]} == {"a2", "g1", "t1", "s1", "f1"}, "the others rest"
    mentee_who_left.does("undo")
    failed = mentee_who_left.fails("resume", "a1", "--rest", "--take", "a2")
    assert failed.code == 2 and "--rest a1 --take a2" in failed.err


@pytest.mark.parametrize("words", [("sessions", "add", "--at", "fri 10:00"), ("agenda",), ("recap", "s1")])
def test_a_paused_mentor_is_named_with_how_to_meet_again(mentee: Mentee, words: tuple[str, ...]) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("sessions", "add", "--at", "2026-11-19 15:00")
    mentee.does("sessions", "held", "s1")
    assert "is paused" not in mentee(*words).err
    mentee.does("mentors", "pause", "m1")
    assert "Ruth Okafor is paused; to meet again: mentorlog mentors resume m1" in mentee(*words).err


def test_what_is_noted_after_the_return_did_not_wait(mentee_who_left: Mentee) -> None:
    mentee_who_left.at(BACK)
    mentee_who_left.does("actions", "add", "Pay the fee", "--by", "2027-07-01")
    mentee_who_left.does("feedback", "add", "You listened", "--on", "2027-06-01")
    assert mentee_who_left.does("next")["absence"]["waiting"] == ["f1", "a1", "a2", "s1", "t1", "g1"]
    assert "a4" in mentee_who_left("due").out


def test_a_day_that_is_past_is_no_new_one(mentee_who_left: Mentee) -> None:
    mentee_who_left.at(BACK)
    assert "is past." in mentee_who_left.fails("resume", "--take", "a1", "--by", "yesterday").err
    assert "by Mon 19 Jul." in mentee_who_left("resume", "--take", "a1", "--by", "in 1 week").out


def test_a_mentor_who_is_paused_goes_on_by_a_command_of_their_own(mentee_who_left: Mentee) -> None:
    mentee_who_left.does("mentors", "pause", "ruth")
    mentee_who_left.at(BACK)
    assert "mentorlog mentors resume m1" in mentee_who_left.fails("resume", "ruth", "--take").err


def test_the_mentor_is_thanked_for_no_session_that_nobody_said_was_held(mentee_who_left: Mentee) -> None:
    mentee_who_left.does("sessions", "add", "--at", "2026-11-20 15:00")
    mentee_who_left.does("debrief", "s2", "--takeaway", "Ask early.")
    mentee_who_left.at("2026-12-04T09:00:00")
    assert mentee_who_left.does("recap")["session"] == "s1"  # of yesterday
    mentee_who_left.at(BACK)
    assert mentee_who_left.does("recap")["session"] == "s2"


def test_after_a_long_time_the_message_asks_again(mentee_who_left: Mentee) -> None:
    mentee_who_left.does("sessions", "add", "--at", "2026-11-20 15:00")
    mentee_who_left.does("sessions", "held", "s2")
    assert mentee_who_left.does("mentors", "message", "m1")["kind"] == "thanks"
    mentee_who_left.at(BACK)
    assert mentee_who_left.does("mentors", "message", "m1")["kind"] == "again"


def test_a_report_of_a_month_that_is_over_says_the_day_of_the_last_session(mentee: Mentee) -> None:
    mentee.does("sessions", "add", "--at", "2026-10-30 15:00")
    mentee.does("sessions", "held", "s1")
    page = mentee("report", "--period", "last month", "--for", "manager", "--format", "markdown").out
    assert "last on 30 Oct" in page
    assert "last 3 weeks ago" in mentee("report", "--format", "markdown").out
