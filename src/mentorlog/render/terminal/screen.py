"""Where things are shown: how wide it is, what it can draw."""

import os
import re
import sys
from typing import Any, TextIO

from mentorlog import settings
from mentorlog.structs import Frozen

_MIN_WIDTH, _MAX_WIDTH = 20, 400
# The program's own glyphs where only ASCII can be shown.
_ASCII_GLYPHS = str.maketrans(
    {
        "●": "*", "▲": "^", "■": "!", "○": "-", "│": "|", "·": ".", "–": "-", "−": "-", "…": "...", "›": ">", "→": "->",
        "█": "#", "▉": "#", "▊": "#", "▋": "#", "▌": "=", "▍": "=", "▎": "-", "▏": "-",
        "─": "-", "┌": "+", "┐": "+", "└": "+", "┘": "+", "┤": "|", "├": "|", "┬": "+", "┴": "+", "┼": "+",
        "▁": "_", "▂": ".", "▃": "-", "▅": "=", "▇": "#", "★": "*", "«": "<", "»": ">", "“": '"', "”": '"', "’": "'",
    }
)  # fmt: skip


_STATUS_GLYPHS = "[●▲■○★] |^· "  # each stands before its word
# Signs between words as they are read aloud.
_ACCESSIBLE_GLYPHS = str.maketrans({"·": ",", "→": "to", "›": ":", "│": ",", "«": '"', "»": '"'})


class Screen(Frozen):
    """A place to show things. `width` is 0 where nothing is to be cut or wrapped: in a pipe or a file.

    `colour` is how many colours it has: 0, 16 or 256. With `spoken` nothing is drawn: it is read aloud, line by line.
    """

    stream: TextIO
    width: int
    colors: int
    ascii: bool
    accessible: bool = False

    @property
    def is_terminal(self) -> bool:
        """Whether a person looks at it."""
        return self.width > 0

    def to_drawable(self, text: str) -> str:
        """The program's own text with the glyphs this screen can draw, or with the words that are said for them."""
        if self.accessible:
            text = (
                re.sub(" ?– ?", " to ", re.sub(_STATUS_GLYPHS, "", text))
                .replace(" · ", ", ")
                .translate(_ACCESSIBLE_GLYPHS)
            )
        return text.translate(_ASCII_GLYPHS) if self.ascii else text


def screen_for(stream: Any) -> Screen:
    """The screen behind stdout or stderr, as the terminal and the environment describe it."""
    live = _is_terminal(stream)
    ascii_only = _ascii_locale() or not _can_draw(stream)
    return Screen(stream, _width(stream) if live else 0, _color_count(live), ascii_only, settings.value("accessible"))


def _color_count(live: bool) -> int:
    """How many colours to use: as the setting says, else NO_COLOR, else FORCE_COLOR, else as the terminal can."""
    wish = settings.value("color")
    term = os.environ.get("TERM", "")
    if wish == "auto":
        forced = os.environ.get("FORCE_COLOR", "") not in ("", "0")
        if os.environ.get("NO_COLOR") or not (forced or (live and term not in ("dumb", "unknown", ""))):
            return 0
    if wish == "never":
        return 0
    return 256 if "256" in term or "direct" in term or os.environ.get("COLORTERM") else 16


def _ascii_locale() -> bool:
    """Whether the person asked for plain C or POSIX. Python itself then speaks UTF-8 all the same."""
    if not sys.flags.utf8_mode or os.environ.get("PYTHONUTF8") or os.environ.get("PYTHONIOENCODING"):
        return False
    return (os.environ.get("LC_ALL") or os.environ.get("LANG")) in ("C", "POSIX")


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
    return max(_MIN_WIDTH, min(columns or 80, _MAX_WIDTH))


def _can_draw(stream: Any) -> bool:
    try:
        "●█▉│▁→".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def configure_encoding(stream: Any) -> None:
    """Let no character fail on its way out: what the encoding lacks is written as its number.

    A terminal in the C locale gets ASCII; a pipe gets what was written, since what reads it may keep it.
    """
    if stream is not None and hasattr(stream, "reconfigure"):
        plain = _ascii_locale() and _is_terminal(stream)
        stream.reconfigure(encoding="ascii" if plain else None, errors="backslashreplace")


def stdout() -> Screen:
    """Where data goes."""
    return screen_for(sys.stdout)


def stderr() -> Screen:
    """Where prompts, hints and errors go."""
    return screen_for(sys.stderr)
