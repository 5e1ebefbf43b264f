"""`mentorlog backup`: copies of the journal."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import typer

from mentorlog import clock
from mentorlog.cli.file.sealing import EncryptTo, describe_recipients, resolve_recipients
from mentorlog.cli.params.options import Context, expand_path
from mentorlog.errors import CannotCreate, Interrupted, Refused, UsageError
from mentorlog.journal.text import format_size
from mentorlog.render.answers import Answer, NextStep, PageAnswer, relative_day
from mentorlog.render.terminal.page import Grid, GridColumn, Page, Row, Span, line, paragraph
from mentorlog.store.backup import (
    BY_HAND,
    SEALED_SUFFIX,
    copy_file,
    ensure_backup_folder,
    free_path,
    iter_copy,
    list_backups,
    list_sealed_backups,
    prune,
)
from mentorlog.store.connect import resolve_path
from mentorlog.store.create import atomic_write
from mentorlog.store.deferred_backup import finish_if_possible
from mentorlog.structs import Annotated
from mentorlog.system import shell

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
        Path | None,
        typer.Option("--to", metavar="FILE", help="A new file; among the others unless given.", callback=expand_path),
    ] = None,
    encrypt_to: EncryptTo = None,
) -> Answer | None:
    """Copy the journal. As it was before each day's first change it is copied anyway."""
    if ctx.invoked_subcommand is not None:
        if encrypt_to:
            raise UsageError("--encrypt-to is for making a copy.", f"Leave it out before {ctx.invoked_subcommand}.")
        return None
    recipients = resolve_recipients(encrypt_to)
    journal = ctx.obj.open_journal()
    if not journal.exists:
        raise Refused("There is no journal yet, so there is nothing to copy.", "Make one: mentorlog init")
    path = journal.store.path
    if to is not None:
        target = _new_target(to)
    else:
        suffix = SEALED_SUFFIX if recipients else ".db"
        target = free_path(ensure_backup_folder(path), f"{BY_HAND}-{clock.file_stamp()}", suffix)
    with _report_finished_copy(target):
        if recipients:
            _write_sealed(path, target, recipients)
        else:
            copy_file(path, target)
        if to is None:
            prune(target.parent)
    note = f", {describe_recipients(recipients)}" if recipients else ""
    size = target.stat().st_size
    backup_name = target.name if recipients else target.stem
    argument = backup_name if to is None else shell.quote(str(target))
    return PageAnswer(
        "backup",
        {"name": backup_name, "file": str(target), "bytes": size},
        [paragraph("Copied to ", Span(str(target), "accent"), f": {format_size(size)}, checked{note}.")],
        (NextStep(f"mentorlog restore {argument} --dry-run", "what going back would change"),),
    )


def _new_target(to: Path) -> Path:
    """Where a copy goes that is not among the others. Raises CannotCreate."""
    target = resolve_path(to.absolute())
    if target.exists():
        raise CannotCreate(f"{target} exists already; it was left as it is.", "Name a new file with --to FILE.")
    if not target.parent.is_dir():
        raise CannotCreate(f"There is no folder {target.parent}.", "Make it first, or name another file.")
    return target


@contextmanager
def _report_finished_copy(target: Path) -> Iterator[None]:
    """Say of a Ctrl-C that comes once the copy stands, where it is."""
    try:
        yield
    except KeyboardInterrupt:
        if target.exists():
            raise Interrupted("Stopped.", f"The copy is whole: {target}") from None
        raise


def _write_sealed(path: Path, target: Path, recipients: list[str]) -> None:
    """Write an encrypted copy, piece by piece, so that no byte of it reaches the disk in plain."""
    from mentorlog.exchange.sealed.age import encrypt_stream

    with atomic_write(target) as temporary, open(temporary, "wb") as file, closing(iter_copy(path)) as pieces:
        encrypt_stream(pieces, file, recipients)


@app.command("list")
def list_(ctx: Context) -> Answer:
    """Show the copies, the newest first."""
    path = resolve_path(ctx.obj.journal_path)
    finish_if_possible(path)
    copies = [*list_backups(path), *list_sealed_backups(path)]
    copies.sort(key=lambda copy: copy.path.stat().st_mtime_ns, reverse=True)
    data = [
        {
            "name": copy.name,
            "file": str(copy.path),
            "bytes": copy.size,
            "made_at": f"{_mtime(copy.path):%Y-%m-%dT%H:%M}",
        }
        for copy in copies
    ]
    if not copies:
        page: Page = [paragraph("There is no copy yet; the first change of a day makes one.")]
        return PageAnswer("backup.list", data, page, (NextStep("mentorlog backup", "makes one now"),))
    today = clock.now().date()
    heads = (GridColumn("Name", "title"), GridColumn("Made"), GridColumn("Size", "figure"))
    rows = [
        Row(
            (
                line(Span(copy.name, "title")),
                line(relative_day(_mtime(copy.path), today)),
                line(format_size(copy.size)),
            )
        )
        for copy in copies
    ]
    step = NextStep(f"mentorlog restore {shell.quote(copies[0].name)} --dry-run", "what would change")
    return PageAnswer("backup.list", data, [Grid(heads, rows, has_header=True)], (step,))


def _mtime(path: Path) -> datetime:
    return clock.file_time(path.stat().st_mtime)
