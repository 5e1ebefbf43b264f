"""`mentorlog edit REF` without assignments: the record as one page in the person's editor."""

from typing import Any

from mentorlog.cli.context import CliContext
from mentorlog.cli.prompts.editor import Buffer, edit_until_valid, find_open_pages, require_interactive
from mentorlog.errors import MentorlogError, Refused
from mentorlog.journal.editing import form
from mentorlog.journal.editing.form import FormProblem
from mentorlog.journal.journal import JournalWriter
from mentorlog.journal.model import kinds
from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.record import Record
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, change_sentence
from mentorlog.render.tell import print_note
from mentorlog.render.terminal.page import line, ours
from mentorlog.structs import replace


def edit_in_editor(cli: CliContext, ref: str) -> Answer:
    """The record after a person edited its page. Nobody waits for them: the journal is let go meanwhile."""
    named = ref if kinds.parse_ref(ref) else "REF"  # the start of a name is somebody's words
    require_interactive(cli, "mentorlog edit needs FIELD=VALUE.", f"Like this: mentorlog edit {named} FIELD=VALUE")
    shown = cli.open_journal().find_any(ref)
    intro = _intro_lines(cli, shown)
    cli.close_meanwhile()
    for path in find_open_pages(cli, shown.ref):
        print_note(line(ours(f"Another page of {shown.ref} is open, or was not finished: {path}", "warn")))
    parts = form.form_fields(shown)
    buffer = Buffer(cli, shown.ref, form.render_form(intro, parts))

    def save_page(text: str) -> tuple[ChangeAnswer, list[FormProblem]]:
        journal = cli.open_journal()
        values, lines, troubles = form.parse_changes(shown, parts, text, journal)
        if troubles:
            cli.close_meanwhile()
            return _no_change_answer(shown), troubles
        try:
            with journal.change("edit") as change:
                return _write_edits(change, journal.find_any(shown.ref), shown, values), []
        except MentorlogError as error:
            if isinstance(error, _EditConflict) or error.exit_code > 2:
                raise
            cli.close_meanwhile()
            at = min(lines.values(), default=1)
            return _no_change_answer(shown), [FormProblem(at, f"{error.message} {error.hint}".replace("\n", " "))]

    told = edit_until_valid(buffer, save_page)
    buffer.discard()
    return _no_change_answer(shown) if told is None else told


class _EditConflict(Refused):
    """Somebody else changed the same fields while the page was open."""


def _write_edits(change: JournalWriter, now: Record, shown: Record, values: dict[str, Any]) -> ChangeAnswer:
    """Write what was edited onto the record as it is now: fields that somebody else changed stay as they are."""
    if clash := form.conflicting_fields(shown, now, values):
        raise _EditConflict(
            f"{', '.join(clash)} of {now.ref} changed while you were editing. Nothing was changed.",
            f"See what it is now: mentorlog show {now.ref}",
        )
    put = change.update(replace(now, **values))
    verb = "Changed" if change.has_changes else "Nothing differs in"
    return ChangeAnswer(change_sentence(verb, put), put, next_step=NextStep(f"mentorlog show {put.ref}"))


def _no_change_answer(record: Record) -> ChangeAnswer:
    return ChangeAnswer(
        change_sentence("Nothing differs in", record), record, next_step=NextStep(f"mentorlog show {record.ref}")
    )


def _intro_lines(cli: CliContext, record: Record) -> list[str]:
    """What stands on top: which record it is, how the page works, and what else is known of the record."""
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
