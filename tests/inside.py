"""The program in this process, without pytest: for attacks of thousands of commands, and for what a test arranges."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from mentorlog.cli.main import run as serve
from tests.conftest import NOW, Result

CODES = {0, 1, 2, 3, 10, 65, 73, 74, 75, 77, 130}  # every exit code there is
OURS = "Something is wrong in mentorlog itself"


class _Seen(io.TextIOWrapper):
    """What a command writes, to a terminal or not."""

    def __init__(self, terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        """All of it; what is not UTF-8 fails."""
        self.flush()
        written = self.buffer
        assert isinstance(written, io.BytesIO)
        return written.getvalue().decode()


@contextmanager
def surroundings(journal: Path, **more: str) -> Iterator[None]:
    """The environment of commands on `journal`, under a clock that stands."""
    settings = {"MENTORLOG_JOURNAL": str(journal), "MENTORLOG_NOW": NOW, "HOME": str(journal.parent),
                "TZ": "Europe/London", "TERM": "xterm-256color", "COLUMNS": "100"}  # fmt: skip
    with patch.dict(os.environ, settings | more):
        for name in ("NO_COLOR", "FORCE_COLOR", "MENTORLOG_DEBUG", "XDG_DATA_HOME", "VISUAL", "EDITOR"):
            os.environ.pop(name, None)
        time.tzset()
        yield
    time.tzset()


def command(*argv: str, stdin: bytes = b"", terminal: bool = False) -> Result:
    """Run one command. Its stdout and stderr are a terminal's where it is told so; nobody is there to be asked."""
    out, err = _Seen(terminal), _Seen(terminal)
    streams = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"), out, err
    try:
        code = serve(argv)
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
    return Result(code, out.text(), err.text())


def run(journal: Path, *argv: str, stdin: bytes = b"", **more: str) -> "subprocess.CompletedProcess[str]":
    """As `tests.program.run`, without its process: to arrange what a test needs, and to look at what came of it."""
    with patch.dict(os.environ, {"MENTORLOG_JOURNAL": str(journal)} | more):
        told = command(*argv, stdin=stdin)
    return subprocess.CompletedProcess(argv, told.code, told.out, told.err)


def broken(told: Result) -> str:
    """What no command may do, whatever was done to it; empty where it did none of it."""
    if told.code not in CODES:
        return f"exit code {told.code}"
    if "Traceback" in told.err:
        return "a traceback"
    if OURS in told.err:
        return told.err.split("\n")[0]
    return "" if told.code in (0, 10) or (told.err + told.out).strip() else f"exit code {told.code} without a word"
