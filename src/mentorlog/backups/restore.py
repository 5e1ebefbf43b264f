"""Restoring a backup, and counting before what that would change."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from mentorlog import errors
from mentorlog.store import connect
from mentorlog.store.backup import (
    copy_file,
    copy_pages,
    create_backup,
    ensure_backup_folder,
    free_path,
    list_backups,
    list_sealed_backups,
)
from mentorlog.store.connect import Schema
from mentorlog.store.create import make_folder
from mentorlog.store.deferred_backup import finish_if_possible
from mentorlog.store.dump import dangling_links
from mentorlog.store.migrate import missing_objects
from mentorlog.store.sqlite_errors import is_damage
from mentorlog.structs import Frozen
from mentorlog.system import filesystem

DAMAGED_PREFIX = "damaged-"  # of the name of an unreadable file that was moved to the backups

LATEST = "latest"  # names the newest backup
_CURRENT = "current"  # the name by which the file is attached to a copy that it is compared with
Decrypt = Callable[[Path], bytes | None]  # gives what an encrypted file holds, and None for a plain one


class Copy(Frozen):
    """A copy to go back to."""

    path: Path  # where it lies
    decrypted: sqlite3.Connection | None = None  # of one that was encrypted: in memory alone, not in plain on the disk

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """A connection to read it within the block; other files can be attached to it by their URI."""
        if self.decrypted is not None:
            yield self.decrypted
            return
        with closing(connect.connect_readonly(self.path)) as connection:
            yield connection

    def close(self) -> None:
        """Let go of what was decrypted."""
        if self.decrypted is not None:
            self.decrypted.close()

    def write(self, to: Path) -> None:
        """Write it to a path that does not exist."""
        copy_file(self.path, to, self.decrypted)


class TableDiff(NamedTuple):
    """How many rows of a table would come back, go, and change."""

    table: str
    back: int
    gone: int
    other: int


def find_backup(path: Path, named: str, schema: Schema, decrypt: Decrypt) -> Copy:
    """The backup of that name, or the file at that path, after checking it; LATEST is the newest that is not encrypted.

    The caller closes it. Raises NotFound, Foreign, Newer or Damaged, and what `decrypt` raises.
    """
    finish_if_possible(path)
    newest_first = list_backups(path)
    backups = {backup.name: backup.path for backup in (*list_sealed_backups(path), *newest_first)}
    backup = backups.get(named.removesuffix(".db")) or Path(os.path.abspath(named))
    if named == LATEST and newest_first and not backup.exists():
        backup = newest_first[0].path
    if backup.is_file() and (content := decrypt(backup)) is not None:
        connect.check_content(backup, content, schema)
        decrypted = sqlite3.connect(":memory:", isolation_level=None, uri=True)
        with ExitStack() as stack:
            stack.enter_context(closing(decrypted))
            decrypted.deserialize(content)
            check_backup(Copy(backup, decrypted), schema)
            stack.pop_all()
        return Copy(backup, decrypted)
    if not connect.check_header(backup, schema):
        raise errors.NotFound("There is no backup of that name, and no such file.", "See them: mentorlog backup list")
    if path.exists() and backup.samefile(path):  # by whatever name: many systems take a and A for one
        raise errors.Refused("This is the journal itself.", "Name a backup: mentorlog backup list")
    check_backup(Copy(backup), schema)
    return Copy(backup)


def check_backup(copy: Copy, schema: Schema) -> None:
    """Raise Damaged unless a copy passes the checks of SQLite, and has the tables of a journal."""
    try:
        with _open_to_check(copy) as connection:
            sound = _is_sound(connection)
            shaped = sound and not missing_objects(connection, schema, "table")
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        sound = shaped = False
    if not sound:
        raise errors.Damaged(f"{copy.path} is damaged.", "It was left as it is. Choose another backup.")
    if not shaped:
        raise errors.Damaged(
            f"{copy.path} does not have the tables of a journal.", "It was left as it is. Choose another backup."
        )


@contextmanager
def _open_to_check(copy: Copy) -> Iterator[sqlite3.Connection]:
    """A connection that could write, since SQLite skips constraints where it cannot; nothing is written through it.

    A file that can only be read is checked in memory, which takes as much of it as the file is long.
    """
    if copy.decrypted is not None:
        yield copy.decrypted
        return
    with closing(sqlite3.connect(copy.path, timeout=connect.LOCK_TIMEOUT, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")  # which SQLite refuses where the file or its folder is read-only
            can_write = True
        except sqlite3.OperationalError:
            can_write = False
        if can_write:
            yield connection
            return
    with copy.open() as source, closing(sqlite3.connect(":memory:")) as connection:
        copy_pages(source, connection)
        yield connection


def _is_sound(connection: sqlite3.Connection) -> bool:
    return not (connect.integrity_faults(connection) or dangling_links(connection))


def diff_tables(path: Path, backup: Copy, step: Callable[[int], None]) -> list[TableDiff]:
    """What restoring would change in each table, comparing rows by uid. `step` is called with the rows compared.

    An unreadable file counts as an empty one.
    """
    with backup.open() as connection:
        if path.is_file():
            try:
                with _attach_current(connection, path):
                    return _table_diffs(connection, _columns(connection, _CURRENT), step)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
        return _table_diffs(connection, {}, step)


@contextmanager
def _attach_current(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Within the block a file can be read beside that of the connection."""
    connection.execute(f"ATTACH ? AS {_CURRENT}", (f"{path.absolute().as_uri()}?mode=ro",))
    try:
        yield
    finally:
        connection.execute(f"DETACH {_CURRENT}")


