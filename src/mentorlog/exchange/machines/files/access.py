"""The folder of one journal, with what opens it: operations and the start are read and written through this."""

import hmac
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, NamedTuple, cast

from mentorlog.errors import Damaged, Foreign, MentorlogError
from mentorlog.exchange.machines.files.addresses import check_git_place, is_git_place
from mentorlog.exchange.machines.files.folder import FolderSettings, OperationFile, SharedFolder, missing_ranges
from mentorlog.exchange.machines.files.operation_files import (
    MAX_BYTES,
    Fault,
    FileFault,
    FileHeader,
    decode_operations,
    encode_operations,
    signature,
    split_into_files,
)
from mentorlog.exchange.machines.files.shared_files import PATIENCE, copy_shared, read_shared
from mentorlog.exchange.machines.files.signed_writer import SignedWriter
from mentorlog.store.create import make_folder
from mentorlog.store.machines.operations import Operation

if TYPE_CHECKING:
    from mentorlog.exchange.machines.files.git import GitFolder
    from mentorlog.exchange.sealed.seal import JournalKey

_LEAST_PATIENCE = 0.5  # seconds for a file, once all of the patience is used up
_MAX_FILE_BYTES = 1 << 23  # of operations that are written into one file


class FileNote(NamedTuple):
    """A file of another machine that was left alone, and why."""

    name: str
    machine: str
    fault: Fault


class Place(NamedTuple):
    """Where a journal is shared: the folder, and the repository behind it, if any."""

    folder: SharedFolder
    git: "GitFolder | None"

    def deliver(self) -> None:
        """Hand on what is new in the folder, where no other program does."""
        if self.git is not None:
            self.git.deliver()


def open_place(place: str, private: Path, timeout: float, *, make: bool = False) -> Place:
    """The place that a person named, brought up to date; a folder is made where `make` is set.

    Raises InputOutput where it is not there, and UsageError for an address that is none.
    """
    if is_git_place(place):
        from mentorlog.exchange.machines.files.git import GitFolder

        git = GitFolder(check_git_place(place), private, timeout)
        git.fetch()
        return Place(SharedFolder(git.root, private), git)
    root = Path(place)
    if make and root.parent.is_dir():
        make_folder(root)
    folder = SharedFolder(root, private)
    folder.require()
    return Place(folder, None)


