"""The season's picture as SVG."""

from mentorlog.render.documents.page_blocks import SeasonPicture
from mentorlog.render.documents.web.markup import Html, element, join
from mentorlog.render.documents.web.season_layout import MOOD_HEIGHT, Bar, Label, SeasonLayout, season_layout

_TOP, _BAR_HEIGHT = 18, 20
_MAX_LANE_NAME = 85  # per cent of the line up to today that leave room for names at its right end


def season_figure(picture: SeasonPicture) -> Html:
    """The figure: names of lanes at the left, the line of time, and what its marks mean."""
    drawing = season_layout(picture)
    names = [element("text", lane.name, x=0, y=lane.down) for lane in drawing.lanes]
    time = [
        *_ground(drawing),
        *_names_within(drawing),
        *(_mood(drawing) if drawing.mood_line else []),
        *(
            element("circle", class_=f"talk {kind}", cx=f"{x}%", cy=drawing.talks_down, r=5)
            for x, kind in drawing.talks
        ),
        *(
            element("text", "★", class_="win", x=f"{x}%", y=drawing.wins_down + 6, text_anchor="middle")
            for x in drawing.wins
        ),
        *(element("g", *_bar(bar), class_=f"bar{at}") for at, bar in enumerate(drawing.bars, 1)),
        *(
            element("line", class_=f"today {kind}", x1=f"{x}%", x2=f"{x}%", y1=14, y2=height)
            for x, height, kind in _heights(drawing)
        ),
        *(element("g", *_labels(bar), class_=f"bar{at}") for at, bar in enumerate(drawing.bars, 1)),
    ]
    lanes = element("svg", *names, class_="lanes", width=80, height=drawing.height, aria_hidden="true")
    line = element(
        "svg", join(time, "\n"), class_=f"time bars{len(drawing.bars)}", width="100%", height=drawing.height,
        role="img", aria_label=picture.text,
    )  # fmt: skip
    return element("figure", lanes, line, _legend(picture), class_="season")


def _heights(drawing: SeasonLayout) -> list[tuple[float, int, str]]:
    """Today's place, and how high the picture is on wide and on narrow screens, where labels stand above bars."""
    x = drawing.today.place
    return [(x, drawing.height, "wide"), (x, drawing.narrow_height, "narrow")]


def _ground(drawing: SeasonLayout) -> list[Html]:
    """The period, the months, and the name of today."""
    start, width = drawing.period
    months = drawing.months
    grounds = []
    for x, height, kind in _heights(drawing):
        period = element("rect", class_="period", x=f"{start}%", y=_TOP, width=f"{width}%", height=height - _TOP)
        lines = [
            element("line", class_="month", x1=f"{month.place}%", x2=f"{month.place}%", y1=_TOP, y2=height)
            for month in months
        ]
        today = element("text", drawing.today.text, x=f"{x}%", y=height + 13, text_anchor=drawing.today.anchor)
        grounds.append(element("g", period, *lines, today, class_=kind))
    return grounds + [element("text", month.text, x=f"{month.place}%", dx=3, y=11) for month in months]


def _names_within(drawing: SeasonLayout) -> list[Html]:
    """The names of the lanes on a narrow screen, at the end where nothing has happened yet."""
    if drawing.today.place > _MAX_LANE_NAME:
        return []
    return [
        element("text", lane.name, class_="narrow", x="100%", y=lane.down, text_anchor="end")
        for lane in drawing.lanes
        if lane.name != "Goals"
    ]


def _mood(drawing: SeasonLayout) -> list[Html]:
    points = drawing.mood_line
    first, last = points.split(",")[0], points.split(" ")[-1].split(",")[0]
    area = element("polygon", class_="mood", points=f"{first},{MOOD_HEIGHT} {points} {last},{MOOD_HEIGHT}")
    curve = element("polyline", class_="mood", points=points)
    box = f"0 0 1000 {MOOD_HEIGHT}"
    parts = [
        element(
            "svg", area, curve, y=drawing.mood_down, width="100%", height=MOOD_HEIGHT, viewBox=box,
            preserveAspectRatio="none",
        )
    ]  # fmt: skip
    if drawing.low:
        x, down = drawing.low
        parts.append(element("circle", class_="low", cx=f"{x}%", cy=down, r=4))
    for label, kind in ((drawing.low_wide, "wide"), (drawing.low_narrow, "narrow")):
        if label:
            parts.append(
                element(
                    "text", label.text, class_=f"words {kind}", x=f"{label.place}%", y=drawing.mood_down + 57,
                    text_anchor=label.anchor,
                )
            )  # fmt: skip
    return parts


def _bar(bar: Bar) -> list[Html]:
    x, down = f"{bar.place}%", bar.down
    parts = [element("rect", class_="track", x=x, y=down, width=f"{bar.width}%", height=_BAR_HEIGHT, rx=3)]
    if bar.fill:
        kind = f"fill {bar.manner}"
        parts.append(element("rect", class_=kind, x=x, y=down, width=f"{bar.fill}%", height=_BAR_HEIGHT, rx=3))
    return parts


def _labels(bar: Bar) -> list[Html]:
    return [_label(bar.wide, bar.down + 14, "wide"), _label(bar.narrow, bar.down - 4, "narrow")]


def _label(label: Label, down: int, kind: str) -> Html:
    kinds = f"label {kind} on-{label.ground}" if label.ground else f"label {kind}"
    name = element("tspan", label.text, class_="name")
    gap = {"start": 7, "end": -7}.get(label.anchor)
    note = f" {label.note}" if label.note else ""
    return element("text", name, note, class_=kinds, x=f"{label.place}%", dx=gap, y=down, text_anchor=label.anchor)


def _legend(picture: SeasonPicture) -> Html:
    shown = {status for _, status in picture.talks}
    words = {"held": "talk", "missed": "missed", "planned": "planned"}
    keys = [(f"talk {status}", word) for status, word in words.items() if status in shown]
    keys.append(("shade", "this period"))
    parts = [element("span", element("span", class_=kind), f" {word}", class_="key") for kind, word in keys]
    return element("figcaption", join(parts, " "))
