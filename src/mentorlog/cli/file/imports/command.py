"""`mentorlog import`: a journal, and what other programs wrote, as its name or its first line tells."""

import re
from pathlib import Path
from typing import Annotated, Literal

import typer

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.options import Context, WithMentor
from mentorlog.errors import UsageError
from mentorlog.render.answers import Answer
from mentorlog.structs import Frozen, asdict

app = typer.Typer(add_completion=False, rich_markup_mode=None)

Source = Literal["mentorlog", "calendar", "jrnl", "csv"]
_SOURCE_BY_SUFFIX: dict[str, Source] = {
    ".jsonl": "mentorlog", ".ics": "calendar", ".ical": "calendar", ".ifb": "calendar", ".csv": "csv", ".tsv": "csv",
}  # fmt: skip
_SOURCE_PATTERNS: tuple[tuple[str, Source], ...] = (
    (r'\{"mentorlog": ', "mentorlog"),
    (r"BEGIN:VCALENDAR", "calendar"),
    (r"\[\d{4}-\d\d-\d\d[^\]\n]*\] ", "jrnl"),
    (r'\{\s*"tags":', "jrnl"),
    (r"\[\s*\{", "csv"),  # JSON: a list of objects
)
_SNIFF_BYTES = 200


class ImportOptions(Frozen):
    """The options that only some sources accept; `_SOURCE_OPTIONS` says which."""

    pick: list[int] | None
    mentor: str | None
    noun: str | None
    map: list[str] | None
    take: str | None
    yes: bool
    dry_run: bool


_SOURCE_OPTIONS: dict[Source, tuple[str, ...]] = {
    "mentorlog": ("take", "yes", "dry_run"),
    "calendar": ("pick", "mentor", "dry_run"),
    "jrnl": ("noun", "dry_run"),
    "csv": ("noun", "map", "mentor", "dry_run"),
}


@app.command("import")
def import_(
    ctx: Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What to read.", show_default=False)],
    source: Annotated[
        Source | None, typer.Option("--from", help="What wrote it, where that cannot be seen.", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would come.", show_default=False)] = False,
    take: Annotated[
        Literal["theirs", "ours"] | None,
        typer.Option("--take", help="A journal: which counts where a record differs.", show_default=False),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="A journal: do not ask.", show_default=False)] = False,
    noun: Annotated[
        str | None,
        typer.Option("--noun", metavar="NOUN", help="csv, jrnl: what they are: questions ...", show_default=False),
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
    detected = source or _detect_source(_require_file(ctx.obj, file))
    options = ImportOptions(pick, mentor, noun, map_, take, yes, dry_run)
    for name, value in asdict(options).items():
        if value and name not in _SOURCE_OPTIONS[detected]:
            raise UsageError(f"--{name.replace('_', '-')} says nothing to {_SOURCE_LABELS[detected]}.", "Leave it out.")
    if detected == "mentorlog":
        from mentorlog.cli.file.imports import journal

        return journal.import_dump(ctx.obj, _require_file(ctx.obj, file), take, dry_run=dry_run, yes=yes)
    if detected == "calendar":
        from mentorlog.cli.file.imports import calendar

        return calendar.import_events(ctx.obj, file, read_file(ctx.obj, file), pick, mentor, dry_run=dry_run)
    from mentorlog.cli.file.imports import entries

    if detected == "csv":
        return entries.import_table(ctx.obj, file, read_file(ctx.obj, file), noun, map_ or [], mentor, dry_run=dry_run)
    return entries.import_diary(ctx.obj, file, read_file(ctx.obj, file), noun, dry_run=dry_run)


_SOURCE_LABELS: dict[Source, str] = {
    "mentorlog": "a journal", "calendar": "a calendar", "jrnl": "a diary of jrnl", "csv": "a table",
}  # fmt: skip
_MAX_BYTES = 50_000_000


def _require_file(cli: CliContext, file: Path) -> Path:
    """A file that may be opened. The journal itself must not be: closing it again would drop SQLite's locks."""
    if file.is_dir():
        raise UsageError(f"{file} is a folder.", "Name a file.")
    if not file.exists():
        raise UsageError(f"There is no file {file}.", "Look at its name.")
    if not file.is_file():
        raise UsageError(f"{file} is not a file that can be read.", "Name a file.")
    if cli.journal_path.exists() and file.samefile(cli.journal_path):
        raise UsageError("This is the journal itself.", "Name what to take into it.")
    return file


def _detect_source(file: Path) -> Source:
    """The source of a file, by its ending or its first line. Raises UsageError where neither decides."""
    if by_name := _SOURCE_BY_SUFFIX.get(file.suffix.lower()):
        return by_name
    with open(file, "rb") as opened:
        first = opened.read(_SNIFF_BYTES).decode("utf-8-sig", "replace").lstrip()
    for pattern, source in _SOURCE_PATTERNS:
        if re.match(pattern, first):
            return source
    if first.startswith("SQLite format 3"):
        raise UsageError(f"{file} is a file of SQLite.", "To go back to a copy of the journal: mentorlog restore FILE")
    raise UsageError(
        "What wrote this file cannot be seen from its name.", "Say so: --from calendar, csv, jrnl or mentorlog"
    )


def read_file(cli: CliContext, file: Path) -> bytes:
    """Read a whole file. Raises UsageError for one too large to be an export."""
    if _require_file(cli, file).stat().st_size > _MAX_BYTES:
        raise UsageError(f"{file} is no file that can be read whole.", "Name one of less than 50 MB.")
    return file.read_bytes()
