"""A table of another program (CSV, TSV, JSON, JSON lines): each row becomes a record of one noun.

Columns are found by the names or labels of the noun's fields, or as `--map` says. A cell is read as `edit` reads it.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mentorlog import clock
from mentorlog.errors import MentorlogError, UsageError
from mentorlog.exchange.entries import ImportEntry, ParsedEntries, SkippedEntry, content_uid, resolve_kind, skip_reason
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import DayForm
from mentorlog.journal.model.records import record_class
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
    defaults = _default_fields(journal, kind, options.mentor)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("This file is not valid UTF-8.", "Save it as CSV UTF-8.") from None
    rows = _json_rows(content) if re.match(r"\s*(\[\s*)?\{", text) else _csv_rows(text)
    try:
        _, names = next(rows)
        head = _map_columns(kind, names, options.map or ())
        reading = _RowParser(journal, kind, head, defaults)
        found = [reading.parse(at, cells) for at, cells in rows if any(cell.strip() for cell in cells)]
    except StopIteration:
        raise UsageError("This table is empty.", "Its first line names its columns.") from None
    except csv.Error:
        raise UsageError("This is not a table that can be read.", "Save it as CSV with quoted texts.") from None
    entries = [one for one in found if isinstance(one, ImportEntry)]
    return ParsedEntries(entries, [one for one in found if isinstance(one, SkippedEntry)], head.unused)


def _default_fields(journal: "Journal", kind: Kind, mentor: str | None) -> dict[str, Any]:
    """The fields that a row has without saying so: whose it is, for example."""
    from mentorlog.journal.queries.meetings import only_mentor

    fields: dict[str, Any] = {"direction": "received"} if kind.noun == "feedback" else {}
    if any(field.name == "mentor" for field in fields_of(record_class(kind))):
        fields["mentor"] = only_mentor(journal, mentor)
    return fields


def _json_rows(content: bytes) -> Iterator[tuple[str, list[str]]]:
    """The names of all columns, then each object's values with its place, from a list of objects or one a line."""
    from sqlite_utils.utils import Format, rows_from_file

    is_list = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    file = io.BytesIO(content.removeprefix(b"\xef\xbb\xbf"))
    try:
        rows = list(rows_from_file(file, Format.JSON if is_list else Format.NL)[0])
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


def _map_columns(kind: Kind, names: list[str], maps: Sequence[str]) -> ColumnMap:
    fields = {field.name: field for field in fields_of(record_class(kind)) if field.is_stored}
    mapped = dict(_parse_mapping(one, names, fields) for one in maps)
    rest = {name: field for name, field in fields.items() if field not in mapped.values()}
    known = {_normalize_name(field.column.label): field for field in rest.values()} | rest
    found = [mapped.get(_normalize_name(name)) or known.get(_normalize_name(name)) for name in names]
    chosen = [field.name for field in found if field]
    if doubled := [name for name in chosen if chosen.count(name) > 1]:
        raise UsageError(f"Two columns are {doubled[0]}.", "Say which: --map COLUMN=FIELD, and rename the other.")
    if not chosen:
        raise UsageError(
            f"No column is a field of a {kind.display_noun}.",
            f"A {kind.display_noun} has {', '.join(fields)}. Say which is which: --map COLUMN=FIELD",
        )
    return ColumnMap(found, [name.strip()[:40] for name, field in zip(names, found, strict=True) if field is None])


def _parse_mapping(one: str, names: list[str], fields: Mapping[str, Field]) -> tuple[str, Field]:
    column, sign, name = one.rpartition("=")
    field = fields.get(_normalize_name(name))
    if not sign or field is None:
        raise UsageError(f"--map is written COLUMN=FIELD; a field is one of {', '.join(fields)}.", "Look at its name.")
    if _normalize_name(column) not in map(_normalize_name, names):
        raise UsageError("--map names a column that is not there.", "The first line of the table names its columns.")
    return _normalize_name(column), field


class _RowParser:
    """Reads the rows of one table."""

    def __init__(self, journal: "Journal", kind: Kind, head: ColumnMap, defaults: Mapping[str, Any]) -> None:
        self._journal = journal
        self._kind = kind
        self._head = head
        self._defaults = defaults

    def parse(self, at: str, cells: list[str]) -> ImportEntry | SkippedEntry:
        """The record of a row, or why the row is skipped."""
        if any(cell.strip() for cell in cells[len(self._head.fields) :]):
            return SkippedEntry(at, "It has more cells than the first line.")
        texts = [
            (field, _FORMULA_GUARD.sub("", cell, count=1) if cell.startswith("'") else cell)
            for field, cell in zip(self._head.fields, cells, strict=False)
            if field and cell.strip()
        ]
        values: dict[str, Any] = {}
        for field, text in texts:
            try:
                values[field.name] = field.form.parse(text, self._journal)
            except MentorlogError as error:
                return SkippedEntry(at, skip_reason(field, error))
        content = (f"{field.name}={text}" for field, text in sorted(texts, key=lambda one: one[0].name))
        return self._to_entry(at, values, content_uid("csv", self._kind.noun, *content))

    def _to_entry(self, at: str, values: dict[str, Any], uid_: str) -> ImportEntry | SkippedEntry:
        whole = {**self._defaults_for(values), **values}
        fields = [field for field in fields_of(record_class(self._kind)) if field.is_stored]
        if "state" not in values:
            whole |= self._state_from_fields(fields, values)
        needed = [field.name for field in fields if not field.optional and field.default is None]
        if missing := [name for name in needed if whole.get(name) is None]:
            return SkippedEntry(at, f"{missing[0]} is missing.")
        return ImportEntry(at, record_class(self._kind)(**whole), uid_)

    def _state_from_fields(self, fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Any]:
        """The state that the last filled field with one implies, and today where that state has a day and none is said.

        A table seldom has a column for the state.
        """
        states = {field.name: field.column.implies_state for field in fields if field.column.implies_state}
        implied = [states[name] for name in values if name in states]
        days = [field.name for field in fields if states.get(field.name) in implied and _is_day(field)]
        return {**({"state": implied[-1]} if implied else {}), **dict.fromkeys(days, self._journal.today), **values}

    def _defaults_for(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The fields that `add` fills in by itself: today, the local time zone."""
        found: dict[str, Any] = {}
        for field in fields_of(record_class(self._kind)):
            if field.name in self._defaults and not (field.name == "mentor" and values.get("who")):
                found[field.name] = self._defaults[field.name]
            elif field.name == "zone":
                found["zone"] = clock.zone_name()
            elif field.is_stored and not field.optional and field.default is None and _is_day(field):
                found[field.name] = self._journal.today
        return found


def _is_day(field: Field) -> bool:
    return isinstance(field.form, DayForm)
