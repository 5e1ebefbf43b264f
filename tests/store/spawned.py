"""Commands in processes of their own, each started anew: for systems that cannot fork. See `fork_server`."""

import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tests.subprocesses import MENTORLOG, environment_for

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
