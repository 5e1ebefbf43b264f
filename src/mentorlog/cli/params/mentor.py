"""Resolves the mentor of a command that names none, and of a page that is for a mentor."""

from typing import TYPE_CHECKING

from mentorlog.cli.context import CliContext
from mentorlog.errors import UsageError
from mentorlog.journal.queries.meetings import active_mentors, former_mentors, resumable_mentors
from mentorlog.render.terminal.page import Line, Span, line, ours

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


def resolve_mentor(cli: CliContext, journal: "Journal", named: str | None) -> int | None:
    """The mentor named, else the only active one; None where none is active.

    If several are active, asks which one. Raises UsageError if nobody can be asked.
    """
    if named is not None:
        return journal.resolve_number("mentor", named)
    return _only_or_asked(cli, journal, active_mentors(journal), "Several mentors are active")


def audience_mentor(cli: CliContext, journal: "Journal") -> int | None:
    """The mentor who reads a page that is for a mentor: an active one, else one of former days; None without any.

    If there are several, asks which one. Raises UsageError if nobody can be asked.
    """
    mentors = active_mentors(journal) or former_mentors(journal)
    return _only_or_asked(cli, journal, mentors, "The page is for one mentor, and there are several")


def lines_about_paused(journal: "Journal", mentor: int | None) -> list[Line]:
    """How to take it up again with a mentor who is paused: the one given, or any where nobody is active."""
    paused = resumable_mentors(journal)
    if mentor is None and active_mentors(journal):
        return []
    return [
        line(Span(name), ours(" is paused; to meet again: "), ours(f"mentorlog mentors resume m{number}", "accent"))
        for number, name in paused
        if mentor in (None, number)
    ]


def _only_or_asked(cli: CliContext, journal: "Journal", mentors: list[tuple[int, str]], several: str) -> int | None:
    if len(mentors) < 2:
        return mentors[0][0] if mentors else None
    candidates = "\n".join(f"  m{number:<3} {name}" for number, name in mentors)
    if not cli.is_interactive():
        raise UsageError(f"{several}; which one is meant?", f"{candidates}\nName one with --mentor REF.")
    from mentorlog.cli.prompts.single import ask

    first_number, first_name = mentors[0]
    return ask(
        f"{several}:\n{candidates}\nWhich one",
        lambda text: journal.resolve_number("mentor", text),
        about=f"Write the ref or the start of the name: m{first_number} or {first_name.split()[0]}.",
    )
