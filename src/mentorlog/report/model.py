"""The figures of a report as plain data. Code that draws a report computes none itself.

The names of the fields are the keys of the JSON, where a fraction has four places and a day is ISO.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from mentorlog.journal.model.pace import Forecast, Rag
from mentorlog.report.relationship import Relationship
from mentorlog.structs import Frozen, asdict

if TYPE_CHECKING:
    from mentorlog.report.goal_story import Story


class StepProgress(Frozen):
    """How many steps of a goal are done, and the next one."""

    done: int
    total: int
    next: str = ""
    next_due: date | None = None
    days: tuple[date, ...] = ()  # on which they were done


class GoalGrowth(Frozen):
    """A goal and its state at the end of the period."""

    ref: str
    title: str
    unit: str | None
    baseline: float
    target: float | None
    value: float | None
    progress: float | None
    expected: float | None
    rag: Rag
    forecast: Forecast
    change: float
    start: date
    due: date | None
    state: str
    ended_on: date | None
    steps: StepProgress
    points: list[tuple[date, float]]
    keep: bool = False


class Cadence(Frozen):
    """How often to meet, how many meetings that makes in the period, and how many were held."""

    every: str | None
    due: int | None
    held: int


class Sessions(Frozen):
    """The refs of the meetings of a period, and of those planned after it."""

    held: list[str]
    missed: list[str]
    cancelled: list[str]
    planned: list[str]
    last_day: date | None
    days_since_last: int | None
    cadence: Cadence


class OldestQuestion(Frozen):
    """The question that has been open for longest."""

    ref: str
    day: date
    days: int


class CarriedQuestion(Frozen):
    """The open question that went through most sessions without an answer."""

    ref: str
    carried: int


class Questions(Frozen):
    """The refs of the questions of a period; open are those at its end."""

    added: list[str]
    answered: list[str]
    open: list[str]
    oldest_open: OldestQuestion | None
    most_carried: CarriedQuestion | None


class PeriodFeedback(Frozen):
    """The refs of the feedback of a period; `waiting` still asked for a response at its end."""

    received: list[str]
    given: list[str]
    praise: int
    constructive: int
    waiting: list[str]


class Win(Frozen):
    """An achievement of the period."""

    ref: str
    title: str
    day: date
    evidence: str | None
    goal: str | None
    state: str
    celebrated_on: date | None
    how: str | None


class CheckIns(Frozen):
    """The answers of the check-ins of a period, from 1 to 5; a skipped question has no value."""

    taken: int
    mood: list[tuple[date, int]]
    energy: list[tuple[date, int]]
    trust: list[tuple[date, int]]
    refs: list[str]


class FigureChange(Frozen):
    """One figure in both periods, and the difference; the ref of the goal that it belongs to, if any."""

    what: str
    ref: str | None
    before: float | None
    now: float | None
    change: float | None


class Comparison(Frozen):
    """The changes since the period before, which is as long as the one of the report."""

    since: date
    until: date
    changes: list[FigureChange]

    def to_json(self) -> dict[str, Any]:
        """The `compare` of the JSON answer."""
        return {
            "period": {"since": self.since.isoformat(), "until": self.until.isoformat()},
            "moved": [asdict(change) for change in self.changes],
        }


class Report(Frozen):
    """Growth in a period, as of its end."""

    since: date
    until: date
    today: date
    headline: str
    goals: list[GoalGrowth]
    sessions: Sessions
    questions: Questions
    feedback: PeriodFeedback
    achievements: list[Win]
    checkins: CheckIns
    relationship: Relationship
    comparison: Comparison | None = None
    story: "Story | None" = None

    @property
    def is_empty(self) -> bool:
        """Whether the journal has nothing to report on."""
        sessions, questions = self.sessions, self.questions
        return not any(
            (
                self.goals, sessions.held, sessions.missed, sessions.cancelled, sessions.planned, questions.added,
                questions.answered, questions.open, self.feedback.received, self.feedback.given, self.feedback.waiting,
                self.achievements, self.checkins.taken, not self.relationship.is_empty,
            )
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """The `data` of the JSON answer."""
        sessions, questions, feedback = self.sessions, self.questions, self.feedback
        return {
            "period": {"since": self.since.isoformat(), "until": self.until.isoformat()},
            "headline": self.headline,
            "goals": [_goal_to_json(goal) for goal in self.goals],
            "sessions": {
                "held": len(sessions.held),
                "missed": len(sessions.missed),
                "cancelled": len(sessions.cancelled),
                "planned": len(sessions.planned),
                "last_day": _iso(sessions.last_day),
                "days_since_last": sessions.days_since_last,
                "cadence": asdict(sessions.cadence),
            },
            "questions": {
                "added": len(questions.added),
                "answered": len(questions.answered),
                "open": len(questions.open),
                "oldest_open": _to_json(questions.oldest_open),
                "most_carried": _to_json(questions.most_carried),
                "refs": {"added": questions.added, "answered": questions.answered, "open": questions.open},
            },
            "feedback": {
                "received": len(feedback.received),
                "given": len(feedback.given),
                "praise": feedback.praise,
                "constructive": feedback.constructive,
                "waiting": len(feedback.waiting),
                "refs": {"received": feedback.received, "given": feedback.given, "waiting": feedback.waiting},
            },
            "achievements": [_to_json(win) for win in self.achievements],
            "checkins": {
                "count": self.checkins.taken,
                **{
                    name: [[day.isoformat(), value] for day, value in values]
                    for name, values in asdict(self.checkins).items()
                    if name not in ("taken", "refs")
                },
            },
            **self.relationship.to_json(),
            **({"compare": self.comparison.to_json()} if self.comparison else {}),
            **({"story": self.story.to_json()} if self.story else {}),
        }


def _goal_to_json(goal: GoalGrowth) -> dict[str, Any]:
    return (_to_json(goal) or {}) | {
        "forecast": _iso(goal.forecast.day),
        "steps": {"done": goal.steps.done, "total": goal.steps.total},
        "points": [[day.isoformat(), _json_number(value)] for day, value in goal.points],
    }


def _to_json(figures: Any) -> dict[str, Any] | None:
    """The fields as JSON: days as ISO, fractions with four places."""
    return None if figures is None else {name: _value_to_json(value) for name, value in asdict(figures).items()}


def _value_to_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return _json_number(value) if isinstance(value, float) else value


def _json_number(value: float) -> int | float:
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
