"""One journal that is opened a thousand times and hardly ever written: its pages and its schema stay in memory.

To open a file and to parse its schema takes a fifth of a command. SQLite spares both to the connections of a process
that share a cache, as long as one of them stays open: here one that does nothing else. Each command still has a
connection of its own, with its own settings, functions and views, and sees what is in the file.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mentorlog.store import connect
from mentorlog.store.connect import Schema
from tests.systems import IS_WINDOWS

_MIN_AGE = 50_000_000  # nanoseconds; file systems count time in steps of up to ten milliseconds
_open_existing, _connect = connect.open_existing, sqlite3.connect

State = tuple[int, ...]


class SharedPages:
    """Opens files, of which the last one is kept in memory for as long as nobody writes it."""

    def __init__(self) -> None:
        self._keeper: sqlite3.Connection | None = None
        self._path = Path()
        self._state: State = ()

    def open(self, path: Path, schema: Schema) -> sqlite3.Connection:
        """Like the store's: a connection to an existing file to read and write it."""
        state = _file_state(path)
        if (path, state) != (self._path, self._state):
            self.close()
            if not _is_settled(state):  # what is written next might leave the same state
                return _open_existing(path, schema)
            self._keeper, self._path, self._state = _connect_shared(path), path, state
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sqlite3, "connect", _connect_shared)
            return _open_existing(path, schema)

    def close(self) -> None:
        """Let go of the file."""
        if self._keeper:
            self._keeper.close()
        self._keeper, self._path, self._state = None, Path(), ()


@contextmanager
def share_pages(patch: pytest.MonkeyPatch) -> Iterator[SharedPages]:
    """Within the block, let the store open files so."""
    pages = SharedPages()
    if not IS_WINDOWS:  # which lets nobody replace a file that is open
        patch.setattr(connect, "open_existing", pages.open)
    try:
        yield pages
    finally:
        pages.close()


def _connect_shared(path: Path, **options: Any) -> sqlite3.Connection:
    connection: sqlite3.Connection = _connect(f"{path.absolute().as_uri()}?cache=shared", uri=True, **options)
    return connection


def _file_state(path: Path) -> State:
    """What is different as soon as somebody writes a file or puts another one in its place."""
    status = os.stat(path)  # noqa: PTH116 - thousands of times
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _is_settled(state: State) -> bool:
    """Whether each later write gives the file another time than it has."""
    return time.time_ns() - max(state[-2:]) > _MIN_AGE
