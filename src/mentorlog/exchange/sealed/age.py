"""Encrypting and decrypting in the format of age (https://age-encryption.org/v1); the only module that imports pyrage.

A file is encrypted to recipients, which are public, and opened by an identity, which is secret. The format says of each
chunk of 64 KiB whether it was altered and whether another follows, but not who wrote it: see `seal`.
"""

import io
from collections.abc import Iterable, Sequence
from typing import IO, Any

from mentorlog.errors import Damaged, Foreign, MentorlogError, Refused, UsageError

SEALED_SUFFIX = ".age"
HEADER = b"age-encryption.org/v1\n"
ARMOR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_BEFORE_ARMOR = b"\xef\xbb\xbf \t\r\n"  # what a mail or an editor may put before it
SECRET_PREFIX = "AGE-SECRET-KEY-"
SNIFF_BYTES = 200  # of a file, by which `is_sealed` tells one that is encrypted
_SSH_TYPES = ("ssh-ed25519", "ssh-rsa")  # the keys of ssh to which age encrypts
_NO_KEY_FITS = "No matching keys"  # how pyrage begins the error for a file to other recipients
_BLOCK_SIZE = 1 << 18  # bytes


class Unsealable(MentorlogError):
    """The file is encrypted, and no key that is here opens it."""

    code = "sealed"
    exit_code = 65


class Identity:
    """A secret key of age or of ssh. Its representation does not show it, so that no trace can."""

    __slots__ = ("_age", "recipient", "secret")

    def __init__(self, secret: str, recipient: str, age: Any) -> None:
        self.secret = secret  # the text of it, as it stands in a file
        self.recipient = recipient  # the public half; empty for a key of ssh
        self._age = age

    @property
    def age(self) -> Any:
        """The object of pyrage."""
        return self._age


def require_age() -> Any:
    """The library. Raises Refused where it is not installed, before anything is written."""
    try:
        import pyrage
    except ImportError:
        raise Refused(
            "Encrypting and decrypting need pyrage, which is not installed here.",
            "Nothing was written. Install it: pipx inject mentorlog pyrage, or: pip install pyrage",
        ) from None
    return pyrage


def generate_identity() -> Identity:
    """A new key pair of age (X25519)."""
    key = require_age().x25519.Identity.generate()
    return Identity(str(key), str(key.to_public()), key)


def parse_identity(secret: str) -> Identity:
    """The identity of a line AGE-SECRET-KEY-1... . Raises UsageError, which does not repeat it."""
    pyrage = require_age()
    try:
        key = pyrage.x25519.Identity.from_str(secret.strip())
    except pyrage.IdentityError:
        raise UsageError("This is not a secret key of age.", "One is made by: age-keygen -o key.txt") from None
    return Identity(str(key), str(key.to_public()), key)


def parse_ssh_identity(content: bytes, name: str) -> Identity:
    """The identity in a file of ssh. Raises UsageError for a protected one, and for types that age does not know."""
    pyrage = require_age()
    try:
        key = pyrage.ssh.Identity.from_buffer(content)
    except pyrage.IdentityError as error:
        if "decrypted first" in str(error):
            raise UsageError(
                f"{name} is protected by a passphrase, which is not asked for here.",
                f"Decrypt the file with age itself (age -d -i {name} -o FILE x.age), and name what comes of it.",
            ) from None
        raise UsageError(
            f"{name} is not a key that opens files of age.", f"These do: age-keygen, {', '.join(_SSH_TYPES)}."
        ) from None
    return Identity(content.decode("ascii", "replace"), "", key)


def check_recipient(text: str) -> str:
    """A recipient in the form in which it is kept: age1..., or the type and key of ssh without its comment.

    Raises UsageError, which does not repeat a secret key that was typed by mistake.
    """
    words = text.split()
    if any(word.upper().startswith(SECRET_PREFIX) for word in words):
        raise UsageError(
            "This is a secret key. What is encrypted is encrypted to its public half.",
            "That begins with age1: age-keygen -y FILE prints it. What you typed may stand in your shell's history.",
        )
    recipient = " ".join(words[:2]) if words and words[0] in _SSH_TYPES else text.strip()
    _parse_recipient(recipient)
    return recipient


def _parse_recipient(text: str) -> Any:
    """The object of pyrage. Raises UsageError."""
    pyrage = require_age()
    kind = pyrage.ssh if text.startswith("ssh-") else pyrage.x25519
    try:
        return kind.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise UsageError(
            f"{text[:80]} is no recipient.", "One begins with age1, ssh-ed25519 or ssh-rsa, or is a file of such lines."
        ) from None


# Whether a file is encrypted


