"""A progress line on a terminal's stderr, and none elsewhere.

    with progress("Exporting", total) as step:
        for record in records:
            ...
            step(1)

Work that takes less than half a second shows nothing. The line is redrawn in place and removed at the end; a screen
reader gets one sentence instead.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mentorlog import system
from mentorlog.render.terminal.screen import Screen, stderr

Advance = Callable[[int], None]
_SHOW_AFTER = 0.5  # seconds
_REDRAW_INTERVAL = 0.1  # seconds
_BAR_CELLS = 24


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Advance]:
    """Yield a function to call with how much was done since the last call; without `total` it only counts."""
    screen = stderr()
    if not screen.is_terminal:
        yield lambda done: None
        return
    line = _ProgressLine(label, total, screen)
    try:
        yield line.advance
    finally:
        line.clear()


class _ProgressLine:
    """The line while it is shown."""

    def __init__(self, label: str, total: int | None, screen: Screen) -> None:
        self._label = label
        self._total = total
        self._screen = screen
        self._done = 0
        self._redraw_at = time.monotonic() + _SHOW_AFTER
        self._columns_written = 0

    def advance(self, done: int) -> None:
        """Count what is done, and redraw the line where it is time."""
        self._done += done
        if time.monotonic() >= self._redraw_at:
            self._redraw()

    def _redraw(self) -> None:
        if self._screen.accessible or system.terminal_type() in ("dumb", ""):
            self._redraw_at = float("inf")
            self._write(f"{self._label}, this takes a moment.\n")
            return
        self._redraw_at = time.monotonic() + _REDRAW_INTERVAL
        text = self._text()[: self._screen.width - 1]
        self._write("\r" + text + " " * (self._columns_written - len(text)))
        self._columns_written = len(text)

    def _text(self) -> str:
        if not self._total:
            return f"{self._label} {self._done:,}" if self._done else f"{self._label} ..."
        share = min(self._done / self._total, 1.0)
        filled = int(share * _BAR_CELLS)
        return self._screen.to_drawable(
            f"{self._label}  {'█' * filled}{'·' * (_BAR_CELLS - filled)} {share * 100:3.0f} %"
        )

    def clear(self) -> None:
        """Remove the line."""
        if self._columns_written:
            self._write("\r" + " " * self._columns_written + "\r")

    def _write(self, text: str) -> None:
        self._screen.stream.write(text)
        self._screen.stream.flush()
