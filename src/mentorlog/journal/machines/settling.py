"""Settling what two machines said differently: one of the two, or both texts, as an ordinary change that travels."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from mentorlog.clock import to_timestamp
from mentorlog.errors import MentorlogError, Refused
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import TEXT, TITLE
from mentorlog.journal.model.kinds import BY_TABLE, ref
from mentorlog.journal.model.record import Record, record_to_row
from mentorlog.journal.model.records import record_class
from mentorlog.nouns import KINDS
from mentorlog.store.changes import Fields, Value
from mentorlog.store.machines.conflicts import drop_lost_part
from mentorlog.store.machines.membership import own_machine
from mentorlog.store.machines.merge import MachineConflict
from mentorlog.structs import Literal, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal, JournalWriter

Side = Literal["theirs", "ours", "both"]
# Where the other text goes that has no place of its own in what is kept, the first that the record has.
_NOTE_FIELDS = ("note", "notes", "why", "outcome", "evidence", "text", "situation", "behaviour", "title")


def settle(journal: "Journal", conflicts: Sequence[MachineConflict], side: Side) -> None:
    """Settle the conflicts of one record: this machine's side, the other's, or both texts.

    Raises Refused where no record can hold both.
    """
    lost = [conflict for conflict in conflicts if conflict.kind == "lost part"]
    for conflict in lost:
        _settle_lost_part(journal, conflict, side)
    if len(lost) == len(conflicts):
        return
    own = own_machine(journal.store.connection).letter
    with journal.change("sync keep") as change:
        for conflict in conflicts:
            if conflict.kind == "edited":
                _settle_edit(journal, change, conflict, side, own)
        for conflict in conflicts:
            if conflict.kind in ("deleted", "brought back"):
                _settle_deletion(journal, change, conflict, side, own)


def sides(conflict: MachineConflict, own: str) -> tuple[Fields, Fields]:
    """What this machine wrote, or else what is shown; and what another one wrote, the latest."""
    values = [*conflict.others, (conflict.machine, conflict.shown)]
    ours = next((fields for machine, fields in reversed(values) if machine == own), conflict.shown)
    theirs = next((fields for _, fields in reversed(values) if fields != ours), ours)
    return ours, theirs


def _settle_edit(journal: "Journal", change: "JournalWriter", conflict: MachineConflict, side: Side, own: str) -> None:
    ours, theirs = sides(conflict, own)
    if side != "both":
        _write(journal, change, conflict, ours if side == "ours" else theirs)
        return
    others = [theirs, *(fields for _, fields in conflict.others if fields not in (ours, theirs))]
    for fields in _ways_to_hold_all(journal, conflict, ours, others):
        if _is_valid(journal, conflict, fields):
            _write(journal, change, conflict, fields)
            return
    name = ref(BY_TABLE[conflict.key[0]].noun, conflict.key[1])
    raise Refused(
        f"{name} can hold only one of the two.", f"Keep one: mentorlog sync keep {name} ours, or theirs in its place."
    )


def _ways_to_hold_all(
    journal: "Journal", conflict: MachineConflict, ours: Fields, others: Sequence[Fields]
) -> Iterator[Fields]:
    """Fields that hold all texts, the best first: each text in its own field, else the others' in a note.

    None where the machines differ in no text.
    """
    table, number = conflict.key
    texts = {field.name: field for field in fields_of(record_class(BY_TABLE[table])) if field.form in (TEXT, TITLE)}
    joined = dict(ours)
    extra: list[str] = []
    for other in others:
        for name in other.keys() & texts.keys():
            if (value := other[name]) and value != ours.get(name):
                extra.append(str(value) if name in _NOTE_FIELDS else f"{texts[name].column.label}: {value}")
            joined[name] = _join_texts(texts[name], joined.get(name), other[name])
    if not extra:
        return
    yield joined
    for other in others:
        yield {**other, **{name: joined[name] for name in joined if name in texts}}
    for name in _NOTE_FIELDS:
        if name in texts and name not in ours and texts[name].form is TEXT:
            note = journal.read_field(BY_TABLE[table].noun, number, name)
            yield {**ours, name: _join_texts(texts[name], note, "\n\n".join(extra))}


def _join_texts(field: Field, text: Value, other: Value) -> Value:
    """Both texts: one below the other, or beside it where there is but one line."""
    if not other or (isinstance(text, str) and str(other) in text):
        return text
    if not text:
        return other
    return f"{text} / {other}" if field.form is TITLE else f"{text}\n\n{other}"


def _is_valid(journal: "Journal", conflict: MachineConflict, fields: Fields) -> bool:
    """Whether a record may have these fields."""
    record = _record_with(journal, conflict, fields)
    try:
        record_to_row(record)
        record.require_one_mentor(journal)
        record.check(journal)
    except MentorlogError:
        return False
    return True


def _record_with(journal: "Journal", conflict: MachineConflict, fields: Fields) -> Record:
    kind = BY_TABLE[conflict.key[0]]
    forms = {field.name: field.form for field in fields_of(record_class(kind))}
    values: dict[str, Any] = {
        name: None if value is None else forms[name].from_sql(value) for name, value in fields.items()
    }
    return replace(journal.get(record_class(kind), conflict.key[1]), **values)


def _write(journal: "Journal", change: "JournalWriter", conflict: MachineConflict, fields: Fields) -> None:
    """Write a group, also where it is so already: that says that both were seen. Raises Refused."""
    table, number = conflict.key
    fields = _without_dangling_links(journal, table, fields)
    columns = ", ".join(f'"{name}"' for name in (*fields, "updated_at"))
    (row,) = journal.store.rows(f"SELECT {columns} FROM {table} WHERE number = ?", (number,))
    written = {**fields, "updated_at": to_timestamp(journal.now)}
    change.store_change.write_row(table, number, dict(zip(written, row, strict=True)), written)
    record = journal.get(record_class(BY_TABLE[table]), number)
    record.require_one_mentor(journal)
    record.check(journal)


def _without_dangling_links(journal: "Journal", table: str, fields: Fields) -> Fields:
    """The fields, a link to what is gone empty."""
    links = {field.name: field.form.link for field in fields_of(record_class(BY_TABLE[table])) if field.form.link}
    return {
        name: None if name in links and value is not None and not journal.has(KINDS[links[name]], int(value)) else value
        for name, value in fields.items()
    }


def _settle_deletion(
    journal: "Journal", change: "JournalWriter", conflict: MachineConflict, side: Side, own: str
) -> None:
    """Delete after all what one machine deleted, or leave it and say so."""
    table, number = conflict.key
    if not journal.has(BY_TABLE[table], number):
        return
    deleters = {machine for machine, _ in conflict.others}
    if side == ("ours" if own in deleters else "theirs"):
        change.delete(BY_TABLE[table], number)
        return
    ((updated_at,),) = journal.store.rows(f"SELECT updated_at FROM {table} WHERE number = ?", (number,))
    change.store_change.write_row(table, number, {"updated_at": updated_at}, {"updated_at": to_timestamp(journal.now)})


def _settle_lost_part(journal: "Journal", conflict: MachineConflict, side: Side) -> None:
    """Let go what was part of something that was forgotten for good. Raises Refused: it cannot stand without."""
    name = ref(BY_TABLE[conflict.key[0]].noun, conflict.key[1])
    if side != "theirs":
        raise Refused(
            f"{name} was part of what was forgotten for good, and cannot stand without it.",
            f"Write its words down elsewhere, then let it go: mentorlog sync keep {name} theirs",
        )
    drop_lost_part(journal.store, conflict.key, to_timestamp(journal.now))
