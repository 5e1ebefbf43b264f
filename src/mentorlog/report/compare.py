"""A period beside the one before it: what moved, and which way, without judging it."""

from collections.abc import Sequence
from datetime import date, timedelta

from mentorlog.report.model import Comparison, FigureChange, Report


def period_before(since: date, until: date) -> tuple[date, date]:
    """The period of the same length that ends the day before `since`, or begins with the calendar."""
    last = since - timedelta(days=1) if since > date.min else since
    return last - min(until - since, last - date.min), last


def comparison_of(before: Report, now: Report) -> Comparison:
    """What moved between two periods, the earlier one first."""
    earlier = {goal.ref: goal for goal in before.goals}
    goals = [
        _figure_change(
            f"{goal.title}, change", earlier[goal.ref].change if goal.ref in earlier else None, goal.change, goal.ref
        )
        for goal in now.goals
    ]
    counts = [
        _figure_change(what, was, counted)
        for (what, was), (_, counted) in zip(_counts(before), _counts(now), strict=True)
    ]
    felt = [_figure_change(what, was, is_) for (what, was), (_, is_) in zip(_means(before), _means(now), strict=True)]
    return Comparison(
        before.since, before.until, goals + [figure for figure in counts + felt if figure.before or figure.now]
    )


def _counts(report: Report) -> list[tuple[str, float]]:
    shared = report.relationship
    counts: list[tuple[str, Sequence[object]]] = [
        ("Sessions held", report.sessions.held),
        ("Sessions missed", report.sessions.missed),
        ("Questions asked", report.questions.added),
        ("Questions answered", report.questions.answered),
        ("Feedback received", report.feedback.received),
        ("Feedback given", report.feedback.given),
        ("Actions done", [*shared.actions.mine.on_time, *shared.actions.mine.late,
                          *shared.actions.theirs.on_time, *shared.actions.theirs.late]),
        ("Lessons applied", shared.lessons.applied),
        ("Achievements", report.achievements),
    ]  # fmt: skip
    return [(what, float(len(refs))) for what, refs in counts]


def _means(report: Report) -> list[tuple[str, float | None]]:
    series = (("Mood, mean", report.checkins.mood), ("Energy, mean", report.checkins.energy))
    return [
        (what, round(sum(value for _, value in values) / len(values), 1) if values else None) for what, values in series
    ]


def _figure_change(what: str, before: float | None, now: float | None, ref: str | None = None) -> FigureChange:
    change = None if before is None or now is None else round(now - before, 4)
    return FigureChange(what, ref, before, now, change)
