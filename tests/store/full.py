"""A disk that is full, or fails, at every write.

    python -m tests.store.full --count 100000

Each command that writes runs once for each of its steps, and that step fails: an SQL statement, or a call that makes,
syncs, renames or removes a file, with "disk full", an I/O error, or no memory left. Then come a limit on the size of
files, a disk of few pages (only root may mount one), and an output that cannot be written. Each time the command must
exit with 74 and say why; the journal and everything else must be as before, nothing half-made may be left, and what
was typed must be kept. Where only the day's backup or the answer failed, the change must be whole.
"""

import errno
import gzip
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple
from unittest import mock

from mentorlog.store import deferred_backup
from mentorlog.system import processes
from tests.store import fork_server
from tests.store.attack import Figures, run_main
from tests.store.file_steps import Step, run_in_process, watch_steps
from tests.store.integrity import Contents, contents, integrity_faults
from tests.store.spawned import FinishedCommand

NOW = "2026-11-24T09:00:00"
JOURNAL = "journal.db"
_OLD = Path(__file__).parent / "old" / "schema-2.db.gz"
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("questions", "add", "Who decides? " * 700),
    ("checkin", "--mood", "4", "--win", "Plan signed", "--ask", "What next?", "--ask", "Why?"),
    ("goals", "add", "Lead a meeting", "--target", "6", "--step", "One", "--step", "Two"),
    ("edit", "q1", "text=Who is told?"),
    ("questions", "answer", "q1", "The sponsor."),
    ("delete", "q1"),
    ("undo",),
    ("redo",),
    ("questions", "add", "When? " * 700),  # the first change of the day, in a journal that is taken for a large one
    ("edit", "q1", "text=When?"),  # the second, where no process has made the backup yet
    ("forget", "q1", "--yes"),
    ("backup",),
    ("backup", "--to", "{home}/away.db"),
    ("restore", "2026-11-23", "--yes"),
    ("report", "--format", "html", "--output", "{home}/report.html"),
    ("export", "calendar", "--output", "{home}/dates.ics"),
    ("export", "cpd", "--output", "{home}/cpd.csv"),
    ("questions", "list"),  # on a journal of an older version, which it brings up
    ("questions", "add", "The first?"),  # where there is no journal yet
    ("demo", "--to", "{home}/demo.db"),
)
_LARGE, _LARGE_NEXT = 8, 9
_WITH_TEXT = (0, 1, 2, 3, 4, _LARGE, _LARGE_NEXT, len(COMMANDS) - 2)  # those of them with texts that somebody wrote
_FIRST, _OLDER = len(COMMANDS) - 2, len(COMMANDS) - 3
_MAX_STEPS = 1_000  # steps of a command that are tried: the demo takes many thousands, all alike
_STEPS = ("mkdir", "rename", "link", "remove", "chmod", "open", "fsync", "sql")


class Trial(NamedTuple):
    """One command, and how and where it is to fail."""

    way: str
    command: int
    at: int  # the step that fails, the size in bytes, or the room in pages


def attack(folder: Path, count: int, seed: int) -> Figures:
    """Run a random sample of `count` trials, or all of them if there are fewer."""
    figures = Figures("commands", "trials there are", "trials", "ended with 74", "done nevertheless")
    for name in (
        "typed text kept",
        "typed text that nothing could hold",
        "typed text lost",
        "without a clear error",
        "harmed",
        "left lying about",
        "said wrongly",
    ):
        figures.add(name, 0)
    homes = _TrialJournals(folder)
    trials = list(_trials(homes, large=count > 1_000))
    figures.add("commands", len(COMMANDS))
    figures.add("trials there are", len(trials))
    chosen = trials if count >= len(trials) else Random(seed).sample(trials, count)
    for trial in chosen:
        homes.run_trial(trial, figures)
    return figures


