"""`mentorlog celebrate`: a certificate of what was reached, on the screen or as a card to send."""

import typer

from mentorlog.cli.celebration.card_bundle import with_card
from mentorlog.cli.celebration.celebrating import celebrate_records, nothing_named_error
from mentorlog.cli.params.options import Context, option, ref_argument
from mentorlog.cli.params.record_options import OnDay
from mentorlog.cli.params.sharing import ShareOptions
from mentorlog.journal.model.forms import TEXT
from mentorlog.render.answers import Answer
from mentorlog.structs import Annotated

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@with_card
def celebrate(
    ctx: Context,
    share: ShareOptions,
    refs: Annotated[
        list[str] | None,
        ref_argument(
            "", "A win or a goal, by its ref (w5) or the start of its name; several wins may be named.", "REF..."
        ),
    ] = None,
    how: Annotated[str | None, option("--how", TEXT, "How: told my mentor, a treat, thanked a helper ...")] = None,
    on: OnDay = None,
) -> Answer:
    """Celebrate a win, or a goal you reached: its certificate, also as a card to send."""
    journal = ctx.obj.open_journal()
    only = journal.only_noun
    if not refs:
        raise nothing_named_error(journal)
    return celebrate_records(ctx.obj, share, refs, how, on, nouns=(only,) if only else ("goal", "achievement"))
