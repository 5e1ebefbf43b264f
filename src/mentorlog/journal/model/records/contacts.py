"""A contact: a person met through the mentor."""

from datetime import date

from mentorlog.errors import Refused
from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.forms import COMING_DAY, DAY, MINUTES, TITLE, JournalContext, LinkForm
from mentorlog.journal.model.record import Event, Record
from mentorlog.structs import Annotated, Literal, replace


class Contact(Record):
    """A person met through the mentor, and what came of it."""

    noun = "contact"
    live = "state = 'open'"
    live_word = "open"
    lookback_rank = 11
    events = (Event("introduced_on", "'Got to know'", "name", rank=12),)

    name: Annotated[str, Column("Name", TITLE, searchable=True)]
    """Who it is."""
    organisation: Annotated[str | None, Column("Organisation", TITLE, searchable=True)] = None
    """Where they work."""
    through: Annotated[int | None, Column("Through", LinkForm("mentor"))] = None
    """The mentor who made the introduction."""
    introduced_on: Annotated[date | None, Column("Introduced on", DAY)] = None
    """The day of the introduction."""
    follow_up: Annotated[date | None, Column("Follow up", COMING_DAY, group="state")] = None
    """The day to get in touch again."""
    minutes: Annotated[int | None, Column("Time spent", MINUTES, in_list=False)] = None
    """How long the talk took."""
    state: Annotated[Literal["open", "done"], Column("State", editable=False, group="state")] = "open"
    outcome: Annotated[str | None, Column("Outcome", searchable=True, group="state")] = None
    """What came of it."""

    def sequel(self, context: JournalContext) -> str:
        """The outcome, or the state of the follow-up."""
        return self.outcome or self.state


def followed_up(contact: Contact, outcome: str) -> Contact:
    """A contact who was followed up: nothing is due until another day is set."""
    if contact.state == "done":
        raise Refused(
            f"{contact.ref} is already followed up.",
            f"To change what came of it: mentorlog edit {contact.ref} outcome=TEXT",
        )
    return replace(contact, state="done", outcome=outcome, follow_up=None)
