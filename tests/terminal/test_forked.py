"""What is forked for tests does as what a person starts."""

import os
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests import forked, subprocesses
from tests.conftest import Mentee
from tests.store import fork_server
from tests.subprocesses import environment_for


@pytest.fixture
def journal(mentee: Mentee) -> Path:
    """The demo journal."""
    mentee.has_demo()
    return mentee.path


def test_a_fork_says_what_the_program_says_that_was_started(journal: Path) -> None:
    assert forked.is_forkable(environment_for(journal))
    for words in ("next", "show g99", "questions add", "questions list --format csv"):
        forked_run, started_run = (run(journal, *words.split()) for run in (forked.run, subprocesses.run))
        assert (forked_run.returncode, forked_run.stdout, forked_run.stderr) == (
            started_run.returncode, started_run.stdout, started_run.stderr,
        )  # fmt: skip


def test_what_comes_by_a_pipe_is_read_by_a_fork_too(journal: Path) -> None:
    assert forked.run(journal, "questions", "add", "-", stdin=b"Who pays?\nWho decides?\n").returncode == 0
    assert "Who decides?" in forked.run(journal, "questions", "list").stdout


def test_a_fork_has_a_terminal_of_its_own(journal: Path) -> None:
    """The same is drawn, and Ctrl-C ends it with the same code."""
    from tests.terminal.forked_terminal import open_terminal

    environment = environment_for(journal, PAGER="")
    started = pexpect.spawn(
        sys.executable,
        ["-m", "mentorlog", "checkin"],
        env=environment,
        dimensions=(60, 80),
        encoding="utf-8",
        timeout=10,
    )
    outcomes = [_interrupt(program) for program in (started, open_terminal(("checkin",), environment, (60, 80)))]
    assert outcomes[0] == outcomes[1] and outcomes[0][1] == 130


def test_a_terminal_has_its_size_before_its_program_starts(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.terminal.forked_terminal import open_terminal

    sizes: list[os.terminal_size] = []
    start = fork_server.start_on_terminal

    def start_seeing_size(words: tuple[str, ...], environment: dict[str, str], terminal: str, folder: Path) -> Any:
        opened = os.open(terminal, os.O_RDWR | os.O_NOCTTY)
        sizes.append(os.get_terminal_size(opened))
        os.close(opened)
        return start(words, environment, terminal, folder)

    monkeypatch.setattr(fork_server, "start_on_terminal", start_seeing_size)
    program = open_terminal(("next",), environment_for(journal, PAGER=""), (60, 200))
    program.expect(pexpect.EOF)
    program.close()
    assert sizes == [os.terminal_size((200, 60))]


def _interrupt(program: Any) -> tuple[str, int]:
    program.delaybeforesend = None
    program.expect_exact("› ")
    shown = program.before
    for _ in range(5):  # readline misses a key that comes while it sets the terminal up
        program.sendintr()
        if program.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=2) == 0:
            break
    program.wait()  # else one that is still on its way out is ended by the hang-up
    program.close()
    return shown, program.exitstatus


def test_what_the_interpreter_reads_at_its_start_is_not_left_to_a_fork(journal: Path) -> None:
    for name in ("PYTHONUTF8", "PYTHONPATH", "LC_ALL", "LANG"):
        assert not forked.is_forkable(environment_for(journal, **{name: "0"}))
