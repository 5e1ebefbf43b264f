"""Tables on a terminal: the title first and widest, short facts beside it, and what has no room there below it.

Drawn without Rich, which would cost half a command. On a narrow screen, and where there is one row alone, whose facts
need no columns, all facts stand below the title.
"""

from collections.abc import Sequence
from math import ceil

from mentorlog.render.terminal.page import Grid, GridColumn, Line, Row, Span, bare_text, join_facts, ours
from mentorlog.render.terminal.screen import Screen, drawable_line
from mentorlog.render.terminal.text import truncate, width, with_ltr_mark, without_joiners
from mentorlog.render.terminal.wrap import wrap_line
from mentorlog.structs import Frozen, replace

TITLE_SHARE = 0.4  # of the line, below which no title gets
_GAP = 2
_MIN_WORDS = 12  # cells to which a column of words may shrink
_MAX_WORD = 30  # cells of a word that is kept whole for that: an address is, a link is not
_MAX_LABELLED = 60  # cells of a line of facts that stay together


class TableLayout(Frozen):
    """Where the columns of a grid stand: beside each other, each with its width, or below the title.

    `title` is the column that is widest; -1 where a grid has none, whose columns are as wide as they need.
    """

    title: int
    widths: dict[int, int]
    below: Sequence[int] = ()


def table_lines(grid: Grid, screen: Screen) -> list[Line]:
    """The lines of a grid with a header."""
    rows = [[_drawable_cell(cell, screen) for cell in row.cells] for row in grid.rows]
    room = screen.width - grid.indent
    layout = table_layout(grid.columns, rows, room, narrow=screen.is_narrow)
    has_labels = any(_label(grid.columns[at]) for at in layout.widths)
    lines = [_header(grid.columns, layout)] if has_labels and (len(layout.widths) > 2 or layout.title < 0) else []
    for row, cells in zip(grid.rows, rows, strict=True):
        lines += _row_lines(grid.columns, row, cells, layout, room, screen)
    indent = ours(" " * grid.indent)
    return [(indent, *part) for part in lines] if grid.indent else lines


def _drawable_cell(cell: Line, screen: Screen) -> Line:
    """A cell in the glyphs of the screen, of which each has the width that all terminals give it."""
    shown = (replace(span, text=span.text.replace("\t", " ")) for span in drawable_line(cell, screen))
    return tuple(replace(span, text=with_ltr_mark(without_joiners(span.text))) for span in shown)


def table_layout(
    columns: Sequence[GridColumn], rows: Sequence[Sequence[Line]], room: int, *, narrow: bool = False
) -> TableLayout:
    """The layout of rows on `room` cells."""
    title = next((at for at, column in enumerate(columns) if column.manner == "title"), -1)
    others = [at for at in range(len(columns)) if at not in (0, title)]
    naturals = [_natural_width(column, at, rows) for at, column in enumerate(columns)]
    has_names = any(column.is_name for column in columns)  # which are worth a heading over one row
    if title >= 0 and (narrow or (len(rows) == 1 and not has_names)):
        shown = [at for at in others if len(rows) == 1 or not columns[at].if_room]
        return TableLayout(title, _head_widths(naturals, title, room), shown)
    minimums = [_min_width(column, at, rows, naturals[at]) for at, column in enumerate(columns)]
    title_width = ceil(TITLE_SHARE * room) if title >= 0 else -_GAP
    free = room - naturals[0] - _GAP - title_width
    beside, below = _place(columns, others, naturals, minimums, free)
    if title < 0 and below:  # without a title, what is left beside the first column would be no table
        return TableLayout(-1, {0: min(naturals[0], room)}, others)
    widths = {0: naturals[0], **{at: minimums[at] for at in beside}}
    if title >= 0:
        widths[title] = title_width
    _grow(widths, naturals, room)
    if title >= 0:
        widths[title] += room - sum(widths.values()) - _GAP * (len(widths) - 1)
    return TableLayout(title, {at: widths[at] for at in sorted(widths)}, below)


