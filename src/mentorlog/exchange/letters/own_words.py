"""Which characters of a reply are the letter's own: found by the prints of its lines, however they are wrapped."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable
from heapq import heapify, heappop, heappush
from itertools import islice

from mentorlog.exchange.mails.lines import Line
from mentorlog.journal.model.prints import LinePrint, bare_character, print_of

_SURE_LENGTH = 20  # letters and digits of a line that no answer begins with by chance
_MAX_WORDS = 5_000  # of a reply whose lines were joined


class BareText:
    """The letters and digits of all lines that a person wrote, each with its place."""

    def __init__(self, lines: list[Line]) -> None:
        bare: list[str] = []
        self.starts: list[int] = []  # for each line, how many characters come before it
        self.columns: list[int] = []  # for each character, its place in its line
        for line in lines:
            self.starts.append(len(self.columns))
            if line.is_added:
                continue
            if line.text.isascii():
                self.columns += [column for column, character in enumerate(line.text) if character.isalnum()]
                bare += filter(str.isalnum, line.text.lower())
                continue
            for column, character in enumerate(line.text):
                for plain in bare_character(character):
                    bare.append(plain)
                    self.columns.append(column)
        self.text = "".join(bare)

    def index(self, line: int, column: int) -> int:
        """How many letters and digits stand before this place."""
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.columns)
        return bisect_left(self.columns, column, self.starts[line], end)

    def line_of(self, index: int) -> int:
        """The line in which a character stands."""
        return bisect_right(self.starts, index) - 1


def own_spans(bare: BareText, prints: Collection[LinePrint], marks: Iterable[int]) -> list[tuple[int, int]]:
    """The spans of `bare` that are lines of the letter. `marks` are the places at which a mark stands.

    A line of the letter begins where a line begins, at a mark, or behind another, since some programs join lines. A
    short one without a mark is one only where it fills its lines, or ends where another begins: an answer may well
    begin with the same word.
    """
    digests = _Digests(bare.text, prints)
    at_marks, starts = set(marks), set(bare.starts)
    candidates = list({*bare.starts, *at_marks, *_word_starts(bare, at_marks - starts)})
    heapify(candidates)
    spans: list[tuple[int, int]] = []
    end = 0
    while candidates:
        at = heappop(candidates)
        if at < end:
            continue
        for stop in digests.ends_from(at):
            fills_lines = at in starts and (stop in starts or stop == len(bare.text))
            if stop - at >= _SURE_LENGTH or at in at_marks or fills_lines:
                before = digests.starts_before(at, max(end, bare.starts[bare.line_of(at)]))
                spans += [*before, (at, stop)]
                end = stop
                heappush(candidates, end)
                break
    return spans


def _word_starts(bare: BareText, marks: Collection[int]) -> Iterable[int]:
    """Where words begin, if a mark stands within a line: a program has joined lines then, maybe all of them."""
    columns = zip(bare.columns, bare.columns[1:], strict=False)
    words = (at for at, (column, following) in enumerate(columns, 1) if not 0 <= following - column <= 1)
    return islice(words, _MAX_WORDS if marks else 0)


class _Digests:
    """Where the lines with these prints stand in a text."""

    def __init__(self, text: str, prints: Collection[LinePrint]) -> None:
        self._text = text
        self._by_length: dict[int, set[str]] = {}
        for length, digest in prints:
            self._by_length.setdefault(length, set()).add(digest)
        self._lengths = sorted(self._by_length, reverse=True)

    def _is_own(self, start: int, end: int) -> bool:
        return print_of(self._text[start:end]).digest in self._by_length[end - start]

    def ends_from(self, start: int) -> Iterable[int]:
        """The ends of the lines that begin here, the longest first."""
        for length in self._lengths:
            if start + length <= len(self._text) and self._is_own(start, start + length):
                yield start + length

    def starts_before(self, end: int, limit: int) -> list[tuple[int, int]]:
        """The spans of lines that end here, one behind the other, down to `limit`."""
        spans: list[tuple[int, int]] = []
        while length := next(
            (length for length in self._lengths if end - length >= limit and self._is_own(end - length, end)), 0
        ):
            spans.insert(0, (end - length, end))
            end -= length
        return spans
