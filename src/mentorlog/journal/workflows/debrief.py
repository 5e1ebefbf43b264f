"""After a session: what was said, what stays, what was promised, when you meet next. All of it is one change."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from mentorlog.errors import NotFound, Refused
from mentorlog.journal.model.records.sessions import Session, held
from mentorlog.structs import Frozen, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal, Writing

Answered = tuple[int, str]


class Debrief(Frozen):
    """What was said about a session. `answers` and `drops` name questions by their number."""

    minutes: int | None = None
    answers: Sequence[Answered] = ()
    drops: Sequence[int] = ()
    takeaways: Sequence[str] = ()
    lessons: bool = False  # keep the takeaways as lessons too
    mine: Sequence[str] = ()
    theirs: Sequence[str] = ()
    by: date | None = None  # of these actions
    received: str | None = None
    given: str | None = None
    rating: int | None = None
    following: datetime | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was said."""
        return self == Debrief(by=self.by, lessons=self.lessons)


def debriefed(journal: "Journal") -> Session:
    """The session that wants a debrief: the oldest one planned that is over, else the last one held.

    Raises NotFound where there is none.
    """
    now = journal.now.isoformat(timespec="minutes")
    over = journal.read(
        Session, "state = 'planned' AND datetime(starts_at) <= datetime(?)", (now,),
        order="datetime(starts_at), number LIMIT 1",
    ) or journal.read(Session, "state = 'held'", order="datetime(starts_at) DESC, number DESC LIMIT 1")  # fmt: skip
    if not over:
        raise NotFound("No session has taken place yet.", 'Plan one: mentorlog sessions add --at "thu 15:00"')
    return over[0]


def kept(
    journal: "Journal", change: "Writing", session: Session, said: Debrief, zone: str
) -> tuple[Session, list[str]]:
    """Write it down: (the session, the refs of all that was made or changed beside it)."""
    if session.state == "planned":
        session = held(session, journal.today)
    elif session.state != "held":
        raise Refused(f"{session.ref} was {session.state}.", "Name the session you held: mentorlog sessions list")
    takeaways = "\n".join([*filter(None, (session.takeaways,)), *said.takeaways]) or None
    session = change.put(
        replace(
            session,
            real_minutes=said.minutes or session.real_minutes,
            rating=said.rating or session.rating,
            takeaways=takeaways,
        )
    )
    made = _settled(journal, change, said, session.day)
    made += _promised(change, session, said)
    made += _heard(change, session, said)
    if said.following:
        made.append(change.add(_following(session, said.following, zone)).ref)
    return session, made


def _settled(journal: "Journal", change: "Writing", said: Debrief, on: date) -> list[str]:
    from mentorlog.journal.model.records.questions import Question, answered, dropped

    made = [change.put(answered(journal.one(Question, number), text, on)).ref for number, text in said.answers]
    return made + [change.put(dropped(journal.one(Question, number), on)).ref for number in said.drops]


def _promised(change: "Writing", session: Session, said: Debrief) -> list[str]:
    from mentorlog.journal.model.records.actions import Action

    mine = [Action(text=text, due=said.by, session=session.number) for text in said.mine]
    theirs = [Action(text=text, who="mentor", due=said.by, session=session.number) for text in said.theirs]
    return [change.add(action).ref for action in (*mine, *theirs)]


def _heard(change: "Writing", session: Session, said: Debrief) -> list[str]:
    from mentorlog.journal.model.records.feedback import Feedback
    from mentorlog.journal.model.records.lessons import Lesson

    words = (("received", said.received, "open"), ("given", said.given, "given"))
    made = [
        change.add(
            Feedback(
                day=session.day,
                direction="received" if direction == "received" else "given",
                mentor=session.mentor,
                behaviour=text,
                session=session.number,
                state="open" if state == "open" else "given",
            )
        ).ref
        for direction, text, state in words
        if text
    ]
    if said.lessons:
        made += [change.add(Lesson(text=text, session=session.number)).ref for text in said.takeaways]
    return made


def _following(session: Session, at: datetime, zone: str) -> Session:
    return Session(starts_at=at, zone=zone, mentor=session.mentor, minutes=session.minutes, channel=session.channel)


def suggested(journal: "Journal", session: Session) -> datetime | None:
    """When to meet next by the rhythm agreed: the same time, one cadence later; None where that is past or unknown."""
    from mentorlog.clock import local
    from mentorlog.journal.dates.duration import after

    cadence = journal.field("mentor", session.mentor, "cadence") if session.mentor else None
    if not isinstance(cadence, str):
        return None
    try:
        at = local(datetime.combine(after(session.day, cadence), session.starts_at.time()))
    except (OverflowError, ValueError):  # the calendar ends
        return None
    return at if at > journal.now else None
