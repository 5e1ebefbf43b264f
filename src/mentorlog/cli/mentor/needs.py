"""`mentorlog needs`: what you look for in a mentor."""

from typing import Annotated

import typer

from mentorlog.cli.params.lists import noun_group
from mentorlog.cli.params.options import Context, Private, argument, option
from mentorlog.errors import UsageError
from mentorlog.journal.model.forms import TITLE, WEIGHT
from mentorlog.journal.model.records.needs import Need
from mentorlog.journal.text import format_count
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, PageAnswer, change_sentence, detail_lines
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Lines, Page, Row, Span, line, ours

app = noun_group("need", "mentorlog needs suggest")


@app.command()
def add(
    ctx: Context,
    text: Annotated[str, argument("TEXT", TITLE, "What you look for.")],
    weight: Annotated[
        int | None, option("--weight", WEIGHT, "1 nice to have, 3 matters (the default), 5 must.")
    ] = None,
    private: Private = False,
) -> Answer:
    """Add a criterion for choosing a mentor."""
    journal = ctx.obj.open_journal()
    with journal.change("needs add") as change:
        need = change.add(Need(text=text, weight=weight or 3, private=private or None))
    shown = detail_lines(line(ours(f"weight {need.weight}", "dim")))
    return ChangeAnswer(
        change_sentence("Noted", need),
        need,
        details=shown,
        next_step=NextStep('mentorlog mentors add "..." --candidate'),
    )


@app.command()
def suggest(
    ctx: Context,
    pick: Annotated[
        list[int] | None,
        typer.Option("--pick", metavar="N", help="Take this one; may be repeated.", show_default=False),
    ] = None,
) -> Answer:
    """Show a dozen usual criteria, and take some by their number."""
    from mentorlog.journal.workflows.content import load_default_needs

    usual = load_default_needs()
    if not pick:
        rows = [
            Row((line(ours(str(at), "dim")), (Span(text, "title"),), line(ours(f"weight {weight}", "dim"))))
            for at, (text, weight) in enumerate(usual, 1)
        ]
        page: Page = [
            Grid((GridColumn("", "figure"), GridColumn("", "words"), GridColumn("")), rows),
            Gap(),
            Lines([line(ours("1 nice to have, 3 matters, 5 must. Weights are yours to change.", "dim"))]),
        ]
        data = [{"pick": at, "text": text, "weight": weight} for at, (text, weight) in enumerate(usual, 1)]
        return PageAnswer(
            "needs.suggest", data, page, (NextStep("mentorlog needs suggest --pick 1 --pick 2 --pick 3"),)
        )
    if wrong := [at for at in pick if not 1 <= at <= len(usual)]:
        raise UsageError(f"There is no suggestion {wrong[0]}.", f"Pick from 1 to {len(usual)}: mentorlog needs suggest")
    journal = ctx.obj.open_journal()
    with journal.change("needs suggest") as change:
        taken = [change.add(Need(text=usual[at - 1][0], weight=usual[at - 1][1])) for at in dict.fromkeys(pick)]
    return ChangeAnswer(
        line(f"Noted {format_count(len(taken), 'need')}: {', '.join(need.ref for need in taken)}."),
        taken,
        next_step=NextStep('mentorlog mentors add "..." --candidate', "who might be it?"),
    )
