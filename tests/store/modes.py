"""Whether anybody else can read a file or folder of ours, at whatever moment and under whatever umask.

    python -m tests.store.modes

Commands that make files run in a fresh place, under each umask. Seen from within the process, everything that is there
is looked at before each step on files, and before each transaction ends, while SQLite's own files stand beside ours.
Where there is strace, each call that makes something or changes a mode is looked at besides, wherever it is.
"""

import errno
import os
import re
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from mentorlog.cli.prompts.drafts import Draft, Given, drafts_folder
from tests.store import strace
from tests.store.attack import Figures, run_main
from tests.store.file_steps import Step, run_in_process, watch_steps

UMASKS = (0o000, 0o022, 0o077)
JOURNAL = "share/mentorlog/journal.db"  # neither of the folders is there at first
_RECIPIENT = "age1xcp2m0ecfg6d6lmpp0kv8r9krvnudk3ljjn9yz7usqt67ew44deqac8ss0"  # nobody has its key any more
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("2026-11-23T09:00:00", "init", "--mentor", "Ruth Okafor"),
    ("2026-11-23T09:01:00", "questions", "add", "Who decides? " * 3_000),
    ("2026-11-24T09:00:00", "checkin", "--mood", "4", "--win", "Plan signed", "--ask", "What next?"),
    ("2026-11-24T09:01:00", "edit", "q1", "text=Who is told?"),
    ("2026-11-24T09:02:00", "delete", "q1"),
    ("2026-11-24T09:03:00", "undo"),
    ("2026-11-24T09:04:00", "backup"),
    ("2026-11-24T09:05:00", "backup", "--to", "{home}/away.db"),
    ("2026-11-24T09:05:30", "backup", "--to", "{home}/away.db.age", "--encrypt-to", _RECIPIENT),
    ("2026-11-24T09:05:40", "export", "--output", "{home}/away.jsonl.age", "--encrypt-to", _RECIPIENT),
    ("2026-11-24T09:06:00", "report", "--format", "html", "--output", "{home}/report.html"),
    ("2026-11-24T09:07:00", "report", "--format", "csv", "--output", "{home}/new/tables"),
    ("2026-11-24T09:08:00", "report", "--format", "html", "--output", "{home}/report.html", "--force"),
    ("2026-11-24T09:09:00", "export", "cpd", "--output", "{home}/cpd.csv"),
    ("2026-11-24T09:10:00", "report", "--open"),
    ("2026-11-24T09:11:00", "forget", "q1", "--yes", "--backups"),
    ("2026-11-24T09:12:00", "restore", "2026-11-24", "--yes"),
    ("2026-11-24T09:12:30", "sync", "start", "{home}/shared", "--plain"),
    ("2026-11-24T09:12:40", "lessons", "add", "Ask early"),
    ("2026-11-24T09:12:50", "sync"),
    ("2026-11-24T09:13:00", "demo", "--to", "{home}/demo/journal.db"),
)
_CHECKED_STATEMENTS = ("COMMIT", "ROLLBACK", "BEGIN", "VACUUM", "backup")
_NOT_OURS = re.compile(r"^/dev/(?!shm/)|/__pycache__")  # devices, and the program itself
_MODE = re.compile(r", 0(\d*)$")


