"""The questions of a check-in, and what it keeps of the answers."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.forms import RATING, format_number
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.records.checkins import ENERGIES, MOODS, TRUSTS, CheckIn
from mentorlog.journal.model.records.goals import Goal, Progress, check_unit
from mentorlog.journal.privacy import mentor_view
from mentorlog.journal.queries.meetings import last_held_day
from mentorlog.journal.text import clean_text, join_lines
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal

# What was entered: the check-in, values of goals, questions to bring, challenges by number with how each stands.
CheckInInput = tuple[CheckIn, Sequence[tuple[Goal, float]], Sequence[str], Sequence[tuple[int, str]]]
RAISED = "raised"
_SCALES = (  # the field, the words for 1 and 5, those for each step, and what it is about
    ("mood", "low", "great", MOODS, "How you feel about your work these days."),
    ("energy", "empty", "full", ENERGIES, "How much strength you have for it."),
    ("trust", "guarded", "open", TRUSTS, "How open you can be with your mentor; it stays with you."),
)
_TEXTS = (  # the field, the question, a name for each line, and what it is about
    (
        "wins", "What went well{since}, one a line", "win",
        "Anything that worked, also a small thing. The debrief offers it as an achievement.",
    ),
    ("blockers", "What is in your way, one a line", "obstacle", "What holds you up and your mentor may help with."),
    (
        "wants", "What you want from the session", "wish",
        "What should be different when you leave: a decision, an idea, courage.",
    ),
)  # fmt: skip


def ask_checkin(talk: "Conversation", journal: "Journal", start: CheckIn) -> CheckInInput:
    """Ask all of it, and give what was entered."""
    last = last_held_day(journal, start.mentor)
    since = f" since {format_short_day(last, journal.today)}" if last else ""
    ratings = _ask_ratings(talk, journal, start)
    texts: dict[str, Any] = {
        name: join_lines(talk.ask_several(name, label.format(since=since), clean_text, each=each, about=about))
        for name, label, each, about in _TEXTS
    }
    checkin = replace(start, **ratings, **texts)
    with mentor_view(journal, start.mentor):
        goals = journal.read(Goal, "state = 'agreed' AND target IS NOT NULL")
        challenges = journal.store.rows("SELECT number, text FROM challenges WHERE state = 'open' ORDER BY number")
    values = [(goal, value) for goal in goals if (value := _ask_value(talk, journal, goal, start.day)) is not None]
    outcomes = [(number, outcome) for number, text in challenges if (outcome := _ask_outcome(talk, number, text))]
    questions = talk.ask_several(
        "ask", "Questions to bring, one a line", clean_text, each="question",
        about="What you want to ask in the session; they stand on the agenda.",
    )  # fmt: skip
    return checkin, values, questions, outcomes


def _ask_ratings(talk: "Conversation", journal: "Journal", start: CheckIn) -> dict[str, Any]:
    """Ask for mood, energy and trust, each beside its value of last time."""
    from mentorlog.cli.prompts.lines import PromptLabel, scale_hint  # which a check-in by flags does without

    ratings: dict[str, Any] = {}
    for name, low, high, words, about in _SCALES:
        hint = scale_hint(low, high, _last_rating(journal, name, start))
        steps = ", ".join(f"{at} {word}" for at, word in enumerate(words, 1))
        ratings[name] = talk.ask(
            name, PromptLabel(name.capitalize(), hint=hint), RATING.reader(journal), about=f"{about} {steps}."
        )
    return ratings


def _last_rating(journal: "Journal", name: str, start: CheckIn) -> int | None:
    """The latest rating before this check-in; trust is in one person, mood and energy are not."""
    of_mentor = f" AND mentor IS {start.mentor or 'NULL'}" if name == "trust" else ""
    ratings = journal.store.column(
        f"SELECT {name} FROM checkins WHERE {name} IS NOT NULL AND day <= ?{of_mentor}"
        " ORDER BY day DESC, number DESC LIMIT 1",
        (start.day.isoformat(),),
    )
    return ratings[0] if ratings else None


def _ask_value(talk: "Conversation", journal: "Journal", goal: Goal, day: date) -> float | None:
    unit = f" {goal.unit}" if goal.unit else ""
    return talk.ask_about(
        f"progress {goal.ref}", goal.ref, goal.title, f"was {format_number(goal.value or 0)}, now",
        _value_reader(journal, goal),
        doubt=_value_doubt(journal, goal, day),
        about=f"The figure today{unit and ' in'}{unit}; {format_number(goal.target or 0)} is what you aim for.",
    )  # fmt: skip


def _ask_outcome(talk: "Conversation", number: int, text: str) -> str | None:
    return talk.ask_about(
        f"challenge {number}", ref_of("challenge", number), text, "what became of it", clean_text,
        about="Write what solved it, or the word raised if you only spoke about it with your mentor; "
        "Enter leaves it open.",
    )  # fmt: skip


def _value_reader(journal: "Journal", goal: Goal) -> Callable[[str], float]:
    from mentorlog.journal.workflows.measuring import read_goal_value

    def read(text: str) -> float:
        value = read_goal_value(journal, goal, text, journal.today)
        check_unit(value, goal.unit)
        return value

    return read


def _value_doubt(journal: "Journal", goal: Goal, day: date) -> Callable[[float], str]:
    from mentorlog.journal.workflows.outliers import find_outliers

    return lambda value: "".join(find_outliers(journal, Progress(goal=goal.number, day=day, value=value)))
