"""Power cuts, on a simulated disk.

    python -m tests.store.cuts --count 8000
    python -m tests.store.cuts --record

Real commands run under strace, which reports every write and sync. The simulated disk of disk.py loses power after each
of these in turn; unsynced writes are dropped, kept, kept in part, or torn. What is left must be a journal with every
acknowledged change, the change under way whole or not at all, and whole backups, of which those that a process of its
own was still to make are made first, as the next change would. As a control, the same commands
without their syncs, and without those of folders, must lose data: an attack that finds nothing there proves nothing.

Without strace the recording beside this file is used (`--record` renews it), and a test checks that the program still
behaves as recorded.
"""

import hashlib
import json
import lzma
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from mentorlog.errors import MentorlogError
from mentorlog.integrity import check
from mentorlog.integrity.search_index import is_index_consistent
from mentorlog.store import deferred_backup
from mentorlog.system import processes
from tests.store import strace
from tests.store.attack import Figures, run_main
from tests.store.disk import MODELS, Disk, DiskEvent
from tests.store.file_steps import durable_steps
from tests.store.integrity import Contents, contents
from tests.subprocesses import MENTORLOG

RECORDING = Path(__file__).parent / "recording.json.xz"
JOURNAL = "share/mentorlog/journal.db"  # neither of the folders is there at first
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("2026-11-23T09:00:00", "init", "--mentor", "Ruth Okafor"),
    ("2026-11-23T09:01:00", "questions", "add", "Who decides while the sponsor is away?"),
    ("2026-11-24T09:00:00", "checkin", "--mood", "4", "--win", "Plan signed", "--ask", "What next?", "--ask", "Why?"),
    ("2026-11-24T09:01:00", "edit", "q1", "text=" + "Who decides, and who is told? " * 300),
    ("2026-11-24T09:02:00", "delete", "q2"),
    ("2026-11-24T09:03:00", "undo"),
    ("2026-11-24T09:04:00", "backup"),
    ("2026-11-24T09:05:00", "forget", "q1", "--yes"),
    ("2026-11-24T09:06:00", "restore", "2026-11-24", "--yes"),
)
# On a journal that is taken for a large one, whose backups a process of its own makes; it is run where none are words.
LARGE_COMMANDS: tuple[tuple[str, ...], ...] = (
    *COMMANDS[:3],
    ("2026-11-24T09:00:00",),
    ("2026-11-24T09:01:00", "edit", "q1", "text=" + "Who decides, and who is told? " * 300),
    ("2026-11-25T09:00:00", "delete", "q2"),
    ("2026-11-25T09:01:00", "undo"),
    ("2026-11-26T09:00:00", "questions", "add", "When?"),
    ("2026-11-26T09:01:00", "forget", "q1", "--yes"),
)
RECORDED = {"small": COMMANDS, "large": LARGE_COMMANDS}
_RUN_LARGE = """if True:
    from mentorlog.__main__ import main
    from mentorlog.store import deferred_backup
    from mentorlog.system import processes
    deferred_backup.MAX_COPIED_AT_ONCE = 0
    processes.start_detached = lambda command: None
    main()
"""
_FINISH_LARGE = """if True:
    import os, pathlib
    from mentorlog.store.deferred_backup import finish_if_possible
    finish_if_possible(pathlib.Path(os.environ["MENTORLOG_JOURNAL"]))
"""


