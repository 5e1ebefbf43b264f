"""The agenda of a session: timed parts, the questions that matter most, the goals that are behind."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mentorlog import settings
from mentorlog.journal.model.conditions import QUESTION_RANK
from mentorlog.journal.model.forms import format_percent
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.pace import BEHIND
from mentorlog.journal.model.records.goals import Goal
from mentorlog.journal.model.records.questions import Question
from mentorlog.structs import Frozen, replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.sessions import Session
    from mentorlog.journal.queries.names import Voice

MAX_QUESTIONS = 5  # for an hour; further ones come under "if there is time"
MAX_QUESTIONS_SHORT = 3  # for half an hour
_HOUR_MINUTES = 60
# Minutes of an hour for each part of a regular session; other lengths share them out alike.
_PARTS = (
    ("arrive", "Arrive", 5),
    ("since", "Since last time", 10),
    ("questions", "Questions", 25),
    ("goals", "Goals", 10),
    ("feedback", "Feedback both ways", 5),
    ("close", "Close", 5),
)
_FIRST_TOPICS = ("Who we are", "What I want and why", "How we work together", "The next date")
_REVIEW_TOPICS = ("What went well", "What to change", "Do our goals still fit", "Go on, change or close")
_CLOSING_TOPICS = (
    "What we reached",
    "Three things learned, on both sides",
    "What stays open",
    "Thanks, and what comes next",
)
_TOPICS_BY_KIND = {  # of the part about goals
    "first": ("Getting to know each other", _FIRST_TOPICS),
    "review": ("Looking back", _REVIEW_TOPICS),
    "closing": ("Saying goodbye", _CLOSING_TOPICS),
}


class AgendaTopics(Frozen):
    """The open questions that matter most, how many others there are, and the goals behind their plan."""

    questions: "list[Question]"
    other_count: int
    goals_behind: "list[Goal]"


class AgendaItem(Frozen):
    """A line of a part: its text, and the ref of its record or ""."""

    ref: str
    text: str


class AgendaPart(Frozen):
    """A part of a session, with its minutes; `offset` is how many pass before it."""

    key: str
    title: str
    minutes: int
    items: list[AgendaItem]
    offset: int = 0

    @property
    def minutes_each(self) -> int | None:
        """The minutes for each of several questions; None for other parts."""
        return self.minutes // len(self.items) or None if self.key == "questions" and len(self.items) > 1 else None


class SessionAgenda(Frozen):
    """The parts of a session, and the items under "if there is time"."""

    session: "Session | None"
    minutes: int
    parts: list[AgendaPart]
    if_time: list[AgendaItem]

    def starts_at(self, part: AgendaPart) -> datetime | None:
        """When a part begins, by the reader's clocks; None where no session is planned."""
        return self.session.here + timedelta(minutes=part.offset) if self.session else None

    def clock_time(self, part: AgendaPart) -> str:
        """When a part begins: "15:15", or "0:15" after the beginning where no session is planned."""
        at = self.starts_at(part)
        return f"{at:%H:%M}" if at else f"{part.offset // 60}:{part.offset % 60:02}"

    @property
    def refs(self) -> set[str]:
        """The refs of the records on it."""
        items = [item for part in self.parts for item in part.items]
        return {item.ref for item in (*items, *self.if_time) if item.ref}


def agenda_topics(
    journal: "Journal", limit: int = MAX_QUESTIONS, goals: "Sequence[Goal] | None" = None
) -> AgendaTopics:
    """The topics of today. Within a priority, the questions carried most often come first.

    `goals` are those that are agreed, where they were read already.
    """
    order = f"{QUESTION_RANK}, carried DESC, number LIMIT {limit}"
    questions = journal.read(Question, "state = 'open'", order=order)
    total = journal.store.scalar("SELECT count(*) FROM questions WHERE state = 'open'")
    goals = journal.read(Goal, "state = 'agreed'") if goals is None else goals
    behind = [goal for goal in goals if goal.rag in BEHIND]
    return AgendaTopics(questions, total - len(questions), sorted(behind, key=lambda goal: BEHIND.index(goal.rag)))


