"""Commands in processes forked from one that has imported everything, so that none pays for its start.

This makes thousands of processes affordable, and a kill at a random moment falls where a file is being written. The
server reads requests from a pipe and forks; each process has named pipes for its output and its exit code.
"""

import atexit
import ctypes
import gc
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

from tests.store.spawned import CLOSED, GONE, FinishedCommand, SpawnedCommand, run_spawned
from tests.systems import IS_WINDOWS, KILL

_REQUEST_LOCK = threading.Lock()  # one thread at a time may write a request
_ROOT = Path(__file__).parents[2]
_PRELOADED_MODULES = (
    "mentorlog.journal.journal", "mentorlog.journal.schema", "mentorlog.store.migrate",
    "mentorlog.store.backup", "mentorlog.backups.restore", "sqlite_utils",
    "dateutil.rrule", "icalendar",
    *(".".join(("mentorlog", *path.relative_to(_ROOT / "src" / "mentorlog").with_suffix("").parts))
      for path in (_ROOT / "src" / "mentorlog" / "cli").rglob("[!_]*.py")),
)  # fmt: skip


class RunningCommand:
    """A command under way."""

    def __init__(self, request: dict[str, Any], stdin: bytes | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="mentorlog-pipes-"))
        pipes = [self._folder / name for name in ("out", "err", "end")]
        for pipe in (*pipes, *((self._folder / "in",) if stdin is not None else ())):
            os.mkfifo(pipe)
        self._out, self._err, self._end = (_open_pipe(pipe) for pipe in pipes)
        with _REQUEST_LOCK:
            server = _fork_server()
            server.write((json.dumps({**request, "folder": str(self._folder)}) + "\n").encode())
            server.flush()
        self._pid = int(self._read_line())
        self._began = time.monotonic()
        if stdin is not None:
            with suppress(BrokenPipeError), open(self._folder / "in", "wb") as pipe:
                pipe.write(stdin)
        for stream in (self._out, self._err):
            os.set_blocking(stream.fileno(), True)

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._pid

    @property
    def end(self) -> IO[bytes]:
        """What can be read as soon as it has ended."""
        return self._end

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
    stdin: str | bytes = os.devnull,
    inherit: bool = True,
) -> FinishedCommand:
    """Run `python -m mentorlog` from its entry to the end of its interpreter, last flush included.

    A setting of None is no variable of its environment, and unless `inherit` it has no others than the settings. An
    output is caught, or goes to a file, or to the pipe `GONE`; bytes for stdin come by a pipe. Each may be `CLOSED`.
    """
    if IS_WINDOWS:
        assert isinstance(stdin, str)
        return run_spawned(argv, settings, cwd, {"stdin": stdin, "stdout": stdout, "stderr": stderr})
    typed = stdin if isinstance(stdin, bytes) else None
    streams = {"stdin": stdin if isinstance(stdin, str) else "", "stdout": stdout, "stderr": stderr}
    request = {"argv": argv, "settings": settings, "inherit": inherit, "process": streams}
    return RunningCommand(request | {"cwd": str(cwd) if cwd else None}, typed).wait()


def start_on_terminal(argv: Sequence[str], environment: Mapping[str, str], terminal: str, cwd: Path) -> RunningCommand:
    """Start `python -m mentorlog` with a terminal of this name as its own and as its three streams."""
    request = {"argv": argv, "settings": environment, "inherit": False, "process": {"terminal": terminal}}
    return RunningCommand(request | {"cwd": str(cwd)})


def startup_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """What of an environment the interpreter itself reads while it starts, and a fork can therefore not repeat.

    That streams are unbuffered, and where compiled modules go, is repeated, or makes no difference.
    """
    repeated = {"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"}
    return {
        name: value
        for name, value in environment.items()
        if name.startswith(("PYTHON", "LC_", "LANG")) and name not in repeated
    }


_CLEARED = {"LC_ALL", "LC_CTYPE"}  # by `tests.conftest` before each test
STARTUP_VARIABLES = {name: value for name, value in startup_variables(os.environ).items() if name not in _CLEARED}


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
        env={
            **{name: value for name, value in os.environ.items() if name not in startup_variables(os.environ)},
            **STARTUP_VARIABLES,
            "PYTHONPATH": os.pathsep.join((str(_ROOT), os.environ.get("PYTHONPATH", ""))),
        },
    )
    assert process.stdin is not None
    atexit.register(process.communicate)
    return process.stdin


def _serve_all() -> None:
    """Run the server: fork a process for each request, and pass its exit code on once it has ended."""
    for name in _PRELOADED_MODULES:
        importlib.import_module(name)
    _warm_up()
    gc.collect()
    _fill_holes()
    gc.freeze()  # else a collection in a fork would write to, and so copy, each page of memory
    wake_up, on_signal = os.pipe()
    os.set_blocking(on_signal, False)
    signal.set_wakeup_fd(on_signal)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    ends: dict[int, int] = {}  # the pipes for exit codes, by the process
    requests = b""
    while True:
        ready, _, _ = select.select([0, wake_up], [], [])
        if wake_up in ready:
            os.read(wake_up, 1024)
            _pass_codes_on(ends)
        if 0 in ready:
            if not (read := os.read(0, 1 << 16)):
                return
            *lines, requests = (requests + read).split(b"\n")
            for line in lines:
                _fork_command(json.loads(line), ends, [wake_up, on_signal])


