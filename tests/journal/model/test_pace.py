"""Progress, plan, RAG and forecast, by the report's definitions."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.journal.model import pace

START = date(2026, 9, 1)
TODAY = date(2026, 11, 23)


def test_progress_of_rising_and_falling_targets() -> None:
    assert pace.progress_share(0, 10, 6.5) == 0.65
    assert pace.progress_share(20, 5, 17) == 0.2
    assert pace.progress_share(-10, -2, -6) == 0.5
    assert (pace.progress_share(0, 10, -1), pace.progress_share(0, 10, 12)) == (-0.1, 1.2)
    assert str(pace.progress_share(12, 2, 12)) == "0.0", "a falling goal that has not moved is at nothing, not below it"


def test_the_plan_runs_from_nought_at_the_start_to_one_at_the_due_day() -> None:
    due = START + timedelta(days=100)
    assert [pace.plan_share(START, due, START + timedelta(days=days)) for days in (-5, 0, 25, 100, 200)] == [
        0, 0, 0.25, 1, 1,
    ]  # fmt: skip
    assert pace.plan_share(START, None, TODAY) is None


def test_a_plan_of_one_day() -> None:
    assert pace.plan_share(START, START, START - timedelta(days=1)) == 0
    assert pace.plan_share(START, START, START) == 1


@pytest.mark.parametrize(
    ("done", "plan", "rag"),
    [
        (0.7, 0.8, "green"), (0.69999, 0.8, "green"), (0.6999, 0.8, "amber"), (0.55, 0.8, "amber"),
        (0.5499, 0.8, "red"), (1.5, 1.0, "green"), (None, 0.5, "none"), (0.5, None, "none"),
    ],
)  # fmt: skip
def test_rag_goes_by_four_places(done: float | None, plan: float | None, rag: str) -> None:
    assert pace.rag_status(done, plan, overdue=False, paused=False) == rag


def test_overdue_and_paused() -> None:
    assert pace.rag_status(0.99, 1.0, overdue=True, paused=False) == "red"
    assert pace.rag_status(1.0, 1.0, overdue=True, paused=False) == "green"
    assert pace.rag_status(0.1, 1.0, overdue=True, paused=True) == "none"


def forecast(values: list[tuple[int, float]], baseline: float = 0, target: float = 10) -> pace.Forecast:
    """The forecast from values given by days after the start, on the day of the last one."""
    points = [(START + timedelta(days=at), value) for at, value in values]
    return pace.forecast(START, baseline, target, points, points[-1][0] if points else TODAY)


def test_a_straight_line_meets_its_target_on_its_day() -> None:
    assert forecast([(20, 2), (40, 4), (60, 6)]).day == START + timedelta(days=100)
    assert forecast([(30, 18), (60, 16)], baseline=20, target=5).day == START + timedelta(days=225)


def test_it_is_the_first_whole_day_at_or_after() -> None:
    assert forecast([(30, 2.9), (60, 5.8)]).day == START + timedelta(days=104)  # 103.4 days


def test_the_line_is_the_least_squares_one() -> None:
    # Days 0, 10, 20, 40 with 0, 4, 3, 7: mean 17.5 and 3.5, slope 142.5/875... reckoned by hand: sxy 145, sxx 875.
    days, values = (0, 10, 20, 40), (0, 4, 3, 7)
    mean_day, mean_value = sum(days) / 4, sum(values) / 4
    slope = sum((d - mean_day) * (v - mean_value) for d, v in zip(days, values, strict=True)) / sum(
        (d - mean_day) ** 2 for d in days
    )
    target_day = mean_day + (20 - mean_value) / slope
    day = forecast([(10, 4), (20, 3), (40, 7)], target=20).day
    assert day == START + timedelta(days=int(target_day) + 1)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([(20, 2)], "too early"),
        ([(20, 2), (20, 3)], "too early"),
        ([(28, 2)], "too few"),
        ([(3, 1), (6, 2)], "too early"),
        ([(20, -2), (40, -4)], "away"),
        ([(20, 0), (40, 0)], "still"),
        ([(20, 0.01), (40, 0.02)], "far"),
        ([(5, 8), (10, 9), (20, 9)], "slower"),
        ([(20, 5), (40, 12)], "reached"),
    ],
)
def test_without_a_forecast_it_says_why(values: list[tuple[int, float]], why: str) -> None:
    result = forecast(values)
    assert result.day is None and result.why == why


def test_a_short_plan_needs_a_quarter_of_its_days() -> None:
    due = START + timedelta(days=20)
    values = [(START + timedelta(days=at), value) for at, value in ((2, 1.0), (5, 2.0))]
    assert pace.forecast(START, 0, 10, values, START + timedelta(days=6), due).day == START + timedelta(days=26)


@pytest.mark.parametrize(("later", "days"), [(0, 100), (20, 100), (21, 140), (40, 190), (9000, None)])
def test_once_values_stop_coming_the_last_one_still_holds_today(later: int, days: int | None) -> None:
    values = [(START + timedelta(days=at), value) for at, value in ((20, 2.0), (40, 4.0))]
    day = pace.forecast(START, 0, 10, values, START + timedelta(days=40 + later)).day
    assert day == (None if days is None else START + timedelta(days=days))


def test_the_last_value_of_a_day_counts() -> None:
    assert forecast([(20, 9), (20, 2), (40, 4)]).day == START + timedelta(days=100)


@given(
    st.lists(st.tuples(st.integers(0, 4000), st.floats(-1e12, 1e12)), max_size=8),
    st.floats(-1e12, 1e12),
    st.floats(-1e12, 1e12),
)
def test_no_figures_make_it_fail(values: list[tuple[int, float]], baseline: float, target: float) -> None:
    if target != baseline:
        result = forecast(sorted(values, key=lambda value: value[0]), baseline, target)
        assert (result.day is None) == bool(result.why)
