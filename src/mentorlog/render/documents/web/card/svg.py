"""A certificate as an SVG of 1200 x 630, for a mail, a chat or a wall, without a style sheet or a font of its own."""

import re
from collections.abc import Sequence

from mentorlog.render.documents.document import Document
from mentorlog.render.documents.page_blocks import Award
from mentorlog.render.documents.web.card.drawing import (
    DARK_GOLD,
    DIM,
    FRAME,
    GOOD,
    GROUND,
    INK,
    PAPER,
    confetti,
    curve_parts,
    star,
    sunburst,
)
from mentorlog.render.documents.web.card.text_fit import FittedText, fit_text, text_width, wrap_text
from mentorlog.render.documents.web.markup import Attribute, Html, element, join

WIDTH, HEIGHT = 1200, 630
_LEFT, _RIGHT = 76, 1124
_GAP = 56
_SERIF = "Georgia, 'Noto Serif', 'DejaVu Serif', serif"
_SANS = "'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"
_TITLE_SIZES = ((62, 1), (52, 1), (46, 2), (36, 3), (30, 4))
_BOLD = 1.14  # how much wider bold letters are
_CURVE_WIDTH, _FOOT = 470, 500
_NO_XML = re.compile("[\ufffe\uffff]")  # which an XML file must not hold


def render_svg(document: Document) -> str:
    """The card of a document that holds an award."""
    award = award_in(document)
    parts = [*_ground(), *_head(award)]
    title = fit_text(award.title, _RIGHT - _LEFT, _TITLE_SIZES, _BOLD)
    down = 108 + title.size
    parts += _lines(title, _LEFT, down, INK, serif=True, weight="bold")
    down += (len(title.lines) - 1) * title.size * 1.15
    if award.reached and award.reached != award.day:
        reached = fit_text(award.reached, _RIGHT - _LEFT, ((27, 1), (24, 2), (20, 3)))
        down += reached.size + 16
        parts += _lines(reached, _LEFT, down, GOOD)
        down += (len(reached.lines) - 1) * reached.size * 1.3
    parts += [*_middle(award, down + 32), *_foot(award)]
    svg = element(
        "svg", element("title", award_words(award)), "\n", join(parts, "\n"), "\n", width=WIDTH, height=HEIGHT,
        viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", font_family=_SANS, xmlns="http://www.w3.org/2000/svg",
    )  # fmt: skip
    return _NO_XML.sub("", svg) + "\n"


def award_in(document: Document) -> Award:
    """The award of a document, which has one."""
    return next(block for section in document.sections for block in section.blocks if isinstance(block, Award))


def award_words(award: Award) -> str:
    """A card in words, for those who cannot see it."""
    facts = [f"{fact.label}: {fact.text}" if fact.label else fact.text for fact in award.facts]
    return "; ".join(filter(None, (f"{award.kind}: {award.title}", award.reached, *facts)))


def _ground() -> list[Html]:
    return [
        element("rect", width=WIDTH, height=HEIGHT, fill=GROUND),
        element("rect", x=22, y=22, width=1156, height=586, rx=20, fill=PAPER, stroke=FRAME, stroke_width=3),
        element("rect", x=32, y=32, width=1136, height=566, rx=13, fill="none", stroke=FRAME, stroke_width=1),
        element("g", *confetti(560, 66, 44), transform="translate(588 44)"),
    ]


def _head(award: Award) -> list[Html]:
    """Three stars, what it is, and when."""
    stars = [star(_LEFT + 15 + 40 * at, 88, 16) for at in range(3)]
    words = " · ".join(filter(None, (award.kind, award.name, award.day)))
    fitted = fit_text(words, 420, ((21, 1), (18, 1)), _BOLD)
    return [*stars, *_lines(fitted, _LEFT + 128, 95, DARK_GOLD, weight="bold")]


def _middle(award: Award, top: float) -> list[Html]:
    """The curve, and beside it the figures and the two notes."""
    if award.chart is None and not award.values[0]:
        return _middle_of_win(award, top)
    parts: list[Html] = []
    words_left = _LEFT
    if award.chart is not None:
        parts = curve_parts(award.chart, _LEFT + 10, top + 16, _CURVE_WIDTH, _FOOT - top - 30)
        words_left = _LEFT + _CURVE_WIDTH + _GAP + 24
    width = _RIGHT - words_left
    down, values = _values(award, words_left, top + 42, width)
    return [*parts, *values, *_notes(award, words_left, down + 22, width)]


