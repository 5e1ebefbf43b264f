"""Forgetting a record, or a mentor with all records about or from them, in the journal and in its backups."""

import sqlite3
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog import clock
from mentorlog.backups import forget
from mentorlog.backups.past_rows import ForgetRule
from mentorlog.clock import to_timestamp
from mentorlog.errors import NotFound, concurrent_write_error
from mentorlog.integrity.environment import stale_files
from mentorlog.journal.model import kinds
from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.record import title_field
from mentorlog.journal.model.records import record_class
from mentorlog.journal.queries.filters import OWNER_LINKS
from mentorlog.nouns import KINDS, Kind
from mentorlog.store.backup import create_backup, list_backups, list_sealed_backups
from mentorlog.store.deferred_backup import finish_backup, finish_if_possible
from mentorlog.store.machines.erasing import ForgetPlan, Leftovers, RowKey
from mentorlog.store.machines.forgetting import forget_here
from mentorlog.structs import Frozen
from mentorlog.system import filesystem

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


_SETTLEMENTS = (
    ("goals", "agreed", "paused", ""),
    ("questions", "open", "dropped", "dropped_on"),
    ("actions", "open", "dropped", "dropped_on"),
)


_DIGESTS_OF_LETTERS = ("marks", "prints")


class ForgetTarget(Frozen):
    """A record to forget: in the journal, deleted from it, or only in backups."""

    kind: Kind
    number: int
    uid: str | None
    in_journal: bool  # or only in its log, if it was deleted

    @property
    def row(self) -> RowKey:
        """Its table and number."""
        return self.kind.plural, self.number

    @property
    def ref(self) -> str:
        """Its ref."""
        return kinds.ref(self.kind.noun, self.number)


class AffectedBackups(Frozen):
    """The backups that contained the record, and those that could not be read."""

    requested: bool  # whether the user asked to rewrite the backups
    cleaned: list[Path]  # it was removed from these
    remaining: list[Path]  # it is still in these
    unreadable: list[Path]  # it may be in these

    @property
    def needs_backups_flag(self) -> bool:
        """Whether the record is still in backups because the user did not ask to rewrite them."""
        return bool(self.remaining) and not self.requested

    @property
    def failures(self) -> list[Path]:
        """The backups that should have been rewritten but could not be."""
        return self.remaining + self.unreadable if self.requested else []


def resolve_target(journal: "Journal", text: str) -> ForgetTarget:
    """The record, possibly deleted, that a ref or a start of its name stands for. Raises NotFound, Ambiguous."""
    connection = journal.store.connection
    if typed := kinds.parse_ref(text):
        kind, number = typed
        row = (kind.plural, number)
        in_journal = forget.is_known(connection, row)
        is_new = number > journal.store.last_number(kind.plural, number)
        if not in_journal and is_new and not _holding_backups(journal, row):
            raise NotFound(f"There is no {kind.display_noun} {kinds.ref(kind.noun, number)}.", "Nothing was forgotten.")
    else:
        kind, number = journal.resolve(text)
        row, in_journal = (kind.plural, number), True
    return ForgetTarget(kind, number, forget.uid_of(connection, row), in_journal)


def _holding_backups(journal: "Journal", row: RowKey) -> list[Path]:
    """The backups that hold a row; a restored journal may know less than they do."""
    return forget.find_in_backups([copy.path for copy in list_backups(journal.store.path)], row, None)[0]


def forget_rules(connection: sqlite3.Connection, target: ForgetTarget) -> list[ForgetRule]:
    """The rules for what else is forgotten with a mentor: records about or from them, as their classes declare.

    If there has been only one mentor, such records need no link to them. Of any other target, letters lose what they
    hold of its text: the digests by which a reply is read.
    """
    if target.kind.noun != "mentor":
        rule = ForgetRule("letters", "", ("marks", target.ref), _DIGESTS_OF_LETTERS, by_word=True)
        return [rule, ForgetRule("letters", "session", None, _DIGESTS_OF_LETTERS)]
    ((others,),) = connection.execute(
        "SELECT count(*) FROM mentors WHERE state IN ('active', 'paused', 'ended') AND number <> ?", (target.number,)
    )
    rules = []
    for kind in KINDS.values():
        record = record_class(kind)
        if not (record.forget_link or record.forget_if):
            continue
        links = {record.forget_link if record.forget_link == "mentor" else ""}
        if others:  # a record may say itself whose it is, or its session does
            own = {field.name for field in fields_of(record)} & {"mentor"}
            links = {record.forget_link, *own} - {""}
        rules += [ForgetRule(kind.plural, link, record.forget_if, record.forget_fields) for link in sorted(links)]
    return rules


