"""kill -9 at random moments of random commands.

    python -m tests.store.kills --count 1000

Each command runs twice: to its end on a copy, which shows its expected result, and on the journal, where it is killed
at a random moment. After each kill the journal must hold its old state or the expected one, and the latter if the
command had answered; it must be sound, and so must each of its backups. A third of the journals are taken for large
ones, whose backup of the day a process of its own makes; where that was not started, the check makes it.
"""

import gzip
import shutil
import sqlite3
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from mentorlog.journal.schema import schema
from mentorlog.store.deferred_backup import finish_backup
from tests.store import commands, fork_server
from tests.store.attack import Figures, run_main
from tests.store.integrity import Contents, contents, integrity_faults

_OLD = sorted((Path(__file__).parent / "old").glob("schema-*.db.gz"))
_COMMANDS_PER_JOURNAL = 30  # commands on one journal
_LATEST_KILL = 1.15  # of the time that the command takes without a kill
_STEP = timedelta(hours=7)  # from command to command: a third of them are the first of their day, with its backup

JournalState = Contents | bytes | None  # of a file that cannot be read its bytes; None where there is no file


def attack(folder: Path, count: int, seed: int) -> Figures:
    """Kill `count` commands."""
    figures = Figures(
        "kills", "of them first commands", "of them migrations", "of them of large journals",
        "of them over damaged files", "acknowledged though killed", "not yet told though done",
        "cut off within a transaction", "run to their end", "lost", "torn", "damaged", "backups broken",
    )  # fmt: skip
    chance = Random(seed)
    at = 0
    while figures["kills"] < count:
        at += 1
        _JournalLife(folder / str(at), chance, figures).run(count)
        shutil.rmtree(folder / str(at))
    return figures


class _Prediction(NamedTuple):
    """The states that a journal may be in after a command, killed or not; the last is that of a finished command."""

    states: list[JournalState]
    backups: set[str]
    seconds: float


class _JournalLife:
    """One journal, from its first command on."""

    def __init__(self, folder: Path, chance: Random, figures: Figures) -> None:
        self._home = folder / "home"
        self._twin = folder / "twin"
        self._path = self._home / "journal.db"
        self._chance = chance
        self._figures = figures
        self._now = datetime(2026, 11, 2, 9)
        self._is_large = chance.random() < 0.33
        self._home.mkdir(parents=True)

    def run(self, count: int) -> None:
        """Kill command after command until there are `count` kills; at the end restore a damaged file."""
        if self._chance.random() < 0.4:
            self._path.write_bytes(gzip.decompress(self._chance.choice(_OLD).read_bytes()))
        for at in range(_COMMANDS_PER_JOURNAL):
            if self._figures["kills"] >= count:
                return
            self._kill_command(
                commands.random_command(self._path, self._chance) if at else ["questions", "add", "The first?"]
            )
        backups = sorted(_backups(self._path), key=lambda one: one.stat().st_mtime_ns)
        if backups and self._figures["kills"] < count:
            self._path.write_bytes(self._path.read_bytes()[:4096] + bytes(4096))
            self._kill_command(["restore", backups[-1].stem, "--yes"])

    def _kill_command(self, words: list[str]) -> None:
        """Run a command, kill it, and check what is left."""
        self._now += _STEP
        now = self._now.strftime("%Y-%m-%dT%H:%M:%S")
        expected = self._predict(words, now)
        running = fork_server.start(self._path, *words, now=now, large=self._is_large)
        running.kill(after=self._chance.uniform(0, _LATEST_KILL * expected.seconds))
        done = running.wait()
        acknowledged = done.code == 0 or bool(done.out)
        cut_off = self._path.with_name(self._path.name + "-journal").exists()
        held = _read_state(self._path)
        with suppress(sqlite3.DatabaseError):  # it may have been damaged on purpose
            finish_backup(self._path)
        if done.code < 0:
            before, after = expected.states[0], expected.states[-1]
            self._figures.add("kills")
            self._figures.add("of them first commands", before is None)
            self._figures.add("of them migrations", len(expected.states) == 3)
            self._figures.add("of them of large journals", self._is_large)
            self._figures.add("of them over damaged files", isinstance(before, bytes))
            self._figures.add("acknowledged though killed", acknowledged)
            self._figures.add("not yet told though done", not acknowledged and held == after != before)
            self._figures.add("cut off within a transaction", cut_off)
        else:
            self._figures.add("run to their end")
        self._check(" ".join(words)[:60], expected, held, acknowledged=acknowledged)

    def _predict(self, words: list[str], now: str) -> _Prediction:
        shutil.rmtree(self._twin, ignore_errors=True)
        shutil.copytree(self._home, self._twin)
        twin = self._twin / self._path.name
        states = [_read_state(twin)]
        if isinstance(states[0], dict) and states[0]["version"] != [(schema().version,)]:
            fork_server.run(twin, "questions", "list", now=now)  # which migrates it, and does no more
            states.append(_read_state(twin))
            shutil.rmtree(self._twin)
            shutil.copytree(self._home, self._twin)
        done = fork_server.run(twin, *words, now=now, large=self._is_large)
        with suppress(sqlite3.DatabaseError):
            finish_backup(twin)
        assert done.code >= 0 and "Traceback" not in done.err, done.err
        return _Prediction([*states, _read_state(twin)], {one.name for one in _backups(twin)}, done.seconds)

    def _check(self, words: str, expected: _Prediction, held: JournalState, *, acknowledged: bool) -> None:
        if held not in expected.states:
            self._figures.record_breach("torn", f"{words}: neither as before nor as after")
        elif acknowledged and held != expected.states[-1]:
            self._figures.record_breach("lost", words)
        if acknowledged and not expected.backups <= {one.name for one in _backups(self._path)}:
            self._figures.record_breach("lost", f"{words}: a backup")
        if isinstance(held, dict) and (found := integrity_faults(self._path)):
            self._figures.record_breach("damaged", f"{words}: {', '.join(found)}")
        for one in _backups(self._path):
            if not one.name.startswith("damaged-") and not isinstance(_read_state(one), dict):
                self._figures.record_breach("backups broken", f"{words}: {one.name}")


def _backups(path: Path) -> list[Path]:
    """The backups of a journal that `backup list` shows."""
    return list(path.with_name(path.name + "-backups").glob("[!.]*.db"))


def _read_state(path: Path) -> JournalState:
    try:
        return contents(path)
    except sqlite3.DatabaseError:
        return path.read_bytes()


if __name__ == "__main__":
    sys.exit(run_main(attack, __doc__ or "", 1_000))
