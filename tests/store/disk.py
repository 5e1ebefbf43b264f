"""A simulated disk: what was synced is on it, and of the rest a power cut leaves a random part.

The rules are those of a strict POSIX disk. The content of a file outlasts a cut once the file was synced, its name once
its folder was, and the folder's own name once the folder above was. What was not synced may be there, in part there, or
not at all, and a page may be torn between sectors.
"""

from collections.abc import Iterable, Sequence
from random import Random
from typing import NamedTuple, TypeVar

T = TypeVar("T")
SECTOR = 512
MODELS = ("none", "all", "prefix", "torn")  # which of the unsynced writes the cut leaves


class DiskEvent(NamedTuple):
    """One thing that a command did to the disk.

    make: a file is opened, and made where there is none. folder: one is made. write: `data` at `at`. size: cut or grown
    to `at`. sync: a file or folder. move, link: `path` gets the name `to`, instead or besides. gone: a name goes.
    told: the command prints its answer. ended: its process ends.
    """

    what: str
    path: str = ""
    to: str = ""
    at: int = 0
    data: bytes = b""


class _File:
    """The content of a file: what is on the disk, and the writes since then."""

    def __init__(self) -> None:
        self.synced = bytearray()
        self.pending: list[DiskEvent] = []

    def sync(self) -> None:
        for event in self.pending:
            _write_bytes(self.synced, event)
        self.pending = []

    def after_cut(self, model: str, chance: Random) -> bytes:
        content = bytearray(self.synced)
        for event in _events_on_disk(self.pending, model, chance):
            _write_bytes(content, event, chance if model == "torn" else None)
        return bytes(content)


class Disk:
    """Files and folders as the commands see them, and as they are on the disk."""

    def __init__(self) -> None:
        self._seen: dict[str, _File | None] = {}  # None: a folder
        self._named: dict[str, _File | None] = {}  # on the disk
        self._pending: list[tuple[DiskEvent, _File | None]] = []

    def apply(self, event: DiskEvent) -> None:
        """Apply one event of a command."""
        if event.what in ("write", "size"):
            self._file(event.path).pending.append(event)
        elif event.what == "sync":
            self._sync(event.path)
        elif event.what in ("folder", "link", "move", "gone") or (
            event.what == "make" and event.path not in self._seen
        ):
            node = _File() if event.what == "make" else self._seen.get(event.path)
            _apply_name(self._seen, event, node)
            self._pending.append((event, node))

    def after_cut(self, model: str, chance: Random) -> dict[str, bytes]:
        """The files that a power cut leaves now, by their paths."""
        named = dict(self._named)
        for event, node in _events_on_disk(self._pending, "prefix" if model == "torn" else model, chance):
            _apply_name(named, event, node)
        contents = {id(node): node.after_cut(model, chance) for node in named.values() if node is not None}
        return {
            path: contents[id(node)] for path, node in named.items() if node is not None and _reachable(named, path)
        }

    def _file(self, path: str) -> _File:
        node = self._seen[path]
        assert node is not None, f"{path} is a folder"
        return node

    def _sync(self, path: str) -> None:
        node = self._seen.get(path)
        if node is not None:
            node.sync()
            return
        there = [(event, one) for event, one in self._pending if _folder_of_change(event) == path]
        self._pending = [pair for pair in self._pending if _folder_of_change(pair[0]) != path]
        for event, one in there:
            _apply_name(self._named, event, one)


def _folder_of_change(event: DiskEvent) -> str:
    """The folder whose names an event changes: a link leaves that of the file as it is."""
    return _parent(event.to if event.what == "link" else event.path)


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _reachable(named: dict[str, _File | None], path: str) -> bool:
    """Whether the names of all folders above it are on the disk."""
    folder = _parent(path)
    return not folder or (folder in named and _reachable(named, folder))


def _apply_name(names: dict[str, _File | None], event: DiskEvent, node: _File | None) -> None:
    if event.what in ("make", "folder"):
        names[event.path] = node
    elif event.what == "link":
        names[event.to] = node
    elif event.what == "move":
        names[event.to] = node
        names.pop(event.path, None)
    else:
        names.pop(event.path, None)


def _events_on_disk(events: Sequence[T], model: str, chance: Random) -> Iterable[T]:
    """Those of the events that reached the disk."""
    if model == "torn":
        return [event for event in events if chance.random() < 0.5]
    return events[: {"none": 0, "all": len(events)}.get(model, chance.randint(0, len(events)))]


def _write_bytes(content: bytearray, event: DiskEvent, torn: Random | None = None) -> None:
    if event.what == "size":
        del content[event.at :]
        content.extend(bytes(event.at - len(content)))
        return
    content.extend(bytes(max(0, event.at + len(event.data) - len(content))))
    for start in range(0, len(event.data), SECTOR) if torn else (0,):
        end = start + SECTOR if torn else len(event.data)
        if torn is None or torn.random() < 0.5:
            content[event.at + start : event.at + min(end, len(event.data))] = event.data[start:end]
