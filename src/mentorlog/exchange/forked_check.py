"""Filling an empty journal from an export while a fork of this process checks all that is filled in.

Both read the same lines in the same way (`_slice_batches`). This process decodes the records and writes the rows; the
log's JSON it takes as the line has it. The fork looks at each line and each text, follows the log, and says yes only if
the ordinary way, a `Staging` in one process, would have written the very same rows. A no, whatever the reason, leaves
the file to that way, which alone words errors.
"""

import marshal
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from mentorlog.errors import MentorlogError
from mentorlog.exchange.jsonl import ExportHeader
from mentorlog.exchange.lines import BATCH_BYTES, CONTENT_ERRORS, LineBatch, RowState, clean_lines, decode, load_lines
from mentorlog.exchange.rules import check_readable
from mentorlog.exchange.staging import InvalidContent, Staging, TableWriter, states_to_json
from mentorlog.integrity.follow import LogFollower
from mentorlog.system.forks import Fork, own_reader

if TYPE_CHECKING:
    from mentorlog.store.connect import Schema

_CHANGED_PREFIX = '{"changed": "'
_LOG_TABLES = ("counters", "machines", "changes", "change_rows")  # beside those of records
_RowText = tuple[str, int, str | None, str | None]  # table, number, and the JSON of before and after


class _Slices(NamedTuple):
    """Some lines: as bytes, as texts, those of the log's rows cut apart, and the others as objects in their order."""

    raw: bytes
    lines: list[str]
    rows: list[_RowText | None]  # for each line; None for another one
    objects: list[dict[str, Any]]


def fill_while_checked(file: IO[bytes], header: ExportHeader, schema: "Schema", target: sqlite3.Connection) -> bool:
    """Fill a pristine journal from a verified export, within the open transaction; whether all of it is valid.

    Where it is not, or cannot be known, the caller takes back what was written.
    """
    if (reader := own_reader(file)) is None:
        return False
    file.seek(0)
    check = _ContentCheck(schema, header.schema, target)  # before the fork, which does not touch SQLite
    with Fork(lambda: check.is_sound(_slice_batches(reader, header.digest))) as fork:
        try:
            _CheckedStaging(schema, header.schema, target, fork).fill(_slice_batches(file, header.digest))
        except (MentorlogError, *CONTENT_ERRORS):
            return False
        return fork.answer()


# What both do


def _slice_batches(file: IO[bytes], digest: str) -> Iterator[_Slices]:
    """The lines behind the header, some at a time.

    Raises InvalidContent unless it is still the content of that SHA-256, to its last line but one.
    """
    checksum, last = sha256(), b""
    raw = file.readline()
    while raw_lines := file.readlines(BATCH_BYTES):
        checksum.update(raw)
        raw, last = b"".join(raw_lines), raw_lines[-1]
        lines = raw.decode().removesuffix("\n").split("\n")
        rows = [_slice_row(line) if line.startswith(_CHANGED_PREFIX) else None for line in lines]
        others = [line for line, row in zip(lines, rows, strict=True) if row is None]
        objects = decode(f"[{','.join(others)}]")
        if len(objects) != len(others) or not {*map(type, objects)} <= {dict}:
            raise InvalidContent
        yield _Slices(raw, lines, rows, objects)
    checksum.update(raw.removesuffix(last))
    if checksum.hexdigest() != digest:
        raise InvalidContent


def _slice_row(line: str) -> _RowText:
    """A row of the log, from a line that is as `jsonl` writes it. In a text each quotation mark has a backslash."""
    head, _, states = line.partition(', "before": ')
    before, _, after = states.partition(', "after": ')
    table, _, number = head[len(_CHANGED_PREFIX) :].partition('", "number": ')
    after = after[:-1]
    return table, int(number), None if before == "null" else before, None if after == "null" else after


# What this process does


