"""A dash is the text from stdin wherever a text or a title is taken."""

import json
from pathlib import Path

import pytest

from tests.in_process import run


@pytest.mark.parametrize("noun", ["goals", "achievements", "mentors", "skills", "contacts", "needs"])
def test_a_title_comes_from_stdin(tmp_path: Path, noun: str) -> None:
    path = tmp_path / "journal.db"
    added = run(path, noun, "add", "-", "--json", stdin=b"Speak up early\n")
    assert added.returncode == 0, added.stderr
    assert "Speak up early" in added.stdout
    refused = run(path, noun, "add", "-", stdin=b"One\nTwo\n")
    assert refused.returncode == 2 and "A title has one line." in refused.stderr


def test_a_field_is_edited_from_stdin(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    run(path, "questions", "add", "Who decides?")
    assert run(path, "edit", "q1", "text=-", stdin=b"Who pays, and when?\nBoth?\n").returncode == 0
    question = json.loads(run(path, "show", "q1", "--json").stdout)["data"]
    assert question["text"] == "Who pays, and when?\nBoth?"


def test_nothing_on_stdin_clears_no_field(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    run(path, "goals", "add", "Speak up", "--why", "I hold back")
    for assignments in (["why=-"], ["title=-", "why=-"]):
        refused = run(path, "edit", "g1", *assignments, stdin=b"" if len(assignments) == 1 else b"Once\n")
        assert refused.returncode == 2 and "why: The text is empty." in refused.stderr
    goal = json.loads(run(path, "show", "g1", "--json").stdout)["data"]
    assert (goal["title"], goal["why"]) == ("Speak up", "I hold back")


def test_a_dash_for_a_number_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    run(path, "goals", "add", "Speak up", "--target", "10")
    assert run(path, "edit", "g1", "target=-", stdin=b"20\n").returncode == 2
