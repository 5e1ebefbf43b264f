"""Nobody else can read what is ours, not even for a moment."""

from pathlib import Path

import pytest

from tests.store import modes
from tests.store.attack import Figures


@pytest.mark.parametrize("umask", [0o000, 0o077], ids=lambda umask: f"{umask:03o}")
def test_nobody_else_can_read_what_is_ours_at_any_moment(memory_folder: Path, umask: int) -> None:
    figures = Figures()
    modes.check_in_process(memory_folder / "home", umask, figures)
    assert figures.broken == []
    assert figures["moments looked at"] > 200
