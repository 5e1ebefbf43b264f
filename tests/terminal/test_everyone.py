"""For everyone: read aloud, without colour, with ASCII alone, in any width; as the environment and the settings ask."""

import re
from pathlib import Path

import pytest

from tests.conftest import Mentee
from tests.forked import run
from tests.terminal.conftest import Run, RunOnTerminal
from tests.terminal.test_looks import LISTS

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_DRAWN = re.compile("··|[─-╿▀-▟■-◿★☆●○›→▁-█⠀-⣿]")
_ALIGNED = re.compile(r"\S {2,}\S")


@pytest.fixture
def journal(mentee: Mentee) -> Path:
    """The demo journal."""
    mentee.has_demo()
    return mentee.path


def test_read_aloud_nothing_is_drawn_and_nothing_moves(
    terminal: Run, run_on_terminal: RunOnTerminal, journal: Path
) -> None:
    for words in (*LISTS, ("report", "--plots"), ("report", "--goal", "g3"), ("doctor",), ("config", "list")):
        result = run_on_terminal(*words, ACCESSIBLE="1")
        assert result.code in (0, 1, 10)
        plain = _COLOURS.sub("", result.raw)
        if words == ("report",):
            real = terminal(*words, rows=900, ACCESSIBLE="1")
            assert real.ends() == 0 and real.raw.replace("\r\n", "\n") == result.raw
        assert "\x1b" not in plain and "\r" not in plain, words
        assert set(_DRAWN.findall(plain)) == set(), words


def test_read_aloud_each_fact_has_its_line(terminal: Run, journal: Path) -> None:
    shown = terminal("questions", "list", ACCESSIBLE="1")
    assert shown.ends() == 0
    assert shown.lines[:4] == [
        "q24: How do you hand a risk to somebody who does not want it?", "Priority: high", "Goal: Fewer late risks",
        "Carried: 2",
    ]  # fmt: skip
    shown = terminal("report", rows=400, ACCESSIBLE="1")
    assert shown.ends() == 0
    at = shown.lines.index("g3: Chair stand-ups")
    assert shown.lines[at + 1 : at + 4] == ["Plan: 77 %", "Progress: 80 %", "Status: on plan"]
    assert re.search(r"^Mood, from 1 to 5: Jun \d(, \d)+; ", shown.text, re.MULTILINE), "a row is told in figures"
    shown = terminal("next", ACCESSIBLE="1")
    assert shown.ends() == 0
    assert shown.lines[:3] == [
        "Next session with Ruth Okafor", "in 3 days, Thu 26 Nov 15:00, 60 min by video", "last met 11 days ago",
    ]  # fmt: skip
    at = shown.lines.index("a4: Give each open risk an owner")
    assert shown.lines[at + 1 : at + 3] == ["Who: you", "12 days late"]
    at = shown.lines.index("q24: How do you hand a risk to somebody who does not want it?")
    assert shown.lines[at + 1 : at + 3] == ["high priority", "carried twice"]
    at = shown.lines.index("g4: Fewer late risks")
    assert shown.lines[at + 1 : at + 4] == ["Plan: 74 %", "Progress: 20 %", "Status: behind"]
    narrow = terminal("next", ACCESSIBLE="1", COLUMNS="40")
    assert narrow.ends() == 0 and "Progress: 20 %" in narrow.lines
    shown = terminal("skills", "list", rows=90, ACCESSIBLE="1")
    assert shown.ends() == 0
    assert "k1: planning: 2 to 3" in shown.lines and "k2: executing: not rated" in shown.lines
    for words in (("show", "g3"), ("sessions", "list"), ("actions", "list", "--all"), ("log",), ("mentors", "compare")):
        shown = terminal(*words, rows=900, ACCESSIBLE="1")
        assert shown.ends() == 0
        assert not [line for line in shown.lines if _ALIGNED.search(line)], words


