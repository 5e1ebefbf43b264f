"""What the program says about words it cannot use: on stderr, with the right exit code, and as JSON where asked."""

import json
import sqlite3
from pathlib import Path

import pytest

from mentorlog import __version__
from tests.conftest import Mentee


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("quesstion",), "Did you mean questions"),
        (("questions", "ad", "x"), "Did you mean add"),
        (("questions", "add", "x", "--goals", "g1"), "Did you mean --goal"),
        (("questions", "add", "two words", "and three more"), "in quotes"),
        (("sessions", "move", "s1", "--at", "friday 15:00", "please"), "in quotes"),
        (("questions", "answer", "q1"), "needs TEXT"),
        (("questions", "add", "-5 % or less?"), '-- "-'),
        (("sessions", "move", "s1"), "needs --at"),
        (("questions", "add", "x", "--priority", "urgent"), "high"),
        (("report", "--journal"), "--journal names no file"),
        (("history", "--limit", "0"), "--limit"),
    ],
)
def test_a_call_that_cannot_be_read_says_what_to_do(mentee: Mentee, words: tuple[str, ...], says: str) -> None:
    result = mentee(*words)
    assert result.code == 2
    assert says in result.err and result.out == ""
    error = mentee(*words, "--json")
    if "--journal" not in words:
        assert error.error["code"] == "usage" and says in error.err
    assert not mentee.path.exists()


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_global_options_stand_anywhere(mentee: Mentee, place: int) -> None:
    words = ["questions", "add", "Who decides?"]
    words[place:place] = ["--json", "--journal", str(mentee.folder / "other.db")]
    assert mentee(*words).data["ref"] == "q1"
    assert (mentee.folder / "other.db").exists() and not mentee.path.exists()


def test_behind_two_dashes_everything_is_text(mentee: Mentee) -> None:
    mentee("questions", "add", "--", "--json")
    assert mentee.does("show", "q1")["text"] == "--json"


def test_every_answer_has_the_same_envelope(mentee: Mentee) -> None:
    data = json.loads(mentee("questions", "add", "x", "--json").out)
    assert (data["schema"], data["kind"], data["warnings"]) == (1, "question", [])
    assert json.loads(mentee("questions", "list", "--json").out)["kind"] == "question.list"
    assert json.loads(mentee("report", "--json").out)["kind"] == "report"
    error = json.loads(mentee("show", "q9", "--json").out)
    assert error["schema"] == 1 and set(error["error"]) == {"code", "message", "hint"}


def test_errors_go_to_stderr_as_sentences_also_with_json(mentee: Mentee) -> None:
    mentee.does("questions", "add", "x")
    result = mentee("show", "q9", "--json")
    assert result.code == 3 and "There is no question q9." in result.err


def test_version_and_help(mentee: Mentee) -> None:
    assert mentee("--version").out == f"mentorlog {__version__}\n"
    data = mentee("--json", "--version").data
    assert data["version"] == __version__ and data["sqlite"] == sqlite3.sqlite_version
    assert data["libraries"]["typer"].startswith("0.28.")
    out = mentee("--help").out
    for word in ("checkin", "questions", "report", "undo", "demo", "The loop", "--journal"):
        assert word in out


@pytest.mark.parametrize(
    "words", [("questions", "--help"), ("questions", "add", "--help"), ("checkin", "--help"), ("report", "--help")]
)
def test_every_command_explains_itself(mentee: Mentee, words: tuple[str, ...]) -> None:
    result = mentee(*words)
    assert result.code == 0 and "Usage: mentorlog" in result.out


def test_alone_it_welcomes_and_says_where_the_journal_is(mentee: Mentee) -> None:
    result = mentee()
    assert result.code == 0 and str(mentee.path) in result.out and "mentorlog demo" in result.err
    assert not mentee.path.exists()
    mentee.does("questions", "add", "x")
    assert mentee().out == mentee("next").out