def attack(folder: Path, count: int, seed: int) -> Figures:
    """Run all commands under each umask in turn; with strace too, if it is installed."""
    figures = Figures("commands", "moments looked at", "files and folders made", "calls that make or change modes")
    for name in ("readable by others", "modes of folders changed"):
        figures.add(name, 0)
    for umask in UMASKS[: max(1, count // len(COMMANDS))]:
        check_in_process(folder / f"within-{umask:03o}", umask, figures)
        if shutil.which("strace"):
            check_with_strace(folder / f"strace-{umask:03o}", umask, figures)
    return figures


def check_in_process(home: Path, umask: int, figures: Figures) -> None:
    """Run the commands in this process, and check the mode of every file at each step."""
    home.mkdir(mode=0o700, parents=True)
    looks = _mode_checker(home, figures, f"umask {umask:03o}")
    with _umask(umask):
        for now, *words in COMMANDS:
            figures.add("commands")
            with watch_steps(looks):
                done = _run(home, *words, now=now)
            assert done == 0, (words, done)
            looks(Step("end", ""))
        for odd in (_leave_draft, _leave_script, _repair_damaged, _use_old_folder):
            with watch_steps(looks):
                odd(home, figures)
            looks(Step("end", ""))
    figures.add("files and folders made", sum(1 for _ in home.rglob("*")))


def _run(home: Path, *words: str, now: str) -> int:
    with mock.patch.dict(os.environ, {"BROWSER": "true"}):
        os.environ.pop("XDG_CACHE_HOME", None)
        return run_in_process(home / JOURNAL, *(word.format(home=home) for word in words), now=now).code


def _mode_checker(home: Path, figures: Figures, said: str) -> Callable[[Step], None]:
    """A watcher that checks every file. Between two steps nothing changes, so looking at each step is enough."""

    def look(step: Step) -> None:
        if step.what == "sql" and not step.name.startswith(_CHECKED_STATEMENTS):
            return
        figures.add("moments looked at")
        for entry in _entries(str(home)):
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_IMODE(mode) & 0o077 and "theirs" not in entry.path.split("/")[-2:]:
                where = os.path.relpath(entry.path, home)
                figures.record_breach("readable by others", f"{said}: {where} before {step.what}")

    return look


def _entries(folder: str) -> Iterator["os.DirEntry[str]"]:
    """Everything in a folder and in those below it: `Path.rglob` takes five times as long."""
    with os.scandir(folder) as entries:
        for entry in entries:
            yield entry
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(entry.path)


def _leave_draft(home: Path, _: Figures) -> None:
    """Leave the draft that a conversation keeps while it goes on."""
    with mock.patch.dict(os.environ, {"MENTORLOG_JOURNAL": str(home / JOURNAL)}):
        draft = Draft(drafts_folder(home / JOURNAL), "checkin")
        draft.store("mood", Given(["4"], is_done=True))
        draft.store("wins", Given(["Plan signed"]))
        draft.close()


def _leave_script(home: Path, _: Figures) -> None:
    """Leave the script of a command that met a full disk."""

    def fail(step: Step) -> None:
        if step.name == "COMMIT":
            raise OSError(errno.ENOSPC, "No space left on device")

    with watch_steps(fail):
        assert _run(home, "questions", "add", "Who pays?", now="2026-11-25T09:00:00") == 74
    assert list(home.rglob("*.sh"))


def _repair_damaged(home: Path, _: Figures) -> None:
    """Damage the journal, save what can be read of it, and restore a backup."""
    journal = home / JOURNAL
    whole = journal.read_bytes()
    with open(journal, "r+b") as file:
        file.seek(len(whole) // 2)
        file.write(b"\xff" * (len(whole) - len(whole) // 2))
    _run(home, "doctor", "--fix", now="2026-11-25T09:01:00")
    assert _run(home, "restore", "2026-11-24", "--yes", now="2026-11-25T09:02:00") == 0


def _use_old_folder(home: Path, figures: Figures) -> None:
    """Check that a folder which was there before keeps its mode."""
    theirs = home / "theirs"
    theirs.mkdir()
    theirs.chmod(0o755)
    for words in (("init",), ("questions", "add", "x"), ("backup",), ("doctor", "--fix")):
        run_in_process(theirs / "journal.db", *words, now="2026-11-25T09:03:00")
    if stat.S_IMODE(theirs.stat().st_mode) != 0o755:
        figures.record_breach("modes of folders changed", str(theirs))
    ours = [path for path in theirs.rglob("*") if stat.S_IMODE(path.lstat().st_mode) & 0o077]
    for path in ours:
        figures.record_breach("readable by others", str(path.relative_to(home)))


@contextmanager
def _umask(umask: int) -> Iterator[None]:
    old = os.umask(umask)
    try:
        yield
    finally:
        os.umask(old)


def check_with_strace(home: Path, umask: int, figures: Figures) -> None:
    """Run the commands under strace, and check each call that makes something or changes a mode."""
    home = home.resolve()
    home.mkdir(mode=0o700, parents=True)
    for now, *words in COMMANDS:
        figures.add("commands")
        there = {str(path) for path in home.rglob("*")}
        called = strace.trace_calls(
            home / JOURNAL, *(word.format(home=home) for word in words), now=now, umask=umask,
            HOME=str(home), XDG_CACHE_HOME=str(home / "cache"), BROWSER="true",
        )  # fmt: skip
        for path, mode in _creation_modes(called, there, umask):
            figures.add("calls that make or change modes")
            if mode & 0o077:
                figures.record_breach("readable by others", f"umask {umask:03o}: {path} made or set to {mode:03o}")
    figures.add("files and folders made", sum(1 for _ in home.rglob("*")))


def _creation_modes(called: list[strace.Syscall], there: set[str], umask: int) -> Iterator[tuple[str, int]]:
    """The path and mode of each call that makes a file or folder, or sets a mode; not of opening an existing file."""
    for one in called:
        paths = [os.fsdecode(text) for text in one.texts[:2]]
        mode = _MODE.search(one.arguments)
        if one.name in ("openat", "open", "mkdir", "mkdirat", "creat") and mode and not _NOT_OURS.search(paths[0]):
            if paths[0] not in there and ("O_CREAT" in one.arguments or one.name != "openat"):
                yield paths[0], int(mode[1] or "0", 8) & ~umask
            there.add(paths[0])
        elif one.name in ("chmod", "fchmod", "fchmodat") and mode:
            yield (paths or [one.arguments])[0], int(mode[1] or "0", 8)
        elif one.name in ("rename", "link"):
            there.add(paths[1])
        if one.name in ("unlink", "rename", "rmdir"):
            there.discard(paths[0])


if __name__ == "__main__":
    sys.exit(run_main(attack, __doc__ or "", len(UMASKS) * len(COMMANDS)))
