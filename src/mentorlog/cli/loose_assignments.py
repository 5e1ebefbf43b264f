"""Assignments as people write them: `edit q2 --priority high`, `edit a1 due next friday` for `due="next friday"`."""

import re
from collections.abc import Sequence

from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import TEXT, TITLE, YES_NO
from mentorlog.journal.model.kinds import parse_ref
from mentorlog.journal.model.records import record_class

_ASSIGNMENT = re.compile(r"[A-Za-z][\w-]*=")


def gather_assignments(args: Sequence[str]) -> list[str]:
    """The arguments of `edit` with each assignment as one word, FIELD=VALUE.

    A field may be written as an option, or as a word before its value. A value goes on up to the next field; one of
    words goes on up to the next sign.
    """
    words = [word for word in args if word not in ("--", "--editor")]
    count = next((at for at, word in enumerate(words) if at and not parse_ref(word)), len(words))
    refs, rest = words[:count], words[count:]
    fields = _fields_by_word(refs)
    pairs: list[tuple[str, list[str]]] = []
    for word in rest:
        name, sign, value = word.removeprefix("--").partition("=")
        if word.startswith("--") or _ASSIGNMENT.match(word):
            pairs.append((name, [value] if sign else []))
        elif pairs and parse_ref(word) and not _takes_refs(fields.get(pairs[-1][0])):
            pairs.append((word, []))  # a record is named before the fields
        elif not pairs or (word.lower() in fields and pairs[-1][1] and not _is_text(fields.get(pairs[-1][0]))):
            pairs.append((word.lower(), []))
        elif word.lower() != "to" or pairs[-1][1] or _is_text(fields.get(pairs[-1][0])):
            pairs[-1][1].append(word)
    return [*refs, *(_assignment(name, values, fields.get(name)) for name, values in pairs)]


def _fields_by_word(refs: Sequence[str]) -> dict[str, Field]:
    """The fields of the first record by their names and those of their options; none where a name stands for it."""
    ref = parse_ref(refs[0]) if refs else None
    if ref is None:
        return {}
    fields = fields_of(record_class(ref[0]))
    return {name: field for field in fields for name in (field.column.option, field.name) if name}


def _is_text(field: Field | None) -> bool:
    return field is not None and field.form in (TEXT, TITLE)


def _takes_refs(field: Field | None) -> bool:
    return field is None or _is_text(field) or bool(field.form.link)


def _assignment(name: str, values: Sequence[str], field: Field | None) -> str:
    if not values:
        return f"{name}=yes" if field is not None and field.form is YES_NO else name
    return f"{name}={' '.join(values)}"
