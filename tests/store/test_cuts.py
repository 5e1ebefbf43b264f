"""Power cuts lose no acknowledged change and leave none by halves."""

from pathlib import Path

from tests.store import cuts


def test_power_cuts_lose_nothing_and_leave_nothing_by_halves(quick: Path) -> None:
    recording, _ = cuts.kept()
    figures = cuts.cuts(quick, recording, 50, seed=2)
    assert figures.broken == []
    assert figures["cuts"] == 50


def test_the_program_does_about_power_cuts_what_was_recorded(quick: Path) -> None:
    _, steps = cuts.kept()
    told = "Look at what differs, cut the power under the program of today, and keep that: see tests/store/cuts.py"
    assert cuts.steps(quick / "home") == steps, told