def test_read_aloud_a_celebration_has_no_frame(terminal: Run, journal: Path) -> None:
    shown = terminal("achievements", "celebrate", "w5", "--how", "told Ruth", ACCESSIBLE="1")
    assert shown.ends() == 0
    assert shown.lines[0].startswith("Well done! w5")


def test_read_aloud_a_prompt_stands_behind_its_label(terminal: Run, tmp_path: Path) -> None:
    talk = terminal("questions", "add", ACCESSIBLE="1")
    talk.waits_for(": ")
    assert talk.lines[-1].endswith(":") and not _ALIGNED.search(talk.lines[-1])
    talk.program.sendline("Who decides?")
    talk.waits_for(": ")
    talk.program.sendline("")
    assert talk.ends() == 0
    assert "q1: Who decides?" in talk.text


def test_read_aloud_a_long_question_is_printed_before_its_prompt(terminal: Run, journal: Path) -> None:
    talk = terminal("debrief", "s12", ACCESSIBLE="1")
    talk.waits_for("[60]: ")
    talk.program.sendline("")
    talk.waits_for("what you heard: ")
    question = "2 of 15. q24 How do you hand a risk to somebody who does not want it?"
    assert talk.lines[-2:] == [question, "what you heard:"]


def test_the_setting_asks_for_it_too_in_a_pipe_as_well(terminal: Run, journal: Path) -> None:
    text = run(journal, "questions", "list", MENTORLOG_ACCESSIBLE="yes").stdout
    assert text.startswith("q24: How do you hand a risk to somebody who does not want it?\nPriority: high\n")
    assert run(journal, "questions", "list", ACCESSIBLE="0").stdout == run(journal, "questions", "list").stdout
    assert run(journal, "questions", "list", "--json", ACCESSIBLE="1").stdout == (
        run(journal, "questions", "list", "--json").stdout
    )


