"""What two machines left differently, as a person settles it: both sides by field, and whose they are."""

from typing import TYPE_CHECKING, Any, NamedTuple

from mentorlog.errors import Refused
from mentorlog.journal.machines.settling import sides
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.kinds import BY_TABLE, parse_ref, ref
from mentorlog.journal.model.records import record_class
from mentorlog.store.machines.conflicts import conflicts, count_conflict_rows
from mentorlog.store.machines.membership import machines, own_machine

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.store.changes import Fields
    from mentorlog.store.machines.merge import MachineConflict
    from mentorlog.store.store import Store


class FieldDispute(NamedTuple):
    """A field in which the sides differ; its values as the form of the field has them."""

    field: Field
    ours: Any
    theirs: Any


class Dispute(NamedTuple):
    """What two machines left differently of one entry. `machine` is the name of the other one, where it is one."""

    ref: str
    conflict: "MachineConflict"
    machine: str
    fields: list[FieldDispute]
    is_deleted_here: bool  # of a deletion against an edit: whether this machine deleted it


def count_disputes(store: "Store") -> int:
    """How many entries wait to be settled; what was settled here since the last exchange does not."""
    return len({conflict.key for conflict in conflicts(store)}) if count_conflict_rows(store) else 0


def load_disputes(journal: "Journal") -> list[Dispute]:
    """All that waits to be settled. Raises Refused where the journal is on one machine alone."""
    own = own_machine(journal.store.connection).letter
    names = {machine.letter: machine.name for machine in machines(journal.store.connection)}
    return [_describe(conflict, own, names) for conflict in conflicts(journal.store)]


def disputes_of(journal: "Journal", text: str) -> list[Dispute]:
    """What waits to be settled of one entry. Raises NotFound, Ambiguous, and Refused where nothing does."""
    disputes = load_disputes(journal)
    if typed := parse_ref(text):
        kind, number = typed
    else:
        kind, number = journal.resolve(text)
    mine = [dispute for dispute in disputes if dispute.conflict.key == (kind.plural, number)]
    if not mine:
        raise Refused(
            f"Nothing waits to be settled at {ref(kind.noun, number)}.", "See what does: mentorlog sync conflicts"
        )
    return mine


def _describe(conflict: "MachineConflict", own: str, names: dict[str, str]) -> Dispute:
    table, number = conflict.key
    ours, theirs = sides(conflict, own)
    written = [*conflict.others, (conflict.machine, conflict.shown)]
    if conflict.kind == "edited":
        letters = [letter for letter, fields in written if fields == theirs and letter != own]
    else:
        letters = [letter for letter, _ in conflict.others if letter != own]
    is_deleted_here = own in {letter for letter, _ in conflict.others}
    name = next((names.get(letter, letter) for letter in reversed(letters)), "")
    fields = _differing_fields(table, ours, theirs) if conflict.kind == "edited" else []
    return Dispute(ref(BY_TABLE[table].noun, number), conflict, name, fields, is_deleted_here)


def _differing_fields(table: str, ours: "Fields", theirs: "Fields") -> list[FieldDispute]:
    return [
        FieldDispute(field, *(_value(field, fields.get(field.name)) for fields in (ours, theirs)))
        for field in fields_of(record_class(BY_TABLE[table]))
        if ours.get(field.name) != theirs.get(field.name)
    ]


def _value(field: Field, stored: Any) -> Any:
    return None if stored is None else field.form.from_sql(stored)