def _head_widths(naturals: Sequence[int], title: int, room: int) -> dict[int, int]:
    first = min(naturals[0], room // 3) if title else 0
    return {0: first, title: max(room - first - _GAP, 1)} if title else {0: room}


def _natural_width(column: GridColumn, at: int, rows: Sequence[Sequence[Line]]) -> int:
    return max([width(_label(column)), *(_cell_width(row[at]) for row in rows)])


def _min_width(column: GridColumn, at: int, rows: Sequence[Sequence[Line]], natural: int) -> int:
    if column.manner != "words":
        return natural
    return min(natural, max([_MIN_WORDS, width(_label(column)), *(_longest_word(row[at]) for row in rows)]))


def _place(
    columns: Sequence[GridColumn], others: Sequence[int], naturals: Sequence[int], minimums: Sequence[int], free: int
) -> tuple[list[int], list[int]]:
    """The columns that fit beside the title, and those that stand below it.

    First those are left out that are worth no second line; then the widest go below, of words before others.
    """

    def cells_of(chosen: Sequence[int]) -> int:
        return sum(minimums[at] + _GAP for at in chosen)

    beside = [at for at in others if not columns[at].if_room]
    below: list[int] = []
    while beside and cells_of(beside) > free:
        widest = max(beside, key=lambda at: (columns[at].manner == "words", naturals[at]))
        beside.remove(widest)
        below.append(widest)
    if any(columns[at].is_name for at in below):  # people are compared side by side, or one below the other
        below += [at for at in beside if columns[at].is_name]
        beside = [at for at in beside if not columns[at].is_name]
    for at in others:
        if columns[at].if_room and cells_of([*beside, at]) <= free:
            beside.append(at)
    return sorted(beside), sorted(below)


def _grow(widths: dict[int, int], naturals: Sequence[int], room: int) -> None:
    """Give the cells that are free to the columns that lack most."""
    free = room - sum(widths.values()) - _GAP * (len(widths) - 1)
    while free > 0:
        neediest = max(widths, key=lambda at: naturals[at] - widths[at])
        if naturals[neediest] <= widths[neediest]:
            return
        widths[neediest] += 1
        free -= 1


def _label(column: GridColumn) -> str:
    return "" if column.hide_label else column.label


def _cell_width(cell: Line) -> int:
    return max(map(width, bare_text(cell).split("\n")))


def _longest_word(cell: Line) -> int:
    return max((size for word in bare_text(cell).split() if (size := width(word)) <= _MAX_WORD), default=0)


# Lines


def _header(columns: Sequence[GridColumn], layout: TableLayout) -> Line:
    heads: dict[int, list[Line]] = {
        at: [(Span(_label(columns[at]), "title" if columns[at].is_name else "dim"),)] for at in layout.widths
    }
    return _join_cells(columns, heads, layout)[0]


def _row_lines(
    columns: Sequence[GridColumn], row: Row, cells: Sequence[Line], layout: TableLayout, room: int, screen: Screen
) -> list[Line]:
    parts = {at: _cell_lines(columns[at], cells[at], cell_width, screen) for at, cell_width in layout.widths.items()}
    indent = layout.widths[0] + _GAP if layout.title > 0 or not layout.below else _GAP
    filled = [at for at in layout.below if _has_words(row.cells[at])]
    facts = _below_lines(columns, cells, filled, room - indent, screen)
    below = [part for line in row.below for part in wrap_line(_drawable_cell(line, screen), room - indent)]
    blank = ours(" " * indent)
    if layout.title > 0 and len(layout.widths) == 2 and facts:
        words = parts[layout.title]
        if not bare_text(cells[layout.title]):  # no line has a ref alone
            parts[layout.title] = [facts.pop(0)]
        elif columns[layout.title].one_line:  # a record is named by its day, which is the first of its facts
            parts[layout.title], facts = [facts[0]], [*facts[1:], *words]
    return [*_join_cells(columns, parts, layout), *((blank, *part) for part in [*facts, *below])]


def _cell_lines(column: GridColumn, cell: Line, cells: int, screen: Screen) -> list[Line]:
    if column.one_line:
        text = screen.to_drawable(" · ").join(filter(None, map(str.strip, bare_text(cell).split("\n"))))
        return [(Span(truncate(text, cells, screen.to_drawable("…")), cell[0].role if cell else ""),)]
    return wrap_line(cell, cells) if _cell_width(cell) > cells else wrap_line(cell, 0)


def _join_cells(columns: Sequence[GridColumn], parts: dict[int, list[Line]], layout: TableLayout) -> list[Line]:
    """The lines of cells beside each other; none ends in blanks."""
    lines: list[Line] = []
    for at_line in range(max(map(len, parts.values()))):
        spans: list[Span] = []
        owed = 0  # blanks before the next text
        for at, cell_width in layout.widths.items():
            cell = parts[at][at_line] if at_line < len(parts[at]) else ()
            cell_text = bare_text(cell).rstrip(" ")
            pad = cell_width - width(bare_text(cell))
            if columns[at].manner == "figure":
                owed, pad = owed + pad, 0
            if cell_text:
                spans += [ours(" " * owed), *cell]
                owed = 0
            else:
                pad = cell_width if columns[at].manner != "figure" else width(bare_text(cell))
            owed += pad + _GAP
        lines.append(tuple(spans))
    return lines


def _below_lines(
    columns: Sequence[GridColumn], cells: Sequence[Line], below: Sequence[int], room: int, screen: Screen
) -> list[Line]:
    """Short facts on as few lines as they need, and behind them the longer ones, each with its label."""
    short = [_fact(columns[at], cells[at]) for at in below if columns[at].manner != "words"]
    words = [_words_fact(columns[at], cells[at]) for at in below if columns[at].manner == "words"]
    lines: list[Line] = []
    for fact in [*short, *words]:
        joined = join_facts([lines[-1], fact]) if lines else fact
        joined = tuple(replace(span, text=screen.to_drawable(span.text)) if span.ours else span for span in joined)
        if lines and sum(width(span.text) for span in joined) <= min(room, _MAX_LABELLED):
            lines[-1] = joined
        else:
            lines.append(fact)
    return [part for line in lines for part in (wrap_line(line, room) if _cell_width(line) > room else [line])]


def _fact(column: GridColumn, cell: Line) -> Line:
    """A short fact as a phrase: "mood 4"."""
    if column.hide_label or bare_text(cell) == _phrase_label(column):
        return cell
    return (ours(f"{_phrase_label(column)} "), *cell)


def _words_fact(column: GridColumn, cell: Line) -> Line:
    """A longer fact behind its label; its lines as one."""
    points = [part for part in wrap_line(cell, 0) if bare_text(part).strip()]
    label = () if column.hide_label else (ours(f"{_phrase_label(column)} "),)
    return (*label, *join_facts(points))


def _has_words(cell: Line) -> bool:
    """Whether a cell says anything; a sign that nobody reads aloud only marks an empty one."""
    return any(span.text if span.alt is None else span.alt for span in cell)


def _phrase_label(column: GridColumn) -> str:
    return column.label if column.is_name else f"{column.label[:1].lower()}{column.label[1:]}"
