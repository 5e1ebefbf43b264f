"""A mentor: a person who is, or may become, one."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from mentorlog.journal.columns import CADENCE, COUNT, MINUTES, PAST, TITLE, Column
from mentorlog.journal.record import Record, record

Found = Literal["organisation", "industry", "platform", "referral", "event"]
State = Literal["candidate", "contacted", "meeting", "active", "paused", "ended", "declined"]


@record
class Mentor(Record):
    """A person to learn from. `cadence` is how often to meet ("2 weeks"), `minutes` how long."""

    noun: ClassVar[str] = "mentor"
    live: ClassVar[str] = "state NOT IN ('ended', 'declined')"
    live_word: ClassVar[str] = "current"

    name: Annotated[str, Column("Name", TITLE, found=True)]
    organisation: Annotated[str | None, Column("Organisation", TITLE, found=True)] = None
    email: Annotated[str | None, Column("Email", TITLE, found=True)] = None
    state: Annotated[State, Column("State", edited=False)] = "active"
    since: Annotated[date | None, Column("Since")] = None
    cadence: Annotated[str | None, Column("Meets", CADENCE)] = None
    minutes: Annotated[int | None, Column("Length", MINUTES)] = None
    channel: Annotated[str | None, Column("Channel", TITLE)] = None
    role: Annotated[str | None, Column("Role", TITLE, listed=False, found=True)] = None
    found_through: Annotated[Found | None, Column("Found through", listed=False)] = None
    referred_by: Annotated[str | None, Column("Referred by", TITLE, listed=False, found=True)] = None
    contacted_on: Annotated[date | None, Column("Contacted on", PAST, listed=False)] = None
    via: Annotated[str | None, Column("Via", TITLE, listed=False)] = None
    followed_up: Annotated[int, Column("Followed up", COUNT, listed=False, edited=False)] = 0
    met_on: Annotated[date | None, Column("Met on", PAST, listed=False)] = None
    ended_on: Annotated[date | None, Column("Ended on", PAST, listed=False)] = None
    reason: Annotated[str | None, Column("Reason", listed=False, found=True)] = None
    note: Annotated[str | None, Column("Note", listed=False, found=True)] = None
