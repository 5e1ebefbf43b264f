"""A challenge: friction in the relationship or in the work."""

from datetime import date

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.forms import PAST_DAY, JournalContext, LinkForm
from mentorlog.journal.model.record import Event, Record
from mentorlog.structs import Annotated, Literal, replace

ChallengeKind = Literal[
    "misunderstanding", "disagreement", "discouragement", "availability", "boundary", "trust", "fit", "other"
]
ChallengeState = Literal["open", "raised", "resolved"]


class Challenge(Record):
    """A difficulty in the relationship or at work. Private unless `private` is set to no."""

    noun = "challenge"
    diary_field = "text"
    forget_link = "mentor"
    live = "state <> 'resolved'"
    live_word = "unresolved"
    private_when = "TRUE"
    lookback_rank = 10
    events = (Event("resolved_on", "'Resolved'", "text", rank=11),)

    text: Annotated[str, Column("Challenge", searchable=True)]
    """What is difficult."""
    kind: Annotated[ChallengeKind, Column("Kind")] = "other"
    """What sort of difficulty it is."""
    mentor: Annotated[int | None, Column("Mentor", LinkForm("mentor"))] = None
    session: Annotated[int | None, Column("Session", LinkForm("session"), in_list=False)] = None
    day: Annotated[date, Column("Day", PAST_DAY, option="on")]
    """The day it came up."""
    state: Annotated[ChallengeState, Column("State", editable=False, group="state")] = "open"
    raised_on: Annotated[
        date | None, Column("Raised on", PAST_DAY, option="on", in_list=False, implies_state="raised", group="state")
    ] = None
    resolved_on: Annotated[
        date | None,
        Column("Resolved on", PAST_DAY, option="on", in_list=False, implies_state="resolved", group="state"),
    ] = None
    outcome: Annotated[str | None, Column("Outcome", in_list=False, searchable=True, group="state")] = None
    """How it was resolved."""

    def check(self, context: JournalContext) -> None:
        """`resolved_on` and `outcome` are set exactly when the state is resolved."""
        self.require_state("resolved_on", "resolved")
        self.require_state("outcome", "resolved")

    def sequel(self, context: JournalContext) -> str:
        """How it was resolved, and when."""
        if self.resolved_on is None:
            return self.state
        return f"resolved {format_short_day(self.resolved_on, context.today)}: {self.outcome}"


def raised(challenge: Challenge, on: date) -> Challenge:
    """The challenge after it was raised with the mentor."""
    return replace(challenge.require_still("open", hint="Nothing was changed."), state="raised", raised_on=on)


def resolved(challenge: Challenge, outcome: str, on: date) -> Challenge:
    """The challenge with its outcome; it need not have been raised."""
    hint = f"To change the outcome: mentorlog edit {challenge.ref} outcome=TEXT"
    challenge.require_still("open", "raised", hint=hint)
    return replace(challenge, state="resolved", resolved_on=on, outcome=outcome)
