"""A few of the generated command lines; `python -m tests.cli.fuzz` runs thousands."""

from pathlib import Path

from tests.cli.fuzz import attack, commands


def test_no_command_line_makes_a_command_fail_badly(tmp_path: Path) -> None:
    desk, texts = attack(tmp_path, 70)
    assert desk.faults == []
    assert desk.ran == 56 and texts > 10
    assert desk.codes[0] and desk.codes[2], "some are done, some refused"


def test_every_command_is_among_them() -> None:
    named = {" ".join(words) for words, _ in commands()}
    assert {"checkin", "questions add", "report", "backup list", "doctor", "edit"} <= named and len(named) > 90
