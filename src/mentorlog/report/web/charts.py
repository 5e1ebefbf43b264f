"""The charts of a report: of each goal, and of mood, energy and trust; in a terminal each curve is named at its end."""

from collections.abc import Sequence
from datetime import date

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.forms import format_number
from mentorlog.render.documents.document import Block, Chart, Curve, Fact, FactList, Plots, Section, Stroke
from mentorlog.render.terminal.page import RAG_ROLES
from mentorlog.report.model import CheckIns, GoalGrowth, Report
from mentorlog.report.words.period import MIN_TREND_VALUES, mood_series
from mentorlog.structs import replace

_STROKES: tuple[Stroke, ...] = ("first", "second", "third")


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


def burn_up_chart(goal: GoalGrowth, today: date) -> Chart | None:
    """A goal's values, or its steps done, beside the straight line of its plan; None for fewer than two values."""
    values = _burn_up_points(goal)
    target = goal.target if goal.target is not None else float(goal.steps.total)
    if len(values) < 2:
        return None
    curves = [Curve("Value" if goal.target is not None else "Steps done", "value", values)]
    baseline = goal.baseline if goal.target is not None else 0.0
    if goal.keep:
        ends = [(goal.start, target), (max(values[-1][0], goal.due or goal.start), target)]
        curves.append(Curve("To keep", "plan", ends))
    elif goal.due and goal.due > goal.start:
        curves.append(Curve("Plan", "plan", [(goal.start, baseline), (goal.due, target)]))
    from mentorlog.report.web.goals import forecast_curve

    if forecast := forecast_curve(goal):
        curves.append(forecast)
    unit = goal.unit or ("" if goal.target is not None else "steps")
    return Chart(f"Burn-up of {goal.title}", _burn_up_text(values, target, unit, goal, today), curves, unit)


def _burn_up_points(goal: GoalGrowth) -> list[tuple[date, float]]:
    if goal.target is None:
        return [(goal.start, 0.0)] + [(day, float(at)) for at, day in enumerate(goal.steps.days, 1)]
    start = [] if goal.points and goal.points[0][0] <= goal.start else [(goal.start, goal.baseline)]
    return start + goal.points


def _burn_up_text(values: list[tuple[date, float]], target: float, unit: str, goal: GoalGrowth, today: date) -> str:
    (first_day, first), (last_day, last) = values[0], values[-1]
    unit_text = f" {unit}" if unit else ""
    due = f", due {format_short_day(goal.due, today)}" if goal.due else ""
    return (
        f"From {format_number(first)} on {format_short_day(first_day, today)} to {format_number(last)} on"
        f" {format_short_day(last_day, today)}; the aim is {format_number(target)}{unit_text}{due}."
    )


def mood_blocks(checkins: CheckIns) -> list[Block]:
    """Mood, energy and trust over time, in words and as a chart."""
    phrases, curves = [], []
    for (label, values), stroke in zip(mood_series(checkins), _STROKES, strict=False):
        if len(values) >= MIN_TREND_VALUES:
            phrases.append(f"{label} {values[0][1]} to {values[-1][1]}")
            curves.append(Curve(label, stroke, [(day, float(value)) for day, value in values]))
        else:
            phrases.append(f"{label} {', '.join(str(value) for _, value in values)}, too few for a trend")
    if not phrases:
        return []
    text = f"From 1 to 5: {', '.join(phrases)}."
    facts = [Fact("Check-ins", f"{checkins.count} taken" if curves else text, [("taken", checkins.taken)])]
    charts = [Chart("Mood, energy and trust", text, curves, "", (1.0, 5.0))] if curves else []
    return [FactList(facts), *charts]
