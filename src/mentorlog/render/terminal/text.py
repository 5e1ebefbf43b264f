"""Text made safe to print: no escape sequences, no characters that reverse a line."""

import re

# All control characters but newline and tab, and those that change the direction of text.
_CONTROL = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"

_ZERO_WIDTH = ("Mn", "Me", "Mc", "Cf")  # Unicode categories of what combines with the character before it
# A joiner before a pictograph (other scripts need theirs), and the selector of its coloured form.
_JOINERS = "\u200d(?=[\u2190-\u2bff\U0001f000-\U0001faff])|\ufe0f"
_RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"


def to_printable(text: str) -> str:
    """A text safe for a terminal or a pipe: control characters are shown by their number."""
    if text.isprintable():
        return text
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    return re.sub(_CONTROL, lambda found: _escape_sign(found.group()), text)


def _escape_sign(sign: str) -> str:
    return f"\\x{ord(sign):02x}" if ord(sign) < 0x100 else f"<U+{ord(sign):04X}>"


def truncate(text: str, cells: int, ending: str = "…") -> str:
    """Cut a line to so many cells, after a whole word where it can."""
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
    """The cells that a line takes in a terminal: close enough to align columns without loading Rich."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if sign != "\xad" and category(sign) in _ZERO_WIDTH else 2 if east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def without_joiners(text: str) -> str:
    """A text in characters on whose width all terminals agree, so that the columns after it stay aligned.

    Some terminals draw a family as one pictograph and some as four, some a heart in one cell and some in two; without
    joiners and variation selectors each character is drawn on its own.
    """
    return text if text.isascii() else re.sub(_JOINERS, "", text)


def with_ltr_mark(text: str) -> str:
    """End right-to-left text in a column with a mark: figures after it would be drawn as part of it."""
    return f"{text}\u200e" if not text.isascii() and re.search(_RIGHT_TO_LEFT, text) else text
