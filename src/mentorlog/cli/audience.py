"""MENTORLOG_AUDIENCE: somebody else than the owner of the journal calls, an assistant for example.

The journal is opened through a veil, and the commands that lead past it are refused. A command that is not named here
is refused too, so that a new one has to be thought about first.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorlog import clock
from mentorlog.errors import Refused, UsageError
from mentorlog.journal.privacy import without_internal_fields
from mentorlog.journal.readers import Audience, Reader

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.veil import VeiledJournal
    from mentorlog.render.answers import Answer

VARIABLE = "MENTORLOG_AUDIENCE"
_NAMES_ONE = f"Name one by ref or name, like {VARIABLE}=m1; or write manager."
# What reads and writes through the veil, or touches no journal at all.
OPEN_COMMANDS = frozenset(
    (
        "next", "agenda", "resume", "debrief", "recap", "report", "checkin", "checkin list", "review", "review list",
        "goals list", "goals add", "goals agree", "goals drop", "goals pause", "goals resume", "goals progress",
        "goals step", "goals done", "goals achieve",
        "questions list", "questions add", "questions answer", "questions drop", "questions reopen",
        "questions suggest",
        "sessions list", "sessions add", "sessions held", "sessions missed", "sessions cancel", "sessions move",
        "sessions plan",
        "feedback list", "feedback add", "feedback respond", "feedback plan", "feedback given",
        "achievements list", "achievements add", "achievements keep", "achievements celebrate",
        "actions list", "actions add", "actions done", "actions drop", "actions reopen",
        "lessons list", "lessons add", "lessons apply",
        "activities list", "activities add", "activities reflect",
        "challenges list", "challenges add", "challenges raise", "challenges resolve",
        "skills list", "skills add", "skills rate", "skills assess", "needs list", "needs add", "needs suggest",
        "agreement list", "agreement draft", "agreement add", "agreement agree", "agreement close", "agreement show",
        "agreement diff", "letters list", "letters close", "contacts list", "contacts add", "contacts followed-up",
        "mentors list", "mentors add", "mentors contacted", "mentors met", "mentors accept", "mentors decline",
        "mentors pause", "mentors resume", "mentors score", "mentors compare", "mentors message", "mentors end",
        "show", "edit", "delete", "search", "log", "timeline", "lookback", "undo", "redo", "due",
        "cpd", "celebrate", "export portfolio", "export cpd", "export calendar",
        "doctor", "init", "config list", "config get", "config path", "config texts", "completion",
        "date", "help",
    )
)  # fmt: skip


def open_veiled_journal(path: Path, audience: str) -> "VeiledJournal":
    """The journal at `path` as the audience may see it. Raises UsageError where it is not clear who that is."""
    from mentorlog.journal.schema import schema
    from mentorlog.journal.veil import VeiledJournal

    return VeiledJournal.open_veiled(path, clock.now, schema(), lambda journal: _reader(journal, audience))


def _reader(journal: "Journal", audience: str) -> Reader:
    """Who reads. No error names anybody, since it is not known yet who that may be."""
    from mentorlog.journal.queries.meetings import active_mentors, former_mentors
    from mentorlog.journal.veil import find_mentor

    word = audience.strip()
    if word.lower() == "manager":
        return Reader("manager")
    if not word or word.lower() == "me":
        raise UsageError(f"{VARIABLE} does not say who reads.", f"Write mentor or manager, or unset it. {_NAMES_ONE}")
    if word.lower() == "mentor":
        mentors = active_mentors(journal) or former_mentors(journal)
        if len(mentors) > 1:
            raise UsageError(f"{VARIABLE}=mentor is for one mentor, and there are several.", _NAMES_ONE)
        return Reader("mentor", mentors[0][0] if mentors else None)
    number = find_mentor(journal, word)
    if number is None:
        raise UsageError(f"{VARIABLE} does not name a mentor.", _NAMES_ONE)
    return Reader("mentor", number)


def require_open(command: Any, name: str, words: Sequence[str]) -> None:
    """Raise Refused for a command that is the owner's alone; of a group also for what it does by itself."""
    subcommands = [word for word in words if word in getattr(command, "commands", {})]
    called = {f"{name} {word}" for word in subcommands}
    if not subcommands or words[0] not in subcommands:
        called.add(name)
    for refused in sorted(called - OPEN_COMMANDS):
        raise Refused(
            f"mentorlog {refused} is for the owner of the journal alone.",
            f"{VARIABLE} is set, which lets somebody else in: mentorlog help agents",
        )


def page_audience(word: str, value: Audience | None, *, is_named: bool) -> Audience:
    """Who reads a page: whom the environment names. Raises Refused where an option names somebody else."""
    audience: Audience = "manager" if word.strip().lower() == "manager" else "mentor"
    if is_named and value != audience:
        raise Refused(f"{VARIABLE} says who reads, and --for somebody else.", "Leave out --for.")
    return audience


def veil_answer(answer: "Answer") -> None:
    """Take from the JSON of an answer what is nobody's but the owner's."""
    data = answer.data
    answer.data = lambda: without_internal_fields(data())  # type: ignore[method-assign]  # one answer, not its class
