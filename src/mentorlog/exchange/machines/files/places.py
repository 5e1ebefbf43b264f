"""What a machine keeps for itself, in a folder beside the journal: files that are being built, and what it has begun.

A start or a join is noted there until it is done. Keys and what git fetched are kept there too.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from mentorlog import system
from mentorlog.errors import Locked
from mentorlog.exchange.machines.files.shared_files import put_shared
from mentorlog.store.create import make_folder
from mentorlog.system import filesystem

_UIDS = "uids"
_STARTING, _JOINING = "starting.json", "joining.json"


def private_folder(journal: Path) -> Path:
    """The folder of the sync beside a journal, which need not be there yet."""
    return journal.with_name(f"{journal.name}-sync")


@contextmanager
def sole_sync(journal: Path) -> Iterator[Path]:
    """The private folder, locked: one process at a time writes this machine's files. Raises Locked."""
    folder = private_folder(journal)
    make_folder(folder)
    try:
        handle = filesystem.lock_folder(folder)
    except BlockingIOError:
        raise Locked("Another sync of this journal is under way.", "Try again in a moment.") from None
    try:
        yield folder
    finally:
        os.close(handle)


def machine_name() -> str:
    """What this machine is called, as a name to show to the others; "machine" where the system does not say."""
    name = "".join(sign for sign in system.machine_name() if sign.isprintable())
    return name[:40].strip() or "machine"


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
    take: str = ""  # whose entries count where they differ, as it was said when it was begun


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
        filesystem.remove(private / name)


def _load(path: Path) -> Beginning | None:
    try:
        return Beginning(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _save(path: Path, beginning: Beginning) -> None:
    put_shared(path, json.dumps(beginning._asdict()).encode(), path.parent)


def load_mark(private: Path, name: str) -> str:
    """A word that was kept under a name; empty where there is none."""
    try:
        return (private / name).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def save_mark(private: Path, name: str, word: str) -> None:
    """Keep a word under a name."""
    put_shared(private / name, word.encode(), private)


def clear_building(folder: Path) -> None:
    """Remove a folder in which a journal was built."""
    for path in folder.iterdir() if folder.is_dir() else ():
        filesystem.remove(path)
    with suppress(OSError):
        folder.rmdir()


def keep_former_uid(private: Path, uid: str) -> None:
    """Keep the id under which this machine takes part, for when it comes back under another."""
    uids = former_uids(private)
    if uid not in uids:
        save_mark(private, _UIDS, "\n".join([*uids, uid]))


def former_uids(private: Path) -> list[str]:
    """The ids under which this machine has taken part."""
    return load_mark(private, _UIDS).split()
