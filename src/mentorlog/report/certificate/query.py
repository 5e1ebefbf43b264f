"""Reading what a certificate shows, under the views of its reader."""

from typing import TYPE_CHECKING

from mentorlog.journal.model.conditions import HELD, day_range_sql
from mentorlog.journal.model.records.achievements import Achievement
from mentorlog.journal.model.records.goals import Goal, Progress, Step
from mentorlog.report.certificate.model import Certificate, CertificateFigures, DatedNote
from mentorlog.structs import replace

if TYPE_CHECKING:
    from datetime import date

    from mentorlog.journal.journal import Journal

_NO_FIGURES = CertificateFigures(None, None, None, None, None, 0, 0, 0, None, None)


def gather_win(journal: "Journal", number: int) -> Certificate:
    """The certificate of a win, with the figures of its goal where that was reached."""
    win = journal.get(Achievement, number)
    goal = journal.get(Goal, win.goal) if win.goal else None
    if goal is not None and goal.state == "achieved":
        return replace(_gather(journal, goal, win), is_of_win=True)
    mentor = journal.read_field("mentor", win.mentor, "name") if win.mentor else None
    return Certificate(None, win, str(mentor) if mentor else None, _NO_FIGURES, (), frozenset({win.ref}), True)


def gather_goal(journal: "Journal", number: int) -> Certificate:
    """The certificate of a goal that was achieved, with the win that it is kept as: one that was celebrated first."""
    goal = journal.get(Goal, number)
    order = "celebrated_on IS NULL, day DESC, number DESC LIMIT 1"
    wins = journal.read(
        Achievement, "goal = ? AND day >= ?", (number, (goal.ended_on or goal.start).isoformat()), order
    )
    return _gather(journal, goal, wins[0] if wins else None)


def _gather(journal: "Journal", goal: Goal, win: Achievement | None) -> Certificate:
    end = goal.ended_on or journal.today
    last = end.isoformat()
    values = journal.read(Progress, "goal = ? AND day <= ?", (goal.number, last))
    steps = [] if goal.is_measured else _past_steps(journal, goal.number, last)
    points = _points(goal, values, steps)
    notes = [DatedNote(value.day, value.note) for value in values if value.note]
    if not goal.is_measured:
        notes = [DatedNote(step.done_on, step.title) for step in steps if step.done_on]
    counted = {
        "questions": _count(journal, "questions", f"goal = {goal.number} AND date(created_at) <= '{last}'"),
        "praise": _count(
            journal,
            "feedback",
            f"goal = {goal.number} AND kind = 'praise' AND direction = 'received' AND day <= '{last}'",
        ),
        "talks": _talks(journal, goal, end),
    }
    figures = CertificateFigures(
        days=(end - goal.start).days,
        days_early=(goal.due - end).days if goal.due else None,
        first=points[0][1] if points else None,
        last=points[-1][1] if points else None,
        target=goal.target if goal.is_measured else float(goal.steps_total) or None,
        first_note=notes[0] if notes else None,
        last_note=notes[-1] if len(notes) > 1 else None,
        **counted,
    )
    mentor = journal.read_field("mentor", goal.mentor, "name") if goal.mentor else None
    refs = {goal.ref, *(value.ref for value in values), *(step.ref for step in steps), *([win.ref] if win else [])}
    return Certificate(goal, win, str(mentor) if mentor else None, figures, points, frozenset(refs))


def _past_steps(journal: "Journal", goal: int, last: str) -> list[Step]:
    return journal.read(Step, "goal = ? AND done_on <= ?", (goal, last), "done_on, number")


def _points(goal: Goal, values: list[Progress], steps: list[Step]) -> "list[tuple[date, float]]":
    """The values from the baseline on; of a goal that counts steps, how many were done by each day."""
    if not goal.is_measured:
        done = [(step.done_on, float(at)) for at, step in enumerate(steps, 1) if step.done_on]
        return [(min(goal.start, done[0][0]), 0.0), *done] if done else []
    measured = [(value.day, value.value) for value in values]
    if not measured or (measured[0][0] > goal.start and not goal.keep):
        measured.insert(0, (goal.start, goal.baseline))
    return measured


def _talks(journal: "Journal", goal: Goal, end: "date") -> int:
    whose = f" AND mentor = {goal.mentor}" if goal.mentor else ""
    return _count(journal, "sessions", f"{HELD} AND {day_range_sql(goal.start, end)}{whose}")


def _count(journal: "Journal", table: str, condition: str) -> int:
    return int(journal.store.column(f"SELECT count(*) FROM {table} WHERE {condition}")[0])
