"""A store: one SQLite file, read at will and written by changes alone."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from mentorlog import errors
from mentorlog.store import changes, connect
from mentorlog.store import search as index
from mentorlog.store.changes import Change, LoggedChange
from mentorlog.store.connect import Schema, backup_folder

_FILL_CACHE_KIB = 64_000  # KiB of pages held while a file is filled, so that few are written twice


class Store:
    """An open store. Without a file, an empty one in memory is read, and the first change makes the file."""

    def __init__(self, path: Path, schema: Schema, connection: sqlite3.Connection | None) -> None:
        self.path = path
        self._schema = schema
        self._connection = connection
        # Known once and kept: who asked again before writing would take another's new file for their own.
        self.exists = connection is not None
        self._has_index = self.exists  # the empty store in memory has no search index; a file that is being made has
        self.migration_backup: Path | None = None  # of the file before it was migrated just now
        self.has_written = False  # whether a change was kept: what goes wrong after that took nothing back
        self.warning = ""  # what went wrong beside the command
        self._keeps_backups = True

    @classmethod
    def open(cls, path: Path, schema: Schema) -> "Store":
        """The store at `path`, whether there is a file or not; none is made.

        Raises Foreign, Newer, Damaged, NotPermitted or CannotCreate, and leaves what is there as it is.
        """
        real = connect.resolve_path(path)
        store = cls(real, schema, connect.open_existing(real, schema) if connect.check_header(real, schema) else None)
        store._migrate()
        return store

    @classmethod
    def open_readonly(cls, path: Path, schema: Schema) -> "Store | None":
        """The store at `path` to look at only; None where there is none of this very schema.

        Nothing is written, neither migrated nor recovered, and another writer is not waited for.
        """
        real = connect.resolve_path(path)
        connection = connect.open_readonly(real, schema)
        return None if connection is None else cls(real, schema, connection)

    def _migrate(self) -> None:
        """Migrate an older file, also for one who only reads: nothing else knows how to read it."""
        if self.exists and connect.schema_version(self.connection) < self._schema.version:
            from mentorlog.store.migrate import migrate_file

            try:
                self.migration_backup = migrate_file(self.connection, self.path, self._schema)
            except BaseException:
                self.close()
                raise

    @property
    def connection(self) -> sqlite3.Connection:
        """What is read from."""
        if self._connection is None:
            self._connection = connect.open_empty(self._schema)
        return self._connection

    def close(self) -> None:
        """Let go of the file; a read after that opens nothing anew."""
        if self._connection is not None:
            self._connection.close()

    def rows(self, query: str, parameters: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query. They are fetched at once: a reader that lingers would keep writers out."""
        return self.connection.execute(query, tuple(parameters)).fetchall()

    def scalar(self, query: str, parameters: Iterable[Any] = ()) -> int:
        """The one number that a query gives."""
        return int(self.rows(query, parameters)[0][0] or 0)

    def links_to(self, table: str) -> list[tuple[str, str, bool]]:
        """(table, column, required) of each link to `table`."""
        return changes.links_to(self.connection, table)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several reads that see the file as of one moment."""
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            if self.connection.in_transaction:  # SQLite ends it by itself where it cannot read
                self.connection.execute("ROLLBACK")

    @contextmanager
    def with_views(self, views: Mapping[str, str]) -> Iterator[None]:
        """Tables read as the given queries over `main` instead, by whatever asks within the block."""
        if not self.exists:
            yield
            return
        self.connection.execute("PRAGMA temp_store = MEMORY")
        try:
            for table, query in views.items():
                self.connection.execute(f'CREATE TEMP VIEW "{table}" AS {query}')
            yield
        finally:
            for table in views:
                self.connection.execute(f'DROP VIEW IF EXISTS temp."{table}"')

    @contextmanager
    def change(self, command: str, at: str) -> Iterator[Change]:
        """One transaction, one undo step: kept whole at the end of the block, or not at all.

        `at` is the UTC moment for the log; before the first change of its day the file is backed up. Raises Locked
        when another writer holds the file for 15 seconds.
        """
        self._create_daily_backup(at)
        with self._write_transaction() as connection:
            yield Change(connection, command, at)

    @contextmanager
    def raw_transaction(self) -> Iterator[sqlite3.Connection]:
        """One transaction in which a store becomes what another is, history and all: it logs nothing of its own."""
        with self._write_transaction() as connection:
            connection.execute(f"PRAGMA cache_size = -{_FILL_CACHE_KIB}")
            yield connection

    def undo(self, at: str) -> LoggedChange | None:
        """Revert the newest change that is not reverted, and give it; None when there is none."""
        return self._revert("undo", at, changes.undoable_change)

    def redo(self, at: str) -> LoggedChange | None:
        """Take back the last undo, and give the change that counts again; None when there is none."""
        undone = self._revert("redo", at, changes.redoable_change)
        return changes.read_change(self.connection, undone.reverts) if undone else None

    def _revert(self, command: str, at: str, choose: Callable[[sqlite3.Connection], int | None]) -> LoggedChange | None:
        if not self.exists:
            return None
        self._create_daily_backup(at)
        with self._write_transaction() as connection:
            chosen = choose(connection)
            if chosen is None:
                return None
            if changes.command_of(connection, chosen) == changes.FORGET:
                raise errors.Refused(
                    "Here something was forgotten for good; undo goes back no further.", "Nothing was changed."
                )
            Change(connection, command, at, chosen).revert(chosen)
            return changes.read_change(connection, chosen)

    def _create_daily_backup(self, at: str) -> None:
        """Back up before the first write of a day. A write goes on where no backup can be made: it is told instead."""
        if not self.exists or not self._keeps_backups or (backup_folder(self.path) / f"{at[:10]}.db").exists():
            return
        from mentorlog.store.backup import create_daily_backup

        try:
            create_daily_backup(self.path, at[:10])
        except (OSError, sqlite3.OperationalError):
            self.warning = "Today's backup could not be made: see the folder of the journal, and its disk."

    def history(self, row: tuple[str, int] | None, limit: int) -> list[LoggedChange]:
        """The newest changes first, of all or of one row (table, number)."""
        return list(changes.history(self.connection, row, limit))

    def search(self, words: str, limit: int, among: Sequence[index.SearchScope] | None = None) -> list[index.SearchHit]:
        """The rows that hold the words, of those in `among` alone; none where there is no file."""
        return index.search(self.connection, words, limit, among) if self._has_index else []

    def find_by_prefix(self, table: str, start: str, limit: int) -> list[tuple[int, str]]:
        """(number, title) of rows whose words begin with `start`, folded as the index folds."""
        return index.find_by_prefix(self.connection, table, start, limit) if self._has_index else []

    @contextmanager
    def _write_transaction(self) -> Iterator[sqlite3.Connection]:
        with ExitStack() as stack:
            if self.exists:
                stack.enter_context(transaction(self.connection))
            else:
                try:
                    stack.enter_context(self._first_transaction())
                except connect.AlreadyCreated:
                    self._reopen()
                    stack.enter_context(transaction(self.connection))
            yield self.connection
        self.has_written = True

    @contextmanager
    def _first_transaction(self) -> Iterator[None]:
        """The first change of a file: it stands at its place with that change in it, or there is none."""
        self._disconnect()
        kept = False
        try:
            with connect.atomic_create(self.path) as hidden:
                self._connection = connect.create_file(hidden, self._schema)
                self._has_index = True
                with _commit_or_rollback(self._connection):
                    yield
                kept = True
                self._disconnect()  # before the rename, after which SQLite would take the file for lost
        except BaseException:
            self._disconnect()
            self._has_index = False
            self.has_written = kept and self.path.exists()  # only to sync its name failed
            raise
        self.has_written = True
        self._reopen()

    def _disconnect(self) -> None:
        self.close()
        self._connection = None

    def _reopen(self) -> None:
        self.close()
        self._connection = connect.open_existing(self.path, self._schema)
        self.exists = self._has_index = True


@contextmanager
def build_store(path: Path, schema: Schema) -> Iterator[Store]:
    """A store to fill with many changes before anybody sees it; at the end of the block it stands at `path`.

    Nothing is synced before the end, which makes it some ten times as fast. Raises Preceded where a file stands.
    """
    with connect.atomic_create(connect.resolve_path(path)) as hidden:
        connection = connect.create_file(hidden, schema, durable=False)
        try:
            connection.execute("COMMIT")
            store = Store(hidden, schema, connection)
            store._keeps_backups = False  # nobody has seen anything that could be lost
            yield store
        finally:
            connection.close()
        connect.sync(hidden)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All that the block writes, or nothing."""
    connection.execute("BEGIN IMMEDIATE")  # a deferred one could fail half-way for a writer that came first
    with _commit_or_rollback(connection):
        yield


@contextmanager
def _commit_or_rollback(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit at the end of the block; roll back on anything else, a failed COMMIT included."""
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
