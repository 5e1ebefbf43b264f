"""A file behind its signature, as it is written while it is decrypted."""

import hmac
from hashlib import sha256
from typing import IO

from mentorlog.exchange.machines.files.operation_files import FileFault

_MAX_MAC = 64  # hexadecimal digits of an HMAC-SHA256


class SignedWriter:
    """Writes a content into a file, without its first line, which is the HMAC of the binding and of the rest."""

    def __init__(self, target: IO[bytes], key: bytes, binding: bytes) -> None:
        self._target = target
        self._mac = hmac.new(key, binding, sha256)
        self._head = b""
        self._is_behind_head = False

    def write(self, content: bytes) -> int:
        """Write the next piece."""
        piece = content
        if not self._is_behind_head:
            self._head, line_break, piece = (self._head + content).partition(b"\n")
            self._is_behind_head = bool(line_break)
            if len(self._head) > _MAX_MAC:
                raise FileFault("foreign")
        if piece:
            self._mac.update(piece)
            self._target.write(piece)
        return len(content)

    def flush(self) -> None:
        """Hand on what is buffered."""
        self._target.flush()

    def verify(self) -> None:
        """Raise FileFault unless all of it was signed with the key."""
        if not (self._is_behind_head and hmac.compare_digest(self._head, self._mac.hexdigest().encode())):
            raise FileFault("foreign")
