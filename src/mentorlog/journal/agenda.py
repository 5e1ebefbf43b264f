"""What to bring to a session: the questions that matter most, and the goals that need a talk."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.records.goals import Goal
    from mentorlog.journal.records.questions import Question
    from mentorlog.journal.records.sessions import Session

MOST_QUESTIONS = 5  # for an hour; what is more stands under "if there is time"


class Agenda(NamedTuple):
    """`questions` by priority and age, `more` how many others are open, `behind` the goals that are not on plan."""

    questions: "list[Question]"
    more: int
    behind: "list[Goal]"


def agenda(journal: "Journal") -> Agenda:
    """What to bring, as the journal stands now."""
    from mentorlog.journal.records.goals import Goal
    from mentorlog.journal.records.questions import Question

    questions = journal.read(Question, "state = 'open'", order=f"{Question.order} LIMIT {MOST_QUESTIONS}")
    total = journal.store.number("SELECT count(*) FROM questions WHERE state = 'open'")
    running = journal.read(Goal, "state = 'agreed'")
    behind = [goal for goal in running if goal.rag in ("red", "amber")]
    return Agenda(questions, total - len(questions), sorted(behind, key=lambda goal: goal.rag != "red"))


def next_session(journal: "Journal") -> "Session | None":
    """The next one planned, from today on."""
    from mentorlog.journal.records.sessions import Session

    found = journal.read(
        Session,
        "state = 'planned' AND substr(starts_at, 1, 10) >= ?",
        (journal.today.isoformat(),),
        order="datetime(starts_at), number LIMIT 1",
    )
    return found[0] if found else None
