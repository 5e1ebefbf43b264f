"""The colours and styles of the roles of a page.

A terminal of 256 colours gets five that no theme changes: they are legible on dark and light backgrounds, and good,
warn and bad stay distinct for the colour-blind (tests/render/test_palette.py measures both). On a terminal of 16
colours the theme decides how they look. Without colour the words carry the meaning.
"""

from mentorlog.render.terminal.page import Role

COLORS_256: dict[Role, int] = {"accent": 31, "good": 29, "warn": 130, "bad": 163, "dim": 243}
_COLORS_16: dict[Role, tuple[str, str]] = {  # for Rich, and as escape codes
    "accent": ("cyan", "36"),
    "good": ("green", "32"),
    "warn": ("yellow", "33"),
    "bad": ("red", "31"),
    "dim": ("dim", "2"),
}
_FONT_STYLES: dict[Role, tuple[str, str]] = {"title": ("bold", "1"), "bad": ("bold", "1"), "quote": ("italic", "3")}


def rich_style(role: Role, colors: int) -> str:
    """The style of a role for Rich, on a screen of so many colours."""
    return " ".join(_style_parts(role, colors, 0))


def ansi_text(text: str, role: Role, colors: int) -> str:
    """A text with escape codes, for short lines that are not worth loading Rich."""
    codes = ";".join(_style_parts(role, colors, 1))
    return f"\x1b[{codes}m{text}\x1b[0m" if codes and text else text


def _style_parts(role: Role, colors: int, notation: int) -> list[str]:
    """Weight and colour of a role, by `notation`: 0 in Rich's words, 1 in escape codes."""
    parts = [_FONT_STYLES[role][notation]] if role in _FONT_STYLES else []
    if colors == 1:
        return parts or ([_COLORS_16[role][notation]] if role == "dim" else [])
    if colors > 16 and role in COLORS_256:
        parts.append((f"color({COLORS_256[role]})", f"38;5;{COLORS_256[role]}")[notation])
    elif role in _COLORS_16:
        parts.append(_COLORS_16[role][notation])
    return parts
