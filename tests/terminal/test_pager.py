"""The log on a terminal: in a pager where it does not fit, and on the screen where it does or no pager can be had."""

import os
import re
from pathlib import Path

import pytest

from tests import subprocesses
from tests.conftest import Mentee
from tests.in_process import run
from tests.journal_copies import cache_file
from tests.terminal.conftest import Run

NEWEST = "Look back on the year"


@pytest.fixture
@cache_file
def journal(tmp_path: Path) -> Path:
    """A journal whose log has some fifty lines."""
    path = tmp_path / "journal.db"
    assert run(path, "actions", "add", NEWEST, "--by", "2027-01-01").returncode == 0
    for at in range(1, 41, 20):
        lines = "".join(f"Question {number}\n" for number in range(at, at + 20))
        assert run(path, "questions", "add", "-", stdin=lines.encode()).returncode == 0
    return path


def write_pager(tmp_path: Path, script: str) -> str:
    """A pager of one's own, in a place with a blank in its name."""
    place = tmp_path / "my pager"
    place.write_text(f"#!/bin/sh\n{script}\n")
    place.chmod(0o700)
    return f"'{place}' --quiet"


def test_what_does_not_fit_is_leafed_through_and_the_journal_is_free(
    terminal: Run, journal: Path, tmp_path: Path
) -> None:
    shown = terminal(
        "log", rows=12, PAGER=write_pager(tmp_path, "echo given $1; head -6; echo waits; read a </dev/tty")
    )
    shown.waits_for("waits")
    assert "given --quiet" in shown.text and NEWEST in shown.text and "Question 40" in shown.text
    assert "Question 1" not in shown.text.split()
    assert run(journal, "questions", "add", "Can I write meanwhile?").returncode == 0
    shown.program.sendline("")
    assert shown.ends() == 0


@pytest.mark.parametrize(
    "command", ["report", "timeline", "questions list", "show g3", "lookback", "--help", "help dates"]
)
def test_each_long_page_is_leafed_through_from_its_top(
    terminal: Run, mentee: Mentee, tmp_path: Path, command: str
) -> None:
    mentee.has_demo()
    pager = write_pager(tmp_path, "echo paged; head -2; cat >/dev/null")
    shown = terminal(*command.split(), rows=6, PAGER=pager)
    assert shown.ends() == 0 and "paged" in shown.raw
    top = next(word for word in run(mentee.path, *command.split()).stdout.split() if word != "Ref")  # a pipe's alone
    assert top in shown.raw.partition("paged")[2]


def test_what_fits_is_shown_at_once(terminal: Run, journal: Path, tmp_path: Path) -> None:
    never = write_pager(tmp_path, "echo a pager")
    shown = terminal("log", rows=80, PAGER=never)
    assert shown.ends() == 0 and "a pager" not in shown.text and "Question 1" in shown.text
    shown = terminal("log", "--limit", "3", rows=12, PAGER=never)
    assert shown.ends() == 0 and "a pager" not in shown.text and "Question 40" in shown.text


@pytest.mark.parametrize(
    ("words", "setting"),
    [
        (("--no-pager",), {}),
        ((), {"PAGER": ""}),
        ((), {"PAGER": "no-such-pager --at-all"}),
        ((), {"PAGER": "/"}),
        ((), {"PAGER": "'left open"}),
        ((), {"TERM": "dumb", "PAGER": "false"}),
    ],
    ids=str,
)
def test_where_no_pager_can_be_had_or_is_wanted_all_is_written(
    terminal: Run, journal: Path, words: tuple[str, ...], setting: dict[str, str]
) -> None:
    shown = terminal("log", *words, rows=12, **setting)
    assert shown.ends() == 0
    assert NEWEST in shown.raw and re.search(r"Question 1\b", shown.raw) and "no-such-pager" not in shown.raw


def test_a_pager_that_quits_early_is_no_error(terminal: Run, journal: Path, tmp_path: Path) -> None:
    run(
        journal, "questions", "add", "-", stdin=b"".join(b"Line %d of many\n" % at for at in range(1200))
    )  # more than a pipe holds
    shown = terminal("log", rows=12, PAGER=write_pager(tmp_path, "head -1; exit 3"))
    assert shown.ends() == 0
    assert "Traceback" not in shown.raw and "wrong" not in shown.raw


def test_ctrl_c_is_for_the_pager(terminal: Run, journal: Path, tmp_path: Path) -> None:
    script = "trap 'echo the pager heard' INT; cat >/dev/null; echo waits; read a </dev/tty; read a </dev/tty"
    shown = terminal("log", rows=12, PAGER=write_pager(tmp_path, script))
    shown.waits_for("waits")
    shown.program.sendintr()
    shown.waits_for("the pager heard")
    shown.program.sendline("")
    shown.program.sendline("")
    assert shown.ends() == 0
    assert "Stopped" not in shown.raw


def test_the_usual_pager_shows_colour_and_ends_with_q(terminal: Run, journal: Path) -> None:
    if not any(Path(folder, "less").exists() for folder in os.get_exec_path()):
        pytest.skip("there is no less")
    shown = terminal("log", rows=12)
    shown.waits_for("Question 40")
    shown.program.send("q")
    assert shown.ends() == 0
    assert "\x1b[2m" in shown.raw and "ESC[" not in shown.raw


def test_a_line_of_the_log_is_a_line_of_the_terminal(terminal: Run, journal: Path) -> None:
    run(journal, "questions", "add", "How do I tell 部長 that it will be late, and " + "so on " * 60)
    for columns in (20, 40, 80, 120):
        shown = terminal("log", "--no-pager", rows=80, columns=columns)
        assert shown.ends() == 0
        assert len(shown.lines) == 42 + 3, "two months and a gap more"
        assert "…" in shown.text


def test_a_pipe_gets_a_stream_and_no_pager(journal: Path, tmp_path: Path) -> None:
    result = subprocesses.run(journal, "log", PAGER=write_pager(tmp_path, "echo a pager"))
    assert result.stdout.count("\n") >= 41 and "a pager" not in result.stdout and "\x1b" not in result.stdout
