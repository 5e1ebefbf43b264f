"""How the roles of a page look: the one place that says so.

A terminal of 256 colours gets five of those that no theme changes: they are read on dark and light grounds, and who
does not see red or green apart still tells good, warn and bad apart (tests/unit/test_palette.py measures both). One of
16 colours gets those, whose looks are its theme's, and nobody else's to promise. Without colour the words carry all.
"""

from mentorlog.render.terminal.page import Role

COLORS_256: dict[Role, int] = {"accent": 31, "good": 29, "warn": 130, "bad": 163, "dim": 243}  # of the 256
_COLORS_16: dict[Role, tuple[str, str]] = {  # of the 16: as Rich names them, and as the terminal has them
    "accent": ("cyan", "36"),
    "good": ("green", "32"),
    "warn": ("yellow", "33"),
    "bad": ("red", "31"),
    "dim": ("dim", "2"),
}
_FONT_STYLES: dict[Role, tuple[str, str]] = {"title": ("bold", "1"), "bad": ("bold", "1"), "quote": ("italic", "3")}


def rich_style(role: Role, colors: int) -> str:
    """The look of a role as Rich names it, on a screen of so many colours."""
    return " ".join(_style_parts(role, colors, 0))


def ansi_text(text: str, role: Role, colors: int) -> str:
    """A text in the terminal's own codes, for the short lines that Rich is not loaded for."""
    codes = ";".join(_style_parts(role, colors, 1))
    return f"\x1b[{codes}m{text}\x1b[0m" if codes and text else text


def _style_parts(role: Role, colors: int, notation: int) -> list[str]:
    """Weight and colour of a role; `way` 0 in Rich's words, 1 in the terminal's codes."""
    looks = [_FONT_STYLES[role][notation]] if role in _FONT_STYLES else []
    if colors > 16 and role in COLORS_256:
        looks.append((f"color({COLORS_256[role]})", f"38;5;{COLORS_256[role]}")[notation])
    elif role in _COLORS_16:
        looks.append(_COLORS_16[role][notation])
    return looks
