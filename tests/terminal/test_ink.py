"""How much of each screen is dim, and that nothing on it is wider or broken where it should not be."""

import re
from pathlib import Path

import pytest

from tests.conftest import Mentee
from tests.terminal.conftest import Run, RunOnTerminal

SCREENS = [
    ("report",), ("next",), ("agenda",), ("timeline",), ("log", "--no-pager"), ("lookback",), ("show", "g3"),
    ("show", "s11"), ("goals", "list"), ("questions", "list"), ("sessions", "list"), ("feedback", "list"),
    ("checkin", "list"), ("skills", "list"), ("achievements", "list"), ("mentors", "list"), ("config", "list"),
    ("history",), ("search", "sponsor"), ("due",), ("goals", "--help"), ("report", "--plots"),
    ("report", "--goal", "g4"),
]  # fmt: skip
_CODE = re.compile(r"(\x1b\[[0-9;]*m)")
DIM = "38;5;246"  # of the dark palette


@pytest.fixture
def journal(mentee: Mentee) -> Path:
    """The demo journal."""
    mentee.has_demo()
    return mentee.path


def dim_share(raw: str) -> float:
    """The share of dim characters among all that can be seen."""
    dim = seen = 0
    is_dim = False
    for part in _CODE.split(raw):
        if _CODE.fullmatch(part):
            is_dim = DIM in part
        else:
            count = len("".join(part.split()))
            seen += count
            dim += count if is_dim else 0
    return dim / seen


@pytest.mark.parametrize("words", SCREENS, ids=" ".join)
def test_dim_ink_is_under_a_quarter_of_a_screen(
    run_on_terminal: RunOnTerminal, journal: Path, words: tuple[str, ...]
) -> None:
    shown = run_on_terminal(*words, MENTORLOG_COLORS="dark")
    limit = 0.33 if words[0] == "show" else 0.25  # a card is labels and refs for the most part
    assert round(dim_share(shown.raw), 2) <= limit


def test_dim_ink_is_under_a_quarter_of_a_conversation(terminal: Run, journal: Path) -> None:
    for words, answer in ((("checkin", "--mentor", "m2"), "4"), (("debrief", "s12"), "")):
        later = {"MENTORLOG_NOW": "2026-11-26T18:00:00", "MENTORLOG_COLORS": "dark"}
        talk = terminal(*words, **later)
        talk.types(answer, answer)
        talk.types("", ".")
        assert talk.ends() == 0
        assert dim_share(talk.raw) <= 0.25, words


@pytest.mark.parametrize("columns", [40, 80, 120, 200])
def test_lines_are_short_and_break_between_facts(run_on_terminal: RunOnTerminal, journal: Path, columns: int) -> None:
    for words in SCREENS:
        lines = [line.rstrip() for line in _CODE.sub("", run_on_terminal(*words, columns=columns).raw).split("\n")]
        wrapped = [line for line in lines if not line.startswith("→ ") and "config.toml" not in line]  # to be copied
        assert max(map(len, wrapped)) <= min(columns, 100), words
        assert [line for line in lines if re.match(r" *· ", line) and not re.match(r" *·  ", line)] == [], words


def test_the_next_step_is_bright_and_whole(run_on_terminal: RunOnTerminal, journal: Path) -> None:
    for columns in (40, 80, 120):
        *_, step = run_on_terminal("next", columns=columns, MENTORLOG_COLORS="dark").raw.rstrip("\n").split("\n\n")
        command, *reason = step.replace("\n", "").split("mentorlog actions done a4\x1b[0m")
        assert command.endswith("\x1b[1;38;5;81m") and all(DIM in part for part in reason)


def test_what_to_bring_hangs_behind_its_ref(run_on_terminal: RunOnTerminal, journal: Path) -> None:
    noted = run_on_terminal("checkin", "--mood", "4", "--mentor", "m2", columns=40, MENTORLOG_COLORS="none")
    lines = [line.rstrip() for line in _CODE.sub("", noted.raw).split("\n")]
    at = next(at for at, line in enumerate(lines) if line.startswith("Bring"))
    assert lines[at].startswith("Bring  q24 How do")
    assert lines[at + 1].startswith("           somebody") and "       5 more" in lines


def test_what_somebody_wrote_is_not_dim(run_on_terminal: RunOnTerminal, journal: Path) -> None:
    story = run_on_terminal("report", "--goal", "g4", MENTORLOG_COLORS="dark").raw
    for words in ("Two found by the testers", "True. From now on", "Minutes, items two to six"):
        before = story[: story.index(words)]
        assert before.rfind(DIM) < max(before.rfind("\x1b[0m"), before.rfind("\n")), words
    award = run_on_terminal("celebrate", "g1", MENTORLOG_COLORS="dark").raw
    assert "Three-point" in award and not re.search(f"{DIM}m“?(\\x1b[^m]*m)*Three-point", award)


def test_a_forecast_has_the_colour_of_the_values_that_it_goes_on_from(
    run_on_terminal: RunOnTerminal, journal: Path
) -> None:
    plots = run_on_terminal("report", "--plots", MENTORLOG_COLORS="dark").raw
    assert "38;5;203mat this pace" in plots
