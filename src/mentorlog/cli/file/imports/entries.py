"""Taking in a table or a diary: what can be read is added in one change, the rest is listed with its reason.

A line that cannot be read does not hold back the others: it is reported on stderr (and under `left` in JSON). Once it
is corrected the same file can be imported again, since entries that are here already are left alone. Where nothing at
all could be taken, the exit code is 1.
"""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog.cli.context import CliContext
from mentorlog.cli.file.imports.copy import back_up_before_import
from mentorlog.exchange.entries import ImportPlan, SkippedEntry, add_entries, plan_import
from mentorlog.journal.text import format_count
from mentorlog.nouns import KINDS
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Gap, Lines, Page, Span, line, ours

if TYPE_CHECKING:
    from mentorlog.exchange.sources import ImportOptions, Source

_MAX_LISTED = 20  # lines that were not taken, for people; JSON has all


def import_entries(cli: CliContext, source: "Source", file: Path, content: bytes, options: "ImportOptions") -> Answer:
    """The entries of a file as records; those that are here already are left alone."""
    journal, dry_run = cli.open_journal(), options.dry_run
    found = plan_import(journal, source.parse(journal, content, options))
    taking = bool(found.new) and not dry_run
    kept = back_up_before_import(journal) if taking else None
    made = add_entries(journal, found.new) if taking else []
    data = {
        "source": source.name,
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
    phrases = [format_count(number, KINDS[noun].display_noun, KINDS[noun].plural) for noun, number in counts.items()]
    return " and ".join(phrases)


def _rejection_list(skipped: "list[SkippedEntry]") -> str:
    reasons = "; ".join(f"{entry.at}: {entry.why.rstrip('.')}" for entry in skipped[:_MAX_LISTED])
    more = len(skipped) - _MAX_LISTED
    return f"{reasons}; and {more} more." if more > 0 else f"{reasons}."
