"""Snippets: the words around the first hits of a search in a text, however long the text and however many its hits.

SQLite's own `snippet()` takes minutes for a text of a megabyte with a frequent word. Here a text is folded piece by
piece up to the first hit, and all texts of a search share one budget of characters.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, filterfalse, islice

from mentorlog.structs import Frozen

# Around a hit in a snippet, and where something is left out; never part of a valid text.
HIT_MARKS = ("\x01", "\x02")
CUT_MARK = "\x03"
MAX_STEPS = 3_000_000  # of one search: characters that are folded; those of an ASCII text take an eighth of a step
_ASCII_PER_STEP = 8
MAX_READ = MAX_STEPS * _ASCII_PER_STEP  # characters of a text that may be looked at
_PIECE = 16_000  # characters that are folded at once
_OVERLAP = 1_000  # characters of a piece that the next one has too, so that no word and no phrase is cut
_MAX_HITS = 100  # of a piece, among which the best place is chosen
_WORDS_SHOWN = 14
_WORDS_BEFORE = 4  # that are shown before a hit that stands late in its text
_MAX_GAP = 300  # characters that are shown between two hits, and of a hit
_REACH = 2_000  # characters on each side of a hit, among which the words to show are taken
_SIGNS = "".join(filterfalse(str.isalnum, map(chr, range(128))))
_SEPARATORS = str.maketrans(_SIGNS, " " * len(_SIGNS))
# A hit: where it begins and ends, and the number of the term that it is a hit of.
_Hit = tuple[int, int, int]


class Term(Frozen):
    """The folded words of a query that must stand together; the last may be the beginning of a word."""

    words: tuple[str, ...]
    is_prefix: bool


class _FoldedPiece:
    """A piece of a text with its folded words, and where each of them stands in the piece."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._offsets: list[int] | None = None
        self._parts: list[str] = []
        if text.isascii():
            self.folded = text.lower().translate(_SEPARATORS)
        else:
            from mentorlog.folding import fold_each

            self._parts = fold_each(text)
            self.folded = "".join(self._parts)

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text of what begins and ends there in the folded piece, with marks that follow it."""
        if not self._parts:
            return start, end
        if self._offsets is None:
            self._offsets = list(accumulate(map(len, self._parts), initial=0))
        from bisect import bisect_right  # a text in ASCII, as most are, needs no further module

        first, last = (bisect_right(self._offsets, at) - 1 for at in (start, end - 1))
        last += 1
        while last < len(self._parts) and not self._parts[last]:
            last += 1
        return first, last


class SnippetCutter:
    """Cuts the snippets of one search. `steps_left` bounds how much text may still be looked at."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = terms
        self.steps_left = MAX_STEPS

    def cut(self, text: str) -> str:
        """The words around the hits that stand together best, or the first words where no hit is found in time."""
        for begin, piece in _pieces(text):
            steps = len(piece) // _ASCII_PER_STEP if piece.isascii() else len(piece)
            if steps > self.steps_left:
                break
            self.steps_left -= steps
            folded = _FoldedPiece(piece)
            if hits := _find_hits(folded.folded, self._terms):
                is_whole = (begin == 0, begin + len(piece) == len(text))
                return _format_snippet(folded, hits, _best_hit(hits), is_whole)
        head = _FoldedPiece(text[:_OVERLAP])
        return _format_snippet(head, [], 0, (True, len(text) <= _OVERLAP))


def _find_hits(folded: str, terms: Sequence[Term]) -> list[_Hit]:
    """The first hits in a folded piece, of which none overlaps another; the first term counts where two begin alike.

    A regular expression would find them as fast, but takes half a million instructions to compile.
    """
    padded = f" {folded} "
    candidates = sorted(
        (start, number, end)
        for number, term in enumerate(terms)
        for start, end in islice(_find_term(padded, term), _MAX_HITS)
    )
    hits: list[_Hit] = []
    position = 0
    for start, number, end in candidates:
        if start >= position:
            hits.append((start, end, number))
            position = end
    return hits[:_MAX_HITS]


