"""Drawing without Rich: for pipes and files, and for the lines of text that need no more.

In a pipe the content is the same as on a terminal, unstyled and never cut: what reads it next decides how wide it is.
"""

from collections.abc import Sequence

from mentorlog.render.terminal.page import Gap, Grid, Heading, Line, Lines, Page, Party
from mentorlog.render.terminal.screen import Screen
from mentorlog.render.terminal.text import display, width
from mentorlog.structs import replace


def draw(page: Page, screen: Screen) -> None:
    """Write a page to the screen's stream."""
    if screen.spoken:
        from mentorlog.render.terminal.accessible import told

        page = told(page)
    for block in page:
        screen.stream.write("".join(f"{text.rstrip()}\n" for text in _block(block, screen)))


def text_of(line: Line, screen: Screen) -> str:
    """A line as it is shown, in the terminal's own codes where there is colour."""
    shown = _shown(line, screen)
    if not screen.colour:
        return "".join(span.text for span in shown)
    from mentorlog.render.terminal.theme import coded

    return "".join(coded(span.text, span.role, screen.colour) for span in shown)


def _shown(line: Line, screen: Screen) -> Line:
    """A line made safe, with the glyphs that the screen can draw, or with what is said for them."""
    if screen.spoken:
        line = tuple(span if span.said is None else replace(span, text=span.said) for span in line)
    return tuple(
        replace(span, text=screen.own(display(span.text)) if span.own else display(span.text), own=False, said=None)
        for span in line
    )


def _block(block: object, screen: Screen) -> Sequence[str]:
    match block:
        case Lines(lines, indent):
            return [" " * indent + text_of(part, screen) for line in lines for part in _wrapped(line, indent, screen)]
        case Heading(left, right):
            return [text_of(left, screen) + ("   " + text_of(right, screen) if right else "")]
        case Grid():
            return _grid(block, screen)
        case Party(title, lines):
            return [text_of(title, screen), *("  " + text_of(line, screen) for line in lines)]
        case Gap():
            return [""]
    raise AssertionError(block)


def _wrapped(line: Line, indent: int, screen: Screen) -> list[Line]:
    shown = _shown(line, screen)
    room = max(screen.width - indent, 1) if screen.live else 0
    if not any("\n" in span.text for span in shown) and (not room or sum(width(span.text) for span in shown) <= room):
        return [shown]
    from mentorlog.render.terminal.wrap import wrapped

    return wrapped(shown, room)


def _grid(grid: Grid, screen: Screen) -> Sequence[str]:
    """Columns as wide as their widest cell; a cell of several lines goes on under itself."""
    cells = [[text_of(cell, screen).split("\n") for cell in row.cells] for row in grid.rows]
    heads = [[head.label] for head in grid.heads]
    every = [heads, *cells] if grid.headed else cells
    widths = [max((width(part) for row in every for part in row[at]), default=0) for at in range(len(grid.heads))]
    lines = _set(heads, widths, grid) if grid.headed else []
    for row, parts in zip(grid.rows, cells, strict=True):
        lines += _set(parts, widths, grid)
        lines += [" " * (grid.indent + widths[0] + 2) + text_of(line, screen) for line in row.below]
    return lines


def _set(cells: Sequence[Sequence[str]], widths: Sequence[int], grid: Grid) -> list[str]:
    lines = []
    for at in range(max(len(cell) for cell in cells)):
        parts = []
        for cell, wide, head in zip(cells, widths, grid.heads, strict=True):
            part = cell[at] if at < len(cell) else ""
            pad = " " * (wide - width(part))
            parts.append(pad + part if head.manner == "figure" else part + pad)
        lines.append(" " * grid.indent + "  ".join(parts))
    return lines
