"""Each step that the program takes on files, seen from within its process: strace for machines that have none.

Audit hooks of Python report what is opened, made, renamed and removed before it happens; a subclass of the connection
reports each statement before SQLite runs it.
"""

import io
import os
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from mentorlog.cli.main import run
from tests.store.spawned import FinishedCommand

_PID = re.compile(r"\.\d+(?=\.(new|restored)(-journal)?$)|(?<=\.mentorlog-)\w+")  # in the names of hidden files


class Step(NamedTuple):
    """What is about to be done: to a path, or as a statement of SQL."""

    what: str
    name: str


Watcher = Callable[[Step], None]
_watching: list[Watcher] = []
_watching_afterwards: list[Watcher] = []
_hooked = False


@contextmanager
def watch_steps(watcher: Watcher, *, afterwards: bool = False) -> Iterator[None]:
    """Call the watcher before each step within the block. If it raises, that happens instead of the step.

    Or after each statement of SQL: raising KeyboardInterrupt then is what Python makes of a Ctrl-C while SQLite works.
    """
    global _hooked
    if not _hooked:
        sys.addaudithook(_audit_hook)  # a hook cannot be removed again, so it is added once and mostly idle
        _hooked = True
    watching = _watching_afterwards if afterwards else _watching
    watching.append(watcher)
    try:
        with mock.patch.object(os, "fsync", _fsync), mock.patch.object(sqlite3, "connect", _connect):
            yield
    finally:
        watching.remove(watcher)


_REAL_FSYNC, _REAL_CONNECT = os.fsync, sqlite3.connect
_NAMES = {
    "os.mkdir": "mkdir", "os.rename": "rename", "os.link": "link", "os.remove": "remove", "os.rmdir": "rmdir",
    "os.chmod": "chmod", "open": "open", "sqlite3.connect": "connect",
}  # fmt: skip


def _audit_hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching:
        return
    if event in _NAMES and isinstance(arguments[0], (str, bytes, os.PathLike)):
        _notify(
            _NAMES[event], *(os.fsdecode(path) for path in arguments[:2] if isinstance(path, (str, bytes, os.PathLike)))
        )


def _notify(what: str, name: str, *_: str) -> None:
    for watcher in _watching:
        watcher(Step(what, name))


def _notify_afterwards(statement: str) -> None:
    for watcher in _watching_afterwards:
        watcher(Step("sql", statement))


def _fsync(handle: int) -> None:
    _notify("fsync", _name_of(handle))
    _REAL_FSYNC(handle)


if sys.platform == "win32":
    import ctypes
    import msvcrt

    def _name_of(handle: int) -> str:
        """The path of an open file."""
        name = ctypes.create_unicode_buffer(1 << 10)
        ctypes.windll.kernel32.GetFinalPathNameByHandleW(
            ctypes.c_void_p(msvcrt.get_osfhandle(handle)), name, len(name), 0
        )
        return name.value.removeprefix("\\\\?\\")

else:

    def _name_of(handle: int) -> str:
        """The path of an open file."""
        return str(Path(f"/proc/self/fd/{handle}").readlink())


class _WatchedConnection(sqlite3.Connection):
    """A connection that reports each statement. An error raised instead ends the transaction, as SQLite's would."""

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        try:
            _notify("sql", str(arguments[0]))
        except sqlite3.OperationalError:
            if self.in_transaction and arguments[0] != "ROLLBACK":
                super().execute("ROLLBACK")
            raise
        cursor = super().execute(*arguments)
        _notify_afterwards(str(arguments[0]))
        return cursor

    def backup(self, *arguments: Any, **named: Any) -> None:
        _notify("sql", "backup")
        super().backup(*arguments, **named)
        _notify_afterwards("backup")


def _connect(*arguments: Any, **named: Any) -> sqlite3.Connection:
    connection: sqlite3.Connection = _REAL_CONNECT(*arguments, **named, factory=_WatchedConnection)
    return connection


def run_in_process(journal: Path, *argv: str, now: str = "2026-11-23T09:00:00") -> FinishedCommand:
    """Run a command in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    settings = {"MENTORLOG_JOURNAL": str(journal), "MENTORLOG_NOW": now, "HOME": str(journal.parent)}
    began = time.monotonic()
    with (
        mock.patch.dict(os.environ, settings),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(), encoding="utf-8")),
        mock.patch.object(sys, "stdout", out),
        mock.patch.object(sys, "stderr", err),
        mock.patch.object(tempfile, "tempdir", str(journal.parent)),
    ):
        os.environ.pop("MENTORLOG_DEBUG", None)
        code = run(argv)
        out.flush()
        err.flush()
    stdout, stderr = (stream.buffer.getvalue().decode() for stream in (out, err))
    return FinishedCommand(code, stdout, stderr, time.monotonic() - began)


def durable_steps(journal: Path, root: Path, *argv: str, now: str) -> list[str]:
    """What a command does to survive a power cut, in order: names, syncs, settings and transactions."""
    found: list[str] = []

    def note(step: Step) -> None:
        if step.what == "sql":
            if step.name.startswith(
                ("PRAGMA synchronous", "PRAGMA journal_mode", "BEGIN", "COMMIT", "ROLLBACK", "VACUUM")
            ):
                found.append(step.name)
        elif step.name.startswith(str(root)) and step.what not in ("open", "chmod"):
            found.append(f"{step.what} {_PID.sub('', step.name.removeprefix(str(root)))}")

    with watch_steps(note):
        done = run_in_process(journal, *argv, now=now)
    assert done.code == 0, done.err
    return found
