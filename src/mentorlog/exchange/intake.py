"""Reads the lines of an export into a staging area, where they are validated before they reach the journal."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain
from typing import IO, TYPE_CHECKING, Any, NamedTuple
from unicodedata import is_normalized

from mentorlog.errors import Damaged, MentorlogError, UsageError
from mentorlog.exchange.jsonl import ExportHeader
from mentorlog.exchange.rules import check_readable
from mentorlog.exchange.staging import InvalidContent, Staging
from mentorlog.journal.text import TEXT_LIMIT, clean_text
from mentorlog.store import dump
from mentorlog.store.changes import Fields
from mentorlog.store.dump import ChangeHeader

if TYPE_CHECKING:
    from mentorlog.store.connect import Schema

_BATCH_BYTES = 1 << 17  # lines of about so many bytes are parsed together
_PLAIN_BYTES = bytes({*range(32, 127), ord("\n")} - {ord("\\")})  # a text of only these bytes needs no cleaning


def load_into_empty(
    file: IO[bytes], name: str, header: ExportHeader, schema: "Schema", target: sqlite3.Connection
) -> None:
    """Fill a pristine journal from a verified export, within the open transaction. Raises Damaged."""
    if header.schema == schema.version:
        _stage(file, name, Staging(schema, header.schema, target), log=True)
        return
    with closing(stage_export(file, name, header, schema, log=True)) as incoming:
        dump.copy_contents(incoming.connection, target)


def stage_export(file: IO[bytes], name: str, header: ExportHeader, schema: "Schema", *, log: bool) -> Staging:
    """Stage a verified export in a temporary file, validated and migrated to the current schema. The caller closes it.

    Without `log`, only its records are read. Raises Damaged for content that no journal can hold.
    """
    return _stage(file, name, Staging(schema, header.schema), log=log)


def _stage(file: IO[bytes], name: str, incoming: Staging, *, log: bool) -> Staging:
    try:
        _load_lines(file, name, incoming, log=log)
        incoming.finish(check_log=log)
        check_readable(incoming.connection)
    except (InvalidContent, ValueError, LookupError, TypeError, OverflowError, RecursionError, sqlite3.IntegrityError,
            sqlite3.ProgrammingError, sqlite3.InterfaceError):  # fmt: skip
        incoming.close()
        raise _content_error(name) from None
    except BaseException:
        incoming.close()
        raise
    return incoming


def _load_lines(file: IO[bytes], name: str, incoming: Staging, *, log: bool) -> None:
    """Stage every line. Without the log, texts are left to `rules.check_rules`, which sees every record anyway."""
    file.seek(0)
    file.readline()  # the header, which `verify_export` has read
    at, change = 2, 0
    for lines, batch, plain, is_as_written in _parse_batches(file):
        for line, fields, is_clean in zip(lines, batch, plain, strict=True):
            word = next(iter(fields), "")
            if word == "change" and not log:
                return  # the log follows the records
            try:
                if word == "changed":
                    table, number, before, after = (
                        fields["changed"],
                        fields["number"],
                        fields["before"],
                        fields["after"],
                    )
                    is_canonical = is_as_written or (is_clean and _is_canonical(line, (fields, before, after)))
                    texts = _texts_of(line, table, number, before, after) if is_canonical else None
                    incoming.add_row_change(change, table, number, before, after, texts)
                    if not is_clean:
                        _check_texts(before or {})
                        _check_texts(after or {})
                elif word == "change":
                    change = fields["change"]
                    header = fields["at"], fields["command"], fields["reverts"], fields.get("machine")
                    incoming.add_change(ChangeHeader(change, *header))
                elif word == "record":
                    incoming.add_record(fields.pop("record"), fields)
                    if log and not is_clean:
                        _check_texts(fields)
                elif word == "counter":
                    incoming.add_counter(fields["counter"], fields["last"])
                elif word == "machine":
                    incoming.add_machine(fields["machine"], fields["uid"], fields["name"])
                    _check_texts(fields)
                elif word != "lines":
                    raise InvalidContent
            except InvalidContent:
                raise _content_error(f"Line {at} of {name}") from None
            at += 1


def _texts_of(
    line: str, table: str, number: int, before: Fields | None, after: Fields | None
) -> tuple[str | None, str | None] | None:
    """`before` and `after` of a canonical line as it has them; None where its parts come in another order.

    Encoding them anew would take a sixth of an import.
    """
    start = f'{{"changed": "{table}", "number": {number}, "before": '
    if not line.startswith(start):
        return None
    before_text, _, after_text = line[len(start) : -1].partition(', "after": ')
    return before_text if before else None, after_text if after else None


def _is_canonical(text: str, objects: Iterable[dict[str, Any] | None]) -> bool:
    """Whether a text without a backslash has its objects as a change writes them: names once, each value in one way."""
    some = [fields for fields in objects if isinstance(fields, dict)]
    names, types = sum(map(len, some)), [type(value) for fields in some for value in fields.values()]
    return (
        text.count('"') == 2 * (names + types.count(str))  # more, where a name comes twice
        and text.count('": ') == names
        and bool not in types
        and float not in types  # 1e2 is another way to write 100.0
    )


def _check_texts(fields: Fields) -> None:
    """Raise InvalidContent for a text that `clean_text` would have changed or refused."""
    for text in fields.values():
        try:
            if isinstance(text, str) and clean_text(text) != text:
                raise InvalidContent
        except UsageError:
            raise InvalidContent from None


class _Batch(NamedTuple):
    """Lines, the same as objects, whether the texts of each are clean at a glance, and whether all are canonical."""

    lines: list[str]
    objects: list[dict[str, Any]]
    clean: list[bool]
    is_canonical: bool


def _parse_batches(file: IO[bytes]) -> Iterator[_Batch]:
    """The lines in batches: parsing one as one JSON array is twice as fast as parsing each line."""
    odd_numbers: list[str] = []

    def parse_float(text: str) -> float:
        if repr(number := float(text)) != text:
            odd_numbers.append(text)
        return number

    decode = json.JSONDecoder(parse_float=parse_float, parse_constant=_reject_constant).decode
    while raw_lines := file.readlines(_BATCH_BYTES):
        raw = b"".join(raw_lines)
        text = raw.decode().removesuffix("\n")
        lines = text.split("\n")
        odd_numbers.clear()
        objects = decode(f"[{text.replace(chr(10), ',')}]")
        if len(objects) != len(raw_lines) or {*map(type, objects)} != {dict}:
            raise InvalidContent
        if not raw.translate(None, _PLAIN_BYTES) and b'""' not in raw and len(raw) < TEXT_LIMIT:
            yield _Batch(lines, objects, [True] * len(lines), not odd_numbers and _is_canonical_batch(raw, objects))
        else:
            yield _Batch(lines, objects, [_is_plain(line) for line in lines], False)


def _is_canonical_batch(raw: bytes, objects: list[dict[str, Any]]) -> bool:
    """As `_is_canonical`, of all lines at once, whose floats are canonical: in a fifth of the time."""
    states = [state for fields in objects for state in (fields.get("before"), fields.get("after")) if state]
    some = [*objects, *(state for state in states if isinstance(state, dict))]
    names, types = sum(map(len, some)), [*map(type, chain.from_iterable(map(dict.values, some)))]
    return raw.count(b'"') == 2 * (names + types.count(str)) and raw.count(b'": ') == names and bool not in types


def _is_plain(line: str) -> bool:
    """Whether `clean_text` would leave every text of a line as it is: no escapes, none empty, none too long."""
    return (
        line.isprintable()
        and "\\" not in line
        and '""' not in line
        and len(line) * 4 < TEXT_LIMIT
        and (line.isascii() or is_normalized("NFC", line))
    )


def _reject_constant(word: str) -> float:
    raise ValueError(word)


def _content_error(name: str) -> MentorlogError:
    return Damaged(f"{name} holds what no journal can hold.", "Nothing was changed. Export anew.")
