"""Text made safe to print: no escape sequences, no characters that reverse a line."""

import re
from functools import cache

# All control characters but newline and tab, and those that change the direction of text.
_CONTROL = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"

_ZERO_WIDTH = ("Mn", "Me", "Mc", "Cf")  # Unicode categories of characters that take no cell of their own
# Zero-width joiners between emoji (some scripts need theirs), and the selector of the emoji form of a character.
_JOINERS = "\u200d(?=[\u2190-\u2bff\U0001f000-\U0001faff])|\ufe0f"
_DRAWN_SIGNS = "●▲■○◆◇★│·–−…›→█▉▊▋▌▍▎▏▪░▁▂▃▅▆▇─┌┐└┘┤├┬┴┼┃━╋┄╳▾⠒«»“”’"
_RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"


def to_printable(text: str) -> str:
    """A text safe for a terminal or a pipe: control characters are shown by their code."""
    if text.isprintable():
        return text
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    return re.sub(_CONTROL, lambda match: _escape_character(match.group()), text)


def _escape_character(char: str) -> str:
    return f"\\x{ord(char):02x}" if ord(char) < 0x100 else f"<U+{ord(char):04X}>"


def truncate(text: str, cells: int, ending: str = "…") -> str:
    """Shorten a line to at most `cells` cells, after a whole word if possible."""
    if width(text) <= cells:
        return text
    room = cells - width(ending)
    head = text[: max(room, 0)]
    while width(head) > room and head:
        head = head[:-1]
    if not text[len(head)].isspace():
        head = head.rpartition(" ")[0] or head
    return head.rstrip(" ,.;:·") + ending if head else ""


def width(text: str) -> int:
    """The cells that a line takes in a terminal: close enough to align columns without loading Rich."""
    if text.isascii() or _one_cell_signs().issuperset(text):
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if char != "\xad" and category(char) in _ZERO_WIDTH else 2 if east_asian_width(char) in "WF" else 1
        for char in text
    )


@cache
def _one_cell_signs() -> frozenset[str]:
    """Signs that take a cell each: ASCII, and what the program itself draws with, for which no table is loaded."""
    return frozenset(map(chr, range(32, 127))).union(_DRAWN_SIGNS)


def without_joiners(text: str) -> str:
    """A text in characters on whose width all terminals agree, so that the columns after it stay aligned.

    Some terminals draw a family as one pictograph and some as four, some a heart in one cell and some in two; without
    joiners and variation selectors each character is drawn on its own.
    """
    return text if text.isascii() else re.sub(_JOINERS, "", text)


def with_ltr_mark(text: str) -> str:
    """Append a left-to-right mark to right-to-left text, since terminals would draw figures after it as part of it."""
    return f"{text}\u200e" if not text.isascii() and re.search(_RIGHT_TO_LEFT, text) else text
