"""Four words that stand for a public key, so that two people can compare it by eye or by phone."""

from functools import cache
from hashlib import scrypt
from pathlib import Path

_WORDS_FILE = Path(__file__).parents[2] / "data" / "comparison_words.txt"
_COUNT, _BITS = 4, 11  # 44 bits in all
# Somebody who wants another key with the same words has to try 2^44 of them: each takes a tenth of a second and 32 MiB.
_COST, _BLOCKS, _MEMORY = 1 << 15, 8, 1 << 26


def comparison_words(key: str, journal: str) -> tuple[str, ...]:
    """Four words for a recipient, or for several joined by blanks; others for each `journal`, a uuid.

    They say 44 bits of scrypt(key, salt=journal).
    """
    digest = scrypt(key.encode(), salt=f"mentorlog {journal}".encode(), n=_COST, r=_BLOCKS, p=1, maxmem=_MEMORY)
    number = int.from_bytes(digest[:8], "big") >> (64 - _COUNT * _BITS)
    words = _load_words()
    return tuple(words[number >> _BITS * place & (1 << _BITS) - 1] for place in reversed(range(_COUNT)))


@cache
def _load_words() -> list[str]:
    lines = _WORDS_FILE.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]
