"""Backups of a file, in the folder `<file>-backups/` (0700) beside it, readable by their owner alone (0600).

A daily backup is named after its day; seven are kept, then one a week for four weeks and one a month for twelve months.
Other backups are named after their purpose and the time; of each purpose ten are kept. Those made by hand all stay.

Somebody waits for the first change of a day. The daily backup of a small file is made before it. That of a large one is
left to a process of its own: the change only keeps the pages that it writes as they were, which is SQLite's rollback
journal under a second name (`.<file>.before`). The file and that journal together are what a power cut before the
commit would have left, so that SQLite itself rolls the copy back. Until there is the backup, nobody else writes.
"""

import os
import re
import shutil
import sqlite3
import stat
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from mentorlog import errors, system
from mentorlog.store.connect import LOCK_TIMEOUT, backup_folder, before_images_path, integrity_faults
from mentorlog.store.create import atomic_write, hold_folder, make_folder

MAX_COPIED_AT_ONCE = 1 << 20  # bytes of a file for whose daily backup a change waits
_LOCK_BYTES_AT = 1 << 30  # in a file: what SQLite locks, and nobody else can read on Windows
DAYS, WEEKS, MONTHS = 7, 4, 12  # how long a daily backup is kept
MAX_PER_PURPOSE = 10
SEALED_SUFFIX = ".db.age"  # of the backups that are encrypted, which are made by hand alone
BY_HAND = "by-hand"  # the purpose of the backups that somebody asked for
_DAILY_NAME = re.compile(r"\d{4}-\d{2}-\d{2}\.db")
_PURPOSE_NAME = re.compile(r"([a-z-]+?)-?[0-9].*\.db")


class Backup(NamedTuple):
    """A backup: its name without ending, its place, its size in bytes."""

    name: str
    path: Path
    size: int


def create_backup(path: Path, name: str, source: sqlite3.Connection | None = None) -> Path:
    """Copy what was last committed in the file at `path` to a backup, and return its path.

    A caller that is writing needs no `source`: SQLite copies nothing from a connection with an open write transaction,
    so another one is opened. A caller with an exclusive lock has to hand in its connection. An earlier backup of the
    same name is kept. Raises Damaged if the copy does not pass SQLite's check, CannotCreate if there can be no folder.
    """
    folder = ensure_backup_folder(path)
    backup = free_path(folder, name)
    copy_file(path, backup, source)
    _prune(folder)
    return backup


def ensure_backup_folder(path: Path) -> Path:
    """The folder of a file's backups, created if missing. Raises CannotCreate if its name is taken."""
    folder = backup_folder(path)
    try:
        make_folder(folder)
    except FileExistsError:
        raise errors.CannotCreate(
            f"{folder} is in the way: copies of the journal need a folder there.", "Move it, and run the command again."
        ) from None
    return folder


def copy_file(path: Path, to: Path, source: sqlite3.Connection | None = None) -> None:
    """Copy a file that may be in use (through `source`, if given) to a path that does not exist. Raises Damaged."""
    with atomic_write(to) as temporary:
        copy_and_check(path, temporary, source)


def copy_and_check(path: Path, to: Path, source: sqlite3.Connection | None = None, *, constraints: bool = True) -> None:
    """Copy a file into another without syncing, and check the copy. Raises Damaged.

    Without `constraints` no row is asked whether it meets those of its table, which takes longer than all the rest.
    """
    with (
        nullcontext(source) if source else closing(sqlite3.connect(path, timeout=1.0)) as read,
        closing(sqlite3.connect(to, isolation_level=None)) as copy,
    ):
        copy.execute("PRAGMA synchronous = OFF")
        copy.execute("PRAGMA journal_mode = OFF").fetchall()
        copy_pages(read, copy)
        _check_copy(copy, path, constraints=constraints)
    _leave_write_ahead_log(to)


