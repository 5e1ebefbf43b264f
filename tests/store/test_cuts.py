"""Power cuts lose no acknowledged change and leave none by halves."""

from pathlib import Path

from tests.store import cuts


def test_power_cuts_lose_nothing_and_leave_nothing_by_halves(tmp_path: Path) -> None:
    recording, _ = cuts.kept()
    figures = cuts.cuts(tmp_path, recording, 60, seed=2)
    assert figures.broken == []
    assert figures["cuts"] == 60


def test_the_program_does_about_power_cuts_what_was_recorded(tmp_path: Path) -> None:
    _, steps = cuts.kept()
    told = "Look at what differs, cut the power under the program of today, and keep that: see tests/store/cuts.py"
    assert cuts.steps(tmp_path / "home") == steps, told
