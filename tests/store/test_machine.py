"""A few random journals against the model; `python -m tests.store.machine` runs hundreds."""

import pytest

from mentorlog.store import changes, search
from tests.store.machine import FIGURES, attack


def test_random_changes_undos_and_redos_agree_with_a_plain_model() -> None:
    attack(2, steps=10)
    assert FIGURES["commands"] > FIGURES["refused"]


@pytest.mark.parametrize("broken", ["index", "undo"])
def test_the_model_notices_a_fault(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    if broken == "index":
        monkeypatch.setattr(search, "add_row", lambda *_: None)
    else:
        monkeypatch.setattr(changes.Change, "revert", lambda *_: None)
    with pytest.raises(BaseException):  # noqa: B017 - whichever promise is broken first
        attack(6, steps=6, shrink=False)
