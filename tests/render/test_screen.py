"""Drawing: safe text, wrapping, bars, and where a screen ends."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from wcwidth import wcwidth

from mentorlog.render.terminal.bars import bar, sparkline
from mentorlog.render.terminal.page import Grid, GridColumn, Line, Lines, Row, Span, join_facts, line, ours
from mentorlog.render.terminal.plain import draw
from mentorlog.render.terminal.screen import Palette, Screen, screen_for
from mentorlog.render.terminal.text import to_printable, width, without_joiners
from mentorlog.render.terminal.wrap import wrap_line


def text_of(spans: Line) -> str:
    return "".join(span.text for span in spans)


def bar_text(share: float, plan: float | None, cells: int = 10) -> str:
    return text_of(bar(share, plan, cells, "good"))


def test_a_bar_shows_what_is_done_and_where_the_plan_stands() -> None:
    assert bar_text(0.5, None) == "█████░░░░░"
    assert bar_text(0.5, 0.75) == "█████░░┃░░"
    assert bar_text(0.8, 0.3) == "███┃████░░"
    assert bar_text(0.56, None) == "█████▌░░░░"


@pytest.mark.parametrize(("share", "shown"), [(-0.4, "░" * 10), (0, "░" * 10), (1, "█" * 10), (3, "█" * 10)])
def test_only_the_drawn_bar_is_kept_within_its_ends(share: float, shown: str) -> None:
    assert bar_text(share, None) == shown


@given(st.floats(-2, 3), st.one_of(st.none(), st.floats(-1, 2)), st.integers(1, 40))
def test_a_bar_is_always_as_long_as_it_should_be(share: float, plan: float | None, cells: int) -> None:
    shown = bar_text(share, plan, cells)
    assert len(shown) == cells and shown.count("┃") == (plan is not None)


def test_a_sparkline_has_the_last_values() -> None:
    assert sparkline([1, 2, 3, 4, 5]).text == "▁▂▃▅▇"
    assert sparkline([1] * 5 + [5] * 30).text == "▇" * 30


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\x00b\x7f\x9b", "a\\x00b\\x7f\\x9b"),
        ("abc\u202edef\u2066", "abc<U+202E>def<U+2066>"),
        ("\ud800", "<U+D800>"),
        ("a\u2028b", "a\nb"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("[bold] :smile: {x}", "[bold] :smile: {x}"),
    ],
)
def test_what_is_hidden_is_named_and_never_obeyed(text: str, shown: str) -> None:
    assert to_printable(text) == shown


@given(st.text())
def test_no_text_reaches_the_terminal_as_a_command(text: str) -> None:
    assert not any(sign in to_printable(text) for sign in "\x1b\x9b\x07\x00\u202e\u2066")


@pytest.mark.parametrize(
    "text",
    ["abc", "谁来做决定？", "e\u0301\u0302", "מי מחליט", "\u200fשלום", "हिन्दी", "ใครเป็นคนตัดสินใจ", "한글", "a\xadb",
     "família", without_joiners("family 👨\u200d👩\u200d👧\u200d👦"), without_joiners("❤\ufe0f ⚠\ufe0f 1\ufe0f")],
)  # fmt: skip
def test_the_width_is_what_terminals_and_rich_count(text: str) -> None:
    assert width(text) == cell_len(text) == sum(max(0, wcwidth(sign)) for sign in text)


def test_only_what_terminals_count_differently_is_left_out() -> None:
    assert without_joiners("👩\u200d👧 ❤\ufe0f") == "👩👧 ❤"
    assert without_joiners("क्\u200dष می\u200cخواهم") == "क्\u200dष می\u200cخواهم"


def test_lines_part_at_blanks_and_go_on_under_their_beginning() -> None:
    result = line(ours("  q3  "), Span("Sponsor away in August: who decides?", "title"))
    assert [text_of(part).rstrip() for part in wrap_line(result, 20)] == [
        "  q3  Sponsor away",
        "  in August:",
        "  who decides?",
    ]
    assert [part[-1].role for part in wrap_line(result, 20)] == ["title"] * 3


def test_a_line_that_is_just_full_does_not_end_in_a_blank() -> None:
    result = wrap_line((Span("  Too long. Try it again.", "warn"),), 11)
    assert [text_of(part) for part in result] == ["  Too long.", "  Try it", "  again."]


def test_a_line_breaks_between_facts_and_never_begins_with_the_sign_between_them() -> None:
    facts = [
        line(Span("Ruth Okafor", "title")),
        line("in 3 days, Thu 26 Nov 15:00, 60 min"),
        line(ours("last met", "dim")),
    ]
    broken = [text_of(part) for part in wrap_line(join_facts(facts), 40)]
    assert broken == ["Ruth Okafor", "in 3 days, Thu 26 Nov 15:00, 60 min", "last met"]
    assert [text_of(part).rstrip() for part in wrap_line(join_facts(facts), 20)] == [
        "Ruth Okafor", "in 3 days, Thu 26", "Nov 15:00, 60 min", "last met",
    ]  # fmt: skip
    assert len(wrap_line(join_facts(facts), 80)) == 1


def test_no_word_stands_alone_on_a_last_line() -> None:
    wrapped = wrap_line((Span("How do you hand a risk to somebody who wants none"),), 45)
    assert [text_of(part).rstrip() for part in wrapped] == ["How do you hand a risk to somebody who", "wants none"]


def test_a_word_that_is_too_wide_is_parted() -> None:
    assert [text_of(part) for part in wrap_line((Span("a" * 12),), 5)] == ["aaaaa", "aaaaa", "aa"]


@given(st.lists(st.text("ab cé日\n", max_size=12), max_size=5), st.integers(4, 30))
def test_wrapping_loses_nothing_but_blanks_and_fits(texts: list[str], cells: int) -> None:
    result = tuple(Span(text) for text in texts)
    lines = [text_of(part) for part in wrap_line(result, cells)]
    assert "".join("".join(lines).split()) == "".join("".join(texts).split())
    assert all(width(part.rstrip()) <= cells for part in lines)
    assert [text_of(part) for part in wrap_line(result, 0)] == "".join(texts).split("\n")


def test_figures_stand_at_the_right_in_a_pipe_too() -> None:
    stream = io.StringIO()
    heads = (GridColumn("Ref"), GridColumn("Words", "words"), GridColumn("Value", "figure"))
    cells = (("q1", "日本", "7"), ("q12", "two\nlines", "10"))
    grid = Grid(heads, [Row([(Span(text),) for text in row]) for row in cells], has_header=True)
    draw([grid], Screen(stream, 0, "none", ascii=False))
    assert stream.getvalue().splitlines() == [
        "Ref  Words  Value", "q1   日本       7", "q12  two       10", "     lines",
    ]  # fmt: skip


PALETTES: dict[Palette, str] = {
    "none": "Noted q1",
    "weight": "Noted q1",
    "theme": "Noted \x1b[36mq1\x1b[0m",
    "dark": "Noted \x1b[38;5;81mq1\x1b[0m",
}


@pytest.mark.parametrize("palette", PALETTES)
def test_colour_is_codes_and_only_where_it_is_shown(palette: Palette) -> None:
    stream = io.StringIO()
    draw([Lines([line("Noted ", ours("q1", "accent"))])], Screen(stream, 80, palette, ascii=False))
    assert stream.getvalue() == f"{PALETTES[palette]}\n"


def test_a_pipe_has_no_width_and_no_colour() -> None:
    screen = screen_for(io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert (screen.width, screen.palette, screen.ascii, screen.is_terminal) == (0, "none", True, False)
