"""`mentorlog forget`: remove a record, or a mentor with everything they said, as if it had never been written."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentorlog.cli.params.options import Context, Ref
from mentorlog.cli.prompts.drafts import delete_drafts_containing
from mentorlog.journal import forgetting
from mentorlog.journal.forgetting import AffectedBackups, ForgetTarget, ref_titles, refs_in_order
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Lines, Page, Row, Span, line, ours

if TYPE_CHECKING:
    from mentorlog.backups.forget import ForgetPlan
    from mentorlog.journal.journal import Journal

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_MAX_REFS = 12  # listed before "and 3 more"


@app.command()
def forget(
    ctx: Context,
    ref: Ref,
    backups: Annotated[
        bool, typer.Option("--backups", help="Forget it in the copies of the journal too.", show_default=False)
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.", show_default=False)] = False,
) -> Answer:
    """Remove a record, or a mentor with everything they said, for good: undo does not bring it back."""
    journal = ctx.obj.open_journal()
    target = forgetting.resolve_target(journal, ref)
    plan = forgetting.forget_scope(journal, target)
    if not yes:
        from mentorlog.cli.prompts.conversation import confirm

        confirm(ctx.obj, _preview_page(journal, target, plan, backups=backups), "Forget it", "Forgetting")
    rules, name = forgetting.forget_rules(journal.store.connection, target), forgetting.first_name(journal, target)
    change, texts = forgetting.forget_in_journal(journal, target, plan) if target.in_journal else (0, set())
    copies, copied_texts = forgetting.forget_in_backups(journal, target, rules, rewrite=backups)
    delete_drafts_containing(ctx.obj.journal_path, texts | copied_texts, target.ref)
    mentions = [hit.ref for hit in journal.search(name)] if name else []
    return _build_answer(target, plan, change, copies, mentions)


def _preview_page(journal: "Journal", target: ForgetTarget, plan: "ForgetPlan", *, backups: bool) -> Page:
    """List the records that will be removed, and say that undo will not bring them back."""
    rows = [
        Row(((Span(ref, "accent"),), (Span(title, "title"),)))
        for ref, title in ref_titles(journal, target, plan, _MAX_REFS)
    ]
    lines = []
    if len(plan.rows) > _MAX_REFS:
        lines.append(line(ours(f"and {len(plan.rows) - _MAX_REFS} more")))
    if plan.fields_to_clear:
        lines.append(
            line(ours(f"and what was answered to {', '.join(refs_in_order(list(plan.fields_to_clear))[:_MAX_REFS])}"))
        )
    if target.in_journal:
        where = " and in the copies" if backups else ""
        says = f"This will be gone for good{where}; undo will not bring it back, nor anything that was changed before."
    else:
        says = (
            f"{target.ref} is not in the journal; it will be gone for good in {'the copies' if backups else 'drafts'}."
        )
    what: Page = [Grid((GridColumn(""), GridColumn("", "words")), rows), Lines(lines), Gap()] if rows else []
    return [*what, Lines([line(ours(says))])]


def _describe_scope(target: ForgetTarget, plan: "ForgetPlan") -> str:
    """ "q3", or "m1 with 12 entries: s1, s2 ... and the answers of 3 questions"."""
    more = [ref for ref in refs_in_order(plan.rows) if ref != target.ref]
    scope = target.ref
    if more:
        rest = f" and {len(more) - _MAX_REFS} more" if len(more) > _MAX_REFS else ""
        scope += f" with {', '.join(more[:_MAX_REFS])}{rest}"
    if plan.fields_to_clear:
        scope += f", and what was answered to {', '.join(refs_in_order(list(plan.fields_to_clear))[:_MAX_REFS])}"
    return scope


def _build_answer(
    target: ForgetTarget, plan: "ForgetPlan", change: int, copies: AffectedBackups, mentions: list[str]
) -> Answer:
    says = line(
        ours("Forgotten: " if change else "It is not in the journal: "), Span(_describe_scope(target, plan), "accent")
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
        "refs": refs_in_order(plan.rows),
        "emptied": refs_in_order(list(plan.fields_to_clear)),
        "backups": [
            {"name": copy.stem, "rewritten": copy in copies.cleaned}
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
        for copy in copies.failures or copies.unreadable
    ]
    return answer


def _join_names(copies: list[Path]) -> str:
    return ", ".join(copy.stem for copy in copies)
