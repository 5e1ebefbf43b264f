"""A goal is reached: its state, the win that it is kept as, and its certificate."""

from collections.abc import Sequence
from datetime import date

from mentorlog.cli.celebration.cards import Occasion, card_reader, certificate_answer, check_card_path, wants_card
from mentorlog.cli.celebration.celebrating import QUESTION, celebrate_records
from mentorlog.cli.celebration.own_word import ask_own_word, is_by_own_word, own_word_note
from mentorlog.cli.context import CliContext
from mentorlog.cli.params.batch import batch_answer, change_all
from mentorlog.cli.params.sharing import ShareOptions
from mentorlog.errors import MentorlogError, UsageError
from mentorlog.journal.model.pace import is_short_of_target
from mentorlog.journal.model.records.achievements import Achievement, celebrated
from mentorlog.journal.model.records.goals import Goal, ended
from mentorlog.render.answers import Answer, NextStep, day_note, detail_lines
from mentorlog.render.terminal.page import Span, line, ours
from mentorlog.structs import replace


def achieve_goals(
    cli: CliContext,
    share: ShareOptions,
    refs: Sequence[str],
    on: date | None,
    *,
    title: str | None,
    how: str | None,
    why: str | None,
) -> Answer:
    """Several goals are reached at once. Raises UsageError for what can be said of one alone."""
    refused_option = (
        "--celebrate names the achievement" if title
        else "--how is the celebration" if how
        else "--why is the word" if why
        else "A card is the certificate" if wants_card(share)
        else ""
    )  # fmt: skip
    if refused_option:
        raise UsageError(f"{refused_option} of one goal.", "Name one goal, or leave it out.")
    journal = cli.open_journal()
    day = on or journal.today
    goals = change_all(journal, "goals achieve", Goal, refs, lambda goal: ended(goal, "achieved", day))
    next_step = NextStep("mentorlog celebrate REF", "its certificate")
    notes = [line(ours(f"{goal.ref}  ", "dim"), *note) for goal in goals if (note := own_word_note(goal))]
    return batch_answer("Achieved", goals, refs, next_step, [*notes, *detail_lines(day_note("", on, journal.today))])


def achieve_goal(
    cli: CliContext,
    share: ShareOptions,
    named: str,
    on: date | None,
    *,
    title: str | None,
    how: str | None,
    why: str | None,
) -> Answer:
    """A goal is reached; the answer is its certificate. Below its target, somebody who is there is asked for a word."""
    journal = cli.open_journal()
    day = on or journal.today
    check_card_path(share)
    before = journal.find(Goal, named)
    if before.state == "achieved" and wants_card(share) and not (title or why):
        return celebrate_records(cli, share, [before.ref], how, on, nouns=("goal",))
    card_reader(cli, share, "goal", before.number)  # which refuses before anything is changed
    is_open = before.state in ("agreed", "paused")  # nobody is asked about another, which is refused below
    if is_open and why is None and is_short_of_target(before.progress, keep=before.keep) and cli.is_interactive():
        why = ask_own_word(cli, before)
    with journal.change("goals achieve") as change:
        reached = ended(journal.find(Goal, named), "achieved", day)
        goal = change.update(replace(reached, own_word=why if is_by_own_word(before) else None))
        wins = []
        if title or how:
            win = Achievement(title=title or goal.title, day=day, goal=goal.number, private=goal.private or None)
            wins = [change.add(celebrated(win, how, day) if how else win).ref]
    occasion = Occasion(
        line(ours("Achieved ", "win"), Span(goal.ref, "accent")),
        QUESTION,
        detail_lines(() if goal.own_word else own_word_note(goal), day_note("", on, journal.today)),
        (_next_step(goal, wins, is_marked=how is not None),),
        {"also": wins} if wins else {},
    )
    answer = _answer(cli, share, goal, occasion)
    if why and not goal.own_word:
        answer.warnings = ["It is at its target, so that it needs no word: --why was left out."]
    return answer


def _answer(cli: CliContext, share: ShareOptions, goal: Goal, occasion: Occasion) -> Answer:
    """The certificate; where it cannot be made, the error says that the goal is achieved all the same."""
    try:
        return certificate_answer(cli, share, "goal", goal.number, occasion)
    except MentorlogError as error:
        error.message = f"{goal.ref} is achieved; its card was not made. {error.message}"
        error.hint = f"{error.hint or ''} Then: mentorlog celebrate {goal.ref}".strip()
        raise


def _next_step(goal: Goal, wins: Sequence[str], *, is_marked: bool) -> NextStep:
    """The command that celebrates what was reached; once that is done, the one that makes a card of it."""
    if is_marked:
        return NextStep(f"mentorlog celebrate {goal.ref} --to card.svg", "a card to send")
    return NextStep(f'mentorlog celebrate {(*wins, goal.ref)[0]} --how "..."', "keep it, and celebrate it")
