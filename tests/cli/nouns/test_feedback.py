"""Feedback: whose words, about what, and what one makes of them."""

import pytest

from tests.conftest import Mentee


def test_the_text_is_the_behaviour_received_from_the_one_mentor(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    data = mentee.does("feedback", "add", "You let the sponsor finish", "--situation", "Steering", "--impact", "Calm")
    assert {name: data[name] for name in ("ref", "direction", "mentor", "who", "behaviour", "kind", "state")} == {
        "ref": "f1", "direction": "received", "mentor": "m1", "who": None,
        "behaviour": "You let the sponsor finish", "kind": None, "state": "open",
    }  # fmt: skip
    assert (data["situation"], data["impact"], data["day"]) == ("Steering", "Calm", "2026-11-23")


def test_who_is_a_mentor_by_ref_or_name_and_else_a_name(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("mentors", "add", "Tomasz Berg")
    by_name = mentee.does("feedback", "add", "x", "--who", "tomasz")
    by_ref = mentee.does("feedback", "add", "x", "--who", "m1")
    other = mentee.does("feedback", "add", "x", "--who", "Priya Nair")
    assert [(one["mentor"], one["who"]) for one in (by_name, by_ref, other)] == [
        ("m2", None), ("m1", None), (None, "Priya Nair"),
    ]  # fmt: skip
    assert mentee.fails("feedback", "add", "x", "--who", "m9").code == 3
    assert mentee.fails("feedback", "add", "x").code == 2, "several mentors: one has to be named"


def test_given_feedback_is_settled_and_needs_no_response(mentee: Mentee) -> None:
    given = mentee.does("feedback", "add", "You ask before you advise", "--given", "--praise")
    assert (given["direction"], given["kind"], given["state"]) == ("given", "praise", "given")
    assert mentee.fails("feedback", "respond", "f1", "Thanks").code == 1


def test_a_response_settles_what_was_received(mentee: Mentee) -> None:
    result = mentee("feedback", "add", "You interrupted twice", "--constructive")
    assert "feedback respond f1" in result.err
    answered = mentee.does("feedback", "respond", "f1", "True; I now write it down.")
    assert (answered["state"], answered["response"]) == ("answered", "True; I now write it down.")
    assert mentee.fails("feedback", "respond", "f1", "Again").code == 1


def test_praise_is_not_asked_to_be_answered(mentee: Mentee) -> None:
    assert "respond" not in mentee("feedback", "add", "Well prepared", "--praise").err


@pytest.mark.parametrize(
    "words", [("x", "--praise", "--constructive"), ("x", "--behaviour", "y"), (), ("x", "--on", "2026-11-24")]
)
def test_what_does_not_go_together_is_refused(mentee: Mentee, words: tuple[str, ...]) -> None:
    assert mentee.fails("feedback", "add", *words).code == 2


def test_the_behaviour_may_be_given_by_its_flag(mentee: Mentee) -> None:
    assert mentee.does("feedback", "add", "--behaviour", "You asked early")["behaviour"] == "You asked early"
