"""`mentorlog restore`: back to a copy of the journal."""

from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from mentorlog import clock
from mentorlog.backups.restore import DAMAGED_PREFIX, TableDiff, diff_tables, find_backup, restore_backup
from mentorlog.cli.file.sealing import IdentityFiles, identity_words, open_by_keys
from mentorlog.cli.params.options import Context, flag, word_argument
from mentorlog.errors import UsageError
from mentorlog.journal.model.kinds import parse_ref
from mentorlog.journal.schema import schema
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.progress import progress
from mentorlog.render.terminal.page import Lines, Page, Span, counts_grid, line, paragraph
from mentorlog.store.connect import resolve_path
from mentorlog.structs import Annotated
from mentorlog.system import shell

if TYPE_CHECKING:
    from mentorlog.cli.context import CliContext

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def restore(
    ctx: Context,
    backup: Annotated[
        str, word_argument("BACKUP", "Its name in backup list, latest for the newest, or a file.", "backups")
    ],
    dry_run: Annotated[bool, flag("--dry-run", "Only say what would change.")] = False,
    yes: Annotated[bool, flag("--yes", "Do not ask.")] = False,
    identity: IdentityFiles = None,
) -> Answer:
    """Go back to a copy; the journal as it is now is copied first."""
    if parse_ref(backup) and not Path(backup).exists():
        raise UsageError(
            "restore goes back to a copy of the whole journal, not to one record.",
            f"What was deleted comes back by undo; the number of its change: mentorlog history {backup}",
        )
    path, expected = resolve_path(ctx.obj.journal_path), schema()
    with closing(find_backup(path, backup, expected, lambda file: _decrypt(file, ctx.obj, identity))) as source:
        with progress("Comparing with the copy") as advance:
            differences = diff_tables(path, source, advance)
        moves = [difference._asdict() for difference in differences]
        data = {"backup": str(source.path), "restored": not dry_run, "moves": moves, "kept": None}
        if dry_run:
            words = f"{shell.quote(backup)}{identity_words(identity)}"
            step = NextStep(f"mentorlog restore {words}", "to go back")
            return PageAnswer("restore", data, _differences_page(differences), (step,))
        if not yes:
            from mentorlog.cli.prompts.single import confirm

            confirm(ctx.obj, _differences_page(differences), "Go back to this copy", "Going back to a copy")
        replaced = restore_backup(path, source, f"before-restore-{clock.file_stamp()}", expected)
    return _build_answer(data, source.path, replaced)


def _build_answer(data: dict[str, Any], source: Path, replaced: Path | None) -> Answer:
    lines = [line("Restored ", Span(source.stem, "accent"), ".")]
    steps: tuple[NextStep, ...] = ()
    if replaced and replaced.name.startswith(DAMAGED_PREFIX):  # cannot be restored
        lines.append(line("The damaged file was moved to ", Span(str(replaced)), "."))
    elif replaced:
        lines.append(line("The journal as it was: ", Span(str(replaced))))
        steps = (NextStep(f"mentorlog restore {shell.quote(replaced.stem)}", "takes it back"),)
    return PageAnswer("restore", {**data, "kept": str(replaced) if replaced else None}, [Lines(lines)], steps)


def _decrypt(file: Path, cli: "CliContext", identity: list[str] | None) -> bytes | None:
    """What an encrypted copy holds; None for a plain one."""
    from mentorlog.exchange.sealed.age import SNIFF_BYTES, decrypt_stream, is_sealed

    with open(file, "rb") as opened, BytesIO() as content:
        if not is_sealed(opened.read(SNIFF_BYTES)):
            return None
        open_by_keys(cli, identity, lambda keys: decrypt_stream(opened, content, keys, str(file)))
        return content.getvalue()


def _differences_page(differences: list[TableDiff]) -> Page:
    """How many rows of each table would come back, go, or change."""
    if not differences:
        return [paragraph("Nothing would change: the journal holds what the copy holds.")]
    rows = [(difference.table, difference[1:]) for difference in differences]
    return [counts_grid(("Back", "Gone", "As they were"), rows)]
