"""The screen behind a stream: how wide it is, how many colours it has, what it can draw."""

import os
import re
import sys
from typing import TYPE_CHECKING, Any, TextIO

from mentorlog import settings, system
from mentorlog.render.terminal.text import to_printable
from mentorlog.structs import Frozen, Literal, replace

if TYPE_CHECKING:
    from mentorlog.render.terminal.page import Line, Span

Palette = Literal["none", "weight", "theme", "dark", "light"]

DEFAULT_WIDTH = 80  # columns of a terminal that does not say, and of what a pipe needs a width for
_MIN_WIDTH, _NARROW_WIDTH, _MAX_COLUMNS = 20, 60, 400
_MAX_WIDTH = 100  # columns that are used: longer lines are hard to follow
# Replacements for the program's own glyphs on an ASCII screen.
_ASCII_GLYPHS = str.maketrans(
    "●▲■○│·–−›█▉▊▋▌▍▎▏▪─┌┐└┘┤├┬┴┼┃━╋┄╳◆◇▆░▾⠒▁▂▃▅▇★«»“”’",
    '*^!-|.-->####==--+-++++||+++|=+.x*o#.v-_.-=#*<>""\'',
) | {ord("…"): "...", ord("→"): "->"}
_STATUS_GLYPHS = "[●▲■○★] |^· "  # each is followed by its word
# Signs between words as they are read aloud.
_ACCESSIBLE_GLYPHS = str.maketrans({"·": ",", "→": "to", "›": ":", "│": ",", "«": '"', "»": '"'})


class Screen(Frozen):
    """A stream to draw on. `width` is 0 where nothing is cut or wrapped: in a pipe or a file.

    Of a wide terminal only `width` columns are used; `columns` is where the terminal itself breaks a line.
    `palette` says which colours it gets: those for a dark or a light ground, or the sixteen of the user's own theme;
    `weight` is bold and dim without colour, `none` no escape codes at all.
    An accessible screen is read aloud: nothing is drawn, line follows line.
    """

    stream: TextIO
    width: int
    palette: Palette
    ascii: bool
    accessible: bool = False
    columns: int = 0

    @property
    def is_terminal(self) -> bool:
        """Whether a person looks at it."""
        return self.width > 0

    @property
    def is_narrow(self) -> bool:
        """Whether facts stand below a title, since there is no room beside it."""
        return 0 < self.width < _NARROW_WIDTH and not self.accessible

    def to_drawable(self, text: str) -> str:
        """The program's own text in glyphs that this screen can draw, or in words that are read aloud for them."""
        if self.accessible:
            text = (
                re.sub(" ?– ?", " to ", re.sub(_STATUS_GLYPHS, "", text))
                .replace(" · ", ", ")
                .translate(_ACCESSIBLE_GLYPHS)
            )
        return text.translate(_ASCII_GLYPHS) if self.ascii else text


def drawable_line(line: "Line", screen: Screen) -> "Line":
    """A line made safe, in glyphs that the screen can draw, or in the words that are read aloud for them."""
    return tuple([_drawable_span(span, screen) for span in line])


def _drawable_span(span: "Span", screen: Screen) -> "Span":
    text = to_printable(span.text if span.alt is None or not screen.accessible else span.alt)
    if span.ours:
        text = screen.to_drawable(text)
    if text == span.text and (span.alt is None or not screen.accessible):  # most are, and each copy costs
        return span
    return replace(span, text=text, ours=False, alt=None)


def screen_for(stream: Any) -> Screen:
    """The screen behind stdout or stderr, as the terminal and the environment describe it."""
    is_terminal = system.is_terminal(stream)
    columns = _columns(stream) if is_terminal else 0
    ascii_only = _ascii_locale() or not _can_draw(stream)
    width = min(columns, _MAX_WIDTH)
    return Screen(stream, width, _palette(is_terminal), ascii_only, settings.value("accessible"), columns)


