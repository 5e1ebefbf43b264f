"""kill -9: what was acknowledged is held, and nothing is there by halves."""

import os
import subprocess
from pathlib import Path

from tests.forked import run
from tests.store import kills
from tests.subprocesses import MENTORLOG, environment_for
from tests.systems import KILL


def test_kills_lose_nothing_and_leave_nothing_by_halves(memory_folder: Path) -> None:
    figures = kills.attack(memory_folder, 8, seed=4)
    assert figures.broken == []
    assert figures["kills"] == 8


def test_kills_of_the_whole_program_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    assert run(journal, "init").returncode == 0
    acknowledged = []
    for at in range(12):
        writer = subprocess.Popen([*MENTORLOG, "questions", "add", f"Question {at}"], env=environment_for(journal),
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # fmt: skip
        try:
            writer.wait(0.02 + at * 0.012)
        except subprocess.TimeoutExpired:
            os.kill(writer.pid, KILL)
        out, _ = writer.communicate()
        if b"Noted" in out:
            acknowledged.append(f"Question {at}")
    listed = run(journal, "questions", "list")
    assert listed.returncode == 0
    assert all(text in listed.stdout for text in acknowledged)
    assert run(journal, "questions", "add", "After all").returncode == 0
