"""Wrapping of lines at blanks; the rest of a line is indented like its beginning."""

import re
from collections.abc import Iterator

from mentorlog.render.terminal.page import Line, Span, bare_text
from mentorlog.render.terminal.text import width
from mentorlog.structs import replace


def wrap_line(line: Line, cells: int, word_cells: int = 0) -> list[Line]:
    """Wrap a line to `cells` columns; 0 splits it only at its line breaks.

    A word is split where it is wider than that, or than `word_cells` if given: a long path can then be copied.
    """
    lines = _split_lines(line)
    return [part for line in lines for part in _wrap_words(line, cells, word_cells or cells)] if cells else lines


def _split_lines(line: Line) -> list[Line]:
    """Split a line at its line breaks."""
    lines: list[list[Span]] = [[]]
    for span in line:
        first, *others = span.text.split("\n")
        lines[-1].append(replace(span, text=first))
        lines += [[replace(span, text=text)] for text in others]
    return [tuple(spans) for spans in lines]


def _wrap_words(line: Line, cells: int, word_cells: int) -> list[Line]:
    text = bare_text(line)
    hang = len(text) - len(text.lstrip(" "))
    hang = hang if 2 * hang < cells else 0
    lines: list[list[Span]] = [[]]
    column = 0
    for piece in _word_spans(line, word_cells - hang):
        piece_width = sum(width(span.text) for span in piece)
        if column + piece_width > cells and column > hang and piece[0].text.strip(" "):
            while lines[-1] and not lines[-1][-1].text.strip(" "):
                lines[-1].pop()  # a blank at the end of a full line would start another
            lines.append([Span(" " * hang)])
            column = hang
        lines[-1] += piece
        column += piece_width
    return [tuple(spans) for spans in lines]


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
