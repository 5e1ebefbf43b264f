"""Whether records that come from elsewhere are such as the journal itself would have written."""

import re
import sqlite3
from datetime import date, datetime
from typing import Any

from mentorlog.errors import Damaged, MentorlogError, Refused
from mentorlog.journal.columns import CADENCE, LASTS, Field, Form, Stored, columns, pack
from mentorlog.journal.kinds import KINDS, Kind, ref
from mentorlog.journal.record import Record
from mentorlog.store import whole
from mentorlog.store.changes import Fields

_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_READ_AGAIN = (CADENCE, LASTS)  # texts that only a reader can judge
_OF_ALL = ("number", "entry", "uid", "created_at", "updated_at")


class There:
    """What a rule may ask about other records, answered from where the records come from."""

    def __init__(self, connection: sqlite3.Connection, now: datetime) -> None:
        self._connection = connection
        self.now = now

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()

    def number(self, noun: str, text: str) -> int:
        """Never asked: links are numbers already."""
        raise AssertionError(noun)

    def field(self, noun: str, number: int, name: str) -> Stored:
        """A stored field of another record."""
        ((value,),) = self._connection.execute(
            f"SELECT {name} FROM {KINDS[noun].plural} WHERE number = ?", (number,)
        ).fetchall()
        found: Stored = value
        return found


def check_readable(connection: sqlite3.Connection) -> None:
    """Raise Damaged unless every record can be read."""
    for kind in KINDS.values():
        fields = _stored(kind)
        for row in whole.records(connection, kind.plural):
            _loaded(kind, fields, row)


def check_rules(connection: sqlite3.Connection, now: datetime) -> None:
    """Raise Refused unless every record could be added as it is: its texts, its values, what goes together."""
    there = There(connection, now)
    for kind in KINDS.values():
        fields = _stored(kind)
        for row in whole.records(connection, kind.plural):
            _check(kind, fields, row, there)


def _check(kind: Kind, fields: list[Field], row: Fields, there: There) -> None:
    record = _loaded(kind, fields, row)
    try:
        packed = pack(record)
        record.check(there)
        for field in fields:
            value = row.get(field.name)
            if value != packed[field.name] or (value is not None and not _as_read(field.form, value, there)):
                raise Refused(f"{field.name} is not as mentorlog writes it.")
    except MentorlogError as error:
        one = ref(kind.noun, record.number)
        hint = "Nothing was changed."
        raise Refused(f"{one} of the file cannot be taken: {error.message}", hint) from None


def _as_read(form: Form, value: Stored, there: There) -> bool:
    return form not in _READ_AGAIN or form.read(str(value), there) == value


def _loaded(kind: Kind, fields: list[Field], row: Fields) -> Record:
    try:
        datetime.fromisoformat(str(row["created_at"]))
        datetime.fromisoformat(str(row["updated_at"]))
        if not _UID.fullmatch(str(row["uid"])):
            raise ValueError
        loaded: dict[str, Any] = {
            field.name: field.form.load(row[field.name]) for field in fields if field.name in row
        }
    except ValueError:
        raise Damaged(
            f"{ref(kind.noun, int(row['number'] or 0))} of the file cannot be read.", "Nothing was changed."
        ) from None
    return kind.record(**{name: row[name] for name in _OF_ALL}, **loaded)  # type: ignore[arg-type]  # as declared


def _stored(kind: Kind) -> list[Field]:
    return [field for field in columns(kind.record) if field.stored]
