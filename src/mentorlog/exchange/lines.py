"""The lines of an export: parsed some at a time, and handed to a staging area."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any
from unicodedata import is_normalized

from mentorlog.errors import Damaged, MentorlogError, UsageError
from mentorlog.exchange.staging import InvalidContent, Staging
from mentorlog.journal.text import TEXT_LIMIT, normalize_text
from mentorlog.store.changes import Fields
from mentorlog.store.dump import ChangeHeader

BATCH_BYTES = 1 << 17  # lines of about so many bytes are parsed together
CONTENT_ERRORS = (
    InvalidContent, ValueError, LookupError, TypeError, OverflowError, RecursionError, sqlite3.IntegrityError,
    sqlite3.ProgrammingError, sqlite3.InterfaceError,
)  # raised for what no journal can hold  # fmt: skip
_PLAIN_BYTES = bytes({*range(32, 127), ord("\n")} - {ord("\\")})  # a text of only these bytes needs no cleaning
RowState = tuple[str, int, Fields | None, Fields | None]  # what a change did to a row: table, number, before, after
# Lines as objects, rows of the log perhaps cut apart already, and for each whether its texts are clean.
LineBatch = tuple[Sequence[dict[str, Any] | RowState], list[bool]]


def _reject_constant(word: str) -> float:
    raise ValueError(word)


decode = json.JSONDecoder(parse_constant=_reject_constant).decode


def load_lines(batches: Iterable[LineBatch], name: str, incoming: Staging, *, log: bool) -> None:
    """Stage every line. Without the log, texts are left to `rules.check_rules`, which sees every record anyway."""
    at, change = 2, 0
    for batch, plain in batches:
        for item, is_clean in zip(batch, plain, strict=True):
            try:
                if isinstance(item, tuple):
                    _add_row_change(incoming, change, item, is_clean)
                elif (word := next(iter(item), "")) == "changed":
                    state = item["changed"], item["number"], item["before"], item["after"]
                    _add_row_change(incoming, change, state, is_clean)
                elif word == "change" and not log:
                    return  # the log follows the records
                elif word == "change":
                    change = item["change"]
                    header = item["at"], item["command"], item["reverts"], item.get("machine")
                    incoming.add_change(ChangeHeader(change, *header))
                else:
                    _add_content(incoming, word, item, is_clean=is_clean or not log)
            except InvalidContent:
                raise content_error(f"Line {at} of {name}") from None
            at += 1


def _add_content(incoming: Staging, word: str, fields: dict[str, Any], *, is_clean: bool) -> None:
    """Stage a line that is not of the log, by its first word."""
    if word == "record":
        incoming.add_record(fields.pop("record"), fields)
        if not is_clean:
            _check_texts(fields)
    elif word == "counter":
        incoming.add_counter(fields["counter"], fields["last"])
    elif word == "machine":
        incoming.add_machine(fields["machine"], fields["uid"], fields["name"])
        _check_texts(fields)
    elif word != "lines":
        raise InvalidContent


def _add_row_change(incoming: Staging, change: int, state: RowState, is_clean: bool) -> None:
    incoming.add_row_change(change, *state)
    if not is_clean:
        _check_texts(state[2] or {})
        _check_texts(state[3] or {})


def _check_texts(fields: Fields) -> None:
    """Raise InvalidContent for a text that `normalize_text` would have changed or refused."""
    for text in fields.values():
        try:
            if isinstance(text, str) and normalize_text(text) != text:
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
    """Whether `normalize_text` would leave every text of a line as it is: no escapes, none empty, none too long."""
    return (
        line.isprintable()
        and "\\" not in line
        and '""' not in line
        and len(line) * 4 < TEXT_LIMIT
        and (line.isascii() or is_normalized("NFC", line))
    )


def content_error(name: str) -> MentorlogError:
    return Damaged(f"{name} holds what no journal can hold.", "Nothing was changed. Export anew.")
