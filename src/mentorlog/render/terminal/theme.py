"""How the roles of a page look: the one place that says so.

A terminal of 256 colours gets five of those that no theme changes: they are read on dark and light grounds, and who
does not see red or green apart still tells good, warn and bad apart (tests/unit/test_palette.py measures both). One of
16 colours gets those, whose looks are its theme's, and nobody else's to promise. Without colour the words carry all.
"""

from mentorlog.render.terminal.page import Role

FIXED: dict[Role, int] = {"accent": 31, "good": 29, "warn": 130, "bad": 163, "dim": 243}  # of the 256
_THEMED: dict[Role, tuple[str, str]] = {  # of the 16: as Rich names them, and as the terminal has them
    "accent": ("cyan", "36"),
    "good": ("green", "32"),
    "warn": ("yellow", "33"),
    "bad": ("red", "31"),
    "dim": ("dim", "2"),
}
_WEIGHT: dict[Role, tuple[str, str]] = {"title": ("bold", "1"), "bad": ("bold", "1"), "quote": ("italic", "3")}


def style(role: Role, colours: int) -> str:
    """The look of a role as Rich names it, on a screen of so many colours."""
    return " ".join(_looks(role, colours, 0))


def coded(text: str, role: Role, colours: int) -> str:
    """A text in the terminal's own codes, for the short lines that Rich is not loaded for."""
    codes = ";".join(_looks(role, colours, 1))
    return f"\x1b[{codes}m{text}\x1b[0m" if codes and text else text


def _looks(role: Role, colours: int, way: int) -> list[str]:
    """Weight and colour of a role; `way` 0 in Rich's words, 1 in the terminal's codes."""
    looks = [_WEIGHT[role][way]] if role in _WEIGHT else []
    if colours > 16 and role in FIXED:
        looks.append((f"color({FIXED[role]})", f"38;5;{FIXED[role]}")[way])
    elif role in _THEMED:
        looks.append(_THEMED[role][way])
    return looks
