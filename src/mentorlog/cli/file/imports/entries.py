"""Taking in a table or a diary: what can be read is added in one change, the rest is listed with its reason.

A line that cannot be read does not hold back the others: it is listed on stderr (and under `left` in JSON), and once it
is mended the same file can be imported again, since what is there already is left alone. Where nothing at all could be
taken, the exit code is 1.
"""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorlog.cli.context import CliContext
from mentorlog.cli.file.imports.copy import back_up_before_import
from mentorlog.errors import UsageError
from mentorlog.exchange.entries import ImportPlan, ParsedEntries, SkippedEntry, add_entries, plan_import, resolve_kind
from mentorlog.exchange.jrnl import parse_diary
from mentorlog.exchange.spreadsheet import parse_table
from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.kinds import KINDS
from mentorlog.journal.model.records import record_class
from mentorlog.journal.queries.meetings import only_mentor
from mentorlog.journal.text import format_count
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Gap, Lines, Page, Span, line, ours

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.kinds import Kind

_MAX_LISTED = 20  # lines that were not taken, for people; JSON has all


def import_table(
    cli: CliContext, file: Path, content: bytes, noun: str | None, maps: list[str], mentor: str | None, *, dry_run: bool
) -> Answer:
    """The rows of a table as records of a noun."""
    if noun is None:
        raise UsageError("What the rows of this table are is not said.", "Say it: --noun questions")
    kind, journal = resolve_kind(noun), cli.open_journal()
    parsed = parse_table(journal, content, kind, maps, _default_fields(journal, kind, mentor))
    return _import_entries(journal, "csv", file, parsed, dry_run=dry_run)


def import_diary(cli: CliContext, file: Path, content: bytes, noun: str | None, *, dry_run: bool) -> Answer:
    """The entries of a diary as lessons and achievements, or as the noun named."""
    journal = cli.open_journal()
    return _import_entries(journal, "jrnl", file, parse_diary(content, noun, journal.now), dry_run=dry_run)


def _default_fields(journal: "Journal", kind: "Kind", mentor: str | None) -> dict[str, Any]:
    """Values for columns that a table rarely has: the mentor, and the direction of feedback."""
    defaults: dict[str, Any] = {"direction": "received"} if kind.noun == "feedback" else {}
    if any(field.name == "mentor" for field in fields_of(record_class(kind))):
        defaults["mentor"] = only_mentor(journal, mentor)
    return defaults


def _import_entries(journal: "Journal", source: str, file: Path, parsed: ParsedEntries, *, dry_run: bool) -> Answer:
    plan = plan_import(journal, parsed)
    will_write = bool(plan.new) and not dry_run
    backup = back_up_before_import(journal) if will_write else None
    added = add_entries(journal, plan.new) if will_write else []
    data = {
        "source": source,
        "dry_run": dry_run,
        "taken": len(plan.new),
        "there": plan.existing,
        "left": [entry._asdict() for entry in plan.skipped],
        "unused": list(plan.unused),
        "made": [record.ref for record in added],
        "kept": str(backup) if backup else None,
    }
    steps = [NextStep("mentorlog undo", "takes them back")] if added else []
    if dry_run and plan.new:
        steps = [NextStep(f"mentorlog import {shlex.quote(str(file))} ...", "without --dry-run takes them")]
    code = 1 if plan.skipped and not plan.new and not plan.existing else 0
    answer = PageAnswer(
        "import", data, _summary_page(plan, [record.ref for record in added], dry_run=dry_run), steps, exit_code=code
    )
    if plan.skipped and not dry_run:
        answer.warnings = [
            f"{format_count(len(plan.skipped), 'line')} could not be taken: {_rejection_list(plan.skipped)}"
        ]
    return answer


def _summary_page(plan: ImportPlan, refs: list[str], *, dry_run: bool) -> Page:
    says = [ours("Would take " if dry_run else "Took "), ours(_counts_by_noun(plan) or "nothing")]
    if refs:
        says += [ours(": "), Span(refs[0] if len(refs) == 1 else f"{refs[0]} ... {refs[-1]}", "accent")]
    lines = [line(*says, ours("."))]
    if plan.existing:
        lines.append(
            line(
                ours(
                    f"{plan.existing} more {'is' if plan.existing == 1 else 'are'} here already, or in it twice.",
                    "dim",
                )
            )
        )
    if plan.unused:
        lines.append(line(ours("Columns that say nothing here: ", "dim"), Span(", ".join(plan.unused), "dim")))
    page: Page = [Lines(lines)]
    if plan.skipped and dry_run:
        rows = [line(ours(f"{entry.at}: {entry.why}")) for entry in plan.skipped[:_MAX_LISTED]]
        more = len(plan.skipped) - _MAX_LISTED
        rows += [line(ours(f"and {more} more (--json has all)", "dim"))] if more > 0 else []
        page += [
            Gap(),
            Lines([line(ours(f"{format_count(len(plan.skipped), 'line')} cannot be taken:"))]),
            Lines(rows, indent=2),
        ]
    return page


def _counts_by_noun(plan: ImportPlan) -> str:
    counts: dict[str, int] = {}
    for entry in plan.new:
        counts[entry.record.noun] = counts.get(entry.record.noun, 0) + 1
    phrases = [format_count(number, KINDS[noun].display_noun, KINDS[noun].plural) for noun, number in counts.items()]
    return " and ".join(phrases)


def _rejection_list(skipped: "list[SkippedEntry]") -> str:
    reasons = "; ".join(f"{entry.at}: {entry.why.rstrip('.')}" for entry in skipped[:_MAX_LISTED])
    return f"{reasons}; and {len(skipped) - _MAX_LISTED} more." if len(skipped) > _MAX_LISTED else f"{reasons}."
