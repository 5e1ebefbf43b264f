"""What both forms of a card draw alike: its stars, the confetti, the curve."""

from collections.abc import Iterator, Sequence
from datetime import date
from math import cos, pi, sin

from mentorlog.render.documents.document import Chart
from mentorlog.render.documents.web.markup import Html, element

GROUND, PAPER, FRAME = "#f6f1e4", "#fffdf8", "#dcb95b"
INK, DIM, GOLD, DARK_GOLD, GOOD, ACCENT, ROSE = (
    "#1a1f26", "#565d66", "#d99a00", "#7d5600", "#1d7239", "#0b5e6f", "#b8475f",
)  # fmt: skip
_CONFETTI_COLORS = (GOLD, GOOD, ACCENT, ROSE, "#e7c25a", "#6fa8b3")


def star(x: float, y: float, radius: float, color: str = GOLD, turn: float = 0.0) -> Html:
    """A star with five points, drawn so that it needs no font."""
    corners = []
    for at in range(10):
        reach = radius * (0.42 if at % 2 else 1.0)
        angle = pi * at / 5 - pi / 2 + turn
        corners.append(f"{x + reach * cos(angle):.1f},{y + reach * sin(angle):.1f}")
    return element("polygon", points=" ".join(corners), fill=color)


def confetti(width: float, height: float, count: int) -> Iterator[Html]:
    """Paper in six colours, the same on each card, denser towards the top right corner."""
    for at in range(count):
        across, down = (at * 0.618034) % 1, (at * 0.754878) % 1
        x, y = width * (1 - across**1.6), height * down**1.8
        color, turn = _CONFETTI_COLORS[at % len(_CONFETTI_COLORS)], at * 47 % 180
        opacity = round(0.35 + 0.6 * (x / width), 2)
        if at % 4 == 0:
            yield element("g", star(x, y, 8, color, turn), opacity=opacity)
        elif at % 4 == 1:
            yield element("circle", cx=round(x, 1), cy=round(y, 1), r=4, fill=color, opacity=opacity)
        else:
            yield element(
                "rect", x=round(x, 1), y=round(y, 1), width=13, height=6, rx=1.5, fill=color, opacity=opacity,
                transform=f"rotate({turn} {x:.1f} {y:.1f})",
            )  # fmt: skip


def curve_parts(chart: Chart, left: float, top: float, width: float, height: float) -> list[Html]:
    """The way as a line over its area, the plan as dots, a ring at the start and a star at the end."""
    days = [day.toordinal() for curve in chart.curves for day, _ in curve.points]
    amounts = [value for curve in chart.curves for _, value in curve.points]
    first, last, low, high = min(days), max(days), min(amounts), max(amounts)

    def place(point: tuple[date, float]) -> tuple[float, float]:
        day, value = point
        x = left + (day.toordinal() - first) / ((last - first) or 1) * width
        return round(x, 1), round(top + (high - value) / ((high - low) or 1) * height, 1)

    value_curve = next(curve for curve in chart.curves if curve.stroke == "value")
    way = [place(point) for point in value_curve.points]
    foot = top + height
    parts = [element("line", x1=left, x2=left + width, y1=foot, y2=foot, stroke="#d8cfb8", stroke_width=1.5)]
    area = f"{way[0][0]},{foot:g} {_points(way)} {way[-1][0]},{foot:g}"
    parts.append(element("polygon", points=area, fill=GOOD, opacity=0.13))
    plans = [[place(point) for point in curve.points] for curve in chart.curves if curve.stroke == "plan"]
    parts += [
        element(
            "polyline", points=_points(plan), fill="none", stroke=DIM, stroke_width=2.5, stroke_dasharray="0.1 8",
            stroke_linecap="round", opacity=0.8,
        )
        for plan in plans
    ]  # fmt: skip
    parts.append(
        element(
            "polyline", points=_points(way), fill="none", stroke=GOOD, stroke_width=5, stroke_linejoin="round",
            stroke_linecap="round",
        )
    )  # fmt: skip
    start, end = way[0], way[-1]
    parts.append(element("circle", cx=start[0], cy=start[1], r=7, fill=PAPER, stroke=GOOD, stroke_width=4))
    return [*parts, element("circle", cx=end[0], cy=end[1], r=17, fill=PAPER), star(*end, 17)]


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in places)


def sunburst(x: float, y: float, radius: float) -> list[Html]:
    """A large star with rays, where there is nothing to draw a curve of."""
    rays = []
    for at in range(24):
        angle, reach = pi * at / 12, radius * (1.62 if at % 2 else 1.85)
        from_, to = radius * 1.3, reach
        rays.append(
            element(
                "line", x1=round(x + from_ * cos(angle), 1), y1=round(y + from_ * sin(angle), 1),
                x2=round(x + to * cos(angle), 1), y2=round(y + to * sin(angle), 1), stroke=FRAME, stroke_width=4,
                stroke_linecap="round",
            )
        )  # fmt: skip
    return [*rays, star(x, y, radius)]
