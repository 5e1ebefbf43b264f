"""`mentorlog forget`: remove a record, or a mentor with everything they said, as if it had never been written."""

from pathlib import Path
from typing import Annotated

import typer

from mentorlog.backups.forget import (
    ForgetPlan,
    find_in_backups,
    forget_in_copies,
    forget_rows,
    texts_in_copy,
    texts_to_forget,
    vacuum,
)
from mentorlog.cli.context import open_journal
from mentorlog.cli.file.backup import current_stamp
from mentorlog.cli.params.options import Ref
from mentorlog.cli.prompts.drafts import delete_drafts_containing
from mentorlog.errors import concurrent_write_error
from mentorlog.journal.forgetting import (
    ForgetTarget,
    first_name,
    forget_rules,
    forget_scope,
    ref_titles,
    refs_in_order,
    resolve_target,
)
from mentorlog.journal.journal import Journal, to_timestamp
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Lines, Page, Row, Span, line, ours
from mentorlog.store.backup import create_backup, list_backups
from mentorlog.structs import Frozen

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_MAX_REFS = 12  # refs that are named one by one


class AffectedBackups(Frozen):
    """The copies of the journal that held it, or may."""

    requested: bool  # whether it is to be forgotten there too
    cleaned: list[Path]  # without it now
    remaining: list[Path]  # with it
    unreadable: list[Path]  # those that cannot be read

    @property
    def needs_backups_flag(self) -> bool:
        """Whether some could be rewritten, but nobody asked for it."""
        return bool(self.remaining) and not self.requested

    @property
    def failures(self) -> list[Path]:
        """Those that should be without it, and may not be."""
        return self.remaining + self.unreadable if self.requested else []


@app.command()
def forget(
    ref: Ref,
    backups: Annotated[
        bool, typer.Option("--backups", help="Forget it in the copies of the journal too.", show_default=False)
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.", show_default=False)] = False,
) -> Answer:
    """Remove a record, or a mentor with everything they said, for good: undo does not bring it back."""
    journal = open_journal()
    one = resolve_target(journal, ref)
    gone = forget_scope(journal, one)
    if not yes:
        from mentorlog.cli.prompts.conversation import confirm

        confirm(_preview_page(journal, one, gone, backups=backups), "Forget it", "Forgetting")
    along, name = forget_rules(journal.store.connection, one), first_name(journal, one)
    change, words = _forget_in_journal(journal, one, gone) if one.in_journal else (0, set())
    copies = [copy.path for copy in list_backups(journal.store.path)]
    held, unread = find_in_backups(copies, one.row, one.uid)
    if not one.in_journal:
        words = {text for copy in held for text in texts_in_copy(copy, one.row, along)}
    delete_drafts_containing(words, one.ref)
    done, left = forget_in_copies(held, one.row, along, to_timestamp(journal.now)) if backups else ([], held)
    mentions = [hit.ref for hit in journal.search(name)] if name else []
    return _build_answer(one, gone, change, AffectedBackups(backups, done, left, unread), mentions)


def _forget_in_journal(journal: Journal, one: ForgetTarget, gone: ForgetPlan) -> tuple[int, set[str]]:
    """Forget in the journal, after a copy; the number of the change, and the texts that are gone.

    Raises Overtaken where what has to go is no longer what a person was shown.
    """
    with journal.store.raw_transaction() as connection:
        if forget_scope(journal, one) != gone:
            raise concurrent_write_error("forgotten")
        create_backup(journal.store.path, f"before-forget-{current_stamp()}")
        words = texts_to_forget(connection, gone)
        change = forget_rows(connection, gone, to_timestamp(journal.now))
    vacuum(connection)
    return change, words


def _preview_page(journal: Journal, one: ForgetTarget, gone: ForgetPlan, *, backups: bool) -> Page:
    """What will be gone, by name, and what that means for everything else."""
    rows = [
        Row(((Span(ref, "accent"),), (Span(title, "title"),)))
        for ref, title in ref_titles(journal, one, gone, _MAX_REFS)
    ]
    lines = []
    if len(gone.rows) > _MAX_REFS:
        lines.append(line(ours(f"and {len(gone.rows) - _MAX_REFS} more")))
    if gone.fields_to_clear:
        lines.append(
            line(ours(f"and what was answered to {', '.join(refs_in_order(list(gone.fields_to_clear))[:_MAX_REFS])}"))
        )
    if one.in_journal:
        where = " and in the copies" if backups else ""
        says = f"This will be gone for good{where}; undo will not bring it back, nor anything that was changed before."
    else:
        says = f"{one.ref} is not in the journal; it will be gone for good in {'the copies' if backups else 'drafts'}."
    what: Page = [Grid((GridColumn(""), GridColumn("", "words")), rows), Lines(lines), Gap()] if rows else []
    return [*what, Lines([line(ours(says))])]


def _describe_scope(one: ForgetTarget, gone: ForgetPlan) -> str:
    """ "q3", or "m1 with 12 entries: s1, s2 ... and the answers of 3 questions"."""
    more = [ref for ref in refs_in_order(gone.rows) if ref != one.ref]
    told = one.ref
    if more:
        rest = f" and {len(more) - _MAX_REFS} more" if len(more) > _MAX_REFS else ""
        told += f" with {', '.join(more[:_MAX_REFS])}{rest}"
    if gone.fields_to_clear:
        told += f", and what was answered to {', '.join(refs_in_order(list(gone.fields_to_clear))[:_MAX_REFS])}"
    return told


def _build_answer(
    one: ForgetTarget, gone: ForgetPlan, change: int, copies: AffectedBackups, mentions: list[str]
) -> Answer:
    says = line(
        ours("Forgotten: " if change else "It is not in the journal: "), Span(_describe_scope(one, gone), "accent")
    )
    page: Page = [Lines([(*says, ours("."))])]
    if copies.cleaned:
        page.append(Lines([line(ours(f"Rewritten without it: {_join_names(copies.cleaned)}."))], indent=2))
    if copies.remaining:
        page.append(
            Lines([line(ours(f"These copies still hold it: {_join_names(copies.remaining)}.", "warn"))], indent=2)
        )
    if copies.unreadable:
        page.append(
            Lines([line(ours(f"These copies may hold it: {_join_names(copies.unreadable)}.", "warn"))], indent=2)
        )
    if mentions:
        more = f" and {len(mentions) - _MAX_REFS} more" if len(mentions) > _MAX_REFS else ""
        page.append(Lines([line(ours(f"The name still stands in {', '.join(mentions[:_MAX_REFS])}{more}."))], indent=2))
    data = {
        "mentions": mentions,
        "change": change or None,
        "refs": refs_in_order(gone.rows),
        "emptied": refs_in_order(list(gone.fields_to_clear)),
        "backups": [
            {"name": copy.stem, "rewritten": copy in copies.cleaned}
            for copy in copies.cleaned + copies.remaining + copies.unreadable
        ],
    }
    steps = (NextStep(f"mentorlog forget {one.ref} --backups", "forgets it there too"),)
    # Whoever asks for the copies relies on it: where one may still hold it, not everything is done.
    answer = PageAnswer(
        "forget", data, page, steps if copies.needs_backups_flag else (), exit_code=1 if copies.failures else 0
    )
    answer.warnings = [
        f"It cannot be promised that {copy} is free of it. Run the command again, or remove the file by hand."
        for copy in copies.failures or copies.unreadable
    ]
    return answer


def _join_names(copies: list[Path]) -> str:
    return ", ".join(copy.stem for copy in copies)