def _middle_of_win(award: Award, top: float) -> list[Html]:
    """A star with rays, and at its side what shows that it was won."""
    radius = min((_FOOT - top) / 3.9, 64)
    middle = (top + _FOOT) / 2
    if not award.notes:
        return sunburst(WIDTH / 2, middle, radius)
    text = _quote(award.notes[-1].text, award)
    fitted = fit_text(text, 760, tuple((size, int((_FOOT - top) // (size * 1.3))) for size in (36, 30, 25, 20)))
    down = middle - (len(fitted.lines) - 1) * fitted.size * 0.65 + fitted.size * 0.35
    quote = _lines(fitted, _LEFT, down, INK, serif=True, style="italic")
    return [*quote, *sunburst(_RIGHT - 130, middle, radius)]


def _values(award: Award, left: float, down: float, width: float) -> tuple[float, list[Html]]:
    """The figures, what they count beside them or below; and where that ends."""
    figures, unit = award.values
    if not figures:
        return down - 42, []
    size = next((size for size in (52.0, 40.0, 28.0) if text_width(figures, size, _BOLD) <= width), 22.0)
    parts = _lines(FittedText([figures], size), left, down, INK, serif=True, weight="bold")
    beside = left + text_width(figures, size, _BOLD) + 14
    unit = unit.strip(" ,")
    if not unit:
        return down, parts
    if text_width(unit, 24) <= left + width - beside:
        return down, [*parts, *_lines(FittedText([unit], 24), beside, down, DIM)]
    below = fit_text(unit, width, ((24, 1), (19, 2)))
    parts += _lines(below, left, down + 32, DIM)
    return down + 8 + len(below.lines) * below.size * 1.3, parts


def _quote(text: str, award: Award) -> str:
    return f"“{text}”" if award.is_quoted else text


_NOTE_INDENT, _NOTE_LABEL, _NOTE_GAP, _NOTE_STEP = 30, 24, 14, 1.28


def _fit_notes(texts: Sequence[str], width: float, height: float) -> list[FittedText]:
    """The notes at one size: the largest at which all have room; else each is cut to its share of it."""
    room = height - len(texts) * (_NOTE_LABEL + _NOTE_GAP)
    for size in (29, 26, 23, 20):
        notes = [FittedText(wrap_text(" ".join(text.split()), width, size), size) for text in texts]
        if sum(len(note.lines) for note in notes) * size * _NOTE_STEP <= room:
            return notes
    most = max(int(room / len(texts) // (size * _NOTE_STEP)), 1)
    return [fit_text(text, width, ((size, most),)) for text in texts]


def _notes(award: Award, left: float, top: float, width: float) -> list[Html]:
    """The first note, an arrow, and the last one."""
    if not award.notes:
        return []
    texts = [_quote(note.text, award) for note in award.notes]
    parts: list[Html] = []
    down = top
    fitted = _fit_notes(texts, width - _NOTE_INDENT, _FOOT - top)
    for at, (note, text) in enumerate(zip(award.notes, fitted, strict=True)):
        color = INK if at == len(texts) - 1 else DIM
        style = "italic" if award.is_quoted else None
        parts += _arrow(left, down + 11) if at else []
        parts += _lines(FittedText([note.day], 17), left + _NOTE_INDENT, down + 17, DIM)
        parts += _lines(text, left + _NOTE_INDENT, down + _NOTE_LABEL + text.size, color, serif=True, style=style)
        down += _NOTE_LABEL + len(text.lines) * text.size * _NOTE_STEP + _NOTE_GAP
    return parts


def _arrow(left: float, down: float) -> list[Html]:
    points = f"{left + 12:g},{down - 6:g} {left + 19:g},{down:g} {left + 12:g},{down + 6:g}"
    stroke: dict[str, Attribute] = {"stroke": "#d99a00", "stroke_width": 3, "stroke_linecap": "round"}
    return [
        element("line", x1=left, x2=left + 18, y1=down, y2=down, **stroke),
        element("polyline", points=points, fill="none", **stroke),
    ]


def _foot(award: Award) -> list[Html]:
    """With whom and what was done for it at the left; how it was marked at the right or above."""
    parts = [element("line", x1=_LEFT, x2=_RIGHT, y1=522, y2=522, stroke="#e6dcc2", stroke_width=1.5)]
    facts = " · ".join(award.background)
    if not award.celebration:
        return parts + _lines(fit_text(facts, _RIGHT - _LEFT, ((23, 1), (20, 1), (18, 2))), _LEFT, 560, DIM)
    parts += _lines(fit_text(facts, _RIGHT - _LEFT, ((19, 1), (16, 1))), _LEFT, 549, DIM) if facts else []
    marked = fit_text(award.celebration, _RIGHT - _LEFT - 36, ((23, 1), (19, 1)))
    down = 582 if facts else 564
    return [
        *parts,
        star(_LEFT + 12, down - 8, 12),
        *_lines(marked, _LEFT + 36, down, DARK_GOLD, serif=True, style="italic"),
    ]


def _lines(
    text: FittedText, left: float, down: float, color: str, *,
    serif: bool = False, weight: str | None = None, style: str | None = None,
) -> list[Html]:  # fmt: skip
    """Lines one below the other, each in the direction of its own letters."""
    step = text.size * (1.15 if weight and serif else 1.3)
    return [
        element(
            "text", row, x=round(left, 1), y=round(down + at * step, 1), font_size=text.size, fill=color,
            font_family=_SERIF if serif else None, font_weight=weight, font_style=style,
            style="unicode-bidi:plaintext",
        )
        for at, row in enumerate(text.lines)
        if row
    ]  # fmt: skip
