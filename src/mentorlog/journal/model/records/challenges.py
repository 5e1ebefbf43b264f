"""A challenge: friction in the relationship or in the work."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from mentorlog.errors import Refused
from mentorlog.journal.model.fields import PAST, Column, Context, link
from mentorlog.journal.model.record import Record
from mentorlog.structs import replace

Kind = Literal[
    "misunderstanding", "disagreement", "discouragement", "availability", "boundary", "trust", "fit", "other"
]
State = Literal["open", "raised", "resolved"]


class Challenge(Record):
    """What is hard between two people, or in the work; private, and nobody's fault."""

    noun: ClassVar[str] = "challenge"
    said_through: ClassVar[str] = "mentor"
    live: ClassVar[str] = "state <> 'resolved'"
    live_word: ClassVar[str] = "unresolved"
    private_when: ClassVar[str] = "TRUE"

    text: Annotated[str, Column("Challenge", found=True)]
    kind: Annotated[Kind, Column("Kind")] = "other"
    mentor: Annotated[int | None, Column("Mentor", link("mentor"))] = None
    session: Annotated[int | None, Column("Session", link("session"), listed=False)] = None
    day: Annotated[date, Column("Day", PAST)]
    state: Annotated[State, Column("State", edited=False)] = "open"
    raised_on: Annotated[date | None, Column("Raised on", PAST, listed=False)] = None
    resolved_on: Annotated[date | None, Column("Resolved on", PAST, listed=False)] = None
    outcome: Annotated[str | None, Column("Outcome", listed=False, found=True)] = None

    def check(self, context: Context) -> None:
        """What a state says and what the fields say is one story."""
        self.needs_state("resolved_on", "resolved")
        self.needs_state("outcome", "resolved")


def raised(challenge: Challenge, on: date) -> Challenge:
    """A challenge that was spoken about."""
    if challenge.state != "open":
        raise Refused(f"{challenge.ref} is already {challenge.state}.", "Nothing was changed.")
    return replace(challenge, state="raised", raised_on=on)


def resolved(challenge: Challenge, outcome: str, on: date) -> Challenge:
    """A challenge that is settled, raised or not."""
    if challenge.state == "resolved":
        raise Refused(
            f"{challenge.ref} is already resolved.",
            f"To change the outcome: mentorlog edit {challenge.ref} outcome=TEXT",
        )
    return replace(challenge, state="resolved", resolved_on=on, outcome=outcome)
