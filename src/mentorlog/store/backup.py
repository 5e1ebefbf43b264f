"""Copies of the file beside it, in `<file>-backups/` (0700), readable by the owner alone (0600).

A daily one is named after its day; seven of them are kept, then one a week for four weeks and one a month for twelve
months. Others are named after what they were made for and the moment.
"""

import os
import re
import sqlite3
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from mentorlog import errors
from mentorlog.store.connect import LOCK_TIMEOUT, backup_folder, make_folder, sync

DAYS, WEEKS, MONTHS = 7, 4, 12  # for which a daily backup is kept
MAX_PER_PURPOSE = 10  # backups of each other sort that are kept
_DAILY_NAME = re.compile(r"\d{4}-\d{2}-\d{2}\.db")
_PURPOSE_NAME = re.compile(r"([a-z-]+?)-?[0-9].*\.db")


class Backup(NamedTuple):
    """A backup: its name without ending, its place, its size in bytes."""

    name: str
    path: Path
    size: int


def create_backup(path: Path, name: str, source: sqlite3.Connection | None = None) -> Path:
    """Copy what was last committed into the backups of the file at `path`, check the copy, and give its place.

    Whoever holds a write transaction may call it: SQLite copies nothing from a connection that is writing, so the copy
    has one of its own unless there is a `source`, one that keeps all others out. It appears complete or not at all; an
    earlier backup of that name stays beside it.
    Raises Damaged where the copy does not pass SQLite's own check, CannotCreate where no folder can be made for it.
    """
    folder = ensure_backup_folder(path)
    made = free_path(folder, name)
    copy_file(path, made, source)
    _prune(folder)
    return made


def ensure_backup_folder(path: Path) -> Path:
    """The folder of a file's backups, which is there from now on. Raises CannotCreate where something is in its way."""
    folder = backup_folder(path)
    try:
        make_folder(folder)
    except FileExistsError:
        raise errors.CannotCreate(
            f"{folder} is in the way: copies of the journal need a folder there.", "Move it, and run the command again."
        ) from None
    return folder


def copy_file(path: Path, to: Path, source: sqlite3.Connection | None = None) -> None:
    """Copy a file that may be in use (through `source`, if given): checked, synced, put at its place. Raises Damaged.

    Where somebody else was faster, theirs stays.
    """
    with (
        atomic_write(to) as hidden,
        nullcontext(source) if source else closing(sqlite3.connect(path, timeout=1.0)) as read,
        closing(sqlite3.connect(hidden, isolation_level=None)) as copy,
    ):
        copy.execute("PRAGMA synchronous = OFF")  # it is synced whole before anybody sees it
        copy.execute("PRAGMA journal_mode = OFF").fetchall()
        copy_pages(read, copy)
        if copy.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
            raise errors.Damaged(f"{path} is damaged.", "It was left as it is. See: mentorlog doctor")


@contextmanager
def atomic_write(to: Path) -> Iterator[Path]:
    """A new empty file to write in, which appears at `to` at the end of the block, synced; after a failure it is gone.

    Where somebody else was faster, theirs stays.
    """
    hidden = to.with_name(f".{to.name[:200]}.{os.getpid()}.new")
    hidden.unlink(missing_ok=True)
    os.close(os.open(hidden, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
    try:
        yield hidden
        sync(hidden)
        try:
            os.link(hidden, to)  # unlike a rename it never takes the place of another
        except FileExistsError:
            return
        except OSError:  # a file system without links
            hidden.rename(to)
        sync(to.parent)
    finally:
        hidden.unlink(missing_ok=True)


def copy_pages(source: sqlite3.Connection, to: sqlite3.Connection) -> None:
    """Copy one file into another. Raises Locked where another program holds one of them for long.

    sqlite3 itself would try again for ever.
    """
    deadline = time.monotonic() + LOCK_TIMEOUT

    def check_deadline(status: int, *_: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
            raise errors.Locked("Another program holds the journal.", "Nothing was changed. Try again in a moment.")

    source.backup(to, progress=check_deadline, sleep=0.01)


def create_daily_backup(path: Path, day: str) -> None:
    """The backup of a day: whoever writes first on that day makes it. Raises Damaged."""
    folder = backup_folder(path)
    make_folder(folder)
    copy_file(path, folder / f"{day}.db")
    _prune(folder)


def list_backups(path: Path) -> list[Backup]:
    """The backups of a file, the newest first."""
    newest = sorted(_backup_files(backup_folder(path)), key=lambda one: (one[1].st_mtime_ns, one[0].name), reverse=True)
    return [Backup(one.stem, one, status.st_size) for one, status in newest]


def _backup_files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """The files that are backups by their names; what is no file, as a link that leads nowhere, is none."""
    for one in folder.glob("*.db"):
        with suppress(OSError):
            status = one.stat()
            if stat.S_ISREG(status.st_mode) and not one.name.startswith("."):
                yield one, status


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
    """Let go of what is not kept. The newest of each sort, which was checked when it was made, always is."""
    sorts: dict[str, list[tuple[int, Path]]] = {}
    days: dict[date, Path] = {}
    for one, status in _backup_files(folder):
        if _DAILY_NAME.fullmatch(one.name):
            with suppress(ValueError):  # a name like a day's, of no day: not ours
                days[date.fromisoformat(one.stem)] = one
        elif found := _PURPOSE_NAME.fullmatch(one.name):
            sorts.setdefault(found[1], []).append((status.st_mtime_ns, one))
    stay = days_to_keep(days)
    gone = [one for day, one in days.items() if day not in stay]
    for several in sorts.values():
        gone += [one for _, one in sorted(several, reverse=True)[MAX_PER_PURPOSE:]]
    for one in gone:
        one.unlink(missing_ok=True)


def free_path(folder: Path, name: str) -> Path:
    """A place of that name where nothing stands yet."""
    made, at = folder / f"{name}.db", 1
    while made.exists():
        at += 1
        made = folder / f"{name}-{at}.db"
    return made
