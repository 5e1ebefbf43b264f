"""A table of another program, or a list of this one (CSV, TSV, JSON, JSON lines): a row becomes a record of one noun.

Cells are read as `edit` reads them, or as programs write them. A row of a list of this program is known by its `uid`:
the record that has it here is compared with it, and a new one keeps uid, moments and, where it is free, its ref. Any
other row gets a uid from its content, so that the same table can be taken in again.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from mentorlog.errors import MentorlogError, UsageError
from mentorlog.exchange.entries import (
    ImportEntry,
    Origin,
    ParsedEntries,
    SkippedEntry,
    content_uid,
    resolve_kind,
    skip_reason,
)
from mentorlog.exchange.tables.cells import parse_cell, parse_stamp, zone_named
from mentorlog.exchange.tables.columns import ColumnMap, map_columns, normalize_name
from mentorlog.exchange.tables.rows import SourceTable, TableRow, read_table
from mentorlog.folding import is_invisible
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import DayForm
from mentorlog.journal.model.kinds import parse_ref
from mentorlog.journal.model.record import Record
from mentorlog.journal.model.records import record_class
from mentorlog.journal.queries.meetings import only_mentor
from mentorlog.nouns import KINDS, Kind
from mentorlog.store import NUMBERS_PER_MACHINE
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.exchange.sources import ImportOptions
    from mentorlog.journal.journal import Journal

_MAX_NUMBER = 99_999  # of a ref that is kept; a stranger's table shall not use up the numbers that a ref may have


def parse_table(journal: "Journal", content: bytes, options: "ImportOptions") -> ParsedEntries:
    """The rows of a table as records of a noun. Raises UsageError where the table cannot be read."""
    table = read_table(content)
    rows = list(table.rows)
    kind = _kind_of(table, rows, options.noun)
    columns = map_columns(kind, table.names, options.map or ())
    parser = _RowParser(journal, kind, columns, options.mentor)
    return ParsedEntries([row if isinstance(row, SkippedEntry) else parser.parse(row) for row in rows], columns.unused)


def _kind_of(table: SourceTable, rows: list[TableRow | SkippedEntry], noun: str | None) -> Kind:
    """The noun that was named, or the one that a list of this program names itself. Raises UsageError."""
    if noun is not None:
        return resolve_kind(noun)
    if table.noun:
        return KINDS[table.noun]
    names = {normalize_name(name): name for name in table.names}
    if {"ref", "uid"} <= names.keys():
        refs = (parse_ref(row.cells.get(names["ref"], "")) for row in rows if isinstance(row, TableRow))
        if kinds := {ref[0].noun for ref in refs if ref}:
            return resolve_kind(kinds.pop())
    raise UsageError("What the rows of this table are is not said.", f"Say it: --noun {_guess_noun(names)}")


def _guess_noun(names: Iterable[str]) -> str:
    """The noun in the plural that the first column with a noun's name suggests; questions where there is none."""
    by_noun = {normalize_name(word): kind for kind in KINDS.values() if kind.group for word in (kind.noun, kind.plural)}
    by_noun["task"] = by_noun["to_do"] = KINDS["action"]
    return next((by_noun[name].plural for name in names if name in by_noun), "questions")


class _Identity(NamedTuple):
    """What a row says of the record that it was: its uid, its number, and when it was written and changed."""

    uid: str
    number: int | None
    created_at: datetime | None
    updated_at: datetime | None


class _RowParser:
    """Reads the rows of one table."""

    def __init__(self, journal: "Journal", kind: Kind, columns: ColumnMap, mentor: str | None) -> None:
        self._journal = journal
        self._kind = kind
        self._columns = columns
        self._record = record_class(kind)
        self._fields = [field for field in fields_of(self._record) if field.is_stored]
        has_mentor = any(field.name == "mentor" for field in self._fields)
        self._mentor = only_mentor(journal, mentor) if has_mentor else None
        self._required = [field for field in self._fields if not field.optional and field.default is None]

    def parse(self, row: TableRow) -> ImportEntry | SkippedEntry:
        """The record of a row, or why the row is skipped."""
        identity = self._identity(row)
        values: dict[str, Any] = {}
        zone_name = self._cell(row, "zone")
        zone = zone_named(zone_name)
        if zone_name and zone is None and not identity:
            return SkippedEntry(row.at, "zone names no time zone that is known here.")
        for name, field in self._columns.fields.items():
            text = row.cells.get(name)
            try:
                if text and not is_invisible(text) and identity and field.form.is_short_for_names:
                    values[field.name] = field.form.from_sql(text)
                elif text and not is_invisible(text):
                    values[field.name] = parse_cell(field, text, self._journal, zone)
                elif identity and text is not None and field.optional:
                    values[field.name] = None
            except MentorlogError as error:
                return SkippedEntry(row.at, skip_reason(field, error))
        if identity and (former := self._by_uid.get(identity.uid)):
            origin = Origin(former.number, former, identity.created_at, identity.updated_at)
            return ImportEntry(row.at, replace(former, **values), identity.uid, origin=origin)
        values |= {name: value for name, value in self._defaults(values).items() if name not in values}
        if missing := [field.name for field in self._required if values.get(field.name) is None]:
            return SkippedEntry(row.at, f"{missing[0]} is missing.")
        record = self._record(**values)
        if identity:
            origin = Origin(identity.number, None, identity.created_at, identity.updated_at)
            return ImportEntry(row.at, record, identity.uid, identity.created_at, origin)
        return ImportEntry(row.at, record, self._uid_from_content(row))

    def _identity(self, row: TableRow) -> _Identity | None:
        """The record that the row was; None for a row of another program, whose uid, if any, is no UUID."""
        uid = _canonical_uid(self._common(row, "uid"))
        if uid is None:
            return None
        ref = parse_ref(self._common(row, "ref"))
        number = ref[1] if ref and ref[0] == self._kind and ref[1] % NUMBERS_PER_MACHINE <= _MAX_NUMBER else None
        created, updated = (parse_stamp(self._common(row, name).strip()) for name in ("created_at", "updated_at"))
        if created is None or created > self._journal.now:
            return _Identity(uid, number, None, None)
        is_later = updated is not None and created <= updated <= self._journal.now
        return _Identity(uid, number, created, updated if is_later else None)

    def _common(self, row: TableRow, name: str) -> str:
        return row.cells.get(self._columns.common.get(name, ""), "")

    def _cell(self, row: TableRow, field_name: str) -> str:
        names = [name for name, field in self._columns.fields.items() if field.name == field_name]
        return row.cells.get(names[0], "").strip() if names else ""

    @cached_property
    def _by_uid(self) -> dict[str, Record]:
        return {record.uid: record for record in self._journal.read(self._record)}

    def _uid_from_content(self, row: TableRow) -> str:
        texts = {field.name: text for name, field in self._columns.fields.items() if (text := row.cells.get(name))}
        content = (f"{name}={text}" for name, text in sorted(texts.items()) if text.strip())
        return content_uid("csv", self._record.noun, *content)

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


def _canonical_uid(text: str) -> str | None:
    """A UUID in the form in which the journal has them; None for any other text."""
    try:
        uid = str(UUID(text.strip()))
    except ValueError:
        return None
    return uid if uid == text.strip().lower() else None
