"""The coordinates of a season's picture.

Places along the line of time are per cent of its width, so that letters keep their size on a phone and on paper; only
what stands beside a bar on a wide screen stands above it on a narrow one.
"""

from collections.abc import Callable, Sequence
from datetime import date
from unicodedata import east_asian_width

from mentorlog.journal.dates.format import MONTHS
from mentorlog.render.documents.page_blocks import SeasonBar, SeasonPicture
from mentorlog.structs import Frozen, Literal

Anchor = Literal["start", "middle", "end"]
Place = Callable[[date], float]

MOOD_HEIGHT = 44
_MOOD_STEP = 9  # pixels between two moods
_TOP = 26  # below the names of the months
_LANE, _BAR_LANE = 26, 26
_NARROW_LANE = 15  # more pixels for a bar where its label stands above it
_WIDE, _NARROW = 610, 282  # pixels of the line of time on the smallest screen of each kind
_LETTER = 6.6  # pixels of a letter of a label, on average; twice as much for wide scripts
_MAX_MONTHS = 9
_SHARE_SHOWN = 0.6  # per cent of the width that even a small share takes


class Label(Frozen):
    """A text at a place along the line, and whether it lies on a coloured bar."""

    place: float
    anchor: Anchor
    text: str
    note: str = ""
    ground: Literal["", "fill", "track"] = ""  # what it lies on


class Lane(Frozen):
    """The name of a lane, and how far down it lies."""

    name: str
    down: int


class Bar(Frozen):
    """A goal's bar: its place and width, how much of it is filled, and its label on wide and on narrow screens."""

    down: int
    place: float
    width: float
    fill: float
    manner: str
    wide: Label
    narrow: Label


class SeasonLayout(Frozen):
    """Where everything in a season's picture lies."""

    height: int
    narrow_height: int
    months: Sequence[Label]
    period: tuple[float, float]
    today: Label
    lanes: Sequence[Lane]
    mood_down: int
    mood_line: str
    low: tuple[float, int] | None
    low_wide: Label | None
    low_narrow: Label | None
    talks: Sequence[tuple[float, str]]
    talks_down: int
    wins: Sequence[float]
    wins_down: int
    bars: Sequence[Bar]


class _Lanes(Frozen):
    """The lanes that have anything to show, and how far down each lies; 0 for one that is left out."""

    names: Sequence[Lane]
    mood_down: int
    talks_down: int
    wins_down: int
    bars_down: int


