"""kill -9 before each step that `sync` takes on files and in the journal, and power cuts at each of its writes.

    python -m tests.exchange.machines.kills --count 500

Whatever a command left, the next ones make whole: both machines end with what they would have without the kill, their
journals are sound, and nothing half-done lies in the folder.
"""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.exchange.machines.homes import Home, share
from tests.store import strace
from tests.store.attack import Figures, run_main
from tests.store.disk import MODELS, Disk, DiskEvent
from tests.store.file_steps import Step, watch_steps
from tests.store.integrity import integrity_faults

DURABLE = ("mkdir", "rename", "link", "remove", "rmdir", "fsync")
_STATEMENTS = ("BEGIN", "COMMIT", "VACUUM")


class Scene(NamedTuple):
    """Machines in a state, a command of the first that is cut short, and what is run then to make it whole."""

    name: str
    arrange: Callable[[Path], list[Home]]
    command: tuple[str, ...]
    again: tuple[tuple[str, ...], ...]


def _with_changes(root: Path) -> list[Home]:
    laptop, desk = share(root, "laptop", "desk")
    laptop.does("questions", "add", "Mine?")
    desk.does("questions", "add", "Theirs?")
    desk.does("sync")
    inbox = root / "shared" / "inbox" / "questions"
    (inbox / "walk.txt").write_text("From the phone?")
    return [laptop, desk]


def _before_start(root: Path) -> list[Home]:
    laptop = Home(root, "laptop")
    laptop.does("questions", "add", "Mine?")
    (root / "shared").mkdir()
    return [laptop]


def _before_join(root: Path) -> list[Home]:
    (desk,) = share(root, "desk")
    laptop = Home(root, "laptop")
    laptop.does("questions", "add", "Mine?")
    return [laptop, desk]


def _with_something_forgotten(root: Path) -> list[Home]:
    laptop, desk = share(root, "laptop", "desk")
    for home in (laptop, desk):
        home.does("questions", "add", "Zephyrine?")
        home.does("sync")
    laptop.does("sync")
    desk.does("sync")
    desk.does("forget", "q2", "--yes")
    desk.does("forget", "q1b", "--yes")
    desk.does("sync")
    return [laptop, desk]


SHARED = "{root}/shared"
SCENES = (
    Scene("sync", _with_changes, ("sync",), (("sync",),)),
    Scene(
        "start", _before_start, ("sync", "start", SHARED, "--plain"), (("sync", "start", SHARED, "--plain"), ("sync",))
    ),
    Scene(
        "start, then sync", _before_start, ("sync", "start", SHARED, "--plain"),
        (("sync",), ("sync", "start", SHARED, "--plain"), ("sync",)),
    ),
    Scene("join", _before_join, ("sync", "join", SHARED), (("sync", "join", SHARED), ("sync",))),
    Scene("renew", _with_changes, ("sync", "renew"), (("sync",),)),
    Scene("forget", _with_something_forgotten, ("sync",), (("sync",),)),
    Scene("leave", _with_changes, ("sync", "leave"), (("sync", "leave"),)),
)  # fmt: skip


