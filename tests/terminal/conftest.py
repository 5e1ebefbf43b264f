"""A real terminal: the program runs in a pseudo-terminal, and a screen keeps what a person would see."""

import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pexpect
import pytest

from mentorlog.cli import main
from tests.subprocesses import environment_for
from tests.systems import IS_WINDOWS
from tests.terminal.screen import ScreenReader
from tests.terminal.scripted import ScriptedTerminal

_CLEAR_LINE = "\x15"  # Ctrl-U


class Terminal(ScreenReader):
    """A program in a terminal of some columns and rows."""

    def __init__(self, journal: Path, words: tuple[str, ...], columns: int, rows: int, **more: str) -> None:
        super().__init__(columns, rows)
        self.journal = journal
        from tests.terminal.forked_terminal import open_terminal  # which Windows cannot

        self.program = open_terminal(words, environment_for(journal, **more), (rows, columns))
        self.program.delaybeforesend = None
        self.program.ptyproc.delayafterclose = self.program.ptyproc.delayafterterminate = 0.01

    def waits_for(self, text: str) -> None:
        """Read on until the program shows a text."""
        self.program.expect_exact(text)
        self._feed_screen()

    def types(self, *answers: str) -> None:
        """Answer prompt after prompt."""
        for answer in answers:
            self.waits_for("› ")
            self.program.sendline(answer)

    def retypes(self, *answers: str) -> None:
        """Answer prompts in which a refused line stands, which is taken out first."""
        self.types(*(f"{_CLEAR_LINE}{answer}" for answer in answers))

    def is_ended_by(self, sign: int) -> None:
        """Send a signal and wait for the end; after a second again, for readline misses one right before it waits."""
        while self.program.isalive():
            with suppress(ProcessLookupError):
                os.kill(self.program.pid, sign)
            self.program.ptyproc.ends_within(1.0)

    def ends(self) -> int:
        """Read to the end, and give the exit code."""
        self.program.expect(pexpect.EOF)
        self._feed_screen()
        self.program.wait()
        self.program.close()
        return int(self.program.exitstatus or 0)

    def _feed_screen(self) -> None:
        self.feed((self.program.before or "") + (self.program.after if isinstance(self.program.after, str) else ""))


Run = Callable[..., Terminal]


@pytest.fixture
def terminal(tmp_path: Path, schema_copies: None) -> Iterator[Run]:
    """Starts programs in terminals on one journal; those still running at the end are closed.

    Where the system has no pseudo-terminals, they are played, and tests that need more are skipped.
    """
    begun: list[Terminal] = []

    def run(*words: str, columns: int = 80, rows: int = 60, **more: str) -> Any:
        if IS_WINDOWS:
            return ScriptedTerminal(tmp_path / "journal.db", words, columns, rows, **more)
        begun.append(Terminal(tmp_path / "journal.db", words, columns, rows, **more))
        return begun[-1]

    yield run
    for one in begun:
        one.program.close(force=True)


class TerminalOutput(NamedTuple):
    """What a command drew, and its exit code."""

    code: int
    raw: str

    def text(self, columns: int) -> str:
        """What would stand on a screen of so many columns: a longer line is broken where the screen ends."""
        lines = re.sub("\x1b\\[[0-9;]*m", "", self.raw).split("\n")
        return "\n".join(line[at : at + columns] for line in lines for at in range(0, len(line) or 1, columns))


class _Stream(io.TextIOWrapper):
    """A stream that passes for a terminal."""

    def isatty(self) -> bool:
        return True


RunOnTerminal = Callable[..., TerminalOutput]


@pytest.fixture
def run_on_terminal(monkeypatch: pytest.MonkeyPatch) -> RunOnTerminal:
    """Runs commands in this process as on a terminal, which is ten times as fast as on one: for what many draw."""

    def draw(*words: str, columns: int = 80, encoding: str = "utf-8", **more: str) -> TerminalOutput:
        raw = io.BytesIO()
        screen = _Stream(raw, encoding=encoding, newline="", write_through=True)
        with monkeypatch.context() as patch:
            for name, value in {"COLUMNS": str(columns), "PAGER": "", **more}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
            patch.setattr(sys, "stdout", screen)
            patch.setattr(sys, "stderr", screen)
            return TerminalOutput(main.run(words), raw.getvalue().decode(encoding))

    return draw
