"""The entries behind a page, as its appendix shows them."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.kinds import parse_ref, part_kinds
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.record import Record, title_field
from mentorlog.journal.model.records import record_class
from mentorlog.nouns import KINDS, Kind
from mentorlog.render.documents.document import AppendixEntry
from mentorlog.render.progress import progress

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_SKIPPED_FIELDS = ("private", "uid", "zone", "moved", "carried", "followed_up")  # fields that tell a reader nothing
_REFS_PER_QUERY = 500
_MAX_PER_NOUN, _MAX_PARTS = 20, 12  # entries of a noun, and parts of one, on a page that does not show every one


def gather_entries(journal: "Journal", refs: Iterable[str], *, all_parts: bool = True) -> list[AppendixEntry]:
    """The entries of these refs that may be read, in the order of their nouns and numbers.

    Unless `all_parts` is set, each has no more parts than anybody leafs through: the newest.
    """
    numbers: dict[str, set[int]] = {}
    for ref in refs:
        if parsed := parse_ref(ref):
            kind, number = parsed
            numbers.setdefault(kind.noun, set()).add(number)
    entries: list[AppendixEntry] = []
    with progress("Gathering entries", sum(map(len, numbers.values()))) as step:
        for kind in KINDS.values():
            for record in _read_records(journal, kind, sorted(numbers.get(kind.noun, ()))):
                entries.append(_appendix_entry(journal, record, None if all_parts else _MAX_PARTS))
                step(1)
    return entries


def newest_refs(refs: Iterable[str]) -> list[str]:
    """The refs of each noun's newest entries, as many as anybody leafs through."""
    by_noun: dict[str, list[int]] = {}
    for kind, number in filter(None, map(parse_ref, refs)):
        by_noun.setdefault(kind.noun, []).append(number)
    return [
        ref_of(noun, number)
        for noun, numbers in by_noun.items()
        for number in sorted(numbers, reverse=True)[:_MAX_PER_NOUN]
    ]


def _read_records(journal: "Journal", kind: Kind, numbers: list[int]) -> list[Record]:
    batches = (numbers[at : at + _REFS_PER_QUERY] for at in range(0, len(numbers), _REFS_PER_QUERY))
    return [
        record
        for batch in batches
        for record in journal.read(record_class(kind), f"number IN ({','.join(map(str, batch))})", order="number")
    ]


def _appendix_entry(journal: "Journal", record: Record, max_parts: int | None) -> AppendixEntry:
    kind, today = KINDS[record.noun], journal.today
    names = journal.link_names(record)
    facts = [
        _field_entry(field, getattr(record, field.name), names.get(field.name, ""), today)
        for field in fields_of(type(record))
        if field.name not in (kind.title_field, *_SKIPPED_FIELDS) and _has_content(field, getattr(record, field.name))
    ]
    title = title_field(type(record))
    value = getattr(record, title.name)
    name = "" if value is None else title.form.to_text(value, today) + record.field_suffix(title.name)
    parts = [_part_text(part, today) for part in _parts(journal, record, max_parts)]
    return AppendixEntry(record.ref, kind.display_noun, name, facts, parts)


def _parts(journal: "Journal", record: Record, max_parts: int | None) -> list[Record]:
    """The parts of a record; of many, the newest."""
    if max_parts is None:
        return [part for parts in journal.parts(record).values() for part in parts]
    newest = f"number DESC LIMIT {max_parts}"
    return [
        part
        for kind in part_kinds(record.noun)
        for part in reversed(journal.read(record_class(kind), f"{record.noun} = ?", (record.number,), order=newest))
    ]


def _field_entry(field: Field, value: object, name: str, today: date) -> tuple[str, str, str]:
    text = field.form.to_text(value, today)
    return (field.column.label, name, text) if field.form.link else (field.column.label, text, "")


def _has_content(field: Field, value: object) -> bool:
    """Whether a field is worth showing: it is neither empty nor at its default, or is the state."""
    return value is not None and (value != field.default or field.name == "state")


def _part_text(part: Record, today: date) -> str:
    """A part on one line: "p3: 12 Sep · 4 · confidence 3" """
    kind = KINDS[part.noun]
    values = [
        field.form.to_text(value, today)
        if field.form.manner != "figure" or field.name == "value"
        else f"{field.column.label.lower()} {field.form.to_text(value, today)}"
        for field in fields_of(type(part))
        if field.name != "private"
        and field.form.link != kind.parent
        and _has_content(field, value := getattr(part, field.name))
    ]
    return f"{part.ref}: {' · '.join(values)}" if kind.letter else " · ".join(values)
