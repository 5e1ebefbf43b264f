"""What a machine keeps for itself: the folder beside the journal in which files are built, and keys and clones kept."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mentorlog import system
from mentorlog.errors import Locked
from mentorlog.store.create import make_folder


def private_folder(journal: Path) -> Path:
    """The folder of the sync beside a journal, which need not be there yet."""
    return journal.with_name(f"{journal.name}-sync")


@contextmanager
def sole_sync(journal: Path) -> Iterator[Path]:
    """The private folder, locked: one process at a time writes this machine's files. Raises Locked."""
    folder = private_folder(journal)
    make_folder(folder)
    try:
        handle = system.lock_folder(folder)
    except BlockingIOError:
        raise Locked("Another sync of this journal is under way.", "Try again in a moment.") from None
    try:
        yield folder
    finally:
        os.close(handle)


def machine_name() -> str:
    """What this machine is called, as a name to show to the others; "machine" where the system does not say."""
    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return name.split(".")[0][:40] or "machine"
