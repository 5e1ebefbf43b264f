"""What a person wrote, made safe to look at: never an escape sequence, never a line that reads backwards."""

import re

# All control characters but newline and tab, and those that turn the direction of what follows.
_CONTROL = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"

_ZERO_WIDTH = ("Mn", "Me", "Mc", "Cf")  # what is set over, under or into the sign before it
# A joiner before a pictograph (other scripts need theirs), and the sign that asks for a picture.
_JOINERS = "\u200d(?=[\u2190-\u2bff\U0001f000-\U0001faff])|\ufe0f"
_RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"


def to_printable(text: str) -> str:
    """A text as it may reach a terminal or a pipe: what is hidden is named instead of obeyed."""
    if text.isprintable():
        return text
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    return re.sub(_CONTROL, lambda found: _escape_sign(found.group()), text)


def _escape_sign(sign: str) -> str:
    return f"\\x{ord(sign):02x}" if ord(sign) < 0x100 else f"<U+{ord(sign):04X}>"


def truncate(text: str, cells: int, ending: str = "…") -> str:
    """A text of one line in at most so many cells: where it is longer, it ends after a word and says so."""
    if width(text) <= cells:
        return text
    room = cells - width(ending)
    kept = text[: max(room, 0)]
    while width(kept) > room and kept:
        kept = kept[:-1]
    if not text[len(kept)].isspace():
        kept = kept.rpartition(" ")[0] or kept
    return kept.rstrip(" ,.;:") + ending if kept else ""


def width(text: str) -> int:
    """The cells that a line takes in a terminal, near enough to set columns where nobody asks Rich."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if sign != "\xad" and category(sign) in _ZERO_WIDTH else 2 if east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def without_joiners(text: str) -> str:
    """A text in signs on whose width terminals agree, so that what stands right of it stands straight.

    Some draw a family as one sign and some as four, some a heart in one cell and some in two: without what joins and
    widens them each sign stands for itself.
    """
    return text if text.isascii() else re.sub(_JOINERS, "", text)


def with_ltr_mark(text: str) -> str:
    """A text in a column: one that runs from the right to the left is ended, or figures right of it would join it."""
    return f"{text}\u200e" if not text.isascii() and re.search(_RIGHT_TO_LEFT, text) else text
