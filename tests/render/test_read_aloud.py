"""Every screen as a screen reader's user hears it: text in order, refs first, nothing drawn."""

import re

import pytest

from mentorlog.render.terminal.page import RAG_GLYPHS
from tests.conftest import Mentee

SCREENS = (
    (), ("agenda",), ("agenda", "s11"), ("report",), ("report", "--for", "mentor"), ("report", "--compare"),
    ("report", "--plots"), ("report", "--goal", "g3"), ("checkin", "--mood", "4", "--energy", "3"), ("checkin", "list"),
    ("recap", "s11"), ("review", "list"), ("goals", "list", "--all"), ("questions", "list", "--all"),
    ("sessions", "list"), ("feedback", "list"), ("achievements", "list"), ("actions", "list", "--all"),
    ("lessons", "list", "--all"), ("challenges", "list", "--all"), ("skills", "list"), ("needs", "list"),
    ("contacts", "list"), ("mentors", "list", "--all"), ("mentors", "compare"), ("agreement", "show"), ("show", "g3"),
    ("show", "s11"), ("show", "q24"), ("show", "k5"), ("show", "m2"), ("timeline",), ("lookback",), ("log",),
    ("history",), ("history", "q24"), ("search", "sponsor"), ("due",), ("doctor",), ("backup", "list"),
    ("config", "list"), ("goals", "progress", "g3", "9"), ("resume", "--rest"),
)  # fmt: skip
_DRAWN = re.compile(r"[─-▟▴-◿·›✓✗★☆⣀-⣿]|^\s*[^\w\s]+\s*$|^: |\w\.,|  \S", re.MULTILINE)
_REF_ALONE = re.compile(r"^[a-z]\d+$", re.MULTILINE)


@pytest.mark.parametrize("words", SCREENS, ids=" ".join)
@pytest.mark.parametrize("moment", ["2026-11-23T09:00:00", "2027-07-12T09:00:00"])
def test_a_screen_is_text_in_order(
    mentee: Mentee, words: tuple[str, ...], moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentee.has_demo()
    mentee.at(moment)
    monkeypatch.setenv("ACCESSIBLE", "1")
    result = mentee(*words)
    assert result.code in (0, 10), result.err
    for text in (result.out, result.err):
        assert not _DRAWN.findall(text)
        assert not _REF_ALONE.findall(text), "a ref stands before what it names"
        assert not any(glyph in text for glyph in RAG_GLYPHS.values())
        assert "\n\n\n" not in text
