"""The colours and weights of the roles of a page, in three palettes.

`dark` and `light` are for terminals whose ground is known: every text has a contrast of 4.5:1 on the grounds that
people use, and good, warn and bad stay distinct to the colour-blind (tests/render/test_palette.py measures both). Where
the ground is not known, `theme` takes the sixteen colours of the user's own theme. Without colour the words and shapes
carry the meaning.
"""

from mentorlog.render.terminal.page import Role, Span
from mentorlog.render.terminal.screen import Palette

COLORS_256: dict[Palette, dict[Role, int]] = {
    "dark": {
        "dim": 246, "accent": 81, "good": 79, "warn": 214, "bad": 203, "win": 221,
        "track": 238, "shade0": 238, "shade1": 23, "shade2": 30, "shade3": 36, "shade4": 79,
    },
    "light": {
        "dim": 241, "accent": 25, "good": 23, "warn": 94, "bad": 88, "win": 58,
        "track": 252, "shade0": 252, "shade1": 115, "shade2": 72, "shade3": 29, "shade4": 23,
    },
}  # fmt: skip
FILL_INKS: dict[Palette, int] = {"dark": 16, "light": 231}  # legible on a ground in the colour of a text
_CODES_16: dict[Role, str] = {
    "accent": "36", "good": "32", "warn": "33", "bad": "31", "win": "33",
    "shade1": "36", "shade2": "36", "shade3": "32", "shade4": "32",
}  # fmt: skip
_WEIGHTS: dict[Role, str] = {"title": "1", "command": "1", "bad": "1", "win": "1", "quote": "3"}
# Where no colour tells these from the text around them.
_WEIGHTS_16: dict[Role, str] = {"dim": "2", "track": "2", "shade0": "2", "shade1": "2", "shade4": "1", **_WEIGHTS}
_FAINT: tuple[Role, ...] = ("dim", "track", "shade0")  # as a ground, the text keeps its own colour on them
_RICH_WORDS = {
    "1": "bold", "2": "dim", "3": "italic", "7": "reverse", "31": "red", "32": "green", "33": "yellow", "36": "cyan",
}  # fmt: skip


def rich_style(role: Role, palette: Palette, ground: Role = "") -> str:
    """The style of a role for Rich; `ground` is the role whose colour lies behind the text."""
    return " ".join(map(_rich_word, _escape_codes(role, ground, palette)))


def ansi_text(span: Span, palette: Palette) -> str:
    """A span with escape codes, for short lines that are not worth loading Rich."""
    codes = ";".join(_escape_codes(span.role, span.ground, palette))
    return f"\x1b[{codes}m{span.text}\x1b[0m" if codes and span.text else span.text


def _rich_word(code: str) -> str:
    place, _, number = code.partition(";5;")
    return f"{'on ' if place == '48' else ''}color({number})" if number else _RICH_WORDS[code]


def _escape_codes(role: Role, ground: Role, palette: Palette) -> list[str]:
    """Weight, colour and ground of a role."""
    if palette == "none":
        return []
    colors = COLORS_256.get(palette)
    weights = _WEIGHTS if colors else _WEIGHTS_16
    codes = [weights[role]] if role in weights else []
    if ground and not (colors and ground in colors):
        return [*codes, *_theme_ground_codes(ground, palette)]
    hue: Role = "accent" if role == "command" else role
    if colors:
        if hue in colors:
            codes.append(f"38;5;{colors[hue]}")
        elif ground and ground not in _FAINT:
            codes.append(f"38;5;{FILL_INKS[palette]}")
        if ground:
            codes.append(f"48;5;{colors[ground]}")
    elif palette == "theme" and hue in _CODES_16:
        codes.append(_CODES_16[hue])
    return codes


def _theme_ground_codes(ground: Role, palette: Palette) -> list[str]:
    """A ground in a theme's own colours: the ink is then the theme's background, legible on each of them."""
    if ground in _FAINT:
        return []
    return ["7", *([_CODES_16[ground]] if palette == "theme" and ground in _CODES_16 else [])]
