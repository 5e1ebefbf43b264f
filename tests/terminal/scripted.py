"""A terminal played in this process, for systems without pseudo-terminals: what is typed is known when it starts."""

import io
import os
import re
import sys
from pathlib import Path
from typing import NoReturn
from unittest.mock import patch

import pytest

from mentorlog.cli import main
from mentorlog.cli.prompts import lines
from tests.subprocesses import environment_for
from tests.terminal.screen import ScreenReader


class _Stream(io.TextIOWrapper):
    """A stream that passes for a terminal."""

    def isatty(self) -> bool:
        return True


class _Keyboard(io.BytesIO):
    """What somebody types, line by line; the terminal shows it, and ends it with a line break of its own."""

    def __init__(self, typed: list[str], output: io.BytesIO) -> None:
        super().__init__("".join(f"{line}\n" for line in typed).encode())
        self._output = output

    def readline(self, size: int | None = -1) -> bytes:
        line = super().readline(size)
        self._output.write(line)
        return line


class ScriptedTerminal(ScreenReader):
    """A program that runs once its outcome is asked for, with what was to be typed until then.

    No line can be edited, no key pressed alone, and nothing else be done while it waits.
    """

    def __init__(self, journal: Path, words: tuple[str, ...], columns: int, rows: int, **more: str) -> None:
        super().__init__(columns, rows)
        self.journal = journal
        self._words = words
        self._environment = {"PAGER": "", **environment_for(journal, **more), "COLUMNS": str(columns)}
        self._environment["LINES"] = str(rows)
        self._code: int | None = None
        self._typed: list[str] = []
        self._awaited: list[str] = []

    @property
    def program(self) -> NoReturn:
        """There is none: what looks at the process itself needs a pseudo-terminal."""
        pytest.skip("needs a pseudo-terminal")

    def is_ended_by(self, sign: int) -> None:
        """What only a process of its own can be."""
        self.program.send(sign)

    def waits_for(self, text: str) -> None:
        """Expect the program to show a text, after those before."""
        self._awaited.append(text)

    def types(self, *answers: str) -> None:
        """Answer prompt after prompt."""
        if self._code is not None:
            pytest.skip("needs a pseudo-terminal")
        for answer in answers:
            self.waits_for("› ")
            self._typed.append(answer)

    def retypes(self, *answers: str) -> None:
        """Answer prompts that offer a refused line."""
        self.types(*answers)

    @property
    def text(self) -> str:
        """The screen as one text, once it has run."""
        self.ends()
        return super().text

    def ends(self) -> int:
        """Run it, and give the exit code."""
        if self._code is None:
            self._code = self._run()
            shown = re.search(".*?".join(map(re.escape, self._awaited)), self.raw, re.DOTALL)
            assert shown, f"{self._awaited} are not shown one after the other"
        return self._code

    def _run(self) -> int:
        output = io.BytesIO()
        screens = [_Stream(output, "utf-8", newline="\n", write_through=True) for _ in range(2)]
        with (
            patch.dict(os.environ, self._environment, clear=True),
            patch.object(sys, "stdin", _Stream(_Keyboard(self._typed, output), "utf-8")),
            patch.object(sys, "stdout", screens[0]),
            patch.object(sys, "stderr", screens[1]),
            patch.object(lines, "is_line_editable", lambda: False),
        ):
            code = main.run(self._words)
        self.feed(output.getvalue().decode().replace("\r\n", "\n").replace("\n", "\r\n"))
        return code
