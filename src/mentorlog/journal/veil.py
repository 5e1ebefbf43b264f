"""The journal through a veil: a copy in memory that holds no more than one reader may see.

Whatever reads it, by whatever query, finds nothing else, since nothing else is there: neither rows nor fields, nor
their words in the index, nor their past. A change is made in the copy and done again in the file, within one
transaction of the file, and refused where the reader could not see all that it does.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Self

from mentorlog.errors import MentorlogError, NotFound, Refused
from mentorlog.journal import lookup
from mentorlog.journal.journal import Journal
from mentorlog.journal.model import kinds
from mentorlog.journal.model.kinds import BY_TABLE
from mentorlog.journal.model.rhythms import LOG_FIELDS
from mentorlog.journal.privacy import reader_views
from mentorlog.journal.queries.absence import RESUME
from mentorlog.journal.readers import Reader
from mentorlog.journal.text import join_words
from mentorlog.nouns import KINDS, Kind
from mentorlog.store import changes, connect, migrate, reverting, search
from mentorlog.store.changes import Change, LoggedChange, RowChange
from mentorlog.store.connect import Schema, transaction
from mentorlog.store.store import Store

ResolveReader = Callable[[Journal], Reader]
_RHYTHM_TABLES = "('mentors', 'agreements')"


class VeiledStore(Store):
    """The copy that a reader reads, and the file that takes what they change."""

    def __init__(self, path: Path, schema: Schema, now: Callable[[], datetime], resolve: ResolveReader) -> None:
        super().__init__(path, schema, None)
        self._now = now
        self._has_index = True
        self._has_log = False
        self._copied_version: int | None = None  # of the file, as long as the copy is what the reader sees of it
        self._file = Store.open(path, schema)
        try:
            self.path, self.migration_backup = self._file.path, self._file.migration_backup
            self._reader = resolve(Journal(self._file, now))
            self._renew_copy()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the copy and the file for good."""
        super().close()
        self._file.close()

    def load_log(self) -> None:
        """Add the changes of which the reader may see all: what can be taken back, and done again."""
        if not self._has_log:
            self._has_log = True
            self._renew_copy()

    @contextmanager
    def change(self, command: str, at: str) -> Iterator[Change]:
        """One transaction and one undo step of the file: made in an up-to-date copy first, then repeated in the file.

        Raises Refused, and leaves the file as it was, where the reader may not see all that the change does.
        """
        file = self._file
        try:
            with file.change(command, at) as target:
                if self._copied_version is None or self._copied_version != _data_version(file):
                    self._renew_copy()
                self._copied_version = None
                with transaction(self.connection):
                    change = Change(self.connection, command, at)
                    yield change
                    self._require_whole(file, change)
                    self._require_same_mentor(change, file.connection)
                    _repeat(change, self.connection, target, file.connection)
                    self._require_visible(file, change, target)
                change.number = target.number
        except sqlite3.IntegrityError:  # of the file, by no rule that could tell a guess: tests/house/test_schema.py
            raise _hidden_error("That does not fit with what is private") from None
        finally:
            self.has_written, self.exists = self.has_written or file.has_written, file.exists
            self.warning = file.warning

    def newest(self, choose: Callable[[sqlite3.Connection], int | None]) -> int | None:
        """The change that `choose` finds newest in the file. Raises Refused where the reader does not see it."""
        number = choose(self._file.connection) if self._file.exists else None
        if number == choose(self.connection):
            return number
        raise Refused(
            "The last change is not one that can be taken back or done again here.",
            "To choose one: mentorlog undo --list",
        )

    @contextmanager
    def raw_transaction(self) -> Iterator[sqlite3.Connection]:
        """Raise Refused: what replaces the content of the file is the owner's alone."""
        raise Refused("This is left to the owner of the journal.", "Nothing was changed.")
        yield self.connection

    def _renew_copy(self) -> None:
        """Read anew what the reader may see of the file, in place of what was read before."""
        version = _data_version(self._file)
        copy = self._copy(self._file)
        super().close()
        self._connection, self._copied_version = copy, version

    def _copy(self, file: Store) -> sqlite3.Connection:
        """A store in memory with what the reader may see of the file."""
        self.exists = file.exists
        copy = set_up(migrate.build_in_memory(self._schema))
        if file.exists:
            file.connection.execute("PRAGMA temp_store = MEMORY")  # cannot be set within a transaction
            copy.execute("BEGIN")
            with _one_moment(file):
                self._copy_rows(file, copy)
                _copy_past(file, copy)
            copy.execute("COMMIT")
            if self._has_log:
                from mentorlog.journal.veil_log import copy_visible_log

                copy_visible_log(file.path, self._schema, self._now, self._reader, copy)
        return copy

    def _copy_rows(self, file: Store, copy: sqlite3.Connection) -> None:
        for kind in KINDS.values():
            copy.execute(f"DELETE FROM {kind.plural}")  # a new journal has skills from the beginning
        with file.with_views(reader_views(Journal(file, self._now), self._reader)):
            for kind in KINDS.values():
                cursor = file.connection.execute(f"SELECT * FROM temp.{kind.plural}")
                columns = [column[0] for column in cursor.description]
                copy.executemany(changes.insert_sql(kind.plural, columns), cursor.fetchall())
        copy.execute("DELETE FROM counters")
        copy.executemany("INSERT INTO counters VALUES (?, ?)", file.rows("SELECT name, last FROM counters"))
        search.rebuild(copy)

    def _require_whole(self, file: Store, change: Change) -> None:
        """Raise Refused where a row would be deleted of which the reader does not see all."""
        deleted = [] if change.reverts else [row for row in change.row_changes if row.after is None]
        if not deleted:
            return
        with file.with_views(reader_views(Journal(file, self._now), self._reader)):
            for row in deleted:
                columns = file.column("SELECT name FROM pragma_table_info(?, 'main')", (row.table,))
                if not file.shows_row(row.table, row.number, columns):
                    noun = kinds.with_article(BY_TABLE[row.table].noun).capitalize()
                    raise _hidden_error(f"{noun} of which a part is private cannot be deleted here")

    def _require_same_mentor(self, change: Change, connection: sqlite3.Connection) -> None:
        """Raise Refused where a row goes to another mentor: with it goes what hangs on it, seen or not."""
        for row in [] if change.reverts or self._reader.mentor is None else change.row_changes:
            is_moved = bool(row.before and row.after and "mentor" in row.after)
            if is_moved and changes.links_to(connection, row.table):
                raise Refused(
                    f"Whose {kinds.with_article(BY_TABLE[row.table].noun)} is, is up to the owner of the journal.",
                    "Nothing was changed.",
                )

    def _require_visible(self, file: Store, change: Change, target: Change) -> None:
        """Raise Refused where the reader does not see each row that was written as it now is, or sees a row more.

        What counts is what the change was to set: a field in which the file has the very value already is not written,
        and whoever guesses what is hidden must not be told so.
        """
        if target.reverts:
            rows = [RowChange(table, number, None, {}) for table, number in
                    reverting.rows_of(file.connection, target.reverts)]  # fmt: skip
        else:
            rows = [*change.row_changes, *target.row_changes]
        views = reader_views(Journal(file, self._now), self._reader)
        with file.with_views(views):
            for row in rows:
                if not file.shows_row(row.table, row.number, row.after or ()):
                    raise _hidden_row_error(file, row)
            for table in views:
                known = {number for (number,) in self.connection.execute(f"SELECT number FROM {table}")}
                if not known.issuperset(file.column(f"SELECT number FROM temp.{table}")):
                    raise _hidden_error("That would show what is private")