def session_agenda(journal: "Journal", session: "Session | None", voice: "Voice") -> SessionAgenda:
    """The agenda of a session, timed for its length; without a session, for the length in the settings.

    `voice` says what the two people are called.
    """
    minutes = (session.minutes if session else None) or int(settings.value("minutes"))
    limit = MAX_QUESTIONS_SHORT if minutes < (30 + _HOUR_MINUTES) / 2 else MAX_QUESTIONS
    topics = agenda_topics(journal, 1000)
    questions = [
        AgendaItem(question.ref, question.text + _carry_note(question.carried, voice)) for question in topics.questions
    ]
    items = {
        "arrive": _wants_items(journal, session),
        "since": _follow_up_items(journal, voice),
        "questions": questions[:limit],
        "goals": [AgendaItem(goal.ref, _goal_text(goal, voice)) for goal in topics.goals_behind],
        "feedback": _feedback_items(journal),
        "close": [AgendaItem("", "Actions with owner and day, the next date, thanks")],
    }
    parts, shared, offset = [], 0, 0
    for key, title, share in _PARTS:
        shared += share
        end = round(shared * minutes / _HOUR_MINUTES)  # so that what is rounded off one part is the next one's
        parts.append(AgendaPart(key, title, end - offset, items[key], offset))
        offset = end
    if session and session.kind in _TOPICS_BY_KIND:
        title, texts = _TOPICS_BY_KIND[session.kind]
        first = [AgendaItem("", text) for text in texts]
        parts = [
            replace(part, title=title, items=first + part.items) if part.key == "goals" else part for part in parts
        ]
    return SessionAgenda(session, minutes, parts, questions[limit:])


def _goal_text(goal: "Goal", voice: "Voice") -> str:
    if goal.expected is None:
        return f"{goal.title}: not kept lately"
    share, planned = format_percent(goal.progress or 0), format_percent(goal.expected)
    if not voice.for_owner:
        return f"{goal.title}: {share} done, {planned} planned by now"
    return f"{goal.title}: {share} where the plan has {planned}"


def _wants_items(journal: "Journal", session: "Session | None") -> list[AgendaItem]:
    """What the mentee said they want from this session."""
    wants = journal.store.column(
        "SELECT wants FROM checkins WHERE session IS ? AND wants IS NOT NULL AND (session OR private IS NOT 1)"
        " ORDER BY number DESC LIMIT 1",
        (session.number if session else None,),
    )
    return [AgendaItem("", text) for text in wants[0].split("\n")] if wants else []


def _follow_up_items(journal: "Journal", voice: "Voice") -> list[AgendaItem]:
    """The open actions of both sides, and the open challenges."""
    from mentorlog.journal.model.records.actions import Action
    from mentorlog.journal.model.records.challenges import Challenge

    return [
        AgendaItem(action.ref, _owner_prefix(action.who, voice) + action.text + _carry_note(action.carried, voice))
        for action in journal.read(Action, "state = 'open'")
    ] + [AgendaItem(challenge.ref, challenge.text) for challenge in journal.read(Challenge, "state = 'open'")]


def _owner_prefix(who: str, voice: "Voice") -> str:
    """Who promised an action: "Ruth: ". A mentee without a name speaks for themselves."""
    if voice.for_owner:
        return "" if who == "me" else "(mentor) "
    name = voice.mentor if who == "mentor" else voice.mentee if voice.is_named else ""
    return f"{name}: " if name else ""


def _carry_note(carried: int, voice: "Voice") -> str:
    return f" ({voice.carry_note(carried)})" if carried else ""


def _feedback_items(journal: "Journal") -> list[AgendaItem]:
    rows = journal.store.rows("SELECT number, behaviour FROM feedback WHERE state = 'planned' ORDER BY number")
    return [AgendaItem(ref("feedback", number), text) for number, text in rows]
