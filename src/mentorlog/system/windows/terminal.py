"""The console of Windows, key by key: its own editing of lines tells nobody what stands in a line that is cut off."""

import ctypes
import msvcrt
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from mentorlog.system import terminal_type

assert sys.platform == "win32"  # what follows is there on no other system

# Ctrl-C, where it comes as no key; the console is closed, the user logs off, the machine is shut down.
_END_EVENTS = (0, 2, 5, 6)
# The second part of a key that is no sign, by what it does. The first, \xe0, is an à where none of these follows.
_MOVES = {"H": "earlier", "P": "later", "K": "left", "M": "right", "G": "home", "O": "end", "S": "delete"}


def can_edit_lines() -> bool:
    """Whether the console can draw a line again, which an older one cannot."""
    return bool(terminal_type())


def read_edited_line(prompt: str, *, typed: str, earlier: str, keep: Callable[[str], None]) -> str:
    """A line from the console. Raises EOFError for Ctrl-Z, and KeyboardInterrupt.

    `typed` already stands in it; the arrow up brings it back, and before it `earlier`. If the line is cut off, by
    Ctrl-C or a console that is closed, `keep` gets what was typed so far.
    """
    sys.stderr.flush()
    line = _Line(prompt, typed, earlier)
    with _close_watched(lambda: keep(line.text)):
        line.draw()
        try:
            while line.take(_read_key()):
                line.draw()
        except KeyboardInterrupt:
            keep(line.text)
            raise
        finally:
            line.finish()
    return line.text


def _read_key() -> str:
    """A sign, or the name of a key that is none; Ctrl-C is a sign here."""
    key = msvcrt.getwch()
    if key in "\x00\xe0" and msvcrt.kbhit():
        second = msvcrt.getwch()
        if key == "\x00" or second in _MOVES:
            return _MOVES.get(second, "none")
        msvcrt.ungetwch(second)
    if "\ud800" <= key <= "\udbff":  # the first half of a sign beyond the first 65,536
        return (key + msvcrt.getwch()).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return key


class _Line:
    """A line under way: its signs, the cursor, and where the console shows it."""

    def __init__(self, prompt: str, typed: str, earlier: str) -> None:
        self._prompt = prompt
        self._signs = list(typed)
        self._at = len(self._signs)
        self._lines = [*filter(None, (earlier, typed)), typed]  # those to go through, at last the one under way
        self._shown = len(self._lines) - 1
        self._row = 0  # of the cursor, below that of the prompt

    @property
    def text(self) -> str:
        """What stands in the line."""
        return "".join(self._signs)

    def take(self, key: str) -> bool:
        """Obey a key; whether the line goes on. Raises KeyboardInterrupt and EOFError."""
        match key:
            case "\r" | "\n":
                return False
            case "\x03":
                raise KeyboardInterrupt
            case "\x1a" if not self._signs:
                raise EOFError
            case "\x1b":
                self._set("")
            case "\b":
                if self._at:
                    self._at -= 1
                    del self._signs[self._at]
            case "delete":
                del self._signs[self._at : self._at + 1]
            case "left":
                self._at = max(self._at - 1, 0)
            case "right":
                self._at = min(self._at + 1, len(self._signs))
            case "home":
                self._at = 0
            case "end":
                self._at = len(self._signs)
            case "earlier":
                self._go_to(self._shown - 1)
            case "later":
                self._go_to(self._shown + 1)
            case _ if len(key) == 1 and (key.isprintable() or key == "\t"):
                self._signs.insert(self._at, key)
                self._at += 1
        return True

    def _go_to(self, place: int) -> None:
        """Show another of the lines, if there is one; what was changed in this one stays."""
        if 0 <= place < len(self._lines):
            self._lines[self._shown] = self.text
            self._shown = place
            self._set(self._lines[place])

    def _set(self, text: str) -> None:
        self._signs, self._at = list(text), len(text)

    def draw(self) -> None:
        """Draw the line anew, from the prompt on, and put the cursor where it is."""
        columns = os.get_terminal_size(sys.stdout.fileno()).columns
        before, whole = _cells(self._prompt + "".join(self._signs[: self._at])), _cells(self._prompt + self.text)
        up = f"\x1b[{self._row}A" if self._row else ""
        out = f"{up}\r\x1b[J{self._prompt}{self.text}"
        if whole and whole % columns == 0:
            out += " \b"  # so that the cursor goes to the next row at once
        self._row, column = divmod(before, columns)
        if down := whole // columns - self._row:
            out += f"\x1b[{down}A"
        out += "\r" + (f"\x1b[{column}C" if column else "")
        sys.stdout.write(out)
        sys.stdout.flush()

    def finish(self) -> None:
        """Leave the line as it stands, and go below it."""
        with suppress(OSError):
            self._at = len(self._signs)
            self.draw()
            sys.stdout.write("\n")
            sys.stdout.flush()


def _cells(text: str) -> int:
    """The columns that a text takes."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


@contextmanager
def _close_watched(keep: Callable[[], None]) -> Iterator[None]:
    """Call `keep` when the console is closed within the block: the system ends the program as soon as that returns."""

    def obey(event: int) -> bool:
        if event in _END_EVENTS:
            with suppress(OSError):
                keep()
        return False

    handler = ctypes.WINFUNCTYPE(ctypes.c_int, ctypes.c_uint)(obey)
    ctypes.windll.kernel32.SetConsoleCtrlHandler(handler, True)
    try:
        yield
    finally:
        ctypes.windll.kernel32.SetConsoleCtrlHandler(handler, False)


def is_one_terminal(source: int, sink: int) -> bool:
    """Whether a terminal can be asked for its colours; the console is not, since its answer would stay as input."""
    return False


@contextmanager
def without_echo(source: int) -> Iterator[None]:
    """Within the block keys are not shown; that of the console are read without it."""
    yield


def is_readable(source: int, seconds: float) -> bool:
    """Whether keys wait."""
    return msvcrt.kbhit()


def put_back(source: int, typed: bytes) -> None:
    """Give keys back; the console has given none."""
