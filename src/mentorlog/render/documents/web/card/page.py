"""A certificate as a web page of one card: 1200 x 630 where there is room, and below each other on a phone."""

from mentorlog.render.documents.document import Document
from mentorlog.render.documents.page_blocks import Award, AwardNote
from mentorlog.render.documents.web.card.drawing import confetti, curve_parts, star, sunburst
from mentorlog.render.documents.web.card.svg import award_in
from mentorlog.render.documents.web.markup import Html, bdi, element, join, multiline
from mentorlog.render.documents.web.page import document_head

_LONG, _LONGEST, _LONG_NOTE = 30, 76, 120  # letters from which a title or a note is set smaller


def render_card_page(document: Document) -> str:
    """The card of a document that holds an award, as a complete page that loads nothing."""
    award = award_in(document)
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            document_head(f"{award.kind}: {award.title}", "card.css", "light"),
            "<body>",
            element("main", join(_parts(award), "\n"), class_="card"),
            "</body>",
            "</html>\n",
        ]
    )


def _parts(award: Award) -> list[Html]:
    paper = element("svg", *confetti(560, 66, 44), class_="confetti", viewBox="0 0 580 80", aria_hidden="true")
    stars = element(
        "svg", *(star(16 + 40 * at, 16, 16) for at in range(3)), class_="stars", viewBox="0 0 112 32",
        aria_hidden="true",
    )  # fmt: skip
    kinds = join([bdi(text) for text in (award.kind, award.name, award.day) if text], " · ")
    size = "longest" if len(award.title) > _LONGEST else "long" if len(award.title) > _LONG else None
    return [
        paper,
        element("p", stars, element("span", kinds), class_="kind"),
        element("h1", award.title, class_=size, dir="auto"),
        *([element("p", award.reached, class_="reached", dir="auto")] if award.reached != award.day else []),
        _middle(award),
        _foot(award),
    ]


def _middle(award: Award) -> Html:
    words = []
    if award.values[0]:
        figures, unit = award.values
        unit_part = [" ", element("small", bdi(unit.strip(" ,")))] if unit else []
        words.append(element("p", element("strong", figures), *unit_part, class_="values"))
    words += [_note(note, award, at) for at, note in enumerate(award.notes)]
    if award.chart is not None:
        drawing = element(
            "svg", *curve_parts(award.chart, 20, 22, 470, 200), class_="curve", viewBox="0 0 512 230", role="img",
            aria_label=award.chart.text,
        )  # fmt: skip
        return element("div", drawing, element("div", *words), class_="middle")
    if words:
        return element("div", element("div", *words), _burst(), class_="middle won")
    return element("div", _burst(), class_="middle alone")


def _burst() -> Html:
    return element("svg", *sunburst(120, 120, 62), class_="burst", viewBox="0 0 240 240", aria_hidden="true")


def _note(note: AwardNote, award: Award, at: int) -> Html:
    text = f"“{note.text}”" if award.is_quoted else note.text
    day = [element("span", note.day)] if note.day else []
    kinds = f"note{' last' if at == len(award.notes) - 1 else ''}{'' if award.is_quoted else ' step'}"
    kinds += " small" if len(note.text) > _LONG_NOTE else ""
    return element("div", *day, element("p", multiline(text), dir="auto"), class_=kinds)


def _foot(award: Award) -> Html:
    facts = [element("p", join([bdi(fact) for fact in award.background], " · "))] if award.background else []
    mark = element("svg", star(12, 12, 12), viewBox="0 0 24 24", aria_hidden="true")
    kinds = "marked small" if len(award.celebration) > _LONGEST else "marked"
    marked = [element("p", mark, bdi(award.celebration), class_=kinds)] if award.celebration else []
    return element("footer", *facts, *marked)
