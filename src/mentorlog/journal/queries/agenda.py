"""What to bring to a session: timed parts, the questions that matter most, the goals that need a talk."""

from typing import TYPE_CHECKING

from mentorlog import settings
from mentorlog.journal.model.fields import tell_share
from mentorlog.structs import Frozen, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.goals import Goal
    from mentorlog.journal.model.records.questions import Question
    from mentorlog.journal.model.records.sessions import Session

MOST_QUESTIONS = 5  # for an hour; what is more stands under "if there is time"
FEWER_QUESTIONS = 3  # for half an hour
_HOUR = 60
# Minutes of an hour for each part of a regular session; other lengths share them out alike.
_PARTS = (
    ("arrive", "Arrive", 5),
    ("since", "Since last time", 10),
    ("questions", "Questions", 25),
    ("goals", "Goals", 10),
    ("feedback", "Feedback both ways", 5),
    ("close", "Close", 5),
)
_FIRST = ("Who we are", "What I want and why", "How we work together", "The next date")
_REVIEW = ("What went well", "What to change", "Do our goals still fit", "Go on, change or close")
_CLOSING = ("What we reached", "Three things learned, on both sides", "What stays open", "Thanks, and what comes next")
_INSTEAD = {  # of the part about goals
    "first": ("Getting to know each other", _FIRST),
    "review": ("Looking back", _REVIEW),
    "closing": ("Saying goodbye", _CLOSING),
}


class Agenda(Frozen):
    """`questions` by priority and age, `more` how many others are open, `behind` the goals that are not on plan."""

    questions: "list[Question]"
    more: int
    behind: "list[Goal]"


class Item(Frozen):
    """One line of a part: a ref, or "" for what has none, and its words."""

    ref: str
    text: str


class Part(Frozen):
    """A part of a session, with its minutes."""

    key: str
    title: str
    minutes: int
    items: list[Item]


class Plan(Frozen):
    """A session's agenda: its parts, and what stands under "if there is time"."""

    session: "Session | None"
    minutes: int
    parts: list[Part]
    spare: list[Item]


def agenda(journal: "Journal", most: int = MOST_QUESTIONS) -> Agenda:
    """What to bring, as the journal stands now. Carried questions come first within a priority."""
    from mentorlog.journal.model.records.goals import Goal
    from mentorlog.journal.model.records.questions import Question

    order = f"{Question.order.removesuffix(', number')}, carried DESC, number LIMIT {most}"
    questions = journal.read(Question, "state = 'open'", order=order)
    total = journal.store.scalar("SELECT count(*) FROM questions WHERE state = 'open'")
    running = journal.read(Goal, "state = 'agreed'")
    behind = [goal for goal in running if goal.rag in ("red", "amber")]
    return Agenda(questions, total - len(questions), sorted(behind, key=lambda goal: goal.rag != "red"))


def next_session(journal: "Journal") -> "Session | None":
    """The next one planned, from today on."""
    from mentorlog.journal.model.records.sessions import Session

    found = journal.read(
        Session,
        "state = 'planned' AND substr(starts_at, 1, 10) >= ?",
        (journal.today.isoformat(),),
        order="datetime(starts_at), number LIMIT 1",
    )
    return found[0] if found else None


def planned(journal: "Journal", session: "Session | None") -> Plan:
    """The agenda of a session, timed for its length; of the usual length where none is planned."""
    minutes = (session.minutes if session else None) or int(settings.value("minutes"))
    most = FEWER_QUESTIONS if minutes < (30 + _HOUR) / 2 else MOST_QUESTIONS
    bring = agenda(journal, 1000)
    asked = [Item(one.ref, _question(one)) for one in bring.questions]
    items = {
        "arrive": _wants(journal, session),
        "since": _since(journal),
        "questions": asked[:most],
        "goals": [Item(goal.ref, _behind(goal)) for goal in bring.behind],
        "feedback": _to_say(journal),
        "close": [Item("", "Actions with owner and day, the next date, thanks")],
    }
    parts = [Part(key, title, round(share * minutes / 60), items[key]) for key, title, share in _PARTS]
    if session and session.kind in _INSTEAD:
        title, texts = _INSTEAD[session.kind]
        topics = [Item("", text) for text in texts]
        parts = [
            replace(part, title=title, items=topics + part.items) if part.key == "goals" else part for part in parts
        ]
    return Plan(session, minutes, parts, asked[most:])


def _question(question: "Question") -> str:
    return question.text + (f" (carried {_times(question.carried)})" if question.carried else "")


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _behind(goal: "Goal") -> str:
    if goal.expected is None:
        return f"{goal.title}: not kept lately"
    return f"{goal.title}: {tell_share(goal.progress or 0)} where the plan has {tell_share(goal.expected)}"


def _wants(journal: "Journal", session: "Session | None") -> list[Item]:
    """What the mentee said they want from this session."""
    rows = journal.store.rows(
        "SELECT wants FROM checkins WHERE session IS ? AND wants IS NOT NULL ORDER BY number DESC LIMIT 1",
        (session.number if session else None,),
    )
    return [Item("", text) for text in rows[0][0].split("\n")] if rows else []


def _since(journal: "Journal") -> list[Item]:
    """Open promises of both sides, and what is hard."""
    from mentorlog.journal.model.records.actions import Action
    from mentorlog.journal.model.records.challenges import Challenge

    actions = journal.read(Action, "state = 'open'")
    told = [
        Item(action.ref, ("" if action.who == "me" else "(mentor) ") + action.text + _late(action.carried))
        for action in actions
    ]
    challenges = journal.read(Challenge, "state = 'open'")
    return told + [Item(challenge.ref, challenge.text) for challenge in challenges]


def _late(carried: int) -> str:
    return f" (carried {_times(carried)})" if carried else ""


def _to_say(journal: "Journal") -> list[Item]:
    rows = journal.store.rows("SELECT number, behaviour FROM feedback WHERE state = 'planned' ORDER BY number")
    return [Item(f"f{number}", text) for number, text in rows]
