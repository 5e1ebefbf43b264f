"""Charts in braille dots: no box, two ticks an axis, the value in its colour, each curve named at its end."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.forms import format_number
from mentorlog.render.documents.document import Chart, Curve, Stroke
from mentorlog.render.documents.pictures.facts import pad, page_width
from mentorlog.render.terminal.page import Gap, Line, Lines, Page, Role, Span, line, ours
from mentorlog.render.terminal.screen import Screen
from mentorlog.render.terminal.text import truncate, width

_ROWS = 7
_TWO_ABREAST_WIDTH = 100  # columns from which charts stand side by side
_GAP, _MAX_WIDTH, _MAX_LABEL = 4, 72, 14
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # of a braille cell, by row and column
_ROLES: dict[Stroke, Role] = {
    "value": "accent", "plan": "dim", "forecast": "dim", "first": "accent", "second": "warn", "third": "good",
}  # fmt: skip
# How many dots of a line are drawn, and after how many they begin again.
_DASHES: dict[Stroke, tuple[int, int]] = {"plan": (1, 6), "forecast": (3, 6)}
_ASCII_MARKS: dict[Stroke, str] = {
    "value": "*",
    "plan": ".",
    "forecast": "-",
    "first": "o",
    "second": "^",
    "third": "#",
}


_Grid = dict[tuple[int, int], tuple[int, Curve]]  # by row and column: the sign of a cell, and the curve that it is of


class _Frame(NamedTuple):
    """The days and values between which a chart lies, and its width in cells."""

    first: int
    last: int
    low: float
    high: float
    cells: int
    rows: int = _ROWS

    def dot(self, day: date, value: float) -> tuple[float, float]:
        """Where a value lies, in dots from the top left."""
        x = (day.toordinal() - self.first) / max(self.last - self.first, 1) * (self.cells * 2 - 1)
        return x, (self.high - value) / ((self.high - self.low) or 1) * (self.rows * 4 - 1)


def charts_page(charts: Sequence[Chart], screen: Screen) -> Page:
    """The charts, two abreast where there is room."""
    room = page_width(screen)
    abreast = 2 if room >= _TWO_ABREAST_WIDTH else 1
    cells = min((room - _GAP * (abreast - 1)) // abreast, _MAX_WIDTH)
    drawn = [_chart_lines(chart, cells, screen) for chart in charts]
    page: Page = []
    for at in range(0, len(drawn), abreast):
        left, *others = drawn[at : at + abreast]
        rows = [(*pad(row, cells + _GAP), *others[0][place]) for place, row in enumerate(left)] if others else left
        page += [*([Gap()] if at else []), Lines(rows)]
    return page


def curve_lines(chart: Chart, cells: int, rows: int, screen: Screen) -> list[Line]:
    """The curves alone, without a title, ticks and names."""
    days = [day for curve in chart.curves for day, _ in curve.points]
    values = [value for curve in chart.curves for _, value in curve.points]
    frame = _Frame(min(days).toordinal(), max(days).toordinal(), min(values), max(values), cells, rows)
    grid = _draw_curves(chart.curves, frame, screen)
    return [tuple(_row_spans(grid, {}, row, cells)) for row in range(rows)]


def _chart_lines(chart: Chart, cells: int, screen: Screen) -> list[Line]:
    """The title, the rows with a tick at the highest and the lowest value, and the first and the last day."""
    values = [value for curve in chart.curves for _, value in curve.points]
    low, high = chart.y_range or (min(values), max(values))
    ticks = [format_number(high), format_number(low)]
    margin = max(map(width, ticks)) + 1
    labels = max((width(curve.label) for curve in chart.curves), default=0)
    beside = min(labels, _MAX_LABEL) + 1 if labels else 0
    days = [day for curve in chart.curves for day, _ in curve.points]
    frame = _Frame(min(days).toordinal(), max(days).toordinal(), low, high, max(cells - margin - beside, 8))
    grid = _draw_curves(chart.curves, frame, screen)
    names = _end_labels(chart.curves, frame, grid)
    rows: list[Line] = []
    for at in range(_ROWS):
        tick = ticks[0] if not at else ticks[1] if at == _ROWS - 1 else ""
        rows.append((ours(f"{tick:>{margin - 1}} ", "dim"), *_row_spans(grid, names, at, frame.cells)))
    first, last = (format_short_day(day, day) for day in (min(days), max(days)))
    axis = ours(" " * margin + first + last.rjust(frame.cells - len(first)), "dim")
    unit = ours(f"  {chart.unit}", "dim") if chart.unit else ours("")
    title = Span(truncate(chart.title, max(cells - width(chart.unit) - 2, 12)), "title")
    return [line(title, unit), *rows, line(axis)]


def _draw_curves(curves: Sequence[Curve], frame: _Frame, screen: Screen) -> _Grid:
    """By row and column the dots of a cell, and the curve whose cell it is: the first one lies on top."""
    grid: _Grid = {}
    for curve in reversed(curves):
        cells: dict[tuple[int, int], int] = {}
        for x, y in _curve_dots(curve, frame):
            place = y // 4, x // 2
            cells[place] = cells.get(place, 0) | _DOTS[y % 4][x % 2]
        mark = ord(_ASCII_MARKS[curve.stroke])
        grid |= {place: (mark if screen.ascii else 0x2800 + dots, curve) for place, dots in cells.items()}
    return grid


def _curve_dots(curve: Curve, frame: _Frame) -> Iterator[tuple[int, int]]:
    """The dots of the lines between the values, as far as the stroke draws them."""
    drawn, period = _DASHES.get(curve.stroke, (1, 1))
    points = [frame.dot(day, value) for day, value in curve.points]
    for (x, y), (next_x, next_y) in zip(points, [*points[1:], points[-1]], strict=True):
        steps = max(round(max(abs(next_x - x), abs(next_y - y))), 1)
        for step in range(steps + 1):
            at = round(x + (next_x - x) * step / steps), round(y + (next_y - y) * step / steps)
            if at[0] % period < drawn and 0 <= at[1] < frame.rows * 4 and 0 <= at[0] < frame.cells * 2:
                yield at


def _row_spans(grid: _Grid, names: dict[tuple[int, int], Span], row: int, cells: int) -> Iterator[Span]:
    """The cells of a row, and the labels that stand among them or behind the last one."""
    column = 0
    while column < cells:
        if name := names.get((row, column)):
            yield name
            column += width(name.text)
            continue
        cell = grid.get((row, column))
        yield ours(" ") if cell is None else ours(chr(cell[0]), cell[1].role or _ROLES[cell[1].stroke])
        column += 1
    if name := names.get((row, cells)):
        yield from (ours(" "), name)


def _end_labels(curves: Sequence[Curve], frame: _Frame, grid: _Grid) -> dict[tuple[int, int], Span]:
    """By row and column the label of a curve: behind its end, or in the margin, as near to that height as is free."""
    labels: dict[tuple[int, int], Span] = {}
    for curve in curves:
        if not curve.label:
            continue
        name = Span(truncate(curve.label, _MAX_LABEL), curve.role or _ROLES[curve.stroke], ours=True)
        x, y = frame.dot(*curve.points[-1])
        row, column = max(0, min(round(y) // 4, _ROWS - 1)), round(x) // 2 + 2
        place = range(column - 1, column + width(name.text) + 1)
        if place[-1] < frame.cells and not any((row, at) in grid for at in place):
            labels[row, column] = name
            continue
        margin = frame.cells
        free = [at for at in range(_ROWS) if (at, margin) not in labels]
        if free:
            labels[min(free, key=lambda at: abs(at - row)), margin] = name
    return labels
