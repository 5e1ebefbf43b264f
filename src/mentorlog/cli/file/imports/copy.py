"""The copy of the journal that every import makes before it changes something."""

from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog import clock
from mentorlog.store.backup import create_backup

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


def back_up_before_import(journal: "Journal") -> Path | None:
    """Copy the journal as it is; None where there is none yet. Raises Damaged."""
    if not journal.exists:
        return None
    return create_backup(journal.store.path, f"before-import-{clock.file_stamp()}")
