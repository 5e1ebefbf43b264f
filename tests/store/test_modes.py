"""Nobody else can read what is ours, not even for a moment."""

from pathlib import Path

from tests.store import modes
from tests.store.attack import Figures


def test_nobody_else_can_read_what_is_ours_at_any_moment(memory_folder: Path) -> None:
    """Under the umask that takes nothing away; a stricter one hides what the program itself leaves open."""
    figures = Figures()
    modes.check_in_process(memory_folder / "home", 0o000, figures)
    assert figures.broken == []
    assert figures["moments looked at"] > 200
