"""An assessment at a terminal: its largest gaps are asked about one by one, and become goals."""

from pathlib import Path

import pytest

from tests.terminal.conftest import Run
from tests.terminal.test_conversation_keys import data


@pytest.mark.parametrize("columns", [40, 80])
def test_the_largest_gaps_become_goals_one_by_one(terminal: Run, tmp_path: Path, columns: int) -> None:
    talk = terminal("skills", "assess", "--framework", "apm", columns=columns)
    talk.types("1", "0", "2", ".")
    talk.types("y", "", "y")
    assert talk.ends() == 0
    words = " ".join(talk.text.split())
    assert "Governance arrangements: 0, aim 3. Make it a goal, in 6 months, yes or no" in words, "and no word is lost"
    assert words.index("Governance arrangements: 0") < words.index("Life cycles: 1") < words.index("Sustainability: 2")
    goals = data(tmp_path / "journal.db", "goals", "list")
    assert [goal["title"] for goal in goals] == ["Governance arrangements", "Sustainability"]
