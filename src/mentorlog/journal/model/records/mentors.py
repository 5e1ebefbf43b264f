"""A mentor: a person who is, or may become, one."""

from datetime import date
from typing import TYPE_CHECKING

from mentorlog.errors import Refused
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.forms import COUNT, FIRST_DAY, MINUTES, PAST_DAY, TITLE, JournalContext
from mentorlog.journal.model.period_forms import CADENCE, RHYTHM
from mentorlog.journal.model.record import Event, Record
from mentorlog.structs import Annotated, Literal, replace

if TYPE_CHECKING:
    from mentorlog.journal.model.rhythms import Stretch

MentorSource = Literal["organisation", "industry", "platform", "referral", "event"]
MentorState = Literal["candidate", "contacted", "meeting", "active", "paused", "ended", "declined"]


class Mentor(Record):
    """A person to learn from. `cadence` is how often to meet ("2 weeks"), `minutes` how long.

    `rhythm` is what held from which day on, once that has changed.
    """

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
    """Their name."""
    called: Annotated[str | None, Column("Called", TITLE, in_list=False)] = None
    """What to call them."""
    organisation: Annotated[str | None, Column("Organisation", TITLE, searchable=True)] = None
    """Where they work."""
    email: Annotated[str | None, Column("Email", TITLE, searchable=True)] = None
    """Their address."""
    state: Annotated[MentorState, Column("State", editable=False, group="state")] = "active"
    since: Annotated[date | None, Column("Since", FIRST_DAY, group="state")] = None
    """The day the mentorship began."""
    cadence: Annotated[str | None, Column("Meets", CADENCE, group="state")] = None
    """How often to meet, as in "2 weeks"."""
    rhythm: Annotated[str | None, Column("Rhythm", RHYTHM, in_list=False, group="state")] = None
    """What held from which day on, once the cadence has changed."""
    minutes: Annotated[int | None, Column("Length", MINUTES)] = None
    """How long a session lasts."""
    channel: Annotated[str | None, Column("Channel", TITLE)] = None
    """Where or by what means to meet."""
    role: Annotated[str | None, Column("Role", TITLE, in_list=False, searchable=True)] = None
    """What they do."""
    found_through: Annotated[MentorSource | None, Column("Found through", in_list=False)] = None
    """How they were found."""
    referred_by: Annotated[str | None, Column("Referred by", TITLE, in_list=False, searchable=True, private=True)] = (
        None
    )
    """Who named them."""
    contacted_on: Annotated[
        date | None, Column("Contacted on", PAST_DAY, option="on", in_list=False, group="state")
    ] = None
    """The day they were written to."""
    via: Annotated[str | None, Column("Via", TITLE, in_list=False, group="state")] = None
    """How they were written to."""
    followed_up: Annotated[int, Column("Followed up", COUNT, in_list=False, editable=False, group="state")] = 0
    """How often they were written to again."""
    met_on: Annotated[date | None, Column("Met on", PAST_DAY, option="on", in_list=False, group="state")] = None
    """The day of the first talk."""
    ended_on: Annotated[date | None, Column("Ended on", PAST_DAY, option="on", in_list=False, group="state")] = None
    """The day the mentorship ended."""
    reason: Annotated[str | None, Column("Reason", in_list=False, searchable=True, private=True, group="state")] = None
    """Why it ended, or never began."""
    note: Annotated[str | None, Column("Note", in_list=False, searchable=True, private=True)] = None
    """What to remember about them."""

    def follow(self, former: "Mentor", context: JournalContext) -> "Mentor":
        """Another cadence holds from today, unless the change itself says from when."""
        if self.cadence == former.cadence or self.rhythm != former.rhythm:
            return self
        from mentorlog.journal.model.rhythms import format_stretches, with_cadence_from

        stretches = with_cadence_from(former.stretches(context), context.today, self.cadence)
        return replace(self, rhythm=format_stretches(stretches))

    def stretches(self, context: JournalContext) -> "list[Stretch]":
        """What held from which day on, the oldest first; at least one."""
        from mentorlog.journal.model.rhythms import read_stretches

        def log(sql: str) -> object:
            return context.read_field("mentor", self.number, sql)

        return read_stretches(self.rhythm, self.since, self.created_at, self.cadence, log)

    def check(self, context: JournalContext) -> None:
        """The rhythm ends with what holds now."""
        if self.rhythm is None or self.state not in ("active", "paused"):
            return
        now = "paused" if self.state == "paused" else self.cadence or "none"
        if self.rhythm.split(", ")[-1][11:] != now:
            raise Refused(
                f'The rhythm of {self.ref} would not end with what holds now, "{now}".',
                f"End it like that, or change first what holds now: mentorlog edit {self.ref} cadence=..., or"
                f" mentorlog mentors pause {self.ref}.",
            )


