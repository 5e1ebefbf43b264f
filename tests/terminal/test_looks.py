"""How it looks in a real terminal: widths, colour, ASCII, and that nothing a person wrote is obeyed."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from mentorlog.journal.dates.format import LONG_MONTHS
from tests import subprocesses
from tests.conftest import Mentee
from tests.in_process import run
from tests.terminal.conftest import Run, RunOnTerminal

LISTS = [
    ("questions", "list"), ("goals", "list", "--all"), ("sessions", "list"), ("checkin", "list"), ("feedback", "list"),
    ("achievements", "list"), ("mentors", "list", "--all"), ("show", "g3"), ("show", "s11"), ("history",),
    ("history", "g3"), ("search", "sponsor"), ("log", "--no-pager"), ("report",), (), ("agenda",),
    ("actions", "list", "--all"), ("agreement", "show"), ("skills", "list"), ("mentors", "compare"),
    ("needs", "suggest"), ("due",), ("recap",),
    ("--help",), ("goals", "add", "--help"),
]  # fmt: skip
GOAL_UNITS = ("issues", "meetings", "steps")  # of the demo's goals, which a pipe has in columns of figures
_CODES = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def journal(mentee: Mentee) -> Path:
    """The demo journal."""
    mentee.has_demo()
    return mentee.path


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_no_line_breaks_in_the_middle_of_a_word(
    terminal: Run, run_on_terminal: RunOnTerminal, mentee: Mentee, journal: Path, columns: int
) -> None:
    for words in LISTS:
        shown = run_on_terminal(*words, columns=columns)
        assert shown.code in (0, 10)
        page = shown.text(columns)
        if words == ("report",):  # of which a real terminal makes the same
            real = terminal(*words, columns=columns, rows=400)
            assert real.ends() == 0
            assert real.lines == [line.rstrip() for line in page.rstrip().split("\n")]
        plain = mentee(*words)
        known = set(re.findall(r"\w{4,}", plain.out + plain.err)) | {
            "when",
            "more",
            "records",
            "reached",
            *GOAL_UNITS,
            *LONG_MONTHS,
            "2026",
            "2027",
        }
        page = page.partition("→ mentorlog")[0]
        strange = {
            word
            for word in re.findall(r"\w{4,}", page)
            if word not in known and word.capitalize() not in known and word.lower() not in known
        }
        assert strange == set(), (words, strange)


def test_a_terminal_gets_colour_and_a_pipe_none(terminal: Run, journal: Path) -> None:
    shown = terminal("report")
    assert shown.ends() == 0
    assert "\x1b[" in shown.raw
    assert "\x1b" not in subprocesses.run(journal, "report").stdout


@pytest.mark.parametrize("setting", [{"FORCE_COLOR": "0"}, {"TERM": "dumb"}])
def test_without_colour_words_and_shapes_carry_all(
    terminal: Run, run_on_terminal: RunOnTerminal, journal: Path, setting: dict[str, str]
) -> None:
    for words in LISTS:
        result = run_on_terminal(*words, **setting)
        assert result.code in (0, 10)
        assert "\x1b" not in result.raw
    shown = terminal("report", **setting)
    assert shown.ends() == 0
    assert "\x1b" not in shown.raw
    assert "■ behind" in shown.text and "● on plan" in shown.text


def test_an_ascii_terminal_gets_ascii(terminal: Run, run_on_terminal: RunOnTerminal, journal: Path) -> None:
    for words in LISTS:
        result = run_on_terminal(*words, encoding="ascii")
        assert result.code in (0, 10)
        assert "\\u" not in result.raw, "the program has a sign of its own for each"
    shown = terminal("report", PYTHONIOENCODING="ascii")
    assert shown.ends() == 0
    assert shown.raw.isascii()
    assert "! behind" in shown.text and "* on plan" in shown.text


def test_letters_that_a_terminal_lacks_are_named(terminal: Run, journal: Path) -> None:
    run(journal, "questions", "add", "Où?")
    shown = terminal("questions", "list", rows=400, PYTHONIOENCODING="ascii")
    assert shown.ends() == 0
    assert "O\\xf9?" in shown.text


@pytest.mark.parametrize("columns", ["0", "-5", "abc", "1", "100000"])
def test_a_strange_width_is_no_fault(terminal: Run, journal: Path, columns: str) -> None:
    shown = terminal("report", rows=800, COLUMNS=columns)
    assert shown.ends() == 0
    assert "Growth" in shown.text


def test_a_celebration_is_framed(terminal: Run, journal: Path) -> None:
    shown = terminal("achievements", "celebrate", "w5", "--how", "told Ruth")
    assert shown.ends() == 0
    assert "★ ★ ★  Well done! w5" in shown.lines[0] and shown.lines[0].startswith("╭")
    plain = terminal("achievements", "celebrate", "w3", PYTHONIOENCODING="ascii")
    assert plain.ends() == 0
    assert plain.lines[0].startswith("+")


TRICKS = [
    "[red]x[/red] [/] :smile:",
    "100 % \\[x] {y}",
    "日本語のメモを書く" * 6,
    "‏שלום " * 20,
    "family " + "\U0001f469\u200d\U0001f467" * 30,
    "x" * 300,
    "e\u0301\u0302\u0303" * 40,
]


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_nothing_that_was_written_is_obeyed_or_makes_the_page_wider(
    terminal: Run, run_on_terminal: RunOnTerminal, tmp_path: Path, columns: int
) -> None:
    path = tmp_path / "journal.db"
    for text in TRICKS:
        assert run(path, "questions", "add", text).returncode == 0
    for words in (("questions", "list"), ("show", "q1"), ("search", "x"), ("report",), ("history", "q2")):
        result = run_on_terminal(*words, columns=columns)
        assert result.code == 0 and "\x1b" not in _CODES.sub("", result.raw)
    shown = terminal("questions", "list", columns=columns, rows=400)
    assert shown.ends() == 0 and "\x1b" not in _CODES.sub("", shown.raw)


def test_what_looks_like_markup_stands_there_as_it_was_written(terminal: Run, tmp_path: Path) -> None:
    for text in TRICKS[:2]:
        assert run(tmp_path / "journal.db", "questions", "add", text).returncode == 0
    listed = terminal("questions", "list", columns=200, rows=400)
    assert listed.ends() == 0
    assert "[red]x[/red] [/] :smile:" in listed.text and "100 % \\[x] {y}" in listed.text


@pytest.mark.parametrize("words", [("next",), ("agenda",), ("report",), ("questions", "list"), ("show", "g4")])
def test_a_dumb_terminal_has_the_width_that_it_says(
    run_on_terminal: RunOnTerminal, journal: Path, words: tuple[str, ...]
) -> None:
    drawn = run_on_terminal(*words, columns=40, TERM="dumb")
    lines = drawn.raw.splitlines()
    commands = ("→ ", "-> ")  # what is to be copied is never wrapped by the program
    assert max(len(line.rstrip()) for line in lines if not line.startswith(commands)) <= 40
    assert not any(first == second == "" for first, second in pairwise(lines))


def test_a_headline_has_true_quotation_marks_where_a_terminal_has_them(
    run_on_terminal: RunOnTerminal, mentee: Mentee, journal: Path
) -> None:
    assert "“Fewer late risks” needs a talk." in _CODES.sub("", run_on_terminal("report").raw)
    assert '"Fewer late risks" needs a talk.' in _CODES.sub("", run_on_terminal("report", encoding="ascii").raw)
    assert ">“<" in mentee("report", "--format", "html").out
    assert mentee.does("report")["headline"].endswith('"Fewer late risks" needs a talk.')
