"""The charts of a report in a terminal, where `--plots` asks for them: each curve is named at its end."""

from collections.abc import Sequence

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.forms import format_number
from mentorlog.render.documents.document import Chart, Curve, Fact, Plots, Section
from mentorlog.render.terminal.page import RAG_ROLES
from mentorlog.report.charts.curves import burn_up_chart, mood_blocks
from mentorlog.report.model import GoalGrowth, Report
from mentorlog.structs import replace


def report_charts(report: Report) -> list[Chart]:
    """A burn-up of each goal, those that run first, then mood, energy and trust, each where there are enough values."""
    goals = sorted(report.goals, key=lambda goal: goal.ended_on is not None)
    charts = [_chart_with_labels(chart, goal) for goal in goals if (chart := burn_up_chart(goal, report.today))]
    return charts + [_chart_with_labels(block) for block in mood_blocks(report.checkins) if isinstance(block, Chart)]


def plot_sections(charts: Sequence[Chart]) -> list[Section]:
    """The charts in a terminal, where they are asked for; read aloud they are sentences."""
    if not charts:
        return []
    plots = Plots([Fact(chart.title, chart.text) for chart in charts], charts=charts)
    return [Section("", [plots], only="terminal")]


def _chart_with_labels(chart: Chart, goal: GoalGrowth | None = None) -> Chart:
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
