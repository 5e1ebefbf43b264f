"""The colours for a known ground are legible on the grounds that people use, and to every eye.

Contrast is that of WCAG 2; how colours look to who sees no red or no green follows Machado, Oliveira and Fernandes
(2009); how far apart two are is the distance in CIE L*a*b*, in which about 2 is just seen.
"""

import math
from itertools import combinations

import pytest

from mentorlog.render.terminal.page import Role, ours
from mentorlog.render.terminal.screen import Palette
from mentorlog.render.terminal.theme import COLORS_256, FILL_INKS, ansi_text, rich_style

Colour = tuple[float, float, float]  # red, green and blue as light, 0 to 1

_EYES = {
    "every colour": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
GROUNDS: dict[Palette, dict[str, str]] = {
    "dark": {"black": "000000", "a dark grey": "1e1e1e", "One Dark": "282c34", "Solarized dark": "002b36"},
    "light": {"white": "ffffff", "Solarized light": "fdf6e3"},
}
TEXTS: tuple[Role, ...] = ("dim", "accent", "good", "warn", "bad", "win")
FILLS: tuple[Role, ...] = ("accent", "good", "warn", "bad", "win", "shade4")
# The least distance of good, warn and bad: a light ground leaves only dark colours, in which there is less of it.
APART: dict[Palette, int] = {"dark": 25, "light": 16}
_STEPS = (0, 95, 135, 175, 215, 255)  # of the cube of 216 colours


def to_light(red: int, green: int, blue: int) -> Colour:
    """A colour of 0 to 255 as light."""
    return _linear_part(red / 255), _linear_part(green / 255), _linear_part(blue / 255)


def _linear_part(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def xterm_colour(number: int) -> Colour:
    """One of the colours 16 to 255 of a terminal."""
    if number >= 232:
        grey = 8 + 10 * (number - 232)
        return to_light(grey, grey, grey)
    at = number - 16
    return to_light(_STEPS[at // 36], _STEPS[at // 6 % 6], _STEPS[at % 6])


def hex_colour(code: str) -> Colour:
    return to_light(*(int(code[at : at + 2], 16) for at in (0, 2, 4)))


def luminance(colour: Colour) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def contrast(first: Colour, second: Colour) -> float:
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def lab(colour: Colour, eye: str) -> Colour:
    """Where a colour stands for an eye."""
    red, green, blue = (max(0.0, min(1.0, sum(map(math.prod, zip(row, colour, strict=True))))) for row in _EYES[eye])
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_the_measures_are_right() -> None:
    assert round(contrast(hex_colour("000000"), hex_colour("ffffff")), 2) == 21
    assert round(contrast(hex_colour("767676"), hex_colour("ffffff")), 2) == 4.54
    red, green = to_light(215, 0, 0), to_light(0, 135, 0)
    assert math.dist(lab(red, "every colour"), lab(green, "every colour")) > 100
    assert math.dist(lab(red, "no red"), lab(green, "no red")) < 30, "which is why these two are not used"


@pytest.mark.parametrize("palette", GROUNDS)
@pytest.mark.parametrize("role", TEXTS)
def test_each_text_is_legible_on_each_ground_of_its_palette(palette: Palette, role: Role) -> None:
    colour = xterm_colour(COLORS_256[palette][role])
    contrasts = {name: round(contrast(colour, hex_colour(code)), 2) for name, code in GROUNDS[palette].items()}
    assert {name: ratio for name, ratio in contrasts.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("palette", GROUNDS)
def test_a_mark_within_a_fill_is_seen_on_it(palette: Palette) -> None:
    ink = xterm_colour(FILL_INKS[palette])
    assert all(contrast(ink, xterm_colour(COLORS_256[palette][role])) >= 4.5 for role in FILLS)


@pytest.mark.parametrize("palette", GROUNDS)
def test_more_of_something_stands_out_more(palette: Palette) -> None:
    shades: tuple[Role, ...] = ("shade0", "shade1", "shade2", "shade3", "shade4")
    for code in GROUNDS[palette].values():
        contrasts = [contrast(xterm_colour(COLORS_256[palette][shade]), hex_colour(code)) for shade in shades]
        assert contrasts == sorted(contrasts) and contrasts[0] > 1.2


@pytest.mark.parametrize("eye", _EYES)
@pytest.mark.parametrize("palette", GROUNDS)
def test_good_warn_and_bad_differ_to_every_eye(palette: Palette, eye: str) -> None:
    states: tuple[Role, ...] = ("good", "warn", "bad")
    colours = {role: lab(xterm_colour(COLORS_256[palette][role]), eye) for role in states}
    for first, second in combinations(states, 2):
        assert math.dist(colours[first], colours[second]) > APART[palette], (first, second)


@pytest.mark.parametrize("palette", GROUNDS)
def test_bad_is_red_and_not_magenta(palette: Palette) -> None:
    _, red_or_green, yellow_or_blue = lab(xterm_colour(COLORS_256[palette]["bad"]), "every colour")
    assert 15 < math.degrees(math.atan2(yellow_or_blue, red_or_green)) < 48


def test_where_the_ground_is_not_known_the_theme_has_the_colours() -> None:
    good, bad = ours("x", "good"), ours("x", "bad")
    assert ansi_text(good, "theme") == "\x1b[32mx\x1b[0m" and ansi_text(good, "dark") == "\x1b[38;5;79mx\x1b[0m"
    assert ansi_text(bad, "theme") == "\x1b[1;31mx\x1b[0m" and rich_style("bad", "theme") == "bold red"
    assert rich_style("bad", "light") == "bold color(88)" and rich_style("command", "theme") == "bold cyan"
    assert ansi_text(ours("x"), "dark") == "x"


def test_without_colour_the_weight_is_kept() -> None:
    assert ansi_text(ours("x", "title"), "weight") == ansi_text(ours("x", "bad"), "weight") == "\x1b[1mx\x1b[0m"
    assert ansi_text(ours("x", "dim"), "weight") == "\x1b[2mx\x1b[0m"
    assert ansi_text(ours("x", "good"), "weight") == ansi_text(ours("x", "title"), "none") == "x"


def test_a_ground_lies_behind_the_text() -> None:
    mark = ours("|", "title", ground="bad")
    assert ansi_text(mark, "dark") == "\x1b[1;38;5;16;48;5;203m|\x1b[0m"
    assert rich_style("title", "light", "bad") == "bold color(231) on color(88)"
    assert ansi_text(mark, "theme") == "\x1b[1;7;31m|\x1b[0m", "the ink is the theme's own background"
    assert ansi_text(mark, "weight") == "\x1b[1;7m|\x1b[0m" and ansi_text(mark, "none") == "|"
    assert ansi_text(ours("|", ground="track"), "dark") == "\x1b[48;5;238m|\x1b[0m"
    assert ansi_text(ours("|", ground="track"), "theme") == "|"
