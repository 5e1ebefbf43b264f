"""A mentor: a person who is, or may become, one."""

from datetime import date
from typing import Annotated, Literal

from mentorlog.errors import Refused
from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.forms import CADENCE, COUNT, FIRST_DAY, MINUTES, PAST_DAY, TITLE
from mentorlog.journal.model.record import Event, Record
from mentorlog.structs import replace

MentorSource = Literal["organisation", "industry", "platform", "referral", "event"]
MentorState = Literal["candidate", "contacted", "meeting", "active", "paused", "ended", "declined"]


class Mentor(Record):
    """A person to learn from. `cadence` is how often to meet ("2 weeks"), `minutes` how long."""

    noun = "mentor"
    live = "state NOT IN ('ended', 'declined')"
    live_word = "current"
    lookback_rank = 0
    events = (
        Event("since", "'Began with'", "name", rank=1),
        Event("ended_on", "'Parted from'", "name", rank=2),
    )
    private_when = "state IN ('candidate', 'contacted', 'meeting', 'declined')"

    name: Annotated[str, Column("Name", TITLE, searchable=True)]
    organisation: Annotated[str | None, Column("Organisation", TITLE, searchable=True)] = None
    email: Annotated[str | None, Column("Email", TITLE, searchable=True)] = None
    state: Annotated[MentorState, Column("State", editable=False)] = "active"
    since: Annotated[date | None, Column("Since", FIRST_DAY)] = None
    cadence: Annotated[str | None, Column("Meets", CADENCE)] = None
    minutes: Annotated[int | None, Column("Length", MINUTES)] = None
    channel: Annotated[str | None, Column("Channel", TITLE)] = None
    role: Annotated[str | None, Column("Role", TITLE, in_list=False, searchable=True)] = None
    found_through: Annotated[MentorSource | None, Column("Found through", in_list=False)] = None
    referred_by: Annotated[str | None, Column("Referred by", TITLE, in_list=False, searchable=True, private=True)] = (
        None
    )
    contacted_on: Annotated[date | None, Column("Contacted on", PAST_DAY, option="on", in_list=False)] = None
    via: Annotated[str | None, Column("Via", TITLE, in_list=False)] = None
    followed_up: Annotated[int, Column("Followed up", COUNT, in_list=False, editable=False)] = 0
    met_on: Annotated[date | None, Column("Met on", PAST_DAY, option="on", in_list=False)] = None
    ended_on: Annotated[date | None, Column("Ended on", PAST_DAY, option="on", in_list=False)] = None
    reason: Annotated[str | None, Column("Reason", in_list=False, searchable=True, private=True)] = None
    note: Annotated[str | None, Column("Note", in_list=False, searchable=True, private=True)] = None


def contacted(mentor: Mentor, on: date, via: str | None) -> Mentor:
    """A candidate who was written to; a second time is a follow-up."""
    mentor = _require_state(mentor, "contacted", "candidate", "contacted")
    if mentor.state == "contacted":
        return replace(mentor, via=via or mentor.via, followed_up=mentor.followed_up + 1)
    return replace(mentor, state="contacted", contacted_on=on, via=via or mentor.via)


def met(mentor: Mentor, on: date) -> Mentor:
    """A candidate met for a first talk."""
    return replace(_require_state(mentor, "met", "candidate", "contacted"), state="meeting", met_on=on)


def accepted(mentor: Mentor, on: date) -> Mentor:
    """A person who becomes the mentor, or does so again."""
    _require_state(mentor, "accepted", "candidate", "contacted", "meeting", "paused", "ended")
    return replace(mentor, state="active", since=mentor.since or on, ended_on=None)


def declined(mentor: Mentor) -> Mentor:
    """A candidate who will not be a mentor; no reason is asked for."""
    return replace(_require_state(mentor, "declined", "candidate", "contacted", "meeting"), state="declined")


def paused(mentor: Mentor) -> Mentor:
    """A mentor with whom there are no meetings for a while."""
    return replace(_require_state(mentor, "paused", "active"), state="paused")


def resumed(mentor: Mentor) -> Mentor:
    """The paused mentor, with meetings again."""
    return replace(_require_state(mentor, "resumed", "paused"), state="active")


def ended(mentor: Mentor, on: date, reason: str | None) -> Mentor:
    """A mentor whose mentorship is over."""
    return replace(
        _require_state(mentor, "ended", "active", "paused"), state="ended", ended_on=on, reason=reason or mentor.reason
    )


def _require_state(mentor: Mentor, action: str, *states: MentorState) -> Mentor:
    """The mentor, in one of these states. Raises Refused: in their state they cannot be `action`, "paused"."""
    if mentor.state in states:
        return mentor
    hint = {
        "active": "Nothing was changed.",
        "declined": "If that was a mistake, take it back with: mentorlog undo",
        "paused": f"To go on: mentorlog mentors resume {mentor.ref}",
    }.get(mentor.state, f"To make them your mentor: mentorlog mentors accept {mentor.ref}")
    raise Refused(f"{mentor.ref} is {mentor.state} and cannot be {action}.", hint)
