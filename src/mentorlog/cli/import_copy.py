"""The copy of the journal that every import makes before it changes something."""

from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog.cli.backup import moment
from mentorlog.screen.page import Line, Span, line, own

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


def copied_first(journal: "Journal") -> Path | None:
    """Copy the journal as it is; None where there is none yet. Raises Damaged."""
    if not journal.exists:
        return None
    from mentorlog.store.backup import backed_up

    return backed_up(journal.store.path, f"before-import-{moment()}")


def told(kept: Path) -> Line:
    """Where the copy is."""
    return line(own("The journal as it was: ", "dim"), Span(str(kept), "dim"))
