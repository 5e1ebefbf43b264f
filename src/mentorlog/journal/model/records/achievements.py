"""An achievement: a win, its evidence, and how it was celebrated."""

from datetime import date

from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.forms import MINUTES, PAST_DAY, TITLE, JournalContext, LinkForm
from mentorlog.journal.model.record import Event, Record
from mentorlog.structs import Annotated, Literal, replace

AchievementState = Literal["new", "celebrated"]


class Achievement(Record):
    """A win."""

    noun = "achievement"
    diary_field = "evidence"
    lookback_rank = 9
    events = (
        Event(
            "day", "'Achieved'", "title", goal="goal",
            skill="(SELECT skill FROM goals WHERE goals.number = achievements.goal)", rank=8,
        ),
    )  # fmt: skip

    title: Annotated[str, Column("Achievement", TITLE, searchable=True)]
    """What was achieved."""
    day: Annotated[date, Column("Day", PAST_DAY, option="on")]
    """The day it happened."""
    goal: Annotated[int | None, Column("Goal", LinkForm("goal"))] = None
    minutes: Annotated[int | None, Column("Time spent", MINUTES, in_list=False)] = None
    """How long the work for it took."""
    state: Annotated[AchievementState, Column("State", editable=False, group="state")] = "new"
    evidence: Annotated[str | None, Column("Evidence", in_list=False, searchable=True)] = None
    """What shows it."""
    celebrated_on: Annotated[
        date | None,
        Column("Celebrated on", PAST_DAY, option="on", in_list=False, implies_state="celebrated", group="state"),
    ] = None
    how: Annotated[str | None, Column("How", if_room=True, searchable=True, group="state")] = None
    """How it was celebrated."""
    mentor: Annotated[int | None, Column("Mentor", LinkForm("mentor"))] = None

    def check(self, context: JournalContext) -> None:
        """`celebrated_on` is set exactly when the state is celebrated."""
        self.require_state("celebrated_on", "celebrated")

    def sequel(self, context: JournalContext) -> str:
        """How it was celebrated."""
        return f"celebrated: {self.how}" if self.how else self.state


def celebrated(achievement: Achievement, how: str | None, on: date) -> Achievement:
    """A win that was celebrated; once is enough."""
    achievement.require_still("new", hint=f"To change how: mentorlog edit {achievement.ref} how=TEXT")
    return replace(achievement, state="celebrated", celebrated_on=on, how=how)