def _lanes(picture: SeasonPicture) -> _Lanes:
    names: list[Lane] = []
    down = _TOP
    mood_down = talks_down = wins_down = 0
    if len(picture.moods) > 1:
        mood_down = down + 6
        names.append(Lane("Mood", mood_down + MOOD_HEIGHT // 2 + 4))
        down = mood_down + MOOD_HEIGHT + (18 if picture.lowest else 4)
    if picture.talks:
        talks_down = down + _LANE // 2
        names.append(Lane("Talks", talks_down + 4))
        down += _LANE
    if picture.wins:
        wins_down = down + _LANE // 2
        names.append(Lane("Wins", wins_down + 4))
        down += _LANE
    if picture.goals:
        down += 8
        names.append(Lane("Goals", down + 14))
    return _Lanes(names, mood_down, talks_down, wins_down, down)


def season_layout(picture: SeasonPicture) -> SeasonLayout:
    """Compute where everything lies; a lane without anything to show is left out."""
    days = (picture.last - picture.first).days or 1

    def place(day: date) -> float:
        return round(min(max((day - picture.first).days / days, 0.0), 1.0) * 100, 2)

    lanes = _lanes(picture)
    down = lanes.bars_down
    bars = [_bar(bar, down + _BAR_LANE * at, place) for at, bar in enumerate(picture.goals)]
    today = place(picture.today[0])
    low = _low(picture, place, lanes.mood_down) if lanes.mood_down else None
    words = picture.lowest[1] if picture.lowest else ""
    height = down + _BAR_LANE * len(bars) + 6
    return SeasonLayout(
        height,
        height + _NARROW_LANE * len(bars),
        _months(picture, place),
        (place(picture.period[0]), round(place(picture.period[1]) - place(picture.period[0]), 2)),
        Label(today, "end" if today > 90 else "start" if today < 10 else "middle", picture.today[1]),
        lanes.names,
        lanes.mood_down,
        " ".join(f"{place(day) * 10:g},{MOOD_HEIGHT - 4 - (value - 1) * _MOOD_STEP}" for day, value in picture.moods),
        low,
        _low_label(low[0], words, _WIDE) if low else None,
        _low_label(low[0], words, _NARROW) if low else None,
        [(place(day), status) for day, status in picture.talks],
        lanes.talks_down,
        [place(day) for day in picture.wins],
        lanes.wins_down,
        bars,
    )


def _months(picture: SeasonPicture, place: Place) -> list[Label]:
    """The first days of months, as many as there is room for."""
    first = picture.first.year * 12 + picture.first.month - 1
    last = picture.last.year * 12 + picture.last.month - 1
    begins = [date(at // 12, at % 12 + 1, 1) for at in range(first, last + 1)]
    step = -(-len(begins) // _MAX_MONTHS)
    labels = [
        Label(place(max(begin, picture.first)), "start", MONTHS[begin.month - 1])
        for at, begin in enumerate(begins)
        if at % step == 0
    ]
    if len(labels) > 1 and labels[1].place - labels[0].place < 6:  # too near to the first to be read
        del labels[0]
    return [label for label in labels if label.place < 97]


def _low(picture: SeasonPicture, place: Place, down: int) -> tuple[float, int] | None:
    if picture.lowest is None:
        return None
    day, value = next((mood for mood in picture.moods if mood[0] == picture.lowest[0]), picture.moods[-1])
    return place(day), down + MOOD_HEIGHT - 4 - (value - 1) * _MOOD_STEP


def _low_label(place: float, words: str, width: int) -> Label:
    """The words of the lowest mood, below its point as near as they fit."""
    text = f"“{_shorten(words, width * 0.9)}”"
    half = text_width(text) / width * 50
    if place < half:
        return Label(0, "start", text)
    return Label(100, "end", text) if place > 100 - half else Label(place, "middle", text)


def _bar(bar: SeasonBar, down: int, place: Place) -> Bar:
    start = place(bar.start)
    width = round(max(place(bar.end) - start, 1.0), 2)
    share = 1.0 if bar.is_over else min(max(bar.share or 0.0, 0.0), 1.0)
    fill = round(max(share * width, _SHARE_SHOWN if share else 0.0), 2)
    return Bar(down, start, width, fill, bar.manner, _beside(bar, start, width, fill), _above(bar, start))


def _beside(bar: SeasonBar, start: float, width: float, fill: float) -> Label:
    """The label in the fill where it has room, else after it, else before the bar."""
    size = text_width(f"{bar.title} {bar.note}") / _WIDE * 100
    if size + 2 <= fill:
        return Label(start, "start", bar.title, bar.note, "fill")
    after = 100 - start - fill
    if size <= after or after >= start:
        ground: Literal["", "track"] = "track" if fill + 4 < width else ""
        return Label(round(start + fill, 2), "start", _short_title(bar, after, _WIDE), bar.note, ground)
    return Label(start, "end", _short_title(bar, start, _WIDE), bar.note)


def _above(bar: SeasonBar, start: float) -> Label:
    size = text_width(f"{bar.title} {bar.note}") / _NARROW * 100
    if start + size <= 100:
        return Label(start, "start", bar.title, bar.note)
    return Label(100, "end", _short_title(bar, 100, _NARROW), bar.note)


def _short_title(bar: SeasonBar, room: float, width: int) -> str:
    return _shorten(bar.title, room * width / 100 - text_width(f" {bar.note}"))


def _shorten(text: str, room: float) -> str:
    """A text cut so that it takes at most so many pixels, with a sign that it goes on."""
    if text_width(text) <= room:
        return text
    while text and text_width(text) > room - _LETTER:
        text = text[:-1]
    return f"{text.rstrip()}…"


def text_width(text: str) -> float:
    """About how many pixels a label takes."""
    return sum(2 * _LETTER if east_asian_width(letter) in "WF" else _LETTER for letter in text)
