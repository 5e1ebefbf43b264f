"""Dated events, a line each: the day, a mark for the kind, and what was said at full brightness.

On a terminal a line is cut where it ends; `show` has the whole. Where it is narrow, the words stand below.
"""

from collections.abc import Sequence

from mentorlog.render.documents.document import Happening
from mentorlog.render.documents.pictures.facts import line_width, pad, page_width
from mentorlog.render.marks import mark_of
from mentorlog.render.terminal.page import Grid, GridColumn, Line, Lines, Row, Span, line, ours
from mentorlog.render.terminal.screen import Screen
from mentorlog.render.terminal.text import to_printable, truncate, width, without_joiners

_REF_CELLS = 3


def happening_lines(items: Sequence[Happening], screen: Screen) -> Lines | Grid:
    """A line for each event; the days stand at the right of their column."""
    if not screen.is_terminal or screen.accessible:
        columns = (GridColumn("", "figure"), GridColumn(""), GridColumn(""), GridColumn("", "words"))
        return Grid(columns, [Row(_cells(item)) for item in items], indent=2)
    days, marks, refs = (max((line_width(_cells(item)[at]) for item in items), default=0) for at in range(3))
    refs = max(refs, _REF_CELLS)  # one column through all months
    lines: list[Line] = []
    ending = screen.to_drawable("…")
    for item in items:
        day, mark, ref, _ = _cells(item)
        gap = ours(" " * (days - line_width(day)))
        lead = (gap, *day, ours("  "), *pad(mark, marks), ours("  "), *pad(ref, refs), ours("  "))
        room = page_width(screen) - 2 - line_width(lead)
        points = [_one_line(text) for text in item.note.split("\n") if text]
        said = screen.to_drawable(" · ").join(points)
        if screen.is_narrow:
            lines.append((*lead, Span(truncate(item.what, room, ending))))
            lines += (
                [(ours(" " * (days + 2)), Span(truncate(said, page_width(screen) - days - 4, ending)))] if said else []
            )
        else:
            what = f"{item.what}  " if said else item.what
            lines.append((*lead, *line(what), Span(truncate(said, room - width(what), ending))))
    return Lines(lines, indent=2)


def _one_line(text: str) -> str:
    return without_joiners(to_printable(text)).replace("\n", " ")


def _cells(item: Happening) -> tuple[Line, Line, Line, Line]:
    """The day, the mark, the ref, and what happened in the person's own words."""
    notes = [(Span(text),) for text in item.note.split("\n") if text]
    words = (*line(item.what, ours("  ", alt=": ")), *notes[0]) if notes else line(item.what)
    mark = line(mark_of(item.ref)) if item.ref else ()
    return line(ours(item.day, "dim")), mark, (Span(item.ref, "dim"),), _join_lines([words, *notes[1:]])


def _join_lines(lines: Sequence[Line]) -> Line:
    """Several lines as one cell."""
    return tuple(span for at, part in enumerate(lines) for span in ((ours("\n"), *part) if at else part))
