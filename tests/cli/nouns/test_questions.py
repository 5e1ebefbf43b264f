"""Preparing questions: adding, answering, dropping, asking again, and how often one was carried."""

import pytest

from tests.conftest import Mentee


def test_a_question_gets_a_ref_and_is_listed(mentee: Mentee) -> None:
    result = mentee("questions", "add", "How do you say no?")
    assert result.code == 0
    assert "q1" in result.out and "How do you say no?" in result.out
    assert "→ mentorlog" in result.err
    assert "How do you say no?" in mentee("questions", "list").out


def test_json_gives_the_full_record_with_nulls_and_links_as_refs(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Chair stand-ups")
    mentee.does("sessions", "add", "--at", "thu 15:00")
    question = mentee.does("questions", "add", "Who decides?", "--goal", "g1", "--session", "s1", "--priority", "high")
    assert question["goal"] == "g1" and question["session"] == "s1"
    assert {name: question[name] for name in ("ref", "text", "priority", "state", "carried")} == {
        "ref": "q1", "text": "Who decides?", "priority": "high", "state": "open", "carried": 0,
    }  # fmt: skip
    assert question["answer"] is None and question["answered_on"] is None and question["dropped_on"] is None
    assert question["created_at"] == question["updated_at"] == "2026-11-23T09:00:00.000Z"
    assert question["uid"][14] == "7", "a UUIDv7"


def test_a_goal_may_be_named_by_the_start_of_its_title(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Chair stand-ups")
    assert mentee.does("questions", "add", "How loud?", "--goal", "chair")["goal"] == "g1"


def test_several_questions_come_from_stdin_as_one_change(mentee: Mentee) -> None:
    result = mentee("questions", "add", "-", "--json", stdin=b"First?\n\nSecond?\n")
    assert [question["text"] for question in result.data] == ["First?", "Second?"]
    mentee.does("undo")
    assert mentee.does("questions", "list") == []


def test_stdin_that_is_not_utf8_is_refused(mentee: Mentee) -> None:
    result = mentee("questions", "add", "-", stdin=b"caf\xe9\n")
    assert result.code == 2 and "UTF-8" in result.err
    assert not mentee.path.exists()


def test_the_list_goes_by_priority_then_age_and_says_what_it_leaves_out(mentee: Mentee) -> None:
    for text, priority in (("low", "low"), ("first", "normal"), ("second", "normal"), ("urgent", "high")):
        mentee.does("questions", "add", text, "--priority", priority)
    mentee.does("questions", "answer", "q2", "heard")
    assert [question["ref"] for question in mentee.does("questions", "list")] == ["q4", "q3", "q1"]
    assert "1 answered not shown: --all" in mentee("questions", "list").out
    assert len(mentee.does("questions", "list", "--all")) == 4


def test_an_answer_settles_a_question_once(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    answered = mentee.does("questions", "answer", "q1", "The sponsor.", "--on", "yesterday")
    assert (answered["state"], answered["answer"], answered["answered_on"]) == (
        "answered", "The sponsor.", "2026-11-22",
    )  # fmt: skip
    result = mentee.fails("questions", "answer", "q1", "Somebody else.")
    assert result.code == 1 and "reopen q1" in result.err


def test_a_dropped_question_can_be_asked_again(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    assert mentee.does("questions", "drop", "q1")["dropped_on"] == "2026-11-23"
    reopened = mentee.does("questions", "reopen", "q1")
    assert reopened["state"] == "open" and reopened["dropped_on"] is None
    assert mentee.fails("questions", "reopen", "q1").code == 1


def test_reopening_keeps_the_old_answer_readable(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    mentee.does("questions", "answer", "q1", "The sponsor.")
    reopened = mentee.does("questions", "reopen", "q1")
    assert (reopened["state"], reopened["answer"], reopened["answered_on"]) == ("open", "The sponsor.", None)


@pytest.mark.parametrize("ref", ["q7", "nobody asked this"])
def test_an_unknown_question_is_not_found(mentee: Mentee, ref: str) -> None:
    mentee.does("questions", "add", "Who decides?")
    assert mentee.fails("questions", "answer", ref, "x").code == 3


def test_a_ref_of_another_noun_says_what_is_needed(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Chair stand-ups")
    result = mentee.fails("questions", "answer", "g1", "x")
    assert result.code == 2 and "question" in result.err


# carried: sessions held since it was written, before it was settled


def hold_session(mentee: Mentee, day: str, at: str = "15:00") -> None:
    """A session planned and held on a day of November, an hour later."""
    mentee.at(f"2026-11-{day}T08:00:00")
    ref = mentee.does("sessions", "add", "--at", f"2026-11-{day} {at}")["ref"]
    mentee.at(f"2026-11-{day}T18:00:00")
    mentee.does("sessions", "held", ref)


def times_carried(mentee: Mentee, ref: str = "q1") -> int:
    question = mentee.does("show", ref)
    assert isinstance(question["carried"], int)
    return question["carried"]


def test_carried_counts_sessions_held_since_it_was_written(mentee: Mentee) -> None:
    hold_session(mentee, "02")
    mentee.at("2026-11-03T10:00:00")
    mentee.does("questions", "add", "Who decides?")
    assert times_carried(mentee) == 0
    hold_session(mentee, "05")
    hold_session(mentee, "12")
    assert times_carried(mentee) == 2


def test_a_session_on_the_day_of_the_answer_does_not_carry_it(mentee: Mentee) -> None:
    mentee.at("2026-11-03T10:00:00")
    mentee.does("questions", "add", "Who decides?")
    hold_session(mentee, "05")
    hold_session(mentee, "12")
    mentee.does("questions", "answer", "q1", "The sponsor.")
    hold_session(mentee, "19")
    assert times_carried(mentee) == 1


def test_carried_goes_by_the_instant_within_a_day(mentee: Mentee) -> None:
    mentee.at("2026-11-05T14:00:00")
    mentee.does("questions", "add", "before")
    hold_session(mentee, "05", at="15:00")
    mentee.does("questions", "add", "after")
    assert (times_carried(mentee, "q1"), times_carried(mentee, "q2")) == (1, 0)


def test_a_question_bound_to_a_later_session_is_not_carried_by_earlier_ones(mentee: Mentee) -> None:
    mentee.at("2026-11-03T10:00:00")
    mentee.does("sessions", "add", "--at", "2026-11-20 15:00")
    mentee.does("questions", "add", "Who decides?", "--session", "s1")
    hold_session(mentee, "05")
    assert times_carried(mentee) == 0
    mentee.at("2026-11-20T18:00:00")
    mentee.does("sessions", "held", "s1")
    assert times_carried(mentee) == 1


def test_missed_sessions_carry_nothing(mentee: Mentee) -> None:
    mentee.at("2026-11-03T10:00:00")
    mentee.does("questions", "add", "Who decides?")
    mentee.does("sessions", "add", "--at", "2026-11-05 15:00")
    mentee.at("2026-11-06T10:00:00")
    mentee.does("sessions", "missed", "s1")
    assert times_carried(mentee) == 0


def test_an_answer_that_is_a_ref_alone_is_taken_for_a_slip(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    mentee.does("questions", "add", "Who pays?")
    result = mentee.fails("questions", "answer", "q1", "q2")
    assert result.code == 2 and "a ref" in result.err


def test_a_second_answer_says_how_to_mend_the_first(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    mentee.does("questions", "answer", "q1", "The sponsor.")
    refused = mentee.fails("questions", "answer", "q1", "The board.")
    assert refused.code == 1 and "mentorlog edit q1 answer=" in refused.err and "questions reopen q1" in refused.err
    assert mentee.does("edit", "q1", "answer=The board.")["answer"] == "The board."
