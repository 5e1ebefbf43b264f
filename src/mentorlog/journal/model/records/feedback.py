"""Feedback: words received from the mentor or someone else, or given to them."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from mentorlog.errors import Refused
from mentorlog.journal.model.fields import PAST, RATE, TITLE, Column, Context, link
from mentorlog.journal.model.record import Record
from mentorlog.structs import replace

Direction = Literal["received", "given"]
Sort = Literal["praise", "constructive"]
Decision = Literal["use", "try", "ask", "set aside"]
State = Literal["open", "answered", "planned", "given"]


class Feedback(Record):
    """One case: the situation, the behaviour (what was done or said), its impact; and what one answers to it."""

    noun: ClassVar[str] = "feedback"
    said_through: ClassVar[str] = "mentor"
    order: ClassVar[str] = "number"
    private_when: ClassVar[str] = "state = 'planned' OR (direction = 'given' AND mentor IS NOT NULL)"

    day: Annotated[date, Column("Day", PAST)]
    direction: Annotated[Direction, Column("Direction", edited=False)]
    mentor: Annotated[int | None, Column("Mentor", link("mentor"))] = None
    who: Annotated[str | None, Column("Who", TITLE, found=True)] = None
    kind: Annotated[Sort | None, Column("Kind")] = None
    behaviour: Annotated[str, Column("Behaviour", found=True, confided=True)]
    situation: Annotated[str | None, Column("Situation", listed=False, found=True, confided=True)] = None
    impact: Annotated[str | None, Column("Impact", listed=False, found=True, confided=True)] = None
    session: Annotated[int | None, Column("Session", link("session"), listed=False)] = None
    goal: Annotated[int | None, Column("Goal", link("goal"))] = None
    state: Annotated[State, Column("State", edited=False)] = "open"
    landed: Annotated[int | None, Column("Landed", RATE, listed=False)] = None
    decision: Annotated[Decision | None, Column("Decision", listed=False)] = None
    response: Annotated[str | None, Column("Response", listed=False, found=True, confided=True)] = None

    def check(self, context: Context) -> None:
        """What a state says and what the fields say is one story."""
        self.needs_state("response", "answered")

    @property
    def waiting(self) -> bool:
        """Whether it asks for a response: received, not praise, unanswered."""
        return self.state == "open" and self.kind != "praise"


def responded(feedback: Feedback, response: str, decision: Decision | None) -> Feedback:
    """What one makes of feedback received; setting it aside with a reason is a full answer, praise needs none."""
    if feedback.direction == "given":
        raise Refused(f"{feedback.ref} is yours: the response is theirs.", "Nothing was changed.")
    if feedback.state == "answered":
        raise Refused(
            f"{feedback.ref} is already answered.",
            f"To change the response: mentorlog edit {feedback.ref} response=TEXT",
        )
    return replace(feedback, response=response, state="answered", decision=decision or feedback.decision)


def given(feedback: Feedback, on: date) -> Feedback:
    """Feedback that was planned and has now been said."""
    if feedback.state != "planned":
        raise Refused(f"{feedback.ref} was not planned to be given.", "Nothing was changed.")
    return replace(feedback, state="given", day=on)
