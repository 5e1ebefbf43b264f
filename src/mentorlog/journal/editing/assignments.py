"""Editing by assignments: `FIELD=VALUE`, parsed by the form of the field."""

from collections.abc import Sequence
from typing import Any, TypeVar

from mentorlog.errors import UsageError
from mentorlog.journal.model import kinds
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import JournalContext
from mentorlog.journal.model.record import Record
from mentorlog.journal.text import did_you_mean, quote_value
from mentorlog.nouns import KINDS
from mentorlog.structs import replace

R = TypeVar("R", bound=Record)
_DAY_WORDS = ("day", "date", "when", "on")  # for the day of a record, whatever its field is called


def apply_assignments(record: R, assignments: Sequence[str], context: JournalContext) -> R:
    """The record with `FIELD=VALUE` assignments, split at the first `=`; an empty value clears an optional field.

    A field may be called like the option that sets it, `by` for `due`.

    Raises UsageError for an unknown field, one that is given twice, a value that cannot be read, or a field that
    cannot be empty.
    """
    changes: dict[str, Any] = {}
    for assignment in assignments:
        name, sign, value = assignment.partition("=")
        name = name.strip().replace("-", "_").lower()
        field = find_field(record, name)
        if not sign or field is None or not field.is_editable:
            raise _edit_error(name if sign else "", field is not None, record)
        if field.name in changes:
            raise UsageError(f"{name} is given twice.", "Name each field once.")
        if not value:
            if not field.optional:
                raise UsageError(f"{name} cannot be empty.", f"Write {name}={field.form.metavar}.")
            changes[field.name] = None
            continue
        try:
            changes[field.name] = record.form_of(field).parse(value, context)
        except UsageError as error:
            raise UsageError(f"{name}: {error.message}", error.hint) from None
    return record.with_edits(changes)


def find_field(record: Record, name: str) -> Field | None:
    """The field of that name, or the one that an option of that name sets. Of several, one that is filled is meant."""
    fields = fields_of(type(record))
    named = [field for field in fields if field.name == name]
    by_option = [field for field in fields if name and field.column.option == name]
    by_unit = [(field, (field.form.by_name or {}).get(name)) for field in fields]
    by_option += [replace(field, form=form) for field, form in by_unit if form]
    filled = [field for field in by_option if getattr(record, field.name) is not None]
    by_day = [field for field in fields if name in _DAY_WORDS and field.name == _day_field(record)]
    return next(iter((*named, *filled, *by_option, *by_day)), None)


def _day_field(record: Record) -> str:
    """The field of the day on which the record happens; a day of its writing is none."""
    name = KINDS[record.noun].day_field
    return "" if name in ("created_at", "start") else name


def _commands_help(record: Record) -> str:
    """Where the commands that change the state of a record are listed; of a part, those of what it is part of."""
    kind = KINDS[record.noun]
    return f"mentorlog {kind.group or KINDS[kind.parent].group} --help"


def _edit_error(name: str, known: bool, record: Record) -> UsageError:
    names = [field.name for field in fields_of(type(record)) if field.is_editable]
    if not name:
        return UsageError("An assignment is written FIELD=VALUE.", f"{record.ref} has {', '.join(names)}.")
    if known:
        return UsageError(
            f"{name} is not changed by edit.", f"It follows from other commands: {_commands_help(record)}"
        )
    noun = kinds.with_article(record.noun).capitalize()
    return UsageError(
        f"{noun} has no field {quote_value(name, that='that')}.",
        f"{did_you_mean(name, names)}It has {', '.join(names)}.",
    )
