"""What two programs take is compared round by round."""

from collections.abc import Mapping

from tests.benchmarks.cases import CASES
from tests.benchmarks.measure import Measurement


def measurement(rounds: Mapping[int, float]) -> Measurement:
    return Measurement(CASES[0], 1_000, len(rounds), 0, 0, 0, 0, rounds)


def test_a_part_is_taken_of_the_same_rounds_however_slow_the_machine_was_in_each() -> None:
    ours = measurement({1: 50, 2: 150, 3: 60})
    theirs = measurement({2: 300, 3: 120, 4: 1})

    assert ours.part_of(theirs) == 0.5