def restore_backup(path: Path, backup: Copy, name: str, schema: Schema) -> Path | None:
    """Replace a file by a backup, after backing it up as `name`; returns the path of that, None if there was no file.

    A readable file is overwritten in a transaction of SQLite, so that a concurrent reader sees either content whole. An
    unreadable one is moved to the backups.
    """
    if not path.exists():
        make_folder(path.parent)
        try:
            backup.write(path)
        except KeyboardInterrupt:
            if not path.exists():
                raise
            raise errors.Interrupted("Stopped, but the copy is back already.") from None
        return None
    with ExitStack() as stack:
        try:
            connect.check_header(path, schema)
            live = stack.enter_context(closing(_open_exclusive(path, schema)))
            aside = create_backup(path, name, live)
        except (errors.Damaged, errors.Foreign, errors.Newer, sqlite3.DatabaseError) as error:
            if not path.is_file() or not is_damage(error):
                raise
            stack.close()
            return _replace_file(path, backup, name)
        counters = live.execute("SELECT name, last FROM counters").fetchall()
        copy = stack.enter_context(_copy_with_counters(path, backup, counters))
        before = _schema_cookie(live)
        try:
            copy_pages(copy, live)
        except KeyboardInterrupt:  # raised once SQLite is done
            if _schema_cookie(live) == before:
                raise
            raise _late_interrupt(aside) from None
        with suppress(sqlite3.OperationalError):  # what comes back stands, and closing lets others in too
            live.execute("PRAGMA locking_mode = NORMAL").fetchall()
    return aside


def _schema_cookie(connection: sqlite3.Connection) -> int:
    """A number of a file that grows when another is copied into it."""
    ((cookie,),) = connection.execute("PRAGMA schema_version").fetchall()
    return int(cookie)


def _late_interrupt(aside: Path) -> errors.Interrupted:
    return errors.Interrupted("Stopped, but the copy is back already.", f"The journal as it was: {aside}")


@contextmanager
def _copy_with_counters(path: Path, backup: Copy, counters: list[tuple[str, int]]) -> Iterator[sqlite3.Connection]:
    """A copy whose counters are at least these, so that no ref that was given before is given again.

    They are raised in the copy, since a power cut must not part them from the rest of what comes back. It is a file
    without a name beside the journal, which vanishes with its connection; what was encrypted is changed where it is,
    in memory.
    """
    with ExitStack() as stack:
        copy = backup.decrypted or stack.enter_context(closing(sqlite3.connect("", isolation_level=None)))
        if backup.decrypted is None:
            with backup.open() as source, connect.temporary_files_beside(path):
                copy_pages(source, copy)
        copy.executemany(
            "INSERT INTO counters (name, last) VALUES (?, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)",
            counters,
        )
        yield copy


