"""How far a long piece of work is: one line on a terminal's stderr, and none elsewhere.

    with progress("Exporting", total) as step:
        for record in records:
            ...
            step(1)

Work that is over within half a second shows nothing. The line is drawn over itself and gone at the end; where nothing
is to be drawn, it is said once that it takes a while.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mentorlog.render.terminal.screen import Screen, stderr

Step = Callable[[int], None]
_QUIET = 0.5  # seconds without a line
_AGAIN = 0.1  # seconds between two drawings
_CELLS = 24


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Step]:
    """A function to call with how much was done since the last call; without `total` only the label moves."""
    screen = stderr()
    if not screen.live:
        yield _nothing
        return
    line = _Line(label, total, screen)
    try:
        yield line.step
    finally:
        line.end()


def _nothing(done: int = 1) -> None:
    """Nobody looks."""


class _Line:
    """The line of one piece of work."""

    def __init__(self, label: str, total: int | None, screen: Screen) -> None:
        self._label = label
        self._total = total
        self._screen = screen
        self._done = 0
        self._next = time.monotonic() + _QUIET
        self._shown = 0  # columns that are written

    def step(self, done: int = 1) -> None:
        """So much more is done."""
        self._done += done
        if time.monotonic() >= self._next:
            self._show()

    def _show(self) -> None:
        if self._screen.spoken or os.environ.get("TERM", "") in ("dumb", ""):
            self._next = float("inf")
            self._write(f"{self._label}, this takes a moment.\n")
            return
        self._next = time.monotonic() + _AGAIN
        text = self._text()[: self._screen.width - 1]
        self._write("\r" + text + " " * (self._shown - len(text)))
        self._shown = len(text)

    def _text(self) -> str:
        if not self._total:
            return f"{self._label} {self._done:,}" if self._done else f"{self._label} ..."
        share = min(self._done / self._total, 1.0)
        filled = int(share * _CELLS)
        return self._screen.own(f"{self._label}  {'█' * filled}{'·' * (_CELLS - filled)} {share * 100:3.0f} %")

    def end(self) -> None:
        """Take the line away."""
        if self._shown:
            self._write("\r" + " " * self._shown + "\r")

    def _write(self, text: str) -> None:
        self._screen.stream.write(text)
        self._screen.stream.flush()
