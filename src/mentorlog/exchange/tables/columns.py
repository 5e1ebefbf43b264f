"""Which column of a table is which field: by the field's name or label, or as `--map` says."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mentorlog.errors import UsageError
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.records import record_class
from mentorlog.nouns import Kind
from mentorlog.structs import replace

_COMMON = ("ref", "uid", "created_at", "updated_at")  # of every list of this program, beside the fields
_TITLE_WORDS = ("task", "to_do", "todo", "item", "text", "title", "name", "what")
_DAY_WORDS = ("date", "day", "when")
_DUE_WORDS = ("due_date", "deadline", "due_by", "due_on")
_MAX_NAME = 40  # characters of a column's name that are shown


class ColumnMap(NamedTuple):
    """The field of each column by the column's name; the columns that every record has; and those without a field."""

    fields: Mapping[str, Field]
    common: Mapping[str, str]  # ref, uid, created_at, updated_at -> the name that the column has
    unused: list[str]


def map_columns(kind: Kind, names: Sequence[str], mappings: Iterable[str]) -> ColumnMap:
    """The fields of the columns with these names. Raises UsageError where none is a field, or two are the same."""
    declared = fields_of(record_class(kind))
    fields = {field.name: field for field in declared if field.is_stored}
    mapped = dict(_parse_mapping(mapping, names, fields) for mapping in mappings)
    taken = {field.name for field in mapped.values()}
    rest = {name: field for name, field in fields.items() if name not in taken}
    by_name = {normalize_name(field.column.label): field for field in rest.values()} | rest | mapped
    known = {by_name[name] for name in map(normalize_name, names) if name in by_name}
    by_name = {name: field for name, field in _by_other_words(kind, rest) if field not in known} | by_name
    columns = [(name, by_name.get(normalize_name(name))) for name in names]
    matched = Counter(field.name for _, field in columns if field)
    common = {normalize_name(name): name for name, field in columns if not field and normalize_name(name) in _COMMON}
    if doubled := [name for name, count in matched.items() if count > 1]:
        raise UsageError(f"Two columns are {doubled[0]}.", "Say which: --map COLUMN=FIELD, and rename the other.")
    if not matched and "ref" not in common:
        raise UsageError(
            f"No column is a field of a {kind.display_noun}.",
            f"A {kind.display_noun} has {', '.join(fields)}. Say which is which: --map COLUMN=FIELD",
        )
    # What this program computes is no loss; in a table without uids a column of that name is somebody else's.
    computed = {field.name for field in declared if not field.is_stored} if "uid" in common else set()
    skipped = computed | ({*common} if "uid" in common else {"ref"} & {*common})
    unused = [name for name, field in columns if field is None and normalize_name(name) not in skipped]
    return ColumnMap(
        {name: field for name, field in columns if field}, common, [name.strip()[:_MAX_NAME] for name in unused]
    )


def _by_other_words(kind: Kind, fields: Mapping[str, Field]) -> Iterator[tuple[str, Field]]:
    """What spreadsheets call the fields that most of them have: the text, its day, and the day it is due."""
    for words, name in ((_TITLE_WORDS, kind.title_field), (_DAY_WORDS, kind.day_field), (_DUE_WORDS, "due")):
        if name in fields:
            yield from ((word, fields[name]) for word in words)
    yield from ((field.column.option, field) for field in fields.values() if field.column.option)
    yield from _by_other_units(fields)


def _by_other_units(fields: Mapping[str, Field]) -> Iterator[tuple[str, Field]]:
    """The fields whose values are written in another unit where the column is called after it: hours for minutes."""
    for field in fields.values():
        yield from ((name, replace(field, form=form)) for name, form in (field.form.by_name or {}).items())


def normalize_name(name: str) -> str:
    """The name of a column for comparing: "Asked by" and "asked_by" are one."""
    return re.sub(r"\W+", "_", name.strip().lower()).strip("_")


def _parse_mapping(mapping: str, names: Sequence[str], fields: Mapping[str, Field]) -> tuple[str, Field]:
    """The normalized name of a column and its field, as --map says. Raises UsageError."""
    column, sign, name = mapping.rpartition("=")
    name = normalize_name(name)
    by_option = {field.column.option: field for field in fields.values() if field.column.option}
    field = fields.get(name) or by_option.get(name) or dict(_by_other_units(fields)).get(name)
    if not sign or not name or field is None:
        raise UsageError(f"--map is written COLUMN=FIELD; a field is one of {', '.join(fields)}.", "Look at its name.")
    if normalize_name(column) not in map(normalize_name, names):
        raise UsageError("--map names a column that is not there.", "The first line of the table names its columns.")
    return normalize_name(column), field
