"""A pair of machines to write apart."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mentorlog.journal.journal import Journal
from tests.journal.machines.pair import Pair

BeginPair = Callable[[Callable[[Journal], object]], Pair]


@pytest.fixture
def begin_pair(tmp_path: Path, schema_copies: None) -> Iterator[BeginPair]:
    """A function that begins a journal on a desk, which a laptop then joins."""
    pairs: list[Pair] = []

    def begin(write: Callable[[Journal], object]) -> Pair:
        pairs.append(Pair(tmp_path, write))
        return pairs[-1]

    yield begin
    for pair in pairs:
        pair.close()
