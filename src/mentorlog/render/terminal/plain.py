"""Drawing without Rich, for pipes and files, and for pages of plain lines on a terminal.

A pipe gets the same content as a terminal, unstyled and never cut: what reads it next decides how wide it is.
"""

from collections.abc import Sequence

from mentorlog.render.terminal.page import Banner, Gap, Grid, Heading, Line, Lines, Page, bare_text
from mentorlog.render.terminal.screen import Screen, drawable_line
from mentorlog.render.terminal.text import width


def draw(page: Page, screen: Screen) -> None:
    """Write a page to the screen's stream."""
    if screen.accessible:
        from mentorlog.render.terminal.accessible import accessible_page

        page = accessible_page(page)
    for block in page:
        screen.stream.write("".join(f"{text.rstrip()}\n" for text in _block_lines(block, screen)))


def render_line(line: Line, screen: Screen) -> str:
    """A line as text, with escape codes where there is colour."""
    if screen.palette == "none" and (text := _text_as_it_is(line, screen)) is not None:
        return text
    shown = drawable_line(line, screen)
    if screen.palette == "none":
        return bare_text(shown)
    from mentorlog.render.terminal.theme import ansi_text

    return "".join(ansi_text(span, screen.palette) for span in shown)


def _text_as_it_is(line: Line, screen: Screen) -> str | None:
    """A line's text where no span of it has to be changed for this screen: most lines of what is piped."""
    if screen.ascii or screen.accessible:
        return None
    text = bare_text(line)
    return text if text.isprintable() else None


def _block_lines(block: object, screen: Screen) -> Sequence[str]:
    match block:
        case Lines(lines, indent):
            return [" " * indent + text for line in lines for text in _line_texts(line, indent, screen)]
        case Heading(left, right):
            return [render_line(left, screen) + ("   " + render_line(right, screen) if right else "")]
        case Grid() if block.has_header and screen.is_terminal:
            from mentorlog.render.terminal.table import table_lines

            return [render_line(line, screen) for line in table_lines(block, screen)]
        case Grid():
            return _grid_lines(block, screen)
        case Banner(title, lines):
            return [render_line(title, screen), *("  " + render_line(line, screen) for line in lines)]
        case Gap():
            return [""]
    raise AssertionError(block)


def _line_texts(line: Line, indent: int, screen: Screen) -> list[str]:
    """A line as texts that fit the screen."""
    if not screen.is_terminal and screen.palette == "none" and (text := _text_as_it_is(line, screen)) is not None:
        return [text]
    return [render_line(part, screen) for part in _wrap_to_screen(line, indent, screen)]


def _wrap_to_screen(line: Line, indent: int, screen: Screen) -> list[Line]:
    shown = drawable_line(line, screen)
    room = max(screen.width - indent, 1) if screen.is_terminal else 0
    if not any("\n" in span.text for span in shown) and (not room or sum(width(span.text) for span in shown) <= room):
        return [shown]
    from mentorlog.render.terminal.wrap import wrap_line

    return wrap_line(shown, room, max(room, screen.columns - indent))


def _grid_lines(grid: Grid, screen: Screen) -> Sequence[str]:
    """Columns as wide as their widest cell; the lines of a cell stand one below the other."""
    cells = [[render_line(cell, screen).split("\n") for cell in row.cells] for row in grid.rows]
    heads = [[head.label] for head in grid.columns]
    texts = [heads, *cells] if grid.has_header else cells
    widths = [max((width(part) for row in texts for part in row[at]), default=0) for at in range(len(grid.columns))]
    lines = _align_row(heads, widths, grid) if grid.has_header else []
    for row, parts in zip(grid.rows, cells, strict=True):
        lines += _align_row(parts, widths, grid)
        lines += [" " * (grid.indent + widths[0] + 2) + render_line(line, screen) for line in row.below]
    return lines


def _align_row(cells: Sequence[Sequence[str]], widths: Sequence[int], grid: Grid) -> list[str]:
    lines = []
    for at in range(max(len(cell) for cell in cells)):
        parts = []
        for cell, column_width, head in zip(cells, widths, grid.columns, strict=True):
            part = cell[at] if at < len(cell) else ""
            pad = " " * (column_width - width(part))
            parts.append(pad + part if head.manner == "figure" else part + pad)
        lines.append(" " * grid.indent + "  ".join(parts))
    return lines
