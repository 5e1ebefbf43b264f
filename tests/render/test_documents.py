"""Each kind of block has its drawing in each medium."""

import io
from datetime import date
from typing import get_args

import pytest

from mentorlog.render.documents import document as blocks
from mentorlog.render.documents import page_blocks
from mentorlog.render.documents.formats import FORMATS
from mentorlog.render.documents.pictures.charts import charts_page
from mentorlog.render.documents.standings import Level, MentorView
from mentorlog.render.documents.terminal import document_page
from mentorlog.render.tell import draw_page
from mentorlog.render.terminal.page import line
from mentorlog.render.terminal.screen import Screen

DAYS = [(date(2026, 1, 1), 1.0), (date(2026, 2, 1), 2.0)]
CHART = blocks.Chart("Chart text", "chart text", [blocks.Curve("Value", "value", DAYS)])
VALUE = blocks.Measurement("2 on 1 Jan", "p1", "measurementlist text", "1 Jan", "2", "measurementlist text")
DRAWN = tuple(name for name, row in FORMATS.items() if row.draws == "document")
MEDIA = ("terminal", "pipe", "accessible", *DRAWN)
EXAMPLES: list[blocks.Block] = [
    blocks.Paragraph("paragraph text"),
    blocks.Bullets([blocks.Bullet("bullets text", "q1", "note")]),
    blocks.OutcomeList([blocks.Outcome("outcomelist text", "w1", "note", (line("note"), line("1 %")))]),
    blocks.MeasurementList([VALUE]),
    blocks.FactList([blocks.Fact("Label", "factlist text")]),
    page_blocks.Award([blocks.Fact("Label", "award text")], title="award"),
    blocks.Table("", ("Ref", "Words"), [("q1", "table text")]),
    blocks.ChangeTable(
        "", ("What", "Before", "Now", "Moved", "Better"), [("changetable text", "1", "2", "+1", "better")], (1, 2, 3)
    ),
    blocks.LevelTable(
        "",
        ("Ref", "Skill", "Mine", "Mentor's"),
        [("k1", "leveltable text", "2 to 3", "4")],
        levels=[Level("leveltable text", 2, 3, [MentorView("Ruth", 4)])],
    ),
    page_blocks.numerals([page_blocks.Numeral(5, "numerals text", 6)]),
    CHART,
    blocks.Plots([blocks.Fact("plots text", "plots text")], charts=[blocks.Chart("plots text", "", CHART.curves)]),
    blocks.GoalCards(
        [blocks.ChartedGoal("g1", "Goal", 0.5, "50 %", 0.6, "red", "red", [line("goalcards text")], CHART)]
    ),
]


def draw(block: blocks.Block, medium: str, only: blocks.Only | None = None) -> str:
    """A document of this block alone, in a medium."""
    document = blocks.Document("Title", "", "", [blocks.Section("Section", [block], only=only)])
    if medium in DRAWN:
        return FORMATS[medium].render(document)
    stream = io.StringIO()
    screen = Screen(stream, 0 if medium == "pipe" else 80, "none", ascii=False, accessible=medium == "accessible")
    page = charts_page([CHART], screen) if block is CHART else document_page(document, screen)
    draw_page(page, screen)
    return stream.getvalue()


def test_there_is_an_example_of_each_block() -> None:
    parents = (blocks.Bullets, blocks.FactList, blocks.Table)
    declared = {*get_args(blocks.Block), *(block for parent in parents for block in parent.__subclasses__())}
    assert {type(block) for block in EXAMPLES} == declared


@pytest.mark.parametrize("medium", MEDIA)
@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: type(block).__name__)
def test_each_medium_draws_each_block(block: blocks.Block, medium: str) -> None:
    assert f"{type(block).__name__.lower()} text" in draw(block, medium).lower()


@pytest.mark.parametrize("medium", MEDIA)
def test_a_section_may_be_for_one_medium_only(medium: str) -> None:
    only: blocks.Only = "page" if medium in DRAWN else "terminal"
    other: blocks.Only = "terminal" if only == "page" else "page"
    block = blocks.Paragraph("a few words")
    assert "a few words" in draw(block, medium, only)
    assert "a few words" not in draw(block, medium, other)
