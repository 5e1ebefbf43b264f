"""Commands in processes of their own, each started anew: for systems that cannot fork. See `fork_server`."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NamedTuple

from tests.subprocesses import MENTORLOG, environment_for

GONE = "the pipe of a reader who has gone"
CLOSED = "a stream that is closed"  # which no system but POSIX starts a program with
_KILLED = -9


class FinishedCommand(NamedTuple):
    """The outcome of a command. `code` is negative if it was killed."""

    code: int
    out: str
    err: str
    seconds: float


class SpawnedCommand:
    """A command under way."""

    def __init__(self, journal: Path, argv: tuple[str, ...], settings: dict[str, str], stdout: str | None) -> None:
        self._began = time.monotonic()
        self._out = open(stdout, "wb") if stdout else None  # noqa: SIM115 - closed when the command has ended
        self._process = subprocess.Popen(
            [*MENTORLOG, *argv],
            env={**environment_for(journal), **settings},
            stdin=subprocess.DEVNULL,
            stdout=self._out or subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._is_killed = False

    def kill(self, after: float) -> None:
        """Kill it that many seconds after its start, unless it has ended by then."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, self._began + after - time.monotonic()))
            return
        with suppress(OSError):  # it ended just now
            self._process.kill()
            self._is_killed = True

    def wait(self) -> FinishedCommand:
        """Wait for its end, and give its outcome."""
        out, err = self._process.communicate()
        if self._out:
            self._out.close()
        code = _KILLED if self._is_killed and self._process.returncode == 1 else self._process.returncode
        texts = [(text or b"").decode(errors="replace") for text in (out, err)]
        return FinishedCommand(code, texts[0], texts[1], time.monotonic() - self._began)


def run_spawned(
    argv: Sequence[str], settings: Mapping[str, str | None], cwd: Path | None, streams: Mapping[str, str]
) -> FinishedCommand:
    """What `fork_server.run_process` gives, from a process of its own."""
    environment = {name: value for name, value in {**os.environ, **settings}.items() if value is not None}
    began = time.monotonic()
    with ExitStack() as stack:
        stdin = stack.enter_context(open(streams["stdin"], "rb"))
        out, err = (_open_output(streams[name], stack) for name in ("stdout", "stderr"))
        done = subprocess.run(
            [*MENTORLOG, *argv], env=environment, cwd=cwd, stdin=stdin, stdout=out, stderr=err, check=False
        )
    texts = [(text or b"").decode(errors="replace") for text in (done.stdout, done.stderr)]
    return FinishedCommand(done.returncode, texts[0], texts[1], time.monotonic() - began)


def _open_output(place: str, stack: ExitStack) -> int:
    """Where an output goes: caught, into a file, or into a pipe whose reader has closed its end."""
    if not place:
        return subprocess.PIPE
    if place != GONE:
        return stack.enter_context(open(place, "wb")).fileno()
    reader, writer = os.pipe()
    os.close(reader)
    stack.callback(os.close, writer)
    return writer
