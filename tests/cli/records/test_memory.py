"""What lists everything takes some memory for each entry: that of its texts, not of its page or its JSON besides."""

import os
import sys
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from mentorlog.cli.main import run
from tests.benchmarks.journals import write_journal

FEW, MANY = 300, 1300  # entries


@pytest.fixture(scope="module")
def journals(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, Path]]:
    """A short and a long journal, and how many entries each has."""
    folder = tmp_path_factory.mktemp("long")
    written = [(entries, folder / f"{entries}.db") for entries in (FEW, MANY)]
    for entries, path in written:
        write_journal(path, entries, date(2026, 11, 20))
    return written


@pytest.fixture
def bytes_an_entry(journals: list[tuple[int, Path]], monkeypatch: pytest.MonkeyPatch) -> Callable[..., float]:
    """Gives by how much memory at its peak a command grows with each entry of the journal."""

    def peak(path: Path, argv: tuple[str, ...]) -> int:
        with open(os.devnull, "w", encoding="utf-8") as nowhere, monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", nowhere)
            patch.setenv("MENTORLOG_JOURNAL", str(path))
            assert run(argv) == 0  # what is loaded and kept for the next command does not count
            tracemalloc.start()
            try:
                assert run(argv) == 0
                return tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    def measure(*argv: str) -> float:
        (few, short), (many, long) = journals
        return (peak(long, argv) - peak(short, argv)) / (many - few)

    return measure


@pytest.mark.parametrize(
    ("call", "limit"),
    [
        ("log --json", 500),
        ("log", 600),
        ("questions list --all --json", 550),
        ("timeline --json", 500),
        ("history --json --limit 900", 400),
    ],
)
def test_listing_everything_holds_little_of_an_entry(
    bytes_an_entry: Callable[..., float], call: str, limit: int
) -> None:
    assert bytes_an_entry(*call.split()) < limit
