"""Resolves the mentor of a command that names none."""

from typing import TYPE_CHECKING

from mentorlog.cli.context import CliContext
from mentorlog.errors import UsageError
from mentorlog.journal.queries.meetings import active_mentors

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


def resolve_mentor(cli: CliContext, journal: "Journal", named: str | None) -> int | None:
    """The mentor named, else the only active one; None where none is active.

    If several are active, asks which one. Raises UsageError if nobody can be asked.
    """
    if named is not None:
        return journal.resolve_number("mentor", named)
    active = active_mentors(journal)
    if len(active) < 2:
        return active[0][0] if active else None
    candidates = "\n".join(f"  m{number:<3} {name}" for number, name in active)
    if not cli.is_interactive():
        raise UsageError(
            "Several mentors are active; which one is meant?", f"{candidates}\nName one with --mentor REF."
        )
    from mentorlog.cli.prompts.conversation import ask

    return ask(
        f"Several mentors are active:\n{candidates}\nWhich one", lambda text: journal.resolve_number("mentor", text)
    )
