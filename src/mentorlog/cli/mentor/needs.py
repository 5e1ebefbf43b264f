"""`mentorlog needs`: what you look for in a mentor."""

import typer

from mentorlog.cli.params.options import Context, argument, option
from mentorlog.cli.params.record_options import Private
from mentorlog.errors import UsageError
from mentorlog.journal.model.forms import TITLE, WEIGHT
from mentorlog.journal.model.records.needs import Need
from mentorlog.journal.text import format_count
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, PageAnswer, change_sentence
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Page, Row, Span, line, ours, paragraph
from mentorlog.structs import Annotated

app = typer.Typer(add_completion=False, rich_markup_mode=None)


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
    details = [line(ours(f"weight {need.weight}", "dim"))]
    step = NextStep('mentorlog mentors add "..." --candidate')
    return ChangeAnswer(change_sentence("Noted", need), need, details=details, next_step=step)


@app.command()
def suggest(
    ctx: Context,
    pick: Annotated[
        list[str] | None,
        typer.Option("--pick", metavar="N", help="Take this one, or these: 1,3; may be repeated.", show_default=False),
    ] = None,
) -> Answer:
    """Show a dozen usual criteria, and take some by their number."""
    from mentorlog.journal.workflows.content import load_default_needs

    suggestions = load_default_needs()
    if not pick:
        return _suggestions_answer(suggestions)
    words = [word for text in pick for word in text.replace(",", " ").split()]
    numbers = [int(word) for word in words if word.isascii() and word.isdigit()]
    if len(numbers) < len(words) or not all(1 <= number <= len(suggestions) for number in numbers):
        hint = f"Pick from 1 to {len(suggestions)}, such as 1,3: mentorlog needs suggest"
        raise UsageError("--pick: there is no such suggestion.", hint)
    with ctx.obj.open_journal().change("needs suggest") as change:
        chosen = [suggestions[number - 1] for number in dict.fromkeys(numbers)]
        needs = [change.add(Need(text=text, weight=weight)) for text, weight in chosen]
    sentence = line(f"Noted {format_count(len(needs), 'need')}: {', '.join(need.ref for need in needs)}.")
    step = NextStep('mentorlog mentors add "..." --candidate', "who might be it?")
    return ChangeAnswer(sentence, needs, next_step=step)


def _suggestions_answer(suggestions: list[tuple[str, int]]) -> Answer:
    data = [{"pick": at, "text": text, "weight": weight} for at, (text, weight) in enumerate(suggestions, 1)]
    rows = [
        Row((line(ours(str(at), "dim")), (Span(text, "title"),), line(ours(f"weight {weight}"))))
        for at, (text, weight) in enumerate(suggestions, 1)
    ]
    page: Page = [
        Grid((GridColumn("", "figure"), GridColumn("", "words"), GridColumn("")), rows),
        Gap(),
        paragraph(ours("1 nice to have, 3 matters, 5 must. Weights are yours to change.", "dim")),
    ]
    return PageAnswer("needs.suggest", data, page, (NextStep("mentorlog needs suggest --pick 1 --pick 2 --pick 3"),))
