"""Machines with real journals write apart, hear of one another in any order, and come to the same with every word."""

from pathlib import Path

from tests.store.machines import apart


def test_journals_apart_lose_nothing_and_come_to_the_same(memory_folder: Path, schema_copies: None) -> None:
    figures = apart.attack(memory_folder, 8, seed=3)
    assert figures.broken == []
    assert figures["conflicts kept"] > 3
