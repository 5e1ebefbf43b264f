"""Taking in a table or a diary: what can be read is added in one change, the rest is listed with its reason.

A line that cannot be read does not hold back the others: it is reported on stderr, and under `left` in JSON. Once it
is corrected the same file can be imported again, since entries that are here already are left alone. The exit code is
1 where nothing at all could be taken.
"""

import shlex
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog.cli.context import CliContext
from mentorlog.cli.file.imports.copy import back_up_before_import
from mentorlog.cli.params.outliers import confirm_clauses
from mentorlog.exchange.entries import ImportPlan, add_entries, plan_import
from mentorlog.journal.text import format_count, join_some
from mentorlog.journal.workflows.outliers import find_outliers
from mentorlog.nouns import KINDS
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Gap, Lines, Page, Span, line, ours, paragraph

if TYPE_CHECKING:
    from mentorlog.exchange.sources import ImportOptions, Source

_MAX_LISTED = 20  # lines that were not taken, for people; JSON has all


def import_entries(cli: CliContext, source: "Source", file: Path, content: bytes, options: "ImportOptions") -> Answer:
    """Add the entries of a file as records; those that are here already are left alone."""
    journal, dry_run = cli.open_journal(), options.dry_run
    plan = plan_import(journal, source.parse(journal, content, options))
    backup, refs, steps = None, list[str](), list[NextStep]()
    outliers = [f"{entry.at}: {clause}" for entry in plan.new for clause in find_outliers(journal, entry.record)]
    if outliers and not dry_run:
        outliers = confirm_clauses(cli, outliers)
    if plan.new and dry_run:
        steps = [NextStep(f"mentorlog import {shlex.quote(str(file))} ...", "without --dry-run takes them")]
    elif plan.new:
        backup = back_up_before_import(journal)
        number, records = add_entries(journal, plan.new)
        refs = [record.ref for record in records]
        steps = [NextStep(f"mentorlog undo {number}", "takes them back")]
    data = {
        "source": source.name,
        "dry_run": dry_run,
        "taken": len(plan.new),
        "there": plan.existing,
        "left": [entry._asdict() for entry in plan.skipped],
        "unused": list(plan.unused),
        "made": refs,
        "kept": str(backup) if backup else None,
    }
    code = 1 if plan.skipped and not plan.new and not plan.existing else 0
    answer = PageAnswer("import", data, _summary_page(plan, refs, dry_run=dry_run), steps, exit_code=code)
    if plan.skipped and not dry_run:
        reasons = [f"{entry.at}: {entry.why.rstrip('.')}" for entry in plan.skipped[:_MAX_LISTED]]
        if len(plan.skipped) > _MAX_LISTED:
            reasons.append(f"and {len(plan.skipped) - _MAX_LISTED} more")
        answer.warnings = [f"{format_count(len(plan.skipped), 'line')} could not be taken: {'; '.join(reasons)}."]
    if outliers:
        answer.warnings = [*answer.warnings, _outlier_warning(outliers, steps)]
    return answer


def _outlier_warning(outliers: list[str], steps: list[NextStep]) -> str:
    """How many figures are far out, and how the import is taken back where it was made."""
    count = format_count(len(outliers), "figure is far out", "figures are far out")
    undo = f" If that is a slip: {steps[0].command}" if steps and "undo" in steps[0].command else ""
    return f"{count}: {join_some(outliers, 3)}.{undo}"


def _summary_page(plan: ImportPlan, refs: list[str], *, dry_run: bool) -> Page:
    """What is taken, what is here already, and after a dry run why the rest cannot be taken."""
    sentence = line("Would take " if dry_run else "Took ", _counts_by_noun(plan) or "nothing")
    if refs:
        sentence += line(": ", Span(refs[0] if len(refs) == 1 else f"{refs[0]} ... {refs[-1]}", "accent"))
    lines = [line(*sentence, ".")]
    if plan.existing:
        verb = "is" if plan.existing == 1 else "are"
        lines.append(line(ours(f"{plan.existing} more {verb} here already, or in it twice.", "dim")))
    if plan.unused:
        lines.append(line(ours("Columns that say nothing here: ", "dim"), Span(", ".join(plan.unused), "dim")))
    page: Page = [Lines(lines)]
    if plan.skipped and dry_run:
        reasons = [line(f"{entry.at}: {entry.why}") for entry in plan.skipped[:_MAX_LISTED]]
        if len(plan.skipped) > _MAX_LISTED:
            reasons.append(line(ours(f"and {len(plan.skipped) - _MAX_LISTED} more (--json has all)", "dim")))
        page += [
            Gap(),
            paragraph(f"{format_count(len(plan.skipped), 'line')} cannot be taken:"),
            Lines(reasons, indent=2),
        ]
    return page


def _counts_by_noun(plan: ImportPlan) -> str:
    counts = Counter(entry.record.noun for entry in plan.new)
    phrases = [format_count(number, KINDS[noun].display_noun, KINDS[noun].plural) for noun, number in counts.items()]
    return " and ".join(phrases)
