"""A goal that is called reached below its target: the question for the word why, and what the answer tells of it."""

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.options import start_conversation
from mentorlog.journal.model.forms import format_percent
from mentorlog.journal.model.pace import is_short_of_target
from mentorlog.journal.model.records.goals import Goal
from mentorlog.journal.text import clean_title
from mentorlog.render.terminal.page import Line, Span, line, ours


def is_by_own_word(goal: Goal) -> bool:
    """Whether a goal that is called reached is below its target, or has nothing by which to tell."""
    return goal.progress is None or is_short_of_target(goal.progress, keep=goal.keep)


def ask_own_word(cli: CliContext, goal: Goal) -> str | None:
    """Why a goal below its target is called reached; None where the person leaves that out."""
    label = f"{goal.ref} is at {format_percent(goal.progress or 0)}. Why do you call it reached"
    about = "The report tells your word beside the figure. Enter says nothing."
    command = f"mentorlog goals achieve {goal.ref}"
    with start_conversation(cli, "achieve", command, "There is nobody to ask.", "Add --why TEXT.", goal.ref) as talk:
        return talk.hold(lambda: talk.ask("why", label, clean_title, about=about))


def own_word_note(goal: Goal) -> Line:
    """How a goal below its target was reached: "by your own word at 25 %: the board said yes"."""
    if not is_short_of_target(goal.progress, keep=goal.keep):
        return line(Span(goal.own_word)) if goal.own_word else ()
    share = ours(f"reached by your own word at {format_percent(goal.progress or 0)}")
    if goal.own_word:
        return line(share, ours(": "), Span(goal.own_word))
    return line(share, ours(f'; to say why: mentorlog edit {goal.ref} own_word="..."', "dim"))