def _trials(homes: "_TrialJournals", *, large: bool) -> Iterator[Trial]:
    """All trials; unless `large`, without the demo and without disks that only root may mount."""
    for command in range(len(COMMANDS) - (not large)):
        steps = homes.steps(command)
        for way in _ERRORS:
            for at, step in list(enumerate(steps))[:: max(1, len(steps) // _MAX_STEPS)]:
                if (step.what == "sql") is (way in ("statement full", "statement fails", "no memory")):
                    yield Trial(way, command, at)
        if command in (_LARGE, _LARGE_NEXT):
            continue
        largest = homes.largest(command)
        yield from (Trial("size", command, at) for at in range(0, largest + 8192, 2048))
        yield Trial("output", command, 0)
        if large and os.geteuid() == 0:
            yield from (Trial("room", command, at) for at in range(0, 2 * largest // 4096, 8))


def _sqlite_error(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = name
    return error


_ERRORS: dict[str, Callable[[], BaseException]] = {
    "statement full": lambda: _sqlite_error("SQLITE_FULL"),
    "statement fails": lambda: _sqlite_error("SQLITE_IOERR_WRITE"),
    "no memory": MemoryError,
    "file full": lambda: OSError(errno.ENOSPC, "No space left on device"),
    "file fails": lambda: OSError(errno.EIO, "Input/output error"),
}


class _TrialJournals:
    """Journals for trials, each of which gets a fresh copy."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._home = folder / "home"
        self._made = folder / "made"
        self._made.mkdir()
        for now, *words in (
            ("2026-11-22T09:00:00", "init", "--mentor", "Ruth Okafor"),
            ("2026-11-22T09:00:00", "questions", "add", "Who decides?"),
            ("2026-11-23T09:00:00", "sessions", "add", "--at", "2026-12-01 10:00"),
            ("2026-11-23T09:00:00", "achievements", "add", "Plan signed", "--minutes", "60"),
            ("2026-11-23T09:00:00", "lessons", "add", "Ask first"),
        ):
            assert run_in_process(self._made / JOURNAL, *words, now=now).code == 0
        self._after: dict[int, tuple[Contents | None, set[str]]] = {}

    def _create_journal(self, command: int, home: Path | None = None) -> Path:
        """A journal for a command."""
        home = home or self._home
        shutil.rmtree(home, ignore_errors=True)
        if command == _FIRST:
            home.mkdir()
        elif command == _OLDER:
            home.mkdir(mode=0o700)
            (home / JOURNAL).write_bytes(gzip.decompress(_OLD.read_bytes()))
        else:
            shutil.copytree(self._made, home)
            if COMMANDS[command] == ("redo",):
                assert run_in_process(home / JOURNAL, "undo", now="2026-11-23T10:00:00").code == 0
            if command == _LARGE_NEXT:
                with _large_journal(command):
                    assert run_in_process(home / JOURNAL, *COMMANDS[_LARGE], now=NOW).code == 0
        return home / JOURNAL

    def _words(self, command: int) -> list[str]:
        return [word.format(home=self._home) for word in COMMANDS[command]]

    def steps(self, command: int) -> list[Step]:
        """What the command does where nothing fails."""
        journal = self._create_journal(command)
        steps: list[Step] = []
        with (
            _large_journal(command),
            watch_steps(lambda step: steps.append(step) if self._is_counted(step) else None),
        ):
            done = run_in_process(journal, *self._words(command), now=NOW)
        assert done.code == 0, done.err
        names = _file_names(self._home)
        # The backup that is left for later is made at once where a step fails.
        deferred_backup.finish_backup(journal)
        self._after[command] = (contents(journal), names | _file_names(self._home))
        return steps

    def largest(self, command: int) -> int:
        """The size of the largest file after the last command."""
        return max((one.stat().st_size for one in self._home.rglob("*") if one.is_file()), default=0)

    def _is_counted(self, step: Step) -> bool:
        return step.what == "sql" or (step.what in _STEPS and step.name.startswith(str(self._home)))

    def run_trial(self, trial: Trial, figures: Figures) -> None:
        """Let a command fail, and check what is left."""
        journal = self._create_journal(trial.command)
        whole = journal.read_bytes() if journal.exists() else b""
        before, there = contents(journal), _file_names(self._home)
        done = self._run(trial, journal)
        figures.add("trials")
        figures.add("ended with 74" if done.code == 74 else "done nevertheless")
        held, left = contents(journal), _file_names(self._home)
        after, made = self._after[trial.command]
        said = f"{trial.way} {trial.at}, {' '.join(COMMANDS[trial.command])[:40]}"
        if done.code not in (0, 74) or "Traceback" in done.err or (done.code and not done.err.strip()):
            figures.record_breach("without a clear error", f"{said}: {done.code} {done.err[-200:]}")
        if held not in (before, after) or (done.code == 0 and held != after):
            figures.record_breach("harmed", said)
        elif (
            done.code
            and held != before
            and trial.command != _OLDER
            and ("Nothing was changed" in done.err or "again" in done.err)
        ):
            figures.record_breach("said wrongly", f"{said}: {done.err.strip()[:90]}")
        elif done.code and held != before and trial.way != "output":
            figures.add("told as failed, though whole")
        if held is not None and journal.read_bytes() != whole and (found := integrity_faults(journal)):
            figures.record_breach("harmed", f"{said}: {', '.join(found)}")
        new = left - there - made
        scripts = {name for name in new if name.endswith(".sh")}
        if done.code and trial.command in _WITH_TEXT and held == before:
            figures.add("typed text kept" if scripts else "typed text that nothing could hold")
            if not scripts and "could not be kept" not in done.err:
                figures.record_breach("typed text lost", said)
        elif scripts:
            figures.record_breach("said wrongly", f"{said}: to write it again, where it is written")
        if new - scripts and not self._is_failed_removal(trial):
            figures.record_breach("left lying about", f"{said}: {', '.join(new - scripts)}")

    def _is_failed_removal(self, trial: Trial) -> bool:
        return trial.way.startswith("file") and self.steps(trial.command)[trial.at].what == "remove"

    def _run(self, trial: Trial, journal: Path) -> FinishedCommand:
        words = self._words(trial.command)
        if trial.way == "output":
            return fork_server.run(journal, *words, now=NOW, stdout="/dev/full")
        if trial.way == "size":
            return fork_server.run(journal, *words, now=NOW, size=trial.at)
        if trial.way == "room":
            return self._run_on_small_disk(trial, journal, words)
        seen = 0

        def fail(step: Step) -> None:
            nonlocal seen
            if self._is_counted(step):
                seen += 1
                if seen == trial.at + 1:
                    raise _ERRORS[trial.way]()

        with _large_journal(trial.command), watch_steps(fail):
            return run_in_process(journal, *words, now=NOW)

    def _run_on_small_disk(self, trial: Trial, journal: Path, words: list[str]) -> FinishedCommand:
        """Run it on a disk with `trial.at` free pages."""
        kept = self._folder / "kept"
        shutil.rmtree(kept, ignore_errors=True)
        self._home.rename(kept)
        self._home.mkdir()
        used = sum(-(-one.stat().st_size // 4096) + 1 for one in kept.rglob("*")) + 2
        size = f"size={(used + trial.at) * 4096}"
        subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", self._home], check=True)
        try:
            shutil.copytree(kept, self._home, dirs_exist_ok=True)
            done = fork_server.run(journal, *words, now=NOW)
            shutil.rmtree(kept)
            shutil.copytree(self._home, kept)
        finally:
            subprocess.run(["umount", self._home], check=True)
        self._home.rmdir()
        kept.rename(self._home)
        return done


@contextmanager
def _large_journal(command: int) -> Iterator[None]:
    """Let the journal of a command be taken for a large one, whose backups nobody makes within the block."""
    if command not in (_LARGE, _LARGE_NEXT):
        yield
        return
    with (
        mock.patch.object(deferred_backup, "MAX_COPIED_AT_ONCE", 0),
        mock.patch.object(processes, "start_detached", lambda command: None),
    ):
        yield


def _file_names(home: Path) -> set[str]:
    return {str(one.relative_to(home)) for one in home.rglob("*") if one.is_file()} if home.exists() else set()


if __name__ == "__main__":
    sys.exit(run_main(attack, __doc__ or "", 100_000))
