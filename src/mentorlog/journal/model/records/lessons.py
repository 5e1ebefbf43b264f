"""A lesson learned, and where it was applied."""

from datetime import date

from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.forms import COUNT, MINUTES, PAST_DAY, JournalContext, LinkForm
from mentorlog.journal.model.record import Event, Record
from mentorlog.structs import Annotated, Literal

APPLICATION_COUNT_SQL = "SELECT count(*) FROM applications a WHERE a.lesson = lessons.number"
_OF_LESSON = "(SELECT {} FROM lessons WHERE lessons.number = applications.lesson)"


class Lesson(Record):
    """Something learned. Its state is applied once it was used for the first time."""

    noun = "lesson"
    diary_field = "text"
    lookback_rank = 7

    text: Annotated[str, Column("Lesson", searchable=True)]
    """What was learned."""
    session: Annotated[int | None, Column("Session", LinkForm("session"))] = None
    goal: Annotated[int | None, Column("Goal", LinkForm("goal"))] = None
    skill: Annotated[int | None, Column("Skill", LinkForm("skill"))] = None
    minutes: Annotated[int | None, Column("Time spent", MINUTES, in_list=False)] = None
    """How long learning it took."""
    happened: Annotated[str | None, Column("What happened", in_list=False, searchable=True)] = None
    """What happened that it was learned from."""
    intention: Annotated[str | None, Column("Now what", in_list=False, searchable=True)] = None
    """What is to be done with it."""
    applied: Annotated[int, Column("Applied", COUNT, sql=APPLICATION_COUNT_SQL)] = 0
    """How often it was applied."""
    state: Annotated[Literal["open", "applied"], Column("State", editable=False)] = "open"
    mentor: Annotated[int | None, Column("Mentor", LinkForm("mentor"))] = None

    def sequel(self, context: JournalContext) -> str:
        """How often it was applied."""
        if self.applied < 2:
            return "applied once" if self.applied else "not applied yet"
        return f"applied {self.applied} times"


class Application(Record):
    """A day on which a lesson was used."""

    noun = "application"
    order = "day, number"
    lookback_rank = 0
    events = (
        Event(
            "day", "'Applied'", "text", goal=_OF_LESSON.format("goal"), skill=_OF_LESSON.format("skill"),
            rank=9, link="lesson",
        ),
    )  # fmt: skip

    lesson: Annotated[int, Column("Lesson", LinkForm("lesson"), editable=False)]
    """The lesson that was applied."""
    day: Annotated[date, Column("Day", PAST_DAY, option="on")]
    """The day it was applied."""
    text: Annotated[str, Column("Where", searchable=True)]
    """Where, and how."""
