"""`mentorlog forget`: remove a record, or a mentor with everything they said, as if it had never been written."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mentorlog.cli.params.options import Context, Ref, flag
from mentorlog.cli.prompts.drafts import delete_drafts_containing
from mentorlog.errors import InputOutput, Interrupted, MentorlogError
from mentorlog.journal import forgetting
from mentorlog.journal.forgetting import AffectedBackups, ForgetTarget, ref_titles, refs_in_order
from mentorlog.journal.text import join_some
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.documents.browser_pages import delete_browser_pages
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Lines, Page, Role, Row, Span, line, ours, paragraph
from mentorlog.store.backup import SEALED_SUFFIX
from mentorlog.structs import Annotated

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.store.machines.erasing import ForgetPlan

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_MAX_REFS = 12  # listed before "and 3 more"
_MAX_MENTIONS = 50  # records that still hold the name of a mentor


@app.command()
def forget(
    ctx: Context,
    ref: Ref,
    backups: Annotated[bool, flag("--backups", "Forget it in the copies of the journal too.")] = False,
    yes: Annotated[bool, flag("--yes", "Do not ask.")] = False,
) -> Answer:
    """Remove a record, or a mentor with everything they said, for good: undo does not bring it back."""
    journal = ctx.obj.open_journal()
    target = forgetting.resolve_target(journal, ref)
    plan = forgetting.forget_scope(journal, target)
    if not yes:
        from mentorlog.cli.prompts.single import confirm

        confirm(ctx.obj, _preview_page(journal, target, plan, backups=backups), "Forget it", "Forgetting")
    rules, name = forgetting.forget_rules(journal.store.connection, target), forgetting.first_name(journal, target)
    with _explain_half_way(journal, target):
        change, texts = forgetting.forget_in_journal(journal, target, plan) if target.in_journal else (0, set())
        is_rewritten = forgetting.rewrite_file(journal)
        copies, copied_texts = forgetting.forget_in_backups(journal, target, rules, rewrite=backups)
        delete_drafts_containing(ctx.obj.journal_path, texts | copied_texts, target.ref)
        pages = delete_browser_pages()
    mentions = [hit.ref for hit in journal.search(name, _MAX_MENTIONS)[0]] if name else []
    answer = _build_answer(target, plan, change, copies, mentions, *pages)
    if not is_rewritten:
        answer.exit_code = 1
        answer.warnings = [
            *answer.warnings,
            (
                "Another program reads the journal, so its file could not be written anew."
                f" Close that one, and run the command again: mentorlog forget {target.ref}"
            ),
        ]
    return answer


@contextmanager
def _explain_half_way(journal: "Journal", target: ForgetTarget) -> Iterator[None]:
    """Say of what stops the block that the journal is free of the record already, and that copies may still hold it."""
    try:
        yield
    except (MentorlogError, OSError, sqlite3.Error, KeyboardInterrupt) as error:
        if not journal.store.has_written:
            raise
        failure = Interrupted if isinstance(error, KeyboardInterrupt) else InputOutput
        raise failure(
            f"{target.ref} is forgotten in the journal, but its copies, drafts and pages may still hold it.",
            f"Forget it there too: mentorlog forget {target.ref} --backups",
        ) from error


def _preview_page(journal: "Journal", target: ForgetTarget, plan: "ForgetPlan", *, backups: bool) -> Page:
    """List the records that will be removed, and say that undo will not bring them back."""
    rows = [
        Row((line(Span(ref, "accent")), line(Span(title, "title"))))
        for ref, title in ref_titles(journal, target, plan, _MAX_REFS)
    ]
    lines = []
    if len(plan.rows) > _MAX_REFS:
        lines.append(line(f"and {len(plan.rows) - _MAX_REFS} more"))
    if plan.fields_to_clear:
        lines.append(line(f"and {_answers_phrase(plan)}"))
    if plan.rows_to_hide:
        lines.append(line(_hidden_sentence(plan)))
    if target.in_journal:
        where = " and in the copies" if backups else ""
        fate = f"This will be gone for good{where}; undo will not bring it back, nor anything that was changed before."
    else:
        where = "the copies" if backups else "drafts"
        fate = f"{target.ref} is not in the journal; it will be gone for good in {where}."
    scope: Page = [Grid((GridColumn(""), GridColumn("", "words")), rows), Lines(lines), Gap()] if rows else []
    return [*scope, paragraph(fate)]


def _describe_scope(target: ForgetTarget, plan: "ForgetPlan") -> str:
    """ "q3", or "m1 with s1, s2 and 3 more, and what was answered to q4"."""
    others = [ref for ref in refs_in_order(plan.rows) if ref != target.ref]
    scope = f"{target.ref} with {join_some(others, _MAX_REFS)}" if others else target.ref
    return f"{scope}, and {_answers_phrase(plan)}" if plan.fields_to_clear else scope


def _hidden_sentence(plan: "ForgetPlan") -> str:
    """What stays, and is private and settled: your own goals and questions are not for the next mentor."""
    refs = refs_in_order(plan.rows_to_hide)
    are = "stays with you, private" if len(refs) == 1 else "stay with you, private"
    return f"{join_some(refs, _MAX_REFS)} {are}; open goals rest, open questions and actions are dropped."


def _answers_phrase(plan: "ForgetPlan") -> str:
    return f"what was answered to {', '.join(refs_in_order(list(plan.fields_to_clear))[:_MAX_REFS])}"


def _copy_name(copy: Path) -> str:
    """The name by which `backup list` shows a copy."""
    return copy.name if copy.name.endswith(SEALED_SUFFIX) else copy.stem


def _build_answer(
    target: ForgetTarget,
    plan: "ForgetPlan",
    change: int,
    copies: AffectedBackups,
    mentions: list[str],
    pages: list[Path],
    remaining_pages: list[Path],
) -> Answer:
    verb = "Forgotten: " if change else "It is not in the journal: "
    page: Page = [paragraph(verb, Span(_describe_scope(target, plan), "accent"), ".")]
    if plan.rows_to_hide:
        share = f"mentorlog edit {refs_in_order(plan.rows_to_hide)[0]} private=no"
        page.append(paragraph(f"{_hidden_sentence(plan)} To share one again: {share}", indent=2))
    groups: tuple[tuple[str, list[Path], Role], ...] = (
        ("Rewritten without it", copies.cleaned, ""),
        ("These copies still hold it", copies.remaining, "warn"),
        ("These copies may hold it", copies.unreadable, "warn"),
    )
    for label, paths, role in groups:
        if paths:
            page.append(paragraph(ours(f"{label}: {', '.join(map(_copy_name, paths))}.", role), indent=2))
    if pages:
        names = join_some([path.name for path in pages], _MAX_REFS)
        page.append(paragraph(f"Removed from the cache of pages shown in the browser: {names}.", indent=2))
    if mentions:
        page.append(paragraph(f"The name still stands in {join_some(mentions, _MAX_REFS)}.", indent=2))
    data = {
        "mentions": mentions,
        "pages": [str(path) for path in pages],
        "change": change or None,
        "refs": refs_in_order(plan.rows),
        "emptied": refs_in_order(list(plan.fields_to_clear)),
        "hidden": refs_in_order(plan.rows_to_hide),
        "backups": [
            {"name": _copy_name(copy), "rewritten": copy in copies.cleaned}
            for copy in copies.cleaned + copies.remaining + copies.unreadable
        ],
    }
    steps = (NextStep(f"mentorlog forget {target.ref} --backups", "forgets it there too"),)
    # A script that passes --backups must be able to tell that a copy may still hold the record.
    answer = PageAnswer(
        "forget", data, page, steps if copies.needs_backups_flag else (), exit_code=1 if copies.failures else 0
    )
    answer.warnings = [
        f"It cannot be promised that {copy} is free of it. Run the command again, or remove the file by hand."
        for copy in [*(copies.failures or copies.unreadable), *remaining_pages]
    ]
    return answer
