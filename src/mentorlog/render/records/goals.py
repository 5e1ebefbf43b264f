"""Goals as the report draws them, of the records alone: how far each is of its plan, and what that means."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, cast

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.forms import format_number, format_percent
from mentorlog.journal.text import format_count
from mentorlog.render.records.listing import Listing
from mentorlog.render.terminal.page import RAG_ROLES, RAG_WORDS, Line, Page, Span, join_facts, line, ours, rag_span
from mentorlog.render.terminal.screen import Screen

if TYPE_CHECKING:
    from mentorlog.journal.model.pace import Rag
    from mentorlog.journal.model.record import Record
    from mentorlog.journal.model.records.goals import Goal
    from mentorlog.render.documents.standings import GoalCard

_BAR_CELLS, _NARROW_CELLS = 34, 16
_END_WORDS = {"achieved": "reached", "dropped": "let go"}


class GoalListing(Listing):
    """Goals with their bars, one below the other."""

    def record_page(self, screen: Screen) -> Page:
        if not screen.is_terminal or screen.accessible:
            return super().record_page(screen)
        from mentorlog.render.documents.pictures.goals import goals_page

        return goals_page([self._card(goal) for goal in cast("Sequence[Goal]", self.records)], screen, margin=0)

    def _card(self, goal: "Goal") -> "GoalCard":
        from mentorlog.render.documents.standings import GoalCard

        facts = goal_facts(goal, self.today)
        if whose := (self._owner_column() or {}).get(goal.number):
            facts.append(line(Span(whose)))
        share = "" if goal.progress is None else format_percent(goal.progress)
        is_running = goal.state == "agreed"
        rag = cast("Rag", goal.rag) if is_running else "none"
        return GoalCard(
            goal.ref, goal.title, goal.progress, share, goal.expected if is_running else None,
            rag, goal_status(goal), [join_facts(facts)],
        )  # fmt: skip


def goal_status(goal: "Goal") -> str:
    """How a goal stands, in a word or two."""
    if goal.state in _END_WORDS:
        return _END_WORDS[goal.state]
    return RAG_WORDS[goal.rag] if goal.state == "agreed" else goal.state


def goal_facts(record: "Record", today: date) -> list[Line]:
    """What a goal has come to, of what, and when it is due, or when it ended."""
    goal = cast("Goal", record)
    facts = [goal_figure(goal)]
    if goal.ended_on is not None:
        facts.append(line(ours(f"{_END_WORDS[goal.state]} {format_short_day(goal.ended_on, today)}")))
    elif goal.due is not None:
        facts.append(line(ours(f"due {format_short_day(goal.due, today)}")))
    return facts


def goal_figure(goal: "Goal") -> Line:
    """ "8 of 10 meetings", "17 late risks, aim 5", "2 of 4 steps"."""
    if goal.target is None:
        steps = f"{goal.steps_done} of {format_count(goal.steps_total, 'step')}"
        return line(steps if goal.steps_total else "no target and no steps yet")
    value, target = format_number(goal.baseline if goal.value is None else goal.value), format_number(goal.target)
    unit = Span(f" {goal.unit}" if goal.unit else "")
    if goal.keep:
        return line(ours(value), unit, ours(f", to keep at {target} or better"))
    if goal.baseline:
        return line(ours(value), unit, ours(f", aim {target}"))
    return line(ours(f"{value} of {target}"), unit)


def goal_bar(record: "Record", screen: Screen) -> Line:
    """The bar of a goal with its share and its status; empty where nothing is measured, or for another noun."""
    if record.noun != "goal":
        return ()
    goal = cast("Goal", record)
    if goal.progress is None:
        return ()
    from mentorlog.render.terminal.bars import bar

    rag = goal.rag if goal.state == "agreed" else "none"
    role = RAG_ROLES[rag] if rag != "none" else "accent"
    plan = goal.expected if goal.state == "agreed" else None
    drawn = bar(goal.progress, plan, _NARROW_CELLS if screen.is_narrow else _BAR_CELLS, role)
    return line(*drawn, ours(f"  {format_percent(goal.progress)}  ", "title"), rag_span(rag, goal_status(goal)))
