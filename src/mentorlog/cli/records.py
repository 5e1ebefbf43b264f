"""`mentorlog show`, `edit`, `delete`: what every record can do, whatever its noun."""

from typing import Annotated

import typer

from mentorlog.cli import call
from mentorlog.cli.call import open_journal
from mentorlog.cli.options import Ref, Refs
from mentorlog.cli.several import together
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
        list[str] | None,
        typer.Argument(
            metavar="FIELD=VALUE...",
            help="What to change; FIELD= clears it; without any your editor opens.",
            show_default=False,
        ),
    ] = None,
) -> Answer:
    """Change fields of a record."""
    if not assignments:
        from mentorlog.cli.editing import edited_by_hand

        return edited_by_hand(ref)
    from mentorlog.journal.edit import edited

    call.this.typed = True
    journal = open_journal()
    with journal.change("edit") as change:
        record = change.put(edited(journal.any(ref), assignments, journal))
        differs = change.differs
    verb = "Changed" if differs else "Nothing differs in"
    return Changed(said(verb, record), record, then=Next(f"mentorlog show {record.ref}"))


@app.command()
def delete(refs: Refs) -> Answer:
    """Delete a record; undo brings it back."""
    journal = open_journal()
    with together(refs), journal.change("delete") as change:
        named = {}
        for kind, number in dict.fromkeys(map(journal.pointed, refs)):
            named[ref_of(kind.noun, number)] = str(journal.field(kind.noun, number, kind.named_by))
        for ref in named:
            if ref not in change.deleted:  # else it was part of one before it
                change.delete(*journal.pointed(ref))
    gone = [*named, *(one for one in change.deleted if one not in named)]
    page: Page = [
        Lines(
            [line(own("Deleted "), Span(ref, "accent"), own(": "), Span(name, "title")) for ref, name in named.items()]
        )
    ]
    if more := gone[len(named) :]:
        page.append(
            Lines([line(own(f"and with {'it' if len(named) == 1 else 'them'} {', '.join(more)}", "dim"))], indent=2)
        )
    if cleared := [one for one in change.touched if one not in gone]:
        page.append(Lines([line(own(f"no longer linked: {', '.join(cleared)}", "dim"))], indent=2))
    data = {"change": change.number, "command": "delete", "refs": change.touched}
    return Told("delete", data, page, (Next("mentorlog undo", "brings it back"),))