@pytest.mark.parametrize(
    "words",
    [
        ("questions", "list"), ("goals", "list"), ("sessions", "list"), ("checkin", "list"), ("feedback", "list"),
        ("achievements", "list"), ("mentors", "list"), ("search", "x"), ("report",), ("history",),
    ],
)  # fmt: skip
def test_without_a_journal_reading_is_empty_and_makes_no_file(mentee: Mentee, words: tuple[str, ...]) -> None:
    result = mentee(*words)
    assert result.code == 0 and result.out
    assert mentee(*words, "--json").code == 0
    assert list(mentee.folder.iterdir()) == []


@pytest.mark.parametrize("noun", ["questions", "goals", "sessions", "checkin", "feedback", "achievements", "mentors"])
def test_an_empty_list_names_the_first_step(mentee: Mentee, noun: str) -> None:
    result = mentee(noun, "list")
    assert result.out.startswith("No ") and "→ mentorlog " in result.err


@pytest.mark.parametrize("words", [("show", "q1"), ("edit", "q1", "text=x"), ("delete", "q1"), ("history", "q1")])
def test_without_a_journal_a_named_ref_is_not_found(mentee: Mentee, words: tuple[str, ...]) -> None:
    assert mentee.fails(*words).code == 3
    assert list(mentee.folder.iterdir()) == []


def test_nobody_is_asked_where_nobody_is_there(mentee: Mentee) -> None:
    for words, flag in (
        (("goals", "add"), "TITLE"), (("questions", "add"), "TEXT"), (("sessions", "add"), "--at"),
        (("feedback", "add"), "TEXT"), (("achievements", "add"), "TITLE"), (("checkin",), "--mood"),
    ):  # fmt: skip
        result = mentee.fails(*words)
        assert result.code == 2 and flag in result.err


def test_a_clock_that_cannot_be_read_is_said(mentee: Mentee) -> None:
    mentee.at("noon")
    result = mentee.fails("questions", "add", "x")
    assert result.code == 2 and "MENTORLOG_NOW" in result.err


def test_two_dashes_before_the_command_change_nothing_and_more_of_them_are_no_command(
    mentee: Mentee, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentee.does("questions", "add", "Who decides?")
    assert mentee("--", "questions", "list").out == mentee("questions", "list").out
    for words in (("--", "--"), ("--", "--", "questions", "list"), ("--", "--help")):
        result = mentee(*words)
        assert result.code == 2 and "mentorlog has no option" in result.err and "Did you mean" not in result.err
    damaged = tmp_path / "damaged.toml"
    damaged.write_text("[x")
    monkeypatch.setenv("MENTORLOG_CONFIG", str(damaged))
    assert mentee("--", "config", "path").code == 0 != mentee("questions", "list").code


def test_what_is_missing_is_said_with_what_it_may_be(mentee: Mentee) -> None:
    assert "It is one of misunderstanding, disagreement," in mentee.fails("challenges", "add", "We part").err
    assert "It is one of role, expectation," in mentee.fails("agreement", "add").err


@pytest.mark.parametrize("option", ["--owner", "--until", "--reason"])
def test_a_global_option_is_offered_only_for_what_is_nearly_one(mentee: Mentee, option: str) -> None:
    assert "Did you mean" not in mentee.fails("sessions", "missed", "s1", option, "x").err
    assert "Did you mean --journal?" in mentee.fails("sessions", "missed", "s1", "--jurnal", "x").err


def test_several_needs_are_picked_at_once(mentee: Mentee) -> None:
    assert len(mentee.does("needs", "suggest", "--pick", "1,3", "--pick", "5")) == 3
    for wrong in ("0", "99", "1,x", "-1"):
        assert "no such suggestion" in mentee.fails("needs", "suggest", f"--pick={wrong}").err


def test_an_option_that_takes_one_value_is_refused_twice(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("mentors", "add", "Sam Adeyemi")
    refused = mentee.fails("questions", "add", "Who decides?", "-m", "ruth", "--mentor=sam")
    assert "--mentor stands there 2 times" in refused.err and refused.code == 2
    mentee.does("goals", "add", "Speak", "--step", "One", "--step", "Two")