def _find_term(padded: str, term: Term) -> Iterator[tuple[int, int]]:
    """Where a term begins and ends in a folded piece, each time that it stands in it.

    `padded` is the piece with a blank on either side, as there is one between its words.
    """
    first, *others = (f" {word}" for word in term.words)
    start = padded.find(first)
    while start >= 0:
        end = _end_of_words(padded, start + len(first), others)
        if end and term.is_prefix:
            end = padded.index(" ", end)
        if end and padded[end] == " ":
            yield start, end - 1
        start = padded.find(first, start + 1)


def _end_of_words(padded: str, at: int, words: Sequence[str]) -> int:
    """Where words end that stand next to each other from a place on, each with its blank before it; 0 for nowhere."""
    for word in words:
        while padded.startswith("  ", at):
            at += 1
        if not padded.startswith(word, at):
            return 0
        at += len(word)
    return at


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The pieces of a text and where they begin. No word of less than _OVERLAP characters is cut by an edge."""
    for start in range(0, len(text), _PIECE):
        begin, end = max(start - _OVERLAP, 0), start + _PIECE
        if begin and (space := re.search(r"\s", text[begin:start])):
            begin += space.end()
        if end < len(text) and (space := re.search(r"\s\S*$", text[end - _OVERLAP : end])):
            end -= _OVERLAP - space.start()
        yield begin, text[begin:end]


def _best_hit(hits: list[_Hit]) -> int:
    """Where the hit begins that has hits of most other terms in the words after it; the first of equals."""
    best, most = hits[0][0], 0
    for at, (first, _, _) in enumerate(hits):
        terms = {term for start, _, term in hits[at : at + _WORDS_SHOWN] if start < first + 6 * _WORDS_SHOWN}
        if len(terms) > most:
            best, most = first, len(terms)
    return best


def _format_snippet(piece: _FoldedPiece, hits: list[_Hit], place: int, is_whole: tuple[bool, bool]) -> str:
    """The words around a place in a piece with its hits marked; `is_whole` is whether the text begins and ends here."""
    start, end = _words_around(piece.folded, place)
    begin, stop = piece.locate(start, end) if piece.folded else (0, 0)
    begin, stop = begin if start else 0, stop if end < len(piece.folded) else len(piece.text)
    parts = [CUT_MARK] if start or not is_whole[0] else []
    position = begin
    for hit_start, hit_end, _ in hits:
        first, last = piece.locate(hit_start, hit_end)
        if position <= first and last <= stop:
            parts += [
                _shorten(piece.text[position:first]),
                HIT_MARKS[0],
                _shorten(piece.text[first:last]),
                HIT_MARKS[1],
            ]
            position = last
    parts.append(_shorten(piece.text[position:stop]))
    if end < len(piece.folded) or not is_whole[1]:
        parts.append(CUT_MARK)
    return "".join(parts)


def _words_around(folded: str, place: int) -> tuple[int, int]:
    """Where the words to show begin and end in a folded piece; its ends where they are the first or the last ones."""
    low, high = max(place - _REACH, 0), place + _REACH
    words, at = [], low
    for word in folded[low:high].split(" "):
        if word:
            words.append((at, at + len(word)))
        at += len(word) + 1
    if not words:
        return 0, len(folded)
    hit = next((number for number, (_, end) in enumerate(words) if end > place), 0)
    shown = _WORDS_SHOWN * (2 if len(folded[place : words[hit][1]]) == 1 else 1)  # characters of an unspaced script
    first = 0 if hit < shown - _WORDS_BEFORE else hit - _WORDS_BEFORE
    last = min(first + shown, len(words))
    start = words[first][0] if first or low else 0
    return start, words[last - 1][1] if last < len(words) or high < len(folded) else len(folded)


def _shorten(text: str) -> str:
    if len(text) <= _MAX_GAP:
        return text
    return f"{text[: _MAX_GAP // 2]}{CUT_MARK}{text[-_MAX_GAP // 2 :]}"
