"""What machines that share a journal hand to one another, encrypted, and how they know it for their own.

age does not say who encrypted a file: whoever knows the recipient can. So each file also carries an HMAC-SHA256 under a
key that only the machines have; a folder that writes files of its own is found out.
"""

import json
import secrets
from collections.abc import Iterable
from typing import IO

from mentorlog.errors import Damaged, UsageError
from mentorlog.exchange.sealed.age import (
    Identity,
    decrypt,
    decrypt_stream,
    encrypt,
    encrypt_stream,
    generate_identity,
    parse_identity,
)

KEY_BYTES = 32  # of the folder key


class JournalKey:
    """What every machine of a journal has for one generation of it."""

    __slots__ = ("folder_key", "generation", "identity", "journal")

    def __init__(self, journal: str, generation: int, identity: Identity, folder_key: bytes) -> None:
        self.journal = journal  # a uuid
        self.generation = generation
        self.identity = identity  # what the machines encrypt to, and open with
        self.folder_key = folder_key  # of the HMACs


def generate_journal_key(journal: str, generation: int) -> JournalKey:
    """A new key for a journal, named by its uuid, or for its next generation."""
    return JournalKey(journal, generation, generate_identity(), secrets.token_bytes(KEY_BYTES))


def wrap_key(key: JournalKey, recipient: str) -> bytes:
    """A journal's key, encrypted to the machine that is let in."""
    fields = {
        "format": 1,
        "journal": key.journal,
        "generation": key.generation,
        "identity": key.identity.secret,
        "folder_key": key.folder_key.hex(),
    }
    return encrypt(json.dumps(fields).encode(), [recipient])


def unwrap_key(content: bytes, identity: Identity, journal: str, generation: int, name: str) -> JournalKey:
    """The key that was encrypted to this machine, for the journal and generation that are expected.

    Raises Foreign, Unsealable, and Damaged, also for the key of another journal; `name` is the file's in an error.
    """
    try:
        fields = json.loads(decrypt(content, [identity], name))
        folder_key = bytes.fromhex(fields["folder_key"])
        is_expected = (fields["format"], fields["journal"], fields["generation"]) == (1, journal, generation)
        if not is_expected or len(folder_key) != KEY_BYTES:
            raise ValueError
        return JournalKey(journal, generation, parse_identity(fields["identity"]), folder_key)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, UsageError):
        raise Damaged(
            f"{name} is not the key of this journal.", "Ask to be admitted again: mentorlog sync join"
        ) from None


class Seal:
    """Encrypts for the machines of one journal, and opens what they encrypted."""

    def __init__(self, key: JournalKey) -> None:
        self._key = key

    def seal(self, content: bytes) -> bytes:
        """Some bytes, encrypted."""
        return encrypt(content, [self._key.identity.recipient])

    def open(self, content: bytes, name: str) -> bytes:
        """Some bytes, decrypted. Raises Foreign, Unsealable or Damaged; `name` is the file's in an error."""
        return decrypt(content, [self._key.identity], name)

    def seal_stream(self, chunks: Iterable[bytes], target: IO[bytes]) -> None:
        """Encrypt into a file, piece by piece."""
        encrypt_stream(chunks, target, [self._key.identity.recipient])

    def open_stream(self, source: IO[bytes], target: IO[bytes], name: str) -> None:
        """Decrypt from a file into another, which is not to be used when this raises; errors as of `open`."""
        decrypt_stream(source, target, [self._key.identity], name)
