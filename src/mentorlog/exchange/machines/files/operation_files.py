"""Files of operations: what one machine changed, as lines of JSON that are written once and read by all others.

    {"format": 1, "schema": 12, "journal": "...", "generation": 1, "machine": "b", "first": 8, "last": 9}
    {"seq": 8, "at": "...", "clock": 1795712400000, "saw": {"a": 41}, "command": "...", "reverts": null, "rows": [...]}
    {"lines": 3, "sha256": "...", "hmac": "..."}

The last line shows that a file is whole. Its HMAC (RFC 2104, SHA-256) is there where the machines share a key: age
encrypts for a reader, and says nothing of who wrote. Spaces behind it make the size of an encrypted file say less.
"""

import hmac
import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from mentorlog.errors import UsageError
from mentorlog.journal.text import normalize_text
from mentorlog.store.changes import Fields
from mentorlog.store.machines.merge import MachineChange, RowEdit
from mentorlog.store.machines.operations import Operation
from mentorlog.structs import Literal

FORMAT = 1
MAX_BYTES = 1 << 28  # of a file that is read: more than any writer here makes, and less than a machine's memory
_PREFIX = b'{"format": '  # the beginning of every file
_PADDED_TO = 4096  # bytes
_MAX_NUMBER = 1 << 53  # beyond it, other programs that read the JSON lose digits
_ACTS = ("add", "change", "delete", "forget", "clear")
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode

Fault = Literal["cut", "altered", "foreign", "misplaced", "newer", "junk", "too large", "not here yet", "unreadable"]


