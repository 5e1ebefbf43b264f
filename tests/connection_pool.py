"""Connections that go from one command of a test to the next, as long as nobody else touched the file between them.

SQLite reads the schema of a file anew for each connection, which is a tenth of what a command takes in a test. Whatever
runs in a process of its own, and whatever opens a file otherwise than a store does, connects for real.
`tests/store/test_connection_pool.py` holds what a connection has to be to go on.
"""

import os
import sqlite3
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

from mentorlog.store import connect
from mentorlog.store.connect import Schema
from mentorlog.store.store import Store

_open_existing, _connect, _lock_timeout = connect.open_existing, sqlite3.connect, connect.LOCK_TIMEOUT
_MAX_IDLE = 4  # connections that wait for the next command
_MARK = 0xFFF  # nanoseconds: set in the time of a file, which the clock of a kernel does not do by itself
_TICK_NS = 50_000_000  # nanoseconds that such a clock stands still, at most

# What a command may have set, as a new connection has it. The rest is set at each opening, or lasts for a transaction.
_DEFAULTS = ("cache_size = -2000", "ignore_check_constraints = OFF", "query_only = OFF")


class _FileState(NamedTuple):
    """Which file is at a path, and when it was last written."""

    device: int
    inode: int
    size: int
    written_at: int  # in nanoseconds


class ConnectionPool:
    """The connections of one test."""

    def __init__(self) -> None:
        self._idle: dict[Path, tuple[sqlite3.Connection, _FileState]] = {}
        self._lent: dict[int, tuple[sqlite3.Connection, Path, _FileState]] = {}  # by id, with the file as it was then
        self._user = os.getpid(), threading.get_ident()

    def open_existing(self, path: Path, schema: Schema) -> sqlite3.Connection:
        """Like the store's: a connection to an existing file, to read and write it."""
        if not self._is_in_use():
            return _open_existing(path, schema)
        connection, known = self._idle.pop(path, (None, None))
        if connection is not None and known != _file_state(path):
            connection.close()
            connection = None
        connection = _open_existing(path, schema) if connection is None else _renew(connection, path, schema)
        if state := _file_state(path):
            self._lent[id(connection)] = connection, path, state
        return connection

    def close(self, store: Store) -> None:
        """Like the store's: its connection waits for the next command where that cannot notice, else it is closed."""
        connection, path = store._connection, store.path
        if connection is None:
            return
        lent_for, before = self._lent.pop(id(connection), (None, None, None))[1:]
        if lent_for != path or before is None or not self._is_in_use() or not _is_clean(connection, path):
            connection.close()
            return
        store._connection = _closed
        state = _lasting_state(path, before)
        # Whoever still has it may read on, which a closed connection refuses.
        if state is None or state.inode != before.inode or _count_references(connection) > _OWN_REFERENCES:
            connection.close()
            return
        self._idle[path] = connection, state
        while len(self._idle) > _MAX_IDLE:
            self._idle.pop(next(iter(self._idle)))[0].close()

    def _is_in_use(self) -> bool:
        """Whether it is for this process and thread, and no test watches or hurries those who connect."""
        return (
            self._user == (os.getpid(), threading.get_ident())
            and sqlite3.connect is _connect
            and _lock_timeout == connect.LOCK_TIMEOUT
        )

    def clear(self) -> None:
        """Close what waits."""
        self._lent.clear()
        while self._idle:
            self._idle.popitem()[1][0].close()


def _count_references(connection: sqlite3.Connection) -> int:
    return sys.getrefcount(connection)


_closed = sqlite3.connect(":memory:")  # what a closed store has, so that a query of it is refused
_OWN_REFERENCES = _count_references(_closed)  # of a connection that one variable holds, and its own statements
_closed.close()


def _is_clean(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether no transaction is open, and the file stands alone as it does between commands."""
    return not connection.in_transaction and not any(Path(f"{path}{end}").exists() for end in ("-journal", "-wal"))


def _renew(connection: sqlite3.Connection, path: Path, schema: Schema) -> sqlite3.Connection:
    """Set a connection as the store sets a new one, and check what it is connected to."""
    try:
        connection.set_trace_callback(None)
        connection.set_progress_handler(None, 0)
        for pragma in _DEFAULTS:
            connection.execute(f"PRAGMA {pragma}")
        connect.configure(connection, durable=True)
        ((application_id,),) = connection.execute("PRAGMA application_id").fetchall()
        connect._check_identity(path, schema, application_id, connect.schema_version(connection))
    except BaseException:
        connection.close()
        raise
    return connection


def _file_state(path: Path) -> _FileState | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return _FileState(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def _lasting_state(path: Path, before: _FileState) -> _FileState | None:
    """The state of a file that no later write leaves as it is, or None.

    The kernel's clock stands still for some milliseconds, so that the time of what was written just now is marked.
    """
    state = _file_state(path)
    if state is None or state.written_at & _MARK == _MARK:
        return state
    if state == before:  # the time stays as it is where nothing was written: tests look at that
        return state if time.time_ns() - state.written_at > _TICK_NS else None
    try:
        os.utime(path, ns=(path.stat().st_atime_ns, state.written_at | _MARK))
    except OSError:
        return None
    return _file_state(path)


pool = ConnectionPool()
