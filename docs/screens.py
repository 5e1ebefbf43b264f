"""What a terminal shows of the program at work, and a drawing of it: pseudo-terminals, palettes, lines as SVG.

`docs/pictures.py` and `docs/recording.py` draw with it. The program runs at a fixed time, in a terminal whose escape
codes a terminal emulator reads, so that the same version draws the same picture byte for byte.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pexpect
import pyte

WIDTH, ROWS = 80, 20  # of the terminal
NOW = "2026-11-23T09:00:00"
CELL, LINE, EDGE = 8.4, 18, 16  # pixels: a character's width, a line's height, the margin
PROMPT = "› "  # where a conversation waits for an answer
_TALL = 400  # rows of the emulator, so that nothing scrolls out of it
_TIMEOUT = 60  # seconds, on a machine however busy
_FONT = "14px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


class Palette(NamedTuple):
    """The ground of a picture, and the program's palette for it."""

    name: str
    ground: str
    ink: str
    edge: str


PALETTES = (
    Palette("dark", "#1e1e1e", "#d9d9d9", "#3a3a3a"),
    Palette("light", "#ffffff", "#1e1e1e", "#d0d7de"),
)


class Run(NamedTuple):
    """Characters of a line that look alike, from their first column on."""

    column: int
    text: str
    colour: str  # hexadecimal; empty: that of the palette
    ground: str
    bold: bool


Row = tuple[Run, ...]
Rows = tuple[Row, ...]


class Typed(NamedTuple):
    """What the screen shows just before Enter: its rows, and where the answer stands."""

    rows: Rows
    row: int
    column: int
    length: int


class Session(NamedTuple):
    """A command's screens: one for each answer, and the last one."""

    answers: tuple[Typed, ...]
    rows: Rows


@contextmanager
def demo_folder() -> Iterator[Path]:
    """A folder with the demo's journal."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        run_command(folder, PALETTES[0], "demo", "--to", str(folder / "journal.db"))
        yield folder


def run_command(
    folder: Path, palette: Palette, *words: str, answer: Callable[[str], str] = lambda question: ""
) -> Session:
    """Run a command on the folder's journal; `answer` gives what is typed where it asks. Raises SystemExit."""
    screen = pyte.Screen(WIDTH, _TALL)
    stream = pyte.Stream(screen)
    program = pexpect.spawn(
        sys.executable, ["-m", "mentorlog", *words], env=_environment(folder, palette), dimensions=(ROWS, WIDTH),
        encoding="utf-8", timeout=_TIMEOUT, cwd=str(folder),
    )  # fmt: skip
    program.delaybeforesend = None
    answers = []
    while program.expect_exact([PROMPT, pexpect.EOF]) == 0:
        stream.feed(program.before + program.after)
        row, column = screen.cursor.y, screen.cursor.x
        text = answer(program.before)
        if text:
            program.send(text)
            program.expect_exact(text)
            stream.feed(program.before + program.after)
        answers.append(Typed(_rows(screen), row, column, len(text)))
        program.sendline()
    stream.feed(program.before)
    program.close()
    if program.exitstatus != 0:
        raise SystemExit(f"{' '.join(words)}: ended with {program.exitstatus}\n" + "\n".join(screen.display).rstrip())
    return Session(tuple(answers), _rows(screen))


def _environment(folder: Path, palette: Palette) -> dict[str, str]:
    """The environment of a command, with nothing of the person who draws."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPATH", "VIRTUAL_ENV")}
    return kept | {
        "HOME": str(folder), "TERM": "xterm-256color", "TZ": "Europe/London", "LANG": "C.UTF-8", "PAGER": "",
        "INPUTRC": os.devnull, "MENTORLOG_NOW": NOW, "MENTORLOG_JOURNAL": str(folder / "journal.db"),
        "MENTORLOG_COLORS": palette.name,
    }  # fmt: skip


def _rows(screen: Any) -> Rows:
    """The emulator's rows down to the last one that is not empty."""
    rows = [_row(screen.buffer[y]) for y in range(_TALL)]
    while rows and not rows[-1]:
        rows.pop()
    return tuple(rows)


def _row(cells: Any) -> Row:
    runs: list[Run] = []
    for column in range(WIDTH):
        cell = cells[column]
        look = (_hex(cell.fg), _hex(cell.bg), cell.bold)
        if runs and look == runs[-1][2:]:
            runs[-1] = runs[-1]._replace(text=runs[-1].text + cell.data)
        elif cell.data.strip() or look[1]:
            runs.append(Run(column, cell.data, *look))
        elif runs and not runs[-1].ground and cell.data == " ":  # a space looks the same in any colour
            runs[-1] = runs[-1]._replace(text=runs[-1].text + " ")
    return tuple(run if run.ground else run._replace(text=run.text.rstrip()) for run in runs)


def _hex(colour: str) -> str:
    """A colour of the emulator as CSS has it. Raises ValueError for one of the user's own sixteen."""
    if colour == "default":
        return ""
    return f"#{int(colour, 16):06x}"


def plain_row(text: str, *, bold: bool = False) -> Row:
    """A line in one colour."""
    return (Run(0, text, "", "", bold),)


def line_svg(row: Row, y: float) -> str:
    """A line of the terminal at this height: each run stands at its column, whatever the font."""
    pieces, boxes = [], []
    for run in row:
        if run.ground:
            boxes.append(_box(run.column, len(run.text), y, run.ground))
        bars = re.finditer("█+", run.text)  # as characters they would show seams
        boxes += [_box(run.column + bar.start(), len(bar[0]), y, run.colour) for bar in bars]
        pieces += _words(run._replace(text=run.text.replace("█", " ")))
    text = f'<text y="{y + 14:.0f}">{"".join(pieces)}</text>' if pieces else ""
    return "".join(boxes) + text


def _box(column: int, cells: int, y: float, colour: str) -> str:
    x = EDGE + column * CELL
    return f'<rect x="{x:.1f}" y="{y + 0.5:.1f}" width="{cells * CELL:.1f}" height="{LINE - 1}" fill="{colour}"/>'


def _words(run: Run) -> Iterator[str]:
    """The words of a run, cut where there are two spaces or more: what follows stands at a column of its own."""
    column = run.column
    for at, part in enumerate(run.text.split("  ")):
        column += 2 if at else 0
        bare = part.strip(" ")
        if bare:
            x = EDGE + (column + part.index(bare)) * CELL
            look = (f' fill="{run.colour}"' if run.colour else "") + (' font-weight="bold"' if run.bold else "")
            yield f'<tspan x="{x:.1f}" textLength="{len(bare) * CELL:.1f}"{look}>{escape(bare, quote=False)}</tspan>'
        column += len(part)


def picture_svg(palette: Palette, label: str, styles: str, body: str) -> str:
    """A picture of `ROWS` lines on the palette's ground. It loads no web fonts: the reader's own will do."""
    width, height = WIDTH * CELL + 2 * EDGE, ROWS * LINE + 2 * EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" role="img" viewBox="0 0 {width:.0f} {height}" '
        f'aria-label="{escape(label)}">\n'
        f"<style>\ntext {{ font: {_FONT}; white-space: pre; fill: {palette.ink} }}\n{styles}</style>\n"
        f'<rect x=".5" y=".5" width="{width - 1:.0f}" height="{height - 1}" rx="8" fill="{palette.ground}" '
        f'stroke="{palette.edge}"/>\n{body}</svg>\n'
    )
