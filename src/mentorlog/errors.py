"""The errors of the program, as one tree. Each has a code, an exit code, a message and a hint.

No error carries the text of somebody's notes, except a title that is offered as a candidate.
"""

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence


class MentorlogError(Exception):
    """Why a command cannot do what was asked.

    `message` says what happened, `hint` what to do; both are whole sentences, and either may have several lines.
    """

    code: ClassVar[str] = "refused"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def offer(candidates: "Sequence[str]") -> str:
    """The question whether one of these was meant, to stand before a hint; empty where there are none."""
    return f"Did you mean {' or '.join(candidates)}? " if candidates else ""


class Refused(MentorlogError):
    """A rule of the journal says no; nothing was changed."""


class UsageError(MentorlogError):
    """A word, a value or an option of the command line cannot be read."""

    code = "usage"
    exit_code = 2


class NotFound(MentorlogError):
    """No record answers to that ref or name."""

    code = "not_found"
    exit_code = 3


class Ambiguous(MentorlogError):
    """Several records answer to that name."""

    code = "ambiguous"
    exit_code = 3


class Damaged(MentorlogError):
    """The file is a journal, or was one, and cannot be read."""

    code = "damaged"
    exit_code = 65


class Foreign(MentorlogError):
    """The file belongs to something else; it is left as it is."""

    code = "foreign"
    exit_code = 65


class Newer(MentorlogError):
    """The journal was written by a later mentorlog; it is left as it is."""

    code = "newer"
    exit_code = 65


class CannotCreate(MentorlogError):
    """A file or folder cannot be made where it was asked for."""

    code = "cannot_create"
    exit_code = 73


class InputOutput(MentorlogError):
    """Reading or writing failed, or the disk is full."""

    code = "io"
    exit_code = 74


class Locked(MentorlogError):
    """Another program holds the journal for longer than it is worth waiting."""

    code = "locked"
    exit_code = 75


def concurrent_write_error(done: str) -> Locked:
    """The error where another writer came between showing a plan and acting on it; `done` is a participle."""
    return Locked("Somebody wrote to the journal meanwhile.", f"Nothing was {done}. Run the command again.")


class NotPermitted(MentorlogError):
    """The system does not allow it."""

    code = "not_permitted"
    exit_code = 77


class Interrupted(MentorlogError):
    """The person pressed Ctrl-C, or their terminal went away."""

    code = "interrupted"
    exit_code = 130
