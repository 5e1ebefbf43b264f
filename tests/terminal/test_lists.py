"""Every noun's list on a terminal: the title is widest, refs are whole, and each column tells rows apart."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from mentorlog.nouns import KINDS
from tests.conftest import Mentee
from tests.terminal.conftest import RunOnTerminal
from tests.terminal.test_ink import dim_share

GROUPS = [kind.group for kind in KINDS.values() if kind.group]
PICTURES = ("goals", "skills")  # which are drawn as in the report
_CODES = re.compile(r"\x1b\[[0-9;]*m")
_REF = re.compile(r"([a-z]\d+) +\S")
_DAY = re.compile(r"\d+ [A-Z][a-z]{2}( \d{4})?( \d\d:\d\d)?")


@pytest.fixture
def journal(mentee: Mentee) -> Path:
    """The demo journal."""
    mentee.has_demo()
    return mentee.path


def columns_of(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Where each column of a table begins, and its cells: between columns are two blanks in every line."""
    width = max(map(len, lines))
    is_blank = [all(line[at : at + 1] in ("", " ") for line in lines) for at in range(width)]
    gaps = [True, True, *is_blank]  # which begin two cells before the line
    starts = [at for at in range(width) if not is_blank[at] and gaps[at] and gaps[at + 1]]
    for start, end in pairwise([*starts, width + 2]):
        yield start, [line[start:end].strip() for line in lines]


def table_rows(text: str) -> list[str]:
    """The first line of each record."""
    return [line.rstrip() for line in text.split("\n") if _REF.match(line)]


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("more", [(), ("--all",)], ids=["live", "all"])
@pytest.mark.parametrize("group", GROUPS)
def test_a_list_has_its_title_widest_and_columns_that_differ(
    run_on_terminal: RunOnTerminal, journal: Path, group: str, more: tuple[str, ...], columns: int
) -> None:
    text = _CODES.sub("", run_on_terminal(group, "list", *more, columns=columns).raw)
    room = min(columns, 100)
    assert max(len(line.rstrip()) for line in text.split("\n")) <= room
    rows = table_rows(text)
    if group in PICTURES or len(rows) < 2:
        return
    (_, refs), *others = columns_of(rows)
    assert all(re.fullmatch(r"[a-z]\d+", ref) for ref in refs)
    if all(_DAY.fullmatch(day) for day in others[0][1]):
        others.pop(0)
    (start, title), *sides = others  # two may have the same title
    assert [cells for _, cells in sides if len(set(cells)) < 2] == []
    header = next(
        line for line in text.split("\n") if not line.startswith(("Mood", "Energy", "Trust")) and line.strip()
    )
    end = min([at for at, _ in sides], default=room + 2)
    assert end - 2 - start >= 0.4 * room, title
    assert max(len(line.rstrip()) for line in (header, *rows)) == room, "one look at one width"


@pytest.mark.parametrize("group", GROUPS)
def test_a_narrow_list_has_its_facts_below_the_title(run_on_terminal: RunOnTerminal, journal: Path, group: str) -> None:
    text = _CODES.sub("", run_on_terminal(group, "list", "--all", columns=40).raw)
    lines = [line.rstrip() for line in text.split("\n")]
    assert max(len(line) for line in lines if not line.startswith("→")) <= 40, "but for a command, which stays whole"
    assert not [line for line in lines if re.match(r" *[·.] ", line) and group != "skills"]


def test_a_column_names_what_it_points_to(run_on_terminal: RunOnTerminal, journal: Path) -> None:
    text = _CODES.sub("", run_on_terminal("questions", "list", columns=120).raw)
    assert "Chair" in text and "g3" not in text and "s12" not in text
    text = _CODES.sub("", run_on_terminal("sessions", "list").raw)
    assert "Ruth" in text and "Tomasz" in text and "m2" not in text


def test_what_all_have_in_common_is_said_once(run_on_terminal: RunOnTerminal, journal: Path) -> None:
    text = _CODES.sub("", run_on_terminal("challenges", "list", "--all").raw)
    assert text.count("resolved") == 1 and "In all: Ruth · resolved" in text