def is_sealed(start: bytes) -> bool:
    """Whether a file that begins so is encrypted by age, in either of its forms."""
    return start.startswith(HEADER) or start.lstrip(_BEFORE_ARMOR).startswith(ARMOR)


def has_passphrase(start: bytes) -> bool:
    """Whether a file that begins so is encrypted by a passphrase, to which there is no key."""
    from base64 import b64decode

    start = start.lstrip(_BEFORE_ARMOR)
    if start.startswith(ARMOR):
        lines = b"".join(start.split(b"\n")[1:3]).strip()
        try:
            start = b64decode(lines[: len(lines) // 4 * 4])
        except ValueError:
            return False
    return start.startswith(HEADER + b"-> scrypt ")


# Encrypting


def encrypt_stream(chunks: Iterable[bytes | memoryview], target: IO[bytes], recipients: Sequence[str]) -> None:
    """Encrypt what is read, piece by piece, into a file: neither is held in memory as a whole.

    What reading or writing raises is raised as it is.
    """
    pyrage = require_age()
    keys = [_parse_recipient(recipient) for recipient in recipients]
    reader, writer = _Reader(chunks), _Writer(target)
    try:
        pyrage.encrypt_io(reader, writer, keys)
    except (pyrage.EncryptError, OSError):
        raise (reader.error or writer.error or _encryption_error()) from None


def encrypt(content: bytes, recipients: Sequence[str]) -> bytes:
    """Some bytes, encrypted."""
    target = io.BytesIO()
    encrypt_stream([content], target, recipients)
    return target.getvalue()


# Decrypting


def decrypt_stream(source: IO[bytes], target: IO[bytes], identities: Sequence[Identity], name: str) -> None:
    """Decrypt a file into another. `target` is not to be used when this raises: its beginning may stand there.

    Raises Foreign, Unsealable or Damaged, and what reading or writing raises. `name` is the file's in an error.
    """
    pyrage = require_age()
    source.seek(0)
    start = source.read(SNIFF_BYTES)
    source.seek(0 if start.startswith(HEADER) else len(start) - len(start.lstrip(_BEFORE_ARMOR)))
    if not is_sealed(start):
        raise Foreign(f"{name} is not encrypted by age.", "It was left as it is.")
    if has_passphrase(start):
        raise Unsealable(
            f"{name} is encrypted by a passphrase, which is not asked for here.",
            "Decrypt it with age itself (age -d -o FILE), and name what comes of it.",
        )
    writer = _Writer(target)
    reader = _Reader(iter(lambda: source.read(_BLOCK_SIZE), b""))
    try:
        pyrage.decrypt_io(reader, writer, [identity.age for identity in identities])
    except (pyrage.DecryptError, OSError) as error:
        if own := reader.error or writer.error:
            raise own from None
        if _NO_KEY_FITS in str(error):
            raise _no_key_error(name, len(identities)) from None
        raise Damaged(f"{name} was cut or altered.", "Nothing was changed. Take another copy of it.") from None


def decrypt(content: bytes, identities: Sequence[Identity], name: str) -> bytes:
    """Some bytes, decrypted; errors as of `decrypt_stream`."""
    target = io.BytesIO()
    decrypt_stream(io.BytesIO(content), target, identities, name)
    return target.getvalue()


def _no_key_error(name: str, tried: int) -> Unsealable:
    if not tried:
        return Unsealable(f"{name} is encrypted, and there is no key here.", "Name the key: --identity FILE")
    another = "another key than the one that was tried" if tried == 1 else "another key than those that were tried"
    return Unsealable(
        f"{name} is encrypted to {another}: nothing was decrypted.",
        "Name the right key: --identity FILE. If it is the right one, the file was altered on the way.",
    )


class _Reader:
    """Pieces of any size, read as pyrage asks for them. An error is kept: pyrage hands on its words alone."""

    def __init__(self, chunks: Iterable[bytes | memoryview]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; none at the end."""
        try:
            while not self._rest:
                piece = next(self._chunks, None)
                if piece is None:
                    return b""
                self._rest = memoryview(piece)
        except BaseException as error:
            self.error = error
            raise
        head = bytes(self._rest[:size] if size >= 0 else self._rest)
        self._rest = self._rest[len(head) :]
        return head


class _Writer:
    """Writes what pyrage hands over; an error is kept, as in `_Reader`."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.error: BaseException | None = None

    def write(self, content: bytes) -> int:
        """Write all of it."""
        try:
            return self._target.write(content)
        except BaseException as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Hand on what is buffered."""
        try:
            self._target.flush()
        except BaseException as error:
            self.error = error
            raise


def _encryption_error() -> MentorlogError:
    return Damaged("pyrage could not encrypt it.", "Nothing was written. Try again; if it stays so, report a fault.")
