"""The file that `import` reads: on the disk, on stdin, or in a pipe (`<(...)`), which can be read only once."""

import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import SpooledTemporaryFile, TemporaryFile
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self, cast

from mentorlog.cli.context import CliContext
from mentorlog.errors import NotPermitted, UsageError
from mentorlog.journal.text import format_size
from mentorlog.render.tell import print_note
from mentorlog.render.terminal.page import line, ours

if TYPE_CHECKING:
    from mentorlog.exchange.sealed.age import Identity

_MAX_BYTES = 50_000_000  # bytes of a file that is read whole
_MAX_PIPED_BYTES = 2_000_000_000  # bytes of a pipe, which may never end
_BLOCK_SIZE = 1 << 20  # bytes
_MAX_BYTES_IN_MEMORY = 64_000_000  # bytes of what was decrypted; more than that goes to a file without a name


class SourceFile:
    """A file to import, from its beginning. A pipe is copied to a file without a name, which vanishes when closed."""

    def __init__(self, name: str, stream: IO[bytes]) -> None:
        self.name = name  # of the file; empty for stdin
        self.stream = stream

    @classmethod
    def open(cls, cli: CliContext, file: Path) -> Self:
        """Open the file. Raises UsageError where it cannot be read, and for the journal, whose locks would be lost."""
        if str(file) == "-":
            if sys.stdin is None or sys.stdin.closed:
                raise UsageError("There is nothing on stdin.", "Name a file.")
            if cli.is_interactive():
                print_note(
                    line(
                        ours(
                            "Paste the text. Ctrl-D on a line of its own ends it (Ctrl-Z and Enter on Windows).", "dim"
                        )
                    )
                )
            return cls("", _copy_pipe(sys.stdin.buffer, "stdin"))
        if file.is_dir():
            raise UsageError(f"{file} is a folder.", "Name a file.")
        if not file.exists():
            raise UsageError(f"There is no file {file}.", "Look at its name.")
        mode = file.stat().st_mode
        if stat.S_ISREG(mode):
            if cli.journal_path.exists() and file.samefile(cli.journal_path):
                raise UsageError("This is the journal itself.", "Name what to take into it.")
            return cls(str(file), _open(file))
        if not (stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)):
            raise UsageError(f"{file} is not a file that can be read.", "Name a file.")
        with _open(file) as pipe:
            return cls(str(file), _copy_pipe(pipe, str(file)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stream.close()

    def is_sealed(self) -> bool:
        """Whether the file is encrypted by age."""
        from mentorlog.exchange.sealed.age import SNIFF_BYTES, is_sealed

        return is_sealed(self.start(SNIFF_BYTES))

    def decrypt(self, identities: "Sequence[Identity]") -> None:
        """Read from now on what an encrypted file holds. Raises Unsealable or Damaged before any of it is used."""
        from mentorlog.exchange.sealed.age import SEALED_SUFFIX, decrypt_stream

        plain = cast("IO[bytes]", SpooledTemporaryFile(_MAX_BYTES_IN_MEMORY))  # noqa: SIM115 - closed with this one
        try:
            decrypt_stream(self.stream, plain, identities, self.name or "What stands on stdin")
        except BaseException:
            plain.close()
            raise
        self.stream.close()
        plain.seek(0)
        self.stream, self.name = plain, self.name.removesuffix(SEALED_SUFFIX)

    def start(self, count: int) -> bytes:
        """The first bytes, by which a source is recognised."""
        start = self.stream.read(count)
        self.stream.seek(0)
        return start

    def read(self) -> bytes:
        """The whole content. Raises UsageError for one too large to be read at once."""
        content = self.stream.read(_MAX_BYTES + 1)
        if len(content) > _MAX_BYTES:
            raise UsageError(
                f"{self.name or 'What stands on stdin'} is no file that can be read whole.",
                f"Name one of less than {format_size(_MAX_BYTES).replace('.0', '')}.",
            )
        return content


def _open(file: Path) -> IO[bytes]:
    try:
        return open(file, "rb")
    except PermissionError:
        raise NotPermitted(f"{file} may not be read by you.", "Look at whose it is: ls -l") from None


def _copy_pipe(pipe: IO[bytes], name: str) -> IO[bytes]:
    """What comes out of a pipe, as a file. Raises UsageError for one that does not end."""
    copy = TemporaryFile()  # noqa: SIM115 - the caller closes it
    try:
        size = 0
        while block := pipe.read(_BLOCK_SIZE):
            size += copy.write(block)
            if len(block) < _BLOCK_SIZE:  # its end; a terminal would have to be told twice
                break
            # A journal has lines; what has none is not copied until the disk is full.
            if size > _MAX_PIPED_BYTES or (size > _MAX_BYTES and not _may_be_a_journal(copy)):
                raise UsageError(f"{name} does not end.", "Write it into a file first, and look at it.")
        copy.seek(0)
    except BaseException:
        copy.close()
        raise
    return copy


def _may_be_a_journal(copy: IO[bytes]) -> bool:
    """Whether it begins like an exported journal, or is encrypted."""
    from mentorlog.exchange.jsonl import EXPORT_PREFIX
    from mentorlog.exchange.sealed.age import SNIFF_BYTES, is_sealed

    place = copy.tell()
    copy.seek(0)
    start = copy.read(SNIFF_BYTES)
    copy.seek(place)
    return start.startswith(EXPORT_PREFIX) or is_sealed(start)
