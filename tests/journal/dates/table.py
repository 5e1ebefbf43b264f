"""Reads phrases.txt: what phrases mean, seen from three moments."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

EDGE_CLOCKS = ("2027-01-31T09:00:00", "2028-02-29T09:00:00", "2026-12-31T23:30:00", "2026-11-24T00:10:00")
CLOCKS = ("2026-11-23T09:00:00", "2028-02-29T12:00:00", "2026-12-31T23:30:00")
_TEXT = Path(__file__).with_name("phrases.txt").read_text(encoding="utf-8")


class Row(NamedTuple):
    """A phrase and its cells, one for each clock."""

    phrase: str
    cells: tuple[str, ...]


def _lines(section: str) -> list[str]:
    body = _TEXT.partition(f"[{section}]\n")[2].partition("\n[")[0]
    return [line for line in body.splitlines() if line and not line.startswith("#")]


def rows(section: str) -> Iterator[Row]:
    """The phrases of a section: a line of cells, below it, indented, the phrases that share them."""
    cells: tuple[str, ...] = ()
    for line in _lines(section):
        if line.startswith(" "):
            yield from (Row(phrase.strip(), cells) for phrase in line.split(";") if phrase.strip())
        else:
            cells = tuple(cell.strip() for cell in line.split("|"))


def refusals(section: str = "refused") -> Iterator[tuple[str, list[str]]]:
    """The phrases that are no day, or no moment, each with what its refusal names."""
    for line in _lines(section):
        phrase, _, named = line.strip().partition(": ")
        yield (
            phrase,
            [words for words in named.replace('" "', "\n").replace('"', "").split("\n") if words]
            if ('"' in named)
            else named.split(),
        )
