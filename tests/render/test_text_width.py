"""The width of a text: signs that are known without Unicode's table are those that it gives one cell."""

from unicodedata import category, east_asian_width

from mentorlog.render.terminal import text
from mentorlog.render.terminal.screen import _ASCII_GLYPHS


def test_signs_that_are_drawn_take_one_cell_each() -> None:
    signs = text._one_cell_signs()
    assert all(east_asian_width(sign) not in "WF" and category(sign) not in text._ZERO_WIDTH for sign in signs)
    assert {chr(sign) for sign in _ASCII_GLYPHS} <= signs
    assert text.width("● on plan") == 9
    assert text.width("日本●") == 5
