"""Commands in a process in which nothing is loaded but Typer, and the modules that are loaded when they are over.

Each is a fork of one process that has imported Typer: to start Python and to import Typer would take most of the time
of a case. A command that is not to load even Typer is run in a process of its own.
"""

import atexit
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from tests.systems import IS_WINDOWS

_RUN = """
import atexit, sys
def print_modules():
    sys.stderr.write("\\nMODULES " + " ".join(sorted(sys.modules)))
atexit.register(print_modules)
from mentorlog.__main__ import main
main()
"""
# Nothing is imported here that Typer does not have: a request is a line of Python.
_SERVE = f"""
import gc, os, sys, typer
gc.freeze()
for line in sys.stdin:
    argv, environment, files = eval(line)
    child = os.fork()
    if child:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    for descriptor, file in enumerate(files):
        opened = os.open(file, os.O_RDWR | os.O_NOCTTY)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["mentorlog", *argv]
    sys.stdin = open(0, closefd=False)
    exec({_RUN!r})
"""


class FinishedProcess(NamedTuple):
    """What is left of a command: its exit code, what it said on stderr, and every module that was loaded at its end."""

    code: int
    errors: str
    modules: frozenset[str]


_server: "subprocess.Popen[str] | None" = None


def run_fresh(*argv: str, terminal: bool = False, loads_typer: bool = True, **settings: str) -> FinishedProcess:
    """Run a command, with stdout on a terminal if `terminal`; a setting that is empty is not set."""
    environment = {**os.environ, "COLUMNS": "80", "PYTHONDONTWRITEBYTECODE": ""} | settings
    environment = {name: value for name, value in environment.items() if value}
    if IS_WINDOWS or not loads_typer:  # where there are no forks, all cases take as long
        script = f"import sys; sys.argv = ['mentorlog', *sys.argv[1:]]; exec({_RUN!r})"
        process = subprocess.run(
            [sys.executable, "-c", script, *argv],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment, check=False,
        )  # fmt: skip
        return _outcome(process.returncode, process.stderr)
    our_end, their_end = os.openpty() if terminal else (-1, -1)
    stdout = os.ttyname(their_end) if terminal else os.devnull
    errors = Path(os.environ["HOME"], "stderr.txt")
    errors.write_bytes(b"")
    reader = Thread(target=_drain, args=(our_end,))
    if terminal:
        reader.start()  # a terminal that nobody reads is full after a screen or two
    server = _start_server()
    assert server.stdin and server.stdout
    server.stdin.write(repr((argv, environment, (os.devnull, stdout, str(errors)))) + "\n")
    server.stdin.flush()
    code = int(server.stdout.readline())
    if terminal:
        os.close(their_end)
        reader.join()
    return _outcome(code, errors.read_text(encoding="utf-8"))


def _start_server() -> "subprocess.Popen[str]":
    global _server
    if _server is None:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        _server = subprocess.Popen(
            [sys.executable, "-c", _SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        atexit.register(_server.communicate)
    return _server


def _outcome(code: int, errors: str) -> FinishedProcess:
    said, _, modules = errors.rpartition("MODULES ")
    return FinishedProcess(code, said, frozenset(modules.split()))


def _drain(terminal: int) -> None:
    """Read what is written to a terminal until its other end is closed."""
    with suppress(OSError):
        while os.read(terminal, 65536):
            pass
    os.close(terminal)