def attack(folder: Path, count: int, seed: int) -> Figures:
    """Cut the power `count` times: under commands recorded now if there is strace, else under the stored recording."""
    if shutil.which("strace"):
        recordings = [record_commands(folder / name, name) for name in RECORDED]
    else:
        recordings = [load_recording(name)[0] for name in RECORDED]
    figures = Figures("commands", "writes, syncs and names", "cuts", "lost", "torn", "damaged", "backups broken")
    for recording in recordings:
        cut_recording(folder, recording, count // len(recordings), seed, figures)
    return figures


def cut_recording(folder: Path, recording: Sequence[DiskEvent], count: int, seed: int, figures: Figures) -> None:
    """Cut the power `count` times, and as a control some times with syncs removed, which must be found."""
    figures.add("commands", sum(event.what == "ended" for event in recording))
    figures.add("writes, syncs and names", len(recording))
    states: dict[bytes, _DiskState] = {}
    for name, number in cut_power(folder, recording, count, seed, states).items():
        figures.add(name, number)
        if name != "cuts":
            figures.broken.append(f"{name}: {number} times")
    for without, events in (
        ("any sync", without_syncs(recording)),
        ("syncs of folders", without_syncs(recording, folders=True)),
    ):
        found = cut_power(folder, events, max(count // 10, 20), seed, states)
        for name, number in found.items():
            figures.add(f"without {without}: {name}", number)
        if len(found) == 1:
            figures.record_breach("control", f"nothing was found without {without}")


def _file_contents(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def record_commands(folder: Path, name: str) -> list[DiskEvent]:
    """Run the commands under strace, and check that the simulated disk then holds what the real one holds."""
    folder = folder.resolve()
    folder.mkdir(parents=True)
    found: list[DiskEvent] = []
    for now, *words in RECORDED[name]:
        program = MENTORLOG
        if name == "large":
            program = [sys.executable, "-c", _RUN_LARGE if words else _FINISH_LARGE]
        found += strace.events(strace.trace_calls(folder / JOURNAL, *words, now=now, program=program), folder)
    disk = Disk()
    for event in found:
        disk.apply(event)
    assert disk.after_cut("all", Random()) == _file_contents(folder), "the recording leaves something out"
    return found


def steps(folder: Path, name: str) -> list[str]:
    """What the commands do to survive power cuts, as seen from within the process, without strace."""
    folder = folder.resolve()
    folder.mkdir(parents=True)
    journal, found = folder / JOURNAL, []
    with pytest.MonkeyPatch.context() as patch:
        if name == "large":
            patch.setattr(deferred_backup, "MAX_COPIED_AT_ONCE", 0)
            patch.setattr(processes, "start_detached", lambda command: None)
        for now, *words in RECORDED[name]:
            if words:
                found += durable_steps(journal, folder, *words, now=now)
            else:
                deferred_backup.finish_if_possible(journal)
    return found


def save_recordings(folder: Path) -> None:
    """Store the recordings for machines without strace, and the steps that can be seen there."""
    recordings = {}
    for name in RECORDED:
        events = record_commands(folder / name, name)
        rows = [[one.what, one.path, one.to, one.at, one.data.hex()] for one in events]
        recordings[name] = {"events": rows, "steps": steps(folder / f"{name}-steps", name)}
    RECORDING.write_bytes(lzma.compress(json.dumps(recordings).encode()))


@cache
def _recordings() -> Any:
    return json.loads(lzma.decompress(RECORDING.read_bytes()))


def load_recording(name: str) -> tuple[list[DiskEvent], list[str]]:
    """A stored recording, and the steps that can be seen without strace."""
    recording = _recordings()[name]
    events = [DiskEvent(what, path, to, at, bytes.fromhex(data)) for what, path, to, at, data in recording["events"]]
    return events, recording["steps"]


def without_syncs(events: Sequence[DiskEvent], *, folders: bool = False) -> list[DiskEvent]:
    """The events without their syncs, or without those of folders alone."""
    made = {event.path for event in events if event.what == "folder"} | {""}
    return [event for event in events if event.what != "sync" or (folders and event.path not in made)]


class _DiskState(NamedTuple):
    """What a disk holds after a cut."""

    journal: Contents | None
    sound: bool
    backups: frozenset[tuple[str, str]]  # the name of each, and a digest of what it holds
    broken: frozenset[str]  # of the backups


def cut_power(
    folder: Path, events: Sequence[DiskEvent], count: int, seed: int, seen: dict[bytes, _DiskState]
) -> dict[str, int]:
    """Cut the power after each event in each way in turn; returns the number of cuts and of each breach.

    `seen` keeps what stands on each disk, by its files, since many cuts leave the same.
    """
    chance = Random(seed)
    found = {"cuts": 0}
    states = _states(folder, events, seen)
    disk, done, acknowledged = Disk(), 0, False
    position = -1
    for at, model in _even_cuts(count, len(events), chance):
        while position < at:
            position += 1
            disk.apply(events[position])
            acknowledged = events[position].what == "told" or (acknowledged and events[position].what != "ended")
            done += events[position].what == "ended"
        held = _state_after_cut(folder, disk.after_cut(model, chance), seen)
        found["cuts"] += 1
        for name in _broken_promises(held, states, done, has_answered=acknowledged):
            found[name] = found.get(name, 0) + 1
    return found


def _even_cuts(count: int, length: int, chance: Random) -> list[tuple[int, str]]:
    """`count` cuts, each as an event and a model, spread evenly over all events and models."""
    ways = len(MODELS) * length
    slots = [int((at + chance.random()) * ways / count) if count < ways else at % ways for at in range(count)]
    return sorted((slot % length, MODELS[slot // length]) for slot in slots)


def _states(folder: Path, events: Sequence[DiskEvent], seen: dict[bytes, _DiskState]) -> list[_DiskState]:
    """The state of the disk before the first command and after each."""
    disk, chance = Disk(), Random(0)
    states = [_state_after_cut(folder, {}, seen)]
    for event in events:
        disk.apply(event)
        if event.what == "ended":
            states.append(_state_after_cut(folder, disk.after_cut("all", chance), seen))
    return states


def _broken_promises(held: _DiskState, states: list[_DiskState], done: int, *, has_answered: bool) -> list[str]:
    """The promises that a cut broke, where `done` commands had ended and perhaps one more had answered."""
    before, after = states[done], states[min(done + 1, len(states) - 1)]
    acknowledged = after if has_answered else before
    found = []
    if not held.sound:
        found.append("damaged")
    elif held.journal not in (before.journal, after.journal):
        found.append("lost" if any(held.journal == state.journal for state in states[:done]) else "torn")
    elif has_answered and held.journal != after.journal:
        found.append("lost")
    if held.broken:
        found.append("backups broken")
    if not acknowledged.backups <= held.backups:
        found.append("backups lost")
    return found


def _state_after_cut(folder: Path, files: dict[str, bytes], seen: dict[bytes, _DiskState]) -> _DiskState:
    """What a person finds after the cut."""
    key = hashlib.sha256()
    for path in sorted(files):
        key.update(path.encode() + b"\0" + hashlib.sha256(files[path]).digest())
    if key.digest() not in seen:
        place = Path(tempfile.mkdtemp(dir=folder))
        try:
            for path, content in files.items():
                (place / path).parent.mkdir(parents=True, exist_ok=True)
                (place / path).write_bytes(content)
            seen[key.digest()] = _read_state(place / JOURNAL)
        finally:
            shutil.rmtree(place)
    return seen[key.digest()]


def _read_state(journal: Path) -> _DiskState:
    held = _read_sound(journal) if journal.exists() else None
    broken = set()
    try:
        deferred_backup.finish_backup(journal)
    except (MentorlogError, sqlite3.Error, OSError) as error:
        broken.add(f"one to be made: {error}")
    backups = set()
    for path in journal.with_name(f"{journal.name}-backups").glob("[!.]*.db"):
        content = _read_sound(path)
        backups.add((path.name, hashlib.sha256(repr(content).encode()).hexdigest()))
        broken |= {path.name} if content is None else set()
    return _DiskState(held, held is not None or not journal.exists(), frozenset(backups), frozenset(broken))


_content_cache: dict[bytes, Contents | None] = {}  # by the bytes of the file: most cuts leave most files as they were


def _read_sound(path: Path) -> Contents | None:
    """What a file holds; None where it is damaged."""
    if path.with_name(f"{path.name}-journal").exists():  # of which SQLite rolls a transaction back
        return _read_content(path)
    digest = hashlib.sha256(path.read_bytes()).digest()
    if digest not in _content_cache:
        _content_cache[digest] = _read_content(path)
    return _content_cache[digest]


def _read_content(path: Path) -> Contents | None:
    try:
        found = contents(path)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            sound = not check.count_faults(connection) and is_index_consistent(connection)
        return found if sound else None
    except (sqlite3.DatabaseError, ValueError):  # a page of zeros within a text is no JSON any more
        return None


if __name__ == "__main__":
    if "--record" in sys.argv:
        with tempfile.TemporaryDirectory(prefix="mentorlog-recording-") as folder:
            save_recordings(Path(folder))
        sys.exit(0)
    sys.exit(run_main(attack, __doc__ or "", 8_000))
