"""One file a noun: the record, its rules, its changes of state. None imports another."""

from importlib import import_module

from mentorlog.journal.model.record import Record
from mentorlog.nouns import Kind

_classes: dict[str, type[Record]] = {}


def record_class(kind: Kind) -> type[Record]:
    """The class of a noun's records. Its module is imported when it is asked for: each costs a command time."""
    path = kind.class_path
    if path not in _classes:
        module, _, name = path.partition(".")
        _classes[path] = getattr(import_module(f"{__name__}.{module}"), name)
    return _classes[path]
