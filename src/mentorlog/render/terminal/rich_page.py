"""Drawing with Rich, on a terminal. Imported by nothing that writes to a pipe."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mentorlog.render.terminal import plain
from mentorlog.render.terminal.page import Banner, Gap, Grid, Heading, Line, Lines, Page
from mentorlog.render.terminal.screen import Screen
from mentorlog.render.terminal.text import to_printable, with_ltr_mark, without_joiners
from mentorlog.render.terminal.theme import rich_style
from mentorlog.render.terminal.wrap import wrap_line
from mentorlog.structs import Literal, replace

_ANY_HEIGHT = 25  # lines; without a height, Rich takes a dumb terminal to have 80 columns whatever its width
_MIN_WIDTHS = {"title": 16, "words": 14}  # to which such columns may shrink when a table is too wide
_MAX_WORD = 30  # cells of a word that is kept whole for that: an address is, a link is not


def draw(page: Page, screen: Screen) -> None:
    """Write a page to a terminal."""
    console = console_for(screen)
    for block in page:
        _draw_block(block, screen, console)


def console_for(screen: Screen) -> Console:
    """A Rich console that guesses nothing: no markup, no emoji codes, no highlighting, no links."""
    return Console(
        file=screen.stream,
        width=screen.width,
        height=_ANY_HEIGHT,
        color_system=_color_system(screen),
        no_color=screen.palette == "none",
        force_terminal=None if screen.palette == "none" else True,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=False,
        legacy_windows=False,  # a console that obeys no escape sequences has no palette
    )


def _color_system(screen: Screen) -> Literal["standard", "256"] | None:
    if screen.palette == "none":
        return None
    return "256" if screen.palette in ("dark", "light") else "standard"


def _draw_block(block: object, screen: Screen, console: Console) -> None:
    match block:
        case Lines():
            plain.draw([block], screen)
        case Heading(left, right):
            _draw_heading(_rich_text(left, screen), _rich_text(right, screen), screen, console)
        case Grid() if block.has_header:
            plain.draw([block], screen)
        case Grid():
            _draw_grid(block, screen, console)
        case Banner(title, lines):
            _draw_banner(title, lines, screen, console)
        case Gap():
            console.print()


def _rich_text(line: Line, screen: Screen, cells: int = 0) -> Text:
    """A line as Rich takes it; wrapped to `cells` columns, if given, between its facts where it has any."""
    lines = wrap_line(_drawable_line(line, screen), cells) if cells else [_drawable_line(line, screen)]
    text = Text(overflow="fold")
    for at, part in enumerate(lines):
        text.append("\n" if at else "")
        for span in part:
            text.append(span.text, rich_style(span.role, screen.palette, span.ground))
    return text


def _drawable_line(line: Line, screen: Screen) -> Line:
    shown = [without_joiners(to_printable(span.text)) for span in line]
    return tuple(
        replace(span, text=screen.to_drawable(text) if span.ours else text, ours=False)
        for span, text in zip(line, shown, strict=True)
    )


def _with_ltr_marks(cell: Line) -> Line:
    return tuple(span if span.ours else replace(span, text=with_ltr_mark(span.text)) for span in cell)


def _draw_heading(left: Text, right: Text, screen: Screen, console: Console) -> None:
    gap = screen.width - left.cell_len - right.cell_len
    if gap < 3:
        console.print(left)
        if right:
            console.print(right)
    else:
        console.print(left + Text(" " * gap) + right)


def _draw_grid(grid: Grid, screen: Screen, console: Console) -> None:
    """Aligned columns. Lines below a row begin at its second column, and end the table drawn so far."""
    texts = [[_rich_text(_with_ltr_marks(cell), screen) for cell in row.cells] for row in grid.rows]
    widths = _column_widths(grid, texts, screen.width - grid.indent)
    table = _rich_table(grid, widths)
    for row, cells in zip(grid.rows, texts, strict=True):
        table.add_row(
            *(
                text if _longest_line(text) <= width else _rich_text(_with_ltr_marks(cell), screen, width)
                for cell, text, width in zip(row.cells, cells, widths, strict=True)
            )
        )
        if row.below:
            _print_table(table, grid, console)
            table = _rich_table(grid, widths)
        indent = grid.indent + widths[0] + 2
        for line in row.below:
            console.print(Padding(_rich_text(line, screen, max(screen.width - indent, 1)), (0, 0, 0, indent)))
    if table.row_count:
        _print_table(table, grid, console)


def _print_table(table: Table, grid: Grid, console: Console) -> None:
    console.print(Padding(table, (0, 0, 0, grid.indent)) if grid.indent else table)


def _bare_table() -> Table:
    return Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False, collapse_padding=True)


def _rich_table(grid: Grid, widths: Sequence[int]) -> Table:
    table = _bare_table()
    for head, width in zip(grid.columns, widths, strict=True):
        table.add_column(justify="right" if head.manner == "figure" else "left", width=width, overflow="fold")
    return table


def _column_widths(grid: Grid, texts: Sequence[Sequence[Text]], width: int) -> list[int]:
    """The width of each column, the widest words shrinking first."""
    widths = [max((_longest_line(row[at]) for row in texts), default=0) for at in range(len(grid.columns))]
    minimums = [
        min(natural, max(_MIN_WIDTHS[head.manner], *(_longest_word(row[at]) for row in texts)))
        if head.manner in _MIN_WIDTHS and texts
        else natural
        for at, (head, natural) in enumerate(zip(grid.columns, widths, strict=True))
    ]
    excess = sum(widths) + 2 * (len(widths) - 1) - width
    while excess > 0:
        widest = max(range(len(widths)), key=lambda at: (widths[at] > minimums[at], widths[at]))
        if widths[widest] <= minimums[widest]:
            break
        widths[widest] -= 1
        excess -= 1
    return widths


def _longest_word(text: Text) -> int:
    words = [word for word in text.plain.split() if len(word) <= _MAX_WORD]
    return max(map(cell_len, words), default=0)


def _longest_line(text: Text) -> int:
    return max((part.cell_len for part in text.split("\n")), default=0)


def _draw_banner(title: Line, lines: Sequence[Line], screen: Screen, console: Console) -> None:
    from rich.box import ASCII, ROUNDED
    from rich.panel import Panel

    content = Text("\n").join(_rich_text(line, screen) for line in lines)
    console.print(
        Panel(
            content,
            title=_rich_text(title, screen),
            title_align="left",
            border_style=rich_style("win", screen.palette),
            box=ASCII if screen.ascii else ROUNDED,
            padding=(1, 2) if screen.width >= 60 else (1, 1),
        )
    )
