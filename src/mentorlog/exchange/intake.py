"""Reads the lines of an export into a staging area, where they are validated before they reach the journal."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import IO, TYPE_CHECKING, Any
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

_FILL_CACHE_KIB = 28_000  # of pages while a file is filled, so that few are written twice
_BATCH_BYTES = 1 << 17  # lines of about so many bytes are parsed together
_PLAIN_BYTES = bytes({*range(32, 127), ord("\n")} - {ord("\\")})  # a text of only these bytes needs no cleaning


def load_into_empty(
    file: IO[bytes], name: str, header: ExportHeader, schema: "Schema", target: sqlite3.Connection
) -> None:
    """Fill a pristine journal from a verified export, within the open transaction. Raises Damaged."""
    target.execute(f"PRAGMA cache_size = -{_FILL_CACHE_KIB}")
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
    for batch, plain in _parse_batches(file):
        for fields, is_clean in zip(batch, plain, strict=True):
            word = next(iter(fields), "")
            if word == "change" and not log:
                return  # the log follows the records
            try:
                if word == "changed":
                    before, after = fields["before"], fields["after"]
                    incoming.add_row_change(change, fields["changed"], fields["number"], before, after)
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


def _check_texts(fields: Fields) -> None:
    """Raise InvalidContent for a text that `clean_text` would have changed or refused."""
    for text in fields.values():
        try:
            if isinstance(text, str) and clean_text(text) != text:
                raise InvalidContent
        except UsageError:
            raise InvalidContent from None


def _parse_batches(file: IO[bytes]) -> Iterator[tuple[list[dict[str, Any]], list[bool]]]:
    """Batches of lines as objects, and for each line whether its texts are clean at a glance.

    Parsing a batch as one JSON array is twice as fast as parsing each line.
    """
    decode = json.JSONDecoder(parse_constant=_reject_constant).decode
    while raw_lines := file.readlines(_BATCH_BYTES):
        raw = b"".join(raw_lines)
        text = raw.decode().removesuffix("\n")
        batch = decode(f"[{text.replace(chr(10), ',')}]")
        if len(batch) != len(raw_lines) or {*map(type, batch)} != {dict}:
            raise InvalidContent
        plain = not raw.translate(None, _PLAIN_BYTES) and b'""' not in raw and len(raw) < TEXT_LIMIT
        yield batch, [True] * len(batch) if plain else [_is_plain(line) for line in text.split("\n")]


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
