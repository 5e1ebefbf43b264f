"""The debrief of a session: answers, takeaways, actions, feedback, the next date, saved in one change."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING

from mentorlog.clock import localize
from mentorlog.errors import NotFound, Refused, UsageError
from mentorlog.journal.model.conditions import HELD, LATEST_FIRST
from mentorlog.journal.model.forms import DUE_DAY
from mentorlog.journal.model.records.checkins import CheckIn
from mentorlog.journal.model.records.sessions import Session, held
from mentorlog.journal.queries.meetings import with_mentor_sql
from mentorlog.structs import Frozen, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal, JournalWriter
    from mentorlog.journal.model.records.feedback import Feedback

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
    actions_due: date | None = None  # of the actions that do not end in "by DAY"
    received: str | None = None
    given: str | None = None
    rating: int | None = None
    next_at: datetime | None = None
    notes: str | None = None
    wins: Sequence[str] = ()  # that become achievements
    feedback_given: Sequence[int] = ()  # planned before, by number

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
            notes="\n".join(filter(None, (session.notes, debrief.notes))) or None,
        )
    )
    refs = _save_answers(journal, change, debrief, min(session.day_there, session.day))
    refs += _save_actions(journal, change, session, debrief)
    refs += _save_feedback(journal, change, session, debrief)
    refs += _save_wins(change, session, debrief)
    if debrief.next_at:
        refs.append(change.add(_follow_up_session(session, debrief.next_at, zone)).ref)
    return session, refs


def _save_answers(journal: "Journal", change: "JournalWriter", debrief: Debrief, on: date) -> list[str]:
    from mentorlog.journal.model.records.questions import Question, answered, dropped

    refs = [change.update(answered(journal.get(Question, number), text, on)).ref for number, text in debrief.answers]
    return refs + [change.update(dropped(journal.get(Question, number), on)).ref for number in debrief.drops]


def _save_actions(journal: "Journal", change: "JournalWriter", session: Session, debrief: Debrief) -> list[str]:
    from mentorlog.journal.model.records.actions import Action, ActionOwner

    texts: dict[ActionOwner, Sequence[str]] = {"me": debrief.my_actions, "mentor": debrief.mentor_actions}
    return [
        change.add(Action(text=text, who=owner, due=due or debrief.actions_due, session=session.number)).ref
        for owner, actions in texts.items()
        for text, due in (split_due_day(action, journal) for action in actions)
    ]


def split_due_day(text: str, journal: "Journal") -> tuple[str, date | None]:
    """An action and its day where it ends in "by DAY"; any other "by" is part of the text."""
    found = re.fullmatch(r"(.*\S)\s+by\s+(.+?)[.!]?", text, re.IGNORECASE | re.DOTALL)
    if found:
        with suppress(UsageError):
            return found[1].rstrip(","), DUE_DAY.parse(found[2], journal)
    return text, None


def _save_wins(change: "JournalWriter", session: Session, debrief: Debrief) -> list[str]:
    from mentorlog.journal.model.records.achievements import Achievement

    return [change.add(Achievement(title=title, day=session.day)).ref for title in debrief.wins]


def wins_to_offer(journal: "Journal", session: Session) -> list[tuple[str, str]]:
    """The wins of the session's check-ins that are no achievements yet, each after the ref of its check-in."""
    checkins = journal.read(CheckIn, "session = ? AND wins IS NOT NULL", (session.number,))
    kept = set(journal.store.column("SELECT title FROM achievements"))
    wins: dict[str, str] = {}
    for checkin in checkins:
        for win in (checkin.wins or "").splitlines():
            if win not in kept and not checkin.private:
                wins.setdefault(win, checkin.ref)
    return [(ref, win) for win, ref in wins.items()]


def feedback_to_offer(journal: "Journal", session: Session) -> "list[Feedback]":
    """The feedback that is planned for the mentor of a session."""
    from mentorlog.journal.model.records.feedback import Feedback

    return journal.read(Feedback, "state = 'planned' AND mentor IS ?", (session.mentor,))


def _save_feedback(journal: "Journal", change: "JournalWriter", session: Session, debrief: Debrief) -> list[str]:
    from mentorlog.journal.model.records.feedback import Feedback, FeedbackDirection, given
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
    refs += [
        change.update(replace(given(journal.get(Feedback, number), session.day), session=session.number)).ref
        for number in debrief.feedback_given
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
        at = localize(datetime.combine(date_after(session.day, cadence), session.here.time()))
    except (OverflowError, ValueError):  # the calendar ends
        return None
    return at if at > journal.now else None
