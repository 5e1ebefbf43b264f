"""Taking in a table or a diary: what can be read is added in one change, the rest is listed with its reason.

A line that cannot be read does not hold back the others: it is reported on stderr, and under `left` in JSON. Once it
is corrected the same file can be imported again, since entries that are here already are left alone. The exit code is
1 where nothing at all could be taken.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog.cli.context import CliContext
from mentorlog.cli.file.imports.copy import back_up_before_import
from mentorlog.cli.params.outliers import confirm_clauses
from mentorlog.exchange.entries import Imported, ImportPlan, plan_import, write_entries
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.text import format_count, join_some
from mentorlog.journal.workflows.outliers import find_outliers
from mentorlog.nouns import KINDS
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Gap, Lines, Page, Span, line, ours, paragraph
from mentorlog.system import shell

if TYPE_CHECKING:
    from mentorlog.exchange.sources import ImportOptions, Source
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record

_MAX_LISTED = 20  # lines that were not taken, for people; JSON has all
_MAX_NAMED = 8  # refs, or ranges of them, in a sentence
_MAX_OUTLIERS = 3  # in a sentence
_RANGE = 3  # refs in a row that are written as a range


def import_entries(cli: CliContext, source: "Source", file: Path, content: bytes, options: "ImportOptions") -> Answer:
    """Add the entries of a file as records; those that are here already are left alone."""
    journal, dry_run = cli.open_journal(), options.dry_run
    plan = plan_import(journal, source.parse(journal, content, options), options.take)
    backup, imported, steps = None, Imported([], [], []), list[NextStep]()
    outliers = _find_outliers(journal, plan)
    if outliers and not dry_run:
        outliers = confirm_clauses(cli, outliers)
    if not plan.is_empty and dry_run:
        steps = [NextStep(f"mentorlog import {shell.quote(str(file))} ...", "without --dry-run takes them")]
    elif not plan.is_empty:
        backup = back_up_before_import(journal)
        imported = write_entries(journal, plan)
        if imported.added or imported.changed:
            steps = [NextStep(f"mentorlog undo {imported.change}", "takes them back")]
    skipped = [*plan.skipped, *imported.skipped]
    data = {
        "source": source.name,
        "dry_run": dry_run,
        "taken": len(plan.new if dry_run else imported.added),
        "changed": len(plan.changed if dry_run else imported.changed),
        "there": plan.existing,
        "left": [entry._asdict() for entry in skipped],
        "unused": list(plan.unused),
        "made": [record.ref for record in imported.added],
        "kept": str(backup) if backup else None,
    }
    code = 1 if skipped and not (data["taken"] or data["changed"] or plan.existing) else 0
    answer = PageAnswer("import", data, _summary_page(plan, imported, dry_run=dry_run), steps, exit_code=code)
    answer.warnings = [*_shorten_list(plan.notes), *_renumbering(plan, imported)]
    if skipped and not dry_run:
        reasons = _shorten_list([f"{entry.at}: {entry.why.rstrip('.')}" for entry in skipped])
        counted = format_count(len(skipped), "line")
        answer.warnings.append(f"{counted} could not be taken: {'; '.join(reasons)}.")
    if outliers:
        answer.warnings.append(_outlier_warning(outliers, imported.change))
    return answer


def _find_outliers(journal: "Journal", plan: ImportPlan) -> list[str]:
    """What is far out among the figures of a plan, with their places in the file."""
    entries = [(entry, entry.origin and entry.origin.former) for entry in (*plan.new, *plan.changed)]
    return [
        f"{entry.at}: {clause}" for entry, former in entries for clause in find_outliers(journal, entry.record, former)
    ]


def _outlier_warning(outliers: Sequence[str], change: int) -> str:
    """How many figures are far out, and how the import is taken back where there was one."""
    count = format_count(len(outliers), "figure is far out", "figures are far out")
    undo = f" If that is a slip: mentorlog undo {change}" if change else ""
    return f"{count}: {join_some(outliers, _MAX_OUTLIERS)}.{undo}"


def _shorten_list(texts: Sequence[str], more: str = "") -> list[str]:
    """The first of these texts, and how many are left."""
    rest = len(texts) - _MAX_LISTED
    return [*texts[:_MAX_LISTED], *([f"and {rest} more{more}"] if rest > 0 else [])]


def _renumbering(plan: ImportPlan, imported: Imported) -> list[str]:
    """A sentence about new records that could not keep their refs, since links in other tables name those."""
    origins = {entry.uid: entry.origin for entry in plan.new}
    moved = [
        f"{ref(record.noun, origin.number)} is {record.ref}"
        for record in imported.added
        if (origin := origins[record.uid]) and origin.number and origin.number != record.number
    ]
    if not moved:
        return []
    return [f"Other records have these refs here: {join_some(moved, _MAX_NAMED)}. Links to them mean those others."]


def _summary_page(plan: ImportPlan, imported: Imported, *, dry_run: bool) -> Page:
    """What is taken, what is here already, and after a dry run why the rest cannot be taken."""
    added = [entry.record for entry in plan.new] if dry_run else imported.added
    changed = [entry.record for entry in plan.changed] if dry_run else imported.changed
    sentence = line("Would take " if dry_run else "Took ", *(_describe(added, with_refs=not dry_run) or ("nothing",)))
    lines = [line(*sentence, ".")]
    if changed:
        verb = "Would change " if dry_run else "Changed "
        lines.append(line(verb, *_describe(changed, with_refs=True), "."))
    if plan.existing:
        verb = "is" if plan.existing == 1 else "are"
        lines.append(line(ours(f"{plan.existing} more {verb} here already, or in it twice.", "dim")))
    if plan.unused:
        names = join_some(plan.unused, _MAX_LISTED)
        lines.append(line(ours("Columns that say nothing here: ", "dim"), Span(names, "dim")))
    page: Page = [Lines(lines)]
    if plan.skipped and dry_run:
        reasons = _shorten_list([f"{entry.at}: {entry.why}" for entry in plan.skipped], " (--json has all)")
        page += [
            Gap(),
            paragraph(f"{format_count(len(plan.skipped), 'line')} cannot be taken:"),
            Lines([line(reason) for reason in reasons], indent=2),
        ]
    return page


def _describe(records: "Sequence[Record]", *, with_refs: bool) -> list[str | Span]:
    """How many records of each noun: "2 lessons: l1, l2", or "2 lessons (l1, l2) and 1 achievement (w1)"."""
    by_noun: dict[str, list[int]] = {}
    for record in records:
        by_noun.setdefault(record.noun, []).append(record.number)
    parts: list[str | Span] = []
    for at, (noun, numbers) in enumerate(by_noun.items(), 1):
        parts.append("" if at == 1 else " and " if at == len(by_noun) else ", ")
        parts.append(format_count(len(numbers), KINDS[noun].display_noun, KINDS[noun].display_plural))
        if with_refs:
            before, after = (": ", "") if len(by_noun) == 1 else (" (", ")")
            parts += [before, Span(_format_refs(noun, sorted(numbers)), "accent"), after]
    return parts


def _format_refs(noun: str, numbers: list[int]) -> str:
    """Refs in a sentence; three or more in a row as a range: "q1 ... q40, q45"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    refs: list[str] = []
    for run in runs:
        names = [ref(noun, number) for number in run]
        refs += names if len(names) < _RANGE else [f"{names[0]} ... {names[-1]}"]
    return join_some(refs, _MAX_NAMED)
