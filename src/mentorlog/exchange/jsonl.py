"""The whole journal as lines of JSON: every record, every change, every uid. docs/export.md says what each line holds.

Exporting twice gives the same bytes, and so does exporting what an empty journal imported.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from mentorlog.errors import Damaged, Foreign, MentorlogError, Newer, UsageError
from mentorlog.exchange.rules import check_readable
from mentorlog.journal.text import clean
from mentorlog.store import whole
from mentorlog.store.changes import Fields, Touched
from mentorlog.store.incoming import Incoming, Unfit
from mentorlog.store.whole import LogLine, LogRow

if TYPE_CHECKING:
    from mentorlog.store.file import Schema

FORMAT = 1
BEGINS = b'{"mentorlog": '  # every export, and nothing else
_AT_ONCE = 200  # lines that are written together
_TOGETHER = 1 << 17  # bytes of lines that are read together
_encode = json.JSONEncoder(ensure_ascii=False).encode  # one for all: making it costs as much as a line
_PLAIN = 1000  # characters of a text that is let in at a glance, where all of them are plain
_LONGEST = 64_000_000  # bytes of a line; a record of ours stays far below


class Header(NamedTuple):
    """What an export says of itself in its first line."""

    schema: int
    records: int
    changes: int


# Out


def pieces(connection: sqlite3.Connection, schema: int) -> Iterator[bytes]:
    """The export of an open journal, some lines at a time. Who asks holds one transaction meanwhile."""
    digest, count = sha256(), 0
    content = _content(connection, schema)
    while some := list(islice(content, _AT_ONCE)):
        piece = "".join(some).encode()
        digest.update(piece)
        count += len(some)
        yield piece
    yield _trailer(count, digest.hexdigest())


def _content(connection: sqlite3.Connection, schema: int) -> Iterator[str]:
    tables = sorted(whole.tables(connection))
    records = sum(whole.count(connection, table) for table in tables)
    changes = whole.count(connection, "changes")
    yield _line({"mentorlog": FORMAT, "schema": schema, "records": records, "changes": changes})
    for name, last in whole.counters(connection):
        yield _line({"counter": name, "last": last})
    for table in tables:
        for fields in whole.records(connection, table):
            yield _line({"record": table, **fields})
    for one in whole.log(connection):
        yield _changed(one) if isinstance(one, LogRow) else _change(one)


def _change(change: LogLine) -> str:
    at, command = _encode(change.at), _encode(change.command)
    reverts = "null" if change.reverts is None else change.reverts
    return f'{{"change": {change.id}, "at": {at}, "command": {command}, "reverts": {reverts}}}\n'


def _changed(row: LogRow) -> str:
    """The log has before and after as JSON already."""
    before, after = row.before or "null", row.after or "null"
    return f'{{"changed": {_encode(row.table)}, "number": {row.number}, "before": {before}, "after": {after}}}\n'


def _line(fields: dict[str, Any]) -> str:
    return _encode(fields) + "\n"


def _trailer(count: int, digest: str) -> bytes:
    return _line({"lines": count, "sha256": digest}).encode()


# In


def verified(file: IO[bytes], name: str, schema: "Schema") -> Header:
    """The header of an export that is whole and as it was written: read to its end before anything is done with it.

    Raises Foreign, Newer, or Damaged where it was cut or altered.
    """
    file.seek(0)
    first = file.readline(_LONGEST)
    if not first.startswith(BEGINS):
        raise Foreign(f"{name} is not an export of a journal.", "It was left as it is. See: mentorlog import --help")
    header = _header(first, name, schema)
    digest, count, records, changes, last = sha256(), 0, 0, 0, first
    for line in _raw(file):
        digest.update(last)
        count += 1
        records += line.startswith(b'{"record": ')
        changes += line.startswith(b'{"change": ')
        last = line
    if last != _trailer(count, digest.hexdigest()) or (records, changes) != header[1:]:
        raise _damaged(name)
    return header


def _header(line: bytes, name: str, schema: "Schema") -> Header:
    try:
        told = json.loads(line)
        version, header = told["mentorlog"], Header(told["schema"], told["records"], told["changes"])
    except (ValueError, KeyError, RecursionError):
        raise _damaged(name) from None
    if any(type(number) is not int or number < 0 for number in (version, *header)) or 0 in (version, header.schema):
        raise _damaged(name)
    if version > FORMAT or header.schema > schema.version:
        raise Newer(
            f"{name} was written by a newer mentorlog (format {version}, schema {header.schema};"
            f" this one knows {FORMAT} and {schema.version}).",
            "Nothing was changed. Install the newer version.",
        )
    return header


def filled(file: IO[bytes], name: str, header: Header, schema: "Schema", target: sqlite3.Connection) -> None:
    """Make a pristine journal what a verified export is, within the transaction that is open. Raises Damaged."""
    if header.schema == schema.version:
        _received(file, name, Incoming(schema, header.schema, target), log=True)
        return
    with closing(received(file, name, header, schema, log=True)) as incoming:
        whole.copied(incoming.connection, target)


def received(file: IO[bytes], name: str, header: Header, schema: "Schema", *, log: bool) -> Incoming:
    """The content of a verified export, looked at and brought up to the schema of today. Who asks closes it.

    Without `log` its records alone. Raises Damaged for what no journal can hold.
    """
    return _received(file, name, Incoming(schema, header.schema), log=log)


def _received(file: IO[bytes], name: str, incoming: Incoming, *, log: bool) -> Incoming:
    try:
        _take(file, name, incoming, log=log)
        incoming.complete(log=log)
        check_readable(incoming.connection)
    except (Unfit, ValueError, LookupError, TypeError, OverflowError, RecursionError, sqlite3.IntegrityError,
            sqlite3.ProgrammingError, sqlite3.InterfaceError):  # fmt: skip
        incoming.close()
        raise _unfit(name) from None
    except BaseException:
        incoming.close()
        raise
    return incoming


def _take(file: IO[bytes], name: str, incoming: Incoming, *, log: bool) -> None:
    """Its lines, one after the other. Without the log its texts are left to who looks at the records."""
    file.seek(0)
    file.readline(_LONGEST)
    change = 0
    for at, fields in enumerate(_told(file), 2):
        word = next(iter(fields), "")
        if word == "change" and not log:
            return  # it stands behind the records
        try:
            if word == "record":
                incoming.record(fields.pop("record"), fields)
                if log:
                    _check_texts(fields)
            elif word == "changed":
                row = Touched(fields["changed"], fields["number"], fields["before"], fields["after"])
                incoming.changed(change, row)
                for one in (row.before, row.after):
                    _check_texts(one or {})
            elif word == "change":
                change = fields["change"]
                incoming.change(LogLine(change, fields["at"], fields["command"], fields["reverts"]))
            elif word == "counter":
                incoming.counter(fields["counter"], fields["last"])
            elif word != "lines":
                raise Unfit
        except Unfit:
            raise _unfit(f"Line {at} of {name}") from None


def _check_texts(fields: Fields) -> None:
    """Raise Unfit for a text that the gate would not have let in as it is."""
    for text in fields.values():
        if type(text) is str and not (0 < len(text) <= _PLAIN and text.isascii() and text.isprintable()):
            try:
                if clean(text) != text:
                    raise Unfit
            except UsageError:
                raise Unfit from None


def _told(file: IO[bytes]) -> Iterator[dict[str, Any]]:
    """What each line says. Some are read together, as an array: that is twice as fast."""
    read = json.JSONDecoder(parse_constant=_no_number).decode
    while some := file.readlines(_TOGETHER):
        found = read(f"[{b','.join(some).decode()}]")
        if len(found) != len(some) or not all(isinstance(fields, dict) for fields in found):
            raise Unfit
        yield from found


def _no_number(word: str) -> float:
    raise ValueError(word)


def _raw(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(_LONGEST):
        yield line


def _damaged(name: str) -> MentorlogError:
    return Damaged(f"{name} was cut or altered.", "Nothing was changed. Take another copy of it, or export anew.")


def _unfit(name: str) -> MentorlogError:
    return Damaged(f"{name} holds what no journal can hold.", "Nothing was changed. Export anew.")