def forget_scope(journal: "Journal", target: ForgetTarget) -> ForgetPlan:
    """The rows to delete and the fields to clear; none if the record is not in the journal."""
    if not target.in_journal:
        return ForgetPlan([], {}, [])
    connection = journal.store.connection
    return forget.closure_of(
        connection, target.row, forget_rules(connection, target), settle_leftovers(target, journal.today)
    )


def settle_leftovers(target: ForgetTarget, today: date) -> Leftovers:
    """What stays of a mentor's is one's own: private, and nothing of it is brought to a talk with another mentor."""
    return Leftovers(OWNER_LINKS, _SETTLEMENTS, today.isoformat()) if target.kind.noun == "mentor" else Leftovers()


def forget_in_journal(journal: "Journal", target: ForgetTarget, plan: ForgetPlan) -> tuple[int, set[str]]:
    """Back up, then forget in the journal. Returns the number of the change and the deleted texts.

    Raises Locked if the scope is no longer that of `plan`, which the user has confirmed.
    """
    with journal.store.raw_transaction() as connection:
        if forget_scope(journal, target) != plan:
            raise concurrent_write_error("forgotten")
        create_backup(journal.store.path, f"before-forget-{clock.file_stamp()}")
        texts = forget.texts_to_forget(connection, plan)
        leftovers = settle_leftovers(target, journal.today)
        change = forget_here(connection, journal.store.schema, plan, to_timestamp(journal.now), leftovers)
    return change, texts


def rewrite_file(journal: "Journal") -> bool:
    """Write the journal's file anew, without the pages that held what was forgotten.

    Returns False where another program reads the file meanwhile, and nothing can be moved in it.
    """
    if not journal.exists:
        return True
    connection = journal.store.connection
    finish_if_possible(journal.store.path)  # what is kept of the change before does not fit a file written anew
    try:
        forget.vacuum(connection, journal.store.path)
        if journal.store.path.with_name(f"{journal.store.path.name}-wal").exists():  # another program has it open so
            ((busy, *_),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return not busy
    except sqlite3.OperationalError as error:
        if not getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise
        return False
    return True


def forget_in_backups(
    journal: "Journal", target: ForgetTarget, rules: list[ForgetRule], *, rewrite: bool
) -> tuple[AffectedBackups, set[str]]:
    """Find the backups that contain the record, and forget it there if `rewrite` is set.

    Returns its texts too if it is only in backups.
    """
    finish_backup(journal.store.path)  # else one that holds the record could come later
    for file in stale_files(journal.store.path):  # of commands that were killed: copies that hold it, half made
        filesystem.remove(file)
    backups = [backup.path for backup in list_backups(journal.store.path)]
    holding, unreadable = forget.find_in_backups(backups, target.row, target.uid)
    unreadable = [*unreadable, *(backup.path for backup in list_sealed_backups(journal.store.path))]
    texts: set[str] = set()
    if not target.in_journal:
        texts = {text for path in holding for text in forget.texts_in_copy(path, target.row, rules)}
    if not rewrite:
        return AffectedBackups(rewrite, [], holding, unreadable), texts
    leftovers, moment = settle_leftovers(target, journal.today), to_timestamp(journal.now)
    cleaned, remaining = forget.forget_in_copies(holding, journal.store.schema, target.row, rules, moment, leftovers)
    return AffectedBackups(rewrite, cleaned, remaining, unreadable), texts


def first_name(journal: "Journal", target: ForgetTarget) -> str:
    """The first word of a mentor's name, by which others may mention them; empty for all other records."""
    if target.kind.noun != "mentor" or not journal.has(target.kind, target.number):
        return ""
    return str(journal.read_field("mentor", target.number, "name")).split(" ")[0]


def refs_in_order(rows: "list[RowKey]") -> list[str]:
    """The refs of the rows, in the order of the nouns."""
    return [kinds.ref(kinds.BY_TABLE[table].noun, number) for table, number in _rows_in_order(rows)]


def _rows_in_order(rows: "list[RowKey]") -> "list[RowKey]":
    order = list(kinds.BY_TABLE)
    return sorted(rows, key=lambda row: (order.index(row[0]), row[1]))


def ref_titles(journal: "Journal", target: ForgetTarget, plan: ForgetPlan, limit: int) -> list[tuple[str, str]]:
    """(ref, title) of the first rows to be forgotten, the target first. The titles come from the log."""
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
