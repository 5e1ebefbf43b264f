"""Several mentors: each answer and each list says whose a record is, and what has two meanings is asked."""

import pytest

from mentorlog.clock import now
from mentorlog.journal.journal import Journal
from mentorlog.journal.model.records.mentors import Mentor
from mentorlog.journal.workflows.ending import open_items
from tests.conftest import Mentee


def test_what_is_noted_for_nobody_says_whom_it_concerns_and_how_it_becomes_ones_own(mentee_of_two: Mentee) -> None:
    for words, ref in (
        (("questions", "add", "Who decides?"), "q4"),
        (("actions", "add", "Write to the supplier"), "a1"),
        (("lessons", "add", "Ask early"), "l1"),
        (("goals", "add", "Speak up"), "g3"),
        (("achievements", "add", "Chaired it"), "w1"),
    ):
        answer = mentee_of_two(*words).out
        assert f"for Ruth and Sam; for one alone: mentorlog edit {ref} mentor=NAME" in answer
        mentee_of_two.does("edit", ref, "mentor=sam")
    assert "through=NAME" in mentee_of_two("contacts", "add", "Priya").out
    for of_ruth in (
        ("questions", "add", "Which?", "--mentor", "ruth"),
        ("questions", "add", "Which one?", "--session", "s1"),
        ("actions", "add", "Draft it", "--goal", "g1"),
    ):
        answer = mentee_of_two(*of_ruth).out
        assert "for Ruth" in answer and "Sam" not in answer
    assert "for" not in mentee_of_two("questions", "add", "Which of it?", "--private").out


