"""`mentorlog init`: make the journal file, and say where it is."""

import typer

from mentorlog.cli.mentor.mentors import Cadence
from mentorlog.cli.params.options import Context, option
from mentorlog.errors import UsageError
from mentorlog.journal.model.forms import TITLE
from mentorlog.journal.model.record import record_to_json
from mentorlog.journal.model.records.mentors import Mentor
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Page, Span, paragraph
from mentorlog.structs import Annotated
from mentorlog.system import filesystem

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def init(
    ctx: Context,
    mentor: Annotated[str | None, option("--mentor", TITLE, "Your mentor's name.", "NAME")] = None,
    cadence: Cadence = None,
) -> Answer:
    """Make the journal file, and say where it is."""
    if cadence and not mentor:
        raise UsageError("--cadence says how often you meet your mentor.", "Name them too: --mentor NAME")
    journal = ctx.obj.open_journal()
    path = str(journal.store.path)
    if journal.exists:
        page: Page = [paragraph("Your journal is ", Span(path, "title"), "; nothing was changed.")]
        data = {"journal": path, "created": False, "mentor": None}
        return PageAnswer("init", data, page, (NextStep("mentorlog report"),))
    with journal.change("init") as change:
        record = change.add(Mentor(name=mentor, cadence=cadence, since=journal.today)) if mentor else None
    private = "" if filesystem.profile_outside(journal.store.path) else " Nobody but you can read it."
    page = [paragraph("Your journal is ", Span(path, "title"), f".{private}")]
    if record:
        cadence_note = f", every {record.cadence}" if record.cadence else ""
        page.append(paragraph("Your mentor is ", Span(record.ref, "accent"), " ", Span(record.name), cadence_note))
    data = {"journal": path, "created": True, "mentor": record_to_json(record) if record else None}
    return PageAnswer("init", data, page, (NextStep('mentorlog goals add "..."', "what you agreed to grow in"),))
