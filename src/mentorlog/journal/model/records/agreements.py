"""An agreement with a mentor, in versions; and its points."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from mentorlog.errors import Refused
from mentorlog.journal.model.fields import CADENCE, COUNT, DUE, LASTS, MINUTES, PAST, TITLE, Column, link
from mentorlog.journal.model.record import Record
from mentorlog.structs import replace

State = Literal["draft", "agreed", "superseded", "closed"]
Kind = Literal["role", "expectation", "responsibility", "boundary", "confidentiality"]
Of = Literal["me", "mentor", "both"]


class Agreement(Record):
    """How mentor and mentee want to work together. A change makes a new version; old ones stay readable."""

    noun: ClassVar[str] = "agreement"
    live: ClassVar[str] = "state IN ('draft', 'agreed')"
    live_word: ClassVar[str] = "current"
    private_when: ClassVar[str] = "state = 'draft'"
    order: ClassVar[str] = "mentor, version"

    mentor: Annotated[int, Column("Mentor", link("mentor"), edited=False)]
    version: Annotated[int, Column("Version", COUNT, edited=False)] = 1
    purpose: Annotated[str | None, Column("Purpose", found=True, confided=True)] = None
    cadence: Annotated[str | None, Column("Meets", CADENCE)] = None
    minutes: Annotated[int | None, Column("Length", MINUTES, listed=False)] = None
    channel: Annotated[str | None, Column("Channel", TITLE, listed=False, confided=True)] = None
    between_sessions: Annotated[str | None, Column("Between sessions", listed=False, found=True, confided=True)] = None
    notice: Annotated[str | None, Column("Notice", TITLE, listed=False, confided=True)] = None
    feedback_manner: Annotated[str | None, Column("Manner of feedback", listed=False, found=True, confided=True)] = None
    review_on: Annotated[date | None, Column("Review", DUE)] = None
    lasts: Annotated[str | None, Column("Lasts", LASTS, listed=False)] = None
    ending: Annotated[str | None, Column("Ending", listed=False, found=True, confided=True)] = None
    state: Annotated[State, Column("State", edited=False)] = "draft"
    agreed_on: Annotated[date | None, Column("Agreed on", PAST)] = None


class Point(Record):
    """A sentence of an agreement: of what kind it is, and whom it binds."""

    noun: ClassVar[str] = "point"
    order: ClassVar[str] = "number"
    confided: ClassVar[bool] = True

    agreement: Annotated[int, Column("Agreement", link("agreement"), edited=False)]
    kind: Annotated[Kind, Column("Kind")]
    of: Annotated[Of, Column("Of")] = "both"
    text: Annotated[str, Column("Point", found=True)]


def agreed(agreement: Agreement, on: date) -> Agreement:
    """A draft that both said yes to."""
    if agreement.state != "draft":
        raise Refused(f"{agreement.ref} is {agreement.state} and no draft.", "Begin one: mentorlog agreement draft")
    return replace(agreement, state="agreed", agreed_on=on)


def superseded(agreement: Agreement) -> Agreement:
    """A version that a newer one took the place of."""
    return replace(agreement, state="superseded")


def closed(agreement: Agreement) -> Agreement:
    """An agreement that has ended."""
    if agreement.state not in ("agreed", "draft"):
        raise Refused(f"{agreement.ref} is already {agreement.state}.", "Nothing was changed.")
    return replace(agreement, state="closed")