def _palette(is_terminal: bool) -> Palette:
    """The palette by the setting, else NO_COLOR, else what forces or forbids colour, else the terminal.

    A setting other than `auto` chooses for terminals, whatever NO_COLOR wishes for all programs; it forces no colour
    into pipes.
    """
    setting = settings.value("colors")
    is_able = is_terminal and system.terminal_type() not in ("dumb", "unknown", "")
    if setting == "none" or (setting == "auto" and os.environ.get("NO_COLOR")):
        return "weight" if is_able else "none"  # colour is meant, not weight
    wish = _color_wish()
    if setting != "auto" and is_able:
        wish = True
    if wish is False or not (wish or is_able):
        return "none"
    if setting == "theme" or not _has_256_colors():
        return "theme"
    return setting if setting in ("dark", "light") else _ground_variable_palette() or _asked_palette or "theme"


_asked_palette: Palette | None = None  # what the terminal itself answered in this run


def ask_for_palette(screen: Screen) -> Screen:
    """The screen for a long page: where nothing else says which ground it has, the terminal is asked, once at most."""
    global _asked_palette
    is_known = _asked_palette or _ground_variable_palette() or settings.value("colors") != "auto"
    if is_known or screen.palette != "theme" or screen.accessible or not _has_256_colors():
        return screen
    from mentorlog.render.terminal.ground import ask_whether_light

    is_light = ask_whether_light(screen.stream)
    _asked_palette = "theme" if is_light is None else "light" if is_light else "dark"
    return replace(screen, palette=_palette(is_terminal=True))


def _has_256_colors() -> bool:
    term = system.terminal_type()
    return "256" in term or "direct" in term or bool(os.environ.get("COLORTERM"))


def _ground_variable_palette() -> Palette | None:
    """The palette for the ground that COLORFGBG tells ("15;0"), if any."""
    number = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    if not (number.isascii() and number.isdigit()):
        return None
    return "light" if number in ("7", "15") else "dark"


def _color_wish() -> bool | None:
    """Whether the environment forces colour (True) or forbids it (False); None where it leaves that to the terminal."""
    force = os.environ.get("FORCE_COLOR", "").lower()
    if force in ("0", "false"):
        return False
    if force or os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return False if os.environ.get("CLICOLOR") == "0" else None


def _ascii_locale() -> bool:
    """Whether the locale is C or POSIX by choice; Python itself would use UTF-8 all the same."""
    if not sys.flags.utf8_mode or os.environ.get("PYTHONUTF8") or os.environ.get("PYTHONIOENCODING"):
        return False
    return (os.environ.get("LC_ALL") or os.environ.get("LANG")) in ("C", "POSIX")


def _columns(stream: Any) -> int:
    columns = _columns_setting()
    if not columns:
        try:
            columns = os.get_terminal_size(stream.fileno()).columns
        except (OSError, ValueError):
            columns = 0
    return max(_MIN_WIDTH, min(columns or DEFAULT_WIDTH, _MAX_COLUMNS))


def _columns_setting() -> int:
    """The width that COLUMNS asks for; 0 without any."""
    requested = os.environ.get("COLUMNS", "")
    return int(requested) if requested.isascii() and requested.isdigit() else 0


def prose_width(screen: Screen) -> int:
    """The width of prose that is wrapped in a pipe too: the screen's, else that of COLUMNS, else the usual one."""
    return screen.width or max(_MIN_WIDTH, min(_columns_setting() or DEFAULT_WIDTH, _MAX_WIDTH))


def _can_draw(stream: Any) -> bool:
    try:
        "●█▉│▁→".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def configure_encoding(stream: Any) -> None:
    """Let no character fail to be written: those that the encoding lacks appear as their number.

    A terminal in the C locale gets ASCII; a pipe keeps its encoding, since its reader may store the text.
    """
    if stream is not None and hasattr(stream, "reconfigure"):
        is_terminal = system.is_terminal(stream)
        encoding = "ascii" if is_terminal and _ascii_locale() else None
        options = {} if is_terminal or os.environ.get("PYTHONIOENCODING") else system.STREAM_OPTIONS
        stream.reconfigure(**{"encoding": encoding, "errors": "backslashreplace", **options})


def stdout() -> Screen:
    """The screen for data."""
    return screen_for(sys.stdout)


def stderr() -> Screen:
    """The screen for prompts, hints and errors."""
    return screen_for(sys.stderr)
