"""Text: how it is cleaned on its way into the journal, compared, and quoted in errors."""

import re
from difflib import SequenceMatcher, get_close_matches
from typing import TYPE_CHECKING

from mentorlog.errors import UsageError, offer

if TYPE_CHECKING:
    from collections.abc import Sequence

TITLE_LIMIT = 200  # characters
TEXT_LIMIT = 1_000_000  # bytes of UTF-8

# Control characters but newline and tab; the bidi controls that make a line read differently from what it holds.
_FORBIDDEN_CHARACTERS = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"


def clean_text(text: str) -> str:
    """A text that somebody wrote, as it is stored: NFC, with LF line ends.

    Raises UsageError where it cannot be shown as it is, and where nothing of it can be seen.
    """
    return require_visible(normalize_text(text))


def clean_title(text: str) -> str:
    """A cleaned text of one line and at most 200 characters. Raises UsageError where it is longer."""
    return require_visible(normalize_title(text))


def require_visible(text: str) -> str:
    """The text, unless nothing of it can be seen: joiners, fillers and the like alone. Raises UsageError for that."""
    if not text.isascii():
        from mentorlog.folding import is_invisible

        if is_invisible(text):
            raise UsageError("The text is empty.", "Write a few words.")
    return text


def normalize_text(text: str) -> str:
    """A text as it is stored, whoever wrote it when: a journal may hold one of which nothing can be seen."""
    if not text.isascii():
        import unicodedata

        text = unicodedata.normalize("NFC", _require_encodable(text))
    text = text.replace("\r\n", "\n")
    if not text.isprintable() and (hidden := re.search(_FORBIDDEN_CHARACTERS, text)):
        raise UsageError(
            f"The text holds a character that cannot be shown (U+{ord(hidden.group()):04X}).",
            "Take it out and try again; plain text, line breaks and tabs are kept.",
        )
    if not text.strip():
        raise UsageError("The text is empty.", "Write a few words.")
    if len(text.encode()) > TEXT_LIMIT:
        raise UsageError("The text is longer than 1 MB.", "Keep the file elsewhere and note where it is.")
    return text


def _require_encodable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError("The text is not valid UTF-8.", "Set the terminal to UTF-8, or retype it.") from None
    return text


def normalize_title(text: str) -> str:
    """A title as it is stored."""
    text = normalize_text(text)
    if "\n" in text:
        raise UsageError("A title has one line.", "Put what is longer into another field.")
    if len(text) > TITLE_LIMIT:
        raise UsageError(
            f"A title has at most {TITLE_LIMIT} characters; this one has {len(text)}.",
            "Shorten it, and put what is longer into another field.",
        )
    return text


def fold_text(text: str) -> str:
    """A text without case and accents, for comparing; the search index folds alike (`folding`)."""
    if text.isascii():
        return text.lower()
    from mentorlog.folding import fold

    return fold(text)


def quote_value(text: str, limit: int = 40, that: str = "That") -> str:
    """A value in quotes for an error; where it is too long or not printable, `that`, as it stands in the sentence."""
    return f'"{text}"' if 0 < len(text) <= limit and text.isprintable() else that


def capitalize_first(text: str) -> str:
    """The text with its first letter in upper case and the others as they are."""
    return text[:1].upper() + text[1:]


def join_lines(lines: "Sequence[str] | None") -> str | None:
    """Points as one text, one a line; None where there are none."""
    return "\n".join(lines or ()) or None


def plain_figure(value: float) -> str:
    """A number as it is typed: 6 and not 6.0, 0.00005 and not 5e-05."""
    text = str(int(value) if value == int(value) else value)
    return f"{value:.6f}".rstrip("0") if "e" in text else text


def format_count(number: int, singular: str, plural: str = "") -> str:
    """A number with its noun: "1 entry", "2 entries"; the plural adds an s unless given."""
    return f"{number} {singular if number == 1 else plural or f'{singular}s'}"


def format_size(size: int) -> str:
    """A size in bytes, kB or MB."""
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{size / 1000:.0f} kB" if size >= 1000 else f"{size} bytes"


def join_some(words: "Sequence[str]", limit: int) -> str:
    """The first of these words, and how many are left: "q1, q2 and 3 more"."""
    more = f" and {len(words) - limit} more" if len(words) > limit else ""
    return f"{', '.join(words[:limit])}{more}"


def format_times(number: int) -> str:
    """How often: "once", "twice", "3 times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def closest_matches(word: str, known: "Sequence[str]") -> list[str]:
    """The known words most like a mistyped one: at most three, none where none is similar."""
    matches = get_close_matches(word, known, 3)
    ratios = [SequenceMatcher(None, match, word).ratio() for match in matches]
    return [match for match, ratio in zip(matches, ratios, strict=True) if ratio > ratios[0] - 0.1]


def did_you_mean(word: str, known: "Sequence[str]") -> str:
    """The question that offers the nearest: "Did you mean high? "; empty where none is near."""
    return offer(closest_matches(word, known))


def join_words(words: "Sequence[str]") -> str:
    """Words as they are listed in a sentence: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def end_sentence(text: str) -> str:
    """The text with a full stop behind it, where no other sign ends it."""
    text = text.rstrip()
    return text if text.endswith((".", "!", "?", "…", ":", ";")) else f"{text.rstrip(',')}."


def shorten(text: str, limit: int) -> str:
    """A text in one line, cut at a word where it is longer than that."""
    words = " ".join(text.split())
    return words if len(words) <= limit else words[:limit].rsplit(" ", 1)[0].rstrip(" ,;:.") + " ..."
