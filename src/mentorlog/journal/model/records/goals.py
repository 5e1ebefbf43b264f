"""A goal, its steps and its values over time."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from mentorlog.errors import Refused, UsageError
from mentorlog.journal.model.fields import (
    COUNT,
    DUE,
    MINUTES,
    NUMBER,
    PAST,
    RATE,
    SHARE,
    TITLE,
    Column,
    Context,
    Percent,
    choice,
    link,
)
from mentorlog.journal.model.record import Record
from mentorlog.structs import replace

State = Literal["draft", "agreed", "achieved", "dropped", "paused"]
ENDED = ("achieved", "dropped")

LATEST = "SELECT value FROM progress p WHERE p.goal = goals.number ORDER BY p.day DESC, p.number DESC LIMIT 1"
STEPS = "SELECT count(*) FROM steps t WHERE t.goal = goals.number"
# For a goal to keep a level: whether a value did, the share of values that did, and how many of the last two did not.
_HELD = "CASE WHEN goals.target >= goals.baseline THEN p.value >= goals.target ELSE p.value <= goals.target END"
_LATEST_HELD = (
    f"SELECT {_HELD} FROM progress p WHERE p.goal = goals.number ORDER BY p.day DESC, p.number DESC LIMIT 1 OFFSET"
)
KEPT = f"SELECT avg({_HELD}) FROM progress p WHERE p.goal = goals.number AND goals.keep"
MISSED = (
    f"CASE WHEN NOT goals.keep OR coalesce(({_LATEST_HELD} 0), 1) THEN 0"
    f" WHEN coalesce(({_LATEST_HELD} 1), 1) THEN 1 ELSE 2 END"
)
RAG = replace(choice(("green", "amber", "red", "none")), manner="rag")


class Goal(Record):
    """What to grow in. With a target it is measured, else its steps count.

    `value` is the latest one entered, the baseline before the first. `progress`, `expected` and `rag` are worked out
    for the day it is looked at.
    """

    noun: ClassVar[str] = "goal"
    live: ClassVar[str] = "state IN ('draft', 'agreed', 'paused')"
    live_word: ClassVar[str] = "live"

    title: Annotated[str, Column("Goal", TITLE, found=True)]
    why: Annotated[str | None, Column("Why", listed=False, found=True)] = None
    unit: Annotated[str | None, Column("Unit", TITLE, listed=False)] = None
    baseline: Annotated[float, Column("Baseline", NUMBER, listed=False)] = 0.0
    value: Annotated[float | None, Column("Value", NUMBER, counted=LATEST)] = None
    target: Annotated[float | None, Column("Target", NUMBER)] = None
    start: Annotated[date, Column("Start", listed=False)]
    due: Annotated[date | None, Column("Due", DUE)] = None
    mentor: Annotated[int | None, Column("Mentor", link("mentor"), listed=False)] = None
    skill: Annotated[int | None, Column("Skill", link("skill"), listed=False)] = None
    keep: Annotated[bool, Column("Keep", listed=False)] = False
    stretch: Annotated[bool, Column("Stretch", listed=False)] = False
    state: Annotated[State, Column("State", edited=False)] = "agreed"
    steps_done: Annotated[int, Column("Steps done", COUNT, listed=False, counted=f"{STEPS} AND t.state = 'done'")] = 0
    steps_total: Annotated[int, Column("Steps", COUNT, listed=False, counted=STEPS)] = 0
    kept: Annotated[float | None, Column("Kept", SHARE, listed=False, counted=KEPT)] = None
    missed_lately: Annotated[int, Column("Missed lately", COUNT, listed=False, counted=MISSED)] = 0
    progress: Annotated[float | None, Column("Progress", SHARE, worked=True)] = None
    expected: Annotated[float | None, Column("Plan", SHARE, worked=True)] = None
    rag: Annotated[str, Column("RAG", RAG, worked=True)] = "none"
    agreed_on: Annotated[date | None, Column("Agreed on", PAST, listed=False)] = None
    ended_on: Annotated[date | None, Column("Ended on", PAST, listed=False)] = None

    @property
    def measured(self) -> bool:
        """Whether a value counts, and not the steps."""
        return self.target is not None

    def seen_on(self, day: date) -> "Goal":
        """This goal as it stands against its plan on `day`, by the same rules as the report."""
        from mentorlog.journal.model import pace

        if self.keep:
            return self._kept_on()
        value, done = None, pace.share(self.steps_done, self.steps_total)
        if self.target is not None:
            value = self.baseline if self.value is None else self.value
            done = pace.progress(self.baseline, self.target, value)
        plan = pace.expected(self.start, self.due, day)
        rag = pace.rag(
            done,
            plan,
            overdue=self.due is not None and day > self.due,
            paused=self.state != "agreed",
        )
        return replace(self, value=value, progress=done, expected=plan, rag=rag)

    def _kept_on(self) -> "Goal":
        """A goal to keep a level has no plan: it is held or not."""
        from mentorlog.journal.model import pace

        rag = pace.kept_rag(None if self.kept is None else self.missed_lately, paused=self.state != "agreed")
        value = self.baseline if self.value is None else self.value
        return replace(self, value=value, progress=self.kept, expected=None, rag=rag)

    def check(self, context: Context) -> None:
        """A plan must lead somewhere: the due day not before the start, the target apart from the baseline."""
        self.needs_state("ended_on", *ENDED)
        if self.due is not None and self.due < self.start:
            from mentorlog.journal.dates.grammar import short_day

            due, start = short_day(self.due, self.start), short_day(self.start, self.due)
            raise Refused(
                f"The goal would be due on {due}, before it starts on {start}.",
                "Move one of the two days: --by DAY, --start DAY.",
            )
        if self.keep and self.target is None:
            raise Refused("A goal to keep needs the level to keep.", "Say which: --target 3")
        if self.target is not None and self.target == self.baseline and not self.keep:
            raise Refused(
                "The target is the baseline: there is nothing to grow.", "Set another --target or --baseline."
            )
        for number in (self.baseline, self.target):
            check_unit(number, self.unit)


class Step(Record):
    """A milestone of a goal."""

    noun: ClassVar[str] = "step"
    live: ClassVar[str] = "state = 'open'"
    live_word: ClassVar[str] = "open"

    goal: Annotated[int, Column("Goal", link("goal"))]
    title: Annotated[str, Column("Step", TITLE, found=True)]
    due: Annotated[date | None, Column("Due", DUE)] = None
    minutes: Annotated[int | None, Column("Time spent", MINUTES)] = None
    state: Annotated[Literal["open", "done"], Column("State", edited=False)] = "open"
    done_on: Annotated[date | None, Column("Done on", PAST)] = None

    def check(self, context: Context) -> None:
        """What a state says and what the fields say is one story."""
        self.needs_state("done_on", "done")


class Progress(Record):
    """A goal's value on a day, with how confident one is to reach the target (1-5)."""

    noun: ClassVar[str] = "progress"
    order: ClassVar[str] = "day, number"

    goal: Annotated[int, Column("Goal", link("goal"))]
    day: Annotated[date, Column("Day", PAST)]
    value: Annotated[float, Column("Value", NUMBER)]
    confidence: Annotated[int | None, Column("Confidence", RATE)] = None
    note: Annotated[str | None, Column("Note", found=True)] = None

    def check(self, context: Context) -> None:
        """A value has its goal's unit."""
        unit = context.field("goal", self.goal, "unit")
        check_unit(self.value, unit if isinstance(unit, str) else None)


