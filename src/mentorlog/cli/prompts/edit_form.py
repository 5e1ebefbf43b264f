"""`mentorlog edit REF` without assignments: the record as one page in the person's editor."""

from collections.abc import Callable
from typing import Any

from mentorlog.cli.context import CliContext
from mentorlog.cli.prompts.editor import Buffer, edit_until_valid, find_open_pages, require_interactive
from mentorlog.errors import MentorlogError, Refused
from mentorlog.journal.editing import form
from mentorlog.journal.editing.form import FormProblem
from mentorlog.journal.journal import Journal, JournalWriter
from mentorlog.journal.model import kinds
from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.record import Record
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, change_sentence
from mentorlog.render.differences import difference_lines
from mentorlog.render.tell import print_note
from mentorlog.render.terminal.page import line, ours

Warn = Callable[[Journal, Record, Record, int], list[str]]  # of a record before and after a change, and its number


def edit_in_editor(cli: CliContext, ref: str, warn: Warn) -> Answer:
    """Let a person edit a record's page. The journal is closed meanwhile, so that other commands need not wait.

    `warn` gives the warnings about what was changed.
    """
    named = ref if kinds.parse_ref(ref) else "REF"  # the start of a name is somebody's words
    require_interactive(cli, "mentorlog edit needs FIELD=VALUE.", f"Like this: mentorlog edit {named} FIELD=VALUE")
    record = cli.open_journal().find_any(ref)
    intro = _intro_lines(cli, record)
    cli.close_meanwhile()
    for path in find_open_pages(cli, record.ref):
        print_note(line(ours(f"Another page of {record.ref} is open, or was not finished: {path}", "warn")))
    parts = form.form_fields(record)
    buffer = Buffer(cli, record.ref, form.render_form(intro, parts))

    def save_page(text: str) -> tuple[ChangeAnswer, list[FormProblem]]:
        journal = cli.open_journal()
        values, lines, problems = form.parse_changes(record, parts, text, journal)
        if problems:
            cli.close_meanwhile()
            return _no_change_answer(record), problems
        try:
            with journal.change("edit") as change:
                return _write_edits(journal, change, record, values, warn), []
        except MentorlogError as error:
            if isinstance(error, _EditConflict) or error.exit_code > 2:
                raise
            cli.close_meanwhile()
            at = min(lines.values(), default=1)
            return _no_change_answer(record), [FormProblem(at, f"{error.message} {error.hint}".replace("\n", " "))]

    answer = edit_until_valid(buffer, save_page)
    buffer.discard()
    return _no_change_answer(record) if answer is None else answer


class _EditConflict(Refused):
    """Another command changed the same fields while the page was open."""


def _write_edits(
    journal: Journal, change: JournalWriter, before: Record, values: dict[str, Any], warn: Warn
) -> ChangeAnswer:
    """Write the edited fields to the record as it is now; what another command changed in other fields stays."""
    now = journal.find_any(before.ref)
    if conflicts := form.conflicting_fields(before, now, values):
        raise _EditConflict(
            f"{', '.join(conflicts)} of {now.ref} changed while you were editing. Nothing was changed.",
            f"See what it is now: mentorlog show {now.ref}",
        )
    record = change.update(now.with_edits(values))
    verb = "Changed" if change.has_changes else "Nothing differs in"
    details = difference_lines(now, record, journal.link_names(record), journal.today)
    answer = ChangeAnswer(
        change_sentence(verb, record), record, details=details, next_step=NextStep(f"mentorlog show {record.ref}")
    )
    answer.warnings = warn(journal, now, record, change.number)
    return answer


def _no_change_answer(record: Record) -> ChangeAnswer:
    return ChangeAnswer(
        change_sentence("Nothing differs in", record), record, next_step=NextStep(f"mentorlog show {record.ref}")
    )


def _intro_lines(cli: CliContext, record: Record) -> list[str]:
    """The lines on top: which record it is, how the page works, and the fields that cannot be edited."""
    facts = [
        f"{field.column.label}: {field.form.to_text(value, cli.open_journal().today)}"
        for field in fields_of(type(record))
        if not field.is_editable and (value := getattr(record, field.name)) is not None
    ]
    return [
        f"{record.ref}, {kinds.with_article(record.noun)}. Save and close to change it; unchanged or empty, it stays.",
        "Fields stand on top, texts below under their names. Lines like these are not kept.",
        *(", ".join(facts[at : at + 4]).replace("\n", " ") for at in range(0, len(facts), 4)),
    ]
