"""A table of another program (CSV, TSV, JSON, JSON lines): each row becomes a record of one noun.

Columns are found by the names or labels of the noun's fields, or as `--map` says. A cell is read as `edit` reads it.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mentorlog.errors import MentorlogError, UsageError
from mentorlog.exchange.entries import (
    ImportEntry,
    ParsedEntries,
    SkippedEntry,
    content_uid,
    decode_text,
    resolve_kind,
    skip_reason,
)
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import DayForm
from mentorlog.journal.model.records import record_class
from mentorlog.journal.queries.meetings import only_mentor
from mentorlog.journal.text import TEXT_LIMIT
from mentorlog.nouns import Kind

if TYPE_CHECKING:
    from mentorlog.exchange.sources import ImportOptions
    from mentorlog.journal.journal import Journal

_DELIMITERS = ",;\t"
_FORMULA_GUARD = re.compile(r"'(?= *[=+\-@\t\r\n＝＋－＠])")  # protects a cell from being run as a formula


class ColumnMap(NamedTuple):
    """The field of each column, None where no field matches; and the names of the columns without one."""

    fields: list[Field | None]
    unused: list[str]


def parse_table(journal: "Journal", content: bytes, options: "ImportOptions") -> ParsedEntries:
    """The rows of a table as records of a noun. Raises UsageError where the table cannot be read."""
    if options.noun is None:
        raise UsageError("What the rows of this table are is not said.", "Say it: --noun questions")
    kind = resolve_kind(options.noun)
    text = decode_text(content, "Save it as CSV UTF-8.")
    rows = _json_rows(content) if re.match(r"\s*(\[\s*)?\{", text) else _csv_rows(text)
    try:
        _, names = next(rows)
        columns = _map_columns(kind, names, options.map or ())
        parser = _RowParser(journal, kind, columns.fields, options.mentor)
        entries = [parser.parse(at, cells) for at, cells in rows if any(cell.strip() for cell in cells)]
    except StopIteration:
        raise UsageError("This table is empty.", "Its first line names its columns.") from None
    except csv.Error:
        raise UsageError("This is not a table that can be read.", "Save it as CSV with quoted texts.") from None
    return ParsedEntries(entries, columns.unused)


def _json_rows(content: bytes) -> Iterator[tuple[str, list[str]]]:
    """The names of all columns, then each object's values with its place, from a list of objects or one a line."""
    from sqlite_utils.utils import Format, rows_from_file

    content = content.removeprefix(b"\xef\xbb\xbf")
    is_list = content.lstrip().startswith(b"[")
    try:
        rows = list(rows_from_file(io.BytesIO(content), Format.JSON if is_list else Format.NL)[0])
    except (ValueError, RecursionError) as error:
        raise csv.Error from error
    if not all(isinstance(row, dict) for row in rows):
        raise csv.Error
    names = list({name: None for row in rows for name in row})
    yield "", names
    for at, row in enumerate(rows, 1):
        yield f"entry {at}", [_json_cell(row.get(name)) for name in names]


def _json_cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _csv_rows(text: str) -> Iterator[tuple[str, list[str]]]:
    """The names of the columns, then each row's cells with the line it begins on.

    `rows_from_file` gives dicts that know no line, and makes one column of two with the same name.
    """
    csv.field_size_limit(2 * TEXT_LIMIT)
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    at = 1
    for cells in reader:
        yield f"line {at}", cells
        at = reader.line_num + 1


def _normalize_name(name: str) -> str:
    return re.sub(r"\W+", "_", name.strip().lower()).strip("_")


