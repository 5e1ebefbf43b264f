"""Validates imported records by the rules that hold for records written here."""

import re
import sqlite3
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from mentorlog.errors import Damaged, MentorlogError, Refused
from mentorlog.integrity.check import is_valid_change
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import MOMENT, Form, SqlValue
from mentorlog.journal.model.kinds import BY_TABLE, MACHINE_LETTERS, ref
from mentorlog.journal.model.period_forms import CADENCE, TERM
from mentorlog.journal.model.record import Record, record_to_row
from mentorlog.journal.model.records import record_class
from mentorlog.nouns import KINDS, Kind
from mentorlog.store import NUMBERS_PER_MACHINE, dump
from mentorlog.store.changes import Fields
from mentorlog.store.machines.operations import Operation

_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_PARSED_FORMS = (CADENCE, TERM)  # stored as text; valid only if parsing gives the same text
_COMMON_COLUMNS = ("number", "entry", "uid", "created_at", "updated_at")


class ImportContext:
    """The context for a record's own checks: other records are looked up in the imported journal."""

    def __init__(self, connection: sqlite3.Connection, now: datetime) -> None:
        self._connection = connection
        self.now = now

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()

    def resolve_number(self, noun: str, text: str) -> int:
        """Never called: links are numbers already."""
        raise AssertionError(noun)

    def read_field(self, noun: str, number: int, name: str) -> SqlValue:
        """A stored field of another record."""
        ((value,),) = self._connection.execute(
            f"SELECT {name} FROM {KINDS[noun].plural} WHERE number = ?", (number,)
        ).fetchall()
        typed: SqlValue = value
        return typed


def check_readable(connection: sqlite3.Connection) -> None:
    """Raise Damaged unless every uid and moment can be parsed, which the tables' constraints do not check."""
    for kind in KINDS.values():
        moments = ["created_at", "updated_at"]
        moments += [field.name for field in _database_columns(kind) if field.form is MOMENT]
        for number, uid, *values in connection.execute(f"SELECT number, uid, {', '.join(moments)} FROM {kind.plural}"):
            _check_identity(kind, number, uid, values)


def _check_identity(kind: Kind, number: int, uid: str, moments: Iterable[str]) -> None:
    try:
        for moment in moments:
            datetime.fromisoformat(moment)
        if not _UID.fullmatch(uid):
            raise ValueError
    except ValueError:
        raise _unreadable_error(kind, number) from None


def check_operations(
    connection: sqlite3.Connection, operations: Iterable[Operation], rows: Iterable[tuple[str, int]]
) -> None:
    """Raise Damaged unless what another machine sent, and the rows that it touched, can be read as if from here."""
    for operation in operations:
        if not is_valid_change(operation.at, operation.command):
            raise _operation_error()
    for table, number in rows:
        if not 0 < number < len(MACHINE_LETTERS) * NUMBERS_PER_MACHINE or number % NUMBERS_PER_MACHINE == 0:
            raise _operation_error()
        kind = BY_TABLE[table]
        fields = _database_columns(kind)
        for row in dump.iter_records(connection, table, number):
            try:
                record_to_row(_load_record(kind, fields, row))
                for moment in (row["created_at"], row["updated_at"]):
                    datetime.fromisoformat(str(moment))
                if not _UID.fullmatch(str(row["uid"])):
                    raise ValueError
            except (ValueError, OverflowError, MentorlogError):
                raise _operation_error() from None


def _operation_error() -> Damaged:
    return Damaged("What another machine sent holds what no journal can hold.", "Nothing was changed.")


def _unreadable_error(kind: Kind, number: int) -> Damaged:
    return Damaged(f"{ref(kind.noun, number)} of the file cannot be read.", "Nothing was changed.")


def check_rules(connection: sqlite3.Connection, now: datetime) -> None:
    """Raise Refused unless every record could have been added here exactly as it is."""
    context = ImportContext(connection, now)
    for kind in KINDS.values():
        fields = _database_columns(kind)
        for row in dump.iter_records(connection, kind.plural):
            _check_record(kind, fields, row, context)


def _check_record(kind: Kind, fields: list[Field], row: Fields, context: ImportContext) -> None:
    record = _load_record(kind, fields, row)
    try:
        packed = record_to_row(record)
        record.check(context)
        for field in fields:
            value = row.get(field.name)
            if value != packed[field.name] or (value is not None and not _is_canonical(field.form, value, context)):
                raise Refused(f"{field.name} is not as mentorlog writes it.")
    except MentorlogError as error:
        number = ref(kind.noun, record.number)
        raise Refused(f"{number} of the file cannot be taken: {error.message}", "Nothing was changed.") from None


def _is_canonical(form: Form, value: SqlValue, context: ImportContext) -> bool:
    return form not in _PARSED_FORMS or form.parse(str(value), context) == value


def _load_record(kind: Kind, fields: list[Field], row: Fields) -> Record:
    values: dict[str, Any] = {name: row[name] for name in _COMMON_COLUMNS}
    try:
        values |= {field.name: field.form.from_sql(row[field.name]) for field in fields if field.name in row}
    except ValueError:
        raise _unreadable_error(kind, values["number"]) from None
    return record_class(kind)(**values)


def _database_columns(kind: Kind) -> list[Field]:
    return [field for field in fields_of(record_class(kind)) if field.is_stored]
