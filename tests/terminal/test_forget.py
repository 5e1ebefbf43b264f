"""Forgetting asks a person, and does what they were shown or nothing."""

from pathlib import Path

import pytest

from tests.in_process import run
from tests.terminal.conftest import Run


@pytest.mark.parametrize(
    ("words", "ref"),
    [(("feedback", "add", "You waited", "--session", "s1"), "m1"), (("goals", "step", "g1", "Ask three people"), "g1")],
)
def test_what_was_written_while_the_question_stood_is_not_forgotten_unseen(
    terminal: Run, tmp_path: Path, words: tuple[str, ...], ref: str
) -> None:
    path = tmp_path / "journal.db"
    for made in (("mentors", "add", "Ann Lee"), ("sessions", "add", "--at", "2026-11-20 15:00", "--mentor", "m1"),
                 ("goals", "add", "Speak up")):  # fmt: skip
        assert run(path, *made).returncode == 0
    person = terminal("forget", ref)
    person.waits_for("Forget it")
    assert run(path, *words).returncode == 0
    before = path.read_bytes()
    person.program.sendline("yes")
    assert person.ends() == 75 and "Nothing was forgotten. Run the command again." in person.text
    assert path.read_bytes() == before
    again = terminal("forget", ref)
    again.types("yes")
    assert again.ends() == 0
    assert run(path, "show", "f1" if ref == "m1" else "t1").returncode == 3


def test_a_person_sees_what_they_are_asked_about_and_what_undo_will_not_bring_back(
    terminal: Run, tmp_path: Path
) -> None:
    path = tmp_path / "journal.db"
    for made in (("goals", "add", "Speak up"), ("goals", "step", "g1", "Ask two people"),
                 ("edit", "t1", "title=Ask three people"), ("delete", "t1")):  # fmt: skip
        assert run(path, *made).returncode == 0
    person = terminal("forget", "g1", "--backups")
    person.types("no")
    assert person.ends() == 130
    assert person.lines[:7] == [
        "g1  Speak up",
        "t1  Ask three people",
        "",
        "This will be gone for good and in the copies; undo will not bring it back, nor",
        "anything that was changed before.",
        "Forget it, yes or no [no]",
        "› no",
    ]
