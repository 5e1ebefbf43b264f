"""A recording of the program at work, as an animated picture: docs/recording-dark.svg and docs/recording-light.svg.

Each scene is a command and what a terminal of 80 columns and 20 rows shows for it, run on the demo's journal; what is
asked is answered through the terminal. The picture is one SVG with CSS alone. It begins and ends at the report, and
readers who prefer no motion see its end.
"""

import re
import shlex
from pathlib import Path
from typing import NamedTuple

from screens import CELL, EDGE, LINE, ROWS, WIDTH, Palette, Row, Rows, line_svg, picture_svg, plain_row, run_command

LABEL = "mentorlog at work: the report, a check-in before the talk, a question, and the report again"
COMMANDS = (
    "mentorlog report",
    "mentorlog checkin",
    'mentorlog questions add "Who speaks when the sponsor is away?" --priority high',
    "mentorlog report",
)
ANSWERS = {  # by what the question says; all others are left out
    r"Mood": "5", r"Energy": "4", r"Trust": "4",
    r"went well": "The board read my list first",
    r"want from": "How to say no to a sponsor",
    r"stand-ups": "9",
}  # fmt: skip
_A_LETTER, _A_SPACE = 0.045, 0.11  # seconds
_BEFORE_TYPING, _BEFORE_ENTER = 0.5, 0.35
_TO_READ, _TO_READ_A_LINE = 1.0, 0.2  # seconds that a last screen stays, and for each of its lines
_TO_SCROLL = 0.9


class Version(NamedTuple):
    """What a row holds from one moment to another, in seconds."""

    row: int
    content: Row
    starts_at: float
    ends_at: float


class Typing(NamedTuple):
    """Text that is typed at a place: the moment each word begins and ends, by its first and last column."""

    row: int
    column: int
    shown_at: float
    words: tuple[tuple[float, int, float, int], ...]
    ends_at: float


class Scene(NamedTuple):
    """A command and what is seen of it."""

    starts_at: float
    ends_at: float
    versions: tuple[Version, ...]
    typings: tuple[Typing, ...]
    scrolls: tuple[tuple[float, int], ...]  # the moment from which on the screen begins with this row


def answer_of(question: str) -> str:
    """What is typed where the program asks this."""
    lines = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", question).split("\n")
    last = "\n".join([line for line in lines if line.strip()][-2:])
    return next((text for words, text in ANSWERS.items() if re.search(words, last)), "")


def record_scenes(folder: Path, palette: Palette) -> list[Scene]:
    """Run the commands in order on one journal."""
    scenes: list[Scene] = []
    for command in COMMANDS:
        starts_at = scenes[-1].ends_at if scenes else 0.0
        scenes.append(_record(folder, palette, command, starts_at))
    return scenes


def _record(folder: Path, palette: Palette, command: str, starts_at: float) -> Scene:
    """The scene of one command. The first stands there at once, so that the picture is never empty."""
    session = run_command(folder, palette, *shlex.split(command)[1:], answer=answer_of)
    shell_row = plain_row(f"$ {command}")
    typings: list[Typing] = []
    scrolls: list[tuple[float, int]] = []
    states: list[tuple[float, Rows]] = [(starts_at, (shell_row,))]
    now = starts_at
    if starts_at:
        typings.append(_type(0, 2, command, now, now + _BEFORE_TYPING))
        now = typings[-1].ends_at
    for typed in session.answers:
        states.append((now, (shell_row, *typed.rows)))
        _scroll(scrolls, now, typed.row + 2)
        text = _text_at(typed.rows[typed.row], typed.column, typed.length) if typed.length else ""
        typings.append(_type(typed.row + 1, typed.column, text, now, now + (_BEFORE_TYPING if text else 0)))
        now = typings[-1].ends_at
    states.append((now, (shell_row, *session.rows)))
    if session.answers:
        _scroll(scrolls, now, len(session.rows) + 1)
    now += _TO_READ + _TO_READ_A_LINE * min(len(session.rows), ROWS)
    if not session.answers and starts_at and len(session.rows) >= ROWS:  # a long page, which a pager leafs through
        _scroll(scrolls, now, len(session.rows) + 1)
        now += _TO_READ + _TO_READ_A_LINE * ROWS
    return Scene(starts_at, now, tuple(_versions(states, now)), tuple(typings), tuple(scrolls))


def _scroll(scrolls: list[tuple[float, int]], now: float, rows: int) -> None:
    """Let the last of so many rows be seen from this moment on."""
    first = max(0, rows - ROWS)
    if first != (scrolls[-1][1] if scrolls else 0):
        scrolls.append((now, first))


def _text_at(row: Row, column: int, length: int) -> str:
    line = ""
    for run in row:
        line = line.ljust(run.column) + run.text
    return line[column : column + length]


def _type(row: int, column: int, text: str, shown_at: float, begins: float) -> Typing:
    """The moments of a text that is typed word by word."""
    words, now, at = [], begins, column
    for word in re.findall(r"\S+\s*", text):
        ends = now + len(word) * _A_LETTER
        words.append((now, at, ends, at + len(word)))
        now, at = ends + _A_SPACE, at + len(word)
    return Typing(row, column, shown_at, tuple(words), now + _BEFORE_ENTER)


def _versions(states: list[tuple[float, Rows]], ends_at: float) -> list[Version]:
    """What each row holds and from when to when, where it holds anything."""
    versions = []
    for row in range(max(len(rows) for _, rows in states)):
        since, content = 0.0, Row()
        for at, rows in [*states, (ends_at, ())]:
            now = rows[row] if row < len(rows) else ()
            if now != content or at == ends_at:
                if content:
                    versions.append(Version(row, content, since, at))
                since, content = at, now
    return versions


