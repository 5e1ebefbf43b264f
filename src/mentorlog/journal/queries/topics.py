"""What to bring to a session, in short: read as rows, since a check-in needs none of the records for one line."""

from datetime import date
from typing import TYPE_CHECKING

from mentorlog.journal.model import pace
from mentorlog.journal.model.conditions import (
    KEPT_SHARE_SQL,
    LATEST_VALUE_SQL,
    MISSED_COUNT_SQL,
    QUESTION_CARRY_COUNT,
    QUESTION_RANK,
    STEP_COUNT_SQL,
)
from mentorlog.journal.model.kinds import ref
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

TOPIC_NOUNS = ("question", "goal", "session")  # that `topics_in_short` reads: sessions say how often one was carried


class TopicsInShort(Frozen):
    """The ref and text of the question that matters most, how many others are open, and the goals behind their plan.

    Of a goal its ref, its title and its status, the worst first. They are those of `agenda.agenda_topics`.
    """

    question: tuple[str, str] | None
    other_count: int
    goals_behind: list[tuple[str, str, pace.Rag]]


def topics_in_short(journal: "Journal") -> TopicsInShort:
    """The topics of today."""
    questions = journal.store.rows(
        "SELECT number, text FROM questions WHERE state = 'open'"
        f" ORDER BY {QUESTION_RANK}, ({QUESTION_CARRY_COUNT}) DESC, number LIMIT 1"
    )
    total = journal.store.scalar("SELECT count(*) FROM questions WHERE state = 'open'")
    question = (ref("question", questions[0][0]), questions[0][1]) if questions else None
    return TopicsInShort(question, total - len(questions), _goals_behind(journal))


def _goals_behind(journal: "Journal") -> list[tuple[str, str, pace.Rag]]:
    rows = journal.store.rows(
        f"SELECT number, title, start, due, baseline, target, keep, ({LATEST_VALUE_SQL}),"
        f" ({STEP_COUNT_SQL} AND t.state = 'done'), ({STEP_COUNT_SQL}), ({KEPT_SHARE_SQL}), ({MISSED_COUNT_SQL})"
        " FROM goals WHERE state = 'agreed' ORDER BY number"
    )
    goals = []
    for number, title, start, due, baseline, target, keep, value, steps_done, steps_total, kept, missed in rows:
        status = pace.goal_status(
            start=date.fromisoformat(start),
            due=date.fromisoformat(due) if due else None,
            baseline=baseline,
            target=target,
            value=value,
            steps=(steps_done, steps_total),
            kept=(kept, missed) if keep else None,
            paused=False,
            day=journal.today,
        )
        if status.rag in pace.BEHIND:
            goals.append((ref("goal", number), title, status.rag))
    return sorted(goals, key=lambda goal: pace.BEHIND.index(goal[2]))