class FileFault(Exception):
    """Why a file of another machine is left alone."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


class FileHeader(NamedTuple):
    """Which operations a file holds: of which journal, generation and machine, under which schema."""

    schema: int
    journal: str
    generation: int
    machine: str
    first: int
    last: int


def encode_operations(
    header: FileHeader, operations: Iterable[Operation], key: bytes | None = None, *, padded: bool = False
) -> bytes:
    """The content of a file, signed where there is a key."""
    lines = [_encode({"format": FORMAT, **header._asdict()}), *map(encode_operation, operations)]
    body = "".join(f"{line}\n" for line in lines).encode()
    end: dict[str, Any] = {"lines": len(lines), "sha256": sha256(body).hexdigest()}
    if key is not None:
        end["hmac"] = signature(key, body)
    trailer = _encode(end).encode()
    padding = -(len(body) + len(trailer) + 1) % _PADDED_TO if padded else 0
    return b"%b%b%b\n" % (body, trailer, b" " * padding)


def encode_operation(operation: Operation) -> str:
    """An operation as one line, without its line break."""
    change = operation.change
    rows = [
        {"table": edit.table, "number": edit.number, "act": edit.act, "groups": dict(edit.groups)}
        for edit in change.edits
    ]
    return _encode(
        {
            "seq": change.seq,
            "at": operation.at,
            "clock": change.clock,
            "saw": dict(change.seen),
            "command": operation.command,
            "reverts": operation.reverts,
            "rows": rows,
        }
    )


def signature(key: bytes, *body: bytes | memoryview) -> str:
    """What only a holder of the key can write below a body, which may be in pieces."""
    mac = hmac.new(key, digestmod=sha256)
    for piece in body:
        mac.update(piece)
    return mac.hexdigest()


def decode_operations(content: bytes, expected: FileHeader, key: bytes | None = None) -> list[Operation]:
    """The operations of a file that is to hold what `expected` says, under its schema or an older one.

    Raises FileFault. Nothing of a file that is not whole, not ours or not understood is returned.
    """
    body, end = _split_trailer(content)
    try:
        if not hmac.compare_digest(str(end["sha256"]), sha256(body).hexdigest()):
            raise FileFault("altered")
        if key is not None and not hmac.compare_digest(str(end.get("hmac", "")), signature(key, body)):
            raise FileFault("foreign")
        lines = body.decode().removesuffix("\n").split("\n")
        _check_header(_parse(lines[0]), expected)
        operations = [_read_operation(_parse(line), expected.machine) for line in lines[1:]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        raise FileFault("junk") from None
    if end["lines"] != len(lines):
        raise FileFault("altered")
    if [operation.change.seq for operation in operations] != [*range(expected.first, expected.last + 1)]:
        raise FileFault("misplaced")
    return operations


def _split_trailer(content: bytes) -> tuple[bytes, dict[str, Any]]:
    """The lines before the last one, and the last one, which is short and says that the file is whole."""
    if len(content) > MAX_BYTES:
        raise FileFault("too large")
    begins_as_ours = content.startswith(_PREFIX[: len(content)])
    start = content.rfind(b"\n", 0, -1) + 1
    try:
        end = json.loads(content[start:]) if content[-1:] == b"\n" and start else None
    except (ValueError, RecursionError):
        end = None
    if not isinstance(end, dict) or not {"lines", "sha256"} <= end.keys():
        raise FileFault("cut" if begins_as_ours else "junk")
    return content[:start], end


def _check_header(fields: dict[str, Any], expected: FileHeader) -> None:
    version = fields["format"]
    if type(version) is not int or version < 1:
        raise ValueError
    if version > FORMAT:
        raise FileFault("newer")
    header = FileHeader(**{name: fields[name] for name in FileHeader._fields})
    if type(header.schema) is not int or header.schema < 1:
        raise ValueError
    if header[1:] != expected[1:]:
        raise FileFault("misplaced")
    if header.schema > expected.schema:
        raise FileFault("newer")


def _read_operation(fields: dict[str, Any], machine: str) -> Operation:
    """An operation from its line. Raises ValueError, KeyError or TypeError where it is none."""
    seen = fields["saw"]
    if not all(len(letter) == 1 and letter.isascii() and letter.islower() for letter in seen):
        raise ValueError
    rows = tuple(map(_read_edit, fields["rows"]))
    change = MachineChange(
        machine, _count(fields["seq"]), _count(fields["clock"]), {name: _count(seq) for name, seq in seen.items()}, rows
    )
    reverts = fields["reverts"]
    return Operation(
        change, _word(fields["at"]), _word(fields["command"]), None if reverts is None else _count(reverts)
    )


def _read_edit(fields: dict[str, Any]) -> RowEdit:
    act, groups = fields["act"], fields["groups"]
    if act not in _ACTS or not isinstance(groups, dict):
        raise ValueError
    return RowEdit(
        _word(fields["table"]), _count(fields["number"]), act,
        {name and _word(name): _read_fields(values) for name, values in groups.items()},
    )  # fmt: skip


def _read_fields(values: Any) -> Fields:
    """The fields of a group, each a number or a text as it may be stored. Raises ValueError."""
    if not isinstance(values, dict):
        raise ValueError
    for name, value in values.items():
        _word(name)
        if isinstance(value, str):
            _check_text(value)
        elif not (value is None or type(value) in (int, float)) or (value and abs(value) > _MAX_NUMBER):
            raise ValueError
    return values


def _check_text(text: str) -> None:
    """Raise ValueError for a text that no machine would have stored: one that holds terminal controls, say."""
    try:
        is_clean = normalize_text(text) == text
    except UsageError:
        is_clean = False
    if not is_clean:
        raise ValueError


def _count(number: Any) -> int:
    if type(number) is not int or not 0 <= number <= _MAX_NUMBER:
        raise ValueError
    return number


def _word(text: Any) -> str:
    """A name of a table or field, a command or a moment."""
    if not isinstance(text, str) or not 0 < len(text) <= 100 or not text.isprintable():
        raise ValueError
    return text


def _parse(line: str) -> dict[str, Any]:
    fields = json.loads(line, parse_constant=_reject_constant)
    if not isinstance(fields, dict):
        raise ValueError
    return fields


def _reject_constant(word: str) -> float:
    raise ValueError(word)


def split_into_files(operations: Iterable[Operation], max_bytes: int) -> Iterator[list[Operation]]:
    """Runs of operations, each for a file of about `max_bytes` at most."""
    batch: list[Operation] = []
    size = 0
    for operation in operations:
        length = len(encode_operation(operation))
        if batch and size + length > max_bytes:
            yield batch
            batch, size = [], 0
        batch.append(operation)
        size += length
    if batch:
        yield batch
