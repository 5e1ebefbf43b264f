"""Power cuts lose no acknowledged change and leave none by halves."""

from pathlib import Path

from tests.store import cuts


def test_power_cuts_lose_nothing_and_leave_nothing_by_halves(memory_folder: Path) -> None:
    recording, _ = cuts.load_recording()
    figures = cuts.cut_recording(memory_folder, recording, 50, seed=2)
    assert figures.broken == []
    assert figures["cuts"] == 50


def test_the_program_does_about_power_cuts_what_was_recorded(memory_folder: Path) -> None:
    _, steps = cuts.load_recording()
    result = "Look at what differs, cut the power under the program of today, and keep that: see tests/store/cuts.py"
    assert cuts.steps(memory_folder / "home") == steps, result