def test_with_one_mentor_nothing_is_said_of_whose_it_is(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    assert "Ruth" not in mentee("questions", "add", "Who decides?").out
    mentee.does("questions", "add", "Who pays?", "--mentor", "ruth")
    assert "Ruth" not in mentee("questions", "list").out


def test_a_list_says_whose_each_record_is_where_that_differs(mentee_of_two: Mentee) -> None:
    rows = mentee_of_two("questions", "list").out.splitlines()
    assert rows[0].split()[-1] == "Mentor"
    assert [row.split()[-1] for row in rows[1:4]] == ["Ruth", "Sam", "both"]
    assert (
        "| q3 | What would you stop doing? |   |   | both |"
        in mentee_of_two("questions", "list", "--format", "markdown").out
    )
    assert "Mentor" not in mentee_of_two("goals", "list", "--mentor", "sam").out, "it is the same in each row"
    mentee_of_two.does("actions", "add", "Send the list", "--by", "thu", "--mentor", "sam")
    assert "Sam" in mentee_of_two("due").out


def test_two_mentors_of_one_first_name_are_named_in_full(mentee_of_two: Mentee) -> None:
    mentee_of_two.does("edit", "m2", "name=Ruth Adeyemi")
    answer = mentee_of_two("questions", "add", "Who decides?").out
    assert "for Ruth Okafor and Ruth Adeyemi" in answer


def test_a_mentors_list_has_what_concerns_them_as_their_agenda_has(mentee_of_two: Mentee) -> None:
    mentee_of_two.does("achievements", "add", "Chaired it")
    mentee_of_two.does("achievements", "add", "Wrote to Priya", "--mentor", "sam")
    for group, refs in (("questions", ["q1", "q3"]), ("achievements", ["w1"]), ("sessions", ["s1"])):
        listed = mentee_of_two.does(group, "list", "--mentor", "ruth")
        assert [record["ref"] for record in listed] == refs
    assert "theirs, and nobody" in " ".join(mentee_of_two("questions", "list", "--help").out.split())


def test_a_check_in_that_could_be_for_either_names_both_sessions(mentee_of_two: Mentee) -> None:
    refused = mentee_of_two.fails("checkin", "--mood", "4")
    assert refused.code == 2
    assert "m1   Ruth Okafor  s1, in 3 days" in refused.err and "m2   Sam Adeyemi  s2, in 4 days" in refused.err
    assert mentee_of_two.does("checkin", "--mood", "4", "--session", "s2")["mentor"] == "m2"
    assert mentee_of_two.does("checkin", "--progress", "g1=18")["session"] == "s1", "the goal says with whom"
    assert "for Sam" in mentee_of_two("checkin", "--mood", "4", "--mentor", "sam").out


@pytest.mark.parametrize("day", ["2026-11-26", "2026-11-27"])
def test_a_check_in_on_the_day_of_one_session_is_for_that_one(mentee_of_two: Mentee, day: str) -> None:
    mentee_of_two.at(f"{day}T08:00:00")
    assert mentee_of_two.does("checkin", "--mood", "4")["session"] == ("s1" if day.endswith("26") else "s2")


def test_a_check_in_with_one_session_ahead_is_for_that_one(mentee_of_two: Mentee) -> None:
    mentee_of_two.does("sessions", "cancel", "s1")
    assert mentee_of_two.does("checkin", "--mood", "4")["session"] == "s2"
    mentee_of_two.does("sessions", "cancel", "s2")
    assert "Several mentors are active" in mentee_of_two.fails("checkin", "--mood", "4").err
    asked = mentee_of_two.does("checkin", "--mentor", "sam", "--ask", "Whom do you know?")["made"][0]
    assert mentee_of_two.does("show", asked)["mentor"] == "m2", "it is not Ruth's, though no session says so"


def test_an_agenda_without_a_session_is_for_one_mentor_who_is_named(mentee_of_two: Mentee) -> None:
    mentee_of_two.does("sessions", "cancel", "s1", "s2")
    refused = mentee_of_two.fails("agenda")
    assert "m1   Ruth Okafor" in refused.err and "m2   Sam Adeyemi" in refused.err
    sam = mentee_of_two("agenda", "--mentor", "sam")
    assert "Agenda with Sam Adeyemi" in sam.out and "risks" not in sam.out
    assert 'sessions add --at "thu 15:00" --mentor m2' in sam.err
    assert mentee_of_two.fails("agenda", "--for", "mentor").code == 2


def test_a_session_that_is_with_nobody_has_an_agenda_for_one(mentee_of_two: Mentee) -> None:
    mentee_of_two.does("edit", "s1", "mentor=")
    assert mentee_of_two.fails("agenda", "s1").code == 2
    sam = mentee_of_two("agenda", "s1", "--mentor", "sam").out
    assert "Who could be my sponsor?" in sam and "late risks" not in sam


def test_next_names_who_promised_and_leads_to_one_session(mentee_of_two: Mentee) -> None:
    mentee_of_two.does("actions", "add", "Send the list", "--theirs", "--mentor", "sam")
    shown = mentee_of_two("next")
    assert "a1  Sam  Send the list" in shown.out and "for Ruth" in shown.out
    assert "mentorlog checkin --session s1" in shown.err
    mentee_of_two.does("sessions", "cancel", "s1", "s2")
    assert "--mentor m1" in mentee_of_two("next").err
    assert "--mentor m2" in mentee_of_two("next", "--mentor", "sam").err


def test_after_a_time_away_both_mentors_are_named(mentee_of_two: Mentee) -> None:
    mentee_of_two.does("sessions", "cancel", "s1", "s2")
    mentee_of_two.at("2027-06-01T09:00:00")
    step = mentee_of_two("resume", "--take").err
    assert "mentors message m1 --kind again" in step and "with Ruth again; likewise Sam, m2" in step
    mentee_of_two.does("sessions", "add", "--at", "thu 15:00", "--mentor", "ruth")
    assert "mentors message m2 --kind again" in mentee_of_two("resume", "--take").err


def test_what_a_goal_or_a_session_says_of_the_mentor_is_not_asked_again(mentee_of_two: Mentee) -> None:
    assert mentee_of_two.does("feedback", "add", "You were brief", "--goal", "g2")["mentor"] == "m2"
    assert mentee_of_two.does("challenges", "add", "Too fast", "--kind", "fit", "--session", "s2")["mentor"] == "m2"


def test_saying_goodbye_to_one_mentor_asks_of_nothing_of_the_other(mentee_of_two: Mentee) -> None:

    journal = Journal.open(mentee_of_two.path, now)
    asked = [ref for ref, _ in open_items(journal, journal.get(Mentor, 2))]
    journal.close()
    assert asked == ["g2", "q2", "q3"]


def test_a_win_of_a_debrief_is_the_sessions_mentors(mentee_of_two: Mentee) -> None:
    mentee_of_two.does("achievements", "add", "Named two owners", "--mentor", "ruth")
    page = mentee_of_two("report", "--for", "mentor", "--mentor", "sam").out
    assert "owners" not in page
    assert "owners" in mentee_of_two("report", "--for", "mentor", "--mentor", "ruth").out


def test_a_goal_that_is_handed_over_is_the_other_mentors_with_what_serves_it(mentee_of_two: Mentee) -> None:
    mentee_of_two.does("questions", "add", "Which risk first?", "--goal", "g1")
    mentee_of_two.does("edit", "g1", "mentor=sam")
    sam = mentee_of_two("report", "--for", "mentor", "--mentor", "sam", "--goal", "g1").out
    assert "Which risk first?" in sam
    assert mentee_of_two.fails("report", "--for", "mentor", "--mentor", "ruth", "--goal", "g1").code == 1


def test_a_look_back_is_with_one_mentor(mentee_of_two: Mentee) -> None:
    mentee_of_two.at("2027-05-23T09:00:00")
    sam = mentee_of_two("lookback", "--mentor", "sam").out
    assert "sponsor" in sam and "risks" not in sam


def test_how_two_mentors_see_a_skill_is_no_change_and_stands_side_by_side(mentee_of_two: Mentee) -> None:
    for mentor, level in (("sam", "4"), ("ruth", "2"), ("ruth", "3")):
        mentee_of_two.does("skills", "rate", "k1", level, "--from", "mentor", "--mentor", mentor)
    rows = mentee_of_two("skills", "list").out.splitlines()
    assert rows[1].split()[:2] == ["k1", "planning"] and rows[1].endswith("◆ Ruth says 3  ◆ Sam says 4")
    assert mentee_of_two("skills", "list", "--mentor", "sam").out.splitlines()[1].endswith("◆ Sam says 4")
    assert "planning Ruth says 2 to 3, Sam says 4" in mentee_of_two("report", "--refs").out
    skill = mentee_of_two.does("report")["skills"][0]
    assert skill["mentor"] == {"then": 2, "now": 3}
    assert [view["mentor"] for view in skill["mentors"]] == ["Ruth", "Sam"]
    assert "Ruth" not in mentee_of_two("report", "--for", "mentor", "--mentor", "sam").out


def test_the_log_and_the_timeline_say_whose_a_record_is(mentee_of_two: Mentee) -> None:
    mentee_of_two.at("2026-11-27T18:00:00")
    mentee_of_two.does("sessions", "held", "s1", "s2")
    log = mentee_of_two("log").out
    assert "s1  26 Nov  Ruth  Session held" in log and "s2  27 Nov  Sam   Session held" in log
    assert "q3  23 Nov        What would you stop doing?" in log
    listed = mentee_of_two("challenges", "list").out
    assert "Ruth" in listed and "m1" not in listed, "by name too where all are of one mentor"
    timeline = mentee_of_two("timeline").out
    assert "Met, first · Ruth" in timeline and "Met, first · Sam" in timeline
    assert "Sam" not in mentee_of_two("timeline", "--for", "mentor", "--mentor", "ruth").out


def test_an_agreement_says_whose_it_is_and_takes_the_mentor_as_any_command(mentee_of_two: Mentee) -> None:
    refused = mentee_of_two.fails("agreement", "draft", "--purpose", "To lead")
    assert "Name one with --mentor REF." in refused.err
    drafted = mentee_of_two("agreement", "draft", "--mentor", "sam", "--purpose", "To lead")
    assert "for Sam" in drafted.out and "mentorlog agreement show --mentor m2" in drafted.err
    assert "for Sam" in mentee_of_two("agreement", "add", "boundary", "No mail", "--mentor", "sam").out
    assert "for Sam" in mentee_of_two("agreement", "agree", "--mentor", "sam").out
    mentee_of_two.does("agreement", "draft", "ruth", "--cadence", "3 weeks")
    mentee_of_two.does("agreement", "agree", "--mentor", "ruth")
    report = " ".join(mentee_of_two("report").out.split())
    assert "Ruth: version 1 of 23 Nov (v2) · Sam: version 1 of 23 Nov (v1)" in report
    data = mentee_of_two.does("report", "--mentor", "sam")
    assert (data["agreement"]["ref"], data["other_agreements"]) == ("v1", [])
