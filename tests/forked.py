"""The program in a process of its own that is forked from a server, or started anew where only that is the same.

To start Python and to import the program takes a quarter of a second, and most tests that need a process or a terminal
are about neither. What the interpreter reads while it starts (`PYTHON...`, the locale) a fork cannot repeat, and
Windows cannot fork: there the program is started as a person starts it.
"""

import os
import subprocess
from collections.abc import Collection
from pathlib import Path

from tests import subprocesses
from tests.store import fork_server
from tests.store.spawned import CLOSED, FinishedCommand
from tests.systems import IS_WINDOWS


def is_forkable(environment: dict[str, str]) -> bool:
    """Whether a fork of the server is what a new interpreter would be under these variables."""
    return not IS_WINDOWS and fork_server.startup_variables(environment) == fork_server.STARTUP_VARIABLES


def run(journal: Path, *argv: str | bytes, stdin: bytes = b"", **more: str) -> "subprocess.CompletedProcess[str]":
    """Like `tests.subprocesses.run`: one command to its end, with a pipe as each of its streams."""
    environment = subprocesses.environment_for(journal, **more)
    if not is_forkable(environment):
        return subprocesses.run(journal, *argv, before=None, stdin=stdin, **more)
    done = fork_server.run_process(
        [os.fsdecode(word) for word in argv], environment, cwd=Path.cwd(), stdin=stdin, inherit=False
    )
    return subprocess.CompletedProcess(argv, done.code, done.out, done.err)


def run_with_closed(journal: Path, *argv: str, closed: Collection[str]) -> FinishedCommand:
    """One command to its end, with some of "stdin", "stdout" and "stderr" closed before it begins."""
    return fork_server.run_process(
        argv,
        {**subprocesses.environment_for(journal)},
        stdin=CLOSED if "stdin" in closed else os.devnull,
        stdout=CLOSED if "stdout" in closed else "",
        stderr=CLOSED if "stderr" in closed else "",
        inherit=False,
    )
