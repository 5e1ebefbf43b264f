"""One fold for search and names: texts that a reader takes for the same word fold to the same text.

Case, accents, ligatures, full and half width and typographic signs do not matter, nor does what cannot be seen. Loaded
for texts that are not ASCII alone.
"""

import unicodedata

# Letters without a decomposition in Unicode, by what stands for them on other keyboards.
_PLAIN_LETTERS = {
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ŋ": "n", "æ": "ae", "œ": "oe", "þ": "th",
    **dict.fromkeys("‘’‚‛ʹʻʼʽ´`′", "'"), **dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‐‑‒–—―−", "-"),
}  # fmt: skip
# The combining classes of accents, of the points of Hebrew, Arabic and Syriac, and of nuktas. Vowel signs have others.
_ACCENT_CLASSES = {1, 7, *range(10, 37), *range(200, 241)}
# What cannot be seen although it is no format character: joiners, variation selectors, fillers, and the tatweel.
_INVISIBLE = {0x034F, 0x0640, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x3164,
              *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}  # fmt: skip
# Scripts written without spaces, or whose words take endings without one: Thai, Lao, Burmese, Khmer, the Tai scripts,
# Balinese, Javanese, Chinese, Japanese, Yi and Korean.
_UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x1950, 0x19FF), (0x1A20, 0x1AAF),
    (0x1B00, 0x1B7F), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x303C), (0x3041, 0x312F),
    (0x3131, 0x318E), (0x31A0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA000, 0xA48F), (0xA960, 0xA97F),
    (0xA980, 0xA9FF), (0xAA60, 0xAADF), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0x1AFF0, 0x1B16F), (0x20000, 0x3FFFF),
)  # fmt: skip
_TATWEEL, _BLANKS = 0x0640, "\u2800\uffa0"  # the one is seen, the others, of Braille and half-width Korean, are not
_FIRST_PICTOGRAPH = 0x2600  # symbols from here on are words: somebody marked an entry with them


class _CharacterTable(dict[int, str]):
    """What `str.translate` puts for each character, worked out when a character is first met."""

    def __init__(self, *, words: bool) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = "".join(map(_as_word_part, folded)) if self._words else folded
        return self[code]


def _fold_character(sign: str) -> str:
    lowered = unicodedata.normalize("NFKD", _PLAIN_LETTERS.get(sign, sign)).casefold()
    parts = (part for part in unicodedata.normalize("NFKD", lowered) if not _is_ignored(part))
    return unicodedata.normalize("NFC", "".join(_PLAIN_LETTERS.get(part, part) for part in parts))


def _is_ignored(sign: str) -> bool:
    return (
        ord(sign) in _INVISIBLE
        or unicodedata.combining(sign) in _ACCENT_CLASSES
        or unicodedata.category(sign) == "Cf"  # soft hyphens, zero-width spaces and joiners, marks of direction
    )


def is_invisible(text: str) -> bool:
    """Whether nothing of a text can be seen: it holds spaces, joiners, fillers and the like alone."""
    return all(sign.isspace() or sign in _BLANKS or _is_unseen(sign) for sign in text)


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf" or (ord(sign) in _INVISIBLE and ord(sign) != _TATWEEL)


def _as_word_part(sign: str) -> str:
    """A folded character as part of a word, as a word of its own, or as the space between words."""
    category = unicodedata.category(sign)
    if category[0] in "LMN" or category == "Co":
        return f" {sign} " if _is_unspaced(ord(sign)) else sign
    return f" {sign} " if category == "So" and ord(sign) >= _FIRST_PICTOGRAPH else " "


def _is_unspaced(code: int) -> bool:
    return any(first <= code <= last for first, last in _UNSPACED)


_FOLD = _CharacterTable(words=False)
_WORDS = _CharacterTable(words=True)


def fold(text: str) -> str:
    """The folded text, for comparing whole texts and their beginnings."""
    return unicodedata.normalize("NFKC", text).translate(_FOLD)


def fold_words(text: str) -> str:
    """The folded words of a text with a space between them, as the search index has them.

    In scripts without spaces each character is a word, so that any part of a run is found as a phrase.
    """
    return " ".join(unicodedata.normalize("NFKC", text).translate(_WORDS).split())


def fold_each(text: str) -> list[str]:
    """For each character of a text what `fold_words` makes of it, to find the place of a folded word in the text."""
    table = _WORDS
    return [table[code] for code in map(ord, text)]
