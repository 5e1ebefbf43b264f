"""Several at once, and those who have to wait."""

import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from mentorlog.store import backup, connect
from tests.conftest import Mentee
from tests.forked import run
from tests.store import writers
from tests.subprocesses import MENTORLOG, environment_for


def test_eight_whole_programs_adding_first_of_all_at_once_lose_nothing(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    adding = [
        subprocess.Popen(
            [*MENTORLOG, "questions", "add", f"Question {at}"],
            env=environment_for(journal), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        for at in range(8)
    ]  # fmt: skip
    for writer in adding:
        _, err = writer.communicate()
        assert writer.returncode == 0, err.decode()
    connection = sqlite3.connect(journal)
    rows = connection.execute("SELECT number, entry, text FROM questions ORDER BY number").fetchall()
    changes = connection.execute("SELECT count(*) FROM changes WHERE command = 'questions add'").fetchone()
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    assert [row[0] for row in rows] == list(range(1, 9))
    assert [row[1] for row in rows] == list(range(rows[0][1], rows[0][1] + 8)), "no number is given twice"
    assert {row[2] for row in rows} == {f"Question {at}" for at in range(8)}
    assert changes == (8,)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["journal.db"]


def test_writers_and_readers_at_once_lose_nothing_and_wait_for_no_longer_than_said(tmp_path: Path) -> None:
    figures = writers.attack(tmp_path, 32, seed=1, writers=8, readers=1)
    assert figures.broken == []
    assert figures["acknowledged"] + figures["found no room (75)"] == figures["commands"] == 32


def test_a_writer_that_finds_no_room_says_so_and_changes_nothing(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert connect.LOCK_TIMEOUT == 15
    mentee.does("questions", "add", "Who decides?")
    monkeypatch.setattr(connect, "LOCK_TIMEOUT", 0.2)
    other = sqlite3.connect(mentee.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    result = mentee("questions", "add", "Who pays?")
    reading = mentee("questions", "list")
    other.execute("ROLLBACK")
    other.close()
    assert result.code == 75 and "Another program is writing" in result.err
    assert reading.code == 0
    assert len(mentee.does("questions", "list")) == 1


def test_a_copy_and_going_back_find_no_room_either_and_leave_the_journal_at_its_place(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentee.does("questions", "add", "Who decides?")
    mentee.does("questions", "add", "Who pays?")
    for module in (connect, backup):
        monkeypatch.setattr(module, "LOCK_TIMEOUT", 0.2)
    before = mentee.bytes()
    for kind in ("EXCLUSIVE", "IMMEDIATE"):
        other = sqlite3.connect(mentee.path, isolation_level=None)
        other.execute(f"BEGIN {kind}")
        result = mentee("restore", "2026-11-23", "--yes")
        other.execute("ROLLBACK")
        other.close()
        assert result.code == 75, result.err
    assert mentee.bytes() == before
    assert mentee("backup").code == 0


def test_a_writer_waits_for_the_other(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    assert run(journal, "init").returncode == 0
    other = sqlite3.connect(journal, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = subprocess.Popen([*MENTORLOG, "questions", "add", "Who pays?"], env=environment_for(journal),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    with pytest.raises(subprocess.TimeoutExpired):
        waiting.wait(0.5)
    other.execute("COMMIT")
    other.close()
    waiting.wait()
    assert waiting.returncode == 0


def test_a_list_in_a_pager_that_nobody_reads_keeps_no_writer_out(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    run(journal, "questions", "add", "-", stdin="\n".join(f"Question {at} {'x' * 200}" for at in range(2000)).encode())
    with subprocess.Popen(
        [*MENTORLOG, "questions", "list"], env=environment_for(journal), stdout=subprocess.PIPE
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.read(1)
        began = time.monotonic()
        assert run(journal, "questions", "add", "One more").returncode == 0
        assert time.monotonic() - began < 5
        reader.stdout.close()
    assert reader.returncode == 0, "who stops reading is no error"