def set_up(copy: sqlite3.Connection) -> sqlite3.Connection:
    """Give the connection of a copy its functions, and spare it the rules of the tables.

    A field that is hidden may be one that such a rule asks for; the file keeps its rules itself.
    """
    for pragma in ("foreign_keys = OFF", "ignore_check_constraints = ON", "temp_store = MEMORY"):
        copy.execute(f"PRAGMA {pragma}")
    return connect.add_functions(copy)


def _data_version(file: Store) -> int | None:
    """A number that changes with what others write into the file; None while there is none."""
    return file.scalar("PRAGMA data_version") if file.exists else None


@contextmanager
def _one_moment(file: Store) -> Iterator[None]:
    """Read the file as of one moment: that of the transaction that is open, or of one of its own."""
    if file.connection.in_transaction:
        yield
        return
    with file.snapshot():
        yield


def _copy_past(file: Store, copy: sqlite3.Connection) -> None:
    """Copy from the log what pages tell of the past, without words: when something was changed, and the rhythm.

    A change that touched nothing of what the reader sees is left out: they do not learn when the owner was here.
    """
    numbers = {table: {n for (n,) in copy.execute(f"SELECT number FROM {table}")} for table in BY_TABLE}
    touched = {
        change
        for change, table, number in file.rows("SELECT change, tbl, number FROM change_rows")
        if number in numbers[table]
    }
    columns = ("id", "at", "command", "reverts", "machine")
    logged = file.rows(
        "SELECT id, at, CASE command WHEN ? THEN command ELSE '' END, reverts, machine FROM changes", (RESUME,)
    )
    copy.executemany(changes.insert_sql("changes", columns), [row for row in logged if row[0] in touched])
    fields = ", ".join(f"'{name}'" for name in LOG_FIELDS)
    rows = file.rows(
        f"SELECT id, change, tbl, number, (SELECT json_group_object(key, value) FROM json_each(after)"
        f" WHERE key IN ({fields})) FROM change_rows WHERE tbl IN {_RHYTHM_TABLES} AND after IS NOT NULL"
    )
    copy.executemany(
        "INSERT INTO change_rows (id, change, tbl, number, after) VALUES (?, ?, ?, ?, ?)",
        [row for row in rows if row[3] in numbers[row[2]]],
    )


