"""Recipients and identities as people name them: in words, or as files of age and of ssh."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from mentorlog import system
from mentorlog.errors import Foreign, MentorlogError, NotPermitted, UsageError
from mentorlog.exchange.sealed.age import (
    SECRET_PREFIX,
    Identity,
    check_recipient,
    is_sealed,
    parse_identity,
    parse_ssh_identity,
)
from mentorlog.exchange.sealed.keys import iter_own_identities
from mentorlog.settings import expand_home

_MAX_BYTES = 1 << 20  # of a file of keys
_PRIVATE_SSH = b"-----BEGIN "  # how a private key of ssh begins
_PUBLIC_SSH = b"ssh-"
_SSH_FILES = ("id_ed25519", "id_rsa")  # in ~/.ssh, those that age can use


def read_recipients(texts: Sequence[str]) -> list[str]:
    """The recipients that were named: age1..., ssh-ed25519 ..., or a file with one in each line, as id_ed25519.pub is.

    Raises UsageError, NotPermitted, and Refused where nothing can be encrypted here.
    """
    recipients: dict[str, None] = {}
    for text in texts:
        recipients |= dict.fromkeys(_iter_recipients(text))
    return list(recipients)


def _iter_recipients(text: str) -> Iterator[str]:
    path = Path(expand_home(text.strip()))
    if text.startswith(("age1", "ssh-")) or not path.is_file():
        if path.suffix == ".pub":
            raise UsageError(f"There is no file {path}.", "Look at its name, or write the recipient itself.")
        yield check_recipient(text)
        return
    content = _read(path)
    if content.startswith(_PRIVATE_SSH):
        raise UsageError(f"{path} is a secret key.", f"Name its public half: {path}.pub")
    lines = [line.strip() for line in content.decode("utf-8-sig", "replace").splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    if not lines:
        raise UsageError(f"{path} holds no recipient.", "One begins with age1, ssh-ed25519 or ssh-rsa.")
    if any(SECRET_PREFIX in line for line in lines):
        raise UsageError(
            f"{path} holds a secret key.", f"Its public half, age1..., may stand in it; age-keygen -y {path} prints it."
        )
    for line in lines:
        try:
            yield check_recipient(line)
        except UsageError as error:
            raise UsageError(f"{path} is no file of recipients.", error.hint) from None


def read_identities(path: Path) -> list[Identity]:
    """The keys in an identity file of age, or the one in a private key of ssh; - is stdin.

    Raises UsageError and NotPermitted.
    """
    content = _read(path)
    if is_sealed(content):
        raise UsageError(
            f"{path} is protected by a passphrase, which is not asked for here.",
            f"Decrypt the file with age itself (age -d -i {path} -o FILE x.age), and name what comes of it.",
        )
    if content.startswith(_PRIVATE_SSH):
        return [parse_ssh_identity(content, str(path))]
    if content.startswith((_PUBLIC_SSH, b"age1")):
        raise UsageError(f"{path} is the public half of a key.", "Name the secret one, which ssh has without .pub.")
    lines = content.decode("utf-8-sig", "replace").splitlines()
    secrets = [line for line in lines if line.upper().startswith(SECRET_PREFIX)]
    if not secrets:
        raise UsageError(f"{path} holds no key of age or ssh.", "One is made by: age-keygen -o key.txt")
    return [parse_identity(line) for line in secrets]


def usual_identities(journal: Path) -> tuple[list[Identity], list[Path]]:
    """The keys that are tried where none is named, and the files of ssh that have one and cannot be used.

    Those beside the journal come first, then those of ssh that have no passphrase.
    """
    identities, unusable = list(iter_own_identities(journal)), []
    for name in _SSH_FILES if system.knows_home() else ():
        path = Path(expand_home(f"~/.ssh/{name}"))
        try:
            identities += read_identities(path)
        except (MentorlogError, OSError):
            if path.is_file():
                unusable.append(path)
    return identities, unusable


def _read(path: Path) -> bytes:
    try:
        if str(path) == "-":
            return sys.stdin.buffer.read(_MAX_BYTES) if sys.stdin and not sys.stdin.closed else b""
        with open(path, "rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(f"There is no file {path}.", "Look at its name.") from None
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder.", "Name a file.") from None
    except PermissionError:
        raise NotPermitted(f"{path} may not be read by you.", "Look at whose it is: ls -l") from None
    if len(content) > _MAX_BYTES:
        raise Foreign(f"{path} is no file of keys.", "It was left as it is.")
    return content
