"""Copies of the file beside it, in `<file>-backups/` (0700), readable by the owner alone (0600)."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from mentorlog import errors
from mentorlog.store.file import sync


def folder_of(path: Path) -> Path:
    """Where the backups of a file stand."""
    return path.with_name(path.name + "-backups")


def backed_up(path: Path, name: str) -> Path:
    """Copy what was last committed into the backups of the file at `path`, check the copy, and give its place.

    Whoever holds a write transaction may call it: SQLite copies nothing from a connection that is writing, so the copy
    has one of its own. It appears complete or not at all; an earlier backup of that name stays beside it.
    Raises Damaged where the copy does not pass SQLite's own check.
    """
    folder = folder_of(path)
    folder.mkdir(mode=0o700, exist_ok=True)
    made = _free(folder, name)
    hidden = folder / f".{made.name}.new"
    hidden.unlink(missing_ok=True)
    os.close(os.open(hidden, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(hidden, isolation_level=None)) as copy:
            source.backup(copy)
            if copy.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                raise errors.Damaged(f"{path} is damaged.", "It was left as it is.")
        sync(hidden)
        hidden.rename(made)
        sync(folder)
    finally:
        hidden.unlink(missing_ok=True)
    return made


def _free(folder: Path, name: str) -> Path:
    made, at = folder / f"{name}.db", 1
    while made.exists():
        at += 1
        made = folder / f"{name}-{at}.db"
    return made
