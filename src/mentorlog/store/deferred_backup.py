"""The daily backup of a file for whose first change of a day somebody waits.

That of a small file is made before the change. That of a large one is left to a process of its own: the change only
keeps the pages that it writes as they were, which is SQLite's rollback journal under a second name
(`.<file>.<day>.before`). The file and that journal together are what a power cut before the commit would have left, so
that SQLite itself rolls the copy back. Until there is the backup, nobody else writes.
"""

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from mentorlog import errors
from mentorlog.store.backup import ROLLBACK_JOURNAL, WRITE_VERSION_AT, check_copy, create_daily_backup, prune
from mentorlog.store.connect import (
    LOCK_TIMEOUT,
    backup_folder,
    before_images_path,
    daily_backup_path,
    day_of_before_images,
    find_before_images,
)
from mentorlog.store.create import atomic_write, hold_folder, make_folder
from mentorlog.system import filesystem, processes

MAX_COPIED_AT_ONCE = 1 << 20  # bytes of a file for whose daily backup a change waits
_LOCK_BYTES_AT = 1 << 30  # in a file: what SQLite locks, and nobody else can read on Windows
_COUNTER_AT, _HEADER_SIZE = 24, 100  # in a file: a number that grows with each commit, and the header it is in
Warn = Callable[[str], None]  # called with what went wrong beside the change


class DailyBackup:
    """The backup of a day while its first change is made: made before it, or left for after it.

    What keeps it from being made is a warning, and the change goes on. Raises Damaged and Locked.
    """

    def __init__(self, path: Path, day: str, connection: sqlite3.Connection, warn: Warn) -> None:
        self._path, self._day, self._connection, self._warn = path, day, connection, warn
        self._is_deferred = False  # for after the change
        self._has_images = False
        self._changes_before = 0

    def __enter__(self) -> "DailyBackup":
        finish_or_warn(self._path, self._warn)
        if not self._is_made():
            with _warning(self._warn):
                self._is_deferred = _can_wait(self._path)
                if not self._is_deferred:
                    create_daily_backup(self._path, self._day)
        self._changes_before = self._connection.total_changes
        return self

    def _is_made(self) -> bool:
        return daily_backup_path(self._path, self._day).exists()

    def keep_before_images(self) -> None:
        """Keep the pages that the open transaction has changed as they were.

        Their file is SQLite's rollback journal. SQLite syncs it, and the names beside the file, before it commits, so
        that a power cut leaves it without a sync of its own. Where there is no journal, the backup is made now.
        """
        if not self._is_deferred or self._is_made() or self._connection.total_changes == self._changes_before:
            return
        with _warning(self._warn):
            images = before_images_path(self._path, self._day)
            try:
                filesystem.link(f"{self._path}-journal", images)
            except OSError:  # a write-ahead log of another program
                create_daily_backup(self._path, self._day)
                return
            self._has_images = True
            filesystem.restrict(images)

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if not self._has_images:
            return
        if error is None:
            start_finishing(self._path)
        else:
            with suppress(OSError):  # they are found to be outdated
                filesystem.remove(before_images_path(self._path, self._day))


@contextmanager
def _warning(warn: Warn) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.OperationalError):
        warn("Today's backup could not be made: see the folder of the journal, and its disk.")


def _can_wait(path: Path) -> bool:
    """Whether the backup of a file is left to a process of its own: it is large, and a copy and a link can be made."""
    size = path.stat().st_size
    is_large = MAX_COPIED_AT_ONCE < size < _LOCK_BYTES_AT
    return is_large and shutil.disk_usage(path.parent).free > size and _try_link(path)


def _try_link(path: Path) -> bool:
    """Try whether what lies beside a file can have a second name among its backups, where the copy is made."""
    name = f".{path.name}.{os.getpid()}.new"
    first, second = path.with_name(name), backup_folder(path) / name
    try:
        make_folder(second.parent)
        os.close(filesystem.create_private(first))
        filesystem.link(first, second)
        filesystem.remove(second)
    except OSError:
        return False
    finally:
        with suppress(OSError):
            filesystem.remove(first)
    return True


def finish_or_warn(path: Path, warn: Warn) -> None:
    """Make the backup that the last change left, or give it up with a warning. Raises Damaged and Locked."""
    with _warning(warn):
        finish_backup(path)
        return
    if images := find_before_images(path):
        filesystem.remove(images)  # outdated by what is written now


_FINISH = """if True:
    import pathlib, sys
    sys.path.append(sys.argv[1])
    from mentorlog.store.deferred_backup import finish_if_possible
    finish_if_possible(pathlib.Path(sys.argv[2]))
"""


def start_finishing(path: Path) -> None:
    """Make the backup that a change left, in a process of its own; where none can be started, the next change does."""
    packages = Path(__file__).parents[2]
    with suppress(OSError):
        processes.start_detached([sys.executable or "", "-I", "-S", "-c", _FINISH, str(packages), str(path)])


