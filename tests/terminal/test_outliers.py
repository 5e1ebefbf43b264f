"""On a terminal a value far out is asked about, and so is a day that is past in the year it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.in_process import run
from tests.terminal.conftest import Run


def data(journal: Path, *words: str) -> Any:
    return json.loads(run(journal, *words, "--json").stdout)["data"]


@pytest.fixture
def journal(tmp_path: Path, schema_copies: None) -> Path:
    """A goal at 4 of 10."""
    path = tmp_path / "journal.db"
    assert run(path, "goals", "add", "Chair stand-ups", "--target", "10").returncode == 0
    assert run(path, "goals", "progress", "g1", "4").returncode == 0
    return path


@pytest.mark.parametrize("words", [("goals", "progress", "g1", "99"), ("checkin", "--progress", "g1=99")])
def test_a_value_far_out_is_kept_after_a_yes(terminal: Run, journal: Path, words: tuple[str, ...]) -> None:
    for answer, code, value in (("", 1, 4), ("n", 1, 4), ("y", 0, 99)):
        talk = terminal(*words)
        talk.types(answer)
        assert "99 is far from the last, 4.\nKeep it, yes or no [no]" in talk.text
        assert talk.ends() == code
        assert "undo" not in talk.text
        assert data(journal, "show", "g1")["value"] == value


def test_an_edit_far_out_is_asked_about_once_for_all(terminal: Run, journal: Path) -> None:
    talk = terminal("edit", "g1", "target=9000")
    talk.types("no")
    assert "9000 is far from the target before, 10.\nKeep it, yes or no [no]" in talk.text
    assert talk.ends() == 1
    assert data(journal, "show", "g1")["target"] == 10


def test_a_checkin_asks_again_for_a_value_that_was_a_slip(terminal: Run, journal: Path) -> None:
    talk = terminal("checkin")
    talk.types("4", "", "", "", "", "", "99")
    talk.types("n")
    talk.retypes("5")
    talk.types(".")
    assert "99 is far from the last, 4.\nKeep it, yes or no [no]" in talk.text
    assert talk.ends() == 0
    assert data(journal, "show", "g1")["value"] == 5


@pytest.mark.parametrize(("answer", "year"), [("1", "2026"), ("2", "2027")])
def test_which_year_is_asked_where_the_day_is_past_in_this_one(
    terminal: Run, journal: Path, answer: str, year: str
) -> None:
    talk = terminal("sessions", "add", "--at", "4 june 14:00")
    talk.waits_for("4 June 2026 is past.")
    talk.types(answer)
    assert talk.ends() == 0
    assert data(journal, "show", "s1")["starts_at"][:16] == f"{year}-06-04T14:00"
    assert ("sessions missed s1" in talk.text) == (year == "2026")
