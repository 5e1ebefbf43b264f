"""The options of what is encrypted with age: to whom, and by which key it is opened again."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentorlog import system
from mentorlog.errors import UsageError

if TYPE_CHECKING:
    from mentorlog.cli.context import CliContext
    from mentorlog.exchange.sealed.age import Identity

EncryptTo = Annotated[
    list[str] | None,
    typer.Option(
        "--encrypt-to",
        metavar="RECIPIENT",
        help="Encrypt it with age: age1..., ssh-ed25519 ..., or a file of such; repeatable.",
        show_default=False,
    ),
]
IdentityFiles = Annotated[
    list[str] | None,
    typer.Option(
        "--identity",
        metavar="FILE",
        help="An encrypted file: the key of age or ssh that opens it; repeatable.",
        show_default=False,
    ),
]


def resolve_recipients(named: Sequence[str] | None) -> list[str]:
    """The recipients that were named; none where it is not to be encrypted. Raises UsageError and Refused."""
    if not named:
        return []
    from mentorlog.exchange.sealed.key_files import read_recipients

    return read_recipients(named)


def resolve_identities(cli: "CliContext", named: Sequence[str] | None) -> "list[Identity]":
    """The keys in the files that were named, else those that are tried without being named."""
    from mentorlog.exchange.sealed.key_files import read_identities, usual_identities
    from mentorlog.settings import expand_home

    if not named:
        return usual_identities(cli.journal_path)
    return [identity for text in named for identity in read_identities(Path(expand_home(text)))]


def identity_words(named: Sequence[str] | None) -> str:
    """The options by which the same keys are named again, to stand behind a command."""
    return "".join(f" --identity {system.quote(text)}" for text in named or ())


def refuse_screen(stream_is_terminal: bool) -> None:
    """Raise UsageError where what is encrypted would go to a screen."""
    if stream_is_terminal:
        raise UsageError("What is encrypted is not for a screen.", "Name a file: --output journal.jsonl.age")


def describe_recipients(recipients: Sequence[str]) -> str:
    """Who can open a file, to end a sentence."""
    if len(recipients) == 1:
        return "for the holder of that key alone"
    return f"for the holders of these {len(recipients)} keys alone"
