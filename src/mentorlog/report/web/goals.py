"""The sentence below the small chart of a goal: where it stands, and where that leads."""

from datetime import date

from mentorlog.journal.model.forms import format_number
from mentorlog.render.terminal.page import Line, Span, line, ours
from mentorlog.report.model import GoalGrowth
from mentorlog.report.words.goals import goal_forecast_line, goal_steps_line


def goal_summary(goal: GoalGrowth, today: date) -> Line:
    """One sentence: the figure, what it is of, and where that leads."""
    if goal.target is None:
        if not goal.steps.total:
            return line("no target and no steps yet")
        return _steps_summary(goal, today)
    value = goal.baseline if goal.value is None else goal.value
    unit = Span(f" {goal.unit}") if goal.unit else ours("")
    figure = ours(format_number(value), "title")
    target = format_number(goal.target)
    if goal.keep:
        parts = line(figure, unit, ours(f", to keep at {target} or better"))
    elif goal.baseline:
        parts = line(figure, unit, ours(f", aim {target}"))
    else:
        parts = line(figure, ours(f" of {target}"), unit)
    outlook = goal_forecast_line(goal, today)
    return (*parts, ours("; "), *outlook) if outlook and goal.state == "agreed" else parts


def _steps_summary(goal: GoalGrowth, today: date) -> Line:
    first, *rest = goal_steps_line(goal, today)
    count, _, words = first.text.partition(" ")
    outlook = () if goal.steps.next_due else goal_forecast_line(goal, today)
    return (ours(count, "title"), ours(f" {words}"), *rest, *((ours("; "), *outlook) if outlook else ()))
