"""Promises: the day at the end of their words."""

import pytest

from tests.conftest import Mentee


@pytest.mark.parametrize(
    ("words", "text", "due"),
    [
        (("Send the list by friday",), "Send the list", "2026-11-27"),
        (("Send the list by Friday.",), "Send the list", "2026-11-27"),
        (("Pass it by Ann",), "Pass it by Ann", None),
        (("Send it by friday", "--by", "2026-12-01"), "Send it by friday", "2026-12-01"),
    ],
)
def test_a_day_at_the_end_is_when_it_is_due_as_in_a_debrief(
    mentee: Mentee, words: tuple[str, ...], text: str, due: str | None
) -> None:
    action = mentee.does("actions", "add", *words)
    assert (action["text"], action["due"]) == (text, due)
