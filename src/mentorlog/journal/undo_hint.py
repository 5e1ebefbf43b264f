"""The number of the change in a refusal that says to take a change back."""

import sqlite3

from mentorlog.errors import Refused
from mentorlog.journal.model.kinds import parse_ref
from mentorlog.store.reverting import last_state_change


def complete_undo_hint(connection: sqlite3.Connection, error: Refused) -> None:
    """Name the change by which a record got into its state, where the hint is to take that back."""
    typed = parse_ref(error.message.split(" ")[0])
    if not typed or not error.hint.endswith("mentorlog undo"):
        return
    if number := last_state_change(connection, (typed[0].plural, typed[1])):
        error.hint += f" {number}"
