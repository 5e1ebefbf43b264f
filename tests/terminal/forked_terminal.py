"""A pseudo-terminal whose program is forked from a server: see `tests.forked`."""

import os
import select
import sys
import termios
from pathlib import Path
from typing import Any

import pexpect
from pexpect.pty_spawn import ptyprocess

from tests.forked import is_forkable
from tests.store import fork_server
from tests.systems import KILL

_SECONDS_TO_DIE = 10.0  # of a process that was killed, on a busy machine


def open_terminal(words: tuple[str, ...], environment: dict[str, str], dimensions: tuple[int, int]) -> Any:
    """Run a command in a pseudo-terminal of so many rows and columns; gives what pexpect gives."""
    options: dict[str, Any] = {"encoding": "utf-8", "codec_errors": "replace", "timeout": 10}
    if not is_forkable(environment):
        argv = ["-m", "mentorlog", *words]
        return pexpect.spawn(sys.executable, argv, env=environment, dimensions=dimensions, **options)
    ours, theirs = os.openpty()
    termios.tcsetwinsize(ours, dimensions)  # before it starts, since it may ask at once
    command = fork_server.start_on_terminal(words, environment, os.ttyname(theirs), Path.cwd())
    os.close(theirs)  # only now that they have opened it: a terminal that nobody has open is at its end
    program = pexpect.spawn(None, **options)
    program.ptyproc = _ForkedTerminal(command, ours)
    program.pid, program.child_fd = command.pid, ours
    program.terminated = program.closed = False
    return program


class _ForkedTerminal(ptyprocess.PtyProcess):  # type: ignore[misc]  # pexpect and what it stands on have no types
    """A terminal whose process is another's child, and so cannot be waited for."""

    def __init__(self, command: fork_server.RunningCommand, terminal: int) -> None:
        super().__init__(command.pid, terminal)
        self.exitstatus: int | None = None
        self.signalstatus: int | None = None
        self._command = command

    def isalive(self) -> bool:
        """Whether it still runs; its status is known as soon as it does not."""
        return not self.terminated and not self.ends_within(0)

    def wait(self) -> int:
        """Wait for its end; gives its exit code, or the number of the signal that ended it."""
        if not self.terminated:
            self.ends_within(None)
        return self.exitstatus if self.exitstatus is not None else self.signalstatus or 0

    def terminate(self, force: bool = False) -> bool:
        """End it, at last with a kill if `force`; gives whether it has ended."""
        if super().terminate(force=False) or not force:
            return not self.isalive()
        self.kill(KILL)
        return self.ends_within(_SECONDS_TO_DIE)

    def ends_within(self, seconds: float | None) -> bool:
        """Wait for its end for so many seconds, or for ever; gives whether it has ended."""
        if not select.select([self._command.end], [], [], seconds)[0]:
            return False
        code = self._command.wait().code
        self.exitstatus, self.signalstatus = (None, -code) if code < 0 else (code, None)
        self.status = -code if code < 0 else code << 8  # as the system says it
        self.terminated = True
        return True
