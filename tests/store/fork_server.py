"""Commands in processes forked from one that has imported everything, so that none pays for its start.

This makes thousands of processes affordable, and a kill at a random moment falls where a file is being written. The
server reads requests from a pipe and forks; each process has named pipes for its output and its exit code.
"""

import atexit
import importlib
import io
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

from tests.store.spawned import GONE, FinishedCommand, SpawnedCommand, run_spawned
from tests.systems import IS_WINDOWS, KILL

_REQUEST_LOCK = threading.Lock()  # one thread at a time may write a request
_ROOT = Path(__file__).parents[2]
_PRELOADED_MODULES = (
    "mentorlog.journal.journal", "mentorlog.journal.schema", "mentorlog.store.migrate",
    "mentorlog.store.backup", "mentorlog.backups.restore", "sqlite_utils",
    "dateutil.relativedelta", "dateutil.rrule", "icalendar",
    *(".".join(("mentorlog", *path.relative_to(_ROOT / "src" / "mentorlog").with_suffix("").parts))
      for path in (_ROOT / "src" / "mentorlog" / "cli").rglob("[!_]*.py")),
)  # fmt: skip


class RunningCommand:
    """A command under way."""

    def __init__(self, request: dict[str, Any]) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="mentorlog-pipes-"))
        pipes = [self._folder / name for name in ("out", "err", "end")]
        for pipe in pipes:
            os.mkfifo(pipe)
        self._out, self._err, self._end = (_open_pipe(pipe) for pipe in pipes)
        with _REQUEST_LOCK:
            server = _fork_server()
            server.write((json.dumps({**request, "folder": str(self._folder)}) + "\n").encode())
            server.flush()
        self._pid = int(self._read_line())
        self._began = time.monotonic()
        for stream in (self._out, self._err):
            os.set_blocking(stream.fileno(), True)

    def _read_line(self) -> bytes:
        select.select([self._end], [], [])
        os.set_blocking(self._end.fileno(), True)
        return self._end.readline()

    def kill(self, after: float) -> None:
        """Kill it that many seconds after its start, unless it has ended by then."""
        ended, _, _ = select.select([self._end], [], [], max(0.0, self._began + after - time.monotonic()))
        if not ended:
            with suppress(ProcessLookupError):  # it ended just now
                os.kill(self._pid, KILL)

    def wait(self) -> FinishedCommand:
        """Wait for its end, and give its outcome."""
        out, err, code = self._out.read(), self._err.read(), int(self._end.readline())
        seconds = time.monotonic() - self._began
        for stream in (self._out, self._err, self._end):
            stream.close()
        shutil.rmtree(self._folder)
        return FinishedCommand(code, out.decode(errors="replace"), err.decode(errors="replace"), seconds)


def _open_pipe(pipe: Path) -> IO[bytes]:
    return os.fdopen(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK), "rb")


def start(
    journal: Path,
    *argv: str,
    now: str = "2026-11-23T09:00:00",
    size: int | None = None,
    stdout: str | None = None,
    large: bool = False,
) -> RunningCommand | SpawnedCommand:
    """Start a command on `journal`. `size` limits its files to so many bytes; `stdout` names where its output goes.

    A journal may be taken for a large one, whose backup of the day a process of its own makes.
    """
    settings = {"MENTORLOG_JOURNAL": str(journal), "MENTORLOG_NOW": now, "TZ": "UTC"}
    settings |= {"HOME": str(journal.parent), "TMPDIR": str(journal.parent), "PYTHONUTF8": "1"}
    if IS_WINDOWS:
        return SpawnedCommand(journal, argv, settings, stdout)
    return RunningCommand({"argv": argv, "settings": settings, "size": size, "stdout": stdout, "large": large})


def run_process(
    argv: Sequence[str],
    settings: Mapping[str, str | None],
    *,
    cwd: Path | None = None,
    stdout: str = "",
    stderr: str = "",
    stdin: str = os.devnull,
) -> FinishedCommand:
    """Run `python -m mentorlog` from its entry to the end of its interpreter, last flush included.

    A setting of None is no variable of its environment. An output is caught, or goes to a file, or to the pipe `GONE`.
    """
    if IS_WINDOWS:
        return run_spawned(argv, settings, cwd, {"stdin": stdin, "stdout": stdout, "stderr": stderr})
    streams = {"stdin": stdin, "stdout": stdout, "stderr": stderr}
    folder = str(cwd) if cwd else None
    return RunningCommand({"argv": argv, "settings": settings, "process": streams, "cwd": folder}).wait()


