"""A long page asks the terminal for its ground: once, briefly, and without a trace in what is typed."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.conftest import Mentee
from tests.subprocesses import environment_for
from tests.terminal.conftest import Run

QUESTION = "\x1b]11;?\x1b\\\x1b[c"
FENCE = "\x1b[?62;22c"
DARK, LIGHT = "\x1b[38;5;246m", "\x1b[38;5;241m"
THEME = "\x1b[2m"


@pytest.fixture
def journal(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal with a question, on a terminal that is neither far away nor within another."""
    for name in ("TMUX", "STY", "SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    mentee.does("questions", "add", "Who decides?")
    return mentee.path


@pytest.fixture
def patience(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program waits for the answer however busy the machine is."""
    folder = tmp_path / "patience"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "from mentorlog.render.terminal import ground\nground._TIME_LIMIT = 30.0\n", encoding="utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)


@pytest.fixture
def shell(journal: Path) -> Iterator["pexpect.spawn[str]"]:
    """A shell in a terminal."""
    environment = environment_for(journal, PS1="shell> ", PYTHONUNBUFFERED="1")
    bash = pexpect.spawn("bash", ["--norc", "--noprofile", "-i"], env=environment, encoding="utf-8", timeout=10)
    bash.expect_exact("shell> ")
    yield bash
    bash.close(force=True)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\", DARK),
        ("\x1b]11;rgb:00/2b/36\x07", DARK),
        ("\x1b]11;rgba:fdfd/f6f6/e3e3/ffff\x1b\\", LIGHT),
        ("\x1b]11;rgb:ffff/ffff/ffff\x1b\\", LIGHT),
        ("", THEME),
        ("\x1b]11;grey\x1b\\", THEME),
    ],
)
@pytest.mark.usefixtures("patience")
def test_the_palette_is_that_of_the_ground(terminal: Run, journal: Path, answer: str, code: str) -> None:
    shown = terminal("log")
    shown.waits_for(QUESTION)
    shown.program.send(answer + FENCE)
    assert shown.ends() == 0
    assert code in shown.raw and shown.raw.count("\x1b]11") == 1


def test_a_terminal_that_does_not_answer_is_not_waited_for(terminal: Run, journal: Path) -> None:
    shown = terminal("log")
    shown.waits_for(QUESTION)
    since = time.monotonic()
    assert shown.ends() == 0
    assert THEME in shown.raw and time.monotonic() - since < 2


@pytest.mark.parametrize(
    ("words", "setting"),
    [
        (("log",), {"TMUX": "/tmp/tmux"}),
        (("log",), {"TERM": "screen-256color"}),
        (("log",), {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}),
        (("log",), {"COLORFGBG": "15;0"}),
        (("log",), {"MENTORLOG_COLORS": "theme"}),
        (("log",), {"MENTORLOG_COLORS": "light"}),
        (("log",), {"NO_COLOR": "1"}),
        (("log",), {"TERM": "xterm"}),
        (("log",), {"TERM": "dumb"}),
        (("next",), {}),
        (("questions", "list"), {}),
        (("questions", "add", "Why?"), {}),
    ],
)
def test_others_do_not_ask(terminal: Run, journal: Path, words: tuple[str, ...], setting: dict[str, str]) -> None:
    shown = terminal(*words, **setting)
    assert shown.ends() == 0
    assert "\x1b]11" not in shown.raw


def test_nothing_of_the_answer_is_left_for_the_shell(patience: None, shell: "pexpect.spawn[str]") -> None:
    shell.sendline(f"{sys.executable} -m mentorlog log")
    shell.expect_exact(QUESTION)
    shell.send("\x1b]11;rgb:ffff/ffff/ffff\x1b\\" + FENCE)
    shell.expect_exact("shell> ")
    assert LIGHT in (shell.before or "")
    shell.sendline("echo all is $((20 + 3))")
    shell.expect_exact("all is 23")
    assert "rgb" not in (shell.before or "") and "62;22" not in (shell.before or "")


def test_what_was_typed_ahead_is_kept(shell: "pexpect.spawn[str]") -> None:
    shell.sendline(f"sleep 0.2; {sys.executable} -m mentorlog log")
    shell.sendline("echo ahead $((20 + 3))")
    shell.expect_exact("ahead 23")
    assert "\x1b]11" not in (shell.before or ""), "whose answer would mingle with it"


def test_stdin_that_is_no_terminal_is_not_read(shell: "pexpect.spawn[str]") -> None:
    shell.sendline(f"{sys.executable} -m mentorlog log < /dev/null; {sys.executable} -m mentorlog log | cat; echo end")
    shell.expect_exact("\r\nend")
    assert "\x1b]11" not in (shell.before or "") and "Who decides?" in (shell.before or "")