def _open_exclusive(path: Path, schema: Schema) -> sqlite3.Connection:
    """Connect and lock all others out, since what they wrote now would end up in neither file.

    SQLite copies nothing into a connection with an open transaction; the exclusive locking mode needs none.
    """
    connection = connect.open_existing(path, schema)
    try:
        # In the other order it would hold a shared lock while it waits, and a writer that waits to commit waits for it.
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def _replace_file(path: Path, backup: Copy, name: str) -> Path:
    """Move an unreadable file to the backups and put the backup in its place.

    Where the disk knows links a file is there at any moment. Raises Locked if another process does the same.
    """
    folder = ensure_backup_folder(path)
    aside = free_path(folder, f"{DAMAGED_PREFIX}{name}")
    fresh = path.with_name(f".{path.name}.{os.getpid()}.restored")
    backup.write(fresh)
    for ending in ("-journal", "-wal", "-shm"):
        side = path.with_name(path.name + ending)
        if side.exists():
            filesystem.move(side, folder / f"{aside.name}{ending}")
    filesystem.restrict(path)
    if not filesystem.move_new(path, aside):
        filesystem.remove(fresh)
        raise errors.concurrent_write_error("restored")
    filesystem.move(fresh, path)
    try:
        filesystem.sync_folder(folder)
        filesystem.sync_folder(path.parent)
    except KeyboardInterrupt:
        raise _late_interrupt(aside) from None
    return aside


def _columns(connection: sqlite3.Connection, schema: str) -> dict[str, list[str]]:
    """The columns of each table that has uids, in the main or an attached file."""
    rows = connection.execute(
        f"SELECT t.name, c.name FROM {schema}.sqlite_schema t JOIN pragma_table_info(t.name, '{schema}') c"
        " WHERE t.type = 'table' ORDER BY t.name, c.cid"
    )
    columns: dict[str, list[str]] = {}
    for table, column in rows.fetchall():
        columns.setdefault(table, []).append(column)
    return {table: names for table, names in columns.items() if "uid" in names}


def _table_diffs(
    connection: sqlite3.Connection, current: Mapping[str, list[str]], step: Callable[[int], None]
) -> list[TableDiff]:
    """What differs between the main file, which comes back, and the attached one, whose tables have these columns.

    SQLite compares, so that no row is held in memory.
    """
    restored = _columns(connection, "main")
    differences = []
    for table in {**restored, **current}:
        back, gone, other = 0, 0, 0
        if table in restored:
            back = _count(connection, f'SELECT count(*) FROM main."{table}"')
        if table in current:
            gone = _count(connection, f'SELECT count(*) FROM {_CURRENT}."{table}"')
        step(back + gone)
        if back and gone:
            pairs = f'FROM main."{table}" AS r JOIN {_CURRENT}."{table}" AS c ON c.uid = r.uid'
            both = _count(connection, f"SELECT count(*) {pairs}")
            back, gone = back - both, gone - both
            differs = _difference_sql(restored[table], current[table])
            other = _count(connection, f"SELECT count(*) {pairs} WHERE {differs}")
        if back or gone or other:
            differences.append(TableDiff(table, back, gone, other))
    return differences


def _difference_sql(restored: list[str], current: list[str]) -> str:
    """Whether row r of the copy differs from row c; a NULL counts like a column that an older schema does not have."""
    return " OR ".join(
        f'r."{name}" IS NOT c."{name}" COLLATE BINARY'
        if name in restored and name in current
        else f'{"r" if name in restored else "c"}."{name}" IS NOT NULL'
        for name in {**dict.fromkeys(restored), **dict.fromkeys(current)}
    )


def _count(connection: sqlite3.Connection, query: str) -> int:
    ((count,),) = connection.execute(query).fetchall()
    return int(count)
