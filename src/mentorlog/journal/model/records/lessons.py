"""A lesson learned, and where it was applied."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from mentorlog.journal.model.fields import COUNT, MINUTES, PAST_DAY, Column, link_form
from mentorlog.journal.model.record import Record

APPLICATION_COUNT_SQL = "SELECT count(*) FROM applications a WHERE a.lesson = lessons.number"


class Lesson(Record):
    """Something learned. It is applied as soon as it was used once; more often is welcome."""

    noun: ClassVar[str] = "lesson"

    text: Annotated[str, Column("Lesson", searchable=True)]
    session: Annotated[int | None, Column("Session", link_form("session"))] = None
    goal: Annotated[int | None, Column("Goal", link_form("goal"))] = None
    skill: Annotated[int | None, Column("Skill", link_form("skill"))] = None
    minutes: Annotated[int | None, Column("Time spent", MINUTES, in_list=False)] = None
    applied: Annotated[int, Column("Applied", COUNT, sql=APPLICATION_COUNT_SQL)] = 0
    state: Annotated[Literal["open", "applied"], Column("State", editable=False)] = "open"


class Application(Record):
    """A day on which a lesson was used."""

    noun: ClassVar[str] = "application"
    order: ClassVar[str] = "day, number"

    lesson: Annotated[int, Column("Lesson", link_form("lesson"), editable=False)]
    day: Annotated[date, Column("Day", PAST_DAY)]
    text: Annotated[str, Column("Where", searchable=True)]
