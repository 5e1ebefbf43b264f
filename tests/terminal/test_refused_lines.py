"""A line that a conversation refuses is not lost: it stands in the prompt again, and waits in the draft."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.in_process import run
from tests.journal_copies import cache_file
from tests.systems import HANG_UP
from tests.terminal.conftest import Run, Terminal

_UP = "\x1b[A"
_CLEAR_LINE = "\x15"
_BACKSPACE = "\x7f"


@pytest.fixture
@cache_file
def journal(tmp_path: Path) -> Path:
    """A journal with a mentor and a goal at 4 of 10."""
    path = tmp_path / "journal.db"
    for words in (
        ("mentors", "add", "Ruth Okafor"),
        ("goals", "add", "Chair stand-ups", "--target", "10"),
        ("goals", "progress", "g1", "4"),
    ):
        assert run(path, *words).returncode == 0
    return path


def data(journal: Path, *words: str) -> Any:
    """What a command says as JSON."""
    return json.loads(run(journal, *words, "--json").stdout)["data"]


def waiting_half_lines(journal: Path) -> list[str]:
    """The lines that wait in drafts, which are no answers yet."""
    files = journal.with_name("journal.db-drafts").glob("*.jsonl")
    entries = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [entry["half"] for entry in entries if "half" in entry]


def waits_for_line(talk: Terminal, text: str) -> None:
    """Read on until a line stands in a prompt."""
    talk.waits_for("› ")
    talk.waits_for(text)


_REFUSED = [
    ("lessons add", [], "A long text \u202b that matters", "cannot be shown"),
    ("questions add", [], "Who \u202e pays?", "cannot be shown"),
    ("goals add", [], "Speak up " * 28 + "now", "A title has at most 200 characters"),
    ("goals add", ["Speak up", "", ""], "once the audit is behind us", "Write"),
    ("checkin", [], "7 I feel quite awful", "Write a whole number from 1 to 5."),
    ("activities add", ["A course on risk", "", ""], "juggling", "Those of a framework"),
]


@pytest.mark.parametrize(("words", "before", "text", "sentence"), _REFUSED)
def test_a_refused_line_stands_in_the_prompt_again(
    terminal: Run, journal: Path, words: str, before: list[str], text: str, sentence: str
) -> None:
    talk = terminal(*words.split(), columns=400)
    talk.types(*before, text)
    waits_for_line(talk, text)
    assert sentence in " ".join(talk.text.split())
    assert waiting_half_lines(journal) == [text], "before anything else happens"
    talk.program.sendintr()
    assert talk.ends() == 130
    assert "What you typed is kept" in talk.text

    again = terminal(*words.split(), columns=400)
    again.types("")
    waits_for_line(again, text)
    again.program.sendintr()
    assert again.ends() == 130


@pytest.mark.parametrize("how", ["Ctrl-D", "hang up", "end"])
def test_a_refused_line_is_kept_however_the_conversation_ends(terminal: Run, journal: Path, how: str) -> None:
    talk = terminal("lessons", "add", "--happened", "The audit came")
    talk.types("Ask \u202b early")
    waits_for_line(talk, "early")
    if how == "Ctrl-D":
        talk.program.send(_CLEAR_LINE)
        talk.program.sendeof()
        assert talk.ends() == 130
    else:
        talk.is_ended_by(HANG_UP if how == "hang up" else signal.SIGTERM)
    again = terminal("lessons", "add", "--happened", "The audit came")
    again.types("")
    waits_for_line(again, "early")
    again.program.sendline(f"{_CLEAR_LINE}Ask early")
    again.types("")
    assert again.ends() == 0
    assert data(journal, "show", "l1")["text"] == "Ask early"


def test_a_refused_line_is_mended_where_it_stands(terminal: Run, journal: Path) -> None:
    talk = terminal("questions", "add")
    talk.types("Who pays\u202e")
    talk.types(f"{_BACKSPACE}s?", "")  # which takes the sign with the letter that it stands behind
    assert talk.ends() == 0
    assert [one["text"] for one in data(journal, "questions", "list")] == ["Who pays?"]
    assert waiting_half_lines(journal) == []


def test_enter_skips_no_refused_line_and_a_lone_minus_does(terminal: Run, journal: Path) -> None:
    talk = terminal("checkin")
    talk.types("7 awful", "", "")
    talk.retypes("-")
    talk.types("3", ".")
    assert talk.ends() == 0
    assert talk.text.count('"7 awful" is not 1 to 5') == 3
    checkin = data(journal, "show", "c1")
    assert (checkin["mood"], checkin["energy"]) == (None, 3)


def test_the_arrow_up_brings_a_refused_line_back(terminal: Run, journal: Path) -> None:
    talk = terminal("questions", "add")
    talk.types("Who pays\u202e")
    talk.types(f"{_CLEAR_LINE}{_UP}{_BACKSPACE}s?", "")
    assert talk.ends() == 0
    assert [one["text"] for one in data(journal, "questions", "list")] == ["Who pays?"]


def test_a_refused_line_waits_while_somebody_goes_back(terminal: Run, journal: Path) -> None:
    talk = terminal("checkin")
    talk.types("4", "7 I am tired")
    talk.retypes("<")
    talk.types("")
    waits_for_line(talk, "7 I am tired")
    talk.program.sendline(f"{_CLEAR_LINE}2")
    talk.types(".")
    assert talk.ends() == 0
    checkin = data(journal, "show", "c1")
    assert (checkin["mood"], checkin["energy"]) == (4, 2)


def test_a_refused_line_is_kept_where_a_full_stop_notes_nothing(terminal: Run, journal: Path) -> None:
    talk = terminal("lessons", "add", "--happened", "The audit came")
    talk.types("Ask \u202b early")
    talk.retypes(".")
    assert talk.ends() == 2
    assert "one answer is needed" in talk.text and "What you typed is kept" in talk.text
    again = terminal("lessons", "add", "--happened", "The audit came")
    again.types("")
    waits_for_line(again, "early")
    again.program.sendline(f"{_CLEAR_LINE}Ask early")
    again.types("")
    assert again.ends() == 0


def test_lines_behind_a_refused_one_stay_with_it(terminal: Run, journal: Path) -> None:
    talk = terminal("questions", "add", TERM="xterm-256color")
    talk.types("\x1b[200~Who asks?\nWho \u202e pays?\nWho decides?\x1b[201~")
    waits_for_line(talk, "Who decides?")
    talk.program.sendintr()
    assert talk.ends() == 130
    assert waiting_half_lines(journal)[-1] == "Who \u202e pays?\nWho decides?"


def test_bytes_that_are_no_text_stand_in_the_prompt_again(terminal: Run, journal: Path) -> None:
    talk = terminal("questions", "add")
    talk.waits_for("› ")
    os.write(talk.program.child_fd, b"Who pays the caf\xff?\r")
    talk.waits_for("UTF-8")
    waits_for_line(talk, "Who pays the caf")
    talk.program.sendintr()
    assert talk.ends() == 130
    again = terminal("questions", "add")
    again.types("")
    waits_for_line(again, "Who pays the caf")
    again.program.sendline(f"{_BACKSPACE * 2}é?")
    again.types("")
    assert again.ends() == 0
    assert [one["text"] for one in data(journal, "questions", "list")] == ["Who pays the café?"]


def test_a_value_that_was_no_slip_after_all_is_not_typed_again(terminal: Run, journal: Path) -> None:
    talk = terminal("checkin")
    talk.types("4", "", "", "", "", "", "99")
    talk.types("n")
    waits_for_line(talk, "99")
    talk.program.sendline("")
    talk.types("y", ".")
    assert talk.ends() == 0
    assert data(journal, "show", "g1")["value"] == 99


def test_a_draft_whose_refused_line_was_left_out_is_not_said_to_wait(terminal: Run, journal: Path) -> None:
    talk = terminal("questions", "add")
    talk.types("Who \u202e pays?")
    talk.retypes("-")
    assert talk.ends() == 2
    assert "is kept" not in talk.text and waiting_half_lines(journal) == []


def test_a_refused_answer_to_a_single_question_comes_back_by_the_arrow_up(terminal: Run, journal: Path) -> None:
    talk = terminal("challenges", "add", "They do not answer")
    talk.types("availabel", f"{_UP}{_BACKSPACE * 2}ility")
    assert talk.ends() == 0
    assert data(journal, "show", "x1")["kind"] == "availability"
