"""Completion in a real bash, which every machine has."""

from pathlib import Path

from tests.conftest import Mentee
from tests.shells import HOSTILE, Shell, check_completion


def test_bash_completes_and_no_title_is_ever_run(mentee: Mentee, tmp_path: Path) -> None:
    for title in HOSTILE:
        mentee.does("goals", "add", title)
    mentee.does("questions", "add", "Who decides?")
    check_completion("bash", tmp_path)


def test_a_damaged_journal_leaves_the_prompt_as_it_is(mentee: Mentee, tmp_path: Path) -> None:
    mentee.path.write_bytes(b"no journal at all" * 100)
    shell = Shell("bash", tmp_path, is_forked=False)
    try:
        shown = shell.type_until("mentorlog show q\t\tx\r", "DONE").replace("\a", "")
        assert shown.split() == ["mentorlog", "show", "qx"]
    finally:
        shell.close()
