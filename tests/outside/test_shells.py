"""Completion in the other shells, where they are."""

from pathlib import Path

import pytest

from tests.conftest import Mentee
from tests.shells import HOSTILE, check_completion, is_installed


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_shell_completes_and_no_title_is_ever_run(mentee: Mentee, tmp_path: Path, shell: str) -> None:
    if not is_installed(shell):
        pytest.skip(f"there is no {shell} here")
    for title in HOSTILE:
        mentee.does("goals", "add", title)
    mentee.does("questions", "add", "Who decides?")
    check_completion(shell, tmp_path)
