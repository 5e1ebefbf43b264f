"""Operations and files of an invented machine."""

from pathlib import Path

from mentorlog.exchange.machines.files.folder import SharedFolder
from mentorlog.exchange.machines.files.operation_files import FileHeader, encode_operations
from mentorlog.store.changes import Fields
from mentorlog.store.machines.merge import MachineChange, RowEdit
from mentorlog.store.machines.operations import Operation

JOURNAL = "01900000-0000-7000-8000-00000000000a"
HEADER = FileHeader(12, JOURNAL, 1, "b", 8, 9)


def operation(seq: int, text: str = "Who decides?") -> Operation:
    """An operation of machine b that asks a question."""
    groups: dict[str, Fields] = {
        "text": {"text": text},
        "state": {"state": "open", "answer": None, "answered_on": None},
    }
    edit = RowEdit("questions", 1_000_000_000 + seq, "add", groups)
    change = MachineChange("b", seq, 1_795_712_400_000 + seq, {"a": 41}, (edit,))
    return Operation(change, "2026-11-26T17:00:00.000Z", "questions add", None)


def content(first: int = 8, last: int = 9, key: bytes | None = None, *, padded: bool = False) -> bytes:
    """A file of operations of machine b."""
    header = HEADER._replace(first=first, last=last)
    return encode_operations(header, [operation(seq) for seq in range(first, last + 1)], key, padded=padded)


def folder_to_share(tmp_path: Path) -> SharedFolder:
    """An empty folder, and a private one to build files in."""
    for name in ("shared", "private"):
        (tmp_path / name).mkdir()
    return SharedFolder(tmp_path / "shared", tmp_path / "private")
