"""Resolves the mentor of a command that names none, and of a page that is for a mentor."""

from typing import TYPE_CHECKING

from mentorlog.cli.context import CliContext
from mentorlog.errors import UsageError
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.queries.meetings import (
    active_mentors,
    current_mentors,
    former_mentors,
    next_session,
    next_sessions,
    resumable_mentors,
)
from mentorlog.journal.text import join_words
from mentorlog.render.answers import relative_day
from mentorlog.render.terminal.page import Span, line, ours

if TYPE_CHECKING:
    from datetime import date

    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record
    from mentorlog.journal.model.records.mentors import Mentor
    from mentorlog.journal.model.records.sessions import Session
    from mentorlog.render.terminal.page import Line


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


def lines_about_paused(journal: "Journal", mentor: int | None) -> "list[Line]":
    """How to take it up again with a mentor who is paused: the one given, or any where nobody is active."""
    paused = resumable_mentors(journal)
    if mentor is None and active_mentors(journal):
        return []
    return [
        line(
            Span(name),
            ours(" is paused; to meet again: "),
            ours(f"mentorlog mentors resume {ref('mentor', number)}", "accent"),
        )
        for number, name in paused
        if mentor in (None, number)
    ]


def namesake_warnings(journal: "Journal", mentor: "Mentor") -> list[str]:
    """Who has the name of a new mentor already, so that neither is found by it."""
    from mentorlog.journal.text import fold_text

    name = fold_text(mentor.name)
    others = journal.store.rows("SELECT number, name FROM mentors WHERE number <> ? ORDER BY number", (mentor.number,))
    return [
        f"{ref('mentor', number)} has that name too. If you meant them, take this back: mentorlog undo"
        for number, other in others
        if fold_text(other) == name
    ]


def describe_owner(journal: "Journal", record: "Record") -> "Line":
    """ "for Ruth"; of what is nobody's "for Ruth and Sam; for one alone: mentorlog edit q3 mentor=NAME".

    Nothing for a noun that has no field for a mentor: it is anybody's only as far as its goal is.
    """
    from mentorlog.journal.queries.filters import owner
    from mentorlog.journal.queries.list_filters import link_fields
    from mentorlog.journal.queries.names import short_names

    names = short_names(current_mentors(journal))
    owner_number = owner(journal, record.noun, record.number)
    if owner_number is not None:
        return line(
            ours("for ", "dim"),
            Span(names.get(owner_number) or str(journal.read_field("mentor", owner_number, "name"))),
        )
    fields = link_fields(type(record)).get("mentor", [])
    if not fields:
        return ()
    command = f"mentorlog edit {record.ref} {fields[0].name}=NAME"
    return line(ours("for ", "dim"), Span(join_words(list(names.values()))), ours(f"; for one alone: {command}", "dim"))


def session_or_mentor(
    cli: CliContext, journal: "Journal", named: int | None, day: "date | None" = None
) -> "tuple[Session | None, int | None]":
    """The session that is meant where none is named, and the mentor: the next one, with the mentor where one is named.

    Where several mentors could be meant, asks which one. It is clear where only one of them has a session ahead, or
    one on that `day`; without a day the earliest session is meant. Raises UsageError if nobody can be asked.
    """
    if named is not None:
        return next_session(journal, named), named
    coming = next_sessions(journal)
    on_the_day = [session for session in coming if session.day == day]
    if len(on_the_day) == 1:
        coming = on_the_day
    if coming and (day is None or len(coming) == 1):
        return coming[0], coming[0].mentor or resolve_mentor(cli, journal, None)
    by_mentor = {session.mentor: session for session in coming}
    if None in by_mentor or len(by_mentor) < 2:
        number = resolve_mentor(cli, journal, None)
        return by_mentor.get(number) or by_mentor.get(None), number
    names = journal.store.rows("SELECT number, name FROM mentors ORDER BY number")
    mentors = [
        (number, f"{name}  {by_mentor[number].ref}, {relative_day(by_mentor[number].starts_at, journal.today)}")
        for number, name in names
        if number in by_mentor
    ]
    soonest = coming[0].mentor
    offer = ref("mentor", soonest) if soonest else ""
    number = _only_or_asked(cli, journal, mentors, "Sessions with several mentors are ahead", offer)
    return next_session(journal, number), number


def _only_or_asked(
    cli: CliContext, journal: "Journal", mentors: list[tuple[int, str]], several: str, offer: str = ""
) -> int | None:
    if len(mentors) < 2:
        return mentors[0][0] if mentors else None
    candidates = "\n".join(f"  {ref('mentor', number):<4} {name}" for number, name in mentors)
    if not cli.is_interactive():
        raise UsageError(f"{several}; which one is meant?", f"{candidates}\nName one with --mentor REF.")
    from mentorlog.cli.prompts.single import ask

    first_number, first_name = mentors[0]
    return ask(
        f"{several}:\n{candidates}\nWhich one",
        lambda text: journal.resolve_number("mentor", text),
        about=f"Write the ref or the start of the name: {ref('mentor', first_number)} or {first_name.split()[0]}.",
        offer=offer,
    )
