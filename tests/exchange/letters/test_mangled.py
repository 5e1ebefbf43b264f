"""Replies as mail programs mangle them: nothing is read that was not written, and what could not be read is named."""

import pytest

from tests.exchange.letters.mangled import judge, make_reply


@pytest.mark.parametrize("first", range(0, 120, 20))
def test_no_answer_is_read_wrongly_and_none_is_lost(first: int) -> None:
    for seed in range(first, first + 20):
        wrong, _ = judge(make_reply(seed))
        assert not wrong, f"reply {seed}"


def test_what_is_plain_is_read() -> None:
    plain = [
        sum(truth.value is not None for truth in reply.sent.truths.values()) - len(judge(reply)[1].answers)
        for reply in map(make_reply, range(100))
        if reply.recipe.endswith("nothing")
    ]
    assert sum(plain) == 0
