"""The coordinates of a chart in an SVG: of its curves, tick labels and axes."""

from collections.abc import Callable, Sequence
from datetime import date

from mentorlog.journal.dates.format import MONTHS, format_short_day
from mentorlog.journal.model.forms import format_number
from mentorlog.render.documents.document import Chart, Stroke
from mentorlog.structs import Frozen

WIDTH, HEIGHT = 360, 170
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 8, 10, 24  # room for labels
_MAX_DOTS = 60  # a curve with more points has no dots


class Tick(Frozen):
    """A label of an axis, and its position along it."""

    position: float
    label: str
    anchor: str = "middle"


class CurvePath(Frozen):
    """A curve: its name and stroke, its points in SVG syntax, and the positions of its dots."""

    name: str
    stroke: Stroke
    points: str
    dots: Sequence[tuple[float, float]]


class ChartLayout(Frozen):
    """The coordinates of everything in a chart."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    paths: Sequence[CurvePath]
    y_ticks: Sequence[Tick]
    x_ticks: Sequence[Tick]


def chart_layout(chart: Chart) -> ChartLayout:
    """Compute the coordinates of a chart, which has at least one point."""
    days = [day.toordinal() for curve in chart.curves for day, _ in curve.points]
    values = [value for curve in chart.curves for _, value in curve.points]
    first, last = min(days), max(max(days), min(days) + 1)
    low, high = chart.y_range or _axis_range(min(values), max(values))

    def across(day: date) -> float:
        return round(_LEFT + (day.toordinal() - first) / (last - first) * (WIDTH - _LEFT - _RIGHT), 1)

    def down(value: float) -> float:
        return round(HEIGHT - _BOTTOM - (value - low) / ((high - low) or 1) * (HEIGHT - _TOP - _BOTTOM), 1)

    paths = []
    for curve in chart.curves:
        places = [(across(day), down(value)) for day, value in curve.points]
        dots = places if curve.stroke != "plan" and len(places) <= _MAX_DOTS else []
        paths.append(CurvePath(curve.name, curve.stroke, " ".join(f"{x},{y}" for x, y in places), dots))
    rows = [Tick(down(value), format_number(round(value, 2))) for value in _tick_values(low, high)]
    return ChartLayout(
        WIDTH, HEIGHT, _LEFT, WIDTH - _RIGHT, HEIGHT - _BOTTOM, paths, rows, _month_ticks(first, last, across)
    )


def _axis_range(low: float, high: float) -> tuple[float, float]:
    """The ends of an axis: whole steps that enclose the values."""
    step = _tick_step(low, high)
    return (low // step) * step, -(-high // step) * step


def _tick_step(low: float, high: float) -> float:
    """A step of 1, 2 or 5 that divides the range into three or four."""
    span = (high - low) or abs(high) or 1.0
    size = 10.0 ** (len(str(int(span))) - 1) if span >= 1 else 0.1
    while span / size > 4:
        size *= 2.5 if str(size).strip("0.").startswith("2") else 2  # 1, 2, 5, 10, 20, ...
    while span / size < 2:
        size /= 2
    return size


def _tick_values(low: float, high: float) -> list[float]:
    step = _tick_step(low, high)
    count = round((high - low) / step)
    return [low + step * at for at in range(count + 1)]


def _month_ticks(first: int, last: int, across: Callable[[date], float]) -> list[Tick]:
    """The first days of months, as many as there is room for; both ends where there are fewer than two."""
    begin, end = date.fromordinal(first), date.fromordinal(last)
    months = [
        date(year, month, 1)
        for year in range(begin.year, end.year + 1)
        for month in range(1, 13)
        if begin <= date(year, month, 1) <= end
    ]
    if len(months) < 2:
        ends = ((begin, "start"), (end, "end"))
        return [Tick(across(day), format_short_day(day, day), anchor) for day, anchor in ends]
    shown = months[:: -(-len(months) // 6)]
    with_year = begin.year != end.year
    return [
        Tick(across(day), MONTHS[day.month - 1] + (f" {day.year % 100:02d}" if with_year and len(shown) < 5 else ""))
        for day in shown
        if _LEFT < across(day) < WIDTH - _RIGHT - 8
    ]


SMALL_WIDTH, SMALL_HEIGHT = 288, 94
_MARGIN = 7  # room for a ring at an end


class SmallChart(Frozen):
    """The coordinates of a chart without axes: its curves, the place reached, and the aim where there is one."""

    width: int
    height: int
    paths: Sequence[CurvePath]
    reached: tuple[float, float]
    aim: tuple[float, float] | None


def small_layout(chart: Chart) -> SmallChart:
    """Compute the coordinates of a chart to be read at a glance."""
    points = [point for curve in chart.curves for point in curve.points]
    days, values = [day.toordinal() for day, _ in points], [value for _, value in points]
    first, last, low, high = min(days), max(days), min(values), max(values)

    def place(point: tuple[date, float]) -> tuple[float, float]:
        day, value = point
        across = (day.toordinal() - first) / ((last - first) or 1) * (SMALL_WIDTH - 2 * _MARGIN)
        down = (high - value) / ((high - low) or 1) * (SMALL_HEIGHT - 2 * _MARGIN)
        return round(_MARGIN + across, 1), round(_MARGIN + down, 1)

    paths = [
        CurvePath(curve.name, curve.stroke, " ".join(f"{x:g},{y:g}" for x, y in map(place, curve.points)), [])
        for curve in chart.curves
    ]
    by_stroke = {curve.stroke: curve for curve in chart.curves}
    plan = by_stroke.get("plan")
    reached = by_stroke.get("value", chart.curves[0]).points[-1]
    return SmallChart(SMALL_WIDTH, SMALL_HEIGHT, paths, place(reached), place(plan.points[-1]) if plan else None)