def finish_if_possible(path: Path) -> None:
    """Make the backup that a change left. The next change tries again, and says what keeps it from that."""
    with suppress(errors.MentorlogError, sqlite3.Error, OSError):
        finish_backup(path)


def finish_backup(path: Path) -> None:
    """Make the daily backup that a change left, as the file was before that change; nothing where none is left.

    The caller has no transaction open on the file. Raises Damaged, Locked, OSError and sqlite3.OperationalError; the
    before-images then stay for another try.
    """
    folder = backup_folder(path)
    if not find_before_images(path):
        return
    make_folder(folder)
    with hold_folder(folder, "Another program copies the journal."):
        if images := find_before_images(path):
            with suppress(_Outdated, FileNotFoundError):
                _finish_backup(path, images, folder)
            filesystem.remove(images)
    prune(folder)


class _Outdated(Exception):
    """The file is not what the change left whose before-images were kept."""


def _finish_backup(path: Path, images: Path, folder: Path) -> None:
    # The file is closed after the connection: closing any handle on a file drops the locks that SQLite holds on it.
    with open(path, "rb") as file, closing(_lock_for_reading(path)) as source:
        ((number,),) = source.execute("SELECT coalesce(max(id), 0) FROM changes").fetchall()
        backup = daily_backup_path(path, day_of_before_images(images))
        for left in folder.glob(f".{backup.name}.*.new*"):  # of a process that was killed: the lock keeps others out
            filesystem.remove(left)
        if backup.exists():
            return
        with atomic_write(backup) as temporary:
            with open(temporary, "r+b") as copy:
                shutil.copyfileobj(file, copy, 1 << 20)
            source.close()
            journal = temporary.with_name(f"{temporary.name}-journal")
            filesystem.link(images, journal)
            try:
                _roll_back(temporary, path, number)
            finally:
                filesystem.remove(journal)
            _clear_free_pages(temporary)


def _lock_for_reading(path: Path) -> sqlite3.Connection:
    """Connect to a file, recover it where that is needed, and lock writers out. Raises Locked.

    The change whose before-images there are may still be being committed: it has to be over.
    """
    address = f"{path.absolute().as_uri()}?mode=rw"  # creates no file
    connection = sqlite3.connect(address, uri=True, timeout=LOCK_TIMEOUT, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.DatabaseError as error:
        connection.close()
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
            raise errors.Locked("Another program holds the journal.", "Try again in a moment.") from None
        raise
    return connection


def _roll_back(copy: Path, path: Path, number: int) -> None:
    """Let SQLite roll a copy of the file at `path` back by the journal beside it, and check it. Raises Damaged.

    Raises _Outdated unless exactly one commit is undone so, and the change of that number with it.
    """
    version, counter = _read_header(copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA schema_version").fetchall()  # SQLite rolls back before the first read
        except sqlite3.DatabaseError:  # pages of a file that was written anew since do not fit together
            if _read_header(copy)[1] + 1 == counter:
                raise
        if version != ROLLBACK_JOURNAL or _read_header(copy)[1] + 1 != counter:
            raise _Outdated
        if connection.execute("SELECT 1 FROM changes WHERE id = ?", (number,)).fetchall():
            raise _Outdated
        check_copy(connection, path, constraints=False)


def _clear_free_pages(path: Path) -> None:
    """Fill the free pages of a file with zeros, as `secure_delete` leaves them.

    SQLite keeps no image of a free page that a change used, so that a copy that is rolled back still has what the
    change wrote there. The list of them: https://www.sqlite.org/fileformat2.html#the_freelist
    """
    with open(path, "r+b") as file:
        header = file.read(_HEADER_SIZE)
        size = int.from_bytes(header[16:18], "big")
        size = 1 << 16 if size == 1 else size
        trunk, free_pages = _number_at(header, 32), _number_at(header, 36)
        while trunk and free_pages > 0:
            file.seek((trunk - 1) * size)
            page = file.read(size)
            trunk, count = _number_at(page, 0), _number_at(page, 4)
            for at in range(8, 8 + 4 * count, 4):
                file.seek((_number_at(page, at) - 1) * size)
                file.write(bytes(size))
            free_pages -= 1 + count


def _number_at(content: bytes, at: int) -> int:
    """A number of four bytes, as the file format has them."""
    return int.from_bytes(content[at : at + 4], "big")


def _read_header(path: Path) -> tuple[bytes, int]:
    """How a file is written and read, and a number that grows by one with each commit."""
    with open(path, "rb") as file:
        header = file.read(_HEADER_SIZE)
    return header[WRITE_VERSION_AT : WRITE_VERSION_AT + 2], _number_at(header, _COUNTER_AT)
