"""Words that are an answer, and words that only look like one."""

import pytest

from mentorlog.exchange.letters.answers import SentLetter
from mentorlog.exchange.letters.reading import read_reply
from mentorlog.exchange.letters.values import parse_rating, parse_verdict, strip_labels
from mentorlog.journal.model.marks import Mark
from mentorlog.journal.model.prints import line_prints, parse_prints


@pytest.mark.parametrize(
    "text", ["yes", "Y", "Yes!", "ja", "oui", "*yes*", "“Yes.”", "done", "all done", "OK", "yes, indeed"]
)
def test_yes_to_an_action(text: str) -> None:
    assert parse_verdict(text, "action") == (True, "")


@pytest.mark.parametrize("text", ["no", "No.", "not yet", "nein", "n"])
def test_no(text: str) -> None:
    verdict = parse_verdict(text, "action")
    assert verdict is not None and not verdict.is_yes


@pytest.mark.parametrize(
    "text",
    ["yes, but only half", "yes?", "ja?", "maybe", "yes and no", "yes/no", "no, yes", "almost", "next week", "👍", "",
     "yes - if you remind me", "not bad", "yesterday", "nobody"],
)  # fmt: skip
def test_what_is_neither_yes_nor_no(text: str) -> None:
    assert parse_verdict(text, "action") is None


def test_consent_takes_thanks_and_no_condition() -> None:
    assert parse_verdict("I agree, thank you", "agreement") == (True, "thank you")
    for text in ("yes, except for the rhythm", "agreed - we need to talk", "done", "yes, from March on"):
        assert parse_verdict(text, "agreement") is None


def test_an_action_keeps_what_is_said_beside_it() -> None:
    assert parse_verdict("yes, sent on Monday", "action") == (True, "sent on Monday")
    assert parse_verdict("Done. Paul will call you.", "action") == (True, "Paul will call you.")


@pytest.mark.parametrize(
    ("text", "value", "remark"),
    [("4", 4, ""), ("4/5", 4, ""), ("4 / 5", 4, ""), ("four", 4, ""), ("4 out of 5", 4, ""), ("**4**", 4, ""),
     ("4.", 4, ""), ("3 - asks first", 3, "asks first"), ("2: needs help", 2, "needs help"),
     ("5 (she leads it)", 5, "(she leads it)")],
)  # fmt: skip
def test_one_rating(text: str, value: int, remark: str) -> None:
    assert parse_rating(text, 1) == (value, remark)


@pytest.mark.parametrize(
    "text",
    [
        "4-5",
        "4 - 5",
        "4 or 5",
        "3.5",
        "3,5",
        "4?",
        "6",
        "0",
        "10",
        "4/10",
        "-4",
        "4+",
        "4, maybe 5",
        "good",
        "",
        "four five",
    ],
)
def test_no_single_rating(text: str) -> None:
    assert parse_rating(text, 1) is None


def test_a_skill_may_be_rated_0() -> None:
    assert parse_rating("0", 0) == (0, "") and parse_rating("zero", 0) == (0, "")


@pytest.mark.parametrize(
    "text", ["Done? yes", "agreed? yes", "I agree: yes", "(yes/no): yes", "0 to 5: yes", "yes or no? yes"]
)
def test_what_the_letter_says_before_an_answer_is_no_part_of_it(text: str) -> None:
    assert strip_labels(text) == "yes"


_LETTER = (
    "Dear Ruth,\n[q1] Who decides?\n[q2] What would you cut?\n[a1] The template. Done?\n[k1] Risk, 0 to 5:\nThank you"
)
_MARKS = {name: Mark(name, "0" * 12) for name in ("q1", "q2", "a1", "k1")}
_SENT = SentLetter(_MARKS, parse_prints(line_prints(_LETTER)), {"q1": "Who decides?"}, ("Ruth",))


def _read(text: str) -> dict[str, object]:
    return {answer.name: answer.value for answer in read_reply(text, _SENT).answers}


def test_the_letter_s_own_words_are_no_answer() -> None:
    assert _read(_LETTER) == {}
    assert read_reply(_LETTER, _SENT).unanswered == ["q1", "q2", "a1", "k1"]


@pytest.mark.parametrize(
    "typed", ["[q1] ", "q1: ", "(q1) ", "[Q1]\n", "- [q1] ", "[ q1 ] ", "1. [q1] ", "［q1］", "**[q1]** ", "[q1: "]
)
def test_a_mark_may_be_typed_anew(typed: str) -> None:
    assert _read(f"{typed}The board.") == {"q1": "The board."}


def test_short_answers_may_stand_in_one_line() -> None:
    assert _read("[a1] yes, [k1] 4") == {"a1": True, "k1": 4}


@pytest.mark.parametrize("text", ["yes,\n\nbut only half of it", "yes\n\nif you remind me", "Done,\nalmost", "yes\nno"])
def test_an_answer_that_goes_on_below_is_left(text: str) -> None:
    assert _read(f"[a1] {text}") == {}


def test_a_mark_within_an_answer_is_only_mentioned_where_it_is_answered_itself() -> None:
    assert _read("[q1] The board.\n[q2] As in [q1].") == {"q1": "The board.", "q2": "As in [q1]."}
    assert _read("[q2] As in [q1].") == {}


def test_two_answers_that_differ_are_none() -> None:
    reading = read_reply("[q1] The board.\n[q1] The sponsor.\n[k1] 4\n3", _SENT)
    assert reading.answers == [] and {mark.name for mark in reading.unread} == {"q1", "k1"}
    assert _read("[q1] The board.\n[q1] the board") == {"q1": "The board."}


def test_marks_that_were_not_asked_are_named() -> None:
    reading = read_reply("[q7] The board.\n[q1x] who?\n[a1] yes", _SENT)
    assert [answer.name for answer in reading.answers] == ["a1"]
    assert {mark.name for mark in reading.unread} >= {"q7"}


def test_answers_that_may_stand_above_are_left() -> None:
    quoted = [f"> {line}" for line in _LETTER.split("\n")]
    text = "\n".join(
        [quoted[0], "The board.", quoted[1], "Scope.", quoted[2], "yes", quoted[3], "4", quoted[4], quoted[5]]
    )
    reading = read_reply(text, _SENT)
    assert reading.answers == [] and reading.unread


def test_an_older_mail_is_not_the_reply() -> None:
    older = "\n".join(f"> > {line}{' Scope.' if '[q2]' in line else ''}" for line in _LETTER.split("\n"))
    reading = read_reply(f"Did this arrive?\n\n> On 1 Nov 2026 Ruth <r@example.org> wrote:\n{older}", _SENT)
    assert reading.answers == [] and [mark.name for mark in reading.unread] == ["q2"]


@pytest.mark.parametrize("run", [" ", ".", "\n", " -", "- ", "*", "("])
def test_a_run_of_signs_takes_no_longer_than_it_is(run: str) -> None:
    """Anybody may send it; where each sign is tried as the first of the run, this would not end in an hour."""
    said = parse_verdict(f"yes{run * 5_000}x y", "action")
    assert said is None or (said.is_yes and said.remark.endswith("x y"))
    assert parse_rating(f"x{run * 5_000}y", 1) is None
