"""Taking in a journal that was exported: as it is into an empty one, by uid into any other."""

from contextlib import closing
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from mentorlog.cli.context import CliContext
from mentorlog.cli.file.imports.copy import back_up_before_import
from mentorlog.errors import Refused, concurrent_write_error
from mentorlog.exchange.intake import load_into_empty, stage_export
from mentorlog.exchange.jsonl import as_written, verify_export
from mentorlog.exchange.merge import Conflict, Merge, MergePlan, NounCounts
from mentorlog.exchange.rules import check_rules
from mentorlog.journal.schema import schema
from mentorlog.journal.text import format_count, join_some
from mentorlog.nouns import KINDS
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Lines, Page, Span, counts_grid, line, ours, paragraph
from mentorlog.store.dump import count_rows, is_pristine

if TYPE_CHECKING:
    from sqlite3 import Connection

    from mentorlog.exchange.jsonl import ExportHeader
    from mentorlog.exchange.merge import MergeSide
    from mentorlog.exchange.sources import ImportOptions
    from mentorlog.exchange.staging import Staging
    from mentorlog.journal.journal import Journal

_MAX_NAMED_REFS = 8  # refs of records that differ, in a sentence


def import_dump(cli: CliContext, opened: IO[bytes], name: str, options: "ImportOptions") -> Answer:
    """Take in an exported journal. The file is read to its end and validated before anything is written."""
    with as_written(opened) as export:
        return _import_export(cli, export, name, options)


def _import_export(cli: CliContext, opened: IO[bytes], name: str, options: "ImportOptions") -> Answer:
    header = verify_export(opened, name, schema())
    journal = cli.open_journal()
    empty = is_pristine(journal.store.connection, schema())
    if empty and not options.dry_run:
        return _load_into_empty(journal, opened, name, header)
    with closing(stage_export(opened, name, header, schema(), log=empty)) as incoming:
        if empty:
            return _copy_answer(incoming.connection, header, dry_run=True)
        return _merge_into(cli, journal, incoming, options)


# Into an empty journal


def _load_into_empty(journal: "Journal", opened: IO[bytes], name: str, header: "ExportHeader") -> Answer:
    backup = back_up_before_import(journal)
    with journal.store.raw_transaction() as connection:
        if not is_pristine(connection, schema()):
            raise concurrent_write_error("imported")
        load_into_empty(opened, name, header, schema(), connection)
    return _copy_answer(journal.store.connection, header, dry_run=False, backup=backup)


def _copy_answer(
    connection: "Connection", header: "ExportHeader", *, dry_run: bool, backup: Path | None = None
) -> Answer:
    counts = {kind.noun: count_rows(connection, kind.plural) for kind in KINDS.values()}
    plan = MergePlan([NounCounts(noun, number, 0, 0) for noun, number in counts.items() if number], [])
    history = f"their history of {format_count(header.changes, 'change')}" if header.changes else "no history"
    sentence = f"{'Would copy' if dry_run else 'Copied'} {format_count(header.records, 'record')} with {history}."
    data = _plan_to_json(plan, copied=True, dry_run=dry_run, backup=backup)
    page = [paragraph(sentence), *_plan_page(plan, empty=True)]
    return PageAnswer("import", data, page, () if dry_run else (NextStep("mentorlog next"),))


# Into any other


def _merge_into(cli: CliContext, journal: "Journal", incoming: "Staging", options: "ImportOptions") -> Answer:
    take = options.take
    check_rules(incoming.connection, journal.now)
    newest = _last_change_id(journal)
    merge = Merge(journal, incoming.connection)
    plan = merge.plan()
    data = _plan_to_json(plan, copied=False, dry_run=options.dry_run, take=take)
    unsettled = plan.conflicts and take is None
    if options.dry_run:
        steps = [NextStep("--take theirs, or --take ours", "settles what differs")] if unsettled else []
        return PageAnswer("import", data, _plan_page(plan), steps)
    if unsettled:
        raise _conflict_error(plan.conflicts)
    if not plan.new and not (plan.conflicts and take == "theirs"):
        return PageAnswer("import", data, [paragraph("All of it is here already; nothing was changed.")])
    if not options.yes:
        from mentorlog.cli.prompts.single import confirm

        confirm(cli, _plan_page(plan), "Take this in", "An import into a journal")
    backup = back_up_before_import(journal)
    with journal.change("import") as change:
        if _last_change_id(journal) != newest:
            raise concurrent_write_error("imported")
        merge.write(change.store_change, take)
    sentence = f"Took {format_count(plan.new, 'new record')}"
    if plan.conflicts:
        kept_side = "they have them" if take == "theirs" else "here"
        sentence += f", and {format_count(len(plan.conflicts), 'record')} as {kept_side}"
    lines = [line(f"{sentence}."), line(ours("The journal as it was: ", "dim"), Span(str(backup), "dim"))]
    data |= {"kept": str(backup) if backup else None}
    step = NextStep(f"mentorlog undo {change.number}", "takes it back")
    return PageAnswer("import", data, [Lines(lines), *_plan_page(plan)], (step,))


def _last_change_id(journal: "Journal") -> int:
    return journal.store.scalar("SELECT max(id) FROM changes")


def _conflict_error(conflicts: list[Conflict]) -> Refused:
    count = format_count(len(conflicts), "record differs", "records differ")
    refs = join_some([conflict.ref for conflict in conflicts], _MAX_NAMED_REFS)
    return Refused(
        f"{count} from what is here: {refs}.",
        "Nothing was changed. Say which count: --take theirs, or --take ours (--dry-run shows the numbers).",
    )


# The answers


def _plan_page(plan: MergePlan, *, empty: bool = False) -> Page:
    """How many records of each noun are new, the same, or different; in an `empty` journal all are new."""
    if not plan.counts:
        return [paragraph("It holds no record.")]
    labels = ("New",) if empty else ("New", "Same", "Differing")
    rows = [(KINDS[noun].plural, counts[: len(labels)]) for noun, *counts in plan.counts]
    return [counts_grid(labels, rows, has_header=not empty)]


def _plan_to_json(
    plan: MergePlan, *, copied: bool, dry_run: bool, take: "MergeSide | None" = None, backup: Path | None = None
) -> dict[str, Any]:
    return {
        "source": "mentorlog",
        "dry_run": dry_run,
        "copied": copied,
        "moves": [noun._asdict() for noun in plan.counts],
        "conflicts": [conflict._asdict() for conflict in plan.conflicts],
        "take": take,
        "kept": str(backup) if backup else None,
    }
