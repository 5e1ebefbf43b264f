"""The report as tables, one a file."""

from typing import Any

from mentorlog.render.documents.csv import Sheet
from mentorlog.report.model import Report

_GOAL = (
    "ref", "title", "state", "rag", "baseline", "target", "unit", "value", "progress", "expected", "change", "start",
    "due", "forecast", "ended_on", "keep",
)  # fmt: skip
_WIN = ("ref", "title", "day", "goal", "state", "celebrated_on", "how", "evidence")


def sheets(report: Report) -> list[Sheet]:
    """All tables of a report; one without rows too, so that a folder always has the same files."""
    told = report.facts()
    goals = [[goal[name] for name in _GOAL] for goal in told["goals"]]
    steps = [[goal["steps"]["done"], goal["steps"]["total"]] for goal in told["goals"]]
    whole = [[*row, *more] for row, more in zip(goals, steps, strict=True)]
    return [
        Sheet("goals", (*_GOAL, "steps_done", "steps_total"), whole),
        Sheet("values", ("goal", "day", "value"),
              [(goal["ref"], day, value) for goal in told["goals"] for day, value in goal["points"]]),
        Sheet("figures", ("what", "figure"), _figures(told)),
        Sheet("checkins", ("day", "what", "value"),
              [(day, what, value) for what in ("mood", "energy", "trust") for day, value in told["checkins"][what]]),
        Sheet("skills", ("ref", "name", "self_then", "self_now", "mentor_then", "mentor_now"),
              [(level["ref"], level["name"], *level["self"].values(), *level["mentor"].values())
               for level in told["skills"]]),
        Sheet("achievements", _WIN, [[win[name] for name in _WIN] for win in told["achievements"]]),
    ]  # fmt: skip


def _figures(told: dict[str, Any]) -> list[tuple[str, Any]]:
    """The counts of a report by what they count, with the days of its period first."""
    rows: list[tuple[str, Any]] = [(f"period_{name}", day) for name, day in told["period"].items()]
    rows += [
        (f"{part}_{name}", value)
        for part in ("sessions", "questions", "feedback", "actions", "lessons", "challenges", "contacts")
        for name, value in told[part].items()
        if isinstance(value, int)
    ]
    return rows
