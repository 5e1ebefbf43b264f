"""`mentorlog restore`: back to a copy of the journal."""

import shlex
from typing import Annotated

import typer

from mentorlog import clock
from mentorlog.backups.restore import DAMAGED_PREFIX, TableDiff, diff_tables, find_backup, restore_backup
from mentorlog.cli.params.options import Context, word_argument
from mentorlog.journal.schema import schema
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
    path, expected = resolve_path(ctx.obj.journal_path), schema()
    source = find_backup(path, backup, expected)
    with progress("Comparing with the copy") as step:
        differences = diff_tables(path, source, step)
    data = {
        "backup": str(source),
        "restored": not dry_run,
        "moves": [difference._asdict() for difference in differences],
        "kept": None,
    }
    if dry_run:
        return PageAnswer(
            "restore",
            data,
            _differences_page(differences),
            (NextStep(f"mentorlog restore {shlex.quote(backup)}", "to go back"),),
        )
    if not yes:
        from mentorlog.cli.prompts.conversation import confirm

        confirm(ctx.obj, _differences_page(differences), "Go back to this copy", "Going back to a copy")
    replaced = restore_backup(path, source, f"before-restore-{clock.file_stamp()}", expected)
    lines = [line(ours("Restored "), Span(source.stem, "accent"), ours("."))]
    steps: tuple[NextStep, ...] = ()
    if replaced and replaced.name.startswith(DAMAGED_PREFIX):  # cannot be restored
        lines.append(line(ours("The damaged file was moved to "), Span(str(replaced)), ours(".")))
    elif replaced:
        lines.append(line(ours("The journal as it was: "), Span(str(replaced))))
        steps = (NextStep(f"mentorlog restore {shlex.quote(replaced.stem)}", "takes it back"),)
    return PageAnswer("restore", {**data, "kept": str(replaced) if replaced else None}, [Lines(lines)], steps)


def _differences_page(differences: "list[TableDiff]") -> Page:
    """How many rows of each table would come back, go, or change."""
    if not differences:
        return [Lines([line("Nothing would change: the journal holds what the copy holds.")])]
    heads = (
        GridColumn("", "title"),
        GridColumn("Back", "figure"),
        GridColumn("Gone", "figure"),
        GridColumn("As they were", "figure"),
    )
    rows = [
        Row((line(ours(difference.table)), *(line(ours(str(number) if number else "")) for number in difference[1:])))
        for difference in differences
    ]
    return [Grid(heads, rows, has_header=True)]
