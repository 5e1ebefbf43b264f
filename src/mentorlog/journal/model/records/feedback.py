"""Feedback: words received from the mentor or someone else, or given to them."""

from datetime import date

from mentorlog.errors import Refused
from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.forms import PAST_DAY, RATING, TITLE, JournalContext, LinkForm
from mentorlog.journal.model.record import Record
from mentorlog.structs import Annotated, Literal, replace

FeedbackDirection = Literal["received", "given"]
FeedbackKind = Literal["praise", "constructive"]
FeedbackDecision = Literal["use", "try", "ask", "set aside"]
FeedbackState = Literal["open", "answered", "planned", "given"]


class Feedback(Record):
    """A situation, the behaviour in it (what was done or said), its impact, and the response to the feedback."""

    noun = "feedback"
    forget_link = "mentor"
    lookback_rank = 8
    private_when = "state = 'planned' OR (direction = 'given' AND mentor IS NOT NULL)"

    day: Annotated[date, Column("Day", PAST_DAY, option="on", group="state")]
    """The day it was given."""
    direction: Annotated[FeedbackDirection, Column("Direction", editable=False, table_default="received")]
    """Whether it was received or given."""
    mentor: Annotated[int | None, Column("Mentor", LinkForm("mentor"))] = None
    who: Annotated[str | None, Column("Who", TITLE, searchable=True)] = None
    """Who gave it, or got it, if not a mentor."""
    kind: Annotated[FeedbackKind | None, Column("Kind")] = None
    """Praise, or what to do otherwise."""
    behaviour: Annotated[str, Column("Behaviour", searchable=True, hide_from_manager=True)]
    """What was done or said."""
    situation: Annotated[str | None, Column("Situation", in_list=False, searchable=True, hide_from_manager=True)] = None
    """When and where that was."""
    impact: Annotated[str | None, Column("Impact", in_list=False, searchable=True, hide_from_manager=True)] = None
    """What it led to."""
    session: Annotated[int | None, Column("Session", LinkForm("session"), in_list=False)] = None
    goal: Annotated[int | None, Column("Goal", LinkForm("goal"))] = None
    state: Annotated[FeedbackState, Column("State", editable=False, group="state")] = "open"
    landed: Annotated[int | None, Column("Landed", RATING, in_list=False)] = None
    """How it felt, from 1, hard, to 5, welcome."""
    decision: Annotated[FeedbackDecision | None, Column("Decision", in_list=False, group="state")] = None
    """What to do with it."""
    response: Annotated[
        str | None,
        Column(
            "Response", in_list=False, searchable=True, hide_from_manager=True, implies_state="answered", group="state"
        ),
    ] = None
    """The answer to it."""
    letter: Annotated[int | None, Column("By letter", LinkForm("letter"), in_list=False, editable=False)] = None
    """The letter whose reply said so."""

    def check(self, context: JournalContext) -> None:
        """`response` is set exactly when the state is answered."""
        self.require_state("response", "answered")

    def sequel(self, context: JournalContext) -> str:
        """The response to it."""
        return f"{self.decision or 'answered'}: {self.response}" if self.response else self.state

    @property
    def awaits_response(self) -> bool:
        """Whether this record meets `conditions.AWAITS_RESPONSE`."""
        return self.state == "open" and self.kind != "praise"


def responded(feedback: Feedback, response: str, decision: FeedbackDecision | None) -> Feedback:
    """Feedback received, with the response; setting it aside for a reason is a response too."""
    if feedback.direction == "given":
        raise Refused(f"{feedback.ref} is yours: the response is theirs.", "Nothing was changed.")
    hint = f"To change the response: mentorlog edit {feedback.ref} response=TEXT"
    feedback.require_still("open", "planned", "given", hint=hint)
    return replace(feedback, response=response, state="answered", decision=decision or feedback.decision)


def given(feedback: Feedback, on: date) -> Feedback:
    """The planned feedback, given."""
    if feedback.state != "planned":
        raise Refused(f"{feedback.ref} was not planned to be given.", "Nothing was changed.")
    return replace(feedback, state="given", day=on)
