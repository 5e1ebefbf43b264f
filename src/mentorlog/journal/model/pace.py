"""The progress of a goal compared with its plan. The formulas are the project's own definition of its report."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from mentorlog.structs import Frozen, Literal

Rag = Literal["green", "amber", "red", "none"]
BEHIND = ("red", "amber")  # the status of goals to talk about, the worst first
GREEN_THRESHOLD, AMBER_THRESHOLD = -0.10, -0.25  # the lowest progress minus plan of each
MAX_FORECAST_YEARS = 10
_MIN_FORECAST_DAYS = 3  # distinct days that a regression line needs
_MAX_EARLY_DAYS = 28  # days from the start after which it is not too early any more to name a day
_MIN_FORECAST_SPAN = 14  # days from the first to the last, or a quarter of a plan that is shorter than eight weeks


class GoalStatus(Frozen):
    """A goal on a day: its value where it is measured, the share of the way done and planned, and its RAG status."""

    value: float | None
    progress: float | None
    expected: float | None
    rag: Rag


NoForecast = Literal["", "reached", "too early", "too few", "still", "away", "slower", "far"]


class Forecast(Frozen):
    """The day on which a goal will be reached at this rate, or `why` there is no forecast.

    "too early" and later "too few" mean that there are too few values, "still" that nothing moves, "away" that it moves
    away from the target, "slower" that it has slowed down since it should have been there, "far" that it takes over ten
    years.
    """

    day: date | None
    why: NoForecast = ""


def progress_share(baseline: float, target: float, value: float) -> float:
    """The share of the way done: (value - baseline) / (target - baseline). Never clamped; falling targets work.

    Source: the report's definition. `target` differs from `baseline`, which is a rule of the goal.
    """
    return (value - baseline) / (target - baseline) + 0.0  # turns -0.0 into 0.0


def is_short_of_target(progress: float | None, *, keep: bool) -> bool:
    """Whether a goal with this share of the way done is reached by its owner's own word alone, if it is said to be."""
    return progress is not None and progress < 1 and not keep


def step_share(done: int, total: int) -> float | None:
    """Steps done of all steps; None where there are none."""
    return done / total if total else None


def plan_share(start: date, due: date | None, day: date) -> float | None:
    """The share of the way that the plan has on `day`: days since start / days from start to due, within 0..1.

    Where it starts on the day it is due: 0 before, 1 from then on. None without a due day.
    """
    if due is None:
        return None
    if start == due:
        return 1.0 if day >= due else 0.0
    return max(0.0, min((day - start).days / (due - start).days, 1.0))


def goal_status(
    *,
    start: date,
    due: date | None,
    baseline: float,
    target: float | None,
    value: float | None,
    steps: tuple[int, int],
    kept: tuple[float | None, int] | None,
    paused: bool,
    day: date,
) -> GoalStatus:
    """How a goal stands on `day`: by its latest `value` or, without a target, by its `steps` (done, in all).

    A goal to keep a level has no plan; it is judged by `kept`, the result of `keep_stats`; None for others.
    """
    if target is not None and value is None:
        value = baseline
    if kept is not None:
        share, missed = kept
        return GoalStatus(value, share, None, keep_rag(None if share is None else missed, paused=paused))
    done = step_share(*steps) if target is None or value is None else progress_share(baseline, target, value)
    plan = plan_share(start, due, day)
    rag = rag_status(done, plan, overdue=due is not None and day > due, paused=paused)
    return GoalStatus(None if target is None else value, done, plan, rag)


def rag_status(done: float | None, plan: float | None, *, overdue: bool, paused: bool) -> Rag:
    """Red, amber or green by progress minus plan, to four places; "none" if there is nothing to compare.

    A goal that is `overdue` and not reached is red.
    """
    if paused or done is None or plan is None:
        return "none"
    if overdue and done < 1:
        return "red"
    ahead = round(done - plan, 4)
    return "green" if ahead >= GREEN_THRESHOLD else "amber" if ahead >= AMBER_THRESHOLD else "red"


