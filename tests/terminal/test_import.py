"""An import over data asks a person, who sees the numbers first."""

from pathlib import Path

import pytest

from tests.in_process import run
from tests.terminal.conftest import Run


@pytest.mark.parametrize(("answer", "code", "there"), [("yes", 0, True), ("no", 130, False)])
def test_a_person_sees_the_numbers_and_decides(
    terminal: Run, tmp_path: Path, answer: str, code: int, there: bool
) -> None:
    path, other, file = tmp_path / "journal.db", tmp_path / "other.db", tmp_path / "journal.jsonl"
    for journal, text in ((path, "Mine?"), (other, "Theirs?")):
        assert run(journal, "questions", "add", text).returncode == 0
    assert run(other, "export", "--output", str(file)).returncode == 0
    person = terminal("import", str(file))
    person.waits_for("questions")
    person.types(answer)
    assert person.ends() == code
    assert ("Theirs?" in run(path, "questions", "list").stdout) is there
