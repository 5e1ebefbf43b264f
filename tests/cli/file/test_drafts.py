"""Drafts by their names: which one is meant, and files that a person has put beside them."""

import json
from pathlib import Path

import pytest

from tests.conftest import Mentee

LINE = json.dumps({"key": "win", "texts": ["A word"], "done": True}) + "\n"


@pytest.fixture
def folder(mentee: Mentee) -> Path:
    """The folder of the drafts, in which a session and a scoring wait."""
    mentee.does("questions", "add", "Who decides?")
    folder = mentee.path.with_name(f"{mentee.path.name}-drafts")
    folder.mkdir(mode=0o700)
    for name in ("sessions-1795400000000", "score-m1-1795400001000"):
        (folder / f"{name}.jsonl").write_text(LINE)
    return folder


@pytest.mark.parametrize("start", ["s", ""])
def test_a_start_of_several_names_lets_none_go(mentee: Mentee, folder: Path, start: str) -> None:
    assert "Several conversations wait: sessions, score-m1." in mentee.fails("drafts", "drop", start).err
    assert "Let go" in mentee("drafts", "drop", "se").out
    assert [draft["name"] for draft in mentee.does("drafts", "list")] == ["score-m1"]


def test_a_start_of_several_names_brings_none_back(mentee: Mentee, folder: Path) -> None:
    for name in ("sessions", "score"):
        mentee("drafts", "drop", name)
    assert "were let go" in mentee.fails("drafts", "restore", "s").err
    assert mentee.does("drafts", "restore")["name"] == "score-m1", "the last one"


@pytest.mark.parametrize("name", ["sessions-1795400000000 (copy)", "checkin-old", "checkin-" + "9" * 40])
def test_a_renamed_draft_stops_nothing(mentee: Mentee, folder: Path, name: str) -> None:
    (folder / f"{name}.jsonl").write_text(LINE)
    assert name.partition("-")[0] in [draft["name"] for draft in mentee.does("drafts", "list")]
    assert mentee().code == 0
