"""`mentorlog actions`: what you promised, and what your mentor did."""

import typer

from mentorlog.cli.params.batch import change_state
from mentorlog.cli.params.options import Context, Refs, flag, owner_note, require_text
from mentorlog.cli.params.record_options import (
    DueDay,
    Editor,
    ForGoal,
    ForSession,
    LongText,
    Note,
    OfMentor,
    OnDay,
    Private,
    Stretch,
)
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.records.actions import Action, done, dropped, reopened
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, change_sentence, day_note, detail_lines
from mentorlog.render.terminal.page import line, ours
from mentorlog.structs import Annotated

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def add(
    ctx: Context,
    text: LongText = None,
    by: DueDay = None,
    theirs: Annotated[bool, flag("--theirs/--mine", "Your mentor's promise, or yours (the default).")] = False,
    session: ForSession = None,
    goal: ForGoal = None,
    mentor: OfMentor = None,
    stretch: Stretch = False,
    private: Private = False,
    editor: Editor = False,
) -> Answer:
    """Note something agreed to be done."""
    text = require_text(ctx.obj, text, editor, "actions add", "What was agreed to be done.")
    journal = ctx.obj.open_journal()
    if by is None and " by " in text.lower():
        from mentorlog.journal.workflows.debrief import split_due_day  # as in a conversation

        words = text
        text, by = split_due_day(words, journal)
        if by:
            ctx.obj.days_in_words.append(("--by", by, words[len(text) :].strip(" ,.!").split(None, 1)[1]))
    with journal.change("actions add") as change:
        action = change.add(
            Action(
                text=text,
                who="mentor" if theirs else "me",
                due=by,
                session=journal.resolve_optional("session", session),
                goal=journal.resolve_optional("goal", goal),
                mentor=journal.resolve_optional("mentor", mentor),
                stretch=stretch,
                private=private or None,
            )
        )
    shown = detail_lines(
        line(ours("your mentor's", "dim")) if theirs else (),
        owner_note(journal, action),
        day_note("due", action.due, journal.today),
        line(ours(f"for {ref('goal', action.goal)}", "dim")) if action.goal else (),
    )
    return ChangeAnswer(
        change_sentence("Noted", action),
        action,
        details=shown,
        next_step=NextStep(f"mentorlog actions done {action.ref}"),
    )


@app.command("done")
def mark_done(ctx: Context, refs: Refs, note: Note = None, on: OnDay = None) -> Answer:
    """A promise was kept; several may be named."""
    next_step = NextStep('mentorlog lessons add "..."', "if you learned something by it")
    return change_state(
        ctx.obj, "actions done", "Done", Action, refs, lambda action, day: done(action, day, note), next_step, on
    )


@app.command()
def drop(ctx: Context, refs: Refs, on: OnDay = None) -> Answer:
    """It no longer makes sense."""
    return change_state(
        ctx.obj, "actions drop", "Dropped", Action, refs, dropped, NextStep("mentorlog actions list"), on
    )


@app.command()
def reopen(ctx: Context, refs: Refs) -> Answer:
    """It is to be done after all."""
    next_step = NextStep("mentorlog actions list")
    return change_state(
        ctx.obj, "actions reopen", "Open again", Action, refs, lambda action, _: reopened(action), next_step
    )
