"""Skills on a scale from 1 to 5: where each was, where it is, and where somebody else sees it."""

from mentorlog.render.documents.document import LevelTable
from mentorlog.render.documents.standings import Level, MentorView
from mentorlog.render.documents.web.markup import Html, element

_LEVELS = range(1, 6)


def level_list(table: LevelTable) -> Html:
    """The skills, a line each, below the levels."""
    heads = (element("text", str(level), x=_place(level), y=12, text_anchor="middle") for level in _LEVELS)
    scale = element("li", element("span"), element("svg", *heads, height=16, width="100%"), aria_hidden="true")
    rows = [_level(level, row[-1]) for level, row in zip(table.levels, table.rows, strict=True)]
    return element("ul", scale, *rows, class_="levels")


def _place(level: int) -> str:
    return f"{4 + (level - 1) * 23}%"


def _level(level: Level, words: str) -> Html:
    height, down = (38, 24) if level.views else (28, 14)
    stops = [element("circle", class_="stop", cx=_place(at), cy=down, r=2) for at in _LEVELS]
    views = [part for view in level.views for part in _view(view, down)]
    line = element("line", class_="scale", x1="4%", x2="96%", y1=down, y2=down)
    drawing = element("svg", line, *stops, *views, *_own(level, down), height=height, width="100%", aria_hidden="true")
    return element("li", element("bdi", level.name), element("span", words, class_="unseen"), drawing)


def _own(level: Level, down: int) -> list[Html]:
    if level.now is None:
        return []
    now = element("circle", class_="now", cx=_place(level.now), cy=down, r=5.5)
    if level.then in (None, level.now):
        return [now]
    assert level.then is not None
    then = _place(level.then)
    way = element("line", class_="way", x1=then, x2=_place(level.now), y1=down, y2=down)
    return [way, element("circle", class_="then", cx=then, cy=down, r=5.5), now]


def _view(view: MentorView, down: int) -> list[Html]:
    anchor = "end" if view.level > 3 else "start" if view.level == 1 else "middle"
    diamond = element("path", class_="view", d="M0-9 9 0 0 9-9 0Z")
    return [
        element("svg", diamond, x=_place(view.level), y=down, overflow="visible"),
        element(
            "text", f"{view.who} says {view.level}", class_="words", x=_place(view.level), y=10, text_anchor=anchor,
            dx=9 if anchor == "end" else None,
        ),
    ]  # fmt: skip
