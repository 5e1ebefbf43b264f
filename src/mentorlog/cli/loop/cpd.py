"""`mentorlog cpd`: where your year of development stands."""

import typer

from mentorlog.cli.params.development import RecordPeriod, YearStart, development_answer, record_days
from mentorlog.cli.params.options import Context
from mentorlog.cli.params.sharing import ShareOptions, shareable
from mentorlog.render.answers import Answer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@shareable(tables=True, audience=None)
def cpd(ctx: Context, share: ShareOptions, period: RecordPeriod = None, year_start: YearStart = None) -> Answer:
    """See where your year of development stands: its hours, its kinds, what is missing; or the record to hand in."""
    days = record_days(period, year_start, ctx.obj.open_journal().today, whole_year=True)
    return development_answer(ctx.obj, share, days, as_year=True)
