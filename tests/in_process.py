"""Run the program in this process, without pytest: for attacks of thousands of commands, and to arrange tests."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mentorlog.cli.main import run as serve
from tests import systems
from tests.conftest import NOW, Result

EXIT_CODES = {0, 1, 2, 3, 10, 65, 73, 74, 75, 77, 130}  # every exit code there is
INTERNAL_ERROR = "Something is wrong in mentorlog itself"


class _CapturedStream(io.TextIOWrapper):
    """A stream that keeps what a command writes, and may pass for a terminal."""

    def __init__(self, terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        """All that was written. Raises UnicodeDecodeError if it is not UTF-8."""
        self.flush()
        written = self.buffer
        assert isinstance(written, io.BytesIO)
        return written.getvalue().decode()


@contextmanager
def journal_environment(journal: Path, **more: str) -> Iterator[None]:
    """The environment of commands on `journal`, at a fixed time."""
    settings = {"MENTORLOG_JOURNAL": str(journal), "MENTORLOG_NOW": NOW, "HOME": str(journal.parent),
                "TZ": "Europe/London", "TERM": "xterm-256color", "COLUMNS": "100"}  # fmt: skip
    unset = dict.fromkeys(_UNSET)
    with environment({**unset, **settings, **more}):
        systems.apply_zone()
        yield
    systems.apply_zone()


_UNSET = (
    "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "MENTORLOG_DEBUG", "XDG_DATA_HOME", "VISUAL", "EDITOR",
)  # fmt: skip


@contextmanager
def environment(variables: Mapping[str, str | None]) -> Iterator[None]:
    """Set variables within the block, or unset those that are None; all others stay as they are.

    `patch.dict` writes the whole environment anew each time, for half a millisecond.
    """
    before = {name: os.environ.get(name) for name in variables}
    try:
        _set_variables(variables)
        yield
    finally:
        _set_variables(before)


def _set_variables(variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def run_command(*argv: str, stdin: bytes = b"", terminal: bool = False) -> Result:
    """Run one command, with stdout and stderr that pass for a terminal if `terminal`; nobody is there to be asked."""
    out, err = _CapturedStream(terminal), _CapturedStream(terminal)
    streams = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"), out, err
    try:
        code = serve(argv)
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
    return Result(code, out.text(), err.text())


def run(journal: Path, *argv: str, stdin: bytes = b"", **more: str) -> "subprocess.CompletedProcess[str]":
    """Like `tests.subprocesses.run`, but in this process: for arranging a test and checking its outcome."""
    with environment({"MENTORLOG_JOURNAL": str(journal), **more}):
        result = run_command(*argv, stdin=stdin)
    return subprocess.CompletedProcess(argv, result.code, result.out, result.err)


def fault_in(result: Result) -> str:
    """What no command may ever do, if this one did it; else empty."""
    if result.code not in EXIT_CODES:
        return f"exit code {result.code}"
    if "Traceback" in result.err:
        return "a traceback"
    if INTERNAL_ERROR in result.err:
        return result.err.split("\n")[0]
    return (
        "" if result.code in (0, 10) or (result.err + result.out).strip() else f"exit code {result.code} without a word"
    )
