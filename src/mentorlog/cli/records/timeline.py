"""`mentorlog timeline`, `mentorlog lookback`: what happened, and what became of what was written."""

from typing import Annotated

import typer

from mentorlog.cli.context import open_journal
from mentorlog.cli.params.options import ref_option
from mentorlog.cli.params.sharing import (
    For,
    Force,
    Form,
    Made,
    Open,
    Output,
    ShowWithheld,
    Wish,
    format_option,
    refused_where_hidden,
    shared,
)
from mentorlog.render.answers import Answer, Next, Told
from mentorlog.render.documents.terminal import page_of

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def timeline(
    goal: Annotated[str | None, ref_option("--goal", "Only what belongs to this goal.")] = None,
    skill: Annotated[str | None, ref_option("--skill", "Only what belongs to this skill.")] = None,
    form: Annotated[Form | None, format_option("terminal", "markdown", "html", "json")] = None,
    output: Output = None,
    force: Force = False,
    open_: Open = False,
    reader: For = "me",
    show_withheld: ShowWithheld = False,
) -> Answer:
    """The story of your mentoring as dated events."""
    from mentorlog.report.timeline import document, events, facts

    wish = Wish(form, output, force, open_, reader, show_withheld)
    drawn = wish.chosen("terminal", "markdown", "html", "json")
    journal = open_journal()
    chosen = {"goal": journal.resolve_optional("goal", goal), "skill": journal.resolve_optional("skill", skill)}
    for noun, number in chosen.items():
        if number is not None:
            refused_where_hidden(journal, noun, number, reader)
    about = " and ".join(str(journal.read_field(noun, number, "title" if noun == "goal" else "name"))
                         for noun, number in chosen.items() if number is not None)  # fmt: skip

    def made() -> Made:
        told = events(journal, chosen["goal"], chosen["skill"])
        page = page_of(document(told, about, ""))
        steps = () if told else (Next('mentorlog goals add "..."', "the first thing that happens"),)
        return Made(
            Told("timeline", facts(told), page, steps),
            {event.ref for event in told},
            lambda note: document(told, about, note),
        )

    return shared(journal, wish, drawn, made)


@app.command()
def lookback() -> Answer:
    """A year, six months and a month ago: what you wrote, and what has become of it."""
    from mentorlog.report.lookback import document, facts, looked_back

    journal = open_journal()
    with journal.store.snapshot():
        found = looked_back(journal)
    return Told("lookback", facts(found), page_of(document(found, journal.today)))
