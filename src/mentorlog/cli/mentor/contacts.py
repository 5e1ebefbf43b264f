"""`mentorlog contacts`: people you met through your mentor."""

from datetime import date

import typer

from mentorlog.cli.params.options import Context, Ref, argument, option, owner_note, ref_option, require_text_for
from mentorlog.cli.params.record_options import Editor, LongText, MinutesSpent, Private
from mentorlog.journal.model.forms import COMING_DAY, DAY, TITLE
from mentorlog.journal.model.records.contacts import Contact, followed_up
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, change_sentence, day_note, detail_lines
from mentorlog.render.terminal.page import Span, line
from mentorlog.structs import Annotated

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def add(
    ctx: Context,
    name: Annotated[str, argument("NAME", TITLE, "Their name, or a nickname.")],
    organisation: Annotated[str | None, option("--organisation", TITLE, "Where they work.")] = None,
    through: Annotated[str | None, ref_option("--through", "The mentor who introduced you.", "mentor")] = None,
    introduced_on: Annotated[date | None, option("--introduced-on", DAY, "When you met; today unless given.")] = None,
    follow_up: Annotated[date | None, option("--follow-up", COMING_DAY, "When to be in touch.")] = None,
    minutes: MinutesSpent = None,
    private: Private = False,
) -> Answer:
    """Keep somebody you met."""
    from mentorlog.journal.queries.meetings import only_mentor

    journal = ctx.obj.open_journal()
    with journal.change("contacts add") as change:
        contact = change.add(
            Contact(
                name=name,
                organisation=organisation,
                through=only_mentor(journal, through),
                introduced_on=introduced_on or journal.today,
                follow_up=follow_up,
                minutes=minutes,
                private=private or None,
            )
        )
    details = detail_lines(
        line(Span(contact.organisation, "dim")) if contact.organisation else (),
        day_note("met", introduced_on, journal.today),
        day_note("follow up", contact.follow_up, journal.today),
        owner_note(journal, contact),
    )
    step = NextStep(f'mentorlog contacts followed-up {contact.ref} "..."', "when you have been in touch")
    return ChangeAnswer(change_sentence("Added", contact), contact, details=details, next_step=step)


@app.command("followed-up")
def mark_followed_up(ctx: Context, ref: Ref, text: LongText = None, editor: Editor = False) -> Answer:
    """You were in touch: say what came of it."""
    text = require_text_for(ctx.obj, text, editor, "contacts followed-up", Contact, ref)
    journal = ctx.obj.open_journal()
    with journal.change("contacts followed-up") as change:
        contact = change.update(followed_up(journal.find(Contact, ref), text))
    return ChangeAnswer(change_sentence("Followed up", contact), contact, next_step=NextStep("mentorlog contacts list"))
