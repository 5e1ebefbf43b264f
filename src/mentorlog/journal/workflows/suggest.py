"""Suggested questions for the stage of the relationship: themes of current goals first, none asked before."""

from random import Random
from typing import TYPE_CHECKING

from mentorlog.journal.model.conditions import HELD
from mentorlog.journal.queries.meetings import next_session
from mentorlog.journal.text import fold_text
from mentorlog.journal.workflows.content import BankQuestion, load_question_bank

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

MAX_EARLY_SESSIONS = 3  # sessions held in the early stage


def relationship_stage(journal: "Journal") -> str:
    """The stage of the coming session: first, early, middle, review or closing."""
    session = next_session(journal)
    if session and session.kind in ("review", "closing"):
        return session.kind
    held = journal.store.scalar(f"SELECT count(*) FROM sessions WHERE {HELD}")
    return "first" if not held else "early" if held <= MAX_EARLY_SESSIONS else "middle"


def question_suggestions(journal: "Journal", stage: str, theme: str | None, count: int) -> list[BankQuestion]:
    """`count` questions of a stage, the same ones all day; those on skills of current goals come first."""
    asked = {fold_text(text) for text in journal.store.column("SELECT text FROM questions")}
    questions = [
        question
        for question in load_question_bank()
        if question.stage == stage and fold_text(question.text) not in asked and theme in (None, question.theme)
    ]
    Random(f"{journal.today} {stage}").shuffle(questions)
    skills = journal.store.column(
        "SELECT DISTINCT k.name FROM goals g JOIN skills k ON k.number = g.skill WHERE g.state = 'agreed'"
    )
    return sorted(questions, key=lambda question: question.theme not in skills)[:count]
