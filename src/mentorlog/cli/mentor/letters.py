"""`mentorlog letters`: the letters that were written, and which of them wait for a reply."""

import typer

from mentorlog.cli.params.batch import batch_answer, change_all
from mentorlog.cli.params.options import Context, Refs
from mentorlog.journal.model.records.letters import Letter, closed
from mentorlog.render.answers import Answer, NextStep

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command("close")
def close_letters(ctx: Context, refs: Refs) -> Answer:
    """No reply will come, or it came another way."""
    letters = change_all(ctx.obj.open_journal(), "letters close", Letter, refs, closed)
    return batch_answer("Closed", letters, refs, NextStep("mentorlog letters list"))