def contacted(mentor: Mentor, on: date, via: str | None) -> Mentor:
    """A candidate who was written to; a second time is a follow-up."""
    mentor = _require_state(mentor, "contacted", "candidate", "contacted")
    if mentor.state == "contacted":
        return replace(mentor, via=via or mentor.via, followed_up=mentor.followed_up + 1)
    return replace(mentor, state="contacted", contacted_on=on, via=via or mentor.via)


def met(mentor: Mentor, on: date) -> Mentor:
    """A candidate met for a first talk."""
    return replace(_require_state(mentor, "met", "candidate", "contacted"), state="meeting", met_on=on)


def accepted(mentor: Mentor, on: date, context: JournalContext, cadence: str | None = None) -> Mentor:
    """A person who becomes the mentor, or does so again; `cadence` where it is another than before."""
    _require_state(mentor, "accepted", "candidate", "contacted", "meeting", "paused", "ended")
    mentor = replace(mentor, cadence=cadence or mentor.cadence)
    accepted = replace(mentor, state="active", since=mentor.since or on, ended_on=None)
    if mentor.state not in ("paused", "ended"):
        return accepted
    from mentorlog.journal.model import rhythms

    stretches = mentor.stretches(context)
    if mentor.ended_on:
        stretches = rhythms.rest_from(stretches, mentor.ended_on)
    return replace(accepted, rhythm=rhythms.format_stretches(rhythms.resume_from(stretches, on, mentor.cadence)))


def declined(mentor: Mentor) -> Mentor:
    """A candidate who will not be a mentor; no reason is asked for."""
    return replace(_require_state(mentor, "declined", "candidate", "contacted", "meeting"), state="declined")


def paused(mentor: Mentor, on: date, context: JournalContext) -> Mentor:
    """A mentor with whom there are no meetings for a while, from a day on."""
    from mentorlog.journal.model import rhythms

    _require_state(mentor, "paused", "active")
    stretches = rhythms.rest_from(mentor.stretches(context), on)
    return replace(mentor, state="paused", rhythm=rhythms.format_stretches(stretches))


def resumed(mentor: Mentor, on: date, context: JournalContext) -> Mentor:
    """The paused mentor, with meetings again from a day on. Raises Refused for a day before the pause began."""
    from mentorlog.journal.model import rhythms

    _require_state(mentor, "resumed", "paused")
    stretches = mentor.stretches(context)
    if on < stretches[-1].day:
        began = format_short_day(stretches[-1].day, context.today)
        raise Refused(
            f"{mentor.ref} was paused from {began}, and cannot be resumed before.",
            "Give a later day, or take the pause back with: mentorlog undo",
        )
    stretches = rhythms.resume_from(stretches, on, mentor.cadence)
    return replace(mentor, state="active", rhythm=rhythms.format_stretches(stretches))


def with_cadence(mentor: Mentor, cadence: str | None, on: date, context: JournalContext) -> Mentor:
    """The mentor with another cadence, from a day on."""
    if cadence == mentor.cadence:
        return mentor
    from mentorlog.journal.model import rhythms

    stretches = rhythms.with_cadence_from(mentor.stretches(context), on, cadence)
    return replace(mentor, cadence=cadence, rhythm=rhythms.format_stretches(stretches))


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