class _CheckedStaging(Staging):
    """A staging area whose rows are written as they come, while a fork checks them."""

    def __init__(self, schema: "Schema", version: int, target: sqlite3.Connection, fork: Fork) -> None:
        super().__init__(schema, version, target)
        self._fork = fork

    def _create_writer(self, table: str) -> TableWriter:
        return TableWriter(self.connection, table)  # the rows of the log have JSON already

    def fill(self, batches: Iterable[_Slices]) -> None:
        """Write all rows. Raises InvalidContent, and one of the CONTENT_ERRORS for what only the fork could tell."""
        change = 0
        for slices in batches:
            if self._fork.has_refused():
                raise InvalidContent
            objects = iter(slices.objects)
            rows = []
            for row in slices.rows:
                if row is not None:
                    rows.append((change, *row))
                elif (word := next(iter(fields := next(objects)), "")) == "change":
                    change = fields["change"]
                    self._changes.add(
                        (change, fields["at"], fields["command"], fields["reverts"], fields.get("machine"), None)
                    )
                else:
                    self._write(word, fields)
            self._log_rows.extend(rows)
        self.flush()
        check_readable(self.connection)
        self.finish(check_log=True)

    def _write(self, word: str, fields: dict[str, Any]) -> None:
        if word == "record":
            rows = self._tables[fields["record"]]
            rows.add(tuple(map(fields.get, rows.columns)))
        elif word == "counter":
            self._counters.add((fields["counter"], fields["last"]))
        elif word == "machine":
            self.add_machine(fields["machine"], fields["uid"], fields["name"])

    def _is_faithful(self) -> bool:
        return self._fork.answer()


# What the fork does


class _ContentCheck(Staging):
    """A staging area that checks what would be written, and writes nothing."""

    def __init__(self, schema: "Schema", version: int, target: sqlite3.Connection) -> None:
        self._kept: dict[str, _KeptRows] = {}
        super().__init__(schema, version, target)
        self._prepared = LogFollower(target, schema.as_of(version), self._kept.__getitem__)

    def _create_writer(self, table: str) -> TableWriter:
        if table in _LOG_TABLES:
            return _DroppedRows(self.connection, table)
        self._kept[table] = _KeptRows(self.connection, table)
        return self._kept[table]

    def _create_follower(self) -> LogFollower:
        return self._prepared

    def is_sound(self, batches: Iterable[_Slices]) -> bool:
        """Whether all of it is what the ordinary way would have written. Raises errors of its own for what is not."""
        load_lines(map(_parse_slices, batches), "", self, log=True)
        return self._prepared.leads_to_tables()


def _parse_slices(slices: _Slices) -> LineBatch:
    """The lines as objects. Raises InvalidContent where the log's JSON is not as a change writes it."""
    texts = [text for row in slices.rows if row for text in row[2:]]
    states = decode(f"[{','.join([text or 'null' for text in texts])}]")
    if states_to_json(states) != texts:
        raise InvalidContent
    objects, rest = iter(slices.objects), iter(states)
    items: list[dict[str, Any] | RowState] = []
    for line, row in zip(slices.lines, slices.rows, strict=True):
        if row is None:
            items.append(next(objects))
        elif line == _row_line(row):
            items.append((row[0], row[1], next(rest), next(rest)))
        else:
            raise InvalidContent
    return items, clean_lines(slices.raw, slices.lines)


def _row_line(row: _RowText) -> str:
    """A row of the log as `jsonl` writes it."""
    table, number, before, after = row
    return f'{_CHANGED_PREFIX}{table}", "number": {number}, "before": {before or "null"}, "after": {after or "null"}}}'


class _DroppedRows(TableWriter):
    """Rows that nobody looks at again."""

    def add(self, row: tuple[Any, ...]) -> None:
        """Drop it."""


class _KeptRows(TableWriter):
    """The rows of a table as they will be in the end, packed, so that the log can be followed beside them."""

    def __init__(self, connection: sqlite3.Connection, table: str) -> None:
        super().__init__(connection, table)
        self._rows: dict[int, bytes] = {}
        self._names = list(self.columns)
        self._number_at = self._names.index("number")

    def add(self, row: tuple[Any, ...]) -> None:
        """Keep it."""
        self._rows[row[self._number_at]] = marshal.dumps(row)

    def count(self) -> int:
        """How many there are."""
        return len(self._rows)

    def read(self, numbers: Sequence[int]) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Those of the numbers, each with its number, as far as they exist."""
        for number in numbers:
            if (row := self._rows.get(number)) is not None:
                yield number, marshal.loads(row)

    def has_other(self, values: Mapping[tuple[str, Any], int]) -> bool:
        """Whether a row has a value of `values` (column and value) that is there for another number."""
        columns = {self._names.index(name): name for name, _ in values}
        return any(
            values.get((name, row[at]), number) != number
            for number, row in (self.read(list(self._rows)) if columns else ())
            for at, name in columns.items()
        )