def render_svg(palette: Palette, scenes: list[Scene]) -> str:
    """The scenes as one SVG that plays in a loop. What stands in a scene is seen when its scene is, and only then."""
    css = _Css(scenes[-1].ends_at)
    groups = "".join(_scene_svg(css, palette, scene, scene is scenes[-1]) for scene in scenes)
    styles = (
        ".hidden, .typing { visibility: hidden }\n"
        + "".join(css.rules)
        + "@media (prefers-reduced-motion: reduce) { * { animation: none !important } }\n"
    )
    height = ROWS * LINE
    frame = f'<clipPath id="frame"><rect x="0" y="{EDGE}" width="100%" height="{height}"/></clipPath>\n'
    return picture_svg(palette, LABEL, styles, f'{frame}<g clip-path="url(#frame)">\n{groups}</g>\n')


class _Css:
    """The animations of a picture, each written once."""

    def __init__(self, duration: float) -> None:
        self.rules: list[str] = []
        self._duration = duration
        self._names: dict[str, str] = {}

    def name(self, frames: str, timing: str = "step-end") -> str:
        """The class of elements that are animated so."""
        if frames not in self._names:
            self._names[frames] = name = f"a{len(self._names)}"
            self.rules.append(
                f".{name} {{ animation: {name} {self._duration:.2f}s {timing} infinite }} "
                f"@keyframes {name} {{ {frames} }}\n"
            )
        return self._names[frames]

    def visible(self, starts_at: float, ends_at: float) -> str:
        """The class of what is seen from one moment to another, if its parent is; empty if that is always."""
        frames = [] if not starts_at else ["0% { visibility: hidden }"]
        frames.append(f"{self.percent(starts_at)} {{ visibility: inherit }}")
        if ends_at < self._duration:
            frames.append(f"{self.percent(ends_at)}, 100% {{ visibility: hidden }}")
        else:
            frames.append("100% { visibility: inherit }")
        return "" if not starts_at and ends_at >= self._duration else self.name(" ".join(frames))

    def percent(self, at: float) -> str:
        """A moment as a share of the whole."""
        return f"{min(at / self._duration * 100, 100):.2f}%"


def _scene_svg(css: _Css, palette: Palette, scene: Scene, is_last: bool) -> str:
    """A scene: its rows and what is typed, in a group that scrolls."""
    hidden = "" if is_last else " hidden"
    spans: dict[tuple[float, float], list[Version]] = {}
    for version in scene.versions:
        spans.setdefault((version.starts_at, version.ends_at), []).append(version)
    parts = []
    for (starts_at, ends_at), versions in spans.items():
        lines = "".join(line_svg(version.content, EDGE + version.row * LINE) for version in versions)
        whole = starts_at == scene.starts_at and ends_at == scene.ends_at
        gone = "" if ends_at == scene.ends_at else " hidden"  # without motion the end of the scene is seen
        parts.append(lines if whole else f'<g class="{css.visible(starts_at, ends_at)}{gone}">{lines}</g>\n')
    parts += [_typing_svg(css, palette, typing) for typing in scene.typings]
    body = "".join(parts)
    if scene.scrolls:
        body = f'<g class="{_scrolling(css, scene)}">{body}</g>'
    return f'<g class="scene {css.visible(scene.starts_at, scene.ends_at)}{hidden}">{body}</g>\n'


def _scrolling(css: _Css, scene: Scene) -> str:
    """The class of rows that move up where the terminal scrolls: at once in a conversation, else slowly."""
    smooth = not any(typing.row for typing in scene.typings)
    frames, first = ["0% { transform: translateY(0) }"], 0
    for at, row in scene.scrolls:
        if smooth:
            frames.append(f"{css.percent(at)} {{ transform: translateY({-first * LINE}px) }}")
            at += _TO_SCROLL
        frames.append(f"{css.percent(at)} {{ transform: translateY({-row * LINE}px) }}")
        first = row
    frames.append(f"100% {{ transform: translateY({-first * LINE}px) }}")
    return css.name(" ".join(frames), "ease-in-out" if smooth else "step-end")


def _typing_svg(css: _Css, palette: Palette, typing: Typing) -> str:
    """A cover with a cursor at its left edge, which moves off what is typed letter by letter."""
    frames = ["0% { transform: translateX(0) }"]
    for begins, first, ends, last in typing.words:
        left, right = (first - typing.column) * CELL, (last - typing.column) * CELL
        frames.append(
            f"{css.percent(begins)} {{ transform: translateX({left:.1f}px); "
            f"animation-timing-function: steps({last - first}) }} "
            f"{css.percent(ends)} {{ transform: translateX({right:.1f}px) }}"
        )
    moving = css.name(" ".join(frames)) if typing.words else ""
    x, y = EDGE + typing.column * CELL, EDGE + typing.row * LINE
    cover = (
        f'<rect x="{x:.1f}" y="{y}" width="{WIDTH * CELL:.0f}" height="{LINE}" fill="{palette.ground}"/>'
        f'<rect x="{x:.1f}" y="{y + 1}" width="{CELL}" height="{LINE - 2}" fill="{palette.ink}" opacity=".7"/>'
    )
    return f'<g class="typing {css.visible(typing.shown_at, typing.ends_at)}"><g class="{moving}">{cover}</g></g>\n'