class Stage:
    """A scene that can be set up again and again, and how it ends where nothing is cut short."""

    def __init__(self, folder: Path, scene: Scene) -> None:
        self.scene = scene
        self.root = folder / scene.name
        self._former = folder / f"{scene.name}-former"
        self.root.mkdir(parents=True)
        self.homes = scene.arrange(self.root)
        shutil.copytree(self.root, self._former)
        self.count = self._run_in_child(-1)
        self.expected = self._end()

    def reset(self, files: dict[str, bytes] | None = None) -> None:
        """Set the scene up again, or with these files in its place; one that was there before has its time of then."""
        shutil.rmtree(self.root)
        if files is None:
            shutil.copytree(self._former, self.root)
            return
        for home in self.homes:
            home.path.parent.mkdir(parents=True)
        (self.root / "shared").mkdir()
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            if (former := self._former / name).exists():
                os.utime(path, ns=(former.stat().st_atime_ns, former.stat().st_mtime_ns))

    def words(self, words: Sequence[str]) -> list[str]:
        """A command with its paths."""
        return [word.format(root=self.root) for word in words]

    def kill_before(self, step: int) -> None:
        """Run the command up to a step, and no further."""
        self.reset()
        self._run_in_child(step)

    def _run_in_child(self, kill_at: int) -> int:
        """Run the command in a process of its own that ends before a step; how many steps there were."""
        counted = self.root.parent / "counted"
        counted.write_text("0")
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                self._run_counting(kill_at, counted)
            os._exit(0)
        os.waitpid(child, 0)
        return int(counted.read_text())

    def _run_counting(self, kill_at: int, counted: Path) -> None:
        seen = 0

        def count(step: Step) -> None:
            nonlocal seen
            if step.what in DURABLE or (step.what == "sql" and step.name.startswith(_STATEMENTS)):
                if seen == kill_at:
                    os._exit(9)
                seen += 1

        with watch_steps(count):
            self.homes[0](*self.words(self.scene.command))
        counted.write_text(str(seen))

    def _end(self) -> list[dict[str, str]]:
        """Make whole what was left, and say what both machines have."""
        first, *others = self.homes
        for words in self.scene.again:
            first(*self.words(words))
        for home in (*others, first, *others):
            home("sync")
        return [home.questions() for home in self.homes]

    def faults(self) -> list[str]:
        """What is not as it would be without the cut, once the next commands have run."""
        found = []
        if (ends := self._end()) != self.expected:
            found.append(f"{ends} instead of {self.expected}")
        if self.scene.name != "leave" and len({tuple(home.export()) for home in self.homes}) > 1:
            found.append("the machines differ")
        if self.scene.name != "leave" and (code := self.homes[0]("sync").code):
            found.append(f"sync ends with {code}")
        for home in self.homes:
            found += integrity_faults(home.path)
        left = [path for path in self.root.rglob("*") if path.name.endswith((".mentorlog-new", ".new", "building"))]
        found += [f"{path.name} lies there" for path in left if "shared" in path.parts]
        return found


def attack(folder: Path, count: int, seed: int) -> Figures:
    """Kill and cut `count` times in all, evenly over the scenes."""
    figures = Figures("kills", "power cuts", "not made whole", "not made whole without any sync")
    chance = Random(seed)
    each = count // (2 * len(SCENES)) or 1
    for scene in SCENES:
        stage = Stage(folder, scene)
        kill_often(stage, each, chance, figures)
        if shutil.which("strace"):
            _cut_power(stage, each, chance, figures)
    if shutil.which("strace") and not figures["not made whole without any sync"]:
        figures.record_breach("control", "nothing was found without any sync")
    return figures


def kill_often(stage: Stage, count: int, chance: Random, figures: Figures) -> None:
    """Kill the command of a scene before so many of its steps."""
    for step in _evenly(stage.count, count, chance):
        figures.add("kills")
        stage.kill_before(step)
        for fault in stage.faults():
            figures.record_breach("not made whole", f"{stage.scene.name}, killed before step {step}: {fault}")


def _evenly(length: int, count: int, chance: Random) -> list[int]:
    return sorted(chance.sample(range(length), min(count, length)))


def _cut_power(stage: Stage, count: int, chance: Random, figures: Figures) -> None:
    stage.reset()
    before = _events_of(stage.root)
    home = stage.homes[0]
    calls = strace.trace_calls(home.path, *stage.words(stage.scene.command), now=home.now, HOME=str(home.path.parent))
    events = list(strace.events(calls, stage.root.resolve()))
    for at in _evenly(len(events), count, chance):
        model = chance.choice(MODELS)
        figures.add("power cuts")
        for fault in _faults_after_cut(stage, [*before, *events[: at + 1]], model, chance):
            figures.record_breach("not made whole", f"{stage.scene.name}, {model}, cut after event {at}: {fault}")
        if at % 3 == 0:
            unsynced = [event for event in events[: at + 1] if event.what != "sync"]
            if _faults_after_cut(stage, [*before, *unsynced], model, chance):
                figures.add("not made whole without any sync")


def _faults_after_cut(stage: Stage, events: Sequence[DiskEvent], model: str, chance: Random) -> list[str]:
    disk = Disk()
    for event in events:
        disk.apply(event)
    stage.reset(disk.after_cut(model, chance))
    try:
        return stage.faults()
    except (AssertionError, ValueError, OSError) as error:
        return [f"a command failed: {type(error).__name__}"]


def _events_of(root: Path) -> list[DiskEvent]:
    """What puts all that is there on a disk, synced."""
    events = []
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        events.append(DiskEvent("folder" if path.is_dir() else "make", name))
        if path.is_file():
            events += [DiskEvent("write", name, data=path.read_bytes()), DiskEvent("sync", name)]
        events.append(DiskEvent("sync", name.rpartition("/")[0]))
    return events


if __name__ == "__main__":
    sys.exit(run_main(attack, __doc__ or "", 500))
