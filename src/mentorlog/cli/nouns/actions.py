"""`mentorlog actions`: what you promised, and what your mentor did."""

from typing import Annotated

import typer

from mentorlog.cli.context import open_journal
from mentorlog.cli.params.batch import each, told
from mentorlog.cli.params.lists import Asked, group, listing, lists
from mentorlog.cli.params.options import By, Editor, ForGoal, ForSession, Long, Note, On, Private, Refs, long_text
from mentorlog.journal.model.records.actions import Action, done, dropped, reopened
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, change_sentence, day_note, detail_lines
from mentorlog.render.terminal.page import line, ours

FIRST = 'mentorlog actions add "Draft the risk register" --by friday'
app = group("action", FIRST, own_list=True)


@app.command()
def add(
    text: Long = None,
    by: By = None,
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
    text = long_text(text, editor, "actions add", lambda: "What was agreed to be done.")
    journal = open_journal()
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
def done_(
    refs: Refs,
    note: Note = None,
    on: On = None,
) -> Answer:
    """A promise was kept; several may be named."""
    journal = open_journal()
    kept = each(journal, "actions done", Action, refs, lambda action: done(action, on or journal.today, note))
    return told("Done", kept, refs, NextStep('mentorlog lessons add "..."', "if you learned something by it"))


@app.command()
def drop(refs: Refs, on: On = None) -> Answer:
    """It no longer makes sense."""
    journal = open_journal()
    gone = each(journal, "actions drop", Action, refs, lambda action: dropped(action, on or journal.today))
    return told("Dropped", gone, refs, NextStep("mentorlog actions list"))


@app.command()
def reopen(refs: Refs) -> Answer:
    """It is to be done after all."""
    again = each(open_journal(), "actions reopen", Action, refs, reopened)
    return told("Open again", again, refs, NextStep("mentorlog actions list"))


@lists(app, "action")
def list_(
    asked: Asked,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is past its day.", show_default=False)] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="Only your mentor's.", show_default=False)] = False,
) -> Answer:
    """Show the actions."""
    journal = open_journal()
    conditions = ["who = 'mentor'"] if theirs else []
    if overdue:
        conditions.append(f"state = 'open' AND due < '{journal.today.isoformat()}'")
    return listing(journal, "action", FIRST, asked, only=" AND ".join(conditions))
