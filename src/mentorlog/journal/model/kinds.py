"""The nouns, one row each: what a ref's letter means, which table holds it, which field names it.

A record's module is imported when it is asked for, since each class costs a command part of its start.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.model.record import Record


class Kind(Frozen):
    """One noun."""

    letter: str  # of its refs; "" for what has none and is reached by its parent alone
    noun: str
    plural: str  # in sentences; also its table
    group: str  # its command group; "" where its parent shows it
    title_field: str  # the field that names one
    day_field: str  # the field that says on which day it belongs
    help: str
    class_path: str  # module and class below `records`
    parent: str = ""  # the noun that shows it
    label: str = ""  # in sentences, where the noun is not the word

    @property
    def record_class(self) -> "type[Record]":
        """The class of its records."""
        module, _, name = self.class_path.partition(".")
        found: type[Record] = getattr(import_module(f"mentorlog.journal.model.records.{module}"), name)
        return found

    @property
    def display_noun(self) -> str:
        """The noun as a sentence has it."""
        return self.label or self.noun


_ROWS = (
    Kind("g", "goal", "goals", "goals", "title", "start", "What to grow in, agreed with your mentor.", "goals.Goal"),
    Kind("t", "step", "steps", "", "title", "due", "A milestone of a goal.", "goals.Step", "goal"),
    Kind("p", "progress", "progress", "", "day", "day", "A goal's value on a day.", "goals.Progress", "goal", "value"),
    Kind(
        "q", "question", "questions", "questions", "text", "created_at",
        "What to ask your mentor next time.", "questions.Question",
    ),
    Kind(
        "s", "session", "sessions", "sessions", "starts_at", "starts_at",
        "Meetings with your mentor.", "sessions.Session",
    ),
    Kind(
        "c", "checkin", "checkins", "checkin", "day", "day",
        "Take stock before a session, in two minutes.", "checkins.CheckIn", label="check-in",
    ),
    Kind(
        "f", "feedback", "feedback", "feedback", "behaviour", "day",
        "Words received from your mentor, or given.", "feedback.Feedback",
    ),
    Kind(
        "w", "achievement", "achievements", "achievements", "title", "day",
        "Wins, their evidence, and how you celebrated.", "achievements.Achievement",
    ),
    Kind(
        "a", "action", "actions", "actions", "text", "due",
        "What you or your mentor promised to do.", "actions.Action",
    ),
    Kind(
        "l", "lesson", "lessons", "lessons", "text", "created_at",
        "What you learned, and where you applied it.", "lessons.Lesson",
    ),
    Kind(
        "", "application", "applications", "", "text", "day",
        "Where a lesson was used.", "lessons.Application", "lesson",
    ),
    Kind(
        "x", "challenge", "challenges", "challenges", "text", "day",
        "Friction: what is hard, and what became of it.", "challenges.Challenge",
    ),
    Kind(
        "k", "skill", "skills", "skills", "name", "created_at",
        "What you grow in, rated by you and your mentor.", "skills.Skill",
    ),
    Kind("e", "rating", "ratings", "", "day", "day", "A skill's level on a day.", "skills.Rating", "skill"),
    Kind("n", "need", "needs", "needs", "text", "created_at", "What you look for in a mentor.", "needs.Need"),
    Kind("", "score", "scores", "", "day", "day", "How a mentor meets a need.", "needs.Score", "mentor"),
    Kind(
        "v", "agreement", "agreements", "agreement", "purpose", "agreed_on",
        "How you and your mentor want to work together.", "agreements.Agreement",
    ),
    Kind("b", "point", "points", "", "text", "created_at", "A point of an agreement.", "agreements.Point", "agreement"),
    Kind(
        "o", "contact", "contacts", "contacts", "name", "introduced_on",
        "People you met through your mentor.", "contacts.Contact",
    ),
    Kind("r", "review", "reviews", "review", "day", "day", "Look back over a period together.", "reviews.Review"),
    Kind("m", "mentor", "mentors", "mentors", "name", "since", "Who is, or may become, your mentor.", "mentors.Mentor"),
)  # fmt: skip

KINDS = {kind.noun: kind for kind in _ROWS}
BY_LETTER = {kind.letter: kind for kind in _ROWS if kind.letter}
BY_TABLE = {kind.plural: kind for kind in _ROWS}


_MAX_DIGITS = 9  # that a ref's number may have


def ref(noun: str, number: int) -> str:
    """The ref of a record: its kind's letter and its number. One without a letter is told by its noun."""
    return f"{KINDS[noun].letter or noun}{number}"


def parse_ref(text: str) -> tuple[Kind, int] | None:
    """The kind and number that a ref means, "q12" or "Q12"; None for what is no ref."""
    ref = text.strip()
    kind, digits = BY_LETTER.get(ref[:1].lower()), ref[1:]
    if kind is None or len(digits) > _MAX_DIGITS or not (digits.isascii() and digits.isdigit()) or digits[0] == "0":
        return None
    return kind, int(digits)


def with_article(noun: str, article: bool = True) -> str:
    """The noun in a sentence: "a goal", "an achievement"."""
    word = KINDS[noun].display_noun
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}" if article else word


def part_kinds(noun: str) -> list[Kind]:
    """The kinds that this noun's `show` shows along."""
    return [kind for kind in _ROWS if kind.parent == noun]
