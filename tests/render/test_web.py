"""The web page: its pictures are within their frame, its texts are texts, and who may not see does not."""

import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.render.documents import document as blocks
from mentorlog.render.documents import page_blocks
from mentorlog.render.documents.standings import Level, MentorView
from mentorlog.render.documents.web import markup
from mentorlog.render.documents.web.chart_layout import SMALL_HEIGHT, SMALL_WIDTH, small_layout
from mentorlog.render.documents.web.page import render_html
from mentorlog.render.documents.web.season_layout import season_layout, text_width

DAY = date(2026, 6, 1)
HOSTILE = [
    "</title></style><script>alert(1)</script>",
    '" onload="alert(1)',
    "' autofocus onfocus='alert(1)",
    "]]>--></svg><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }} {% raw %}",
    "javascript:alert(1)",
    "\u202etxet\u202c \x00\x1b[31m",
    "مرحبا بالعالم",
    "長い題名" * 30,
    "a" * 190,
]


class Tags(HTMLParser):
    """The tags and attributes of a page, and whether what is opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names += [name for name, _ in attrs]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names += [name for name, _ in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def picture(title: str, days: int = 200, goals: int = 3) -> page_blocks.SeasonPicture:
    """A season whose every text is the title."""
    last = DAY + timedelta(days)
    middle = DAY + timedelta(days // 2)
    bars = [
        page_blocks.SeasonBar(title, f"{at * 10} %", "good", DAY + timedelta(min(at * 9, days)), last, at / 10)
        for at in range(goals)
    ]
    return page_blocks.SeasonPicture(
        title, DAY, last, (middle, title), (DAY, middle), [(DAY, 5), (middle, 1), (last, 3)], (middle, title),
        [(DAY, "held"), (middle, "missed"), (last, "planned")], [middle], bars,
    )  # fmt: skip


def page(text: str) -> str:
    """A page that has a text in every place where a person's words may stand."""
    chart = blocks.Chart(text, text, [blocks.Curve("Value", "value", [(DAY, 1.0), (DAY + timedelta(9), 2.0)])])
    goal = blocks.ChartedGoal("g1", text, 0.5, "50 %", 0.6, "red", "behind", [], chart)
    level = Level(text, 2, 3, [MentorView(text, 4)])
    section: list[blocks.Block] = [
        picture(text),
        blocks.Paragraph(text),
        blocks.Bullets([blocks.Bullet(text, "q1", text)]),
        blocks.OutcomeList([blocks.Outcome(text, "w1", text, remark=text)]),
        blocks.FactList([blocks.Fact(text, text, [(text, ["q1"])])]),
        blocks.Table(text, (text, text), [(text, text)]),
        blocks.LevelTable("", ("Skill", "Levels"), [(text, text)], levels=[level]),
        page_blocks.numerals([page_blocks.Numeral(1, text)]),
        blocks.GoalCards([goal, goal]),
        chart,
    ]
    entry = blocks.AppendixEntry("q1", "question", text, [(text, text, "g1")], [text])
    sections = [blocks.Section(text, section), blocks.Section(text, section, folded=True)]
    return render_html(blocks.Document(text, text, text, sections, [entry]))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_markup_wherever_it_stands(text: str) -> None:
    plain, hostile = Tags(page("plain words")), Tags(page(text))
    assert hostile.open == []
    assert hostile.tags == plain.tags, "a text adds no element"
    assert not {"onload", "onfocus", "onerror", "style"} & set(hostile.names)
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", page(text))


@given(st.text())
def test_what_is_escaped_is_read_back_as_it_was(text: str) -> None:
    from html import unescape

    from mentorlog.render.terminal.text import to_printable

    assert unescape(markup.markup(text)) == unescape(markup.markup(unescape(markup.markup(text))))
    assert not set(markup.markup(text)) & set("<>\"'")
    assert Tags(markup.element("p", text, title=text)).tags == ["p"]
    assert unescape(markup.markup(to_printable(text))) == to_printable(text)


@given(days=st.integers(0, 600), goals=st.integers(0, 9), title=st.text(max_size=60))
def test_a_season_lies_within_its_frame(days: int, goals: int, title: str) -> None:
    drawing = season_layout(picture(title, days, goals))
    for bar in drawing.bars:
        assert 0 <= bar.place <= 100 and 0 <= bar.fill <= max(bar.width, 0.6)
        for label, width in ((bar.wide, 610), (bar.narrow, 282)):
            size = text_width(f"{label.text} {label.note}")
            left = label.place * width / 100 - (size if label.anchor == "end" else 0)
            assert len(label.text) <= 1 or (left >= -14 and left + size <= width + 14)
    assert all(0 <= place <= 100 for place, _ in drawing.talks)
    assert len(drawing.months) <= 10
    lanes = [lane.down for lane in drawing.lanes]
    assert lanes == sorted(lanes) and all(down < drawing.height for down in lanes)


def test_a_lane_without_marks_is_left_out() -> None:
    empty = page_blocks.SeasonPicture("", DAY, DAY, (DAY, "today"), (DAY, DAY))
    assert season_layout(empty).lanes == []
    assert "<svg" in render_html(blocks.Document("Title", "", "", [blocks.Section("", [empty])]))


@given(st.lists(st.tuples(st.dates(DAY, DAY + timedelta(400)), st.floats(-1e9, 1e9)), min_size=1))
def test_a_small_chart_lies_within_its_frame(points: list[tuple[date, float]]) -> None:
    drawing = small_layout(blocks.Chart("", "", [blocks.Curve("Value", "value", sorted(points))]))
    for point in drawing.paths[0].points.split(" "):
        across, down = map(float, point.split(","))
        assert 0 <= across <= SMALL_WIDTH and 0 <= down <= SMALL_HEIGHT


def test_only_text_that_is_read_from_the_right_says_so() -> None:
    assert markup.direction("Who decides?") is None and markup.direction("Wer entscheidet über é?") is None
    assert markup.direction("مرحبا") == "auto"


def test_a_folded_section_is_shown_where_evidence_is_wanted() -> None:
    section = blocks.Section("Words", [blocks.Paragraph("text")], folded=True)
    assert "<details><summary>" in render_html(blocks.Document("Title", "", "", [section]))
    shown = render_html(blocks.Document("Title", "", "", [section], shows_evidence=True))
    assert '<details class="evidence" open>' in shown
