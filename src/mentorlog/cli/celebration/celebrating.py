"""A win, or a goal that was reached, is celebrated: its state, and its certificate."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from mentorlog.cli.celebration.cards import Occasion, card_reader, certificate_answer, check_card_path, wants_card
from mentorlog.cli.context import CliContext
from mentorlog.cli.params.batch import batch_answer, change_all
from mentorlog.cli.params.sharing import ShareOptions
from mentorlog.errors import Refused, UsageError
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.records.achievements import Achievement, celebrated
from mentorlog.journal.model.records.goals import Goal
from mentorlog.render.answers import Answer, NextStep
from mentorlog.render.terminal.page import Span, line, ours

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

QUESTION = "how will you mark it?"


def celebrate_records(
    cli: CliContext,
    share: ShareOptions,
    refs: Sequence[str],
    how: str | None,
    on: date | None,
    *,
    nouns: Sequence[str],
    shows_again: bool = True,
) -> Answer:
    """Celebrate wins or a goal; of one the answer is its certificate. `shows_again` what was celebrated before."""
    journal = cli.open_journal()
    if len(refs) > 1:
        if wants_card(share):
            raise UsageError("A card is of one goal or win.", f"Name one: mentorlog celebrate {refs[0]}")
        day = on or journal.today
        wins = change_all(journal, "achievements celebrate", Achievement, refs, lambda win: celebrated(win, how, day))
        return batch_answer("Celebrated", wins, refs, NextStep("mentorlog report"))
    kind, number = journal.resolve_among(refs[0], nouns)
    check_card_path(share)
    card_reader(cli, share, kind.noun, number)  # which refuses before anything is changed
    if kind.noun == "goal":
        return _celebrate_goal(cli, share, number, how, on)
    win = journal.get(Achievement, number)
    if win.state == "new" or how or on or not (shows_again or wants_card(share)):
        with journal.change("achievements celebrate") as change:
            win = change.update(celebrated(journal.get(Achievement, number), how, on or journal.today))
    head = line(ours("Well done! ", "win"), Span(win.ref, "dim"))
    return certificate_answer(cli, share, "achievement", number, Occasion(head, steps=_card_steps(win.ref)))


def nothing_named_error(journal: "Journal") -> UsageError:
    """The error of a call that names nothing: it says what waits to be celebrated, by ref."""
    wins = [ref_of("achievement", number) for number in journal.store.column(
        "SELECT number FROM achievements WHERE state = 'new' ORDER BY day DESC, number DESC LIMIT 5"
    )]  # fmt: skip
    goals = [ref_of("goal", number) for number in journal.store.column(
        "SELECT number FROM goals WHERE state = 'achieved' ORDER BY ended_on DESC, number DESC LIMIT 5"
    )]  # fmt: skip
    waiting = " and ".join(
        f"{label}: {', '.join(refs)}" for label, refs in (("to celebrate", wins), ("reached", goals)) if refs
    )
    if not waiting:
        return UsageError("There is nothing to celebrate yet.", 'A small win counts: mentorlog achievements add "..."')
    return UsageError(
        "mentorlog celebrate needs the ref of a win or a goal.",
        f"{waiting[0].upper()}{waiting[1:]}. So: mentorlog celebrate {(wins or goals)[0]}",
    )


def _celebrate_goal(cli: CliContext, share: ShareOptions, number: int, how: str | None, on: date | None) -> Answer:
    """The certificate of a goal; with `how`, the win that it is kept as is celebrated, or made."""
    journal = cli.open_journal()
    goal = _require_achieved(journal.get(Goal, number))
    wins = wins_of(journal, goal)
    if how or on:
        with journal.change("celebrate") as change:
            win = _win_to_celebrate(goal, wins_of(journal, goal))
            marked = celebrated(win, how, on or journal.today)
            wins = [change.update(marked) if win.number else change.add(marked)]
    waits = [win.ref for win in wins if win.state == "new"]
    steps = (
        (NextStep(f'mentorlog celebrate {(waits or [goal.ref])[0]} --how "..."', "small wins count"),)
        if not any(win.state == "celebrated" for win in wins)
        else _card_steps(goal.ref)
    )
    head = line(ours("Well done! ", "win"), Span(goal.ref, "dim"))
    return certificate_answer(cli, share, "goal", number, Occasion(head, QUESTION, (), steps))


def _card_steps(ref: str) -> tuple[NextStep, ...]:
    return (NextStep(f"mentorlog celebrate {ref} --to card.svg", "a card to send"),)


def _require_achieved(goal: Goal) -> Goal:
    """The goal, which must have been reached. Raises Refused."""
    if goal.state == "achieved":
        return goal
    if goal.state == "dropped":
        raise Refused(f"{goal.ref} was let go.", "A win on its way counts too: mentorlog achievements add")
    raise Refused(f"{goal.ref} is still open.", f"Once you are there: mentorlog goals achieve {goal.ref}")


def wins_of(journal: "Journal", goal: Goal) -> list[Achievement]:
    """The wins that a goal that was reached is kept as: those from that day on, the newest first."""
    day = (goal.ended_on or goal.start).isoformat()
    return journal.read(Achievement, "goal = ? AND day >= ?", (goal.number, day), order="day DESC, number DESC")


def _win_to_celebrate(goal: Goal, wins: Sequence[Achievement]) -> Achievement:
    """The win of a goal that is still to be celebrated; a new one of its name where there is none. Raises Refused."""
    waiting = [win for win in wins if win.state == "new"]
    if len(waiting) > 1:
        refs = " and ".join(win.ref for win in waiting)
        raise Refused(
            f"{goal.ref} has {len(waiting)} wins to celebrate: {refs}.",
            f'Name one of them: mentorlog celebrate {waiting[0].ref} --how "..."',
        )
    if waiting:
        return waiting[0]
    if wins:
        raise Refused(
            f"{goal.ref} was celebrated as {wins[0].ref}.", f"To change how: mentorlog edit {wins[0].ref} how=TEXT"
        )
    return Achievement(
        title=goal.title, day=goal.ended_on or goal.start, goal=goal.number, private=goal.private or None
    )
