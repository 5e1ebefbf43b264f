"""The charts of a report in a terminal, each curve named at its end."""

from collections.abc import Sequence

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.forms import format_number
from mentorlog.render.documents.document import Chart, Curve, Fact, Plots, Section
from mentorlog.render.terminal.page import RAG_ROLES
from mentorlog.report.model import GoalGrowth
from mentorlog.structs import replace


def plot_section(charts: Sequence[Chart]) -> Section:
    """The charts, which read aloud are sentences."""
    return Section("", [Plots([Fact(chart.title, chart.text) for chart in charts], charts=charts)], only="terminal")


def chart_with_labels(chart: Chart, goal: GoalGrowth | None = None) -> Chart:
    """A chart whose curves have their labels, the value of a goal in the colour of its status."""
    title = goal.title if goal else chart.title
    return replace(chart, title=title, curves=[_curve_with_label(curve, goal) for curve in chart.curves])


def _curve_with_label(curve: Curve, goal: GoalGrowth | None) -> Curve:
    day, value = curve.points[-1]
    if goal is None:
        return replace(curve, label=f"{curve.name.lower()} {format_number(value)}")
    role = RAG_ROLES[goal.rag] if goal.rag != "none" else "accent"
    if curve.stroke == "value":
        return replace(curve, label=format_number(value), role=role)
    if curve.stroke == "forecast":  # the same line as it would go on, so in the same colour
        label = format_short_day(day, day) if day == goal.forecast else "at this pace"
        return replace(curve, label=label, role=role)
    return replace(curve, label=curve.name.lower())
