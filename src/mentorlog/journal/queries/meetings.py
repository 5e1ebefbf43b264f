"""The active mentors, the next session, the last one held, and since when and how it was looked back on."""

from datetime import date
from typing import TYPE_CHECKING

from mentorlog.clock import local_day
from mentorlog.journal.model.conditions import HELD, LATEST_FIRST, SESSION_DAY, day_range_sql
from mentorlog.journal.model.kinds import ref
from mentorlog.nouns import SETTLES_AGREEMENT

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.sessions import Session, SessionKind


def active_mentors(journal: "Journal") -> list[tuple[int, str]]:
    """(number, name) of the active mentors."""
    mentors: list[tuple[int, str]] = journal.store.rows(
        "SELECT number, name FROM mentors WHERE state = 'active' ORDER BY number"
    )
    return mentors


def current_mentors(journal: "Journal") -> list[tuple[int, str]]:
    """(number, name) of the mentors who are active or paused: whom a record of nobody's concerns."""
    mentors: list[tuple[int, str]] = journal.store.rows(
        "SELECT number, name FROM main.mentors WHERE state IN ('active', 'paused') ORDER BY number"
    )
    return mentors


def resumable_mentors(journal: "Journal") -> list[tuple[int, str]]:
    """(number, name) of the mentors who are paused."""
    mentors: list[tuple[int, str]] = journal.store.rows(
        "SELECT number, name FROM mentors WHERE state = 'paused' ORDER BY number"
    )
    return mentors


def former_mentors(journal: "Journal") -> list[tuple[int, str]]:
    """(number, name) of those who were mentors and are paused or ended."""
    mentors: list[tuple[int, str]] = journal.store.rows(
        "SELECT number, name FROM mentors WHERE state IN ('paused', 'ended') ORDER BY number"
    )
    return mentors


def visible_mentors(journal: "Journal") -> list[tuple[int, str]]:
    """Those of the current mentors whom the reader may see: whose an open promise may be."""
    mentors: list[tuple[int, str]] = journal.store.rows(
        "SELECT number, name FROM mentors WHERE state IN ('active', 'paused') ORDER BY number"
    )
    return mentors


def has_several_mentors(journal: "Journal") -> bool:
    """Whether several mentors are active, also where a page concerns only one of them."""
    return len(journal.store.rows("SELECT 1 FROM main.mentors WHERE state = 'active' LIMIT 2")) > 1


def planning_command(journal: "Journal", mentor: int | None = None) -> str:
    """The command that plans a session; where there are several mentors it names one, if need be who waits longest."""
    command = 'mentorlog sessions add --at "thu 15:00"'
    if not has_several_mentors(journal):
        return command
    waiting = sorted(active_mentors(journal), key=lambda row: last_held_day(journal, row[0]) or date.min)
    number = mentor or (waiting[0][0] if waiting else None)
    return f"{command} --mentor {ref('mentor', number)}" if number else command


def agenda_command(journal: "Journal", session: int) -> str:
    """The command for the agenda of a session, which is named where there are several mentors."""
    return f"mentorlog agenda {ref('session', session)}" if has_several_mentors(journal) else "mentorlog agenda"


def checkin_command(journal: "Journal", session: int) -> str:
    """The command for the check-in before a session, which is named where there are several mentors."""
    return (
        f"mentorlog checkin --session {ref('session', session)}"
        if has_several_mentors(journal)
        else "mentorlog checkin"
    )


def only_mentor(journal: "Journal", text: str | None = None) -> int | None:
    """The mentor that a ref or name stands for; without it the active one, None where there are none or several."""
    if text is not None:
        return journal.resolve_number("mentor", text)
    active = active_mentors(journal)
    return active[0][0] if len(active) == 1 else None


def with_mentor_sql(mentor: int | None) -> str:
    """SQL that a session is with this mentor, or says with nobody; TRUE where no mentor is given."""
    return "TRUE" if mentor is None else f"coalesce(mentor, {mentor}) = {mentor}"


def next_session(journal: "Journal", mentor: int | None = None) -> "Session | None":
    """The next session planned, from today on; with that mentor where one is given."""
    from mentorlog.journal.model.records.sessions import Session

    sessions = journal.read(
        Session,
        f"state = 'planned' AND {day_range_sql(journal.today, None)} AND {with_mentor_sql(mentor)}",
        order="datetime(starts_at), number LIMIT 1",
    )
    return sessions[0] if sessions else None


