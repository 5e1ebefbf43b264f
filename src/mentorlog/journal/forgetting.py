"""What has to go when a record, or a mentor with everything they said, is to be forgotten."""

import sqlite3
from typing import TYPE_CHECKING

from mentorlog.backups import forget
from mentorlog.backups.forget import ForgetPlan, ForgetRule
from mentorlog.errors import NotFound
from mentorlog.journal.model import kinds
from mentorlog.journal.model.kinds import KINDS, Kind
from mentorlog.journal.model.record import title_field
from mentorlog.journal.model.records import record_class
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


class ForgetTarget(Frozen):
    """What is to be forgotten: a record that is there, or was, or stands in backups alone."""

    kind: Kind
    number: int
    uid: str | None
    in_journal: bool  # in the journal or its log

    @property
    def row(self) -> forget.RowKey:
        """Its table and number."""
        return self.kind.plural, self.number

    @property
    def ref(self) -> str:
        """Its ref."""
        return kinds.ref(self.kind.noun, self.number)


def resolve_target(journal: "Journal", text: str) -> ForgetTarget:
    """The record that a ref or a start of its name stands for; it may have been deleted. Raises NotFound, Ambiguous."""
    connection = journal.store.connection
    if typed := kinds.parse_ref(text):
        kind, number = typed
        row = (kind.plural, number)
        here = forget.is_known(connection, row)
        given = journal.store.scalar("SELECT max(last) FROM counters WHERE name = ?", (kind.plural,))
        if not here and number > given:
            raise NotFound(f"There is no {kind.display_noun} {kinds.ref(kind.noun, number)}.", "Nothing was forgotten.")
    else:
        kind, number = journal.resolve(text)
        row, here = (kind.plural, number), True
    return ForgetTarget(kind, number, forget.uid_of(connection, row), here)


def forget_rules(connection: sqlite3.Connection, one: ForgetTarget) -> list[ForgetRule]:
    """What goes along with a mentor: the records in which they speak, or that speak of them, as those declare.

    Where there has been one mentor alone, what they said needs no link to be theirs. Everything else is forgotten as
    itself, with what is part of it.
    """
    if one.kind.noun != "mentor":
        return []
    ((others,),) = connection.execute(
        "SELECT count(*) FROM mentors WHERE state IN ('active', 'paused', 'ended') AND number <> ?", (one.number,)
    ).fetchall()
    found = []
    for other in KINDS.values():
        record = record_class(other)
        if not (record.forget_link or record.forget_if):
            continue
        link = record.forget_link if others or record.forget_link == "mentor" else ""
        if link or not others:
            found.append(ForgetRule(other.plural, link, record.forget_if, record.forget_fields))
    return found


def forget_scope(journal: "Journal", one: ForgetTarget) -> ForgetPlan:
    """All that has to go with it; nothing where it is not in the journal."""
    connection = journal.store.connection
    return (
        forget.closure_of(connection, one.row, forget_rules(connection, one)) if one.in_journal else ForgetPlan([], {})
    )


def first_name(journal: "Journal", one: ForgetTarget) -> str:
    """The first word of a mentor's name, by which others may mention them; empty for other records, or one gone."""
    if one.kind.noun != "mentor" or not journal.store.rows("SELECT 1 FROM mentors WHERE number = ?", (one.number,)):
        return ""
    return str(journal.read_field("mentor", one.number, "name")).split(" ")[0]


def refs_in_order(rows: "list[forget.RowKey]") -> list[str]:
    """Their refs, in the order of the nouns."""
    return [kinds.ref(kinds.BY_TABLE[table].noun, number) for table, number in _rows_in_order(rows)]


def _rows_in_order(rows: "list[forget.RowKey]") -> "list[forget.RowKey]":
    order = list(kinds.BY_TABLE)
    return sorted(rows, key=lambda row: (order.index(row[0]), row[1]))


def ref_titles(journal: "Journal", one: ForgetTarget, gone: ForgetPlan, limit: int) -> list[tuple[str, str]]:
    """The refs and names of the first rows that go, as the log has them: what was to be forgotten, then the others."""
    others = [row for row in _rows_in_order(gone.rows) if row != one.row]
    rows = ([one.row, *others] if gone.rows else [])[:limit]
    return [
        (kinds.ref(kinds.BY_TABLE[table].noun, number), _row_title(journal, table, number)) for table, number in rows
    ]


def _row_title(journal: "Journal", table: str, number: int) -> str:
    kind = kinds.BY_TABLE[table]
    form = title_field(record_class(kind)).form
    value = forget.last_value(journal.store.connection, (table, number), kind.title_field)
    return kind.display_noun if value is None else form.to_text(form.from_sql(value), journal.today)
