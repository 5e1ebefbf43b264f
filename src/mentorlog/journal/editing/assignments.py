"""Editing: `FIELD=VALUE` read by what the record declares."""

from collections.abc import Sequence
from typing import Any, TypeVar

from mentorlog.errors import UsageError
from mentorlog.journal.model import kinds
from mentorlog.journal.model.fields import Context, columns
from mentorlog.journal.model.record import Record
from mentorlog.journal.model.text import meant, quoted
from mentorlog.structs import replace

R = TypeVar("R", bound=Record)


def edited(record: R, assignments: Sequence[str], context: Context) -> R:
    """The record with `FIELD=VALUE` assignments, split at the first `=`; an empty value clears an optional field.

    Raises UsageError for an unknown field, a value that cannot be read, or a field that cannot be empty.
    """
    changes: dict[str, Any] = {}
    fields = {field.name: field for field in columns(type(record))}
    for assignment in assignments:
        name, sign, value = assignment.partition("=")
        name = name.strip().replace("-", "_").lower()
        field = fields.get(name)
        if not sign or field is None or not field.edited:
            raise _cannot_edit(name if sign else "", field is not None, record)
        if not value:
            if not field.optional:
                raise UsageError(f"{name} cannot be empty.", f"Write {name}={field.form.hint}.")
            changes[name] = None
            continue
        try:
            changes[name] = field.form.read(value, context)
        except UsageError as error:
            raise UsageError(f"{name}: {error.message}", error.hint) from None
    return replace(record, **changes)


def _cannot_edit(name: str, known: bool, record: Record) -> UsageError:
    names = [field.name for field in columns(type(record)) if field.edited]
    if not name:
        return UsageError("An assignment is written FIELD=VALUE.", f"{record.ref} has {', '.join(names)}.")
    if known:
        return UsageError(
            f"{name} is not changed by edit.", "It follows from other commands, such as a state's own verb."
        )
    noun = kinds.named(record.noun).capitalize()
    return UsageError(f"{noun} has no field {quoted(name)}.", f"{meant(name, names)}It has {', '.join(names)}.")
