"""One exchange: take what other machines did, merge it, and give what was done here.

What of this machine is in the folder already is read from the folder, so that an exchange that ended anywhere is made
whole by the next one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.errors import Damaged, InputOutput, Refused
from mentorlog.exchange.machines.disputes import count_disputes
from mentorlog.exchange.machines.files.access import Arrival, FileNote, read_arrivals
from mentorlog.exchange.machines.files.folder import Device, missing_ranges
from mentorlog.exchange.machines.files.places import sole_sync
from mentorlog.exchange.machines.files.shared_files import remove_temporaries
from mentorlog.exchange.machines.opening import OpenExchange, open_exchange
from mentorlog.journal.model.kinds import BY_TABLE, ref
from mentorlog.store.machines.counting import has_uncounted_changes, number_changes
from mentorlog.store.machines.membership import (
    FIRST_LETTER,
    Machine,
    machines,
    own_machine,
    save_machines,
    set_place,
)
from mentorlog.store.machines.merge import RowKey
from mentorlog.store.machines.operations import own_operations
from mentorlog.store.machines.taking import take_operations

if TYPE_CHECKING:
    from sqlite3 import Connection

    from mentorlog.exchange.machines.inbox import InboxFault
    from mentorlog.journal.journal import Journal
    from mentorlog.store.changes import Fields
    from mentorlog.store.machines.late_forgetting import LatePlan
    from mentorlog.store.machines.taking import Review

_MAX_SKEW = timedelta(days=1)  # by which a clock may be ahead without a word


class Exchange(NamedTuple):
    """What came of an exchange.

    `taken` counts changes by the name of their machine; `missing` are ranges of changes that have not arrived,
    `waiting` how many wait for them; `conflicts` counts entries that two machines left differently; `ahead` names
    machines whose clocks are.
    """

    taken: dict[str, int]
    sent: int
    waiting: int
    newer: int
    conflicts: int
    notes: list[FileNote]
    missing: list[tuple[str, int, int]]
    inbox: list[str]
    inbox_faults: "list[InboxFault]"
    ahead: list[str]
    clashes: int = 0  # entries that do not go together, though each machine did right
    forgotten: tuple[str, ...] = ()  # refs of what another machine forgot, and this one with it
    has_gone_over: bool = False  # to the next generation
    hold: str = ""  # why this machine cannot go over to the next generation yet
    is_left_behind: bool = False  # for another reason than that something has to be settled

    @property
    def exit_code(self) -> int:
        """0: done; 10: entries wait to be settled; 65: something could not be read."""
        if self.newer or self.is_left_behind or any(note.fault != "not here yet" for note in self.notes):
            return 65
        return 10 if self.conflicts else 0


def exchange(journal: "Journal", timeout: float, *, place: str = "", dry_run: bool = False) -> Exchange:
    """Take, merge and give; with `dry_run` only say what that would be. Raises what `open_exchange` does."""
    with sole_sync(journal.store.path) as private:
        opened = open_exchange(journal, private, timeout, place=place)
        devices = opened.place.folder.devices()
        _check_own_device(opened, devices)
        if not dry_run:
            if place and place != opened.state.place:
                set_place(journal.store, place, is_encrypted=opened.state.is_encrypted)
            _save_devices(journal, opened.own, devices)
        if dry_run:
            return _look(opened, devices)
        outcome = _exchange(opened, devices)
        opened.place.deliver()
        if opened.is_outdated:
            outcome = _go_over(opened, outcome, private, timeout)
    return outcome


def _go_over(opened: OpenExchange, outcome: Exchange, private: Path, timeout: float) -> Exchange:
    """Go over to the generation that another machine began, and exchange once more there."""
    from mentorlog.exchange.machines.generations import go_over

    if outcome.conflicts:
        return outcome._replace(hold="The journal was renewed. Settle first what two machines left differently.")
    try:
        go_over(opened)
    except Refused as error:
        return outcome._replace(hold=f"{error.message} {error.hint}", is_left_behind=True)
    opened = open_exchange(opened.journal, private, timeout)
    later = _exchange(opened, opened.place.folder.devices())
    opened.place.deliver()
    taken = Counter(outcome.taken) + Counter(later.taken)
    return later._replace(
        taken=dict(taken), sent=outcome.sent + later.sent, inbox=outcome.inbox + later.inbox, has_gone_over=True
    )


def _check_own_device(opened: OpenExchange, devices: dict[str, Device]) -> None:
    """Raise Damaged where another machine has this one's letter: both took it while neither heard of the other."""
    device = devices.get(opened.own.letter)
    if device is not None and device.uid != opened.own.uid:
        raise Damaged(
            f"Another machine, {device.name}, has the letter {opened.own.letter} of this one.",
            f"Nothing was changed. Take another letter: mentorlog sync join {opened.state.place}",
        )


