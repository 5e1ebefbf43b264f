"""How a shared journal stands: its machines, what is not sent or has not arrived, and what waits to be settled."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.errors import MentorlogError
from mentorlog.exchange.machines.disputes import count_disputes
from mentorlog.exchange.machines.exchanging import count_unsent
from mentorlog.exchange.machines.files.access import FileNote, read_arrivals
from mentorlog.exchange.machines.files.folder import Device
from mentorlog.exchange.machines.files.places import sole_sync
from mentorlog.exchange.machines.opening import OpenExchange, open_exchange
from mentorlog.store.machines.forgetting import forget_operations
from mentorlog.store.machines.membership import Machine, SyncState, machines, own_machine, sync_state

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


class MachineStatus(NamedTuple):
    """A machine: its last change that is here and that is in the folder, and when that was made.

    `is_let_in` is False while an encrypted journal keeps it waiting.
    """

    letter: str
    name: str
    is_own: bool
    last: int
    last_in_folder: int
    heard_at: str
    is_let_in: bool
    has_left: bool


class SyncStatus(NamedTuple):
    """How it stands. `error` says why the folder could not be read; its part is empty then."""

    state: SyncState
    machines: list[MachineStatus]
    unsent: int
    conflicts: int
    notes: list[FileNote]
    missing: list[tuple[str, int, int]]
    forgotten: list[tuple[int, int]]  # of each thing forgotten: by how many machines, of how many
    error: MentorlogError | None

    @property
    def exit_code(self) -> int:
        """As of the exchange; that of the error where the folder cannot be read."""
        if self.error is not None:
            return self.error.exit_code
        return 65 if self.notes else 10 if self.conflicts else 0


def sync_status(journal: "Journal", timeout: float) -> SyncStatus:
    """How the journal stands among its machines. Raises Refused where it is on this one alone."""
    connection = journal.store.connection
    own_machine(connection)
    state = sync_state(connection)
    conflicts = count_disputes(journal.store)
    known = machines(connection)
    try:
        with sole_sync(journal.store.path) as private:
            opened = open_exchange(journal, private, timeout)
            devices = opened.place.folder.devices()
            arrival = read_arrivals(opened.access, {one.letter: one.last for one in known}, opened.own.letter)
            every = [_describe(journal, opened, machine, devices) for machine in _with_asking(known, devices)]
            return SyncStatus(
                state, every, count_unsent(opened), conflicts, arrival.notes, arrival.missing,
                _forgotten(journal, devices), None,
            )  # fmt: skip
    except MentorlogError as error:
        here = [_describe(journal, None, machine, {}) for machine in known]
        return SyncStatus(state, here, 0, conflicts, [], [], [], error)


def _with_asking(known: tuple[Machine, ...], devices: dict[str, Device]) -> list[Machine]:
    """The machines that are known here, and those that the folder has besides."""
    letters = {machine.letter for machine in known}
    asking = [Machine(one.letter, one.uid, one.name, False, 0) for one in devices.values() if one.letter not in letters]
    return sorted([*known, *asking])


def _describe(
    journal: "Journal", opened: OpenExchange | None, machine: Machine, devices: dict[str, Device]
) -> MachineStatus:
    rows = journal.store.rows("SELECT at FROM operations WHERE machine = ? AND seq = ?", (machine.letter, machine.last))
    device = devices.get(machine.letter)
    in_folder, is_let_in = 0, True
    if opened is not None:
        in_folder = max((file.last for file in opened.access.files(machine.letter)), default=0)
        key: Path = opened.place.folder.root / "keys" / f"{machine.letter}.age"
        is_let_in = not opened.state.is_encrypted or machine.is_own or machine.last > 0 or key.exists()
        is_let_in = is_let_in or machine.letter == "a"
    return MachineStatus(
        machine.letter, machine.name, machine.is_own, machine.last, in_folder, rows[0][0] if rows else "", is_let_in,
        device is not None and device.has_left,
    )  # fmt: skip


def _forgotten(journal: "Journal", devices: dict[str, Device]) -> list[tuple[int, int]]:
    """For each change that forgot something: how many machines removed its words from their files, of how many."""
    present = [device for device in devices.values() if not device.has_left]
    return [
        (sum(dict(device.heads).get(one.machine, 0) >= one.seq for device in present), len(present))
        for one in forget_operations(journal.store.connection)
    ]
