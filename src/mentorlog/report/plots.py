"""Goals and moods over time, as plots in the terminal."""

from datetime import date

import plotext

from mentorlog.render.documents.document import Chart, Stroke
from mentorlog.render.terminal.page import Gap, Lines, Page, Span, line, own
from mentorlog.render.terminal.screen import Screen
from mentorlog.report.document import burn_up, felt
from mentorlog.report.model import Report

_HEIGHT = 12
_WIDEST = 100
_PIPED = 80  # columns where nobody says how many there are
_MARKS: dict[Stroke, tuple[str, str]] = {  # as plotext has them, and where only ASCII can be shown
    "value": ("braille", "*"),
    "plan": ("·", "."),
    "first": ("●", "o"),
    "second": ("▲", "^"),
    "third": ("■", "#"),
}
_SIGNS = {"braille": "⠒"}
_TICKS = 6


def plots(report: Report, screen: Screen) -> Page:
    """A burn-up of each goal, then mood, energy and trust; nothing where there are too few values."""
    charts = [chart for goal in report.goals if (chart := burn_up(goal, report.today))]
    charts += [block for block in felt(report.checkins) if isinstance(block, Chart)]
    return [block for chart in charts for block in _drawn(chart, screen)]


def _drawn(chart: Chart, screen: Screen) -> Page:
    if screen.spoken:
        return [Gap(), Lines([(Span(chart.title),), (Span(chart.text),)])]
    figure = plotext.figure
    figure.clear()
    figure.theme("colorless")
    figure.plot_size(min(screen.width or _PIPED, _WIDEST), _HEIGHT)
    figure.legend(False)
    for curve in reversed(chart.curves):  # so that the first is on top
        days, values = [day.toordinal() for day, _ in curve.points], [value for _, value in curve.points]
        signal = figure.signal(days, values, marker=_MARKS[curve.stroke][screen.ascii])
        signal.lines()
        figure.draw(signal)
    _days(figure, chart)
    text = plotext.uncolorize(figure.build().string())
    figure.clear()
    keys = "  ".join(f"{_sign(curve.stroke, screen)} {curve.name}" for curve in chart.curves)
    return [
        Gap(),
        Lines([(Span(chart.title, "title"),), line(own(keys, "dim"))]),
        Lines([(own(row),) for row in text.rstrip("\n").split("\n")]),
        Lines([(Span(chart.text, "dim"),)]),
    ]


def _sign(stroke: Stroke, screen: Screen) -> str:
    mark = _MARKS[stroke][screen.ascii]
    return _SIGNS.get(mark, mark)


def _days(figure: "plotext.figure", chart: Chart) -> None:
    """Days under the axis, at even distances."""
    from mentorlog.journal.dates.grammar import format_short_day

    days = [day.toordinal() for curve in chart.curves for day, _ in curve.points]
    first, last = min(days), max(days)
    places = sorted({first + (last - first) * at // (_TICKS - 1) for at in range(_TICKS)})
    figure.ruler("x").ticks(
        places, [format_short_day(date.fromordinal(place), date.fromordinal(last)) for place in places]
    )