def _save_devices(journal: "Journal", own: Machine, devices: dict[str, Device]) -> None:
    known = {machine.letter: (machine.uid, machine.name) for machine in machines(journal.store.connection)}
    new = [
        Machine(device.letter, device.uid, device.name, False, 0)
        for device in devices.values()
        if device.letter != own.letter and known.get(device.letter) != (device.uid, device.name)
    ]
    if new:
        save_machines(journal.store, new)


def _heads(journal: "Journal") -> dict[str, int]:
    return {machine.letter: machine.last for machine in machines(journal.store.connection)}


def _names(journal: "Journal") -> dict[str, str]:
    return {machine.letter: machine.name for machine in machines(journal.store.connection)}


def _exchange(opened: OpenExchange, devices: dict[str, Device]) -> Exchange:
    journal, own = opened.journal, opened.own
    folder = opened.place.folder
    remove_temporaries(folder.private, folder.root / str(opened.state.generation) / own.letter)
    _check_not_put_back(opened)
    inbox, inbox_faults = _take_inbox(opened, devices)
    number_changes(journal.store)
    arrival = _of_known_machines(read_arrivals(opened.access, _heads(journal), own.letter), _heads(journal))
    taken: Counter[str] = Counter()
    waiting = newer = clashes = 0
    forgotten: tuple[str, ...] = ()
    ahead: list[str] = []
    missing = list(arrival.missing)
    if arrival.operations:
        from mentorlog.journal.machines.clashes import find_clashes

        outcome = take_operations(
            journal.store, arrival.operations, journal.now, _review(journal.store.connection), _plan_again
        )
        names = _names(journal)
        taken.update(names[operation.change.machine] for operation in outcome.applied)
        waiting, newer = len(outcome.waiting), len(outcome.newer)
        forgotten, clashes = _refs(outcome.forgotten), len(find_clashes(journal))
        if forgotten:
            from mentorlog.journal.forgetting import rewrite_file

            rewrite_file(journal)
        limit = (journal.now + _MAX_SKEW).timestamp() * 1000
        ahead = sorted({names[one.change.machine] for one in outcome.applied if one.change.clock > limit})
    sent = _give(opened)
    if journal.store.rows("SELECT 1 FROM operation_rows WHERE act IN ('forget', 'clear') LIMIT 1"):
        from mentorlog.exchange.machines.forgetting import rewrite_files

        rewrite_files(opened)
    _keep_heads(opened, devices.get(own.letter))
    if opened.state.is_encrypted or opened.state.generation > 1:
        from mentorlog.exchange.machines.files.presence import present_here
        from mentorlog.exchange.machines.generations import remove_former

        present_here(opened.access, own.letter, own.uid, journal.store.path)
        remove_former(opened, devices)
    return Exchange(
        dict(taken), sent, waiting, newer, count_disputes(journal.store), arrival.notes, missing, inbox,
        inbox_faults, ahead, clashes, forgotten,
    )  # fmt: skip


def _refs(rows: Iterable[RowKey]) -> tuple[str, ...]:
    return tuple(ref(BY_TABLE[table].noun, number) for table, number in rows if BY_TABLE[table].letter)


def _of_known_machines(arrival: Arrival, heads: dict[str, int]) -> Arrival:
    """What arrived, without that of machines which have not presented themselves yet; it waits."""
    known = [one for one in arrival.operations if one.change.machine in heads]
    strangers = [one.change for one in arrival.operations if one.change.machine not in heads]
    missing = [(letter, 0, 0) for letter in sorted({change.machine for change in strangers})]
    return Arrival(known, arrival.notes, [*arrival.missing, *missing])


