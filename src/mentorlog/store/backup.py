"""Backups of a file, in the folder `<file>-backups/` (0700) beside it, readable by their owner alone (0600).

A daily backup is named after its day; seven are kept, then one a week for four weeks and one a month for twelve months.
Other backups are named after their purpose and the time; of each purpose ten are kept. Those made by hand all stay.
"""

import os
import re
import sqlite3
import stat
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, nullcontext, suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from mentorlog import errors
from mentorlog.store.connect import LOCK_TIMEOUT, backup_folder, daily_backup_path, integrity_faults
from mentorlog.store.create import atomic_write, make_folder
from mentorlog.system import filesystem

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
    prune(folder)
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
        check_copy(copy, path, constraints=constraints)
    _leave_write_ahead_log(to)


def check_copy(copy: sqlite3.Connection, path: Path, *, constraints: bool) -> None:
    """Raise Damaged, which names the file at `path`, unless a copy of it passes SQLite's check."""
    copy.execute(f"PRAGMA ignore_check_constraints = {'OFF' if constraints else 'ON'}")
    if integrity_faults(copy, quick=True):
        raise errors.Damaged(f"{path} is damaged.", "It was left as it is. See: mentorlog doctor")


_BLOCK_SIZE = 1 << 18  # bytes that are read at once
WRITE_VERSION_AT, ROLLBACK_JOURNAL = 18, b"\1\1"  # in the header of a file: how it is written and read


def _leave_write_ahead_log(path: Path) -> None:
    """Set in the header of a copy that it has a rollback journal, whatever another program chose for the file."""
    with open(path, "r+b") as file:
        file.seek(WRITE_VERSION_AT)
        if file.read(2) != ROLLBACK_JOURNAL:
            file.seek(WRITE_VERSION_AT)
            file.write(ROLLBACK_JOURNAL)


def iter_copy(path: Path) -> Generator[bytes, None, None]:
    """What a copy of a file that may be in use would hold, checked, piece by piece.

    Raises Damaged, and sqlite3.OperationalError while another program holds the file. A file to which another program
    gave a write-ahead log is held in memory, since part of it stands in that log.
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
            yield content[:WRITE_VERSION_AT] + ROLLBACK_JOURNAL + content[WRITE_VERSION_AT + 2 :]
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
    with atomic_write(daily_backup_path(path, day)) as temporary:
        copy_and_check(path, temporary, constraints=False)
    prune(folder)


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


def prune(folder: Path) -> None:
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
            filesystem.remove(file)
        except OSError as error:
            if not filesystem.is_in_use(error):  # one that another program looks at goes the next time
                raise


def free_path(folder: Path, name: str, suffix: str = ".db") -> Path:
    """The path of a new backup of that name, numbered if the name is taken."""
    path, count = folder / f"{name}{suffix}", 1
    while path.exists():
        count += 1
        path = folder / f"{name}-{count}{suffix}"
    return path
