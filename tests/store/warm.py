"""Commands in processes that come of one which has imported everything: the program's own work, without its start.

Thousands of processes are affordable so, and a kill at a random moment falls where the file is at work.
"""

import multiprocessing
import os
import resource
import signal
import sys
import time
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import NamedTuple

_PRELOADED = (
    "mentorlog.cli.app", "mentorlog.journal.journal", "mentorlog.journal.tables", "mentorlog.store.migrate",
    "mentorlog.store.backup", "mentorlog.store.restore", "sqlite_utils", "json", "dateutil.relativedelta",
    "dateutil.rrule", "jinja2", "icalendar", "pytest", "tests.store.warm",
)  # fmt: skip
_MODULES = (
    "questions", "actions", "goals", "checkin", "feedback", "lessons", "achievements", "challenges", "skills",
    "contacts", "mentors", "needs", "agreement", "sessions", "debrief", "review", "records", "past", "backup",
    "restore", "report", "export", "init", "demo", "forget",
)  # fmt: skip
_STARTER = multiprocessing.get_context("forkserver")
_STARTER.set_forkserver_preload([*_PRELOADED, *(f"mentorlog.cli.{name}" for name in _MODULES)])


class Done(NamedTuple):
    """What a command left behind. `code` is negative for one that was killed."""

    code: int
    out: str
    err: str
    seconds: float


class Running:
    """A command under way."""

    def __init__(self, journal: Path, argv: tuple[str, ...], now: str, size: int | None, stdout: str | None) -> None:
        self._out, out = _STARTER.Pipe(duplex=False)
        self._err, err = _STARTER.Pipe(duplex=False)
        settings = {"MENTORLOG_JOURNAL": str(journal), "MENTORLOG_NOW": now, "HOME": str(journal.parent), "TZ": "UTC"}
        self._process = _STARTER.Process(target=_serve, args=(argv, settings, out, err, size, stdout))
        self._process.start()
        self._began = time.monotonic()
        out.close()
        err.close()

    def killed(self, after: float) -> bool:
        """Kill it after some seconds, unless it is over by then; whether it was killed."""
        if wait([self._process.sentinel], max(0.0, self._began + after - time.monotonic())):
            return False
        self._process.kill()
        return True

    def done(self) -> Done:
        """Wait for its end."""
        out, err = _read(self._out), _read(self._err)
        self._process.join()
        seconds = time.monotonic() - self._began
        code = self._process.exitcode
        self._process.close()
        assert code is not None
        return Done(code, out, err, seconds)


def start(
    journal: Path, *argv: str, now: str = "2026-11-23T09:00:00", size: int | None = None, stdout: str | None = None
) -> Running:
    """Begin a command on `journal`. `size` limits files to so many bytes; `stdout` names what its output goes to."""
    return Running(journal, argv, now, size, stdout)


def run(
    journal: Path, *argv: str, now: str = "2026-11-23T09:00:00", size: int | None = None, stdout: str | None = None
) -> Done:
    """Run a command to its end."""
    return start(journal, *argv, now=now, size=size, stdout=stdout).done()


def _read(pipe: Connection) -> str:
    with pipe, open(pipe.fileno(), "rb", closefd=False) as stream:
        return stream.read().decode(errors="replace")


def _serve(
    argv: tuple[str, ...],
    settings: dict[str, str],
    out: Connection,
    err: Connection,
    size: int | None,
    stdout: str | None,
) -> None:
    """In the new process: be the program."""
    from mentorlog.cli.app import run as serve

    os.environ.update(settings)
    os.environ.pop("MENTORLOG_DEBUG", None)
    time.tzset()
    os.dup2(os.open(stdout, os.O_WRONLY) if stdout else out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    out.close()
    err.close()
    sys.stdout = open(1, "w", encoding="utf-8")  # noqa: SIM115 - they live as long as the process
    sys.stderr = open(2, "w", encoding="utf-8")  # noqa: SIM115
    if size is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    code = serve(argv)
    sys.stderr.flush()
    os._exit(code)