def run(
    journal: Path,
    *argv: str,
    now: str = "2026-11-23T09:00:00",
    size: int | None = None,
    stdout: str | None = None,
    large: bool = False,
) -> FinishedCommand:
    """Run a command to its end."""
    return start(journal, *argv, now=now, size=size, stdout=stdout, large=large).wait()


@cache
def _fork_server() -> IO[bytes]:
    """The pipe that requests are written to. The server ends with this process, since its input does."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from tests.store.fork_server import _serve_all; _serve_all()"],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(_ROOT), os.environ.get("PYTHONPATH", "")))},
    )
    assert process.stdin is not None
    atexit.register(process.communicate)
    return process.stdin


def _serve_all() -> None:
    """Run the server: for each request fork a process, and one that waits for its end."""
    for name in _PRELOADED_MODULES:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the waiting processes
    for line in sys.stdin.buffer:
        if os.fork() == 0:
            _fork_command(json.loads(line))


def _fork_command(request: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    out, err, end = (os.open(Path(request["folder"]) / name, os.O_WRONLY) for name in ("out", "err", "end"))
    pid = os.fork()
    if pid == 0:
        os.close(end)
        if "process" in request:
            signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # as the interpreter does
            _run_process(request, out, err)
        _run_program(request, out, err)
    os.close(out)
    os.close(err)
    os.write(end, f"{pid}\n".encode())
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.write(end, f"{code}\n".encode())
    os._exit(0)


def _run_process(request: dict[str, Any], out: int, err: int) -> None:
    """Become a process of the program's own, which ends as the interpreter ends."""
    for name, value in request["settings"].items():
        os.environ.pop(name, None) if value is None else os.environ.update({name: value})
    time.tzset()
    if request["cwd"]:
        os.chdir(request["cwd"])
    streams = request["process"]
    os.dup2(os.open(streams["stdin"], os.O_RDONLY), 0)
    for at, name, caught in ((1, "stdout", out), (2, "stderr", err)):
        os.dup2(_open_output(streams[name]) if streams[name] else caught, at)
        os.close(caught)
    is_buffered = not os.environ.get("PYTHONUNBUFFERED")
    sys.stdin = os.fdopen(0)
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(
            os.fdopen(at, "wb", -1 if is_buffered else 0, closefd=False), encoding="utf-8", errors=errors,
            line_buffering=at == 2, write_through=not is_buffered,
        )
        for at, errors in ((1, "strict"), (2, "backslashreplace"))
    )  # fmt: skip
    sys.argv = ["mentorlog", *request["argv"]]
    from mentorlog.__main__ import main

    main()


def _open_output(place: str) -> int:
    """A file to write to; `GONE` is a pipe whose reader has closed its end before anything is written."""
    if place != GONE:
        return os.open(place, os.O_WRONLY | os.O_CREAT)
    reader, writer = os.pipe()
    os.close(reader)
    return writer


def _run_program(request: dict[str, Any], out: int, err: int) -> None:
    from mentorlog.cli.main import run as serve
    from mentorlog.store import backup

    try:
        if request["large"]:
            backup.MAX_COPIED_AT_ONCE = 0
        os.environ.update(request["settings"])
        os.environ.pop("MENTORLOG_DEBUG", None)
        time.tzset()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(os.open(request["stdout"], os.O_WRONLY) if request["stdout"] else out, 1)
        os.dup2(err, 2)
        os.close(out)
        os.close(err)
        sys.stdin, sys.stdout, sys.stderr = (os.fdopen(at, mode) for at, mode in enumerate("rww"))
        if request["size"] is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            import resource

            resource.setrlimit(resource.RLIMIT_FSIZE, (request["size"], request["size"]))
        code = serve(request["argv"])
        sys.stderr.flush()
        os._exit(code)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(255)
