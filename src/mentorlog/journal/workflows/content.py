"""What comes along with the program: criteria, ideas, questions, suggestions, drafts. Read when it is asked for."""

import tomllib
from pathlib import Path
from typing import Any

from mentorlog.structs import Frozen

_DATA = Path(__file__).parents[2] / "data"


class Suggested(Frozen):
    """A question of the bank."""

    stage: str
    theme: str
    text: str


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


def usual_needs() -> list[tuple[str, int]]:
    """A dozen usual criteria, each with a weight to begin with."""
    return [(need["text"], need["weight"]) for need in _read("needs")["need"]]


def things_to_try(kind: str) -> list[str]:
    """Two to four concrete things for a kind of challenge."""
    ideas: list[str] = _read("challenges")[kind]
    return ideas


def question_bank() -> list[Suggested]:
    """All questions, by stage and theme."""
    return [
        Suggested(stage, theme, text)
        for stage, themes in _read("questions").items()
        for theme, texts in themes.items()
        for text in texts
    ]


def agreement_template() -> dict[str, Any]:
    """The fields of an agreement and its points, each with a question and a suggestion."""
    return _read("agreement")


def message_draft(kind: str) -> str:
    """A message with names in braces where something is to be filled in."""
    return (_DATA / "messages" / f"{kind}.txt").read_text(encoding="utf-8")
