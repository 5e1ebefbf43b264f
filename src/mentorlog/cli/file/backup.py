"""`mentorlog backup`: copies of the journal."""

import shlex
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from mentorlog import clock
from mentorlog.cli.params.options import Context
from mentorlog.errors import CannotCreate, Refused
from mentorlog.render.answers import Answer, NextStep, PageAnswer, relative_day
from mentorlog.render.terminal.page import Grid, GridColumn, Lines, Page, Row, Span, line, ours
from mentorlog.store.backup import copy_file, create_backup, list_backups
from mentorlog.store.connect import resolve_path

app = typer.Typer(
    help="Copy the journal, and see its copies.",
    add_completion=False,
    rich_markup_mode=None,
    invoke_without_command=True,
)


@app.callback()
def backup(
    ctx: typer.Context,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="A new file; among the others unless given.")
    ] = None,
) -> Answer | None:
    """Copy the journal. Before the first change of each day that is done anyway."""
    if ctx.invoked_subcommand is not None:
        return None
    journal = ctx.obj.open_journal()
    if not journal.exists:
        raise Refused("There is no journal yet, so there is nothing to copy.", "Make one: mentorlog init")
    if to is None:
        made = create_backup(journal.store.path, f"by-hand-{clock.file_stamp()}")
    else:
        made = resolve_path(to.absolute())
        if made.exists():
            raise CannotCreate(f"{made} exists already; it was left as it is.", "Name a new file with --to FILE.")
        if not made.parent.is_dir():
            raise CannotCreate(f"There is no folder {made.parent}.", "Make it first, or name another file.")
        copy_file(journal.store.path, made)
    says = line(ours("Copied to "), Span(str(made), "accent"), ours(f": {format_size(made.stat().st_size)}, checked."))
    named = made.stem if to is None else shlex.quote(str(made))
    step = NextStep(f"mentorlog restore {named} --dry-run", "what going back would change")
    return PageAnswer(
        "backup", {"name": made.stem, "file": str(made), "bytes": made.stat().st_size}, [Lines([says])], (step,)
    )


@app.command("list")
def list_(ctx: Context) -> Answer:
    """Show the copies, the newest first."""
    found = list_backups(resolve_path(ctx.obj.journal_path))
    data = [
        {"name": one.name, "file": str(one.path), "bytes": one.size, "made_at": f"{_mtime(one.path):%Y-%m-%dT%H:%M}"}
        for one in found
    ]
    if not found:
        steps = (NextStep("mentorlog backup", "makes one now"),)
        return PageAnswer(
            "backup.list", data, [Lines([line("There is no copy yet; the first change of a day makes one.")])], steps
        )
    today = clock.now().date()
    rows = [
        Row(
            (
                (Span(one.name, "title"),),
                line(ours(relative_day(_mtime(one.path), today))),
                line(ours(format_size(one.size))),
            )
        )
        for one in found
    ]
    page: Page = [
        Grid((GridColumn("Name", "title"), GridColumn("Made"), GridColumn("Size", "figure")), rows, has_header=True)
    ]
    return PageAnswer(
        "backup.list",
        data,
        page,
        (NextStep(f"mentorlog restore {shlex.quote(found[0].name)} --dry-run", "what would change"),),
    )


def _mtime(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime)


def format_size(number: int) -> str:
    """Bytes for people."""
    return f"{number / 1_000_000:.1f} MB" if number >= 1_000_000 else f"{number / 1000:.0f} kB"
