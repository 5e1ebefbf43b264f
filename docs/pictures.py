"""Draw the README's picture and its sample page: the demo's report, in a terminal of 80 columns and for a browser.

    python docs/pictures.py

It runs the installed program in a pseudo-terminal at a fixed time, so that the same version draws the same picture.
"""

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

WIDTH = 80
NOW = "2026-11-23T09:00:00"
PICTURE = Path(__file__).with_name("report.svg")
PAGE = Path(__file__).with_name("report.html")
# A calm dark background; the eight colours are those that a terminal would define.
_THEME = TerminalTheme(
    (22, 24, 29),
    (214, 216, 222),
    [
        (22, 24, 29), (224, 108, 117), (152, 195, 121), (229, 192, 123),
        (97, 175, 239), (198, 120, 221), (102, 194, 205), (214, 216, 222),
    ],
)  # fmt: skip


class Palette(NamedTuple):
    """The colours of a picture: its background, its text, and those that a terminal would define."""

    background: str
    text: str
    theme: TerminalTheme


PALETTE = Palette("#16181d", "#d6d8de", _THEME)


def run_in_terminal(*words: str, with_stderr: bool = False) -> str:
    """What the program writes to a terminal, with its escape codes, and the hints on stderr if `with_stderr`."""
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "MENTORLOG_JOURNAL")}
    environment |= {"COLUMNS": str(WIDTH), "TERM": "xterm-256color", "MENTORLOG_NOW": NOW, "TZ": "UTC"}
    environment |= {"PAGER": "", "MENTORLOG_COLORS": "dark"}
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "mentorlog", *words],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs if with_stderr else subprocess.DEVNULL,
        env=environment,
    ) as program:
        os.close(theirs)
        written = b"".join(_read_all(ours))
        program.wait()
    return written.decode().replace("\r\n", "\n")


def _read_all(terminal: int) -> "list[bytes]":
    pieces = []
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # how a terminal says that the other end is closed
            piece = b""
        if not piece:
            os.close(terminal)
            return pieces
        pieces.append(piece)


def render_svg(screen: str, title: str) -> str:
    """A screen as SVG. It loads no web fonts: the reader's own will do."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(screen.rstrip("\n")))
    svg = console.export_svg(title=title, theme=_THEME, unique_id="report")
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def main() -> None:
    """Write the picture and the page beside this file."""
    with tempfile.TemporaryDirectory() as folder:
        journal = str(Path(folder) / "journal.db")
        run_in_terminal("demo", "--to", journal)
        screen = run_in_terminal("report", "--journal", journal)
        run_in_terminal("report", "--journal", journal, "--output", str(PAGE), "--force")
    PAGE.chmod(0o644)  # the program writes it for its owner alone
    PICTURE.write_text(render_svg(screen, "mentorlog report"), encoding="utf-8")


if __name__ == "__main__":
    main()
