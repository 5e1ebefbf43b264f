"""`mentorlog import`: a journal, and what other programs wrote, as its name or its first line tells."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.options import Context, WithMentor, flag
from mentorlog.errors import UsageError
from mentorlog.exchange.sources import SOURCES, ImportOptions, detect_source
from mentorlog.render.answers import Answer

if TYPE_CHECKING:
    SourceName = str
else:
    SourceName = Literal[tuple(SOURCES)]

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_MAX_BYTES = 50_000_000  # bytes of a file that is read whole
_WITH_NOUN = ", ".join(sorted(name for name, source in SOURCES.items() if "noun" in source.options))


@app.command("import")
def import_(
    ctx: Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What to read.", show_default=False)],
    source: Annotated[SourceName | None, flag("--from", "What wrote it, where that cannot be seen.")] = None,
    dry_run: Annotated[bool, flag("--dry-run", "Only say what would come.")] = False,
    take: Annotated[
        Literal["theirs", "ours"] | None, flag("--take", "A journal, a calendar: which counts where they differ.")
    ] = None,
    yes: Annotated[bool, flag("--yes", "A journal: do not ask.")] = False,
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
    mentor: WithMentor = None,
) -> Answer:
    """Take in a journal that was exported, a calendar's events, a table, or the diary of jrnl."""
    row = SOURCES[source] if source else detect_source(_require_file(ctx.obj, file))
    options = ImportOptions(pick, mentor, noun, map_, take, yes, dry_run)
    row.check_options(options)
    if row.name == "mentorlog":
        from mentorlog.cli.file.imports import journal

        return journal.import_dump(ctx.obj, _require_file(ctx.obj, file), options)
    content = _read_file(ctx.obj, file)
    if row.name == "calendar":
        from mentorlog.cli.file.imports import calendar

        return calendar.import_events(ctx.obj, file, content, options)
    from mentorlog.cli.file.imports import entries

    return entries.import_entries(ctx.obj, row, file, content, options)


def _require_file(cli: CliContext, file: Path) -> Path:
    """Return the file. Raises UsageError where it cannot be read, and for the journal, whose locks would be lost."""
    if file.is_dir():
        raise UsageError(f"{file} is a folder.", "Name a file.")
    if not file.exists():
        raise UsageError(f"There is no file {file}.", "Look at its name.")
    if not file.is_file():
        raise UsageError(f"{file} is not a file that can be read.", "Name a file.")
    if cli.journal_path.exists() and file.samefile(cli.journal_path):
        raise UsageError("This is the journal itself.", "Name what to take into it.")
    return file


def _read_file(cli: CliContext, file: Path) -> bytes:
    """The content of a file. Raises UsageError for one too large to be read at once."""
    if _require_file(cli, file).stat().st_size > _MAX_BYTES:
        raise UsageError(f"{file} is no file that can be read whole.", "Name one of less than 50 MB.")
    return file.read_bytes()
