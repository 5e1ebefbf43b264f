"""What a machine has begun and not finished: a start or a join, kept in its private folder until it is done."""

import json
from pathlib import Path
from typing import NamedTuple

from mentorlog import system
from mentorlog.exchange.machines.shared_files import put_shared

_STARTING, _JOINING = "starting.json", "joining.json"


class Beginning(NamedTuple):
    """A start or a join under way. `recipient` is that of the journal, as the folder named it when it was begun."""

    place: str
    journal: str
    letter: str
    uid: str
    name: str
    is_encrypted: bool
    generation: int = 1
    recipient: str = ""


def load_start(private: Path) -> Beginning | None:
    """The start that was begun here, if any."""
    return _load(private / _STARTING)


def load_join(private: Path) -> Beginning | None:
    """The join that was begun here, if any."""
    return _load(private / _JOINING)


def save_start(private: Path, beginning: Beginning) -> None:
    """Note that a start was begun."""
    _save(private / _STARTING, beginning)


def save_join(private: Path, beginning: Beginning) -> None:
    """Note that a join was begun."""
    _save(private / _JOINING, beginning)


def clear_notes(private: Path) -> None:
    """Note that nothing is under way."""
    for name in (_STARTING, _JOINING):
        system.remove(private / name)


def _load(path: Path) -> Beginning | None:
    try:
        return Beginning(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _save(path: Path, beginning: Beginning) -> None:
    put_shared(path, json.dumps(beginning._asdict()).encode(), path.parent)
