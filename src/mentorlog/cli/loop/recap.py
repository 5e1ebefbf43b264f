"""`mentorlog recap`: the message to the mentor after a session; nothing private stands in it."""

from datetime import datetime

import typer

from mentorlog.cli.params.mentor import lines_about_paused
from mentorlog.cli.params.options import ConcernedMentor, Context, ref_argument
from mentorlog.cli.params.sharing import (
    ForAudience,
    ShowWithheld,
    describe_withheld,
    refuse_if_hidden,
    resolve_reader,
)
from mentorlog.errors import Refused
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.privacy import read_as
from mentorlog.journal.queries.names import name_step, salutation_step
from mentorlog.journal.readers import Omissions
from mentorlog.journal.workflows.recap import promise_refs, recap_text, session_to_recap
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Lines, Span
from mentorlog.structs import Annotated

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
    meeting = journal.find(Session, session) if session else session_to_recap(journal, named)
    _require_taken_place(meeting, journal.now)
    reader = resolve_reader(ctx.obj, audience, mentor, meeting.mentor)
    refuse_if_hidden(journal, "session", meeting.number, reader)
    (text, _), left_out = read_as(
        journal,
        reader,
        lambda: promise_refs(journal, meeting.number),
        lambda: (recap_text(journal, journal.get(Session, meeting.number)), promise_refs(journal, meeting.number)),
        lambda message: message[1],
        nouns=("action",),
    )
    called = salutation_step(journal, meeting.mentor) if meeting.mentor else []
    steps = [NextStep(*step) for step in (*name_step(), *called)]
    if meeting.state == "planned":
        steps.insert(0, NextStep(f"mentorlog debrief {meeting.ref}", "so that it says what you take away"))
    answer = PageAnswer("recap", {"session": meeting.ref, "text": text}, [Lines([(Span(text),)])], steps)
    withheld = describe_withheld(journal, Omissions(left_out.entries, []), show_withheld)
    answer.asides = [*withheld, *lines_about_paused(journal, meeting.mentor)]
    return answer


def _require_taken_place(session: Session, now: datetime) -> None:
    """Raise Refused for a session for which nobody can be thanked."""
    if session.state == "planned" and session.starts_at > now:
        raise Refused(f"{session.ref} is still to come.", f"What to talk about: mentorlog agenda {session.ref}")
    if session.state not in ("planned", "held"):
        raise Refused(f"{session.ref} was {session.state}.", "Name the session you held: mentorlog sessions list")
