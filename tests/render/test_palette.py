"""The colours that no theme changes are read on dark and on light, by every eye.

Contrast is that of WCAG 2; how colours look to who sees no red or no green follows Machado, Oliveira and Fernandes
(2009); how far apart two are is the distance in CIE L*a*b*, in which about 2 is just seen.
"""

import math
from itertools import combinations

import pytest

from mentorlog.render.terminal.theme import COLORS_256, ansi_text, rich_style

Colour = tuple[float, float, float]  # red, green and blue as light, 0 to 1

_EYES = {
    "every colour": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
BACKGROUNDS = {
    "black": "000000", "white": "ffffff", "a dark grey": "1e1e1e", "a dark blue grey": "282a36",
    "a dark green blue": "002b36", "a warm dark": "282828", "cream": "fdf6e3", "off-white": "fafafa",
    "a warm light": "fbf1c7",
}  # fmt: skip
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


def background(name: str) -> Colour:
    code = BACKGROUNDS[name]
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
    assert round(contrast(background("black"), background("white")), 2) == 21
    assert round(contrast(to_light(0x76, 0x76, 0x76), background("white")), 2) == 4.54
    red, green = to_light(215, 0, 0), to_light(0, 135, 0)
    assert math.dist(lab(red, "every colour"), lab(green, "every colour")) > 100
    assert math.dist(lab(red, "no red"), lab(green, "no red")) < 30, "which is why these two are not used"


@pytest.mark.parametrize("role", COLORS_256)
def test_each_colour_is_read_on_dark_and_on_light(role: str) -> None:
    colour = xterm_colour(COLORS_256[role])  # type: ignore[index]
    assert [name for name in BACKGROUNDS if contrast(colour, background(name)) < 3] == []
    assert min(contrast(colour, background(name)) for name in ("black", "white")) >= 4.1


@pytest.mark.parametrize("eye", _EYES)
def test_good_warn_and_bad_differ_to_every_eye(eye: str) -> None:
    for first, second in combinations(("good", "warn", "bad"), 2):
        apart = math.dist(lab(xterm_colour(COLORS_256[first]), eye), lab(xterm_colour(COLORS_256[second]), eye))  # type: ignore[index]
        assert apart > 25, (first, second)


def test_a_terminal_of_16_colours_gets_its_themes_own() -> None:
    assert ansi_text("x", "good", 16) == "\x1b[32mx\x1b[0m" and ansi_text("x", "good", 256) == "\x1b[38;5;29mx\x1b[0m"
    assert rich_style("bad", 16) == "bold red" and rich_style("bad", 256) == "bold color(163)"
    assert ansi_text("x", "title", 256) == "\x1b[1mx\x1b[0m" and ansi_text("x", "", 256) == "x"
