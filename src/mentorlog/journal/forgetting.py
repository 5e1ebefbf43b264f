"""Forgetting a record, or a mentor with everything they said: what has to go, in the journal and in its backups."""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog import clock
from mentorlog.backups import forget
from mentorlog.backups.forget import ForgetPlan, ForgetRule
from mentorlog.errors import NotFound, concurrent_write_error
from mentorlog.journal.model import kinds
from mentorlog.journal.model.kinds import KINDS, Kind
from mentorlog.journal.model.record import title_field
from mentorlog.journal.model.records import record_class
from mentorlog.journal.timestamps import to_timestamp
from mentorlog.store.backup import create_backup, list_backups
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


class ForgetTarget(Frozen):
    """A record to be forgotten, which is in the journal, or was, or is in backups alone."""

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


class AffectedBackups(Frozen):
    """The backups that held it, or may."""

    requested: bool  # whether it is to be forgotten there too
    cleaned: list[Path]  # without it now
    remaining: list[Path]  # with it
    unreadable: list[Path]  # which may hold it

    @property
    def needs_backups_flag(self) -> bool:
        """Whether some could be rewritten, but nobody asked for it."""
        return bool(self.remaining) and not self.requested

    @property
    def failures(self) -> list[Path]:
        """Those that should be without it, and may not be."""
        return self.remaining + self.unreadable if self.requested else []


def resolve_target(journal: "Journal", text: str) -> ForgetTarget:
    """The record, possibly deleted, that a ref or a start of its name stands for. Raises NotFound, Ambiguous."""
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


def forget_rules(connection: sqlite3.Connection, target: ForgetTarget) -> list[ForgetRule]:
    """What is forgotten along with a mentor: the records that speak of them or in which they speak, as declared there.

    If there has been only one mentor, these need no link to them. Other records are forgotten with their parts alone.
    """
    if target.kind.noun != "mentor":
        return []
    ((others,),) = connection.execute(
        "SELECT count(*) FROM mentors WHERE state IN ('active', 'paused', 'ended') AND number <> ?", (target.number,)
    ).fetchall()
    rules = []
    for kind in KINDS.values():
        record = record_class(kind)
        if not (record.forget_link or record.forget_if):
            continue
        link = record.forget_link if others or record.forget_link == "mentor" else ""
        if link or not others:
            rules.append(ForgetRule(kind.plural, link, record.forget_if, record.forget_fields))
    return rules


def forget_scope(journal: "Journal", target: ForgetTarget) -> ForgetPlan:
    """All that has to go with it; nothing where it is not in the journal."""
    if not target.in_journal:
        return ForgetPlan([], {})
    connection = journal.store.connection
    return forget.closure_of(connection, target.row, forget_rules(connection, target))


def forget_in_journal(journal: "Journal", target: ForgetTarget, plan: ForgetPlan) -> tuple[int, set[str]]:
    """Forget in the journal, after a backup; the number of the change, and the texts that are gone.

    Raises Overtaken where what has to go is no longer what `plan` says, which a person was shown.
    """
    with journal.store.raw_transaction() as connection:
        if forget_scope(journal, target) != plan:
            raise concurrent_write_error("forgotten")
        create_backup(journal.store.path, f"before-forget-{clock.file_stamp()}")
        texts = forget.texts_to_forget(connection, plan)
        change = forget.forget_rows(connection, plan, to_timestamp(journal.now))
    forget.vacuum(connection)
    return change, texts


def forget_in_backups(
    journal: "Journal", target: ForgetTarget, rules: list[ForgetRule], *, rewrite: bool
) -> tuple[AffectedBackups, set[str]]:
    """Find the backups that hold it, and forget it there where `rewrite` says so.

    Gives their texts too where they alone hold it.
    """
    copies = [copy.path for copy in list_backups(journal.store.path)]
    holding, unreadable = forget.find_in_backups(copies, target.row, target.uid)
    texts: set[str] = set()
    if not target.in_journal:
        texts = {text for copy in holding for text in forget.texts_in_copy(copy, target.row, rules)}
    if not rewrite:
        return AffectedBackups(rewrite, [], holding, unreadable), texts
    cleaned, remaining = forget.forget_in_copies(holding, target.row, rules, to_timestamp(journal.now))
    return AffectedBackups(rewrite, cleaned, remaining, unreadable), texts


def first_name(journal: "Journal", target: ForgetTarget) -> str:
    """The first word of a mentor's name, by which others may mention them; empty for all other records."""
    if target.kind.noun != "mentor" or not journal.store.rows(
        "SELECT 1 FROM mentors WHERE number = ?", (target.number,)
    ):
        return ""
    return str(journal.read_field("mentor", target.number, "name")).split(" ")[0]


def refs_in_order(rows: "list[forget.RowKey]") -> list[str]:
    """Their refs, in the order of the nouns."""
    return [kinds.ref(kinds.BY_TABLE[table].noun, number) for table, number in _rows_in_order(rows)]


def _rows_in_order(rows: "list[forget.RowKey]") -> "list[forget.RowKey]":
    order = list(kinds.BY_TABLE)
    return sorted(rows, key=lambda row: (order.index(row[0]), row[1]))


def ref_titles(journal: "Journal", target: ForgetTarget, plan: ForgetPlan, limit: int) -> list[tuple[str, str]]:
    """The refs and names, from the log, of the first rows that go: the target, then the others."""
    others = [row for row in _rows_in_order(plan.rows) if row != target.row]
    rows = ([target.row, *others] if plan.rows else [])[:limit]
    return [
        (kinds.ref(kinds.BY_TABLE[table].noun, number), _row_title(journal, table, number)) for table, number in rows
    ]


def _row_title(journal: "Journal", table: str, number: int) -> str:
    kind = kinds.BY_TABLE[table]
    form = title_field(record_class(kind)).form
    value = forget.last_value(journal.store.connection, (table, number), kind.title_field)
    return kind.display_noun if value is None else form.to_text(form.from_sql(value), journal.today)
