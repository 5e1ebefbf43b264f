"""Drawing with Rich, on a terminal. Imported by nothing that writes to a pipe."""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mentorlog.screen.page import Gap, Grid, Heading, Line, Lines, Page, Party, Role, Row
from mentorlog.screen.screen import Screen
from mentorlog.screen.text import display

_NARROW = 60  # columns below which a table becomes a block a record
# The one place that says how a role looks; the colours are the terminal's own, so they fit dark and light alike.
_STYLES: dict[Role, str] = {
    "": "",
    "title": "bold",
    "dim": "dim",
    "accent": "cyan",
    "good": "green",
    "warn": "yellow",
    "bad": "bold red",
    "quote": "italic",
}


def draw(page: Page, screen: Screen) -> None:
    """Write a page to a terminal."""
    console = console_of(screen)
    for block in page:
        _draw(block, screen, console)


def console_of(screen: Screen) -> Console:
    """A Rich console that guesses nothing: no markup, no emoji codes, no highlighting, no links."""
    return Console(
        file=screen.stream,
        width=screen.width,
        color_system="auto" if screen.colour else None,
        no_color=not screen.colour,
        force_terminal=True if screen.colour else None,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=False,
    )


def _draw(block: object, screen: Screen, console: Console) -> None:
    match block:
        case Lines(lines, indent):
            for line in lines:
                console.print(Padding(_text(line, screen), (0, 0, 0, indent)))
        case Heading(left, right):
            _heading(_text(left, screen), _text(right, screen), screen, console)
        case Grid(headed=True) if screen.width < _NARROW:
            _blocks(block, screen, console)
        case Grid():
            _grid(block, screen, console)
        case Party(title, lines):
            _party(title, lines, screen, console)
        case Gap():
            console.print()


def _text(line: Line, screen: Screen) -> Text:
    text = Text(overflow="fold")
    for span in line:
        shown = display(span.text)
        text.append(screen.own(shown) if span.own else shown, _STYLES[span.role])
    return text


def _heading(left: Text, right: Text, screen: Screen, console: Console) -> None:
    gap = screen.width - left.cell_len - right.cell_len
    if gap < 3:
        console.print(left)
        if right:
            console.print(right)
    else:
        console.print(left + Text(" " * gap) + right)


def _grid(grid: Grid, screen: Screen, console: Console) -> None:
    """Aligned columns. Lines below a row stand from its second column on, and end the table drawn so far."""
    texts = [[_text(cell, screen) for cell in row.cells] for row in grid.rows]
    widths = _widths(grid, texts, screen.width - grid.indent)
    table = _table(grid, widths)
    if grid.headed:
        table.add_row(*(Text(head.label, "dim") for head in grid.heads))
    for row, cells in zip(grid.rows, texts, strict=True):
        table.add_row(*cells)
        if row.below:
            _print(table, grid, console)
            table = _table(grid, widths)
        for line in row.below:
            console.print(Padding(_text(line, screen), (0, 0, 0, grid.indent + widths[0] + 2)))
    if table.row_count:
        _print(table, grid, console)


def _print(table: Table, grid: Grid, console: Console) -> None:
    console.print(Padding(table, (0, 0, 0, grid.indent)) if grid.indent else table)


def _table(grid: Grid, widths: Sequence[int]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False, collapse_padding=True)
    for head, width in zip(grid.heads, widths, strict=True):
        table.add_column(justify="right" if head.manner == "figure" else "left", width=width, overflow="fold")
    return table


def _widths(grid: Grid, texts: Sequence[Sequence[Text]], width: int) -> list[int]:
    """Each column as wide as it needs; where that is too much, the widest column of words gives way first."""
    wanted = [
        max([len(head.label) if grid.headed else 0, *(_longest(row[at]) for row in texts)])
        for at, head in enumerate(grid.heads)
    ]
    words = [at for at, head in enumerate(grid.heads) if head.manner == "words"]
    excess = sum(wanted) + 2 * (len(wanted) - 1) - width
    while excess > 0 and words:
        widest = max(words, key=lambda at: wanted[at])
        if wanted[widest] <= 12:
            break
        wanted[widest] -= 1
        excess -= 1
    return wanted


def _longest(text: Text) -> int:
    return max((part.cell_len for part in text.split("\n")), default=0)


def _blocks(grid: Grid, screen: Screen, console: Console) -> None:
    """A table where it is narrow: the ref, then the words below it, then the rest as labelled facts."""
    for row in grid.rows:
        console.print(_text(row.cells[0], screen) + Text("  ") + _text(_first_words(grid, row), screen))
        facts = [
            Text(f"{head.label} ", "dim") + _text(cell, screen)
            for head, cell in list(zip(grid.heads, row.cells, strict=True))[1:]
            if any(span.text for span in cell) and cell is not _first_words(grid, row)
        ]
        for fact in facts:
            console.print(Padding(fact, (0, 0, 0, 4)))


def _first_words(grid: Grid, row: Row) -> Line:
    found = (cell for head, cell in zip(grid.heads, row.cells, strict=True) if head.manner == "words" and cell)
    return next(found, ())


def _party(title: Line, lines: Sequence[Line], screen: Screen, console: Console) -> None:
    from rich.box import ASCII, ROUNDED
    from rich.panel import Panel

    content = Text("\n").join(_text(line, screen) for line in lines)
    console.print(
        Panel(
            content,
            title=_text(title, screen),
            title_align="left",
            border_style=_STYLES["accent"],
            box=ASCII if screen.ascii else ROUNDED,
            padding=(1, 2),
            expand=False,
        )
    )
