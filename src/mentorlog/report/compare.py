"""A period beside the one before it: what moved, and which way, without judging it."""

from collections.abc import Iterator
from datetime import date, timedelta

from mentorlog.report.figures import Better, Compared, Comparison, FigureChange, Figures
from mentorlog.report.model import Report
from mentorlog.structs import fields


def period_before(since: date, until: date) -> tuple[date, date]:
    """The period of the same length that ends the day before `since`, or begins with the calendar."""
    last = since - timedelta(days=1) if since > date.min else since
    return last - min(until - since, last - date.min), last


def comparison_of(before: Report, now: Report) -> Comparison:
    """What moved between two periods, the earlier one first."""
    earlier = {goal.ref: goal.change for goal in before.goals}
    goals = [
        _figure_change(
            f"{goal.title}, change",
            earlier.get(goal.ref),
            goal.change,
            "fewer" if goal.target is not None and goal.target < goal.baseline else "more",
            goal.ref,
        )
        for goal in now.goals
    ]
    figures = _figures_by_label(before)
    better = {mark.label: mark.better for *_, mark in _fields_to_compare(now)}
    changes = [
        _figure_change(label, figures[label], figure, better[label]) for label, figure in _figures_by_label(now).items()
    ]
    return Comparison(before.since, before.until, goals + [change for change in changes if change.before or change.now])


def _figures_by_label(report: Report) -> dict[str, float | None]:
    """The figures that are marked as `Compared`, by label; a mean without values is None."""
    figures: dict[str, float | None] = {}
    for part, name, mark in _fields_to_compare(report):
        values = getattr(part, name)
        if mark.is_mean:
            figures[mark.label] = _mean([value for _, value in values])
        else:
            figures[mark.label] = (figures.get(mark.label) or 0.0) + len(values)
    return figures


def _fields_to_compare(report: Report) -> Iterator[tuple[Figures, str, Compared]]:
    """Each field that is compared: where it stands, its name, and its mark."""
    for part in (*report.counts.values(), report, report.checkins):
        for name, annotation in fields(type(part)).items():
            for mark in getattr(annotation, "__metadata__", ()):
                if isinstance(mark, Compared):
                    yield part, name, mark


def _mean(values: list[int]) -> float | None:
    return round(sum(values) / len(values), 1) if values else None


def _figure_change(
    what: str, before: float | None, now: float | None, better: Better, ref: str | None = None
) -> FigureChange:
    change = None if before is None or now is None else round(now - before, 4)
    return FigureChange(what, ref, before, now, change, better)