def _check_copy(copy: sqlite3.Connection, path: Path, *, constraints: bool) -> None:
    """Raise Damaged, which names the file at `path`, unless a copy of it passes SQLite's check."""
    copy.execute(f"PRAGMA ignore_check_constraints = {'OFF' if constraints else 'ON'}")
    if integrity_faults(copy, quick=True):
        raise errors.Damaged(f"{path} is damaged.", "It was left as it is. See: mentorlog doctor")


_BLOCK_SIZE = 1 << 18  # bytes that are read at once
_WRITE_VERSION_AT, _ROLLBACK_JOURNAL, _COUNTER_AT, _HEADER_SIZE = 18, b"\1\1", 24, 100


def _leave_write_ahead_log(path: Path) -> None:
    """Set in the header of a copy that it has a rollback journal, whatever another program chose for the file."""
    with open(path, "r+b") as file:
        file.seek(_WRITE_VERSION_AT)
        if file.read(2) != _ROLLBACK_JOURNAL:
            file.seek(_WRITE_VERSION_AT)
            file.write(_ROLLBACK_JOURNAL)


def iter_copy(path: Path) -> Generator[bytes, None, None]:
    """What a copy of a file that may be in use would hold, checked, piece by piece. Raises Damaged and Locked.

    A file to which another program gave a write-ahead log is held in memory, since part of it stands in that log.
    """
    with (
        open(path, "rb") as file,  # closed last: with it go all locks that this process has on the file
        closing(sqlite3.connect(path, timeout=LOCK_TIMEOUT, isolation_level=None)) as connection,
    ):
        connection.execute("BEGIN")  # what is checked is what is copied
        if integrity_faults(connection, quick=True):
            raise errors.Damaged(f"{path} is damaged.", "It was left as it is. See: mentorlog doctor")
        if connection.execute("PRAGMA journal_mode").fetchall() == [("wal",)]:
            content = connection.serialize()
            yield content[:_WRITE_VERSION_AT] + _ROLLBACK_JOURNAL + content[_WRITE_VERSION_AT + 2 :]
            return
        ((size,),) = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        while block := file.read(min(_BLOCK_SIZE, size - file.tell())):
            yield block


def copy_pages(source: sqlite3.Connection, to: sqlite3.Connection) -> None:
    """Copy one database into another. Raises Locked after a while if one of them is locked, as sqlite3 never does."""
    deadline = time.monotonic() + LOCK_TIMEOUT

    def check_deadline(status: int, *_: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
            raise errors.Locked("Another program holds the journal.", "Nothing was changed. Try again in a moment.")

    source.backup(to, progress=check_deadline, sleep=0.01)


def create_daily_backup(path: Path, day: str) -> None:
    """Create the backup of a day, before the first write of that day. Raises Damaged.

    Somebody waits for it, so that whether each row meets the constraints is left to `doctor`.
    """
    folder = backup_folder(path)
    make_folder(folder)
    with atomic_write(folder / f"{day}.db") as temporary:
        copy_and_check(path, temporary, constraints=False)
    _prune(folder)


Warn = Callable[[str], None]  # called with what went wrong beside the change


class DailyBackup:
    """The backup of a day while its first change is made: made before it, or left for after it.

    What keeps it from being made is a warning, and the change goes on. Raises Damaged and Locked.
    """

    def __init__(self, path: Path, day: str, connection: sqlite3.Connection, warn: Warn) -> None:
        self._path, self._day, self._connection, self._warn = path, day, connection, warn
        self._is_left = False  # for after the change
        self._has_images = False
        self._changes_before = 0

    def __enter__(self) -> "DailyBackup":
        finish_or_warn(self._path, self._warn)
        if not self._is_made():
            with _warning(self._warn):
                self._is_left = _can_wait(self._path)
                if not self._is_left:
                    create_daily_backup(self._path, self._day)
        self._changes_before = self._connection.total_changes
        return self

    def _is_made(self) -> bool:
        return (backup_folder(self._path) / f"{self._day}.db").exists()

    def keep_before_images(self) -> None:
        """Keep the pages that the open transaction has changed as they were.

        Their file is SQLite's rollback journal. SQLite syncs it, and the names beside the file, before it commits, so
        that a power cut leaves it without a sync of its own. Where there is no journal, the backup is made now.
        """
        if not self._is_left or self._is_made() or self._connection.total_changes == self._changes_before:
            return
        with _warning(self._warn):
            images = before_images_path(self._path)
            try:
                system.link(f"{self._path}-journal", images)
            except OSError:  # no links on this file system, or a write-ahead log of another program
                create_daily_backup(self._path, self._day)
                return
            self._has_images = True
            system.restrict(images)

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if not self._has_images:
            return
        if error is None:
            start_finishing(self._path)
        else:
            system.remove(before_images_path(self._path))


@contextmanager
def _warning(warn: Warn) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.OperationalError):
        warn("Today's backup could not be made: see the folder of the journal, and its disk.")


