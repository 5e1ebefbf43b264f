"""The whole journal as lines of JSON: every record, every change, every uid. docs/export.md says what each line holds.

Exporting twice gives the same bytes, and so does exporting what an empty journal imported.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from io import TextIOWrapper
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from mentorlog.errors import Damaged, Foreign, MentorlogError, Newer
from mentorlog.store import dump
from mentorlog.store.changes import batches

if TYPE_CHECKING:
    from mentorlog.store.connect import Schema

FORMAT = 1
EXPORT_PREFIX = b'{"mentorlog": '  # the beginning of every export, and of no other file
_LINES_PER_CHUNK = 500  # lines that are encoded and written at once
# The beginnings of the lines that are counted. `_scan` relies on their having one length.
_RECORD_PREFIX, _CHANGE_PREFIX = b'\n{"record": ', b'\n{"change": '
_BLOCK_SIZE = 1 << 18  # bytes that are read at once
_MAX_TRAILER = 200  # bytes; every trailer is shorter
_encode = json.JSONEncoder(ensure_ascii=False).encode  # shared: creating an encoder costs as much as encoding a line
_encode_word = lru_cache(maxsize=1000)(_encode)  # of the same few tables, commands and machines
_MAX_LINE = 64_000_000  # bytes; no record that could have been written here comes near it


class ExportHeader(NamedTuple):
    """The first line of an export: its schema version, and how many records and changes follow.

    `digest` is the SHA-256 of all lines but the last one, once it has been verified.
    """

    schema: int
    records: int
    changes: int
    digest: str = ""


# Export


def export_chunks(connection: sqlite3.Connection, schema: int) -> Iterator[bytes]:
    """The export of an open journal, some lines at a time. The caller holds one transaction until the end."""
    digest, count = sha256(), 0
    for text in _parts(connection, schema):
        chunk = text.encode()
        digest.update(chunk)
        count += chunk.count(b"\n")
        yield chunk
    yield _trailer(count, digest.hexdigest())


def _parts(connection: sqlite3.Connection, schema: int) -> Iterator[str]:
    """The lines of an export but for the last one, some at a time."""
    tables = sorted(dump.record_tables(connection))
    records = sum(dump.count_rows(connection, table) for table in tables)
    changes = dump.count_rows(connection, "changes")
    yield _line({"mentorlog": FORMAT, "schema": schema, "records": records, "changes": changes})
    for name, last in dump.read_counters(connection):
        yield _line({"counter": name, "last": last})
    for letter, uid, name in dump.read_machine_names(connection):
        yield _line({"machine": letter, "uid": uid, "name": name})
    for table in tables:
        rows = ({"record": table, **fields} for fields in dump.iter_records(connection, table))
        for batch in batches(rows, _LINES_PER_CHUNK):
            # Encoded at once, in two thirds of the time. In a text each quotation mark has a backslash before it.
            yield _encode(batch)[1:-1].replace('}, {"record": ', '}\n{"record": ') + "\n"
    for lines in batches(_log_lines(connection), _LINES_PER_CHUNK):
        yield "".join(lines)


def _log_lines(connection: sqlite3.Connection) -> Iterator[str]:
    """A line for each change, and behind it one for each of its rows, whose `before` and `after` are stored as JSON."""
    current = 0
    for id_, at, command, reverts, machine, table, number, before, after in dump.iter_log(connection):
        if id_ != current:
            current = id_
            machine = f', "machine": {_encode_word(machine)}' if machine else ""
            reverts = "null" if reverts is None else reverts
            fields = f'"at": {_encode(at)}, "command": {_encode_word(command)}, "reverts": {reverts}{machine}'
            yield f'{{"change": {id_}, {fields}}}\n'
        if table is not None:
            before = dump.single_line_json(before) if before else "null"
            after = dump.single_line_json(after) if after else "null"
            word = _encode_word(table)
            yield f'{{"changed": {word}, "number": {number}, "before": {before}, "after": {after}}}\n'


def _line(fields: dict[str, Any]) -> str:
    return _encode(fields) + "\n"


def _trailer(count: int, digest: str) -> bytes:
    return _line({"lines": count, "sha256": digest}).encode()


# Import


@contextmanager
def as_written(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """An export as it was written: a copy where git, an editor or a shell gave it other line ends, or a mark.

    No line of an export holds a line break, so that they mean the same. Whatever else differs, `verify_export` finds.
    """
    encoding = _encoding_if_rewritten(file)
    file.seek(0)
    if encoding is None:
        yield file
        return
    with TemporaryFile() as copy:
        text = TextIOWrapper(file, encoding, errors="replace", newline=None)
        ends = ""  # the line breaks at the end of what was read, of which the last of the file is one
        while block := ends + text.read(_BLOCK_SIZE):
            body = block.rstrip("\n")
            if len(block) == len(ends):
                break
            copy.write(body.encode())
            ends = block[len(body) :]
        text.detach()  # which would close the file
        copy.write(b"\n")
        yield copy


def _encoding_if_rewritten(file: IO[bytes]) -> str | None:
    """The encoding of a file that is not as an export writes it; None for one that is."""
    from mentorlog.exchange.entries import encoding_of

    file.seek(0)
    block = file.read(_BLOCK_SIZE)
    encoding = encoding_of(block)
    if encoding != "utf-8":
        return encoding
    last = b""
    while block:
        if b"\r" in block:
            return encoding
        last = (last + block)[-2:]
        block = file.read(_BLOCK_SIZE)
    return None if last.endswith(b"\n") and last != b"\n\n" else encoding


def verify_export(file: IO[bytes], name: str, schema: "Schema") -> ExportHeader:
    """Read an export to its end and return its header. Raises Foreign, Newer, or Damaged if it was cut or altered."""
    file.seek(0)
    first = file.readline(_MAX_LINE)
    if not first.startswith(EXPORT_PREFIX):
        raise Foreign(f"{name} is not an export of a journal.", "It was left as it is. See: mentorlog import --help")
    header = _parse_header(first, name, schema)
    end = _last_line(file)
    digest, counts = _scan(file, end, name)
    file.seek(end)
    trailer = _trailer(counts[b"\n"], digest)
    if file.read() != trailer or (counts[_RECORD_PREFIX], counts[_CHANGE_PREFIX]) != header[1:3]:
        raise damage_error(name)
    return header._replace(digest=digest)


def _last_line(file: IO[bytes]) -> int:
    """The offset of the last line of a file, which is the short trailer."""
    size = file.seek(0, SEEK_END)
    begin = max(size - _MAX_TRAILER, 0)
    file.seek(begin)
    return begin + file.read().rfind(b"\n", 0, -1) + 1


def _scan(file: IO[bytes], end: int, name: str) -> tuple[str, Counter[bytes]]:
    """The checksum of the file up to `end`, and how many lines, records and changes it has."""
    digest, counts = sha256(), Counter[bytes]()
    file.seek(0)
    tail = b""  # the end of the previous block, in which a prefix may have begun
    unbroken = 0  # bytes since the last line break
    while block := file.read(min(_BLOCK_SIZE, end - file.tell())):
        digest.update(block)
        lines = block.count(b"\n")
        unbroken = 0 if lines else unbroken + len(block)
        if unbroken > _MAX_LINE:
            raise damage_error(name)
        counts[b"\n"] += lines
        boundary = tail + block[: len(_RECORD_PREFIX) - 1]
        for prefix in (_RECORD_PREFIX, _CHANGE_PREFIX):
            counts[prefix] += block.count(prefix) + boundary.count(prefix)
        tail = block[1 - len(_RECORD_PREFIX) :]
    return digest.hexdigest(), counts


def _parse_header(line: bytes, name: str, schema: "Schema") -> ExportHeader:
    try:
        fields = json.loads(line)
        version, header = fields["mentorlog"], ExportHeader(fields["schema"], fields["records"], fields["changes"])
    except (ValueError, KeyError, RecursionError):
        raise damage_error(name) from None
    if any(type(number) is not int or number < 0 for number in (version, *header[:3])) or 0 in (version, header.schema):
        raise damage_error(name)
    if version > FORMAT or header.schema > schema.version:
        raise Newer(
            f"{name} was written by a newer mentorlog (format {version}, schema {header.schema};"
            f" this one knows {FORMAT} and {schema.version}).",
            "Nothing was changed. Install the newer version.",
        )
    return header


def damage_error(name: str) -> MentorlogError:
    """The error for an export that was cut or altered."""
    return Damaged(f"{name} was cut or altered.", "Nothing was changed. Take another copy of it, or export anew.")
