"""Charts as plots in the terminal."""

from collections.abc import Sequence
from datetime import date

import plotext

from mentorlog.journal.dates.format import format_short_day
from mentorlog.render.documents.document import Chart, Stroke
from mentorlog.render.terminal.page import Gap, Lines, Page, Span, line, ours
from mentorlog.render.terminal.screen import DEFAULT_WIDTH, Screen

_HEIGHT = 12
_MAX_WIDTH = 100
_CURVE_MARKERS: dict[Stroke, tuple[str, str]] = {  # for plotext, and for a screen of ASCII alone
    "value": ("braille", "*"),
    "plan": ("·", "."),
    "forecast": ("∙", "-"),
    "first": ("●", "o"),
    "second": ("▲", "^"),
    "third": ("■", "#"),
}
_LEGEND_SIGNS = {"braille": "⠒"}
_TICK_COUNT = 6


def plots_page(charts: Sequence[Chart], screen: Screen) -> Page:
    """The charts, one below the other."""
    return [block for chart in charts for block in _chart_page(chart, screen)]


def _chart_page(chart: Chart, screen: Screen) -> Page:
    if screen.accessible:
        return [Gap(), Lines([(Span(chart.title),), (Span(chart.text),)])]
    figure = plotext.figure
    figure.clear()
    figure.theme("colorless")
    figure.plot_size(min(screen.width or DEFAULT_WIDTH, _MAX_WIDTH), _HEIGHT)
    figure.legend(False)
    for curve in reversed(chart.curves):  # so that the first is on top
        days, values = [day.toordinal() for day, _ in curve.points], [value for _, value in curve.points]
        signal = figure.signal(days, values, marker=_CURVE_MARKERS[curve.stroke][screen.ascii])
        signal.lines()
        figure.draw(signal)
    _set_day_ticks(figure, chart)
    text = plotext.uncolorize(figure.build().string())
    figure.clear()
    keys = "  ".join(f"{_legend_sign(curve.stroke, screen)} {curve.name}" for curve in chart.curves)
    return [
        Gap(),
        Lines([(Span(chart.title, "title"),), line(ours(keys, "dim"))]),
        Lines([(ours(row),) for row in text.rstrip("\n").split("\n")]),
        Lines([(Span(chart.text, "dim"),)]),
    ]


def _legend_sign(stroke: Stroke, screen: Screen) -> str:
    mark = _CURVE_MARKERS[stroke][screen.ascii]
    return _LEGEND_SIGNS.get(mark, mark)


def _set_day_ticks(figure: "plotext.figure", chart: Chart) -> None:
    """Days under the axis, at even distances."""
    days = [day.toordinal() for curve in chart.curves for day, _ in curve.points]
    first, last = min(days), max(days)
    places = sorted({first + (last - first) * at // (_TICK_COUNT - 1) for at in range(_TICK_COUNT)})
    figure.ruler("x").ticks(
        places, [format_short_day(date.fromordinal(place), date.fromordinal(last)) for place in places]
    )
