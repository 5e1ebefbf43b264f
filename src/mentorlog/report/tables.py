"""The report as tables, one a file."""

from typing import Any

from mentorlog.render.documents.csv import CsvTable
from mentorlog.report.figures import period_to_json
from mentorlog.report.model import Report

_GOAL_COLUMNS = (
    "ref", "title", "state", "rag", "baseline", "target", "unit", "value", "progress", "expected", "change", "start",
    "due", "forecast", "ended_on", "keep", "own_word",
)  # fmt: skip
_WIN_COLUMNS = ("ref", "title", "day", "goal", "state", "celebrated_on", "how", "evidence")


def report_tables(report: Report) -> list[CsvTable]:
    """The tables of a report; those without rows too, so that a folder always has the same files."""
    data = report.to_json()
    goals = [[goal[name] for name in _GOAL_COLUMNS] for goal in data["goals"]]
    steps = [[goal["steps"]["done"], goal["steps"]["total"]] for goal in data["goals"]]
    goal_rows = [[*row, *more] for row, more in zip(goals, steps, strict=True)]
    return [
        CsvTable("goals", (*_GOAL_COLUMNS, "steps_done", "steps_total"), goal_rows),
        CsvTable("values", ("goal", "day", "value"),
              [(goal["ref"], day, value) for goal in data["goals"] for day, value in goal["points"]]),
        CsvTable("figures", ("what", "figure"), _figure_rows(report)),
        CsvTable("checkins", ("day", "what", "value"),
              [(day, what, value) for what in ("mood", "energy", "trust") for day, value in data["checkins"][what]]),
        CsvTable("skills", ("ref", "name", "self_then", "self_now", "mentor_then", "mentor_now"),
              [(level["ref"], level["name"], *level["self"].values(), *level["mentor"].values())
               for level in data["skills"]]),
        CsvTable("achievements", _WIN_COLUMNS, [[win[name] for name in _WIN_COLUMNS] for win in data["achievements"]]),
        CsvTable("wins", ("ref", "day", "text"), [(win["ref"], win["day"], win["text"]) for win in data["wins"]]),
    ]  # fmt: skip


def _figure_rows(report: Report) -> list[tuple[str, Any]]:
    """The counts of a report by what they count, with the days of its period first."""
    period = period_to_json(report.since, report.until)
    return [(f"period_{name}", day) for name, day in period.items()] + [
        (f"{part}_{name}", value)
        for part, section in report.counts.items()
        for name, value in section.to_json().items()
        if isinstance(value, int)
    ]
