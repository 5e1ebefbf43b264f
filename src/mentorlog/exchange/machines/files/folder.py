"""The folder through which machines share a journal, and what of it is read.

    mentorlog.json                      which journal it is, and how its files are written
    devices/a.json                      a machine: its letter, id and name; written by that machine alone
    keys/b.age                          the keys of the journal for b, written by the machine that let b in
    1/start                             the journal at the start of generation 1, as `export` writes it
    1/a/00000001-00000042.ops           the changes 1 to 42 of machine a
    inbox/questions/*.txt               thoughts from a phone

Each path has one writer, so that whatever carries the folder meets no conflict. Of other names nothing is read: neither
the copies that engines make of what they take for conflicts, nor anything else that somebody keeps there.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from mentorlog.errors import Damaged, Newer
from mentorlog.exchange.machines.files.operation_files import FileFault, FileHeader
from mentorlog.exchange.machines.files.shared_files import Writer, absence_error, list_names, put_shared, read_shared

FORMAT = 1
SETTINGS_NAME = "mentorlog.json"
OUR_FOLDERS = ("devices", "keys", "inbox", "1")
_SMALL = 1 << 16  # bytes of mentorlog.json and its kin
_OPERATIONS = re.compile(r"([0-9]{8})-([0-9]{8})\.ops(\.age)?", re.ASCII)
_START = re.compile(r"start(\.age)?", re.ASCII)
_DEVICE = re.compile(r"([a-z])\.json", re.ASCII)
_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


class FolderSettings(NamedTuple):
    """What `mentorlog.json` says: which journal the folder holds, whether in age, and which generation counts."""

    journal: str
    is_encrypted: bool
    generation: int
    recipient: str = ""  # of the journal, to whom machines encrypt


class Device(NamedTuple):
    """A machine as it presents itself; `heads` has the last change of each machine that it has taken in."""

    letter: str
    uid: str
    name: str
    journal: str
    recipient: str = ""  # of the machine, to whom the keys are encrypted
    has_left: bool = False
    heads: tuple[tuple[str, int], ...] = ()


class OperationFile(NamedTuple):
    """A file by its name: which operations of which machine it is to hold."""

    machine: str
    first: int
    last: int
    path: Path

    @property
    def label(self) -> str:
        """Its path within the folder."""
        return "/".join(self.path.parts[-3:])


class SharedFolder:
    """The folder, and the private one beside the journal in which its files are built."""

    def __init__(self, root: Path, private: Path) -> None:
        self.root = root
        self.private = private

    # What it is

    def require(self) -> None:
        """Raise InputOutput unless the folder is there."""
        if not self.root.is_dir():
            raise absence_error(self.root)

    def read_settings(self) -> FolderSettings | None:
        """What `mentorlog.json` says; None where there is none. Raises Damaged, Newer and InputOutput."""
        self.require()
        fields = self._read_json(SETTINGS_NAME)
        if fields is None:
            return None
        try:
            if fields["format"] > FORMAT:
                raise Newer(
                    f"{self.root} was made by a newer mentorlog.", "It was left as it is. Install the newer version."
                )
            settings = FolderSettings(
                fields["journal"], fields["encrypted"], fields["generation"], fields.get("recipient", "")
            )
        except (KeyError, TypeError):
            raise self._settings_error() from None
        if not (
            isinstance(settings.journal, str)
            and _UID.fullmatch(settings.journal)
            and type(settings.is_encrypted) is bool
            and type(settings.generation) is int
            and 0 < settings.generation < 1000
            and isinstance(settings.recipient, str)
        ):
            raise self._settings_error()
        return settings

    def write_settings(self, settings: FolderSettings) -> None:
        """Say which journal the folder holds."""
        fields = {
            "format": FORMAT, "journal": settings.journal, "encrypted": settings.is_encrypted,
            "generation": settings.generation,
        }  # fmt: skip
        if settings.recipient:
            fields["recipient"] = settings.recipient
        self._write_json(SETTINGS_NAME, fields)

    def _settings_error(self) -> Damaged:
        return Damaged(
            f"{self.root / SETTINGS_NAME} cannot be read.",
            "It was left as it is. It may not have arrived yet: wait for the program that carries the folder.",
        )

    # The machines

    def devices(self) -> dict[str, Device]:
        """The machines that present themselves, by letter; what is no such file is left out."""
        devices = {}
        for name in list_names(self.root / "devices"):
            if match := _DEVICE.fullmatch(name):
                try:
                    device = _read_device(match[1], self._read_json(f"devices/{name}") or {})
                except (Damaged, KeyError, TypeError, ValueError, AttributeError):
                    continue
                devices[match[1]] = device
        return devices

    def write_device(self, device: Device) -> None:
        """Present a machine."""
        fields = {
            "format": FORMAT, "letter": device.letter, "uid": device.uid, "name": device.name,
            "journal": device.journal, "recipient": device.recipient, "left": device.has_left,
            "heads": dict(device.heads),
        }  # fmt: skip
        self._write_json(f"devices/{device.letter}.json", fields)

    # Operations

    def operation_files(self, generation: int, machine: str, *, encrypted: bool) -> list[OperationFile]:
        """The files of a machine, in order."""
        folder = self.root / str(generation) / machine
        files = []
        for name in list_names(folder):
            match = _OPERATIONS.fullmatch(name)
            if match and bool(match[3]) == encrypted and 0 < int(match[1]) <= int(match[2]):
                files.append(OperationFile(machine, int(match[1]), int(match[2]), folder / name))
        return files

    def machines_with_files(self, generation: int) -> list[str]:
        """The letters of the machines that have a folder of operations."""
        names = list_names(self.root / str(generation))
        return [name for name in names if len(name) == 1 and name.isascii() and name.islower()]

    def content_files(self, generation: int) -> list[Path]:
        """The start of a generation, and the changes that followed, of all machines."""
        root = self.root / str(generation)
        files = [root / name for name in list_names(root) if _START.fullmatch(name)]
        for machine in self.machines_with_files(generation):
            names = list_names(root / machine)
            files += [root / machine / name for name in names if _OPERATIONS.fullmatch(name)]
        return files

    def put_operations(self, generation: int, header: FileHeader, content: bytes, *, encrypted: bool) -> Path:
        """Write a file of operations, and return its path."""
        name = f"{header.first:08d}-{header.last:08d}.ops{'.age' if encrypted else ''}"
        path = self.root / str(generation) / header.machine / name
        self.put(f"{generation}/{header.machine}/{name}", content)
        return path

    # The start

    def start_path(self, generation: int, *, encrypted: bool) -> Path:
        """The journal as it was when the generation began."""
        return self.root / str(generation) / f"start{'.age' if encrypted else ''}"

    # Files

    def put(self, name: str, content: bytes | Writer) -> None:
        """Write a file of ours, or let it be written.

        Raises InputOutput where the folder is gone, Damaged where a link is in the way.
        """
        self.require()
        path = self.root / name
        try:
            put_shared(path, content, self.private)
        except FileFault:
            raise Damaged(
                f"{path} cannot be written: a link or a folder is in the way.",
                "Somebody put it there. Remove it, and run the command again.",
            ) from None

    def _read_json(self, name: str) -> dict[str, Any] | None:
        """The object in a small file; None where there is none. Raises Damaged."""
        try:
            fields = json.loads(read_shared(self.root / name, _SMALL))
        except FileNotFoundError:
            return None
        except (FileFault, ValueError, RecursionError):
            fields = None
        if not isinstance(fields, dict):
            raise Damaged(
                f"{self.root / name} cannot be read.",
                "It was left as it is. It may not have arrived yet: wait for the program that carries the folder.",
            )
        return fields

    def _write_json(self, name: str, fields: dict[str, Any]) -> None:
        self.put(name, (json.dumps(fields, ensure_ascii=False, indent=1) + "\n").encode())


def _read_device(letter: str, fields: dict[str, Any]) -> Device:
    """A machine from its file. Raises ValueError, KeyError or TypeError where it is none."""
    name, uid, journal, recipient = (fields[key] for key in ("name", "uid", "journal", "recipient"))
    if fields["letter"] != letter or not all(map(_UID.fullmatch, (uid, journal))):
        raise ValueError
    if not (name.isprintable() and 0 < len(name) <= 60) or not (recipient.isascii() and len(recipient) < 200):
        raise ValueError
    heads = tuple((str(machine), int(seq)) for machine, seq in fields["heads"].items())
    return Device(letter, uid, name, journal, recipient, bool(fields["left"]), heads)


def missing_ranges(files: Iterable[OperationFile], last: int) -> Iterator[tuple[int, int]]:
    """The ranges of operations 1 to `last` that no file holds."""
    first = 1
    for file in sorted(files, key=lambda file: (file.first, file.last)):
        if file.first > first:
            yield first, min(file.first - 1, last)
        first = max(first, file.last + 1)
        if first > last:
            return
    if first <= last:
        yield first, last
