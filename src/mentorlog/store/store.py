"""A store: one SQLite file, read by queries and written by changes alone.

`changes`, `create`, `migrate` and `backup` are imported where they are used: most commands only read.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorlog import errors
from mentorlog.store import NUMBERS_PER_MACHINE, connect
from mentorlog.store.connect import Schema, daily_backup_path, find_before_images
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.store.changes import Change, KeptRow, LoggedChange
    from mentorlog.store.search import SearchHit, SearchScope


class Store:
    """An open store. Without a file, an empty store in memory is read, and the first change creates the file."""

    def __init__(self, path: Path, schema: Schema, connection: sqlite3.Connection | None) -> None:
        self.path = path
        self._schema = schema
        self._connection = connection and connect.add_functions(connection)
        # Decided once, at open: checking again before the first write would race with a process that creates the file.
        self.exists = connection is not None
        self._has_index = self.exists  # the empty store in memory has no search index
        self.migration_backup: Path | None = None  # set if opening migrated the file
        self.has_written = False  # whether a change was committed, whatever failed after it
        self.warning = ""  # what went wrong beside the command
        self._keeps_backups = True

    @classmethod
    def open(cls, path: Path, schema: Schema) -> "Store":
        """Open the store at `path`; a missing file is not created yet.

        Raises Foreign, Newer, Damaged, NotPermitted or CannotCreate, and leaves the file as it is.
        """
        real = connect.resolve_path(path)
        store = cls(real, schema, connect.open_existing(real, schema) if connect.check_header(real, schema) else None)
        try:
            store._migrate()
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def open_readonly(cls, path: Path, schema: Schema) -> "Store | None":
        """Open the store at `path` without writing or waiting; None unless there is one of exactly this schema."""
        real = connect.resolve_path(path)
        connection = connect.open_readonly(real, schema)
        return None if connection is None else cls(real, schema, connection)

    def _migrate(self) -> None:
        """Migrate an older file, also for a command that only reads: queries know the current schema alone."""
        if self.exists and connect.schema_version(self.connection) < self._schema.version:
            from mentorlog.store.migrate import migrate_file

            self.migration_backup = migrate_file(self.connection, self.path, self._schema)

    @property
    def schema(self) -> Schema:
        """What the file is to have."""
        return self._schema

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection to read from."""
        if self._connection is None:
            self._connection = connect.add_functions(connect.open_empty(self._schema))
        return self._connection

    def close(self) -> None:
        """Close the file for good."""
        if self._connection is not None:
            self._connection.close()

    def rows(self, query: str, parameters: Iterable[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query, fetched at once: an open cursor would keep writers out."""
        bound = parameters if isinstance(parameters, dict) else tuple(parameters)
        return self.connection.execute(query, bound).fetchall()

    def iter_rows(self, query: str, parameters: Iterable[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query one by one, for a caller who makes something of all of them at once."""
        return self.connection.execute(query, tuple(parameters))

    def column(self, query: str, parameters: Iterable[Any] = ()) -> list[Any]:
        """The values of a query for one column."""
        return [value for (value,) in self.rows(query, parameters)]

    def scalar(self, query: str, parameters: Iterable[Any] | Mapping[str, Any] = ()) -> int:
        """The one number that a query gives."""
        return int(self.rows(query, parameters)[0][0] or 0)

    def last_number(self, table: str, like: int) -> int:
        """The last number that a table gave in the range of the machine that would give `like`; 0 for none."""
        first = like // NUMBERS_PER_MACHINE * NUMBERS_PER_MACHINE
        last = first + NUMBERS_PER_MACHINE - 1
        return self.scalar(
            "SELECT max(last) FROM (SELECT last FROM counters WHERE name = :table AND last BETWEEN :first AND :last"
            " UNION ALL SELECT max(number) FROM change_rows WHERE tbl = :table AND number BETWEEN :first AND :last)",
            {"table": table, "first": first, "last": last},
        )

    def links_to(self, table: str) -> list[tuple[str, str, bool]]:
        """(table, column, required) of each link to `table`."""
        from mentorlog.store import changes

        return changes.links_to(self.connection, table)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Queries within the block see the file as of one moment."""
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            if self.connection.in_transaction:  # SQLite rolls back by itself if it cannot read
                self.connection.execute("COMMIT")  # after a ROLLBACK SQLite reads the schema again where it has views

    @contextmanager
    def with_views(self, views: Mapping[str, str]) -> Iterator[None]:
        """Queries within the block read the given views instead of the tables of these names."""
        if not self._has_index:  # the empty store in memory can only be read
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

    def shows_row(self, table: str, number: int, columns: Iterable[str]) -> bool:
        """Whether the view of `with_views` shows these columns of a row as they are, or there is no such row."""
        names = ", ".join(f'"{name}"' for name in ("number", *columns))
        rows, shown = (
            self.rows(f'SELECT {names} FROM {schema}."{table}" WHERE number = ?', (number,))
            for schema in ("main", "temp")
        )
        return rows in ([], shown)

    @contextmanager
    def change(self, command: str, at: str) -> "Iterator[Change]":
        """One transaction and one undo step, committed at the end of the block.

        `at` is the UTC time for the log; before the first change of its day the file is backed up. Raises Locked when
        another process writes for 15 seconds.
        """
        from mentorlog.store.changes import Change

        with self._write_transaction(at[:10]) as connection:
            yield Change(connection, command, at)

    @contextmanager
    def raw_transaction(self) -> Iterator[sqlite3.Connection]:
        """One transaction that logs nothing by itself: for replacing the whole content, and for forgetting."""
        with self._write_transaction() as connection:
            yield connection

    def load_log(self) -> None:
        """Make the changes that can be taken back readable, where reading does without them."""

    def undo(self, at: str) -> "LoggedChange | None":
        """Undo the newest change that is not undone, and return it; None if there is none."""
        from mentorlog.store import changes

        return self._revert("undo", at, changes.undoable_change)

    def redo(self, at: str, review: "Callable[[int], None]" = lambda undo: None) -> "LoggedChange | None":
        """Revert the last undo, and return the change that it had undone; None if there is none.

        `review` is called within the transaction with the undo that would be reverted, and may raise Refused.
        """
        from mentorlog.store import changes

        undone = self._revert("redo", at, changes.redoable_change, review)
        if undone is None:
            return None
        redone = changes.read_change(self.connection, undone.reverts)
        if not undone.rows:  # nothing was taken back, so that there is nothing to do again
            return replace(redone, kept=tuple((row.table, row.number, ()) for row in redone.rows))
        return replace(redone, kept=undone.kept) if undone.kept else redone

    def _revert(
        self,
        command: str,
        at: str,
        choose: "Callable[[sqlite3.Connection], int | None]",
        review: "Callable[[int], None]" = lambda change: None,
    ) -> "LoggedChange | None":
        from mentorlog.store import changes

        if not self.exists:
            return None
        with self._write_transaction(at[:10]) as connection:
            chosen = choose(connection)
            if chosen is None:
                return None
            review(chosen)
            change = changes.read_change(connection, chosen)
            if change.command == changes.FORGET:
                raise errors.Refused(
                    "Here something was forgotten for good; undo goes back no further.", "Nothing was changed."
                )
            kept = self.revert(changes.Change(connection, command, at), chosen)
            return replace(change, kept=kept) if kept else change

    def revert(self, change: "Change", number: int) -> "tuple[KeptRow, ...]":
        """Revert a logged change within the open `change`; returns what stays, since another machine wrote there."""
        from mentorlog.store import changes

        if changes.has_foreign_after(self.connection, number):
            from mentorlog.store.reverting import revert_standing

            return revert_standing(self.connection, change, number, self._schema.groups())

        def revert_many(rows: list[tuple[Any, ...]]) -> None:
            from mentorlog.store.reverting import revert_rows

            revert_rows(self.connection, change, rows)

        change.revert(number, revert_many)
        return ()

    @contextmanager
    def _daily_backup(self, day: str) -> "Iterator[Callable[[], None]]":
        """Back up for the first write of a day, which is the block; it calls what it is given before it commits."""
        if not (day and self.exists and self._keeps_backups) or daily_backup_path(self.path, day).exists():
            yield lambda: None
            return
        from mentorlog.store.deferred_backup import DailyBackup

        with DailyBackup(self.path, day, self.connection, self._warn) as backup:
            yield backup.keep_before_images

    def _warn(self, text: str) -> None:
        self.warning = text

    def history(
        self, row: tuple[str, int] | None, limit: int, tables: Sequence[str] = (), *, with_fields: bool = True
    ) -> "Iterator[LoggedChange]":
        """The newest changes first, of all rows, of one (table, number) or of some tables; read one by one."""
        from mentorlog.store import changes

        return changes.history(self.connection, row, limit, tables, with_fields=with_fields)

    def search(
        self, words: str, limit: int, among: "Sequence[SearchScope] | None" = None
    ) -> "tuple[list[SearchHit], int]":
        """The first rows that hold the words, within `among` if given, and how many hold them.

        They are counted up to one more than `search.MAX_RANKED`.
        """
        from mentorlog.store import search as index

        return index.search(self.connection, words, limit, among) if self._has_index else ([], 0)

    def find_by_prefix(self, table: str, start: str, limit: int) -> list[tuple[int, str]]:
        """(number, title) of rows whose text begins with `start`, as the index folds it."""
        from mentorlog.store import search as index

        return index.find_by_prefix(self.connection, table, start, limit) if self._has_index else []

    @contextmanager
    def _write_transaction(self, day: str = "") -> Iterator[sqlite3.Connection]:
        """One transaction, with a backup of the `day`, if one is named and has none yet."""
        with ExitStack() as stack:
            keep_before_images = stack.enter_context(self._daily_backup(day))
            if self.exists:
                stack.enter_context(self._next_transaction())
            else:
                from mentorlog.store.create import AlreadyCreated

                try:
                    stack.enter_context(self._first_transaction())
                except AlreadyCreated:
                    self._reopen()
                    stack.enter_context(self._next_transaction())
            self._remove_what_meddles()
            yield self.connection
            keep_before_images()

    def _note_commit(self) -> None:
        self.has_written = True

    @contextmanager
    def _next_transaction(self) -> Iterator[None]:
        """A transaction of an existing file, once it has the backup that the write before left to another process."""
        self._free_links()
        while True:
            if find_before_images(self.path):  # before the lock is taken that the copying needs too
                from mentorlog.store.deferred_backup import finish_or_warn

                finish_or_warn(self.path, self._warn)
            self.connection.execute("BEGIN IMMEDIATE")
            if not find_before_images(self.path):
                break
            self.connection.execute("ROLLBACK")
        with connect.commit_or_rollback(self.connection, self._note_commit):
            yield

    def _free_links(self) -> None:
        """Let no link from a table of another program keep a row of ours; those among our own a change keeps itself."""
        from mentorlog.store.changes import IS_RECORD_TABLE

        if self.rows(
            f"SELECT 1 FROM sqlite_schema t WHERE type = 'table' AND sql LIKE '%REFERENCES%'"
            f" AND NOT {IS_RECORD_TABLE} AND name NOT IN ('changes', 'change_rows') LIMIT 1"
        ):
            self.connection.execute("PRAGMA foreign_keys = OFF")

    def _remove_what_meddles(self) -> None:
        """Remove what another program added and what would write past the log, or refuse what a rule of ours allows."""
        # A journal has no unique index with a name; those of expressions are named after their table.
        if self.rows(
            "SELECT 1 FROM sqlite_schema WHERE type = 'trigger' OR (type = 'index' AND (sql LIKE 'CREATE UNIQUE %'"
            " OR (sql LIKE '%(%(%' AND instr(name, tbl_name || '_') <> 1))) LIMIT 1"
        ):
            from mentorlog.store.migrate import drop_meddling_objects

            for kind in dict.fromkeys(drop_meddling_objects(self.connection, self._schema)):
                self.warning = (
                    f"Another program had added {kind} to the journal. It was removed before anything was written."
                )

    @contextmanager
    def _first_transaction(self) -> Iterator[None]:
        """The transaction that creates the file: afterwards it has the first change in it, or does not exist."""
        from mentorlog.store import create

        self._disconnect()
        committed = False
        try:
            with create.atomic_create(self.path) as temporary:
                self._connection = connect.add_functions(create.create_file(temporary, self._schema))
                self._has_index = True
                try:
                    with connect.commit_or_rollback(self._connection):
                        yield
                    committed = True
                finally:
                    # Before the rename, which SQLite would take for the loss of the file; Windows removes no open one.
                    self._disconnect()
        except BaseException:
            self._disconnect()
            self._has_index = False
            self.has_written = committed and self.path.exists()  # then only syncing the folder failed
            raise
        self.has_written = True
        self._reopen()

    def _disconnect(self) -> None:
        self.close()
        self._connection = None

    def _reopen(self) -> None:
        self.close()
        self._connection = connect.add_functions(connect.open_existing(self.path, self._schema))
        self.exists = self._has_index = True


@contextmanager
def build_store(path: Path, schema: Schema) -> Iterator[Store]:
    """A new store to fill with many changes, which is put at `path` at the end of the block.

    Syncing only once makes it some ten times as fast. Raises AlreadyCreated if there is a file.
    """
    from mentorlog.store import create
    from mentorlog.system import filesystem

    with create.atomic_create(connect.resolve_path(path)) as temporary:
        connection = create.create_file(temporary, schema, durable=False)
        try:
            connection.execute("COMMIT")
            store = Store(temporary, schema, connection)
            store._keeps_backups = False
            yield store
        finally:
            connection.close()
        filesystem.sync_file(temporary)
