"""Verbs that change a state take several refs: all or none, as one change and one undo."""

import pytest

from tests.conftest import Mentee

# What makes a record, the verb that takes several of them, and their state after it.
VERBS = [
    (("actions", "add", "{}"), ("actions", "done"), "done"),
    (("actions", "add", "{}"), ("actions", "drop"), "dropped"),
    (("questions", "add", "{}"), ("questions", "drop"), "dropped"),
    (("goals", "add", "{}", "--draft"), ("goals", "agree"), "agreed"),
    (("goals", "add", "{}"), ("goals", "drop"), "dropped"),
    (("goals", "add", "{}"), ("goals", "pause"), "paused"),
    (("goals", "add", "{}"), ("goals", "achieve"), "achieved"),
    (("challenges", "add", "{}", "--kind", "fit"), ("challenges", "raise"), "raised"),
    (("achievements", "add", "{}"), ("achievements", "celebrate"), "celebrated"),
    (("feedback", "plan", "{}"), ("feedback", "given"), "given"),
    (("mentors", "add", "{}", "--candidate"), ("mentors", "contacted"), "contacted"),
    (("mentors", "add", "{}", "--candidate"), ("mentors", "met"), "meeting"),
    (("mentors", "add", "{}", "--candidate"), ("mentors", "accept"), "active"),
    (("mentors", "add", "{}", "--candidate"), ("mentors", "decline"), "declined"),
    (("sessions", "add", "--at", "today 0{}:00"), ("sessions", "held"), "held"),
    (("sessions", "add", "--at", "today 0{}:00"), ("sessions", "missed"), "missed"),
    (("sessions", "add", "--at", "today 0{}:00"), ("sessions", "cancel"), "cancelled"),
]


def _add_three(mentee: Mentee, made_by: tuple[str, ...]) -> list[str]:
    return [mentee.does(*(word.replace("{}", str(at)) for word in made_by))["ref"] for at in (1, 2, 3)]


@pytest.mark.parametrize(("made_by", "verb", "state"), VERBS, ids=lambda value: " ".join(value[:2]))
def test_all_are_changed_at_once_and_undone_at_once(
    mentee: Mentee, made_by: tuple[str, ...], verb: tuple[str, ...], state: str
) -> None:
    refs = _add_three(mentee, made_by)
    before = [mentee.does("show", ref)["state"] for ref in refs]
    changed = mentee.does(*verb, *refs)
    assert [(one["ref"], one["state"]) for one in changed] == [(ref, state) for ref in refs]
    mentee.does("undo")
    assert [mentee.does("show", ref)["state"] for ref in refs] == before


@pytest.mark.parametrize(("made_by", "verb", "state"), VERBS, ids=lambda value: " ".join(value[:2]))
def test_where_one_cannot_be_changed_none_is(
    mentee: Mentee, made_by: tuple[str, ...], verb: tuple[str, ...], state: str
) -> None:
    refs = _add_three(mentee, made_by)
    result = mentee.fails(*verb, *refs, refs[0][0] + "99")
    assert result.code == 3 and "None of them was changed." in result.err
    if state != "contacted":  # which may be said again
        mentee.does(*verb, refs[1])
        result = mentee.fails(*verb, *refs)
        assert result.code == 1 and refs[1] in result.err and "None of them was changed." in result.err


def test_reopening_resuming_and_steps_take_several_too(mentee: Mentee) -> None:
    for text in ("One", "Two"):
        mentee.does("questions", "add", text)
        mentee.does("goals", "add", text, "--step", "First")
    mentee.does("questions", "drop", "q1", "q2")
    assert [one["state"] for one in mentee.does("questions", "reopen", "q1", "q2")] == ["open", "open"]
    mentee.does("goals", "pause", "g1", "g2")
    assert [one["state"] for one in mentee.does("goals", "resume", "g1", "g2")] == ["agreed", "agreed"]
    result = mentee("goals", "done", "t1", "t2")
    assert "Done: t1, t2." in result.out and "g1 One has 1 of 1 steps done" in result.out and "g2 Two" in result.out


def test_one_alone_is_reported_as_one_and_named_twice_changed_once(mentee: Mentee) -> None:
    mentee.does("actions", "add", "Draft the plan")
    mentee.does("actions", "add", "Ask the sponsor")
    assert mentee.does("actions", "done", "a1")["ref"] == "a1"
    assert [one["ref"] for one in mentee.does("actions", "drop", "a2", "ask")] == ["a2"]


def test_the_sentence_names_each_and_the_next_step_takes_them_all(mentee: Mentee) -> None:
    for text in ("Who decides?", "Who pays?"):
        mentee.does("questions", "add", text)
    result = mentee("questions", "drop", "q1", "q2")
    assert "Dropped: q1, q2." in result.out and "q1   Who decides?" in result.out and "q2   Who pays?" in result.out
    assert "→ mentorlog questions reopen q1 q2" in result.err


def test_the_celebration_of_a_goal_is_for_one(mentee: Mentee) -> None:
    for text in ("One", "Two"):
        mentee.does("goals", "add", text)
    assert mentee.fails("goals", "achieve", "g1", "g2", "--celebrate", "Both").code == 2


def test_several_are_deleted_at_once_with_what_is_part_of_them(mentee: Mentee) -> None:
    mentee.does("goals", "add", "One", "--step", "First")
    mentee.does("actions", "add", "Draft", "--goal", "g1")
    mentee.does("actions", "add", "Ask")
    assert mentee.fails("delete", "a2", "a9").code == 3
    result = mentee("delete", "g1", "t1", "a2")
    assert "Deleted g1: One" in result.out and "Deleted a2: Ask" in result.out and "no longer linked: a1" in result.out
    assert mentee("show", "t1").code == 3
    mentee.does("undo")
    assert mentee.does("show", "a1")["goal"] == "g1" and mentee.does("show", "t1")["title"] == "First"
