"""`mentorlog import`: a journal, and what other programs wrote, as its name or its first line tells."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from mentorlog.cli.file.imports.source_file import SourceFile
from mentorlog.cli.file.sealing import IdentityFiles, open_by_keys
from mentorlog.cli.params.options import Context, flag, option
from mentorlog.cli.params.record_options import WithMentor
from mentorlog.exchange.sources import SNIFF_BYTES, SOURCES, ImportOptions, detect_source
from mentorlog.journal.model.forms import ChoiceForm
from mentorlog.render.answers import Answer
from mentorlog.structs import Annotated

if TYPE_CHECKING:
    SourceName = str
else:
    SourceName = Literal[tuple(SOURCES)]

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_WITH_NOUN = ", ".join(sorted(name for name, source in SOURCES.items() if "noun" in source.options))


@app.command("import")
def import_(
    ctx: Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What to read; - reads stdin.", show_default=False, readable=False)
    ],
    source: Annotated[SourceName | None, flag("--from", "What wrote it, where that cannot be seen.")] = None,
    dry_run: Annotated[bool, flag("--dry-run", "Only say what would come.")] = False,
    take: Annotated[
        Literal["theirs", "ours"] | None,
        flag("--take", "A journal, a table, a calendar: which counts where they differ."),
    ] = None,
    yes: Annotated[bool, flag("--yes", "A journal, a reply: do not ask.")] = False,
    noun: Annotated[
        str | None,
        typer.Option("--noun", metavar="NOUN", help=f"{_WITH_NOUN}: what they are: questions ...", show_default=False),
    ] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="COLUMN=FIELD", help="csv: what a column is; repeatable.", show_default=False),
    ] = None,
    pick: Annotated[
        list[int] | None,
        typer.Option("--pick", metavar="N", help="calendar: take this event; repeatable.", show_default=False),
    ] = None,
    as_: Annotated[
        str | None,
        option("--as", ChoiceForm(("session", "activity")), "calendar: what the events become; session unless given."),
    ] = None,
    note: Annotated[bool, flag("--note", "A reply to a letter: keep what answers nothing, too.")] = False,
    mentor: WithMentor = None,
    identity: IdentityFiles = None,
) -> Answer:
    """Take in a journal that was exported, a calendar's events, a table, a mentor's reply, or the diary of jrnl."""
    options = ImportOptions(pick, mentor, noun, map_, take, yes, dry_run, as_, note)
    with SourceFile.open(ctx.obj, file) as opened:
        if opened.is_sealed():
            open_by_keys(ctx.obj, identity, opened.decrypt)
        row = SOURCES[source] if source else detect_source(opened.name, opened.start(SNIFF_BYTES), options)
        row.check_options(options)
        if row.name == "mentorlog":
            from mentorlog.cli.file.imports import journal

            return journal.import_dump(ctx.obj, opened.stream, str(file), options)
        content = opened.read()
    if row.name == "calendar" and as_ == "activity":
        from mentorlog.cli.file.imports import activities

        return activities.import_activities(ctx.obj, file, content, options)
    if row.name == "calendar":
        from mentorlog.cli.file.imports import calendar

        return calendar.import_events(ctx.obj, file, content, options)
    if row.name == "letter":
        from mentorlog.cli.file.imports import reply

        return reply.import_reply(ctx.obj, file, content, options)
    from mentorlog.cli.file.imports import entries

    return entries.import_entries(ctx.obj, row, file, content, options)
