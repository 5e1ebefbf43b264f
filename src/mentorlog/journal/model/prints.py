"""Digests of the lines of a letter, by which its own words are known again in the reply that quotes them.

A print counts the letters and digits of a line and holds the start of their SHA-256, so that it is the same however a
mail program wraps, quotes or indents the line. No word of the letter is kept.
"""

from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from unicodedata import normalize

_DIGITS = 8  # hexadecimal, of a digest


class LinePrint(NamedTuple):
    """How many letters and digits a line has, and the start of their digest."""

    length: int
    digest: str


def bare_text(text: str) -> str:
    """The letters and digits of a text without case: what no mail program changes.

    Each character is reduced by itself, so that a position in the result can be followed back into the text.
    """
    if text.isascii():
        return "".join(filter(str.isalnum, text.lower()))
    return "".join(map(bare_character, normalize("NFC", text)))


@lru_cache(maxsize=2048)
def bare_character(character: str) -> str:
    """The letters and digits that one character stands for: none for a sign, two for a ligature, four at most."""
    return "".join(filter(str.isalnum, normalize("NFKC", character).casefold()))[:4]


def print_of(bare: str) -> LinePrint:
    """The print of a text that `bare_text` has reduced."""
    return LinePrint(len(bare), sha256(bare.encode(errors="replace")).hexdigest()[:_DIGITS])


def line_prints(text: str) -> str:
    """The prints of the lines of a letter, before they are wrapped, as they are stored: "21:9f3a01c2 8:00aa17fe"."""
    prints = dict.fromkeys(print_of(bare) for line in text.split("\n") if (bare := bare_text(line)))
    return " ".join(f"{length}:{digest}" for length, digest in prints)


def parse_prints(stored: str) -> frozenset[LinePrint]:
    """The prints that `line_prints` has formatted."""
    pairs = (word.partition(":") for word in stored.split())
    return frozenset(LinePrint(int(length), digest) for length, _, digest in pairs)
