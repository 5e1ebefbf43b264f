"""A disk that is full, or fails: a clear error, the journal as it was, and what was typed is kept."""

from pathlib import Path

from tests.store import full


def test_whatever_step_fails_is_said_and_harms_nothing(memory_folder: Path) -> None:
    figures = full.attack(memory_folder, 40, seed=3)
    assert figures.broken == []
    assert figures["trials"] == 40
