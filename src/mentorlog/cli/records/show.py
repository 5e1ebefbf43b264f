"""`mentorlog show`, `edit`, `delete`: what every record can do, whatever its noun."""

from itertools import takewhile
from typing import TYPE_CHECKING

import typer

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.options import Context, Ref, Refs, word_argument
from mentorlog.cli.params.sharing import ShareOptions, refuse_if_hidden, share_record, shareable
from mentorlog.errors import UsageError
from mentorlog.journal.model.kinds import parse_ref
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.record import Record
from mentorlog.journal.model.records import record_class
from mentorlog.render.answers import Answer, NextStep, PageAnswer, record_title
from mentorlog.render.documents.formats import FORMATS
from mentorlog.render.terminal.page import Gap, Lines, Page, Span, line, ours, paragraph
from mentorlog.render.terminal.screen import Screen
from mentorlog.structs import Annotated, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.nouns import Kind

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@shareable()
def show(ctx: Context, share: ShareOptions, refs: Refs) -> Answer:
    """Show a record, whole; as a page a session has all that came of it."""
    journal = ctx.obj.open_journal()
    named = dict.fromkeys(map(journal.resolve, refs))
    if len(refs) == 1:
        return _record_answer(ctx.obj, journal, *next(iter(named)), share)
    if share.format.draws != "answer" or share.output is not None or share.audience != "me":
        raise UsageError(
            "Only one record at a time becomes a page.", f"Name one of them: mentorlog show {refs[0]} --format markdown"
        )
    plainly = replace(share, format=FORMATS["terminal"])
    cards = [_record_answer(ctx.obj, journal, kind, number, plainly) for kind, number in named]

    def page(screen: Screen) -> Page:
        first, *others = (card.page(screen) for card in cards)
        return [*first, *(block for blocks in others for block in (Gap(), *blocks))]

    answer = PageAnswer("show", lambda: [card.data() for card in cards], page)
    answer.as_json, answer.use_pager = share.format.name == "json", True
    return answer


def _record_answer(cli: CliContext, journal: "Journal", kind: "Kind", number: int, share: ShareOptions) -> Answer:
    """The answer for one record in the format of `share`."""
    reader = share.reader(cli, _owner(journal, kind, number) if share.audience == "mentor" else None)
    refuse_if_hidden(journal, kind.noun, number, reader)
    if share.for_owner_on_screen and kind.noun != "agreement":  # an agreement is always shown as its document
        from mentorlog.render.records.card import Card

        record = journal.get(record_class(kind), number)
        parts = journal.parts(record)
        labels = _part_labels(journal, [part for of_noun in parts.values() for part in of_noun])
        return Card(record, parts, journal.link_names(record), journal.today, labels)
    return share_record(cli, share, reader, kind, number)


def _owner(journal: "Journal", kind: "Kind", number: int) -> int | None:
    from mentorlog.journal.queries.filters import owner

    return owner(journal, kind.noun, number)


def _part_labels(journal: "Journal", parts: list[Record]) -> dict[tuple[str, int], str]:
    """What to call the records that the parts of one link to."""
    if not parts:
        return {}
    from mentorlog.journal.queries.names import link_labels

    return link_labels(journal, parts)


@app.command()
def edit(
    ctx: Context,
    ref: Ref,
    assignments: Annotated[
        list[str] | None,
        word_argument(
            "FIELD=VALUE...",
            "What to change; FIELD= clears it; without any your editor opens. More refs may stand before it.",
            "assignments",
        ),
    ] = None,
) -> Answer:
    """Change fields of a record, or of several, and see from what to what."""
    others = list(takewhile(parse_ref, assignments or ()))
    refs, assignments = [ref, *others], (assignments or [])[len(others) :]
    if not assignments:
        if others:
            raise UsageError(
                "The editor opens one record at a time.", "To change several: mentorlog edit REF ... FIELD=VALUE"
            )
        from mentorlog.cli.prompts.edit_form import edit_in_editor

        return edit_in_editor(ctx.obj, ref, _edit_warnings)
    from mentorlog.cli.params.batch import all_or_none, batch_answer
    from mentorlog.cli.params.moments import due_year_warnings
    from mentorlog.cli.params.outliers import warn_of
    from mentorlog.journal.editing.assignments import apply_assignments
    from mentorlog.render.differences import difference_lines

    ctx.obj.has_unsaved_text = True
    journal = ctx.obj.open_journal()
    with all_or_none(refs):
        assignments = _take_stdin(ctx.obj, journal, refs, assignments)
    outliers = _confirm_outliers(ctx.obj, journal, refs, assignments)
    with all_or_none(refs), journal.change("edit") as change:
        named = dict.fromkeys(map(journal.resolve, refs))
        before = [journal.get(record_class(kind), number) for kind, number in named]
        changed = [change.update(apply_assignments(record, assignments, journal)) for record in before]
        differs = change.has_changes
        details = [
            (ours(f"{new.ref}  ", "dim"), *difference) if len(named) > 1 else difference
            for old, new in zip(before, changed, strict=True)
            for difference in difference_lines(old, new, journal.link_names(new), journal.today)
        ]
    answer = batch_answer(
        "Changed" if differs else "Nothing differs in",
        changed,
        refs,
        NextStep("mentorlog show REFS"),
        details,
    )
    if len({kind for kind, _ in named}) > 1:
        answer.kind = "edit"  # records of several nouns
    pairs = zip(before, changed, strict=True)
    answer.warnings = [warning for old, new in pairs for warning in _warnings_about(journal, old, new)]
    answer.warnings += [text for record in changed for text in due_year_warnings(record, assignments, journal.today)]
    return warn_of(answer, outliers, change.number)


