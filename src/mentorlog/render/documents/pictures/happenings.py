"""Dated events, one below the other: the day, a mark for the kind, and what was said at full brightness."""

from collections.abc import Sequence

from mentorlog.render.documents.document import Happening
from mentorlog.render.marks import mark_of
from mentorlog.render.terminal.page import Grid, GridColumn, Line, Row, Span, line, ours


def happening_grid(items: Sequence[Happening]) -> Grid:
    """A line for each event; the days stand at the right of their column."""
    columns = (GridColumn("", "figure"), GridColumn(""), GridColumn(""), GridColumn("", "words"))
    return Grid(columns, [_happening_row(item) for item in items], indent=2)


def _happening_row(item: Happening) -> Row:
    notes = [(Span(text),) for text in item.note.split("\n") if text]
    words = (*line(item.what, ours("  ", alt=": ")), *notes[0]) if notes else line(item.what)
    mark = line(mark_of(item.ref)) if item.ref else ()
    return Row((line(ours(item.day, "dim")), mark, (Span(item.ref, "dim"),), _join_lines([words, *notes[1:]])))


def _join_lines(lines: Sequence[Line]) -> Line:
    """Several lines as one cell."""
    return tuple(span for at, part in enumerate(lines) for span in ((ours("\n"), *part) if at else part))
