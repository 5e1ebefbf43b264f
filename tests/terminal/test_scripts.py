"""Wide, combining and right-to-left letters: what stands right of them stands straight, in a real terminal."""

import re
from pathlib import Path

import pytest

from tests import subprocesses
from tests.in_process import run
from tests.terminal.conftest import Run

TEXTS = (
    "Who decides?",
    "谁来做决定？",
    "会議を短くするには",
    "위험은 누가 맡나요",
    "Cafe\u0301 \u00e0 la cre\u0300me",
    "a\u0302\u0303\u0304e\u0301\u0302\u0303",
    "מי מחליט כשהנותן חסות נעדר",
    "من يقرر؟",
    "family 👨\u200d👩\u200d👧\u200d👦 first",
    "heart ❤\ufe0f sign ⚠\ufe0f",
    "Ai quye\u0302\u0301t đi\u0323nh?",
)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Questions in many scripts of one priority, and one of another, so that there is a column for it."""
    path = tmp_path / "journal.db"
    assert run(path, "goals", "add", "Chair stand-ups").returncode == 0
    for text in TEXTS:
        assert run(path, "questions", "add", text, "--priority", "high", "--goal", "g1").returncode == 0
    assert run(path, "questions", "add", "When?", "--priority", "low", "--goal", "g1").returncode == 0
    return path


def test_columns_stand_straight(terminal: Run, journal: Path) -> None:
    """The terminal counts cells sign by sign, as most do; a column is where its word begins on the screen."""
    shown = terminal("questions", "list", columns=80, rows=60)
    assert shown.ends() == 0
    places = {shown.column("high", row) for row, line in enumerate(shown.cells) if "high" in "".join(line)}
    assert len(places) == 1, shown.text
    assert sum("high" in line for line in shown.lines) == len(TEXTS)


def test_where_it_is_narrow_nothing_is_wider_than_the_screen(terminal: Run, journal: Path) -> None:
    wide = terminal("questions", "list", columns=200, rows=200)
    assert wide.ends() == 0
    shown = terminal("questions", "list", columns=40, rows=200)
    assert shown.ends() == 0
    assert len(shown.lines) <= 4 * len(TEXTS) + 2, "no line was broken by the terminal itself"
    for at in range(1, len(TEXTS) + 1):
        assert any(re.match(rf"q{at}\b", line) for line in shown.lines)


def test_figures_do_not_join_what_runs_to_the_left(terminal: Run, journal: Path) -> None:
    """A mark ends it, so that a terminal that turns it round turns nothing else."""
    shown = terminal("questions", "list")
    assert shown.ends() == 0
    assert "נעדר\u200e" in shown.raw and "يقرر؟\u200e" in shown.raw
    assert "\u200e" not in subprocesses.run(journal, "questions", "list").stdout