class JournalFolder:
    """The files of one generation of a journal. With a key they are encrypted and signed."""

    def __init__(
        self, folder: SharedFolder, settings: FolderSettings, schema: int, key: "JournalKey | None" = None
    ) -> None:
        self.folder = folder
        self.settings = settings
        self._schema = schema
        self._key = key
        self._patience = PATIENCE

    @property
    def _folder_key(self) -> bytes | None:
        return self._key.folder_key if self._key else None

    def files(self, machine: str) -> list[OperationFile]:
        """The files of a machine."""
        return self.folder.operation_files(self.settings.generation, machine, encrypted=self.settings.is_encrypted)

    def read_operations(self, file: OperationFile) -> list[Operation]:
        """The operations of a file. Raises FileFault, and InputOutput where the folder is gone."""
        try:
            began = time.monotonic()
            content = read_shared(file.path, MAX_BYTES, self._patience)
            self._patience = max(self._patience - (time.monotonic() - began), _LEAST_PATIENCE)
        except FileFault as error:
            if error.fault == "not here yet":  # the next ones are not waited for as long again
                self._patience = _LEAST_PATIENCE
            raise
        except FileNotFoundError:
            raise FileFault("unreadable") from None
        expected = self._header(file.machine, file.first, file.last)
        return decode_operations(self._open(content, file.label), expected, self._folder_key)

    def write_operations(self, machine: str, operations: Iterable[Operation]) -> int:
        """Write operations of a machine into files, and return how many operations there were."""
        count = 0
        for batch in split_into_files(operations, _MAX_FILE_BYTES):
            header = self._header(machine, batch[0].change.seq, batch[-1].change.seq)
            content = self.encode(header, batch)
            self.folder.put_operations(
                self.settings.generation, header, self._close(content), encrypted=self.settings.is_encrypted
            )
            count += len(batch)
        return count

    def rewrite_operations(self, file: OperationFile, operations: Iterable[Operation]) -> None:
        """Write a file of this machine anew, with the same operations as they are now."""
        header = self._header(file.machine, file.first, file.last)
        content = self._close(self.encode(header, operations))
        self.folder.put_operations(self.settings.generation, header, content, encrypted=self.settings.is_encrypted)

    def encode(self, header: FileHeader, operations: Iterable[Operation]) -> bytes:
        """The content of a file before it is encrypted."""
        return encode_operations(header, operations, self._folder_key, padded=self.settings.is_encrypted)

    def _header(self, machine: str, first: int, last: int) -> FileHeader:
        return FileHeader(self._schema, self.settings.journal, self.settings.generation, machine, first, last)

    # The start, and what else a generation has besides operations

    def write_start(self, export: Sequence[bytes]) -> None:
        """Write the journal as it is at the start of the generation, from the pieces of its export."""
        self.write_signed(self._start_name, *export)

    def read_start(self) -> bytes:
        """The export with which the generation began. Raises Damaged."""
        with self.open_start() as start:
            return start.read()

    def open_start(self) -> IO[bytes]:
        """The export with which the generation began, in a file without a name beside the journal. Raises Damaged.

        The caller closes it, which deletes it. It is in plain there, as the journal is.
        """
        try:
            return self._open_signed(self._start_name, MAX_BYTES * 4)
        except FileFault as error:
            path = self.folder.root / self._start_name
            raise _start_error(path, error.fault) from None

    @property
    def _start_name(self) -> str:
        path = self.folder.start_path(self.settings.generation, encrypted=self.settings.is_encrypted)
        return path.relative_to(self.folder.root).as_posix()

    def write_signed(self, name: str, *content: bytes) -> None:
        """Write a file that only a machine of the journal can have written, where there is a key; from its pieces."""
        if self._key is None:
            self.folder.put(name, lambda file: file.writelines(content))
            return
        from mentorlog.exchange.sealed.seal import Seal

        seal, mac = Seal(self._key), signature(self._key.folder_key, self._binding(name), *content)
        self.folder.put(name, lambda file: seal.seal_stream((f"{mac}\n".encode(), *content), file))

    def read_signed(self, name: str, limit: int) -> bytes:
        """What `write_signed` wrote under that name. Raises FileFault."""
        try:
            signed = self._open(read_shared(self.folder.root / name, limit), name)
        except FileNotFoundError:
            raise FileFault("not here yet") from None
        if self._key is None:
            return signed
        end = signed.find(b"\n")
        with memoryview(signed) as view:
            mac = signature(self._key.folder_key, self._binding(name), view[end + 1 :])
        if end < 0 or not hmac.compare_digest(signed[:end], mac.encode()):
            raise FileFault("foreign")
        return signed[end + 1 :]

    def _open_signed(self, name: str, limit: int) -> IO[bytes]:
        """What `write_signed` wrote under that name, in a file that the caller closes. Raises FileFault."""
        with ExitStack() as stack:
            copy = stack.enter_context(TemporaryFile(dir=self.folder.private))
            try:
                copy_shared(self.folder.root / name, limit, copy)
            except FileNotFoundError:
                raise FileFault("not here yet") from None
            if self._key is not None:
                plain = stack.enter_context(TemporaryFile(dir=self.folder.private))
                signed = SignedWriter(plain, self._key.folder_key, self._binding(name))
                self._open_stream(copy, cast("IO[bytes]", signed), name)
                signed.verify()
                copy.close()
                copy = plain
            copy.seek(0)
            stack.pop_all()
            return copy

    def _binding(self, name: str) -> bytes:
        """What a content is signed with, so that it counts under no other name and in no other journal."""
        return f"{self.settings.journal} {self.settings.generation} {name}\n".encode()

    def file_name(self, name: str) -> str:
        """The name of a file as it is where files are encrypted."""
        return f"{name}.age" if self.settings.is_encrypted else name

    # Encryption

    def _close(self, content: bytes) -> bytes:
        if self._key is None:
            return content
        from mentorlog.exchange.sealed.seal import Seal

        return Seal(self._key).seal(content)

    def _open(self, content: bytes, name: str) -> bytes:
        """Decrypt. Raises FileFault."""
        if self._key is None:
            return content
        target = BytesIO()
        self._open_stream(BytesIO(content), target, name)
        return target.getvalue()

    def _open_stream(self, source: IO[bytes], target: IO[bytes], name: str) -> None:
        """Decrypt from a file into another, which is not to be used when this raises. Raises FileFault."""
        from mentorlog.exchange.sealed.age import Unsealable
        from mentorlog.exchange.sealed.seal import Seal

        assert self._key is not None
        try:
            Seal(self._key).open_stream(source, target, name)
        except Unsealable:
            raise FileFault("foreign") from None
        except Foreign:
            raise FileFault("junk") from None
        except Damaged:
            raise FileFault("altered") from None


def _start_error(path: Path, fault: str) -> MentorlogError:
    return Damaged(
        f"The start of the journal cannot be read: {path} is {fault}.",
        "Wait until the program that carries the folder has brought it, then run the command again.",
    )


class Arrival(NamedTuple):
    """What of other machines is in the folder and not here: operations, files left alone, and ranges not there."""

    operations: list[Operation]
    notes: list[FileNote]
    missing: list[tuple[str, int, int]]  # a machine, and the operations of it that no file holds


def read_arrivals(access: JournalFolder, heads: dict[str, int], own: str) -> Arrival:
    """Read what is new since these last operations of each machine; of `own` only what lies beyond them."""
    arrival = Arrival([], [], [])
    for machine in access.folder.machines_with_files(access.settings.generation):
        head = heads.get(machine, 0)
        files = access.files(machine)
        for file in files:
            if file.last <= head:
                continue
            try:
                operations = access.read_operations(file)
            except FileFault as error:
                arrival.notes.append(FileNote(file.label, machine, error.fault))
                continue
            arrival.operations.extend(operation for operation in operations if operation.change.seq > head)
        last = max((file.last for file in files), default=0)
        if machine != own:
            arrival.missing.extend((machine, *span) for span in _gaps(files, head, last))
    return arrival


def _gaps(files: list[OperationFile], head: int, last: int) -> Iterator[tuple[int, int]]:
    """The ranges beyond `head` that no file holds though later ones are there."""
    return ((max(first, head + 1), end) for first, end in missing_ranges(files, last) if end > head)
