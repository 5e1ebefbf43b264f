"""`mentorlog recap`: the message to the mentor after a session; nothing private stands in it."""

from typing import Annotated

import typer

from mentorlog.cli.params.options import ConcernedMentor, Context, ref_argument
from mentorlog.cli.params.sharing import (
    ForAudience,
    ShowWithheld,
    describe_withheld,
    refuse_if_hidden,
    resolve_reader,
)
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.privacy import Omissions, read_as
from mentorlog.journal.workflows.debrief import session_to_debrief
from mentorlog.journal.workflows.recap import promise_refs, recap_text
from mentorlog.render.answers import Answer, PageAnswer
from mentorlog.render.terminal.page import Lines, Span

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def recap(
    ctx: Context,
    session: Annotated[str | None, ref_argument("session", "Which one; the last unless given.")] = None,
    audience: ForAudience = "mentor",
    mentor: ConcernedMentor = None,
    show_withheld: ShowWithheld = False,
) -> Answer:
    """A message to copy: what I take away, what each of us will do, when we meet."""
    journal = ctx.obj.open_journal()
    named = journal.resolve_optional("mentor", mentor)
    meeting = journal.find(Session, session) if session else session_to_debrief(journal, named)
    reader = resolve_reader(ctx.obj, audience, mentor, meeting.mentor)
    refuse_if_hidden(journal, "session", meeting.number, reader)
    (text, _), left_out = read_as(
        journal,
        reader,
        lambda: promise_refs(journal, meeting.number),
        lambda: (recap_text(journal, journal.get(Session, meeting.number)), promise_refs(journal, meeting.number)),
        lambda message: message[1],
    )
    answer = PageAnswer("recap", {"session": meeting.ref, "text": text}, [Lines([(Span(text),)])])
    answer.asides = describe_withheld(journal, Omissions(left_out.entries, []), show_withheld)
    return answer
