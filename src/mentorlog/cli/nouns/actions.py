"""`mentorlog actions`: what you promised, and what your mentor did."""

from typing import Annotated

import typer

from mentorlog.cli.params.batch import batch_answer, change_all
from mentorlog.cli.params.lists import ListOptions, list_command, list_records, noun_group
from mentorlog.cli.params.options import (
    Context,
    DueDay,
    Editor,
    ForGoal,
    ForSession,
    LongText,
    Note,
    OnDay,
    Private,
    Refs,
    require_text,
)
from mentorlog.journal.model.records.actions import Action, done, dropped, reopened
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, change_sentence, day_note, detail_lines
from mentorlog.render.terminal.page import line, ours

FIRST_COMMAND = 'mentorlog actions add "Draft the risk register" --by friday'
app = noun_group("action", FIRST_COMMAND, custom_list=True)


@app.command()
def add(
    ctx: Context,
    text: LongText = None,
    by: DueDay = None,
    theirs: Annotated[
        bool, typer.Option("--theirs/--mine", help="Your mentor's promise, or yours (the default).")
    ] = False,
    session: ForSession = None,
    goal: ForGoal = None,
    stretch: Annotated[
        bool, typer.Option("--stretch", help="It takes you beyond what you know.", show_default=False)
    ] = False,
    private: Private = False,
    editor: Editor = False,
) -> Answer:
    """Note something agreed to be done."""
    text = require_text(ctx.obj, text, editor, "actions add", "What was agreed to be done.")
    journal = ctx.obj.open_journal()
    with journal.change("actions add") as change:
        action = change.add(
            Action(
                text=text,
                who="mentor" if theirs else "me",
                due=by,
                session=journal.resolve_optional("session", session),
                goal=journal.resolve_optional("goal", goal),
                stretch=stretch,
                private=private or None,
            )
        )
    shown = detail_lines(
        line(ours("your mentor's", "dim")) if theirs else (),
        day_note("due", action.due, journal.today),
        line(ours(f"for g{action.goal}", "dim")) if action.goal else (),
    )
    return ChangeAnswer(
        change_sentence("Noted", action),
        action,
        details=shown,
        next_step=NextStep(f"mentorlog actions done {action.ref}"),
    )


@app.command("done")
def mark_done(
    ctx: Context,
    refs: Refs,
    note: Note = None,
    on: OnDay = None,
) -> Answer:
    """A promise was kept; several may be named."""
    journal = ctx.obj.open_journal()
    actions = change_all(journal, "actions done", Action, refs, lambda action: done(action, on or journal.today, note))
    return batch_answer(
        "Done", actions, refs, NextStep('mentorlog lessons add "..."', "if you learned something by it")
    )


@app.command()
def drop(ctx: Context, refs: Refs, on: OnDay = None) -> Answer:
    """It no longer makes sense."""
    journal = ctx.obj.open_journal()
    actions = change_all(journal, "actions drop", Action, refs, lambda action: dropped(action, on or journal.today))
    return batch_answer("Dropped", actions, refs, NextStep("mentorlog actions list"))


@app.command()
def reopen(ctx: Context, refs: Refs) -> Answer:
    """It is to be done after all."""
    actions = change_all(ctx.obj.open_journal(), "actions reopen", Action, refs, reopened)
    return batch_answer("Open again", actions, refs, NextStep("mentorlog actions list"))


@list_command(app, "action")
def list_(
    ctx: Context,
    options: ListOptions,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is past its day.", show_default=False)] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="Only your mentor's.", show_default=False)] = False,
) -> Answer:
    """Show the actions."""
    journal = ctx.obj.open_journal()
    conditions = ["who = 'mentor'"] if theirs else []
    if overdue:
        conditions.append(f"state = 'open' AND due < '{journal.today.isoformat()}'")
    return list_records(ctx.obj, "action", FIRST_COMMAND, options, condition=" AND ".join(conditions))
