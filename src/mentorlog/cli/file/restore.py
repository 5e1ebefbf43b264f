"""`mentorlog restore`: back to a copy of the journal."""

import shlex
from typing import Annotated

import typer

from mentorlog import clock
from mentorlog.backups.restore import DAMAGED_PREFIX, TableDiff, diff_tables, find_backup, restore_backup
from mentorlog.cli.params.options import Context, word_argument
from mentorlog.journal.schema.definition import schema
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Grid, GridColumn, Lines, Page, Row, Span, line, ours
from mentorlog.render.terminal.progress import progress
from mentorlog.store.connect import resolve_path

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def restore(
    ctx: Context,
    backup: Annotated[str, word_argument("BACKUP", "Its name in backup list, or a file.", "backups")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.", show_default=False)] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.", show_default=False)] = False,
) -> Answer:
    """Go back to a copy; the journal as it is now is copied first."""
    path, known = resolve_path(ctx.obj.journal_path), schema()
    found = find_backup(path, backup, known)
    with progress("Comparing with the copy") as step:
        told = diff_tables(path, found, step)
    data = {"backup": str(found), "restored": not dry_run, "moves": [one._asdict() for one in told], "kept": None}
    if dry_run:
        return PageAnswer(
            "restore", data, _moves_page(told), (NextStep(f"mentorlog restore {shlex.quote(backup)}", "to go back"),)
        )
    if not yes:
        from mentorlog.cli.prompts.conversation import confirm

        confirm(ctx.obj, _moves_page(told), "Go back to this copy", "Going back to a copy")
    kept = restore_backup(path, found, f"before-restore-{clock.file_stamp()}", known)
    lines = [line(ours("Restored "), Span(found.stem, "accent"), ours("."))]
    steps: tuple[NextStep, ...] = ()
    if kept and kept.name.startswith(DAMAGED_PREFIX):  # nobody can go back to it
        lines.append(line(ours("The damaged file was moved to "), Span(str(kept)), ours(".")))
    elif kept:
        lines.append(line(ours("The journal as it was: "), Span(str(kept))))
        steps = (NextStep(f"mentorlog restore {shlex.quote(kept.stem)}", "takes it back"),)
    return PageAnswer("restore", {**data, "kept": str(kept) if kept else None}, [Lines(lines)], steps)


def _moves_page(told: "list[TableDiff]") -> Page:
    """What would change, in numbers."""
    if not told:
        return [Lines([line("Nothing would change: the journal holds what the copy holds.")])]
    heads = (
        GridColumn("", "title"),
        GridColumn("Back", "figure"),
        GridColumn("Gone", "figure"),
        GridColumn("As they were", "figure"),
    )
    rows = [
        Row((line(ours(one.table)), *(line(ours(str(number) if number else "")) for number in one[1:]))) for one in told
    ]
    return [Grid(heads, rows, has_header=True)]
