"""What a letter may ask of its mentor, as far as it is open. All but the fit is read under the mentor's view."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from mentorlog.journal.dates.format import format_letter_day, format_letter_moment
from mentorlog.journal.model.conditions import HELD
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.marks import FEEDBACK, NEXT, Mark
from mentorlog.journal.queries.letters.consent import is_agreed_by_both
from mentorlog.journal.queries.letters.texts import goal_text, mark_of
from mentorlog.journal.queries.meetings import next_session, with_mentor_sql
from mentorlog.journal.text import shorten
from mentorlog.journal.workflows.letters.draft import Ask

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.agreements import Agreement
    from mentorlog.journal.model.records.sessions import Session

_LONG = 200  # letters of a text, behind which it is cut
_RATED_DAYS = 60  # for which a mentor's rating is not asked for again
_REVIEW_DAYS = 30  # after a review within which its fit is asked for
_FIT = "How well do the two of us fit so far, from 1 (not at all) to 5 (very well)?"


def question_asks(journal: "Journal", session: "Session | None", limit: int) -> list[Ask]:
    """The open questions that matter most: those of the session, and those of none."""
    from mentorlog.journal.model.records.questions import Question

    order = f"{Question.order.removesuffix(', number')}, carried DESC, number LIMIT {limit}"
    of_session = f"(session IS NULL OR session = {session.number})" if session else "TRUE"
    questions = journal.read(Question, f"state = 'open' AND {of_session}", order=order)
    return [Ask(mark_of(journal, "question", row.number), shorten(row.text, _LONG)) for row in questions]


def promise_asks(journal: "Journal", limit: int) -> list[Ask]:
    """What the mentor offered to do and nobody has marked as done."""
    from mentorlog.journal.model.records.actions import Action

    actions = journal.read(Action, "state = 'open' AND who = 'mentor'", order=f"{Action.order} LIMIT {limit}")
    return [
        Ask(mark_of(journal, "action", row.number), f"{shorten(row.text, _LONG).rstrip('.')}. Done?") for row in actions
    ]


def goal_asks(journal: "Journal", limit: int, *, drafts_only: bool = True) -> list[Ask]:
    """Goals to agree on: drafts, and those whose text has changed since both agreed; else any not agreed to."""
    from mentorlog.journal.model.records.goals import Goal

    goals = [
        goal
        for goal in journal.read(Goal, "state IN ('draft', 'agreed')")
        if goal.state == "draft" or not (drafts_only and goal.both_agreed_on is None)
    ]
    goals = [goal for goal in goals if not is_agreed_by_both(journal, goal)][:limit]
    return [Ask(mark_of(journal, "goal", goal.number), f"{goal_text(goal)}. Agreed, yes or no?") for goal in goals]


def skill_asks(journal: "Journal", mentor: int, limit: int) -> list[Ask]:
    """The skills that goals train, then those rated by the mentee; without those the mentor rated lately."""
    since = (journal.today - timedelta(days=_RATED_DAYS)).isoformat()
    rows = journal.store.rows(
        "SELECT k.number, k.name FROM skills k LEFT JOIN goals g ON g.skill = k.number AND g.state = 'agreed'"
        " LEFT JOIN ratings e ON e.skill = k.number AND e.\"by\" = 'self'"
        " WHERE NOT EXISTS (SELECT 1 FROM ratings m WHERE m.skill = k.number AND m.\"by\" = 'mentor'"
        " AND m.mentor IS NOT NULL AND m.mentor = ? AND m.day >= ?)"
        " GROUP BY k.number ORDER BY count(g.number) = 0, max(e.day) IS NULL, max(e.day) DESC, k.number LIMIT ?",
        (mentor, since, limit),
    )
    return [Ask(mark_of(journal, "skill", number), f"{name[:1].upper()}{name[1:]}, 0 to 5:") for number, name in rows]


def feedback_ask(text: str) -> Ask:
    """A line for feedback."""
    return Ask(Mark(FEEDBACK), text)


def next_ask(journal: "Journal", mentor: int, *, except_session: int = 0) -> Ask | None:
    """When to meet next: whether the day still suits, or which one would; None where you meet no more."""
    coming = next_session(journal, mentor)
    if coming and coming.number != except_session:
        when = f"{format_letter_moment(coming.starts_at, journal.today)}{coming.elsewhere}"
        return Ask(Mark(NEXT), f"We meet on {when}. Does that still suit you?")
    return Ask(Mark(NEXT), "Which day and time would suit you for our next talk?")


def fit_ask(journal: "Journal", mentor: int, session: "Session | None") -> Ask | None:
    """How well the two fit, asked after the first session and at each review, once. Read without the mentor's view."""
    since = (journal.today - timedelta(days=_REVIEW_DAYS)).isoformat()
    reviews = journal.store.column(
        "SELECT number FROM reviews WHERE mentor = ? AND day >= ? AND mentor_fit IS NULL AND private IS NOT 1"
        " ORDER BY day DESC LIMIT 1",
        (mentor, since),
    )
    if reviews:
        return Ask(Mark(ref_of("review", reviews[0])), _FIT)
    if session is None or session.state != "held" or session.mentor_fit is not None:
        return None
    first = journal.store.column(
        f"SELECT number FROM sessions WHERE {HELD} AND {with_mentor_sql(mentor)} ORDER BY datetime(starts_at) LIMIT 1"
    )
    if session.kind in ("first", "review") or first == [session.number]:
        return Ask(Mark(ref_of("session", session.number)), _FIT)
    return None


def agreement_to_agree(journal: "Journal", mentor: int) -> "Agreement | None":
    """The newest agreement with a mentor, where they have not agreed in writing to it as it stands.

    Read without the mentor's view, in which a draft is private: a letter about it is how it is shared.
    """
    from mentorlog.journal.model.records.agreements import Agreement

    newest = journal.read(
        Agreement, "mentor = ? AND state IN ('draft', 'agreed') AND private IS NOT 1", (mentor,),
        order="version DESC LIMIT 1",
    )  # fmt: skip
    return newest[0] if newest and not is_agreed_by_both(journal, newest[0]) else None


def done_lately(journal: "Journal", since: date | None, limit: int) -> list[str]:
    """What the mentee has done since the last talk."""
    if since is None:
        return []
    texts = journal.store.column(
        "SELECT text FROM actions WHERE who = 'me' AND state = 'done' AND done_on >= ? ORDER BY done_on DESC LIMIT ?",
        (since.isoformat(), limit),
    )
    return [shorten(text, _LONG) for text in texts]


def record_line(session: "Session") -> str:
    """A line for the mentor's own record of their development: day, minutes and kind, as their body asks."""
    minutes = session.real_minutes or session.minutes
    length = f", {minutes} minutes" if minutes else ""
    day = f"{session.day.day} {session.day:%B} {session.day.year}"
    return f"A line for your own record, should you keep one:\nMentoring one to one, as the mentor: {day}{length}"


def meeting_words(session: "Session", today: date) -> str:
    """When a session is or was, in a letter."""
    return format_letter_day(session.day, today)
