"""A skill to grow, and its ratings over time."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from mentorlog.journal.model.fields import COUNT, PAST, RATE, TITLE, Column, link
from mentorlog.journal.model.record import Record

By = Literal["self", "mentor"]
# What 1 to 5 mean, parallel to the levels of the APM Competence Framework, 3rd edition, in the project's own words.
ANCHORS = (
    "I know what it is; I have not done it",
    "I have done it with someone's help, in simple work",
    "I do it alone in simple work",
    "I do it alone in hard work and help others",
    "Others come to me for it",
)


def _rated(by: By, which: str) -> str:
    """SQL of the first (ASC) or latest (DESC) rating by one of the two; they are never averaged."""
    return (
        f"SELECT e.value FROM ratings e WHERE e.skill = skills.number AND e.\"by\" = '{by}'"
        f" ORDER BY e.day {which}, e.number {which} LIMIT 1"
    )


class Skill(Record):
    """A competence. Self and mentor ratings stand side by side: a difference is something to talk about."""

    noun: ClassVar[str] = "skill"

    name: Annotated[str, Column("Skill", TITLE, found=True)]
    self_first: Annotated[int | None, Column("Self at first", COUNT, counted=_rated("self", "ASC"))] = None
    self_now: Annotated[int | None, Column("Self now", COUNT, counted=_rated("self", "DESC"))] = None
    mentor_first: Annotated[int | None, Column("Mentor at first", COUNT, counted=_rated("mentor", "ASC"))] = None
    mentor_now: Annotated[int | None, Column("Mentor now", COUNT, counted=_rated("mentor", "DESC"))] = None
    frameworks: Annotated[str | None, Column("Frameworks", listed=False, found=True)] = None


class Rating(Record):
    """A skill's level on a day, 1 to 5, as one of the two sees it."""

    noun: ClassVar[str] = "rating"
    said_where: ClassVar[tuple[str, str]] = ("by", "mentor")
    order: ClassVar[str] = "day, number"

    skill: Annotated[int, Column("Skill", link("skill"), edited=False)]
    day: Annotated[date, Column("Day", PAST)]
    value: Annotated[int, Column("Level", RATE)]
    by: Annotated[By, Column("By")] = "self"
    evidence: Annotated[str | None, Column("Evidence", found=True)] = None
