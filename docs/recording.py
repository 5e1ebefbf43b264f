"""Record the program at work, as an animated picture: docs/recording.svg.

    python docs/recording.py

Each scene is a command and what a terminal of 80 columns shows for it, run on the demo's journal at a fixed time. The
picture is one SVG with CSS alone; readers who prefer no motion see its last scene.
"""

import shlex
import sys
import tempfile
from html import escape
from pathlib import Path
from typing import NamedTuple

from rich.cells import cell_len
from rich.color import Color
from rich.console import Console
from rich.style import Style
from rich.text import Text

sys.path.insert(0, str(Path(__file__).parent))

from pictures import PALETTE, WIDTH, run_in_terminal

PICTURE = Path(__file__).with_name("recording.svg")
SCENES = (
    ("mentorlog questions add \"What would you cut first?\" --priority high", 3.0),
    ("mentorlog goals progress g3 9 --note \"Even the difficult one\"", 3.0),
    ("mentorlog", 5.0),
    ("mentorlog agenda", 5.0),
    ("mentorlog report", 8.0),
)  # fmt: skip
_ROWS = 46
_CELL, _LINE, _EDGE = 8.4, 18, 16  # pixels
_CONSOLE = Console(width=WIDTH, color_system="truecolor", force_terminal=True)
_TYPING = 0.045  # seconds a character


class Scene(NamedTuple):
    """A command and its answer, and from when to when it is visible, in seconds."""

    command: str
    answer: list[Text]
    starts_at: float
    typed_at: float
    ends_at: float


def record_scenes() -> list[Scene]:
    """Run the scenes in order on one journal."""
    scenes, at = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        journal = str(Path(folder) / "journal.db")
        run_in_terminal("demo", "--to", journal)
        for command, stays in SCENES:
            words = shlex.split(command)[1:]
            output = run_in_terminal(*words, "--journal", journal, with_stderr=True).rstrip("\n")
            answer = [Text.from_ansi(line) for line in output.split("\n")][: _ROWS - 2]
            typed = at + 0.4 + len(command) * _TYPING
            scenes.append(Scene(command, answer, at, typed, typed + stays))
            at = typed + stays
    return scenes


def render_svg(scenes: list[Scene]) -> str:
    """The scenes as one SVG that plays in a loop."""
    whole = scenes[-1].ends_at
    width, height = WIDTH * _CELL + 2 * _EDGE, _ROWS * _LINE + 2 * _EDGE
    styles, groups = [], []
    for at, scene in enumerate(scenes):
        last = at == len(scenes) - 1
        styles.append(
            _visibility_css(f"s{at}", scene.starts_at, scene.ends_at, whole)
            + _visibility_css(f"a{at}", scene.typed_at, whole, whole)
        )
        styles.append(_typing_css(at, scene, whole))
        groups.append(_scene_svg(at, scene, last))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" role="img" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" '
        'aria-label="mentorlog at work: a question is noted, a goal moves, what comes next, the agenda, the report">\n'
        f"<style>\ntext {{ font: 14px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; "
        f"white-space: pre; fill: {PALETTE.text} }}\n"
        "g.other { visibility: hidden }\n"
        f"{''.join(styles)}"
        "@media (prefers-reduced-motion: reduce) { g, rect { animation: none !important } }\n</style>\n"
        f'<clipPath id="frame"><rect width="{width:.0f}" height="{height:.0f}" rx="8"/></clipPath>\n'
        f'<rect width="100%" height="100%" rx="8" fill="{PALETTE.background}"/>\n'
        f'<g clip-path="url(#frame)">\n{"".join(groups)}</g></svg>\n'
    )


def _visibility_css(name: str, begins: float, ends: float, whole: float) -> str:
    """CSS that shows an element from one moment to another, if its parent is visible, and hides it otherwise."""
    first, second = begins / whole * 100, min(ends / whole * 100, 100)
    before = f"0% {{ visibility: hidden }} {first:.2f}% {{ visibility: hidden }} " if begins else ""
    after = f"{second:.2f}% {{ visibility: hidden }} 100% {{ visibility: hidden }} " if ends < whole else ""
    return (
        f".{name} {{ animation: {name} {whole:.1f}s step-end infinite }} "
        f"@keyframes {name} {{ {before}{first + 0.01:.2f}% {{ visibility: inherit }} {after}}}\n"
    )


def _typing_css(at: int, scene: Scene, whole: float) -> str:
    """CSS of a cover that moves off the command letter by letter, as if it were typed."""
    first, second = (scene.starts_at + 0.4) / whole * 100, scene.typed_at / whole * 100
    full = len(scene.command) * _CELL
    return (
        f".t{at} {{ animation: t{at} {whole:.1f}s steps({len(scene.command)}) infinite }} "
        f"@keyframes t{at} {{ 0%, {first:.2f}% {{ transform: translateX(0) }} "
        f"{second:.2f}%, 100% {{ transform: translateX({full:.1f}px) }} }}\n"
    )


def _scene_svg(at: int, scene: Scene, last: bool) -> str:
    begin = _EDGE + 2 * _CELL
    cover = (
        f'<rect class="t{at}" x="{begin:.1f}" y="{_EDGE}" width="{WIDTH * _CELL:.1f}" height="{_LINE + 4}" '
        f'fill="{PALETTE.background}"/>'
    )
    lines = "".join(_line_svg(text, row + 1) for row, text in enumerate(scene.answer))
    other = "" if last else " other"
    covered = "" if last else cover
    return (
        f'<g class="s{at}{other}">{_line_svg(Text.assemble(("$ ", "dim"), scene.command), 0)}{covered}'
        f'<g class="a{at}">{lines}</g></g>\n'
    )


def _line_svg(text: Text, row: int) -> str:
    """A line of the terminal: each piece stands at its column, whatever the font."""
    y, pieces, column = _EDGE + row * _LINE + 14, [], 0
    for segment in text.render(_CONSOLE):
        cells = cell_len(segment.text)
        if segment.text.strip():
            pieces.append(
                f'<tspan x="{_EDGE + column * _CELL:.1f}" textLength="{cells * _CELL:.1f}"'
                f"{_style_attributes(segment.style)}>"
                f"{escape(segment.text)}</tspan>"
            )
        column += cells
    return f'<text y="{y}">{"".join(pieces)}</text>' if pieces else ""


def _style_attributes(style: Style | None) -> str:
    if style is None:
        return ""
    attributes = f' fill="{_hex(style.color)}"' if style.color else ""
    return attributes + (' font-weight="bold"' if style.bold else "") + (' fill-opacity="0.65"' if style.dim else "")


def _hex(color: Color) -> str:
    return str(color.get_truecolor(PALETTE.theme).hex)


def main() -> None:
    """Write the recording beside this file."""
    PICTURE.write_text(render_svg(record_scenes()), encoding="utf-8")
    print(f"{PICTURE.name}: {PICTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
