"""What a period shows, as plain data: every way to draw it draws this, and none computes a figure.

The names of the fields are the keys of the JSON, where a fraction has four places and a day is ISO.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from mentorlog.journal.model.pace import Forecast, Rag
from mentorlog.report.relationship import Relationship
from mentorlog.structs import Frozen, asdict

if TYPE_CHECKING:
    from mentorlog.report.compare import Comparison
    from mentorlog.report.goal_story import Story


class Steps(Frozen):
    """How many steps of a goal are done; and, for people, the next one."""

    done: int
    total: int
    next: str = ""
    next_due: date | None = None
    days: tuple[date, ...] = ()  # on which they were done


class Growth(Frozen):
    """A goal as it stood at the end of the period, with the state that it had then."""

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
    steps: Steps
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


class Oldest(Frozen):
    """The question that has been open for longest."""

    ref: str
    day: date
    days: int


class Carried(Frozen):
    """The open question that went through most sessions without an answer."""

    ref: str
    carried: int


class Questions(Frozen):
    """The refs of the questions of a period; open are those at its end."""

    added: list[str]
    answered: list[str]
    open: list[str]
    oldest_open: Oldest | None
    most_carried: Carried | None


class Feedback(Frozen):
    """The refs of the feedback of a period; waiting is what asked for a response at its end."""

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
    """What was said in the check-ins of a period, 1 to 5; a skipped answer is no value."""

    taken: int
    mood: list[tuple[date, int]]
    energy: list[tuple[date, int]]
    trust: list[tuple[date, int]]
    refs: list[str]


class Report(Frozen):
    """Growth in a period, as it stood at its end."""

    since: date
    until: date
    today: date
    headline: str
    goals: list[Growth]
    sessions: Sessions
    questions: Questions
    feedback: Feedback
    achievements: list[Win]
    checkins: CheckIns
    relationship: Relationship
    compared: "Comparison | None" = None
    story: "Story | None" = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        sessions, questions = self.sessions, self.questions
        return not any(
            (
                self.goals, sessions.held, sessions.missed, sessions.cancelled, sessions.planned, questions.added,
                questions.answered, questions.open, self.feedback.received, self.feedback.given, self.feedback.waiting,
                self.achievements, self.checkins.taken, not self.relationship.empty,
            )
        )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """The report as JSON has it."""
        sessions, questions, feedback = self.sessions, self.questions, self.feedback
        return {
            "period": {"since": self.since.isoformat(), "until": self.until.isoformat()},
            "headline": self.headline,
            "goals": [_goal(goal) for goal in self.goals],
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
                "oldest_open": _told(questions.oldest_open),
                "most_carried": _told(questions.most_carried),
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
            "achievements": [_told(win) for win in self.achievements],
            "checkins": {
                "count": self.checkins.taken,
                **{
                    name: [[day.isoformat(), value] for day, value in values]
                    for name, values in asdict(self.checkins).items()
                    if name not in ("taken", "refs")
                },
            },
            **self.relationship.facts(),
            **({"compare": self.compared.facts()} if self.compared else {}),
            **({"story": self.story.facts()} if self.story else {}),
        }


def _goal(goal: Growth) -> dict[str, Any]:
    told = _told(goal) or {}
    return told | {
        "forecast": _iso(goal.forecast.day),
        "steps": {"done": goal.steps.done, "total": goal.steps.total},
        "points": [[day.isoformat(), _number(value)] for day, value in goal.points],
    }


def _told(one: Any) -> dict[str, Any] | None:
    """Data as JSON has it: days as ISO, fractions with four places."""
    return None if one is None else {name: _json(value) for name, value in asdict(one).items()}


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return _number(value) if isinstance(value, float) else value


def _number(value: float) -> int | float:
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
