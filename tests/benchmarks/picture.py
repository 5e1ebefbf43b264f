"""Draw how the cost of an act grows with the journal, beside the other programs: an SVG with one panel an act."""

from html import escape
from math import log10
from typing import Any

from tests.benchmarks.cases import ADD, LIST, REPORT, SEARCH

_PANELS = ((ADD, "add an entry"), (LIST, "list what is open"), (SEARCH, "search a word"), (REPORT, "report"))
_PANEL_WIDTH, _PANEL_HEIGHT = 360, 250  # pixels
_LEFT, _TOP, _RIGHT, _BOTTOM = 46, 34, 96, 30  # margins around its lines
_COLOURS = ("#8a8f98", "#b08968", "#7c9885", "#9a7aa0", "#5f8fa8", "#a8785f", "#7f7f7f")
_OUR_COLOUR = "#c2410c"
_DISPLAY_NAMES = {
    "task": "Taskwarrior",
    "todo": "todoman",
    "watson": "Watson",
}  # of programs whose command is not their name


def render_svg(run: dict[str, Any]) -> str:
    """The picture of a run, as its JSON has it. Both scales are logarithmic."""
    results = [result for result in run["results"] if result["act"]]
    sizes = sorted({result["entries"] for result in results})
    ratios = [result["bare"] for result in results]
    most = 10 ** _round_up(log10(max(ratios)))
    least = min(1.0, 10 ** -_round_up(-log10(min(ratios))))
    names = list(dict.fromkeys(result["program"] for result in results if result["program"] != "mentorlog"))
    colours = {name: _COLOURS[at % len(_COLOURS)] for at, name in enumerate(names)} | {"mentorlog": _OUR_COLOUR}
    panels = [
        f'<g transform="translate({at % 2 * _PANEL_WIDTH} {at // 2 * _PANEL_HEIGHT + 40})">'
        + _render_panel(title, [one for one in results if one["act"] == act], sizes, (least, most), colours)
        + "</g>"
        for at, (act, title) in enumerate(_PANELS)
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {_PANEL_WIDTH * 2} {_PANEL_HEIGHT * 2 + 48}" font-size="11"'
        ' font-family="system-ui, sans-serif" fill="#3f3f46">'
        f'<rect width="{_PANEL_WIDTH * 2}" height="{_PANEL_HEIGHT * 2 + 48}" fill="#ffffff"/>'
        '<text x="12" y="24" font-size="14" font-weight="600">Time of one call, as multiples of starting Python,'
        " by the number of entries</text>" + "".join(panels) + "</svg>\n"
    )


def _round_up(value: float) -> int:
    return int(value) + (value > int(value))


def _render_panel(
    title: str,
    results: list[dict[str, Any]],
    sizes: list[int],
    span: tuple[float, float],
    colours: dict[str, str],
) -> str:
    wide, high = _PANEL_WIDTH - _LEFT - _RIGHT, _PANEL_HEIGHT - _TOP - _BOTTOM
    low, up = log10(span[0]), log10(span[1])

    def x(entries: int) -> float:
        reach = log10(sizes[-1]) - log10(sizes[0])
        return _LEFT + (wide * (log10(entries) - log10(sizes[0])) / reach if reach else wide / 2)

    def y(ratio: float) -> float:
        return _TOP + high * (1 - (log10(ratio) - low) / (up - low))

    drawn = [f'<text x="{_LEFT}" y="{_TOP - 12}" font-weight="600">{escape(title)}</text>']
    for power in range(round(low), round(up) + 1):
        at = y(10**power)
        drawn.append(f'<line x1="{_LEFT}" x2="{_LEFT + wide}" y1="{at:.1f}" y2="{at:.1f}" stroke="#e4e4e7"/>')
        drawn.append(f'<text x="{_LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{10**power:g}x</text>')
    drawn += [f'<text x="{x(size):.1f}" y="{_TOP + high + 16}" text-anchor="middle">{size:,}</text>' for size in sizes]
    ends = []
    for name in sorted({one["program"] for one in results}, key=lambda name: name == "mentorlog"):
        points = sorted((one["entries"], one["bare"]) for one in results if one["program"] == name)
        path = " ".join(f"{x(entries):.1f},{y(ratio):.1f}" for entries, ratio in points)
        thick = 2.5 if name == "mentorlog" else 1.3
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colours[name]}" stroke-width="{thick}"/>')
        drawn += [
            f'<circle cx="{x(entries):.1f}" cy="{y(ratio):.1f}" r="{thick}" fill="{colours[name]}"/>'
            for entries, ratio in points
        ]
        ends.append((y(points[-1][1]), name))
    for at, name in _spread_labels(ends):
        weight = ' font-weight="600"' if name == "mentorlog" else ""
        drawn.append(
            f'<text x="{_LEFT + wide + 8}" y="{at + 4:.1f}" fill="{colours[name]}"{weight}>'
            f"{escape(_DISPLAY_NAMES.get(name, name))}</text>"
        )
    return "".join(drawn)


def _spread_labels(ends: list[tuple[float, str]], least: float = 13) -> list[tuple[float, str]]:
    """The labels at the ends of the lines, pushed apart until none covers another."""
    placed, names = [at for at, _ in sorted(ends)], [name for _, name in sorted(ends)]
    for _ in range(200):
        for at in range(len(placed) - 1):
            over = least - (placed[at + 1] - placed[at])
            if over > 0:
                placed[at], placed[at + 1] = placed[at] - over / 2, placed[at + 1] + over / 2
    return list(zip(placed, names, strict=True))