def _map_columns(kind: Kind, names: list[str], mappings: Sequence[str]) -> ColumnMap:
    fields = {field.name: field for field in fields_of(record_class(kind)) if field.is_stored}
    mapped = dict(_parse_mapping(mapping, names, fields) for mapping in mappings)
    rest = {name: field for name, field in fields.items() if field not in mapped.values()}
    by_name = {_normalize_name(field.column.label): field for field in rest.values()} | rest | mapped
    columns = [by_name.get(_normalize_name(name)) for name in names]
    matched = [field.name for field in columns if field]
    if doubled := [name for name in matched if matched.count(name) > 1]:
        raise UsageError(f"Two columns are {doubled[0]}.", "Say which: --map COLUMN=FIELD, and rename the other.")
    if not matched:
        raise UsageError(
            f"No column is a field of a {kind.display_noun}.",
            f"A {kind.display_noun} has {', '.join(fields)}. Say which is which: --map COLUMN=FIELD",
        )
    return ColumnMap(columns, [name.strip()[:40] for name, field in zip(names, columns, strict=True) if field is None])


def _parse_mapping(mapping: str, names: list[str], fields: Mapping[str, Field]) -> tuple[str, Field]:
    """The normalized name of a column and its field, as --map says. Raises UsageError."""
    column, sign, name = mapping.rpartition("=")
    field = fields.get(_normalize_name(name))
    if not sign or field is None:
        raise UsageError(f"--map is written COLUMN=FIELD; a field is one of {', '.join(fields)}.", "Look at its name.")
    if _normalize_name(column) not in map(_normalize_name, names):
        raise UsageError("--map names a column that is not there.", "The first line of the table names its columns.")
    return _normalize_name(column), field


class _RowParser:
    """Reads the rows of one table."""

    def __init__(self, journal: "Journal", kind: Kind, columns: list[Field | None], mentor: str | None) -> None:
        self._journal = journal
        self._columns = columns
        self._record = record_class(kind)
        self._fields = [field for field in fields_of(self._record) if field.is_stored]
        has_mentor = any(field.name == "mentor" for field in self._fields)
        self._mentor = only_mentor(journal, mentor) if has_mentor else None
        self._required = [field for field in self._fields if not field.optional and field.default is None]

    def parse(self, at: str, cells: list[str]) -> ImportEntry | SkippedEntry:
        """The record of a row, or why the row is skipped."""
        if any(cell.strip() for cell in cells[len(self._columns) :]):
            return SkippedEntry(at, "It has more cells than the first line.")
        texts = {
            field: _FORMULA_GUARD.sub("", cell, count=1) if cell.startswith("'") else cell
            for field, cell in zip(self._columns, cells, strict=False)
            if field and cell.strip()
        }
        values: dict[str, Any] = {}
        for field, text in texts.items():
            try:
                values[field.name] = field.form.parse(text, self._journal)
            except MentorlogError as error:
                return SkippedEntry(at, skip_reason(field, error))
        values |= {name: value for name, value in self._defaults(values).items() if name not in values}
        if missing := [field.name for field in self._required if values.get(field.name) is None]:
            return SkippedEntry(at, f"{missing[0]} is missing.")
        content = (f"{field.name}={text}" for field, text in sorted(texts.items(), key=lambda item: item[0].name))
        return ImportEntry(at, self._record(**values), content_uid("csv", self._record.noun, *content))

    def _defaults(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The fields that `add` fills in by itself, and the state, for which a table seldom has a column.

        The state is the one implied by the last filled field that implies one; a day of that state is today.
        """
        defaults: dict[str, Any] = {}
        for field in self._fields:
            if field.name == "mentor" and not values.get("who"):
                defaults["mentor"] = self._mentor
            elif default := field.column.table_default:
                defaults[field.name] = default() if callable(default) else default
            elif field in self._required and _is_day(field):
                defaults[field.name] = self._journal.today
        states = {field.name: field.column.implies_state for field in self._fields if field.column.implies_state}
        if "state" not in values and (implied := [states[name] for name in values if name in states]):
            defaults["state"] = implied[-1]
            days = [field.name for field in self._fields if states.get(field.name) in implied and _is_day(field)]
            defaults |= dict.fromkeys(days, self._journal.today)
        return defaults


def _is_day(field: Field) -> bool:
    return isinstance(field.form, DayForm)