def keep_stats(baseline: float, target: float, values: Sequence[float]) -> tuple[float | None, int]:
    """Of a goal to keep a level: the share of values at the target or better, and how many of the last two missed it.

    "Better" is up, or down where the baseline is above the target.
    """
    hits = [value >= target if target >= baseline else value <= target for value in values]
    if not hits:
        return None, 0
    missed = 0 if hits[-1] else 1 if len(hits) < 2 or hits[-2] else 2
    return sum(hits) / len(hits), missed


def keep_rag(missed: int | None, *, paused: bool) -> Rag:
    """Green if the last value met the target, amber if only that one missed it, red if the last two did."""
    if paused or missed is None:
        return "none"
    return ("green", "amber", "red")[missed]


def forecast(
    start: date,
    baseline: float,
    target: float,
    values: Sequence[tuple[date, float]],
    today: date,
    due: date | None = None,
) -> Forecast:
    """The first whole day at or after which the least-squares line meets the target.

    The line goes through the baseline at the start and all values, which come by day and, within a day, as entered:
    the last of a day counts. It needs three distinct days over two weeks, or over a quarter of a short plan, and must
    meet the target within ten years. Once no value has come for longer than usual, the last one still holds `today`, as
    it does for the status: else a goal that has stood still since would be ahead of its plan and behind it at once.
    """
    if values and progress_share(baseline, target, values[-1][1]) >= 1:
        return Forecast(None, "reached")
    points = {start: baseline} | dict(values)
    if len(points) < _MIN_FORECAST_DAYS or (max(points) - min(points)).days < _min_span(start, due):
        return Forecast(None, "too early" if (today - start).days < _MAX_EARLY_DAYS else "too few")
    result = _line_forecast(start, baseline, target, points, today)
    if result.day is None or (today - max(points)).days <= _usual_gap(points):
        return result
    standing = _line_forecast(start, baseline, target, points | {today: values[-1][1]}, today)
    return standing if standing.day is None else Forecast(max(result.day, standing.day))


def _line_forecast(start: date, baseline: float, target: float, points: Mapping[date, float], today: date) -> Forecast:
    """Where the least-squares line through the points meets the target."""
    line = _least_squares_line({(day - start).days: value for day, value in points.items()})
    if line is None or line[1] * (target - baseline) <= 0:
        return Forecast(None, "still" if line is None or len(set(points.values())) == 1 else "away")
    level, slope = line
    days = math.ceil(round((target - level) / slope, 6))  # rounded first, lest a float error add a day
    try:
        day = start + timedelta(days=days)
    except OverflowError:
        day = None
    if day is not None and day < today:
        return Forecast(None, "slower")
    if day is None or ((day - today).days > MAX_FORECAST_YEARS * 365 and day > _latest_forecast_day(today)):
        return Forecast(None, "far")
    return Forecast(day)


def _usual_gap(days: Iterable[date]) -> int:
    """The days between one value and the next, in the middle of all such gaps; the longer of the two middle ones."""
    gaps = sorted((after - before).days for before, after in pairwise(sorted(days)))
    return gaps[len(gaps) // 2]


def _min_span(start: date, due: date | None) -> int:
    """The days from the first to the last value below which a line through them tells nothing."""
    return _MIN_FORECAST_SPAN if due is None else min(_MIN_FORECAST_SPAN, (due - start).days // 4)


def _latest_forecast_day(today: date) -> date:
    from mentorlog.journal.dates.arithmetic import shift_date

    try:
        return shift_date(today, MAX_FORECAST_YEARS, "years")
    except (OverflowError, ValueError):
        return date.max


def _least_squares_line(points: dict[int, float]) -> tuple[float, float] | None:
    """(level at day 0, slope a day) of the least-squares line; None if it is flat or overflows."""
    count = len(points)
    mean_x, mean_y = sum(points) / count, sum(points.values()) / count
    spread = sum((x - mean_x) ** 2 for x in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points.items()) / spread
    level = mean_y - slope * mean_x
    return (level, slope) if math.isfinite(level) and math.isfinite(slope) and slope else None
