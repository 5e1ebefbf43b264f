"""A page for a screen reader: nothing drawn, no columns, one fact per line."""

from collections.abc import Iterator, Sequence

from mentorlog.nouns import has_ref_shape
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
    Span,
    bare_text,
    ours,
)
from mentorlog.structs import replace


def accessible_page(page: Page) -> Page:
    """Turn columns, headings and frames into lines; never two empty ones in a row."""
    parts: Page = []
    for block in page:
        for part in _accessible_blocks(block):
            if not (isinstance(part, Gap) and (not parts or isinstance(parts[-1], Gap))):
                parts.append(part)
    return parts


def _accessible_blocks(block: Block) -> Iterator[Block]:
    match block:
        case Lines(lines, _):
            yield Lines(lines)
        case Heading(left, right):
            yield Lines([line for line in (left, right) if _has_text(line)])
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
    """The label and the ref with its name, then fact by fact."""
    first, *rest = zip(heads, row.cells, strict=True)
    says = [pair for pair in rest if _has_text(pair[1])]
    titled = (
        next((pair for pair in rest if pair[0].manner == "title"), None)
        or next((pair for pair in says if pair[0].manner == "words"), None)
        or next((pair for pair in says if not pair[0].label and _is_ref(first[1])), None)
    )
    if titled is None or first[0].manner in ("title", "words"):
        lead = [first[1]]
    else:
        rest.remove(titled)
        lead = [first[1], titled[1]]
    if ref := next((pair for pair in rest if not pair[0].label and _is_ref(pair[1])), None):
        rest.remove(ref)
        lead.insert(-1, ref[1])
    facts = [_fact_line(head, cell) for head, cell in rest if _has_text(cell)]
    return [line for line in (_join_with_colons(lead), *facts, *row.below) if _has_text(line)]


def _is_ref(line: Line) -> bool:
    """Whether a cell is a ref alone: "q12"."""
    return has_ref_shape(bare_text(line))


def _join_with_colons(parts: Sequence[Line]) -> Line:
    """Parts of a line, a colon between those that say anything."""
    spans: list[Span] = []
    for part in filter(_has_text, parts):
        spans += [ours(": "), *part] if spans else part
    return tuple(spans)


def _has_text(line: Line) -> bool:
    return any(span.text if span.alt is None else span.alt for span in line)


def _fact_line(head: GridColumn, cell: Line) -> Line:
    is_flag = bare_text(cell).lower() == head.label.lower()  # a flag is its own label
    return (ours(f"{head.label}: "), *cell) if head.label and not is_flag else cell
