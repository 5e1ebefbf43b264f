"""Kinds of records by noun, letter and table; refs, and nouns in sentences."""

from collections.abc import Sequence
from typing import Any

from mentorlog.nouns import KINDS, Kind

BY_LETTER = {kind.letter: kind for kind in KINDS.values() if kind.letter}
BY_TABLE = {kind.plural: kind for kind in KINDS.values()}

_MAX_DIGITS = 9  # of the number in a ref


def ref(noun: str, number: int) -> str:
    """The ref of a record: the letter of its kind and its number, q12; the noun for a kind without a letter."""
    return f"{KINDS[noun].letter or noun}{number}"


def row_refs(rows: Sequence[Any]) -> list[str]:
    """The refs of the rows that a change touched, each once, in order."""
    return list(dict.fromkeys(ref(BY_TABLE[row.table].noun, row.number) for row in rows))


def parse_ref(text: str) -> tuple[Kind, int] | None:
    """The kind and number of a ref, "q12" or "Q12"; None where the text is no ref."""
    ref = text.strip()
    kind, digits = BY_LETTER.get(ref[:1].lower()), ref[1:]
    if kind is None or len(digits) > _MAX_DIGITS or not (digits.isascii() and digits.isdigit()) or digits[0] == "0":
        return None
    return kind, int(digits)


def is_half_ref(text: str) -> bool:
    """Whether a text is a number without a letter, or a letter without a number: hardly the start of a name."""
    return text.isdigit() or (len(text) == 1 and text.isascii())


def with_article(noun: str) -> str:
    """The noun in a sentence: "a goal", "an achievement"."""
    word = KINDS[noun].display_noun
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def part_kinds(noun: str) -> list[Kind]:
    """The kinds of the parts that `show` lists below a record of this noun."""
    return [kind for kind in KINDS.values() if kind.parent == noun]