def check_unit(number: float | None, unit: str | None) -> None:
    """Refuse a per cent sign where something else is counted."""
    if isinstance(number, Percent) and not (unit or "").startswith("%"):
        raise UsageError("This goal is not counted in %.", 'Leave the sign out, or set the unit: --unit "%".')


def agreed(goal: Goal, on: date) -> Goal:
    """A draft that the mentor said yes to."""
    if goal.state != "draft":
        raise _not(goal, "agreed")
    return replace(goal, state="agreed", agreed_on=on)


def ended(goal: Goal, how: Literal["achieved", "dropped"], on: date) -> Goal:
    """A goal that was reached, or given up. A draft can only be given up."""
    if goal.state in ENDED or (goal.state == "draft" and how == "achieved"):
        raise _not(goal, how)
    return replace(goal, state=how, ended_on=on)


def paused(goal: Goal) -> Goal:
    """A goal that rests for a while and is not held against its plan."""
    if goal.state != "agreed":
        raise _not(goal, "paused")
    return replace(goal, state="paused")


def resumed(goal: Goal) -> Goal:
    """A paused goal that goes on."""
    if goal.state != "paused":
        raise _not(goal, "resumed")
    return replace(goal, state="agreed")


def _not(goal: Goal, what: str) -> Refused:
    hint = {
        "draft": f"It is a draft; first: mentorlog goals agree {goal.ref}",
        "paused": f"To go on with it: mentorlog goals resume {goal.ref}",
        "agreed": "Nothing was changed.",
    }.get(goal.state, "If that was a mistake, take it back with: mentorlog undo")
    return Refused(f"{goal.ref} is {goal.state} and cannot be {what}.", hint)


def open_to_values(goal: Goal) -> Goal:
    """The goal, if a value may be entered for it: not after its end."""
    if goal.state in ENDED:
        raise _not(goal, "given a new value")
    return goal


def measured(goal: Goal) -> Goal:
    """The goal, if values count for it. Raises Refused."""
    if goal.target is None:
        raise Refused(
            f"{goal.ref} has no target: its steps count.",
            f"Done with one? mentorlog goals done STEP. Or give it a target: mentorlog edit {goal.ref} target=10",
        )
    return open_to_values(goal)


def done(step: Step, on: date) -> Step:
    """A milestone that was reached."""
    if step.state == "done":
        raise Refused(f"{step.ref} is already done.", "If that was a mistake, take it back with: mentorlog undo")
    return replace(step, state="done", done_on=on)


def reached(goal: Goal) -> bool:
    """Whether nothing is missing: the target met, or the last step done."""
    return goal.progress is not None and goal.progress >= 1 and not goal.keep