def _repeat(change: Change, copy: sqlite3.Connection, target: Change, connection: sqlite3.Connection) -> None:
    """Do in the file what a change did in the copy. Raises Refused where that is more than the reader may do."""
    if change.reverts:
        _require_free(connection, change.reverts, copy)
        target.revert(change.reverts)
        return
    ((logged,),) = copy.execute("SELECT count(*) FROM change_rows WHERE change = ?", (change.number,)).fetchall()
    assert logged == len(change.row_changes)  # a bulk write names none of its rows, and would be lost
    for row in change.row_changes:
        if row.after is None:
            if changes.links_to(connection, row.table):
                raise Refused(
                    f"{kinds.with_article(BY_TABLE[row.table].noun).capitalize()} cannot be deleted here: what"
                    " you are not shown may hang on it.",
                    "Drop, close or edit it instead, or take back what added it: mentorlog undo --list",
                )
            target.delete(row.table, row.number)
        elif row.before is None:
            fields = {name: value for name, value in row.after.items() if name not in ("number", "entry")}
            assert target.insert(row.table, fields, row.number) == row.number  # the counters are those of the file
        elif "private" in row.after:
            raise Refused("Who may see an entry is up to the owner of the journal.", "Nothing was changed.")
        else:
            target.update(row.table, row.number, row.after)


def _require_free(connection: sqlite3.Connection, logged: int, copy: sqlite3.Connection) -> None:
    """Raise Refused where anything at all stands in the way of a reversal, without a word of what it is.

    Where something could hang on what goes, it is refused as soon as anything unseen was written since: else the answer
    would tell whether that hangs on it.
    """
    count = "SELECT count(*) FROM changes WHERE id > ?"
    ((written,),), ((seen,),) = (log.execute(count, (logged,)).fetchall() for log in (connection, copy))
    is_behind = written > seen - 1  # the copy has logged the reversal itself
    ((reverts,),) = connection.execute("SELECT reverts FROM changes WHERE id = ?", (logged,)).fetchall()
    number, undo = (logged, 0) if reverts is None else (reverts, logged)
    blocks = is_behind and _may_be_built_on(connection, logged)
    blocks = blocks or bool(reverting.find_obstacles(connection, number, undo))
    if blocks or changes.has_foreign_after(connection, logged):
        raise Refused(f"Change {number} cannot be taken back or done again here.", "Nothing was changed.")


def _may_be_built_on(connection: sqlite3.Connection, logged: int) -> bool:
    """Whether reverting a change takes away a row that others may link to, or the state of one that has parts."""
    rows = connection.execute(
        "SELECT tbl, max(before IS NULL) FROM change_rows WHERE change = ?"
        " AND (before IS NULL OR json_type(after, '$.state') IS NOT NULL) GROUP BY tbl",
        (logged,),
    ).fetchall()
    return any(goes or required for table, goes in rows for *_, required in changes.links_to(connection, table))


def _hidden_row_error(file: Store, row: RowChange) -> Refused:
    """The error for a row of which the reader does not see all that they write: it, or which of its fields."""
    kind = BY_TABLE[row.table]
    hidden = [name for name in row.after or () if not file.shows_row(row.table, row.number, [name])]
    if hidden and file.shows_row(row.table, row.number, ()):
        fields = join_words([name.replace("_", " ") for name in hidden])
        return _hidden_error(f"Of {kinds.with_article(kind.noun)}, {fields} would be private")
    return _hidden_error(f"{kinds.with_article(kind.noun).capitalize()} like this would be private")


def _hidden_error(reason: str) -> Refused:
    return Refused(
        f"{reason}, and so is left to the owner of the journal.",
        "Nothing was changed. What is private: mentorlog help privacy",
    )


class VeiledJournal(Journal):
    """A journal as one reader may see it. What they may not see is not there, and never was."""

    is_veiled = True
    store: VeiledStore

    @classmethod
    def open_veiled(cls, path: Path, now: Callable[[], datetime], schema: Schema, resolve: ResolveReader) -> Self:
        """The journal at `path` for the reader whom `resolve` names. Raises what `open` raises, and UsageError."""
        return cls(VeiledStore(path, schema, now, resolve), now)

    def _require_number(self, kind: Kind, number: int) -> None:
        """Raise NotFound in the same words for what was never there, what is gone, and what is hidden."""
        if not self.has(kind, number):
            hint = lookup.suggest_refs(self.store, kind, number) + lookup.list_hint(kind)
            raise NotFound(f"There is no {kind.display_noun} {kinds.ref(kind.noun, number)}.", hint)

    def undo(self) -> LoggedChange | None:
        """Take back the newest change, if the reader sees all of it; never an older one in its stead."""
        from mentorlog.journal import reversal

        number = self.store.newest(changes.undoable_change)
        return None if number is None else reversal.undo_change(self, number)

    def redo(self, review: Callable[[int], None]) -> LoggedChange | None:
        """Do again what the last undo took back, where the reader sees all of it."""
        from mentorlog.journal import reversal

        undo = self.store.newest(changes.redoable_change)
        if undo is None:
            return None
        return reversal.redo_change(self, changes.read_change(self.store.connection, undo).reverts)


def find_mentor(journal: Journal, text: str) -> int | None:
    """The mentor of that ref or name; None where there is none, or several."""
    with suppress(MentorlogError):
        return journal.resolve_number("mentor", text)
    return None
