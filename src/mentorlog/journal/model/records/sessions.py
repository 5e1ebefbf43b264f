"""A session: a meeting with the mentor."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self

from mentorlog.clock import to_local, zone_name
from mentorlog.errors import Refused
from mentorlog.journal.dates.format import format_elsewhere, format_short_day
from mentorlog.journal.model.conditions import HELD, SESSION_DAY
from mentorlog.journal.model.fields import Column, Field
from mentorlog.journal.model.forms import (
    COUNT,
    MINUTES,
    MOMENT,
    RATING,
    TITLE,
    Form,
    JournalContext,
    LinkForm,
    MomentForm,
)
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.record import Event, Record
from mentorlog.nouns import KINDS
from mentorlog.structs import Annotated, Literal, replace

SessionKind = Literal["first", "regular", "review", "closing"]
MissedBy = Literal["me", "mentor", "both", "other"]
WITH_MENTOR_AND_SESSION = ("question", "action", "lesson", "feedback", "checkin", "challenge", "letter")
SETTLED_STATES = ("held", "missed")  # their time is past
SessionState = Literal["planned", "held", "missed", "cancelled"]


class Session(Record):
    """A meeting. `starts_at` is the time in `zone`, where it was planned; `moved` counts how often it was moved.

    Pages show the reader's own time (`here`), and beside it the other one where the clocks differ (`elsewhere`).
    """

    noun = "session"
    title_parts = ("zone",)
    list_summary = ("takeaways",)
    forget_link = "mentor"
    order = "datetime(starts_at), number"
    lookback_rank = 1
    events = (
        Event(
            SESSION_DAY, "CASE kind WHEN 'regular' THEN 'Met' ELSE 'Met, ' || kind END", "coalesce(takeaways, '')",
            HELD, rank=7,
        ),
    )  # fmt: skip

    starts_at: Annotated[datetime, Column("When", MOMENT, option="at", searchable=True, group="state")]
    """When it begins."""
    zone: Annotated[str, Column("Zone", TITLE, in_list=False, editable=False, table_default=zone_name, group="state")]
    """The time zone it was planned in."""
    mentor: Annotated[int | None, Column("Mentor", LinkForm("mentor"))] = None
    minutes: Annotated[int | None, Column("Planned", MINUTES, if_room=True)] = None
    """How long it is planned to last."""
    real_minutes: Annotated[int | None, Column("Took", MINUTES, if_room=True)] = None
    """How long it lasted."""
    channel: Annotated[str | None, Column("Channel", TITLE, if_room=True)] = None
    """Where or by what means to meet."""
    kind: Annotated[SessionKind, Column("Kind", if_room=True, hide_default=True)] = "regular"
    """What it is for."""
    state: Annotated[SessionState, Column("State", editable=False, group="state")] = "planned"
    missed_by: Annotated[MissedBy | None, Column("Missed by", in_list=False, private=True, group="state")] = None
    """Who did not come."""
    rating: Annotated[int | None, Column("Rating", RATING, private=True)] = None
    """How useful it was, from 1 to 5."""
    moved: Annotated[int, Column("Moved", COUNT, if_room=True, hide_default=True, editable=False, group="state")] = 0
    """How often it was moved."""
    takeaways: Annotated[str | None, Column("Takeaways", option="takeaway", in_list=False, searchable=True)] = None
    """What to take away from it, one a line."""
    notes: Annotated[str | None, Column("Notes", in_list=False, searchable=True)] = None
    """What was said."""
    fit: Annotated[int | None, Column("Fit", RATING, in_list=False, private=True)] = None
    """How well the two fit as the mentee sees it, from 1 to 5."""
    mentor_fit: Annotated[int | None, Column("Fit, by mentor", RATING, in_list=False, private=True)] = None
    """How well the two fit as the mentor sees it, from 1 to 5."""

    def check(self, context: JournalContext) -> None:
        """What belongs to a session is with its mentor."""
        if self.mentor is None or not self.number:
            return
        if other_row := context.read_field("session", self.number, _first_with_another_sql(self.mentor)):
            noun, number = str(other_row).split()
            other = ref(noun, int(number))
            raise Refused(
                f"{other} belongs to {self.ref}, and is with another mentor.",
                f"Change it first: mentorlog edit {other} mentor={ref('mentor', self.mentor)}",
            )

    def form_of(self, field: Field) -> Form:
        """The time of a session that is over cannot be still to come."""
        return self.past_moment_form if field.name == "starts_at" and self.state in SETTLED_STATES else field.form

    @property
    def past_moment_form(self) -> MomentForm:
        """The form of the time at which it really was; a time alone is of its day."""
        return MomentForm(past=True, day=self.day)

    def with_edits(self, changes: Mapping[str, Any]) -> Self:
        """A time typed here and now is one of this zone."""
        return super().with_edits({"zone": zone_name(), **changes} if "starts_at" in changes else changes)

    @classmethod
    def name_change(cls, field: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
        """A time that was set anew without a count of moves was corrected."""
        if field != "starts_at" or not before:
            return ""
        return "moved" if "moved" in after else "corrected"

    @property
    def here(self) -> datetime:
        """Its time by the reader's clocks."""
        return to_local(self.starts_at)

    @property
    def elsewhere(self) -> str:
        """Its time where it was planned: ", 15:00 in New York"; empty where that is the reader's time."""
        return format_elsewhere(self.starts_at, self.zone)

    @property
    def day(self) -> date:
        """The reader's day on which it takes place."""
        return self.here.date()

    @property
    def day_there(self) -> date:
        """The day on which it takes place where it was planned, which is the same for all who read of it."""
        return self.starts_at.date()

    def field_suffix(self, name: str) -> str:
        return self.elsewhere if name == "starts_at" else ""

    def sequel(self, context: JournalContext) -> str:
        """The first takeaway, else its state."""
        return (self.takeaways or "").split("\n")[0] or self.state


