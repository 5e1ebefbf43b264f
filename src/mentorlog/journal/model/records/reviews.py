"""A review: looking back over a period together."""

from datetime import date
from typing import Annotated, ClassVar

from mentorlog.errors import Refused
from mentorlog.journal.model.fields import DUE, PAST, Column, Context, link
from mentorlog.journal.model.record import Record


class Review(Record):
    """What went well, what to change, and when to look back again."""

    noun: ClassVar[str] = "review"
    said_through: ClassVar[str] = "mentor"
    order: ClassVar[str] = "day, number"

    day: Annotated[date, Column("Day", PAST)]
    mentor: Annotated[int | None, Column("Mentor", link("mentor"))] = None
    since: Annotated[date | None, Column("Since", PAST)] = None
    until: Annotated[date | None, Column("Until", PAST)] = None
    went_well: Annotated[str | None, Column("Went well", found=True)] = None
    to_change: Annotated[str | None, Column("To change", found=True)] = None
    next_review: Annotated[date | None, Column("Next review", DUE)] = None

    def check(self, context: Context) -> None:
        """A period runs forward."""
        if self.since and self.until and self.until < self.since:
            raise Refused("The period would end before it begins.", "Swap the two days.")
