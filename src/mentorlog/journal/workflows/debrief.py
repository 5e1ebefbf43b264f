"""The debrief of a session: answers, takeaways, actions, feedback, the next date, saved in one change."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from mentorlog.clock import localize
from mentorlog.errors import NotFound, Refused, UsageError
from mentorlog.journal.model.conditions import HELD, LATEST_FIRST, SESSION_DAY
from mentorlog.journal.model.forms import DUE_DAY
from mentorlog.journal.model.records.checkins import CheckIn
from mentorlog.journal.model.records.sessions import Session, held
from mentorlog.journal.queries.meetings import planning_command, with_mentor_sql
from mentorlog.structs import Frozen, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal, JournalWriter
    from mentorlog.journal.model.records.feedback import Feedback

QuestionAnswer = tuple[int, str]
_MAX_CHECKINS = 20  # without a session, whose wins are offered
_MAX_DAYS_APART = 60  # by which an achievement is older than the check-in that names it as a win


class Debrief(Frozen):
    """The input about a session. `answers` and `drops` give questions by number."""

    minutes: int | None = None
    answers: Sequence[QuestionAnswer] = ()
    drops: Sequence[int] = ()
    takeaways: Sequence[str] = ()
    lessons: bool = False  # whether each takeaway becomes a lesson too
    happened: str | None = None  # what those lessons were learned by
    intention: str | None = None  # what is to be done with them
    my_actions: Sequence[str] = ()
    mentor_actions: Sequence[str] = ()
    actions_due: date | None = None  # of the actions that do not end in "by DAY"
    received: str | None = None
    given: str | None = None
    rating: int | None = None
    fit: int | None = None
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
        raise NotFound("No session has taken place yet.", f"Plan one: {planning_command(journal, mentor)}")
    return sessions[0]


def is_fit_open(journal: "Journal", session: Session) -> bool:
    """Whether to ask how well the two fit: after the first session with a mentor, and after one to look back."""
    if session.fit is not None:
        return False
    if session.kind in ("first", "review"):
        return True
    query = f"SELECT 1 FROM sessions WHERE {HELD} AND number <> ? AND {with_mentor_sql(session.mentor)} LIMIT 1"
    return not journal.store.rows(query, (session.number,))


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
            fit=debrief.fit or session.fit,
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
    match = re.fullmatch(r"(.*\S)\s+by\s+(.+?)[.!]?", text, re.IGNORECASE | re.DOTALL)
    if match:
        with suppress(UsageError):
            return match[1].rstrip(","), DUE_DAY.parse(match[2], journal)
    return text, None


def _save_wins(change: "JournalWriter", session: Session, debrief: Debrief) -> list[str]:
    from mentorlog.journal.model.records.achievements import Achievement

    return [change.add(Achievement(title=title, day=session.day, mentor=session.mentor)).ref for title in debrief.wins]


class CheckInWin(Frozen):
    """Something that went well, by a check-in, and may be kept as an achievement."""

    checkin: CheckIn
    text: str

    @property
    def ref(self) -> str:
        """The ref of its check-in."""
        return self.checkin.ref


def wins_to_offer(journal: "Journal", session: Session | None, mentor: int | None = None) -> list[CheckInWin]:
    """The wins of a session's check-ins that are no achievements yet.

    A check-in from the time since the session before, which belongs to none, counts too. Without a session, these
    alone do: of `mentor`, if given.
    """
    number, with_whom, until = (
        (session.number, session.mentor, session.day) if session else (None, mentor, journal.today)
    )
    before = journal.store.column(
        f"SELECT {SESSION_DAY} FROM sessions WHERE {HELD} AND +{SESSION_DAY} <= ? AND number IS NOT ?"
        f" AND {with_mentor_sql(with_whom)} ORDER BY {LATEST_FIRST} LIMIT 1",
        (until.isoformat(), number),
    )
    checkins = journal.read(CheckIn, "session = ? AND wins IS NOT NULL", (number,)) if session else []
    checkins += journal.read(
        CheckIn,
        f"wins IS NOT NULL AND +session IS NULL AND day > ? AND day <= ? AND {with_mentor_sql(with_whom)}",
        (before[0] if before else "", until.isoformat()),
        order=f"day DESC, number DESC LIMIT {_MAX_CHECKINS}",
    )
    return unkept_wins(journal, [checkin for checkin in checkins if not checkin.private])


def unkept_wins(journal: "Journal", checkins: Sequence[CheckIn]) -> list[CheckInWin]:
    """The wins of these check-ins, without those that are achievements, under this title or were once under it."""
    wins: dict[str, CheckInWin] = {}
    for checkin in checkins:
        for text in filter(str.strip, (checkin.wins or "").splitlines()):
            wins.setdefault(_bare_words(text), CheckInWin(checkin, text))
    if not wins:
        return []
    since = min(checkin.day for checkin in checkins) - timedelta(days=_MAX_DAYS_APART)
    achievements = "SELECT number FROM achievements WHERE day >= ?"
    titles = journal.store.column(
        "SELECT json_extract(after, '$.title') FROM change_rows WHERE tbl = 'achievements'"
        f" AND number IN ({achievements}) UNION {achievements.replace('number', 'title')}",
        (since.isoformat(), since.isoformat()),
    )
    kept = {_bare_words(str(title)) for title in titles if title}
    return [win for words, win in wins.items() if words not in kept]


def _bare_words(title: str) -> str:
    """A title without what two spellings of the same differ in: case, blanks, the full stop at its end."""
    return " ".join(title.casefold().split()).rstrip(".! ")


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
        refs += [
            change.add(
                Lesson(text=text, session=session.number, happened=debrief.happened, intention=debrief.intention)
            ).ref
            for text in debrief.takeaways
        ]
    return refs


def _follow_up_session(session: Session, at: datetime, zone: str) -> Session:
    return Session(starts_at=at, zone=zone, mentor=session.mentor, minutes=session.minutes, channel=session.channel)


def next_meeting_time(journal: "Journal", session: Session) -> datetime | None:
    """The same time one cadence later; None if that is past, planned already, or no cadence is agreed."""
    from mentorlog.journal.dates.duration import date_after

    cadence = journal.read_field("mentor", session.mentor, "cadence") if session.mentor else None
    if not isinstance(cadence, str):
        return None
    try:
        at = localize(datetime.combine(date_after(session.day, cadence), session.here.time()))
    except (OverflowError, ValueError):  # the calendar ends
        return None
    is_planned = journal.store.column(
        "SELECT 1 FROM sessions WHERE mentor IS ? AND state = 'planned' AND datetime(starts_at) = datetime(?)",
        (session.mentor, at.isoformat()),
    )
    return at if at > journal.now and not is_planned else None