def _warm_up() -> None:
    """Run some commands, so that no fork is the first to: Python fills its caches and adapts the code that it runs."""
    from mentorlog.cli.main import run as serve

    before, streams = dict(os.environ), (sys.stdin, sys.stdout, sys.stderr)
    with tempfile.TemporaryDirectory(prefix="mentorlog-") as folder:
        settings = {"HOME": folder, "TMPDIR": folder, "MENTORLOG_JOURNAL": str(Path(folder, "journal.db"))}
        os.environ |= settings | {"MENTORLOG_NOW": "2026-11-23T09:00:00"}
        sys.stdin, sys.stdout, sys.stderr = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(3))
        for line in ("questions add Who?", "questions list", "next", "log", "questions ad") * 2:
            serve(line.split())
    sys.stdin, sys.stdout, sys.stderr = streams
    os.environ.clear()
    os.environ.update(before)


class _MallocInfo(ctypes.Structure):
    """What glibc says about its heap."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            "arena", "free_chunks", "fast_chunks", "mapped_chunks", "mapped_bytes", "most_bytes", "fast_bytes",
            "used_bytes", "free_bytes", "bytes_at_the_end",
        )
    )  # fmt: skip


def _fill_holes() -> None:
    """Take what is free between the used parts of the heap, so that a fork gets fresh pages in a row from its end.

    Whatever a fork writes into a hole copies the pages around it: with 2 MB of them, a quarter of all that it copies.
    """
    library = ctypes.CDLL(None)
    if not (info := getattr(library, "mallinfo2", None)):  # of glibc alone
        return
    info.restype = _MallocInfo
    library.malloc.argtypes, library.malloc.restype = [ctypes.c_size_t], ctypes.c_void_p
    size = 1 << 17
    while size > 16:
        before = info()
        if before.free_bytes - before.bytes_at_the_end >= size:
            library.malloc(size - 8)  # and is never freed
            if info().bytes_at_the_end >= before.bytes_at_the_end:
                continue
        size = size * 3 // 4  # there is no hole of that size any more


def _pass_codes_on(ends: dict[int, int]) -> None:
    with suppress(ChildProcessError):
        while ended := os.waitpid(-1, os.WNOHANG):
            pid, status = ended
            if pid == 0:
                return
            with suppress(BrokenPipeError):  # of a test that did not wait
                os.write(ends[pid], f"{os.waitstatus_to_exitcode(status)}\n".encode())
            os.close(ends.pop(pid))


def _fork_command(request: dict[str, Any], ends: dict[int, int], ours: list[int]) -> None:
    folder = Path(request["folder"])
    if terminal := request.get("process", {}).get("terminal"):
        out, err = (os.open(terminal, os.O_RDWR | os.O_NOCTTY) for _ in range(2))
    else:
        out, err = (os.open(folder / name, os.O_WRONLY) for name in ("out", "err"))
    end = os.open(folder / "end", os.O_WRONLY)
    pid = os.fork()
    if pid:
        os.close(out)
        os.close(err)
        ends[pid] = end
        os.write(end, f"{pid}\n".encode())
        return
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for descriptor in (end, *ends.values(), *ours):
        os.close(descriptor)
    if "process" in request:
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # as the interpreter does
        _run_process(request, out, err)
    _run_program(request, out, err)


def _run_process(request: dict[str, Any], out: int, err: int) -> None:
    """Become a process of the program's own."""
    _take_environment(request["settings"], inherit=request["inherit"])
    if request["cwd"]:
        os.chdir(request["cwd"])
    streams = request["process"]
    is_terminal = "terminal" in streams
    if is_terminal:
        _take_terminal(out)
        stdin = os.dup(out)
    else:
        place = os.devnull if streams["stdin"] == CLOSED else streams["stdin"]
        stdin = os.open(place or Path(request["folder"]) / "in", os.O_RDONLY)
    os.dup2(stdin, 0)
    os.close(stdin)
    for at, name, caught in ((1, "stdout", out), (2, "stderr", err)):
        os.dup2(_open_output(streams[name]) if streams.get(name, "") not in ("", CLOSED) else caught, at)
        os.close(caught)
    is_buffered = not os.environ.get("PYTHONUNBUFFERED")
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(
            os.fdopen(at, "wb", -1 if is_buffered else 0, closefd=False), encoding="utf-8", errors=errors,
            line_buffering=at == 2 or is_terminal, write_through=not is_buffered,
        )
        for at, errors in ((1, "strict"), (2, "backslashreplace"))
    )  # fmt: skip
    for at, name in enumerate(("stdin", "stdout", "stderr")):
        if streams.get(name) == CLOSED:
            setattr(sys, name, None)
            setattr(sys, f"__{name}__", None)
            os.close(at)
    sys.argv = ["mentorlog", *request["argv"]]
    from mentorlog.__main__ import main

    main()


def _take_environment(settings: Mapping[str, str | None], *, inherit: bool) -> None:
    coerced = {name: os.environ[name] for name in ("LC_CTYPE",) if name in os.environ}  # where the interpreter chose it
    if not inherit:
        os.environ.clear()
    os.environ.update(coerced)
    for name, value in settings.items():
        os.environ.pop(name, None) if value is None else os.environ.update({name: value})
    time.tzset()


def _take_terminal(terminal: int) -> None:
    """Lead a session of its own, whose terminal this one is: Ctrl-C and a hang-up reach it."""
    import fcntl
    import termios  # which Windows lacks

    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)


def _open_output(place: str) -> int:
    """A file to write to; `GONE` is a pipe whose reader has closed its end before anything is written."""
    if place != GONE:
        return os.open(place, os.O_WRONLY | os.O_CREAT)
    reader, writer = os.pipe()
    os.close(reader)
    return writer


def _run_program(request: dict[str, Any], out: int, err: int) -> None:
    from mentorlog.cli.main import run as serve

    try:
        if request["large"]:
            from mentorlog.store import deferred_backup

            deferred_backup.MAX_COPIED_AT_ONCE = 0
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