def next_sessions(journal: "Journal") -> "list[Session]":
    """The next session planned with each mentor, from today on, the earliest first."""
    from mentorlog.journal.model.records.sessions import Session

    planned = journal.read(Session, f"state = 'planned' AND {day_range_sql(journal.today, None)}")
    by_mentor: dict[int | None, Session] = {}
    for session in planned:
        by_mentor.setdefault(session.mentor, session)
    return list(by_mentor.values())


def last_held_day(journal: "Journal", mentor: int | None = None) -> date | None:
    """The day of the last session held, with that mentor where one is given."""
    days = journal.store.column(
        f"SELECT {SESSION_DAY} FROM sessions WHERE {HELD} AND {with_mentor_sql(mentor)} ORDER BY {LATEST_FIRST} LIMIT 1"
    )
    return date.fromisoformat(days[0]) if days else None


def default_kind(journal: "Journal", mentor: int | None) -> "SessionKind":
    """The kind of a session unless one is given: first if none was held with this mentor, else regular."""
    held = journal.store.rows(f"SELECT 1 FROM sessions WHERE mentor IS ? AND {HELD} LIMIT 1", (mentor,))
    return "regular" if held else "first"


def overlapping_sessions(journal: "Journal", session: "Session") -> "list[Session]":
    """The other sessions, planned or held, that take some of the same time."""
    from mentorlog import settings
    from mentorlog.journal.model.records.sessions import Session

    at, length = session.starts_at.isoformat(timespec="minutes"), settings.value("minutes")
    return journal.read(
        Session,
        "datetime(starts_at) > datetime(?, '-1 day') AND datetime(starts_at) < datetime(?, ? || ' minutes')"
        " AND datetime(starts_at, coalesce(minutes, ?) || ' minutes') > datetime(?)"
        " AND state IN ('planned', 'held') AND number <> ?",
        (at, at, session.minutes or length, length, at, session.number),
    )


def sessions_to_settle(journal: "Journal") -> "list[Session]":
    """The planned sessions whose time is over, the oldest first: held, missed or moved, nobody has said."""
    from mentorlog.journal.model.records.sessions import Session

    return journal.read(Session, _IS_OVER, _over_parameters(journal))


def refs_to_settle(journal: "Journal", since: date, until: date) -> list[str]:
    """The refs of those of a period."""
    query = f"SELECT number FROM sessions WHERE {_IS_OVER} AND {day_range_sql(since, until)}"
    numbers = journal.store.column(f"{query} ORDER BY datetime(starts_at), number", _over_parameters(journal))
    return [ref("session", number) for number in numbers]


_IS_OVER = "state = 'planned' AND datetime(starts_at, coalesce(minutes, ?) || ' minutes') <= datetime(?)"


def _over_parameters(journal: "Journal") -> tuple[object, str]:
    from mentorlog import settings

    return settings.value("minutes"), journal.now.isoformat(timespec="minutes")


def mentorship_begin(journal: "Journal", mentor: int, since: date | None, created_at: str) -> date | None:
    """The day since which somebody is the mentor, by two fields of their record.

    Where that is only the day on which they were entered, or none, an earlier session tells better.
    """
    if since and since != local_day(created_at):
        return since
    # Few by the day of the place, which an index knows: the first by the reader's day is among them.
    days = journal.store.column(
        f"SELECT min({SESSION_DAY}) FROM (SELECT starts_at FROM sessions WHERE mentor = ? AND state <> 'cancelled'"
        f" AND {day_range_sql(None, journal.today)} ORDER BY substr(starts_at, 1, 10) LIMIT 4)",
        (mentor,),
    )
    met = [date.fromisoformat(day) for day in days if day]
    return min([*met, *([since] if since else [])], default=None)


def settling_review(journal: "Journal", agreement: int, until: date) -> tuple[date, date | None] | None:
    """(day, the next day) of the last review up to a day that settled the day of an agreement; None without any."""
    rows = journal.store.rows(
        f"SELECT r.day, r.next_review FROM agreements JOIN reviews r ON {SETTLES_AGREEMENT}"
        " WHERE agreements.number = ? AND r.day <= ? ORDER BY r.day DESC LIMIT 1",
        (agreement, until.isoformat()),
    )
    return next(((date.fromisoformat(day), date.fromisoformat(again) if again else None) for day, again in rows), None)