def _can_wait(path: Path) -> bool:
    """Whether the backup of a file is left to a process of its own: it is large, and there is room for a copy."""
    size = path.stat().st_size
    return MAX_COPIED_AT_ONCE < size < _LOCK_BYTES_AT and shutil.disk_usage(path.parent).free > size


def finish_or_warn(path: Path, warn: Warn) -> None:
    """Make the backup that the last change left, or give it up with a warning. Raises Damaged and Locked."""
    with _warning(warn):
        finish_backup(path)
        return
    system.remove(before_images_path(path))  # outdated by what is written now


_FINISH = "import sys; sys.path.append(sys.argv[1]); from mentorlog.store.backup import main; main(sys.argv[2])"


def start_finishing(path: Path) -> None:
    """Make the backup that a change left, in a process of its own; where none can be started, the next change does."""
    packages = Path(__file__).parents[2]
    with suppress(OSError):
        system.start_detached([sys.executable or "", "-I", "-S", "-c", _FINISH, str(packages), str(path)])


def main(path: str) -> None:
    """Finish the backup of the file at `path`. The next change tries again, and says what keeps it from that."""
    with suppress(errors.MentorlogError, sqlite3.Error, OSError):
        finish_backup(Path(path))


def finish_backup(path: Path) -> None:
    """Make the daily backup that a change left, as the file was before that change; nothing where none is left.

    The caller has no transaction open on the file. Raises Damaged, Locked, OSError and sqlite3.OperationalError; the
    before-images then stay for another try.
    """
    images, folder = before_images_path(path), backup_folder(path)
    if not images.exists():
        return
    make_folder(folder)
    with hold_folder(folder, "Another program copies the journal."):
        if images.exists():
            with suppress(_Outdated, FileNotFoundError):
                _finish_backup(path, images, folder)
            system.remove(images)
    _prune(folder)


class _Outdated(Exception):
    """The file is not what the change left whose before-images were kept."""


def _finish_backup(path: Path, images: Path, folder: Path) -> None:
    # The file is closed after the connection: closing any handle on a file drops the locks that SQLite holds on it.
    with open(path, "rb") as file, closing(_lock_for_reading(path)) as source:
        newest = source.execute("SELECT id, at FROM changes ORDER BY id DESC LIMIT 1").fetchall()
        number, at = newest[0] if newest else (0, "")
        backup = folder / f"{at[:10]}.db"
        if not _DAILY_NAME.fullmatch(backup.name):
            raise _Outdated
        for left in folder.glob(f".{backup.name}.*.new*"):  # of a process that was killed: the lock keeps others out
            system.remove(left)
        if backup.exists():
            return
        with atomic_write(backup) as temporary:
            with open(temporary, "r+b") as copy:
                shutil.copyfileobj(file, copy, 1 << 20)
            source.close()
            journal = temporary.with_name(f"{temporary.name}-journal")
            system.link(images, journal)
            try:
                _roll_back(temporary, path, number)
            finally:
                system.remove(journal)


