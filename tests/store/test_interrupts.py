"""Ctrl-C at the worst moment: while SQLite waits for the disk, so that it is raised once what was written stands."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.file_steps import Step, run_in_process, watch_steps
from tests.store.integrity import contents, integrity_faults
from tests.systems import IS_WINDOWS

NOW = "2026-11-24T09:00:00"
_SLOW = ("sql", "fsync", "link", "rename")  # steps
COMMANDS = (
    "questions add Who?", "edit q1 text=Whose?", "delete q1", "undo", "import {home}/table.csv --noun questions",
    "forget q1 --yes", "forget q1 --yes --backups", "restore 2026-11-23 --yes", "doctor --fix",
)  # fmt: skip


@pytest.fixture
def home(memory_folder: Path) -> Path:
    """A folder with a journal, a backup of it, and a table to import."""
    home = memory_folder / "home"
    home.mkdir()
    for day, words in ((22, "questions add One?"), (23, "questions add Two?")):
        assert run_in_process(home / "journal.db", *words.split(), now=f"2026-11-{day}T09:00:00").code == 0
    (home / "table.csv").write_text("text\nThree?\n")
    return home


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_was_changed_where_ctrl_c_says_so(home: Path, command: str) -> None:
    twin = home.with_name("twin")
    words = command.format(home=twin).split()
    if words[0] == "doctor":
        with closing(sqlite3.connect(home / "journal.db")) as connection, connection:
            connection.execute("UPDATE questions SET text = 'Other?'")  # which the log does not say
    for ending in ("COMMIT", "backup", "VACUUM", "ROLLBACK"):
        at = 0
        while _run_interrupted(home, twin, words, ending, at) == 130:
            at += 1


def _run_interrupted(home: Path, twin: Path, words: list[str], ending: str, at: int) -> int:
    """Run a command with a Ctrl-C that comes during the statement of that name and number; its exit code."""
    shutil.rmtree(twin, ignore_errors=True)
    shutil.copytree(home, twin)
    seen = 0

    def interrupt(step: Step) -> None:
        nonlocal seen
        seen += step.name.startswith(ending)
        if step.name.startswith(ending) and seen == at + 1:
            raise KeyboardInterrupt

    with watch_steps(interrupt, afterwards=True):
        done = run_in_process(twin / "journal.db", *words, now=NOW)
    assert done.code in ((130,) if seen > at else (0,)), (ending, at, done)
    if done.code == 130:
        is_unchanged = contents(twin / "journal.db") == contents(home / "journal.db")
        is_said = "Nothing was changed" in done.err
        assert is_said == is_unchanged or (words[0] == "doctor" and not is_said), (ending, at, done.err)
        assert not [path for path in twin.rglob(".*") if path.is_file()], (ending, at)
        if words[0] != "doctor":
            assert integrity_faults(twin / "journal.db") == []
    return done.code


def test_a_copy_that_is_back_where_no_journal_was_is_said_to_be_back(home: Path) -> None:
    journal = home / "journal.db"
    journal.unlink()

    def interrupt(_: Step) -> None:
        if journal.exists():
            raise KeyboardInterrupt

    with watch_steps(interrupt):
        stopped = run_in_process(journal, "restore", "2026-11-23", "--yes", now=NOW)
    assert stopped.code == 130 and "the copy is back already" in stopped.err
    assert integrity_faults(journal) == []


@pytest.mark.parametrize("to", ["", "--to {home}/copy.db"])
def test_a_copy_that_stands_is_named_and_what_is_left_of_another_is_removed(home: Path, to: str) -> None:
    words = f"backup {to}".format(home=home).split()
    before = set(home.rglob("*"))
    outcomes = set()
    for at in range(100):
        left = run_until(home, words, at)
        if left is None:
            break
        copies, error = left
        new = [path for path in copies if path not in before]
        assert len(new) <= 1 and all(integrity_faults(path) == [] for path in new)
        assert ("The copy is whole" in error) == bool(new) and ("Nothing was changed" in error) == (not new), error
        assert not new or str(new[0]) in error
        outcomes.add(bool(new))
        for path in new:
            path.unlink()
    assert outcomes == ({False} if IS_WINDOWS else {True, False})  # where no folder is synced, nothing is waited for


def run_until(home: Path, words: list[str], at: int) -> tuple[list[Path], str] | None:
    """Run a command with a Ctrl-C before its slow step `at`: the files then, and stderr; None where it ended before."""
    seen = 0

    def interrupt(step: Step) -> None:
        nonlocal seen
        seen += step.what in _SLOW
        if step.what in _SLOW and seen == at + 1:
            raise KeyboardInterrupt

    with watch_steps(interrupt):
        done = run_in_process(home / "journal.db", *words, now=NOW)
    assert done.code == (130 if seen > at else 0), (at, done)
    return ([path for path in home.rglob("*") if path.is_file()], done.err) if done.code else None
