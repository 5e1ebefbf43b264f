"""An agreement with a mentor, in versions; and its points."""

from datetime import date

from mentorlog.errors import Refused
from mentorlog.journal.model.fields import Column, fields_of
from mentorlog.journal.model.forms import COMING_DAY, COUNT, DIGEST, MINUTES, PAST_DAY, TITLE, LinkForm
from mentorlog.journal.model.period_forms import CADENCE, TERM
from mentorlog.journal.model.record import Event, Record
from mentorlog.structs import Annotated, Literal, replace

AgreementState = Literal["draft", "agreed", "superseded", "closed"]
PointKind = Literal["role", "expectation", "responsibility", "boundary", "confidentiality"]
PointParty = Literal["me", "mentor", "both"]

# The kinds of points in the order in which an agreement shows them, and their headings.
POINT_HEADINGS = {
    "role": "Roles",
    "expectation": "Expectations",
    "responsibility": "Responsibilities",
    "boundary": "Boundaries",
    "confidentiality": "Confidentiality",
}

# What a page or a letter calls a term; in lists, where it is one of many, it has a shorter name.
TERM_LABELS = {
    "Meets": "We meet",
    "Length": "Each time",
    "Channel": "How we meet",
    "Notice": "To move or cancel",
    "Manner of feedback": "Feedback",
    "Review": "We look back",
    "Lasts": "How long in all",
    "Ending": "How it may end",
}


class Agreement(Record):
    """How mentor and mentee want to work together. A change makes a new version; old ones stay readable."""

    noun = "agreement"
    live = "state IN ('draft', 'agreed')"
    live_word = "current"
    private_when = "state = 'draft'"
    lookback_rank = 12
    events = (Event("agreed_on", "'Agreed version ' || version", "coalesce(purpose, '')", rank=3),)
    order = "mentor, version"

    mentor: Annotated[int, Column("Mentor", LinkForm("mentor"), editable=False)]
    """The mentor it is made with."""
    version: Annotated[int, Column("Version", COUNT, editable=False)] = 1
    """Counts the agreements with this mentor."""
    purpose: Annotated[str | None, Column("Purpose", searchable=True, hide_from_manager=True)] = None
    """What the mentorship is for."""
    cadence: Annotated[str | None, Column("Meets", CADENCE)] = None
    """How often to meet, as in "2 weeks"."""
    minutes: Annotated[int | None, Column("Length", MINUTES, in_list=False)] = None
    """How long a session lasts."""
    channel: Annotated[str | None, Column("Channel", TITLE, in_list=False, hide_from_manager=True)] = None
    """Where or by what means to meet."""
    between_sessions: Annotated[
        str | None, Column("Between sessions", in_list=False, searchable=True, hide_from_manager=True)
    ] = None
    """What holds between sessions."""
    notice: Annotated[str | None, Column("Notice", TITLE, in_list=False, hide_from_manager=True)] = None
    """How early to call off a session."""
    feedback_manner: Annotated[
        str | None, Column("Manner of feedback", in_list=False, searchable=True, hide_from_manager=True)
    ] = None
    """How to give each other feedback."""
    review_on: Annotated[date | None, Column("Review", COMING_DAY)] = None
    """The day to look back together."""
    lasts: Annotated[str | None, Column("Lasts", TERM, in_list=False)] = None
    """How long the mentorship is to last."""
    ending: Annotated[str | None, Column("Ending", in_list=False, searchable=True, hide_from_manager=True)] = None
    """How it is to end."""
    state: Annotated[AgreementState, Column("State", editable=False, group="state")] = "draft"
    agreed_on: Annotated[date | None, Column("Agreed on", PAST_DAY, option="on", group="state")] = None
    """The day both agreed."""
    both_agreed_on: Annotated[
        date | None, Column("Agreed by both on", PAST_DAY, in_list=False, editable=False, group="both")
    ] = None
    """The day the mentor agreed to it in writing."""
    agreed_text: Annotated[str | None, Column("Agreed text", DIGEST, in_list=False, editable=False, group="both")] = (
        None
    )
    """The SHA-256 of the text that the mentor agreed to."""
    letter: Annotated[
        int | None, Column("By letter", LinkForm("letter"), in_list=False, editable=False, group="both")
    ] = None
    """The letter whose reply said so."""


class Point(Record):
    """A sentence of an agreement: of what kind it is, and whom it binds."""

    noun = "point"
    order = "number"
    hide_from_manager = True
    lookback_rank = 0

    agreement: Annotated[int, Column("Agreement", LinkForm("agreement"), editable=False)]
    """The agreement it is part of."""
    kind: Annotated[PointKind, Column("Kind")]
    """What it is about."""
    of: Annotated[PointParty, Column("Of")] = "both"
    """Whom it binds."""
    text: Annotated[str, Column("Point", searchable=True)]
    """The sentence."""


def describe_fields(agreement: Agreement, today: date) -> list[tuple[str, str]]:
    """(label, formatted value) of the filled fields on how to work together."""
    omitted = ("mentor", "version", "state", "agreed_on", "both_agreed_on", "agreed_text", "letter", "private")
    return [
        (field.column.label, field.form.to_text(value, today))
        for field in fields_of(Agreement)
        if field.name not in omitted and (value := getattr(agreement, field.name)) is not None
    ]


def agreed(agreement: Agreement, on: date) -> Agreement:
    """The draft after both agreed to it."""
    if agreement.state != "draft":
        raise Refused(f"{agreement.ref} is {agreement.state} and no draft.", "Begin one: mentorlog agreement draft")
    return replace(agreement, state="agreed", agreed_on=on)


def superseded(agreement: Agreement) -> Agreement:
    """The version after a newer one has replaced it."""
    return replace(agreement, state="superseded")


def closed(agreement: Agreement) -> Agreement:
    """An agreement that has ended."""
    return replace(agreement.require_still("draft", "agreed", hint="Nothing was changed."), state="closed")
