"""The entries that a page stands on, as its appendix shows them."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.kinds import KINDS, Kind, parse_ref
from mentorlog.journal.model.record import Record
from mentorlog.render.documents.document import Entry
from mentorlog.render.terminal.progress import progress

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_UNTOLD = ("private", "zone")  # fields that tell a reader nothing
_MANY = 500  # that one query asks for


def entries(journal: "Journal", refs: Iterable[str]) -> list[Entry]:
    """The entries of these refs that may be read, in the order of their nouns and numbers."""
    numbers: dict[str, set[int]] = {}
    for ref in refs:
        if found := parse_ref(ref):
            numbers.setdefault(found[0].noun, set()).add(found[1])
    told: list[Entry] = []
    with progress("Gathering entries", sum(map(len, numbers.values()))) as step:
        for kind in KINDS.values():
            for record in _records(journal, kind, sorted(numbers.get(kind.noun, ()))):
                told.append(_entry(journal, record))
                step(1)
    return told


def _records(journal: "Journal", kind: Kind, numbers: list[int]) -> list[Record]:
    return [
        record
        for at in range(0, len(numbers), _MANY)
        for record in journal.read(
            kind.record_class, f"number IN ({','.join(map(str, numbers[at : at + _MANY]))})", order="number"
        )
    ]


def _entry(journal: "Journal", record: Record) -> Entry:
    kind, today = KINDS[record.noun], journal.today
    fields, names = fields_of(type(record)), journal.link_names(record)
    facts = [
        _fact(field, getattr(record, field.name), names.get(field.name, ""), today)
        for field in fields
        if field.name not in (kind.title_field, *_UNTOLD) and _says(field, getattr(record, field.name))
    ]
    named = next(field for field in fields if field.name == kind.title_field)
    title = getattr(record, named.name)
    parts = [_part(part, today) for parts in journal.parts(record).values() for part in parts]
    return Entry(record.ref, kind.display_noun, "" if title is None else named.form.to_text(title, today), facts, parts)


def _fact(field: Field, value: object, name: str, today: date) -> tuple[str, str, str]:
    told = _told(field, value, today)
    return (field.column.label, name, told) if field.form.link else (field.column.label, told, "")


def _says(field: Field, value: object) -> bool:
    """Whether a field says anything: what is empty or goes without saying is left out."""
    return value is not None and (value != field.default or field.name == "state")


def _told(field: Field, value: object, today: date) -> str:
    return field.form.to_text(value, today)


def _part(part: Record, today: date) -> str:
    """A part on one line: "p3: 12 Sep · 4 · confidence 3" """
    kind = KINDS[part.noun]
    told = [
        _told(field, value, today)
        if field.form.manner != "figure" or field.name == "value"
        else f"{field.column.label.lower()} {_told(field, value, today)}"
        for field in fields_of(type(part))
        if field.name != "private"
        and field.form.link != kind.parent
        and _says(field, value := getattr(part, field.name))
    ]
    return f"{part.ref}: {' · '.join(told)}" if kind.letter else " · ".join(told)