def _warnings_about(journal: "Journal", before: Record, after: Record) -> list[str]:
    """What a change says of other sessions at that time, and of an agreement that says otherwise now."""
    if after.noun not in ("agreement", "mentor"):
        from mentorlog.cli.params.moments import new_overlap_warnings

        return new_overlap_warnings(journal, before, after)
    from mentorlog.journal.workflows.agreeing import term_conflicts

    return term_conflicts(journal, before, after)


def _edit_warnings(journal: "Journal", before: Record, after: Record, change: int) -> list[str]:
    """What a change in the editor says of other records, and of figures far out."""
    from mentorlog.cli.params.outliers import outlier_warnings
    from mentorlog.journal.workflows.outliers import find_outliers

    outliers = find_outliers(journal, after, before)
    return [*_warnings_about(journal, before, after), *outlier_warnings(outliers, change)]


def _take_stdin(cli: CliContext, journal: "Journal", refs: list[str], assignments: list[str]) -> list[str]:
    """The assignments with the text from stdin for a `-`, where the field takes a text."""
    if not any(assignment.endswith("=-") for assignment in assignments):
        return assignments
    from mentorlog.journal.editing.assignments import find_field
    from mentorlog.journal.model.forms import TextForm

    records = [journal.get(record_class(kind), number) for kind, number in map(journal.resolve, refs)]

    def fill(assignment: str) -> str:
        name, _, value = assignment.partition("=")
        fields = [(record, find_field(record, name.strip().replace("-", "_").lower())) for record in records]
        takes_text = any(field and isinstance(record.form_of(field), TextForm) for record, field in fields)
        if value != "-" or not takes_text:
            return assignment
        if not (text := cli.read_stdin()).strip():
            raise UsageError(f"{name.strip()}: The text is empty.", "Write a few words.")
        return f"{name}={text}"

    return [fill(assignment) for assignment in assignments]


def _confirm_outliers(cli: CliContext, journal: "Journal", refs: list[str], assignments: list[str]) -> list[str]:
    """Ask about figures far out before anything is changed, since nobody is kept waiting while a person answers."""
    from mentorlog.cli.params.batch import all_or_none
    from mentorlog.cli.params.outliers import confirm_outliers
    from mentorlog.journal.editing.assignments import apply_assignments
    from mentorlog.journal.workflows.outliers import FIGURES

    if not any(assignment.partition("=")[0].strip().replace("-", "_").lower() in FIGURES for assignment in assignments):
        return []
    with all_or_none(refs):
        before = [journal.get(record_class(kind), number) for kind, number in dict.fromkeys(map(journal.resolve, refs))]
        return confirm_outliers(
            cli, journal, *((apply_assignments(record, assignments, journal), record) for record in before)
        )


@app.command()
def delete(ctx: Context, refs: Refs) -> Answer:
    """Delete a record; undo brings it back."""
    from mentorlog.cli.params.batch import all_or_none

    journal = ctx.obj.open_journal()
    with all_or_none(refs), journal.change("delete") as change:
        titles = {
            ref_of(kind.noun, number): record_title(journal.get(record_class(kind), number))
            for kind, number in map(journal.resolve, refs)
        }
        for ref in titles:
            if ref not in change.deleted_refs:  # a record may go with an earlier one, of which it is part
                change.delete(*journal.resolve(ref))
    parts = [ref for ref in change.deleted_refs if ref not in titles]
    page: Page = [
        Lines([line("Deleted ", Span(ref, "accent"), ": ", Span(title, "title")) for ref, title in titles.items()])
    ]
    if parts:
        pronoun = "it" if len(titles) == 1 else "them"
        page.append(paragraph(ours(f"and with {pronoun} {', '.join(parts)}", "dim"), indent=2))
    if unlinked := [ref for ref in change.refs if ref not in titles and ref not in parts]:
        page.append(paragraph(ours(f"no longer linked: {', '.join(unlinked)}", "dim"), indent=2))
    data = {"change": change.number, "command": "delete", "refs": change.refs}
    return PageAnswer("delete", data, page, (NextStep(f"mentorlog undo {change.number}", "brings it back"),))
