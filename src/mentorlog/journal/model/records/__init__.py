"""One file a noun: the record, its rules, its changes of state. None imports another."""

from importlib import import_module

from mentorlog.journal.model.record import Record
from mentorlog.nouns import Kind


def record_class(kind: Kind) -> type[Record]:
    """The class of a noun's records. Its module is imported when it is asked for: each costs a command time."""
    module, _, name = kind.class_path.partition(".")
    record: type[Record] = getattr(import_module(f"{__name__}.{module}"), name)
    return record