@pytest.mark.parametrize(
    ("setting", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": ""}, True),
        ({"CLICOLOR": "0"}, False),
        ({"CLICOLOR": "1"}, True),
        ({"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "false", "CLICOLOR_FORCE": "1"}, False),
        ({"TERM": "dumb", "CLICOLOR_FORCE": "1"}, True),
        ({"TERM": "dumb", "CLICOLOR_FORCE": "0"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ({"TERM": "dumb", "MENTORLOG_COLORS": "none"}, False),
        ({"TERM": "dumb", "MENTORLOG_COLORS": "dark"}, False),
        ({"MENTORLOG_COLORS": "dark", "NO_COLOR": "1"}, True),
        ({"MENTORLOG_COLORS": "theme", "CLICOLOR": "0"}, True),
    ],
)
def test_colour_on_a_terminal(
    run_on_terminal: RunOnTerminal, journal: Path, setting: dict[str, str], coloured: bool
) -> None:
    for words in (("report",), ("questions", "add", "Who decides?"), ("questions", "ad")):
        shown = run_on_terminal(*words, **setting)
        assert ("\x1b[" in shown.raw) is (coloured and words != ("questions", "ad")), words


NO_COLOUR = [
    {"NO_COLOR": "1"},
    {"NO_COLOR": "1", "FORCE_COLOR": "1"},
    {"NO_COLOR": "1", "CLICOLOR_FORCE": "1"},
    {"MENTORLOG_COLORS": "none", "FORCE_COLOR": "1"},
    {"MENTORLOG_COLOR": "never"},
]


@pytest.mark.parametrize("setting", NO_COLOUR)
def test_no_colour_leaves_bold_and_dim(run_on_terminal: RunOnTerminal, journal: Path, setting: dict[str, str]) -> None:
    for words in (("report",), ("questions", "add", "Who decides?"), ("goals",)):
        raw = run_on_terminal(*words, **setting).raw
        weights = {weight for code in re.findall(r"\x1b\[([\d;]*)m", raw) for weight in code.split(";")}
        assert weights <= {"", "0", "1", "2", "3", "7"}
        assert "\x1b[1m" in raw
    assert "\x1b" not in run_on_terminal("report", **setting, TERM="dumb").raw


def test_colour_in_a_pipe_only_where_it_is_asked_for(journal: Path) -> None:
    assert "\x1b" not in run(journal, "report").stdout
    assert "\x1b" not in run(journal, "report", NO_COLOR="1", FORCE_COLOR="1").stdout
    assert "\x1b" not in run(journal, "report", MENTORLOG_COLORS="none", FORCE_COLOR="1").stdout
    assert "\x1b" not in run(journal, "report", FORCE_COLOR="0").stdout
    assert "\x1b[32m" in run(journal, "report", FORCE_COLOR="1").stdout
    assert "\x1b[32m" in run(journal, "report", CLICOLOR_FORCE="1").stdout
    assert "\x1b" not in run(journal, "report", MENTORLOG_COLORS="dark").stdout
    assert "\x1b" not in run(journal, "report", CLICOLOR_FORCE="0", CLICOLOR="1").stdout
    assert "\x1b" not in run(journal, "report", "--json", FORCE_COLOR="1").stdout
    assert "\x1b" not in run(journal, "report", "--format", "markdown", FORCE_COLOR="1").stdout


DARK, LIGHT, THEME = "\x1b[38;5;79m", "\x1b[38;5;23m", "\x1b[32m"


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ({}, THEME),
        ({"MENTORLOG_COLORS": "dark"}, DARK),
        ({"MENTORLOG_COLORS": "light"}, LIGHT),
        ({"MENTORLOG_COLORS": "light", "TERM": "xterm"}, THEME),
        ({"MENTORLOG_COLORS": "theme", "COLORFGBG": "15;0"}, THEME),
        ({"COLORFGBG": "15;0"}, DARK),
        ({"COLORFGBG": "15;default;8"}, DARK),
        ({"COLORFGBG": "0;15"}, LIGHT),
        ({"COLORFGBG": "0;7"}, LIGHT),
        ({"COLORFGBG": "0;default"}, THEME),
        ({"COLORFGBG": "0;15", "TERM": "xterm"}, THEME),
    ],
)
def test_a_terminal_gets_the_colours_for_its_ground(
    run_on_terminal: RunOnTerminal, journal: Path, setting: dict[str, str], code: str
) -> None:
    assert code in run_on_terminal("goals", "list", **setting).raw


@pytest.mark.parametrize("locale", [("C", ""), ("en_GB.UTF-8", "C"), ("", "POSIX")])
def test_the_c_locale_gets_ascii(terminal: Run, mentee: Mentee, journal: Path, locale: tuple[str, str]) -> None:
    lang, all_ = locale
    mentee.does("questions", "add", "Où?")
    for words in (("report",), ("questions", "list")) if lang == "C" else (("questions", "list"),):
        shown = terminal(*words, rows=400, LANG=lang, LC_ALL=all_)
        assert shown.ends() == 0
        assert _COLOURS.sub("", shown.raw).isascii()
    assert "O\\xf9?" in shown.text
    # What is piped may be kept: the program's own signs are ASCII, what a person wrote stays as it was written.
    piped = run(journal, "questions", "list", LANG=lang, LC_ALL=all_).stdout
    assert "Où?" in piped and piped.replace("ù", "").isascii()
    assert '"Où?"' in run(journal, "questions", "list", "--json", LANG=lang, LC_ALL=all_).stdout


def test_no_locale_at_all_is_not_the_c_locale(terminal: Run, journal: Path) -> None:
    shown = terminal("report", rows=200, LANG="")
    assert shown.ends() == 0
    assert "● on plan" in shown.text


def test_columns_say_how_wide_it_is(terminal: Run, journal: Path) -> None:
    for columns, widest in (("40", 40), ("60", 60), ("100", 100)):
        shown = terminal("report", columns=200, rows=800, COLUMNS=columns)
        assert shown.ends() == 0
        assert max(map(len, shown.lines)) <= widest
