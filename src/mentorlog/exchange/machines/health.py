"""What is amiss in a journal that several machines share, as far as this one can see without asking the others."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from mentorlog.exchange.machines.files.addresses import is_git_place
from mentorlog.exchange.machines.files.folder import SharedFolder
from mentorlog.exchange.machines.files.places import private_folder
from mentorlog.store.machines.membership import is_joined, sync_state
from mentorlog.structs import Literal

_MAX_UNSENT, _MAX_QUIET, _MAX_SKEW = timedelta(days=7), timedelta(days=30), timedelta(days=1)


class Concern(NamedTuple):
    """Something amiss: a `number` of changes or entries, the `machine` that it is about, and since when."""

    name: Literal["unsent", "quiet", "no_shared_folder", "conflicts", "clock"]
    number: int = 0
    machine: str = ""
    letter: str = ""
    since: datetime | None = None
    place: str = ""


def find_concerns(connection: sqlite3.Connection, path: Path, now: datetime) -> Iterator[Concern]:
    """What is amiss, in a journal that is shared. Only what lies on this machine is looked at: git is not asked."""
    if not is_joined(connection):
        return
    state = sync_state(connection)
    ((unsent, first),) = connection.execute(
        "SELECT count(*), min(at) FROM changes WHERE id > (SELECT counted FROM sync) AND machine IS NULL"
    ).fetchall()
    if unsent and now - _moment(first) > _MAX_UNSENT:
        yield Concern("unsent", unsent, since=_moment(first))
    is_git = is_git_place(state.place)
    root = private_folder(path) / "shared" if is_git else Path(state.place)
    if not is_git and not root.is_dir():
        yield Concern("no_shared_folder", place=state.place)
    yield from _find_quiet(connection, SharedFolder(root, private_folder(path)), now)
    ((conflicts,),) = connection.execute("SELECT count(*) FROM conflict_rows").fetchall()
    if conflicts:
        yield Concern("conflicts", conflicts)


def _find_quiet(connection: sqlite3.Connection, folder: SharedFolder, now: datetime) -> Iterator[Concern]:
    """Machines of which nothing was heard for long, but for those that left, and those whose clocks are ahead."""
    devices = folder.devices().values() if folder.root.is_dir() else ()
    gone = {device.letter for device in devices if device.has_left}
    rows = connection.execute(
        "SELECT m.letter, m.name, max(o.at), max(o.clock) FROM machines m JOIN operations o ON o.machine = m.letter"
        " WHERE NOT m.is_own GROUP BY m.letter"
    ).fetchall()
    for letter, name, last, clock in rows:
        if letter in gone:
            continue
        if now - _moment(last) > _MAX_QUIET:
            yield Concern("quiet", machine=name, letter=letter, since=_moment(last))
        if clock > (now + _MAX_SKEW).timestamp() * 1000:
            yield Concern("clock", machine=name, letter=letter)


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)
