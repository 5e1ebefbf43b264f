"""Taking in a table or a diary: what can be read is added in one change, the rest is listed with its reason.

A line that cannot be read does not hold back the others: it is told on stderr (and under `left` in JSON), and once it
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
    found = parse_table(journal, content, kind, maps, _default_fields(journal, kind, mentor))
    return _import_entries(journal, "csv", file, found, dry_run=dry_run)


def import_diary(cli: CliContext, file: Path, content: bytes, noun: str | None, *, dry_run: bool) -> Answer:
    """The entries of a diary as lessons and achievements, or as the noun named."""
    journal = cli.open_journal()
    return _import_entries(journal, "jrnl", file, parse_diary(content, noun, journal.now), dry_run=dry_run)


def _default_fields(journal: "Journal", kind: "Kind", mentor: str | None) -> dict[str, Any]:
    """What a row goes without saying: whose it is."""
    usual: dict[str, Any] = {"direction": "received"} if kind.noun == "feedback" else {}
    if any(field.name == "mentor" for field in fields_of(record_class(kind))):
        usual["mentor"] = only_mentor(journal, mentor)
    return usual


def _import_entries(journal: "Journal", source: str, file: Path, read: ParsedEntries, *, dry_run: bool) -> Answer:
    found = plan_import(journal, read)
    taking = bool(found.new) and not dry_run
    kept = back_up_before_import(journal) if taking else None
    made = add_entries(journal, found.new) if taking else []
    data = {
        "source": source,
        "dry_run": dry_run,
        "taken": len(found.new),
        "there": found.existing,
        "left": [one._asdict() for one in found.skipped],
        "unused": list(found.unused),
        "made": [record.ref for record in made],
        "kept": str(kept) if kept else None,
    }
    steps = [NextStep("mentorlog undo", "takes them back")] if made else []
    if dry_run and found.new:
        steps = [NextStep(f"mentorlog import {shlex.quote(str(file))} ...", "without --dry-run takes them")]
    code = 1 if found.skipped and not found.new and not found.existing else 0
    answer = PageAnswer(
        "import", data, _summary_page(found, [one.ref for one in made], dry_run=dry_run), steps, exit_code=code
    )
    if found.skipped and not dry_run:
        answer.warnings = [
            f"{format_count(len(found.skipped), 'line')} could not be taken: {_rejection_list(found.skipped)}"
        ]
    return answer


def _summary_page(found: ImportPlan, refs: list[str], *, dry_run: bool) -> Page:
    says = [ours("Would take " if dry_run else "Took "), ours(_counts_by_noun(found) or "nothing")]
    if refs:
        says += [ours(": "), Span(refs[0] if len(refs) == 1 else f"{refs[0]} ... {refs[-1]}", "accent")]
    lines = [line(*says, ours("."))]
    if found.existing:
        lines.append(
            line(
                ours(
                    f"{found.existing} more {'is' if found.existing == 1 else 'are'} here already, or in it twice.",
                    "dim",
                )
            )
        )
    if found.unused:
        lines.append(line(ours("Columns that say nothing here: ", "dim"), Span(", ".join(found.unused), "dim")))
    page: Page = [Lines(lines)]
    if found.skipped and dry_run:
        rows = [line(ours(f"{one.at}: {one.why}")) for one in found.skipped[:_MAX_LISTED]]
        more = len(found.skipped) - _MAX_LISTED
        rows += [line(ours(f"and {more} more (--json has all)", "dim"))] if more > 0 else []
        page += [
            Gap(),
            Lines([line(ours(f"{format_count(len(found.skipped), 'line')} cannot be taken:"))]),
            Lines(rows, indent=2),
        ]
    return page


def _counts_by_noun(found: ImportPlan) -> str:
    counts: dict[str, int] = {}
    for entry in found.new:
        counts[entry.record.noun] = counts.get(entry.record.noun, 0) + 1
    told = [format_count(number, KINDS[noun].display_noun, KINDS[noun].plural) for noun, number in counts.items()]
    return " and ".join(told)


def _rejection_list(left: "list[SkippedEntry]") -> str:
    told = "; ".join(f"{one.at}: {one.why.rstrip('.')}" for one in left[:_MAX_LISTED])
    return f"{told}; and {len(left) - _MAX_LISTED} more." if len(left) > _MAX_LISTED else f"{told}."