def _first_with_another_sql(mentor: int) -> str:
    """SQL of the noun and number of a record that belongs to a row of `sessions` and has another mentor."""
    refs = " UNION ALL ".join(
        f"SELECT '{kind.noun} ' || number FROM {kind.plural} WHERE session = sessions.number AND mentor <> {mentor}"
        for kind in map(KINDS.__getitem__, WITH_MENTOR_AND_SESSION)
    )
    return f"(SELECT * FROM ({refs}) LIMIT 1)"


def held(session: Session, today: date) -> Session:
    """A session that took place: today or before."""
    return replace(_require_past(session, "held", today), state="held")


def missed(session: Session, today: date) -> Session:
    """A session that did not take place though nobody cancelled it."""
    return replace(_require_past(session, "missed", today), state="missed")


def cancelled(session: Session) -> Session:
    """A session that was called off."""
    return replace(_require_planned(session, "cancelled"), state="cancelled")


def moved(session: Session, to: datetime, zone: str) -> Session:
    """The same session at another time; it keeps its ref. One that is over was not moved, only noted wrongly."""
    if session.state in SETTLED_STATES:
        return corrected(session, to, zone)
    return replace(_require_planned(session, "moved"), starts_at=to, zone=zone, moved=session.moved + 1)


def corrected(session: Session, to: datetime, zone: str) -> Session:
    """The session with the time at which it really was."""
    return replace(session, starts_at=to, zone=zone)


def _require_planned(session: Session, action: str) -> Session:
    if session.state != "planned":
        raise Refused(
            f"{session.ref} was {session.state} and cannot be {action}.",
            "If that was a mistake, take it back with: mentorlog undo",
        )
    return session


def _require_past(session: Session, action: str, today: date) -> Session:
    if _require_planned(session, action).day > today:
        raise Refused(
            f"{session.ref} is planned for {format_short_day(session.day, today)}, which is still to come.",
            f'Was it at another time? mentorlog sessions move {session.ref} --at "today 15:00"',
        )
    return session
