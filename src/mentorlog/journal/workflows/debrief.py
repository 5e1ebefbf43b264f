"""The debrief of a session: answers, takeaways, actions, feedback, the next date, saved in one change."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from mentorlog.clock import localize
from mentorlog.errors import NotFound, Refused
from mentorlog.journal.model.conditions import HELD, LATEST_FIRST
from mentorlog.journal.model.records.sessions import Session, held
from mentorlog.journal.queries.meetings import with_mentor_sql
from mentorlog.structs import Frozen, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal, JournalWriter

QuestionAnswer = tuple[int, str]


class Debrief(Frozen):
    """The input about a session. `answers` and `drops` give questions by number."""

    minutes: int | None = None
    answers: Sequence[QuestionAnswer] = ()
    drops: Sequence[int] = ()
    takeaways: Sequence[str] = ()
    lessons: bool = False  # whether each takeaway becomes a lesson too
    my_actions: Sequence[str] = ()
    mentor_actions: Sequence[str] = ()
    actions_due: date | None = None  # of all these actions
    received: str | None = None
    given: str | None = None
    rating: int | None = None
    next_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was entered."""
        return self == Debrief(actions_due=self.actions_due, lessons=self.lessons)


def session_to_debrief(journal: "Journal", mentor: int | None = None) -> Session:
    """The session to debrief: the last one that has begun or was held; with `mentor` if given.

    Raises NotFound where there is none.
    """
    sessions = journal.read(
        Session,
        f"({HELD} OR state = 'planned' AND datetime(starts_at) <= datetime(?)) AND {with_mentor_sql(mentor)}",
        (journal.now.isoformat(timespec="minutes"),),
        order=f"{LATEST_FIRST}, number DESC LIMIT 1",
    )
    if not sessions:
        raise NotFound("No session has taken place yet.", 'Plan one: mentorlog sessions add --at "thu 15:00"')
    return sessions[0]


def save_debrief(
    journal: "Journal", change: "JournalWriter", session: Session, debrief: Debrief, zone: str
) -> tuple[Session, list[str]]:
    """Store the debrief: (the session, the refs of all other records created or changed). Raises Refused."""
    if session.state == "planned":
        session = held(session, journal.today)
    elif session.state != "held":
        raise Refused(f"{session.ref} was {session.state}.", "Name the session you held: mentorlog sessions list")
    takeaways = "\n".join([*filter(None, (session.takeaways,)), *debrief.takeaways]) or None
    session = change.update(
        replace(
            session,
            real_minutes=debrief.minutes or session.real_minutes,
            rating=debrief.rating or session.rating,
            takeaways=takeaways,
        )
    )
    refs = _save_answers(journal, change, debrief, session.day)
    refs += _save_actions(change, session, debrief)
    refs += _save_feedback(change, session, debrief)
    if debrief.next_at:
        refs.append(change.add(_follow_up_session(session, debrief.next_at, zone)).ref)
    return session, refs


def _save_answers(journal: "Journal", change: "JournalWriter", debrief: Debrief, on: date) -> list[str]:
    from mentorlog.journal.model.records.questions import Question, answered, dropped

    refs = [change.update(answered(journal.get(Question, number), text, on)).ref for number, text in debrief.answers]
    return refs + [change.update(dropped(journal.get(Question, number), on)).ref for number in debrief.drops]


def _save_actions(change: "JournalWriter", session: Session, debrief: Debrief) -> list[str]:
    from mentorlog.journal.model.records.actions import Action, ActionOwner

    texts: dict[ActionOwner, Sequence[str]] = {"me": debrief.my_actions, "mentor": debrief.mentor_actions}
    return [
        change.add(Action(text=text, who=owner, due=debrief.actions_due, session=session.number)).ref
        for owner, actions in texts.items()
        for text in actions
    ]


def _save_feedback(change: "JournalWriter", session: Session, debrief: Debrief) -> list[str]:
    from mentorlog.journal.model.records.feedback import Feedback, FeedbackDirection
    from mentorlog.journal.model.records.lessons import Lesson

    texts: dict[FeedbackDirection, str | None] = {"received": debrief.received, "given": debrief.given}
    refs = [
        change.add(
            Feedback(
                day=session.day,
                direction=direction,
                mentor=session.mentor,
                behaviour=text,
                session=session.number,
                state="given" if direction == "given" else "open",
            )
        ).ref
        for direction, text in texts.items()
        if text
    ]
    if debrief.lessons:
        refs += [change.add(Lesson(text=text, session=session.number)).ref for text in debrief.takeaways]
    return refs


def _follow_up_session(session: Session, at: datetime, zone: str) -> Session:
    return Session(starts_at=at, zone=zone, mentor=session.mentor, minutes=session.minutes, channel=session.channel)


def next_meeting_time(journal: "Journal", session: Session) -> datetime | None:
    """The same time one cadence later; None if that is past, or no cadence is agreed."""
    from mentorlog.journal.dates.duration import date_after

    cadence = journal.read_field("mentor", session.mentor, "cadence") if session.mentor else None
    if not isinstance(cadence, str):
        return None
    try:
        at = localize(datetime.combine(date_after(session.day, cadence), session.starts_at.time()))
    except (OverflowError, ValueError):  # the calendar ends
        return None
    return at if at > journal.now else None