def test_check_ins_are_a_strip_of_moods_and_a_line_each(run_on_terminal: RunOnTerminal, journal: Path) -> None:
    text = _CODES.sub("", run_on_terminal("checkin", "list").raw)
    strip, *_ = text.split("\n")
    assert re.fullmatch(r"Mood    [▁▃▅▆█]{12}  4", strip)
    assert len(table_rows(text)) == 12 and len(text.rstrip().split("\n")) == 12 + 5


def test_goals_have_their_bars_as_in_the_report(run_on_terminal: RunOnTerminal, journal: Path) -> None:
    listed = _CODES.sub("", run_on_terminal("goals", "list").raw).split("\n")
    shown = _CODES.sub("", run_on_terminal("show", "g3").raw).split("\n")
    assert re.match(r"g3  Chair stand-ups +█+┃?█*▌?░+┃?░* +80 %  ● on plan$", listed[0])
    assert listed[1].strip() == "8 of 10 meetings · due 30 Dec"
    assert re.match(r"  █+┃?█*▌?░+┃?░* +80 %  ● on plan$", shown[1])
    assert not [line for line in shown if "Keep" in line]
    assert "Keep" not in run_on_terminal("history", "g3").raw


def test_dim_ink_is_under_a_quarter_of_every_list(run_on_terminal: RunOnTerminal, journal: Path) -> None:
    for group in GROUPS:
        for more in ((), ("--all",)):
            raw = run_on_terminal(group, "list", *more, MENTORLOG_COLORS="dark").raw
            assert dim_share(raw) < 0.25, (group, more)


def test_dim_ink_is_under_a_quarter_of_every_record(
    run_on_terminal: RunOnTerminal, mentee: Mentee, journal: Path
) -> None:
    refs = {entry["ref"] for entry in mentee.does("log")}
    shares = {ref: dim_share(run_on_terminal("show", ref, MENTORLOG_COLORS="dark").raw) for ref in sorted(refs)}
    assert {ref: round(share, 2) for ref, share in shares.items() if share >= 0.25} == {}


def test_a_session_does_not_begin_with_its_zone(run_on_terminal: RunOnTerminal, journal: Path) -> None:
    shown = _CODES.sub("", run_on_terminal("show", "s5").raw)
    assert "Europe/London" not in shown and "Zone" not in shown


def test_candidates_are_compared_by_their_names(run_on_terminal: RunOnTerminal, mentee: Mentee) -> None:
    mentee.does("needs", "add", "Has time for me", "--weight", "5")
    mentee.does("needs", "add", "Gives honest feedback")
    for name in ("Ruth Okafor", "Sam Adeyemi"):
        mentee.does("mentors", "add", name, "--candidate")
    mentee.does("mentors", "score", "m1", "n1", "4")
    wide = _CODES.sub("", run_on_terminal("mentors", "compare").raw).split("\n")
    assert wide[0].split() == ["Need", "Weight", "Ruth", "Sam"]
    assert "Ruth 4" in _CODES.sub("", run_on_terminal("mentors", "compare", columns=40).raw)


def test_candidates_who_do_not_fit_stand_below_each_need_under_their_names(
    run_on_terminal: RunOnTerminal, mentee: Mentee
) -> None:
    mentee.does("needs", "add", "Has time for me")
    for name in ("Ruth Okafor", "Ruth Klein", "Sam Adeyemi", "Dr Ama Mensah", "Konstantin Papadopoulos", "Priya Nair"):
        mentee.does("mentors", "add", name, "--candidate")
    mentee.does("mentors", "score", "m1", "n1", "4")
    mentee.does("mentors", "score", "m3", "n1", "2")
    text = _CODES.sub("", run_on_terminal("mentors", "compare").raw)
    assert "\n    Ruth Okafor 4 · Sam 2\n" in text, "only the two who are called the same need their whole names"


@pytest.mark.parametrize(("columns", "is_shown"), [(40, False), (80, False), (120, True)])
def test_how_a_win_was_celebrated_has_a_column_or_stays_away(
    run_on_terminal: RunOnTerminal, journal: Path, columns: int, is_shown: bool
) -> None:
    text = _CODES.sub("", run_on_terminal("achievements", "list", columns=columns).raw)
    assert "how cake" not in text and ("cake with the team" in text) is is_shown
