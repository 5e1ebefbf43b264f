"""Wrapping of lines at blanks; the rest of a line is indented like its beginning."""

import re
from collections.abc import Iterator, Sequence

from mentorlog.render.terminal.page import Line, Span, bare_text
from mentorlog.render.terminal.text import width
from mentorlog.structs import replace

_SEPARATORS = (" · ", " . ")  # between facts, on a screen and on one of ASCII


def wrap_line(line: Line, cells: int, word_cells: int = 0) -> list[Line]:
    """Wrap a line to `cells` columns, between facts where it has any; 0 splits it only at its line breaks.

    A word is split where it is wider than that, or than `word_cells` if given: a long path can then be copied.
    """
    lines = _split_lines(line)
    return [part for line in lines for part in _wrap_facts(line, cells, word_cells or cells)] if cells else lines


def _split_lines(line: Line) -> list[Line]:
    """Split a line at its line breaks."""
    lines: list[list[Span]] = [[]]
    for span in line:
        first, *others = span.text.split("\n")
        lines[-1].append(replace(span, text=first))
        lines += [[replace(span, text=text)] for text in others]
    return [tuple(spans) for spans in lines]


def _wrap_facts(line: Line, cells: int, word_cells: int) -> list[Line]:
    """Break a line between its facts, leaving out the sign there; within one only where it is wider than a line."""
    first, *others = _split_facts(line)
    hang = (Span(" " * _hang(line, cells)),)
    lines = _wrap_words(first, cells, word_cells)
    for separator, *fact in others:
        if _line_width((*lines[-1], separator, *fact)) <= cells:
            lines[-1] = (*lines[-1], separator, *fact)
        else:
            lines += _wrap_words((*hang, *fact), cells, word_cells)
    return lines


def _split_facts(line: Line) -> list[Line]:
    """The facts of a line; all but the first with the separator before them."""
    facts: list[list[Span]] = [[]]
    for span in line:
        if span.text in _SEPARATORS and facts[-1]:
            facts.append([span])
        else:
            facts[-1].append(span)
    return [tuple(fact) for fact in facts]


def _hang(line: Line, cells: int) -> int:
    """By how much all lines but the first are indented: like the first, unless that is half of the room."""
    text = bare_text(line)
    hang = len(text) - len(text.lstrip(" "))
    return hang if 2 * hang < cells else 0


def _line_width(line: Sequence[Span]) -> int:
    return sum(width(span.text) for span in line)


def _wrap_words(line: Line, cells: int, word_cells: int) -> list[Line]:
    hang = _hang(line, cells)
    lines: list[list[list[Span]]] = [[]]  # the runs of blanks and the words of each
    column = 0
    for piece in _word_spans(line, word_cells - hang):
        piece_width = _line_width(piece)
        if column + piece_width > cells and column > hang and piece[0].text.strip(" "):
            _drop_blanks(lines[-1])  # one at the end of a full line would start another
            lines.append([[Span(" " * hang)]])
            column = hang
        lines[-1].append(piece)
        column += piece_width
    _keep_company(lines, cells)
    return [tuple(span for piece in pieces for span in piece) for pieces in lines]


def _drop_blanks(pieces: list[list[Span]]) -> None:
    while pieces and not pieces[-1][0].text.strip(" "):
        pieces.pop()


def _keep_company(lines: list[list[list[Span]]], cells: int) -> None:
    """Give a word that is alone on the last line the last one before it, where more than one is left there."""
    if len(lines) < 2:
        return
    before, last = lines[-2], lines[-1]
    is_alone = _word_count(last) == 1
    if is_alone and _word_count(before) > 2 and 1 + sum(map(_line_width, [before[-1], *last])) <= cells:
        last[1:1] = [before.pop(), [Span(" ")]]
        _drop_blanks(before)


def _word_count(pieces: list[list[Span]]) -> int:
    return sum(bool(piece[0].text.strip(" ")) for piece in pieces)


def _word_spans(line: Line, limit: int) -> Iterator[list[Span]]:
    """Runs of blanks, and words. A word may continue in the next span, and is split where it is too wide."""
    word: list[Span] = []
    for span in line:
        for run in re.findall(r" +|[^ ]+", span.text):
            blank = run[0] == " "
            if blank and word:
                yield word
                word = []
            for part in [run] if blank else _split_word(run, limit):
                if word and width(bare_text(tuple(word))) + width(part) > limit:
                    yield word
                    word = []
                word.append(replace(span, text=part))
            if blank:
                yield word
                word = []
    if word:
        yield word


def _split_word(word: str, limit: int) -> list[str]:
    """Split a word into parts of at most `limit` cells."""
    if width(word) <= limit:
        return [word]
    parts = [""]
    for sign in word:
        if parts[-1] and width(parts[-1] + sign) > limit:
            parts.append("")
        parts[-1] += sign
    return parts
