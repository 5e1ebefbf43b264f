"""A goal, its steps and its values over time."""

from datetime import date
from typing import get_args

from mentorlog.errors import Refused, UsageError
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model import pace
from mentorlog.journal.model.conditions import KEPT_SHARE_SQL, LATEST_VALUE_SQL, MISSED_COUNT_SQL, STEP_COUNT_SQL
from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.forms import (
    COUNT,
    DIGEST,
    DUE_DAY,
    FIRST_DAY,
    MINUTES,
    NUMBER,
    PAST_DAY,
    RATING,
    SHARE,
    TITLE,
    ChoiceForm,
    JournalContext,
    LinkForm,
    Percent,
    format_number,
    format_percent,
)
from mentorlog.journal.model.record import Event, Record
from mentorlog.structs import Annotated, Literal, replace

GoalState = Literal["draft", "agreed", "achieved", "dropped", "paused"]
LIVE_STATES: tuple[GoalState, ...] = ("draft", "agreed", "paused")
ENDED_STATES = ("achieved", "dropped")

RAG_FORM = ChoiceForm(get_args(pace.Rag), "rag")


class Goal(Record):
    """What to grow in: measured against a target, or else counted by its steps.

    `value` is the latest value, or the baseline before the first. `as_of` computes `progress`, `expected` and `rag`.
    """

    noun = "goal"
    live = "state IN ('draft', 'agreed', 'paused')"
    live_word = "live"
    lookback_rank = 3
    events = (
        Event("start", "'Set out'", "title", "state <> 'draft'", "number", "skill", rank=4),
        Event(
            "ended_on",
            "CASE WHEN state <> 'achieved' THEN 'Let go' WHEN own_word IS NULL THEN 'Achieved'"
            " ELSE 'Achieved by own word' END",
            "title || coalesce(': ' || own_word, '')",
            goal="number", skill="skill", rank=5,
        ),
    )  # fmt: skip

    title: Annotated[str, Column("Goal", TITLE, searchable=True)]
    """What to grow in."""
    why: Annotated[str | None, Column("Why", in_list=False, searchable=True)] = None
    """Why it matters."""
    unit: Annotated[str | None, Column("Unit", TITLE, in_list=False, group="measure")] = None
    """What its values count."""
    baseline: Annotated[float, Column("Baseline", NUMBER, in_list=False, group="measure")] = 0.0
    """The value at the start."""
    value: Annotated[float | None, Column("Value", NUMBER, sql=LATEST_VALUE_SQL)] = None
    """The latest value, or the baseline before the first."""
    target: Annotated[float | None, Column("Target", NUMBER, group="measure")] = None
    """The value to reach; None where steps are counted."""
    start: Annotated[date, Column("Start", FIRST_DAY, in_list=False, group="days")]
    """The day it began."""
    due: Annotated[date | None, Column("Due", DUE_DAY, option="by", group="days")] = None
    """The day by which to reach it."""
    mentor: Annotated[int | None, Column("Mentor", LinkForm("mentor"), in_list=False)] = None
    skill: Annotated[int | None, Column("Skill", LinkForm("skill"), in_list=False)] = None
    """The skill it trains."""
    keep: Annotated[bool, Column("Keep", in_list=False, group="measure")] = False
    """Whether the target is to be kept again and again, rather than reached once."""
    stretch: Annotated[bool, Column("Stretch", in_list=False)] = False
    """Whether it is more than one is sure to manage."""
    state: Annotated[GoalState, Column("State", editable=False, group="state")] = "agreed"
    steps_done: Annotated[
        int, Column("Steps done", COUNT, in_list=False, sql=f"{STEP_COUNT_SQL} AND t.state = 'done'")
    ] = 0
    """How many of its steps are done."""
    steps_total: Annotated[int, Column("Steps", COUNT, in_list=False, sql=STEP_COUNT_SQL)] = 0
    """How many steps it has."""
    kept: Annotated[float | None, Column("Kept", SHARE, in_list=False, sql=KEPT_SHARE_SQL)] = None
    """The share of its values that kept the target."""
    missed_lately: Annotated[int, Column("Missed lately", COUNT, in_list=False, sql=MISSED_COUNT_SQL)] = 0
    """How many of its latest values in a row missed the target."""
    progress: Annotated[float | None, Column("Progress", SHARE, derived=True)] = None
    """The share of the way to the target."""
    expected: Annotated[float | None, Column("Plan", SHARE, derived=True)] = None
    """The share that the plan has for today."""
    rag: Annotated[str, Column("Status", RAG_FORM, derived=True)] = "none"
    """The status: green, amber, red, or none where there is no plan."""
    agreed_on: Annotated[date | None, Column("Agreed on", PAST_DAY, option="on", in_list=False, group="state")] = None
    """The day it was agreed with the mentor."""
    ended_on: Annotated[date | None, Column("Ended on", PAST_DAY, option="on", in_list=False, group="state")] = None
    """The day it was achieved or let go."""
    own_word: Annotated[str | None, Column("Own word", TITLE, in_list=False, searchable=True, group="state")] = None
    """Why it is called reached below its target."""
    both_agreed_on: Annotated[
        date | None, Column("Agreed by both on", PAST_DAY, in_list=False, editable=False, group="both")
    ] = None
    """The day the mentor agreed to it in writing."""
    agreed_text: Annotated[str | None, Column("Agreed text", DIGEST, in_list=False, editable=False, group="both")] = (
        None
    )
    """The SHA-256 of the text that the mentor agreed to."""
    letter: Annotated[
        int | None, Column("By letter", LinkForm("letter"), in_list=False, editable=False, group="both")
    ] = None
    """The letter whose reply said so."""

    @property
    def is_measured(self) -> bool:
        """Whether it is measured by values, and not by its steps."""
        return self.target is not None

    def as_of(self, day: date) -> "Goal":
        """This goal with its progress and status on `day`."""
        status = pace.goal_status(
            start=self.start,
            due=self.due,
            baseline=self.baseline,
            target=self.target,
            value=self.value,
            steps=(self.steps_done, self.steps_total),
            kept=(self.kept, self.missed_lately) if self.keep else None,
            paused=self.state != "agreed",
            day=day,
        )
        return replace(self, value=status.value, progress=status.progress, expected=status.expected, rag=status.rag)

    def sequel(self, context: JournalContext) -> str:
        """When it ended, else its progress."""
        if self.ended_on:
            return f"{self.state} {format_short_day(self.ended_on, context.today)}"
        return f"now {self.rag}" + ("" if self.progress is None else f", {format_percent(self.progress)}")

    def check(self, context: JournalContext) -> None:
        """A goal is not due before it starts, and its target differs from its baseline unless it is to be kept."""
        self.require_state("ended_on", *ENDED_STATES)
        if self.own_word is not None and self.state != "achieved":
            raise Refused(
                "Your own word stands with a goal that is achieved.", f"First: mentorlog goals achieve {self.ref}"
            )
        if self.due is not None and self.due < self.start:
            due, start = format_short_day(self.due, self.start), format_short_day(self.start, self.due)
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

    noun = "step"
    live = "state = 'open'"
    live_word = "open"
    lookback_rank = 0
    events = (
        Event(
            "done_on", "'Step done'", "title", goal="goal",
            skill="(SELECT skill FROM goals WHERE goals.number = steps.goal)", rank=6,
        ),
    )  # fmt: skip

    goal: Annotated[int, Column("Goal", LinkForm("goal"))]
    title: Annotated[str, Column("Step", TITLE, searchable=True)]
    """What is to be done."""
    due: Annotated[date | None, Column("Due", DUE_DAY, option="by")] = None
    """The day by which to do it."""
    minutes: Annotated[int | None, Column("Time spent", MINUTES)] = None
    """How long it took."""
    state: Annotated[Literal["open", "done"], Column("State", editable=False, group="state")] = "open"
    done_on: Annotated[date | None, Column("Done on", PAST_DAY, option="on", group="state")] = None
    """The day it was done."""

    def check(self, context: JournalContext) -> None:
        """`done_on` is set exactly when the state is done."""
        self.require_state("done_on", "done")


