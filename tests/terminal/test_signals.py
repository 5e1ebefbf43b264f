"""What a terminal and a shell do to a program: stop it, go on with it, close what it reads and writes, end it."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.conftest import Mentee
from tests.forked import run_with_closed
from tests.in_process import run
from tests.store.fork_server import run_process
from tests.store.spawned import GONE
from tests.subprocesses import environment_for
from tests.systems import HANG_UP, KILL
from tests.terminal.conftest import Run, Terminal


@pytest.fixture
def journal(mentee: Mentee) -> Path:
    """The demo journal."""
    mentee.has_demo()
    return mentee.path


def run_shell(journal: Path, line: str) -> "subprocess.CompletedProcess[str]":
    """A line of bash, with `m` for the program; its exit code is that of the whole pipe's first part."""
    script = f'm() {{ "{sys.executable}" -m mentorlog "$@"; }}\n{line}'
    return subprocess.run(
        ["bash", "-c", script], env=environment_for(journal), capture_output=True, text=True, check=False, timeout=30
    )


@pytest.mark.parametrize(
    "words",
    [
        "report",
        "questions list --all",
        "history",
        "report --format html",
        "export cpd --format markdown",
        "report --json",
    ],
)
def test_who_stops_reading_ends_it_quietly(journal: Path, words: str) -> None:
    """There is nobody to tell, and nothing went wrong. They are gone before the program begins."""
    done = run_process(words.split(), {**environment_for(journal)}, stdout=GONE, inherit=False)
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize("stdout_is_read", [True, False])
@pytest.mark.parametrize("words", ["report", "next", "questions add Who?", "questions add"])
def test_who_stops_reading_stderr_ends_it_quietly(journal: Path, words: str, stdout_is_read: bool) -> None:
    """The reader is gone before the program begins, so that nothing depends on who is faster."""
    stdout = "" if stdout_is_read else GONE
    done = run_process(words.split(), {**environment_for(journal)}, stdout=stdout, stderr=GONE, inherit=False)
    assert done.code == (2 if words == "questions add" else 0)


def test_a_change_whose_answer_nobody_reads_is_made(journal: Path) -> None:
    done = run_shell(journal, 'm questions add "Who decides?" | exec true; echo ${PIPESTATUS[0]}')
    assert (done.stdout.strip(), done.stderr.replace("→ mentorlog checkin", "").strip()) == (
        "0",
        done.stderr.strip(),
    )
    assert "Who decides?" in run(journal, "questions", "list").stdout


@pytest.mark.parametrize("closed", ["stdin", "stdout", "stderr", "stdin stdout", "stdin stdout stderr"])
def test_closed_streams_are_no_fault(journal: Path, closed: str) -> None:
    before = journal.read_bytes()[:16]
    for words in ("report", "questions add Whose?", "checkin --mood 4", "doctor"):
        done = run_with_closed(journal, *words.split(), closed=closed.split())
        assert done.code == 0, done.err
        assert "Traceback" not in done.err + done.out
    assert "Whose?" in run(journal, "questions", "list").stdout
    assert journal.read_bytes()[:16] == before, "the journal was not opened in place of a stream"


@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_streams_that_a_shell_closed_are_no_fault_either(journal: Path, closed: str) -> None:
    done = run_shell(journal, f"m questions add Whose? {closed}")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert "Whose?" in run(journal, "questions", "list").stdout


def test_a_closed_stdin_cannot_be_read(journal: Path) -> None:
    done = run_shell(journal, "m questions add - <&-")
    assert done.returncode == 2 and "Traceback" not in done.stderr


def test_a_full_disk_on_stdout_is_reported(journal: Path) -> None:
    done = run_shell(journal, "m report >/dev/full")
    assert done.returncode == 74 and "Traceback" not in done.stderr


@pytest.fixture
def open_checkin(terminal: Run, tmp_path: Path) -> Terminal:
    """A check-in that waits for its second answer."""
    talk = terminal("checkin")
    talk.types("4")
    talk.waits_for("› ")
    return talk


def finish_checkin(talk: Terminal, journal: Path) -> None:
    """The rest is skipped, and the first answer is in the journal."""
    talk.program.sendline("3")
    while talk.program.expect(["› ", "→ "]) == 0:
        talk.program.sendline("")
    assert talk.ends() == 0
    assert "Traceback" not in talk.raw
    result = run(journal, "show", "c1").stdout
    assert "Mood" in result and "Energy" in result


def test_stopped_and_continued_it_goes_on(tmp_path: Path) -> None:
    """By a shell that minds its jobs: Ctrl-Z, another command, and fg."""
    path = tmp_path / "journal.db"
    bash = pexpect.spawn(
        "bash", ["--norc", "--noprofile", "-i"], env=environment_for(path, PS1="shell> "), encoding="utf-8", timeout=10
    )
    bash.expect_exact("shell> ")
    bash.sendline(f"{sys.executable} -m mentorlog checkin")
    bash.expect_exact("› ")
    bash.sendline("4")
    bash.expect_exact("› ")
    bash.sendcontrol("z")
    bash.expect_exact("Stopped")
    bash.sendline("echo in between")
    bash.expect_exact("shell> ")
    bash.sendline("fg")
    bash.expect_exact("checkin")
    bash.sendline("3")
    seen = ""
    while bash.expect_exact(["› ", "shell> "]) == 0:
        seen += bash.before or ""
        bash.sendline("")
    seen += bash.before or ""
    bash.close(force=True)
    assert "Traceback" not in seen and "mentorlog questions add" in seen
    text = run(path, "show", "c1").stdout
    assert re.search(r"Mood +4\n", text) and re.search(r"Energy +3\n", text)


def test_another_window_size_disturbs_no_prompt(open_checkin: Terminal) -> None:
    for columns in (40, 120, 1, 80):
        open_checkin.program.setwinsize(24, columns)
    finish_checkin(open_checkin, open_checkin.journal)
    assert "Energy" in run(open_checkin.journal, "show", "c1").stdout


@pytest.mark.parametrize("sign", [signal.SIGTERM, HANG_UP, KILL])
def test_ended_by_a_signal_it_says_so_and_keeps_the_answers(open_checkin: Terminal, sign: signal.Signals) -> None:
    open_checkin.is_ended_by(sign)
    open_checkin.ends()
    assert open_checkin.program.signalstatus == sign, "the shell sees what ended it"
    assert "Traceback" not in open_checkin.raw
    again = open_checkin.journal
    assert run(again, "checkin", "list").stdout.startswith("No check-ins")
    assert list(again.with_name("journal.db-drafts").iterdir()), "the draft is kept"
