"""The options of what is encrypted with age: to whom, and by which key it is opened again."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from mentorlog.errors import UsageError
from mentorlog.structs import Annotated
from mentorlog.system import shell

if TYPE_CHECKING:
    from mentorlog.cli.context import CliContext
    from mentorlog.exchange.sealed.age import Identity

Content = TypeVar("Content")
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


def open_by_keys(
    cli: "CliContext", named: Sequence[str] | None, decrypt: "Callable[[Sequence[Identity]], Content]"
) -> Content:
    """What `decrypt` gives for the keys in the files that were named, else for those that are tried without a name.

    Raises what `decrypt` raises; where no key fits, the error names keys of ssh that could not be tried.
    """
    from mentorlog.exchange.sealed.age import Unsealable
    from mentorlog.exchange.sealed.key_files import read_identities, usual_identities
    from mentorlog.settings import expand_home

    if named:
        return decrypt([identity for text in named for identity in read_identities(Path(expand_home(text)))])
    identities, unusable = usual_identities(cli.journal_path)
    try:
        return decrypt(identities)
    except Unsealable as error:
        if not unusable:
            raise
        raise Unsealable(
            f"{error.message} {unusable[0]} could not be tried: it has a passphrase, or may not be read.",
            f"{error.hint} Or decrypt the file with age itself: age -d -i {unusable[0]} -o FILE x.age",
        ) from None


def identity_words(named: Sequence[str] | None) -> str:
    """The options by which the same keys are named again, to stand behind a command."""
    return "".join(f" --identity {shell.quote(text)}" for text in named or ())


def refuse_screen(stream_is_terminal: bool) -> None:
    """Raise UsageError where what is encrypted would go to a screen."""
    if stream_is_terminal:
        raise UsageError("What is encrypted is not for a screen.", "Name a file: --output journal.jsonl.age")


def describe_recipients(recipients: Sequence[str]) -> str:
    """Who can open a file, to end a sentence."""
    if len(recipients) == 1:
        return "for the holder of that key alone"
    return f"for the holders of these {len(recipients)} keys alone"
