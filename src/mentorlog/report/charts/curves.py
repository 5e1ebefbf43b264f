"""The curves of a report: of each goal with its plan and its forecast, and of mood, energy and trust."""

from datetime import date, timedelta

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.forms import format_number
from mentorlog.render.documents.document import Block, Chart, Curve, Fact, FactList, Stroke
from mentorlog.report.model import CheckIns, GoalGrowth
from mentorlog.report.words.period import MIN_TREND_VALUES, mood_series

_STROKES: tuple[Stroke, ...] = ("first", "second", "third")
_MAX_BEYOND = 0.2  # of the plan's length: how far a forecast is drawn past its end


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
    if forecast := _forecast_curve(goal):
        curves.append(forecast)
    unit = goal.unit or ("" if goal.target is not None else "steps")
    return Chart(f"Burn-up of {goal.title}", _burn_up_text(values, target, unit, goal, today), curves, unit)


def _forecast_curve(goal: GoalGrowth) -> Curve | None:
    """From the last value to the day on which the target will be reached, or as far as there is room."""
    if goal.forecast is None or goal.target is None or not goal.points:
        return None
    (day, value), end, target = goal.points[-1], goal.forecast, goal.target
    if end <= day:
        return None
    if goal.due and goal.due > goal.start:
        furthest = goal.due + timedelta(days=round((goal.due - goal.start).days * _MAX_BEYOND))
        if end > furthest > day:
            target = value + (target - value) * (furthest - day).days / (end - day).days
            end = furthest
    return Curve("Forecast", "forecast", [(day, value), (end, target)])


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