def _review(connection: "Connection") -> "Review":
    from mentorlog.exchange.rules import check_operations

    return lambda operations, rows: check_operations(connection, operations, rows)


def _plan_again(
    connection: "Connection", rows: "Sequence[RowKey]", day: str, late: "Mapping[RowKey, Fields] | None"
) -> "LatePlan | None":
    from mentorlog.journal.machines.late_forgetting import plan_again

    return plan_again(connection, rows, day, late)


def _take_inbox(opened: OpenExchange, devices: dict[str, Device]) -> "tuple[list[str], list[InboxFault]]":
    """Make entries of what a phone put there; the first machine does, since two would do it twice."""
    root = opened.place.folder.root
    taker = min((letter for letter, device in devices.items() if not device.has_left), default=FIRST_LETTER)
    if opened.own.letter != taker or not (root / "inbox").is_dir():
        return [], []
    from mentorlog.exchange.machines.inbox import read_inbox, take_inbox

    inbox = read_inbox(root, opened.journal.today)
    return (take_inbox(opened.journal, inbox) if inbox.files else []), inbox.faults


def _check_not_put_back(opened: OpenExchange) -> None:
    """Raise Damaged where the folder holds later changes of this machine than it knows of, and it has others since.

    Numbering those would give one number to two changes. Without others the machine takes its own back.
    """
    last = max((file.last for file in opened.access.files(opened.own.letter)), default=0)
    if last > opened.own.last and has_uncounted_changes(opened.journal.store.connection):
        raise Damaged(
            "The journal was put back to before what it sent to the other machines.",
            f"To bring it up, with what was written since: mentorlog sync join {opened.state.place}",
        )


def _keep_heads(opened: OpenExchange, device: Device | None) -> None:
    """Present this machine with how far it has come, where that is not what the folder says."""
    heads = tuple((letter, last) for letter, last in sorted(_heads(opened.journal).items()) if last)
    if device is None:
        recipient = ""
        if opened.state.is_encrypted:
            from mentorlog.exchange.sealed.keys import ensure_machine_identity

            recipient = ensure_machine_identity(opened.journal.store.path).recipient
        device = Device(opened.own.letter, opened.own.uid, opened.own.name, opened.state.journal, recipient)
    elif device.heads == heads:
        return
    opened.place.folder.write_device(device._replace(heads=heads))


def _give(opened: OpenExchange) -> int:
    """Write the changes of this machine that are not in the folder, and return how many they are."""
    connection = opened.journal.store.connection
    own = own_machine(connection)
    files = [file for file in opened.access.files(own.letter) if not _is_empty(file.path)]
    sent = 0
    for first, last in missing_ranges(files, own.last):
        sent += opened.access.write_operations(own.letter, own_operations(connection, first, last))
    return sent


def _is_empty(path: Path) -> bool:
    """Whether a power cut on a disk of another kind left a name without its content."""
    try:
        return path.lstat().st_size == 0
    except FileNotFoundError:
        return True
    except OSError as error:
        raise InputOutput(f"{path} cannot be looked at.", str(error.strerror)) from None


def count_unsent(opened: OpenExchange) -> int:
    """How many changes of this machine are not in the folder."""
    files = opened.access.files(opened.own.letter)
    unsent = sum(last - first + 1 for first, last in missing_ranges(files, opened.own.last))
    if has_uncounted_changes(opened.journal.store.connection):
        unsent += opened.journal.store.scalar(
            "SELECT count(*) FROM changes WHERE id > (SELECT counted FROM sync) AND machine IS NULL"
        )
    return unsent


def _look(opened: OpenExchange, devices: dict[str, Device]) -> Exchange:
    """What an exchange would take and give."""
    journal = opened.journal
    arrival = read_arrivals(opened.access, _heads(journal), opened.own.letter)
    names = {letter: device.name for letter, device in devices.items()} | _names(journal)
    taken = Counter(names.get(one.change.machine, one.change.machine) for one in arrival.operations)
    conflicts = count_disputes(journal.store)
    return Exchange(dict(taken), count_unsent(opened), 0, 0, conflicts, arrival.notes, arrival.missing, [], [], [])
