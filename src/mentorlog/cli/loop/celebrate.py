"""`mentorlog celebrate`: a certificate of what was reached, on the screen or as a card to send."""

from typing import Annotated

import typer

from mentorlog.cli.celebration.cards import with_card
from mentorlog.cli.celebration.celebrating import celebrate_records
from mentorlog.cli.params.options import Context, OnDay, Refs, option
from mentorlog.cli.params.sharing import ShareOptions
from mentorlog.journal.model.forms import TEXT
from mentorlog.render.answers import Answer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@with_card
def celebrate(
    ctx: Context,
    share: ShareOptions,
    refs: Refs,
    how: Annotated[str | None, option("--how", TEXT, "How: told my mentor, a treat, thanked a helper ...")] = None,
    on: OnDay = None,
) -> Answer:
    """Celebrate a win, or a goal you reached: its certificate, also as a card to send."""
    only = ctx.obj.open_journal().only_noun
    return celebrate_records(ctx.obj, share, refs, how, on, nouns=(only,) if only else ("goal", "achievement"))
