"""The lines of an export: parsed some at a time, and handed to a staging area."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import IO, Any
from unicodedata import is_normalized

from mentorlog.errors import Damaged, MentorlogError, UsageError
from mentorlog.exchange.staging import InvalidContent, Staging
from mentorlog.journal.text import TEXT_LIMIT, clean_text
from mentorlog.store.changes import Fields
from mentorlog.store.dump import ChangeHeader

BATCH_BYTES = 1 << 17  # lines of about so many bytes are parsed together
CONTENT_ERRORS = (
    InvalidContent, ValueError, LookupError, TypeError, OverflowError, RecursionError, sqlite3.IntegrityError,
    sqlite3.ProgrammingError, sqlite3.InterfaceError,
)  # raised for what no journal can hold  # fmt: skip
_PLAIN_BYTES = bytes({*range(32, 127), ord("\n")} - {ord("\\")})  # a text of only these bytes needs no cleaning
LineBatch = tuple[list[dict[str, Any]], list[bool]]  # lines as objects, and for each whether its texts are clean


def _reject_constant(word: str) -> float:
    raise ValueError(word)


decode = json.JSONDecoder(parse_constant=_reject_constant).decode


def load_lines(batches: "Iterable[LineBatch]", name: str, incoming: Staging, *, log: bool) -> None:
    """Stage every line. Without the log, texts are left to `rules.check_rules`, which sees every record anyway."""
    at, change = 2, 0
    for batch, plain in batches:
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
                raise content_error(f"Line {at} of {name}") from None
            at += 1


def _check_texts(fields: Fields) -> None:
    """Raise InvalidContent for a text that `clean_text` would have changed or refused."""
    for text in fields.values():
        try:
            if isinstance(text, str) and clean_text(text) != text:
                raise InvalidContent
        except UsageError:
            raise InvalidContent from None


def parse_batches(file: IO[bytes]) -> Iterator[LineBatch]:
    """The lines behind the header, as objects.

    Parsing a batch as one JSON array is twice as fast as parsing each line.
    """
    file.seek(0)
    file.readline()  # the header, which `verify_export` has read
    while raw_lines := file.readlines(BATCH_BYTES):
        raw = b"".join(raw_lines)
        text = raw.decode().removesuffix("\n")
        batch = decode(f"[{text.replace(chr(10), ',')}]")
        if len(batch) != len(raw_lines) or {*map(type, batch)} != {dict}:
            raise InvalidContent
        yield batch, clean_lines(raw, text.split("\n"))


def clean_lines(raw: bytes, lines: list[str]) -> list[bool]:
    """For each line of a batch whether its texts are clean at a glance; `raw` is the whole batch."""
    plain = not raw.translate(None, _PLAIN_BYTES) and b'""' not in raw and len(raw) < TEXT_LIMIT
    return [True] * len(lines) if plain else [_is_plain(line) for line in lines]


def _is_plain(line: str) -> bool:
    """Whether `clean_text` would leave every text of a line as it is: no escapes, none empty, none too long."""
    return (
        line.isprintable()
        and "\\" not in line
        and '""' not in line
        and len(line) * 4 < TEXT_LIMIT
        and (line.isascii() or is_normalized("NFC", line))
    )


def content_error(name: str) -> MentorlogError:
    return Damaged(f"{name} holds what no journal can hold.", "Nothing was changed. Export anew.")
