"""Where things are shown: how wide it is, what it can draw."""

import os
import sys
from typing import Any, NamedTuple, TextIO

_NARROWEST, _WIDEST = 20, 400
# The program's own glyphs where only ASCII can be shown.
_ASCII = str.maketrans(
    {
        "●": "*", "▲": "^", "■": "!", "○": "-", "│": "|", "·": ".", "–": "-", "−": "-", "…": "...", "›": ">", "→": "->",
        "█": "#", "▉": "#", "▊": "#", "▋": "#", "▌": "=", "▍": "=", "▎": "-", "▏": "-",
        "─": "-", "┌": "+", "┐": "+", "└": "+", "┘": "+", "┤": "|", "├": "|", "┬": "+", "┴": "+", "┼": "+",
        "▁": "_", "▂": ".", "▃": "-", "▅": "=", "▇": "#", "★": "*", "«": "<", "»": ">", "“": '"', "”": '"', "’": "'",
    }
)  # fmt: skip


class Screen(NamedTuple):
    """A place to show things. `width` is 0 where nothing is to be cut or wrapped: in a pipe or a file."""

    stream: TextIO
    width: int
    colour: bool
    ascii: bool

    @property
    def live(self) -> bool:
        """Whether a person looks at it."""
        return self.width > 0

    def own(self, text: str) -> str:
        """The program's own text with the glyphs this screen can draw."""
        return text.translate(_ASCII) if self.ascii else text


def screen_of(stream: Any) -> Screen:
    """The screen behind stdout or stderr, as the terminal and the environment describe it."""
    live = _is_terminal(stream)
    colour = live and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") not in ("dumb", "unknown", "")
    return Screen(stream, _width(stream) if live else 0, colour, not _can_draw(stream))


def _is_terminal(stream: Any) -> bool:
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):
        return False


def _width(stream: Any) -> int:
    told = os.environ.get("COLUMNS", "")
    if told.isascii() and told.isdigit() and int(told) > 0:
        columns = int(told)
    else:
        try:
            columns = os.get_terminal_size(stream.fileno()).columns
        except (OSError, ValueError):
            columns = 80
    return max(_NARROWEST, min(columns or 80, _WIDEST))


def _can_draw(stream: Any) -> bool:
    try:
        "●█▉│▁→".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def settle(stream: Any) -> None:
    """Let no character fail on its way out: what the encoding lacks is written as its number."""
    if stream is not None and hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace")


def stdout() -> Screen:
    """Where data goes."""
    return screen_of(sys.stdout)


def stderr() -> Screen:
    """Where prompts, hints and errors go."""
    return screen_of(sys.stderr)