class Progress(Record):
    """A goal's value on a day, with how confident one is to reach the target (1-5)."""

    noun = "progress"
    list_summary = ("note",)
    order = "day, number"
    lookback_rank = 4

    goal: Annotated[int, Column("Goal", LinkForm("goal"))]
    day: Annotated[date, Column("Day", PAST_DAY, option="on")]
    """The day of the value."""
    value: Annotated[float, Column("Value", NUMBER)]
    """The goal's value on that day."""
    confidence: Annotated[int | None, Column("Confidence", RATING)] = None
    """How sure one is to reach the target, from 1 to 5."""
    note: Annotated[str | None, Column("Note", searchable=True)] = None
    """What stands behind the value."""

    def title_text(self, context: JournalContext) -> str:
        """The goal, and its value on that day."""
        return f"{context.read_field('goal', self.goal, 'title')} at {format_number(self.value)}"

    def sequel(self, context: JournalContext) -> str:
        """The goal's value now."""
        latest = context.read_field("goal", self.goal, f"({LATEST_VALUE_SQL})")
        return f"now {format_number(float(latest or 0))}"

    def check(self, context: JournalContext) -> None:
        """A value has its goal's unit."""
        unit = context.read_field("goal", self.goal, "unit")
        check_unit(self.value, unit if isinstance(unit, str) else None)


