"""Taking in a journal that was exported: as it is into an empty one, by uid into any other."""

from contextlib import closing
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

from mentorlog.cli.context import CliContext
from mentorlog.cli.file.imports.copy import back_up_before_import
from mentorlog.errors import Refused, concurrent_write_error
from mentorlog.exchange.intake import load_into_empty, stage_export
from mentorlog.exchange.jsonl import verify_export
from mentorlog.exchange.merge import Merge, MergePlan, NounCounts
from mentorlog.exchange.rules import check_rules
from mentorlog.journal.schema import schema
from mentorlog.journal.text import format_count
from mentorlog.nouns import KINDS
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Grid, GridColumn, Lines, Page, Row, Span, line, ours
from mentorlog.store.dump import count_rows, is_pristine

if TYPE_CHECKING:
    from sqlite3 import Connection

    from mentorlog.exchange.jsonl import ExportHeader
    from mentorlog.exchange.merge import Conflict, MergePlan
    from mentorlog.exchange.staging import Staging
    from mentorlog.journal.journal import Journal

Take = Literal["theirs", "ours"] | None
_MAX_NAMED_REFS = 8  # refs of records that differ, in a sentence


def import_dump(cli: CliContext, file: Path, take: Take, *, dry_run: bool, yes: bool) -> Answer:
    """What came of it. The file is read to its end and looked at before anything is written."""
    known = schema()
    with open(file, "rb") as opened:
        header = verify_export(opened, str(file), known)
        journal = cli.open_journal()
        empty = is_pristine(journal.store.connection, known)
        if empty and not dry_run:
            return _load_into_empty(journal, opened, file, header)
        with closing(stage_export(opened, str(file), header, known, log=empty)) as incoming:
            if empty:
                return _copy_answer(incoming.connection, header, dry_run=True)
            return _merge_into(cli, journal, incoming, take, dry_run=dry_run, yes=yes)


# Into an empty journal


def _load_into_empty(journal: "Journal", opened: IO[bytes], file: Path, header: "ExportHeader") -> Answer:
    kept = back_up_before_import(journal)
    known = schema()
    with journal.store.raw_transaction() as connection:
        if not is_pristine(connection, known):
            raise concurrent_write_error("imported")
        load_into_empty(opened, str(file), header, known, connection)
    return _copy_answer(journal.store.connection, header, dry_run=False, kept=kept)


def _copy_answer(
    connection: "Connection", header: "ExportHeader", *, dry_run: bool, kept: Path | None = None
) -> Answer:
    counts = {kind.noun: count_rows(connection, kind.plural) for kind in KINDS.values()}
    plan = MergePlan([NounCounts(noun, number, 0, 0) for noun, number in counts.items() if number], [])
    history = "no history" if not header.changes else f"their history of {format_count(header.changes, 'change')}"
    says = f"{'Would copy' if dry_run else 'Copied'} {format_count(header.records, 'record')} with {history}."
    data = _plan_to_json(plan, copied=True, dry_run=dry_run, kept=kept)
    page = [Lines([line(ours(says))]), *_plan_page(plan, empty=True)]
    return PageAnswer("import", data, page, () if dry_run else (NextStep("mentorlog next"),))


# Into any other


def _merge_into(
    cli: CliContext, journal: "Journal", incoming: "Staging", take: Take, *, dry_run: bool, yes: bool
) -> Answer:
    check_rules(incoming.connection, journal.now)
    newest = _last_change_id(journal)
    merge = Merge(journal, incoming.connection)
    plan = merge.plan()
    if dry_run:
        steps = (
            (NextStep("--take theirs, or --take ours", "settles what differs"),) if plan.conflicts and not take else ()
        )
        return PageAnswer("import", _plan_to_json(plan, copied=False, dry_run=True, take=take), _plan_page(plan), steps)
    if plan.conflicts and take is None:
        raise _conflict_error(plan.conflicts)
    if not plan.new and not (plan.conflicts and take == "theirs"):
        says = line("All of it is here already; nothing was changed.")
        return PageAnswer("import", _plan_to_json(plan, copied=False, dry_run=False, take=take), [Lines([says])])
    if not yes:
        from mentorlog.cli.prompts.conversation import confirm

        confirm(cli, _plan_page(plan), "Take this in", "An import into a journal")
    kept = back_up_before_import(journal)
    with journal.change("import") as change:
        if _last_change_id(journal) != newest:
            raise concurrent_write_error("imported")
        merge.write(change.store_change, take)
    says = line(ours(f"Took {format_count(plan.new, 'new record')}"), ours(_conflicts_phrase(plan, take)), ours("."))
    lines = [says, line(ours("The journal as it was: ", "dim"), Span(str(kept), "dim"))]
    data = _plan_to_json(plan, copied=False, dry_run=False, take=take, kept=kept)
    return PageAnswer("import", data, [Lines(lines), *_plan_page(plan)], (NextStep("mentorlog undo", "takes it back"),))


def _conflicts_phrase(plan: "MergePlan", take: Take) -> str:
    if not plan.conflicts:
        return ""
    return f", and {format_count(len(plan.conflicts), 'record')} as {'they have them' if take == 'theirs' else 'here'}"


def _last_change_id(journal: "Journal") -> int:
    return journal.store.scalar("SELECT max(id) FROM changes")


def _conflict_error(conflicts: "list[Conflict]") -> Refused:
    named = ", ".join(one.ref for one in conflicts[:_MAX_NAMED_REFS])
    more = f" and {len(conflicts) - _MAX_NAMED_REFS} more" if len(conflicts) > _MAX_NAMED_REFS else ""
    few = "record differs" if len(conflicts) == 1 else "records differ"
    return Refused(
        f"{len(conflicts)} {few} from what is here: {named}{more}.",
        "Nothing was changed. Say which count: --take theirs, or --take ours (--dry-run shows the numbers).",
    )


# The answers


def _plan_page(plan: "MergePlan", *, empty: bool = False) -> Page:
    """How many records of each noun are new, the same, or different."""
    from mentorlog.nouns import KINDS

    if not plan.counts:
        return [Lines([line("It holds no record.")])]
    heads = [
        GridColumn("", "title"),
        GridColumn("New", "figure"),
        GridColumn("Same", "figure"),
        GridColumn("Differing", "figure"),
    ]
    rows = [
        Row([line(ours(KINDS[move.noun].plural)), *(line(ours(str(number) if number else "")) for number in move[1:])])
        for move in plan.counts
    ]
    if empty:
        heads, rows = heads[:2], [Row(row.cells[:2]) for row in rows]
    return [Grid(heads, rows, has_header=not empty)]


def _plan_to_json(
    plan: "MergePlan", *, copied: bool, dry_run: bool, take: Take = None, kept: Path | None = None
) -> dict[str, Any]:
    return {
        "source": "mentorlog",
        "dry_run": dry_run,
        "copied": copied,
        "moves": [move._asdict() for move in plan.counts],
        "conflicts": [one._asdict() for one in plan.conflicts],
        "take": take,
        "kept": str(kept) if kept else None,
    }
