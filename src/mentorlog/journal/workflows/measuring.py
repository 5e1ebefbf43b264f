"""The value of a goal as a person writes it: the figure itself, or what came to it."""

import re
from datetime import date
from typing import TYPE_CHECKING

from mentorlog.errors import UsageError
from mentorlog.journal.model.forms import format_number, parse_number
from mentorlog.journal.model.records.goals import Goal, check_unit
from mentorlog.journal.text import fold_text, plain_figure, quote_value

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


def read_goal_value(journal: "Journal", goal: Goal, text: str, on: date) -> float:
    """The value on a day that a text stands for: "6" or "=6" as it is, "+1" added to the value of that day.

    "-1" is a value where the goal's figures have been below zero. Elsewhere it could as well mean one less: raises
    UsageError with both, unless they are the same. The goal's unit may stand behind the figure, or its target, as in
    "9 of 10"; "2 more" is +2.
    """
    typed = _without_unit(_without_target(text, goal), goal.unit)
    if typed.startswith("="):
        return parse_number(typed[1:])
    if typed.startswith("+"):
        added = parse_number(typed[1:])
        check_unit(added, goal.unit)
        return round(_value_on(journal, goal, on) + added, 6)
    value = parse_number(typed)
    if value < 0 and not _goes_below_zero(journal, goal):
        less = round(_value_on(journal, goal, on) + value, 6)
        if less != value:
            plain = f"={plain_figure(less)}" if less < 0 else plain_figure(less)
            raise UsageError(
                f"Is that the value {format_number(value)}, or {format_number(-value)} less than before?",
                f"For the value write ={plain_figure(value)}, for {format_number(-value)} less write {plain}.",
            )
    return value


def _without_target(text: str, goal: Goal) -> str:
    """The text without the goal's target: "9 of 10", "9/10". Raises UsageError for another target."""
    match = re.fullmatch(r"\s*([^\s/]+)\s*(?:(?:\bout\s+)?\bof\b|/)\s*([\d.,]+%?)(.*)", text, re.IGNORECASE | re.DOTALL)
    if match is None or goal.target is None:
        return text
    value, target, behind = match.groups()
    if parse_number(target) != goal.target:
        raise UsageError(
            f"The target is {format_number(goal.target)}.",
            f"Write the value alone, or change the target first: mentorlog edit {goal.ref} target=...",
        )
    return f"{value}{behind}"


def _without_unit(text: str, unit: str | None) -> str:
    """The figure alone. Raises UsageError where another unit than the goal's stands behind it."""
    words = re.sub(r"^([-−+=]) ", r"\1", " ".join(text.split()).replace(" %", "%"))
    words = re.sub(r"(?<=\d) (?=\d{3}\b)", "", words)  # which parts thousands
    figure, _, words = words.partition(" ")
    if words == "more" or words.startswith("more "):
        figure, words = f"+{figure.removeprefix('+')}", words.removeprefix("more").strip()
    if words and not _is_unit(words, unit or ""):
        parse_number(figure.lstrip("=+"))  # which is refused first where it is no number
        counted = f"This goal counts {unit}." if unit else "This goal has no unit."
        raise UsageError(counted, f"Write {quote_value(figure, that='that')} alone, if that is the value.")
    return figure


def _is_unit(words: str, unit: str) -> bool:
    """Whether words are the unit, in the singular or the plural."""
    return fold_text(words).removesuffix("s") == fold_text(unit).removesuffix("s")


def _value_on(journal: "Journal", goal: Goal, on: date) -> float:
    """The goal's last value on a day or before it, else where it began."""
    rows = journal.store.rows(
        "SELECT value FROM progress WHERE goal = ? AND day <= ? ORDER BY day DESC, number DESC LIMIT 1",
        (goal.number, on.isoformat()),
    )
    return float(rows[0][0]) if rows else goal.baseline


def _goes_below_zero(journal: "Journal", goal: Goal) -> bool:
    lowest = journal.store.scalar("SELECT coalesce(min(value), 0) FROM progress WHERE goal = ?", (goal.number,))
    return min(goal.baseline, goal.target or 0, lowest) < 0