def check_unit(number: float | None, unit: str | None) -> None:
    """Raise UsageError for a number with a per cent sign where the unit is not per cent."""
    if isinstance(number, Percent) and not (unit or "").startswith("%"):
        raise UsageError("This goal is not counted in %.", 'Leave the sign out, or set the unit: --unit "%".')


def agreed(goal: Goal, on: date) -> Goal:
    """The draft after the mentor agreed to it."""
    return replace(_require_state(goal, "agreed", "draft"), state="agreed", agreed_on=on)


def ended(goal: Goal, how: Literal["achieved", "dropped"], on: date) -> Goal:
    """A goal that was reached, or given up. A draft can only be given up."""
    states = ("agreed", "paused") if how == "achieved" else LIVE_STATES
    return replace(_require_state(goal, how, *states), state=how, ended_on=on)


def paused(goal: Goal) -> Goal:
    """A goal set aside for a while, not compared with its plan."""
    return replace(_require_state(goal, "paused", "agreed"), state="paused")


def resumed(goal: Goal) -> Goal:
    """The paused goal, resumed."""
    return replace(_require_state(goal, "resumed", "paused"), state="agreed")


def _require_state(goal: Goal, action: str, *states: GoalState) -> Goal:
    """The goal, in one of these states. Raises Refused: in its state it cannot be `action`, "paused"."""
    if goal.state in states:
        return goal
    hint = {
        "draft": f"It is a draft; first: mentorlog goals agree {goal.ref}",
        "paused": f"To go on with it: mentorlog goals resume {goal.ref}",
        "agreed": "Nothing was changed.",
    }.get(goal.state, "If that was a mistake, take it back with: mentorlog undo")
    raise Refused(f"{goal.ref} is {goal.state} and cannot be {action}.", hint)


def require_open(goal: Goal) -> Goal:
    """The goal, which must not have ended if a value is to be entered. Raises Refused."""
    return _require_state(goal, "given a new value", *LIVE_STATES)


def require_measured(goal: Goal) -> Goal:
    """The goal, which must be measured and not have ended. Raises Refused."""
    if goal.target is None:
        raise Refused(
            f"{goal.ref} has no target: its steps count.",
            f"Done with one? mentorlog goals done STEP. Or give it a target: mentorlog edit {goal.ref} target=10",
        )
    return require_open(goal)


def done(step: Step, on: date) -> Step:
    """A milestone that was reached."""
    step.require_still("open", hint="If that was a mistake, take it back with: mentorlog undo")
    return replace(step, state="done", done_on=on)


def is_reached(goal: Goal) -> bool:
    """Whether the target is met, or the last step done; a goal to keep is never reached."""
    return goal.progress is not None and goal.progress >= 1 and not goal.keep
