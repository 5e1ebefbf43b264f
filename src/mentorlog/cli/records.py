"""`mentorlog show`, `edit`, `delete`: what every record can do, whatever its noun."""

from typing import Annotated

import typer

from mentorlog.cli import call
from mentorlog.cli.call import open_journal
from mentorlog.cli.options import Ref
from mentorlog.cli.share import (
    For,
    Force,
    Form,
    Open,
    Output,
    ShowWithheld,
    Wish,
    format_option,
    refused_where_hidden,
    shared,
)
from mentorlog.journal.kinds import ref as ref_of
from mentorlog.screen.answers import Answer, Card, Changed, Next, Told, said
from mentorlog.screen.page import Lines, Page, Span, line, own

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def show(
    ref: Ref,
    form: Annotated[Form | None, format_option("terminal", "markdown", "html", "json")] = None,
    output: Output = None,
    force: Force = False,
    open_: Open = False,
    reader: For = "me",
    show_withheld: ShowWithheld = False,
) -> Answer:
    """Show one record, whole; a session with all that came of it."""
    wish = Wish(form, output, force, open_, reader, show_withheld)
    drawn = wish.chosen("terminal", "markdown", "html", "json")
    journal = open_journal()
    kind, number = journal.pointed(ref)
    refused_where_hidden(journal, kind.noun, number, reader)
    if kind.noun == "agreement":  # it reads as a page that one would send
        from mentorlog.cli.pages import agreement_page

        return shared(journal, wish, drawn, lambda: agreement_page(journal, number))
    if drawn == "terminal" and wish.output is None and reader == "me":
        record = journal.one(kind.record, number)
        return Card(record, journal.parts(record), journal.names(record), journal.today)
    from mentorlog.cli.pages import record_page

    return shared(journal, wish, drawn, lambda: record_page(journal, kind, number))


@app.command()
def edit(
    ref: Ref,
    assignments: Annotated[
        list[str],
        typer.Argument(metavar="FIELD=VALUE...", help="What to change; FIELD= clears it.", show_default=False),
    ],
) -> Answer:
    """Change fields of a record."""
    from mentorlog.journal.edit import edited

    call.this.typed = True
    journal = open_journal()
    with journal.change("edit") as change:
        record = change.put(edited(journal.any(ref), assignments, journal))
        differs = change.differs
    verb = "Changed" if differs else "Nothing differs in"
    return Changed(said(verb, record), record, then=Next(f"mentorlog show {record.ref}"))


@app.command()
def delete(ref: Ref) -> Answer:
    """Delete a record; undo brings it back."""
    journal = open_journal()
    with journal.change("delete") as change:
        kind, number = journal.pointed(ref)
        named = str(journal.field(kind.noun, number, kind.named_by))
        change.delete(kind, number)
    gone = [ref_of(kind.noun, number)] + [one for one in change.deleted if one != ref_of(kind.noun, number)]
    page: Page = [Lines([line(own("Deleted "), Span(gone[0], "accent"), own(": "), Span(named, "title"))])]
    if more := gone[1:]:
        page.append(Lines([line(own(f"and with it {', '.join(more)}", "dim"))], indent=2))
    if cleared := [one for one in change.touched if one not in gone]:
        page.append(Lines([line(own(f"no longer linked: {', '.join(cleared)}", "dim"))], indent=2))
    data = {"change": change.number, "command": "delete", "refs": change.touched}
    return Told("delete", data, page, (Next("mentorlog undo", "brings it back"),))
