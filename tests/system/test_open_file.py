"""A file is opened by the program that the system has for its kind, and who has none is told."""

from pathlib import Path

import pytest

from mentorlog.system import processes
from tests.systems import IS_WINDOWS


@pytest.mark.skipif(IS_WINDOWS, reason="Windows opens a file itself")
@pytest.mark.parametrize("code", [0, 1])
def test_a_file_is_handed_to_the_systems_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    monkeypatch.setattr("mentorlog.system.posix.processes.sys.platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))
    draft = tmp_path / "a letter.eml"
    assert not processes.open_file(draft), "there is no program for it"
    program = tmp_path / "xdg-open"
    program.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\nexit {code}\n')
    program.chmod(0o755)
    assert processes.open_file(draft) is (code == 0)
    assert (tmp_path / "opened").read_text() == f"{draft}\n"
