"""An achievement: a win, its evidence, and how it was celebrated."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from mentorlog.errors import Refused
from mentorlog.journal.model.fields import MINUTES, PAST, TITLE, Column, Context, link
from mentorlog.journal.model.record import Record
from mentorlog.structs import replace

State = Literal["new", "celebrated"]


class Achievement(Record):
    """A win."""

    noun: ClassVar[str] = "achievement"
    order: ClassVar[str] = "number"

    title: Annotated[str, Column("Achievement", TITLE, found=True)]
    day: Annotated[date, Column("Day", PAST)]
    goal: Annotated[int | None, Column("Goal", link("goal"))] = None
    minutes: Annotated[int | None, Column("Time spent", MINUTES, listed=False)] = None
    state: Annotated[State, Column("State", edited=False)] = "new"
    evidence: Annotated[str | None, Column("Evidence", listed=False, found=True)] = None
    celebrated_on: Annotated[date | None, Column("Celebrated on", PAST, listed=False)] = None
    how: Annotated[str | None, Column("How", found=True)] = None

    def check(self, context: Context) -> None:
        """What a state says and what the fields say is one story."""
        self.needs_state("celebrated_on", "celebrated")


def celebrated(achievement: Achievement, how: str | None, on: date) -> Achievement:
    """A win that was marked in some way; once is enough."""
    if achievement.state == "celebrated":
        raise Refused(
            f"{achievement.ref} is already celebrated.",
            f"To change how: mentorlog edit {achievement.ref} how=TEXT",
        )
    return replace(achievement, state="celebrated", celebrated_on=on, how=how)
