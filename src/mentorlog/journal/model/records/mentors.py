"""A mentor: a person who is, or may become, one."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from mentorlog.errors import Refused
from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.forms import CADENCE, COUNT, FIRST_DAY, MINUTES, PAST_DAY, TITLE
from mentorlog.journal.model.record import Event, Record
from mentorlog.structs import replace

MentorSource = Literal["organisation", "industry", "platform", "referral", "event"]
MentorState = Literal["candidate", "contacted", "meeting", "active", "paused", "ended", "declined"]


class Mentor(Record):
    """A person to learn from. `cadence` is how often to meet ("2 weeks"), `minutes` how long."""

    noun: ClassVar[str] = "mentor"
    live: ClassVar[str] = "state NOT IN ('ended', 'declined')"
    live_word: ClassVar[str] = "current"
    lookback_rank: ClassVar[int] = 0
    events: ClassVar[tuple[Event, ...]] = (
        Event("since", "'Began with'", "name", rank=1),
        Event("ended_on", "'Parted from'", "name", rank=2),
    )
    private_when: ClassVar[str] = "state IN ('candidate', 'contacted', 'meeting', 'declined')"

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
    contacted_on: Annotated[date | None, Column("Contacted on", PAST_DAY, in_list=False)] = None
    via: Annotated[str | None, Column("Via", TITLE, in_list=False)] = None
    followed_up: Annotated[int, Column("Followed up", COUNT, in_list=False, editable=False)] = 0
    met_on: Annotated[date | None, Column("Met on", PAST_DAY, in_list=False)] = None
    ended_on: Annotated[date | None, Column("Ended on", PAST_DAY, in_list=False)] = None
    reason: Annotated[str | None, Column("Reason", in_list=False, searchable=True, private=True)] = None
    note: Annotated[str | None, Column("Note", in_list=False, searchable=True, private=True)] = None


def contacted(mentor: Mentor, on: date, via: str | None) -> Mentor:
    """A candidate who was written to; a second time is a follow-up."""
    if mentor.state not in ("candidate", "contacted"):
        raise _refusal(mentor, "contacted")
    again = mentor.followed_up + (mentor.state == "contacted")
    first = mentor.contacted_on if mentor.state == "contacted" else on
    return replace(mentor, state="contacted", contacted_on=first, via=via or mentor.via, followed_up=again)


def met(mentor: Mentor, on: date) -> Mentor:
    """A candidate met for a first talk."""
    if mentor.state not in ("candidate", "contacted"):
        raise _refusal(mentor, "met")
    return replace(mentor, state="meeting", met_on=on)


def accepted(mentor: Mentor, on: date) -> Mentor:
    """A mentor from now on."""
    if mentor.state in ("declined", "active"):
        raise _refusal(mentor, "accepted")
    return replace(mentor, state="active", since=mentor.since or on, ended_on=None)


def declined(mentor: Mentor) -> Mentor:
    """A candidate who will not be a mentor; no reason is asked for."""
    if mentor.state not in ("candidate", "contacted", "meeting"):
        raise _refusal(mentor, "declined")
    return replace(mentor, state="declined")


def paused(mentor: Mentor) -> Mentor:
    """A mentor who is not met for a while."""
    if mentor.state != "active":
        raise _refusal(mentor, "paused")
    return replace(mentor, state="paused")


def resumed(mentor: Mentor) -> Mentor:
    """A mentor who is met again."""
    if mentor.state != "paused":
        raise _refusal(mentor, "resumed")
    return replace(mentor, state="active")


def ended(mentor: Mentor, on: date, reason: str | None) -> Mentor:
    """A mentor whose mentorship is over."""
    if mentor.state not in ("active", "paused"):
        raise _refusal(mentor, "ended")
    return replace(mentor, state="ended", ended_on=on, reason=reason or mentor.reason)


def _refusal(mentor: Mentor, what: str) -> Refused:
    hint = {
        "active": "Nothing was changed.",
        "declined": "If that was a mistake, take it back with: mentorlog undo",
        "paused": f"To go on: mentorlog mentors resume {mentor.ref}",
    }.get(mentor.state, f"To make them your mentor: mentorlog mentors accept {mentor.ref}")
    return Refused(f"{mentor.ref} is {mentor.state} and cannot be {what}.", hint)
