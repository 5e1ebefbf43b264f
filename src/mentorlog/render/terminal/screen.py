"""Where things are shown: how wide it is, what it can draw."""

import os
import re
import sys
from typing import Any, TextIO

from mentorlog import settings
from mentorlog.structs import Frozen

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


_MARKS = "[●▲■○★] |^· "  # each stands before its word
# Signs between words as they are read aloud.
_SPOKEN = str.maketrans({"·": ",", "→": "to", "›": ":", "│": ",", "«": '"', "»": '"'})


class Screen(Frozen):
    """A place to show things. `width` is 0 where nothing is to be cut or wrapped: in a pipe or a file.

    `colour` is how many colours it has: 0, 16 or 256. With `spoken` nothing is drawn: it is read aloud, line by line.
    """

    stream: TextIO
    width: int
    colour: int
    ascii: bool
    spoken: bool = False

    @property
    def live(self) -> bool:
        """Whether a person looks at it."""
        return self.width > 0

    def own(self, text: str) -> str:
        """The program's own text with the glyphs this screen can draw, or with the words that are said for them."""
        if self.spoken:
            text = re.sub(" ?– ?", " to ", re.sub(_MARKS, "", text)).replace(" · ", ", ").translate(_SPOKEN)
        return text.translate(_ASCII) if self.ascii else text


def screen_of(stream: Any) -> Screen:
    """The screen behind stdout or stderr, as the terminal and the environment describe it."""
    live = _is_terminal(stream)
    ascii_only = _ascii_locale() or not _can_draw(stream)
    return Screen(stream, _width(stream) if live else 0, _colours(live), ascii_only, settings.value("accessible"))


def _colours(live: bool) -> int:
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
    return max(_NARROWEST, min(columns or 80, _WIDEST))


def _can_draw(stream: Any) -> bool:
    try:
        "●█▉│▁→".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def settle(stream: Any) -> None:
    """Let no character fail on its way out: what the encoding lacks is written as its number.

    A terminal in the C locale gets ASCII; a pipe gets what was written, since what reads it may keep it.
    """
    if stream is not None and hasattr(stream, "reconfigure"):
        plain = _ascii_locale() and _is_terminal(stream)
        stream.reconfigure(encoding="ascii" if plain else None, errors="backslashreplace")


def stdout() -> Screen:
    """Where data goes."""
    return screen_of(sys.stdout)


def stderr() -> Screen:
    """Where prompts, hints and errors go."""
    return screen_of(sys.stderr)
