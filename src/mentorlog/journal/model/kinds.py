"""Kinds of records by noun, letter and table; refs, and nouns in sentences."""

from collections.abc import Iterable, Sequence
from typing import Any

from mentorlog.nouns import KINDS, Kind
from mentorlog.store import NUMBERS_PER_MACHINE

BY_LETTER = {kind.letter: kind for kind in KINDS.values() if kind.letter}
BY_TABLE = {kind.plural: kind for kind in KINDS.values()}

MACHINE_LETTERS = "abcdefghijklmnopqrstuvwxyz"  # the first machine's refs go without
_MAX_DIGITS = 9  # of the number in a ref


def ref(noun: str, number: int) -> str:
    """The ref of a record: the letter of its kind and its number, q12; the noun for a kind without a letter.

    Behind the number of a record from another than the first machine stands that machine's letter, q12b.
    """
    start = KINDS[noun].letter or noun
    if number < NUMBERS_PER_MACHINE:
        return f"{start}{number}"
    machine, own_number = divmod(number, NUMBERS_PER_MACHINE)
    return f"{start}{own_number}{MACHINE_LETTERS[machine]}"


def refs(noun: str, numbers: Iterable[int]) -> list[str]:
    """The refs of several records of one noun, at a quarter of what each takes alone."""
    start = KINDS[noun].letter or noun
    return [f"{start}{number}" if number < NUMBERS_PER_MACHINE else ref(noun, number) for number in numbers]


def row_refs(rows: Sequence[Any]) -> list[str]:
    """The refs of the rows that a change touched, each once, in order."""
    return list(dict.fromkeys(ref(BY_TABLE[row.table].noun, row.number) for row in rows))


def parse_ref(text: str) -> tuple[Kind, int] | None:
    """The kind and number of a ref, "q12", "Q12" or "q12b"; None where the text is no ref."""
    ref = text.strip().lower()
    kind, digits = BY_LETTER.get(ref[:1]), ref[1:]
    if kind is None or not digits.isascii():
        return None
    machine = MACHINE_LETTERS.find(digits[-1:]) if digits[-1:].isalpha() else 0
    digits = digits.rstrip(MACHINE_LETTERS) if digits[-2:-1].isdigit() else digits
    if not digits.isdigit() or len(digits) > _MAX_DIGITS or digits[0] == "0":
        return None
    return kind, machine * NUMBERS_PER_MACHINE + int(digits)


def number_of_ref(ref: str) -> int:
    """The number of a ref that the journal gave."""
    parsed = parse_ref(ref)
    if parsed is None:
        raise ValueError(ref)
    return parsed[1]


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
