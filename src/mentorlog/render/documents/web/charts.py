"""Goals and other values over time as HTML with SVG."""

from mentorlog.render.documents.document import Chart, ChartedGoal
from mentorlog.render.documents.web.chart_layout import SmallChart, chart_layout, small_layout
from mentorlog.render.documents.web.links import Links
from mentorlog.render.documents.web.markup import Html, bdi, element, multiline
from mentorlog.render.documents.web.words import spans
from mentorlog.render.terminal.page import RAG_GLYPHS, bare_text


def small_goal(goal: ChartedGoal, links: Links) -> Html:
    """A goal to be read at a glance: its title and status, a chart without axes, one sentence."""
    header = element("header", element("h3", links.title(goal.title, goal.ref)), _status(goal))
    chart = [_small_chart(small_layout(goal.chart), goal.chart.text, goal.rag)] if goal.chart else []
    summary = spans(goal.summary) if goal.summary else multiline("\n".join(map(bare_text, goal.lines)))
    return element("article", header, *chart, element("p", summary, class_="sentence"), class_="small")


def _status(goal: ChartedGoal) -> Html:
    glyph = element("span", RAG_GLYPHS[goal.rag], aria_hidden="true")
    return element("p", glyph, " ", goal.status, class_=f"status {goal.rag}")


def _small_chart(drawing: SmallChart, words: str, rag: str) -> Html:
    lines = [element("polyline", class_=path.stroke, points=path.points) for path in reversed(drawing.paths)]
    marks = [element("circle", class_="aim", cx=drawing.aim[0], cy=drawing.aim[1], r=4.5)] if drawing.aim else []
    marks.append(element("circle", class_="now", cx=drawing.reached[0], cy=drawing.reached[1], r=4.5))
    box = f"0 0 {drawing.width} {drawing.height}"
    return element("svg", *lines, *marks, class_=f"spark {rag}", viewBox=box, role="img", aria_label=words)


def large_goal(goal: ChartedGoal, links: Links) -> Html:
    """A goal that a page is about: its bar, its sentences, its chart with axes."""
    parts = [element("h3", bdi(goal.title), *([" ", links.ref(goal.ref)] if goal.ref else []))]
    parts += [_bar(goal)] if goal.share is not None else []
    parts += [_status(goal), *(element("p", spans(line)) for line in goal.lines)]
    chart = [chart_figure(goal.chart, goal.rag)] if goal.chart else []
    return element("article", element("div", *parts, class_="about"), *chart, class_="goal")


def _bar(goal: ChartedGoal) -> Html:
    marks = [element("rect", class_="track", width=100, height=4)]
    marks.append(element("rect", class_=f"fill {goal.rag}", width=_within(goal.share) * 100, height=4))
    if goal.expected is not None:
        marks.append(element("rect", class_="plan", x=_within(goal.expected) * 99, width=1, height=4))
    drawing = element("svg", *marks, class_="bar", viewBox="0 0 100 4", preserveAspectRatio="none", aria_hidden="true")
    return element("div", drawing, element("strong", goal.share_text), class_="progress")


def _within(share: float | None) -> float:
    return min(max(share or 0.0, 0.0), 1.0)


def chart_figure(chart: Chart, rag: str = "") -> Html:
    """A chart with axes, a legend, and what it shows in words."""
    drawing = chart_layout(chart)
    parts: list[Html] = []
    for tick in drawing.y_ticks:
        parts += [
            element("line", class_="grid", x1=drawing.left, x2=drawing.right, y1=tick.position, y2=tick.position),
            element("text", tick.label, x=drawing.left - 6, y=tick.position + 4, text_anchor="end"),
        ]
    for tick in drawing.x_ticks:
        foot = drawing.bottom
        parts += [
            element("line", class_="grid", x1=tick.position, x2=tick.position, y1=foot, y2=foot + 4),
            element("text", tick.label, x=tick.position, y=foot + 17, text_anchor=tick.anchor),
        ]
    for path in reversed(drawing.paths):
        parts.append(element("polyline", class_=f"curve {path.stroke}", points=path.points))
        parts += [element("circle", class_=f"dot {path.stroke}", cx=x, cy=y, r=3) for x, y in path.dots]
    keys = [element("span", _swatch(path.stroke), path.name, class_="key") for path in drawing.paths]
    box = f"0 0 {drawing.width} {drawing.height}"
    svg = element("svg", *parts, class_=f"chart {rag}".strip(), viewBox=box, role="img", aria_label=chart.text)
    return element("figure", svg, element("figcaption", element("span", *keys, class_="legend"), chart.text))


def _swatch(stroke: str) -> Html:
    line = element("line", class_=f"curve {stroke}", x1=1, x2=23, y1=4, y2=4)
    return element("svg", line, class_="swatch", viewBox="0 0 24 8", aria_hidden="true")
