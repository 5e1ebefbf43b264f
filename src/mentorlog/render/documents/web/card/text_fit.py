"""Texts that fit a box without a browser to measure them: by how wide letters are at most in common fonts."""

from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import category, east_asian_width

_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[] “”‘’-"), frozenset("mwMW@%—…")
_NARROW_EM, _LETTER_EM, _CAPITAL_EM, _WIDE_EM, _FULL_EM = 0.36, 0.6, 0.74, 0.98, 1.15  # of the size of the font


class FittedText(NamedTuple):
    """Lines of a text, and the size at which they fit."""

    lines: Sequence[str]
    size: float


def text_width(text: str, size: float, stretch: float = 1.0) -> float:
    """About how many pixels a line takes at most; `stretch` is more than 1 in bold."""
    return sum(map(_em, text)) * size * stretch


def _em(letter: str) -> float:
    if letter in _NARROW:
        return _NARROW_EM
    if letter in _WIDE:
        return _WIDE_EM
    if category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if east_asian_width(letter) in "WF" or ord(letter) > 0x1F000:
        return _FULL_EM
    return _CAPITAL_EM if letter.isupper() or ord(letter) > 0x2E80 else _LETTER_EM


def fit_text(text: str, width: float, sizes: Sequence[tuple[float, int]], stretch: float = 1.0) -> FittedText:
    """The text at the first of the sizes at which it takes no more lines than go with it; at the last, cut there."""
    width /= stretch
    words = " ".join(text.split())
    for size, most in sizes:
        lines = wrap_text(words, width, size)
        if len(lines) <= most:
            return FittedText(lines, size)
    size, most = sizes[-1]
    kept = wrap_text(words, width, size)[:most]
    last = kept[-1]
    while last and text_width(f"{last}…", size) > width:
        last = last[:-1]
    return FittedText([*kept[:-1], f"{last.rstrip(' .,;')}…"], size)


def wrap_text(text: str, width: float, size: float) -> list[str]:
    """Lines broken at blanks, and within a word that is wider than a line."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if text_width(joined, size) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and text_width(lines[-1] + letter, size) > width:
                lines.append("")
            lines[-1] += letter
    return lines
