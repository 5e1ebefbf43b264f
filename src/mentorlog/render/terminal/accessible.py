"""A page for a screen reader: nothing drawn, no columns, one fact per line."""

from collections.abc import Iterator, Sequence

from mentorlog.render.terminal.page import (
    Banner,
    Block,
    Gap,
    Grid,
    GridColumn,
    Heading,
    Line,
    Lines,
    Page,
    Row,
    bare_text,
    ours,
)
from mentorlog.structs import replace


def accessible_page(page: Page) -> Page:
    """Turn columns, headings and frames into lines."""
    return [part for block in page for part in _accessible_blocks(block)]


def _accessible_blocks(block: Block) -> Iterator[Block]:
    match block:
        case Lines(lines, _):
            yield Lines(lines)
        case Heading(left, right):
            yield Lines([line for line in (left, right) if line])
        case Banner(title, lines):
            yield Lines([_without_indent(title), *(line for line in lines if line)])
        case Grid():
            yield from _grid_blocks(block)
        case Gap():
            yield block


def _without_indent(line: Line) -> Line:
    """Strip the blanks that keep a line off its frame."""
    return (replace(line[0], text=line[0].text.lstrip(" ")), *line[1:]) if line else line


def _grid_blocks(grid: Grid) -> Iterator[Block]:
    """Each row as lines, with an empty one between rows where any of them has several."""
    rows = [_row_lines(grid.columns, row) for row in grid.rows]
    has_details = any(len(lines) > 1 for lines in rows)
    for at, lines in enumerate(rows):
        if at and has_details:
            yield Gap()
        yield Lines(lines)


def _row_lines(heads: Sequence[GridColumn], row: Row) -> list[Line]:
    """The ref or label with its name, then fact by fact."""
    first, *rest = zip(heads, row.cells, strict=True)
    titled = next((pair for pair in rest if pair[0].manner == "title"), None) or next(
        (pair for pair in rest if pair[0].manner == "words"), None
    )
    if titled is None or first[0].manner in ("title", "words"):
        lead = first[1]
    else:
        rest.remove(titled)
        lead = (*first[1], ours(": "), *titled[1]) if first[1] and titled[1] else first[1] or titled[1]
    facts = [_fact_line(head, cell) for head, cell in rest if _has_text(cell)]
    return [line for line in (lead, *facts, *row.below) if _has_text(line)]


def _has_text(line: Line) -> bool:
    return any(span.text if span.alt is None else span.alt for span in line)


def _fact_line(head: GridColumn, cell: Line) -> Line:
    is_flag = bare_text(cell).lower() == head.label.lower()  # a flag is its own label
    return (ours(f"{head.label}: "), *cell) if head.label and not is_flag else cell