def _lock_for_reading(path: Path) -> sqlite3.Connection:
    """Connect to a file, recover it where that is needed, and lock writers out. Raises Locked.

    The change whose before-images there are may still be being committed: it has to be over.
    """
    address = f"{path.absolute().as_uri()}?mode=rw"  # creates no file
    connection = sqlite3.connect(address, uri=True, timeout=LOCK_TIMEOUT, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
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
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA schema_version").fetchall()  # SQLite rolls back before the first read
        if version != _ROLLBACK_JOURNAL or _read_header(copy)[1] + 1 != counter:
            raise _Outdated
        if connection.execute("SELECT 1 FROM changes WHERE id = ?", (number,)).fetchall():
            raise _Outdated
        _check_copy(connection, path, constraints=False)


def _read_header(path: Path) -> tuple[bytes, int]:
    """How a file is written and read, and a number that grows by one with each commit."""
    with open(path, "rb") as file:
        header = file.read(_HEADER_SIZE)
    return header[_WRITE_VERSION_AT:_COUNTER_AT][:2], int.from_bytes(header[_COUNTER_AT : _COUNTER_AT + 4], "big")


def list_backups(path: Path) -> list[Backup]:
    """The backups of a file, the newest first."""
    files = list(_backup_files(backup_folder(path)))
    files.sort(key=lambda item: (item[1].st_mtime_ns, item[0].name), reverse=True)
    return [Backup(file.stem, file, status.st_size) for file, status in files]


def list_sealed_backups(path: Path) -> list[Backup]:
    """The encrypted backups of a file, the newest first; the name of one is that of its file."""
    files = [(file, file.stat()) for file in backup_folder(path).glob(f"*{SEALED_SUFFIX}") if file.is_file()]
    files.sort(key=lambda item: (item[1].st_mtime_ns, item[0].name), reverse=True)
    return [Backup(file.name, file, status.st_size) for file, status in files]


def _backup_files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """The files of a folder that have a backup's name; dangling links and the like are skipped."""
    for file in folder.glob("*.db"):
        with suppress(OSError):
            status = file.stat()
            if stat.S_ISREG(status.st_mode) and not file.name.startswith("."):
                yield file, status


def days_to_keep(days: Iterable[date]) -> set[date]:
    """Which daily backups are kept: the newest seven, and the newest of each of four weeks and twelve months."""
    newest = sorted(days, reverse=True)
    weeks: dict[tuple[int, int], date] = {}
    months: dict[tuple[int, int], date] = {}
    for day in newest:
        weeks.setdefault(day.isocalendar()[:2], day)
        months.setdefault((day.year, day.month), day)
    return {*newest[:DAYS], *list(weeks.values())[:WEEKS], *list(months.values())[:MONTHS]}


def _prune(folder: Path) -> None:
    """Delete the backups that are not kept. The newest for each purpose always is."""
    purposes: dict[str, list[tuple[int, Path]]] = {}
    days: dict[date, Path] = {}
    for file, status in _backup_files(folder):
        if _DAILY_NAME.fullmatch(file.name):
            with suppress(ValueError):  # looks like a day but is none: not one of ours
                days[date.fromisoformat(file.stem)] = file
        elif (match := _PURPOSE_NAME.fullmatch(file.name)) and match[1] != BY_HAND:
            purposes.setdefault(match[1], []).append((status.st_mtime_ns, file))
    recent = days_to_keep(days)
    outdated = [file for day, file in days.items() if day not in recent]
    for files in purposes.values():
        outdated += [file for _, file in sorted(files, reverse=True)[MAX_PER_PURPOSE:]]
    for file in outdated:
        try:
            system.remove(file)
        except OSError as error:
            if not system.is_in_use(error):  # one that another program looks at goes the next time
                raise


def free_path(folder: Path, name: str, suffix: str = ".db") -> Path:
    """The path of a new backup of that name, numbered if the name is taken."""
    path, count = folder / f"{name}{suffix}", 1
    while path.exists():
        count += 1
        path = folder / f"{name}-{count}{suffix}"
    return path
