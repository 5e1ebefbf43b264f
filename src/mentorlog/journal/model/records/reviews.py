"""A review: looking back over a period together."""

from datetime import date

from mentorlog.errors import Refused
from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.forms import (
    COMING_DAY,
    PAST_DAY,
    PAST_FIRST_DAY,
    PAST_LAST_DAY,
    RATING,
    JournalContext,
    LinkForm,
)
from mentorlog.journal.model.record import Event, Record
from mentorlog.structs import Annotated


class Review(Record):
    """What went well, what to change, and when to look back again."""

    noun = "review"
    list_summary = ("to_change", "went_well")
    forget_link = "mentor"
    order = "day, number"
    lookback_rank = 13
    events = (Event("day", "'Looked back'", "coalesce(went_well, '')", rank=13),)

    day: Annotated[date, Column("Day", PAST_DAY, option="on")]
    """The day of looking back."""
    mentor: Annotated[int | None, Column("Mentor", LinkForm("mentor"))] = None
    since: Annotated[date | None, Column("Since", PAST_FIRST_DAY, group="days")] = None
    """The first day looked back on."""
    until: Annotated[date | None, Column("Until", PAST_LAST_DAY, group="days")] = None
    """The last day looked back on."""
    went_well: Annotated[str | None, Column("Went well", searchable=True)] = None
    """What went well, one a line."""
    to_change: Annotated[str | None, Column("To change", searchable=True)] = None
    """What to change, one a line."""
    next_review: Annotated[date | None, Column("Next review", COMING_DAY)] = None
    """The day to look back again."""
    fit: Annotated[int | None, Column("Fit", RATING, in_list=False, private=True)] = None
    """How well the two fit as the mentee sees it, from 1 to 5."""
    mentor_fit: Annotated[int | None, Column("Fit, by mentor", RATING, in_list=False, private=True)] = None
    """How well the two fit as the mentor sees it, from 1 to 5."""

    def sequel(self, context: JournalContext) -> str:
        """The first thing to change."""
        return (self.to_change or "").split("\n")[0]

    def check(self, context: JournalContext) -> None:
        """The period must not end before it begins."""
        if self.since and self.until and self.until < self.since:
            raise Refused("The period would end before it begins.", "Swap the two days.")
