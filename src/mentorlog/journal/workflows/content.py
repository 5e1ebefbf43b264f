"""The texts that come with the program, loaded on demand: needs, ideas, questions, suggestions, messages."""

import tomllib
from pathlib import Path
from typing import Any

from mentorlog.structs import Frozen

_DATA_FOLDER = Path(__file__).parents[2] / "data"


class BankQuestion(Frozen):
    """A question of the bank."""

    stage: str
    theme: str
    text: str


def _load_toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def load_default_needs() -> list[tuple[str, int]]:
    """A dozen common needs, each with a default weight."""
    return [(need["text"], need["weight"]) for need in _load_toml("needs")["need"]]


def load_challenge_ideas(kind: str) -> list[str]:
    """Two to four concrete things to try for a kind of challenge."""
    ideas: list[str] = _load_toml("challenges")[kind]
    return ideas


def load_question_bank() -> list[BankQuestion]:
    """All questions, by stage and theme."""
    return [
        BankQuestion(stage, theme, text)
        for stage, themes in _load_toml("questions").items()
        for theme, texts in themes.items()
        for text in texts
    ]


def load_agreement_template() -> dict[str, Any]:
    """The fields of an agreement and its points, each with a question and a suggestion."""
    return _load_toml("agreement")


def load_message_template(kind: str) -> str:
    """The template of a message, with the names of placeholders in braces."""
    return (_DATA_FOLDER / "messages" / f"{kind}.txt").read_text(encoding="utf-8")
