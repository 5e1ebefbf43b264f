"""The entries that a page stands on, as its appendix shows them."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.kinds import KINDS, Kind, parse_ref
from mentorlog.journal.model.record import Record
from mentorlog.journal.model.records import record_class
from mentorlog.render.documents.document import AppendixEntry
from mentorlog.render.terminal.progress import progress

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_SKIPPED_FIELDS = ("private", "zone")  # fields that tell a reader nothing
_REFS_PER_QUERY = 500  # that one query asks for


def gather_entries(journal: "Journal", refs: Iterable[str]) -> list[AppendixEntry]:
    """The entries of these refs that may be read, in the order of their nouns and numbers."""
    numbers: dict[str, set[int]] = {}
    for ref in refs:
        if found := parse_ref(ref):
            numbers.setdefault(found[0].noun, set()).add(found[1])
    told: list[AppendixEntry] = []
    with progress("Gathering entries", sum(map(len, numbers.values()))) as step:
        for kind in KINDS.values():
            for record in _read_records(journal, kind, sorted(numbers.get(kind.noun, ()))):
                told.append(_appendix_entry(journal, record))
                step(1)
    return told


def _read_records(journal: "Journal", kind: Kind, numbers: list[int]) -> list[Record]:
    return [
        record
        for at in range(0, len(numbers), _REFS_PER_QUERY)
        for record in journal.read(
            record_class(kind), f"number IN ({','.join(map(str, numbers[at : at + _REFS_PER_QUERY]))})", order="number"
        )
    ]


def _appendix_entry(journal: "Journal", record: Record) -> AppendixEntry:
    kind, today = KINDS[record.noun], journal.today
    fields, names = fields_of(type(record)), journal.link_names(record)
    facts = [
        _field_entry(field, getattr(record, field.name), names.get(field.name, ""), today)
        for field in fields
        if field.name not in (kind.title_field, *_SKIPPED_FIELDS) and _has_content(field, getattr(record, field.name))
    ]
    named = next(field for field in fields if field.name == kind.title_field)
    title = getattr(record, named.name)
    parts = [_part_text(part, today) for parts in journal.parts(record).values() for part in parts]
    return AppendixEntry(
        record.ref, kind.display_noun, "" if title is None else named.form.to_text(title, today), facts, parts
    )


def _field_entry(field: Field, value: object, name: str, today: date) -> tuple[str, str, str]:
    told = _describe_value(field, value, today)
    return (field.column.label, name, told) if field.form.link else (field.column.label, told, "")


def _has_content(field: Field, value: object) -> bool:
    """Whether a field says anything: what is empty or goes without saying is left out."""
    return value is not None and (value != field.default or field.name == "state")


def _describe_value(field: Field, value: object, today: date) -> str:
    return field.form.to_text(value, today)


def _part_text(part: Record, today: date) -> str:
    """A part on one line: "p3: 12 Sep · 4 · confidence 3" """
    kind = KINDS[part.noun]
    told = [
        _describe_value(field, value, today)
        if field.form.manner != "figure" or field.name == "value"
        else f"{field.column.label.lower()} {_describe_value(field, value, today)}"
        for field in fields_of(type(part))
        if field.name != "private"
        and field.form.link != kind.parent
        and _has_content(field, value := getattr(part, field.name))
    ]
    return f"{part.ref}: {' · '.join(told)}" if kind.letter else " · ".join(told)
