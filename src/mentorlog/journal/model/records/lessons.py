"""A lesson learned, and where it was applied."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from mentorlog.journal.model.fields import COUNT, MINUTES, PAST, Column, link
from mentorlog.journal.model.record import Record

APPLIED = "SELECT count(*) FROM applications a WHERE a.lesson = lessons.number"


class Lesson(Record):
    """Something learned. It is applied as soon as it was used once; more often is welcome."""

    noun: ClassVar[str] = "lesson"

    text: Annotated[str, Column("Lesson", found=True)]
    session: Annotated[int | None, Column("Session", link("session"))] = None
    goal: Annotated[int | None, Column("Goal", link("goal"))] = None
    skill: Annotated[int | None, Column("Skill", link("skill"))] = None
    minutes: Annotated[int | None, Column("Time spent", MINUTES, listed=False)] = None
    applied: Annotated[int, Column("Applied", COUNT, counted=APPLIED)] = 0
    state: Annotated[Literal["open", "applied"], Column("State", edited=False)] = "open"


class Application(Record):
    """A day on which a lesson was used."""

    noun: ClassVar[str] = "application"
    order: ClassVar[str] = "day, number"

    lesson: Annotated[int, Column("Lesson", link("lesson"), edited=False)]
    day: Annotated[date, Column("Day", PAST)]
    text: Annotated[str, Column("Where", found=True)]
