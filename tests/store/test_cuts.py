"""Power cuts lose no acknowledged change and leave none by halves."""

from pathlib import Path

import pytest

from tests.store import cuts, strace
from tests.store.attack import Figures


@pytest.mark.parametrize("name", cuts.RECORDED)
def test_power_cuts_lose_nothing_and_leave_nothing_by_halves(memory_folder: Path, name: str) -> None:
    recording, _ = cuts.load_recording(name)
    figures = Figures()
    cuts.cut_recording(memory_folder, recording, 40, seed=2, figures=figures)
    assert figures.broken == []
    assert figures["cuts"] == 40


@pytest.mark.parametrize("name", cuts.RECORDED)
def test_the_program_does_about_power_cuts_what_was_recorded(memory_folder: Path, name: str) -> None:
    _, steps = cuts.load_recording(name)
    result = "Look at what differs, cut the power under the program of today, and keep that: see tests/store/cuts.py"
    assert cuts.steps(memory_folder / "home", name) == steps, result


def test_a_file_without_a_name_is_gone_after_a_cut() -> None:
    """Its call names the folder that it lies in, which is not what is written to."""
    calls = [
        strace.Syscall("openat", 'AT_FDCWD, "", O_RDWR|O_EXCL|O_CLOEXEC|O_TMPFILE, 0600', [b"/home/folder"], 7),
        strace.Syscall("write", '7, "", 5', [b"plain"], 5),
    ]
    assert [event.what for event in strace.events(calls, Path("/home"))] == ["ended"]
