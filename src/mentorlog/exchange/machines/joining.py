"""Joining a shared journal: ask, be let in, build it anew from its start and its changes, and take in what was here.

The journal is built in a file of its own and put in place as a copy is restored: whole or not at all, with the former
one among the copies. Until then nothing but the request in the folder shows that a machine wants to join.
"""

import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from mentorlog import clock
from mentorlog.backups.restore import Copy, restore_backup
from mentorlog.errors import Damaged, Refused, UsageError
from mentorlog.exchange.intake import load_into_empty
from mentorlog.exchange.jsonl import verify_export
from mentorlog.exchange.machines.files.access import Arrival, JournalFolder, Place, open_place, read_arrivals
from mentorlog.exchange.machines.files.folder import Device, FolderSettings
from mentorlog.exchange.machines.files.places import (
    Beginning,
    clear_building,
    clear_notes,
    former_uids,
    keep_former_uid,
    load_join,
    machine_name,
    save_join,
    sole_sync,
)
from mentorlog.exchange.machines.files.presence import present_here
from mentorlog.exchange.machines.generations import starter_letter
from mentorlog.exchange.merge import Merge, MergePlan
from mentorlog.journal.journal import create_journal
from mentorlog.journal.schema import schema
from mentorlog.store.connect import connect_readonly
from mentorlog.store.dump import is_pristine
from mentorlog.store.machines.membership import (
    FIRST_LETTER,
    LETTERS,
    Machine,
    is_joined,
    join_machines,
    own_machine,
    set_place,
    sync_state,
)
from mentorlog.store.machines.taking import take_operations
from mentorlog.system import shell

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from mentorlog.exchange.merge import MergeSide
    from mentorlog.exchange.sealed.seal import JournalKey
    from mentorlog.journal.journal import Journal


class Join(NamedTuple):
    """What came of a join: `plan` is what was here before, taken in; `backup` the journal as it was.

    While the machine waits to be let in, `words` are what its owner compares.
    """

    beginning: Beginning
    is_waiting: bool
    changes: int
    plan: MergePlan | None
    backup: Path | None
    words: tuple[str, ...] = ()


def join(
    journal: "Journal",
    place: str,
    name: str | None,
    take: "MergeSide | None",
    timeout: float,
    *,
    key_file: Path | None = None,
    dry_run: bool = False,
) -> Join:
    """Join the journal at a place, or go on with that. Raises Refused, Damaged, InputOutput, Locked.

    A `key_file`, as `sync key --print` wrote it, lets the machine in where no other one is left to do so.
    """
    with sole_sync(journal.store.path) as private:
        opened = open_place(place, private, timeout)
        settings = opened.folder.read_settings()
        if settings is None:
            raise Refused(
                f"There is no shared journal in {opened.folder.root}, or it has not arrived yet.",
                f"To share this one: mentorlog sync start {shell.quote(place)}",
            )
        if settings.is_encrypted:
            from mentorlog.exchange.sealed.age import require_age

            require_age()
        _require_reason(journal, opened, settings)
        given_key = _read_given_key(key_file, settings) if key_file else None
        if given_key and not dry_run:
            from mentorlog.exchange.sealed.keys import save_journal_key

            save_journal_key(journal.store.path, given_key)
        beginning = _ask(journal, opened, settings, place, name, take, dry_run=dry_run)
        key = given_key or (_load_key(journal.store.path, opened, beginning) if settings.is_encrypted else None)
        if settings.is_encrypted and key is None:
            if not dry_run:
                opened.deliver()
            return Join(beginning, True, 0, None, None, waiting_words(journal.store.path, beginning))
        access = JournalFolder(opened.folder, settings, schema().version, key)
        side = take or cast("MergeSide | None", beginning.take or None)
        outcome = _build(journal, access, beginning, side, dry_run=dry_run)
        if not dry_run:
            clear_notes(private)
            _take_leave(opened, private, beginning)
            if beginning.is_encrypted or beginning.generation > 1:
                present_here(access, beginning.letter, beginning.uid, journal.store.path)
            opened.deliver()
        return outcome


def _take_leave(opened: Place, private: Path, beginning: Beginning) -> None:
    """Say that this machine is gone under the letters that it had before, since it has another one now."""
    former = former_uids(private)
    for device in opened.folder.devices().values():
        if device.uid in former and device.uid != beginning.uid and not device.has_left:
            opened.folder.write_device(device._replace(has_left=True))
    keep_former_uid(private, beginning.uid)


def _require_reason(journal: "Journal", opened: Place, settings: FolderSettings) -> None:
    """Raise Refused where the journal is one of these already, and neither lost its letter nor was put back."""
    connection = journal.store.connection
    if not is_joined(connection):
        return
    own, state = own_machine(connection), sync_state(connection)
    if state.journal != settings.journal:
        raise Refused(
            f"This journal is shared already, in {state.place}.", "To share another one instead: mentorlog sync leave"
        )
    device = opened.folder.devices().get(own.letter)
    has_lost_letter = device is not None and device.uid != own.uid
    files = opened.folder.operation_files(state.generation, own.letter, encrypted=state.is_encrypted)
    was_put_back = max((file.last for file in files), default=0) > own.last
    if not has_lost_letter and not was_put_back and state.generation == settings.generation:
        raise Refused("This machine has joined already.", "To take and give what is new: mentorlog sync")


def _ask(
    journal: "Journal",
    opened: Place,
    settings: FolderSettings,
    place: str,
    name: str | None,
    take: "MergeSide | None",
    *,
    dry_run: bool,
) -> Beginning:
    """Present this machine under a letter that is free; the same one as before where it has asked already."""
    folder = opened.folder
    devices = folder.devices()
    begun = load_join(folder.private)
    if begun is not None and begun.journal == settings.journal and begun.generation == settings.generation:
        device = devices.get(begun.letter)
        if device is None or device.uid == begun.uid:
            begun = begun._replace(place=place, name=name or begun.name, take=take or begun.take)
            if not dry_run:
                save_join(folder.private, begun)
            _present(journal, folder.private, opened, begun, dry_run=dry_run or device is not None)
            return begun
    used = {*devices, *folder.machines_with_files(settings.generation)}
    letter = next((letter for letter in LETTERS if letter not in used), "")
    if not letter:
        raise Refused("This journal has as many machines as it can have.", "Let one leave: mentorlog sync leave")
    beginning = Beginning(
        place, settings.journal, letter, journal.new_uid(journal.now), name or machine_name(), settings.is_encrypted,
        settings.generation, settings.recipient, take or "",
    )  # fmt: skip
    _present(journal, folder.private, opened, beginning, dry_run=dry_run, is_new=True)
    return beginning


def _present(
    journal: "Journal", private: Path, opened: Place, beginning: Beginning, *, dry_run: bool, is_new: bool = False
) -> None:
    if dry_run:
        return
    recipient = ""
    if beginning.is_encrypted:
        from mentorlog.exchange.sealed.keys import ensure_machine_identity, renew_machine_identity

        # A new one for each journal that is asked for: the folder must not know it before it names that journal.
        make = renew_machine_identity if is_new else ensure_machine_identity
        recipient = make(journal.store.path).recipient
    save_join(private, beginning)
    opened.folder.write_device(Device(beginning.letter, beginning.uid, beginning.name, beginning.journal, recipient))


def _read_given_key(file: Path, settings: FolderSettings) -> "JournalKey":
    """The key in a file, if it is that of the journal in the folder. Raises Refused, UsageError and Damaged."""
    if not settings.is_encrypted:
        raise Refused("Nothing is encrypted there, so there is no key.", "Leave out --key.")
    from mentorlog.exchange.sealed.keys import read_key_file

    try:
        key = read_key_file(file)
    except OSError:
        key = None
    if key is None:
        raise UsageError(f"{file} cannot be read.", "Name the file with what sync key --print showed.")
    if (key.journal, key.generation, key.identity.recipient) != (
        settings.journal, settings.generation, settings.recipient,
    ):  # fmt: skip
        raise Damaged(
            f"The key in {file} is not that of the journal in the folder.",
            "Nothing was changed. It may be that of before a renewal, or the folder was altered.",
        )
    return key


def _load_key(path: Path, opened: Place, beginning: Beginning) -> "JournalKey | None":
    """The key of the journal, once another machine has let this one in; None while it waits. Raises Damaged."""
    from mentorlog.exchange.machines.admitting import read_own_key  # which loads what encrypts

    return read_own_key(path, opened.folder, beginning)


def waiting_words(path: Path, beginning: Beginning) -> tuple[str, ...]:
    """The words that stand for this machine and the journal it asks for, which the owner compares."""
    from mentorlog.exchange.machines.admitting import admission_words
    from mentorlog.exchange.sealed.keys import load_machine_identity

    identity = load_machine_identity(path)
    return admission_words(identity.recipient, beginning.recipient, beginning.journal) if identity else ()


def _build(
    journal: "Journal", access: JournalFolder, beginning: Beginning, take: "MergeSide | None", *, dry_run: bool
) -> Join:
    path, now = journal.store.path, journal._now
    has_records = journal.exists and not is_pristine(journal.store.connection, schema())
    building = access.folder.private / "building" / "journal.db"  # a folder of its own: building locks it
    clear_building(building.parent)
    arrival = read_arrivals(access, {}, "")
    _require_whole(arrival)
    try:
        changes, plan = _build_file(building, now, access, beginning, arrival, path if has_records else None, take)
        if dry_run:
            return Join(beginning, False, changes, plan, None)
        journal.close()
        backup = restore_backup(path, Copy(building), f"before-join-{clock.file_stamp()}", schema())
    finally:
        clear_building(building.parent)
    return Join(beginning, False, changes, plan, backup)


def _require_whole(arrival: Arrival) -> None:
    """Raise Damaged where not all is there yet: what is built of a part would have to wait for the rest anyway."""
    if arrival.notes:
        note = arrival.notes[0]
        raise Damaged(
            f"{note.name} is {note.fault}.",
            "Wait until the program that carries the folder has brought all of it, then run the command again.",
        )


def _build_file(
    building: Path,
    now: "Callable[[], datetime]",
    access: JournalFolder,
    beginning: Beginning,
    arrival: Arrival,
    former: Path | None,
    take: "MergeSide | None",
) -> tuple[int, MergePlan | None]:
    """Build the shared journal, with what this machine had before; how many changes it has, and what was taken in."""
    devices = access.folder.devices()
    others = [
        Machine(letter, device.uid, device.name, False, 0)
        for letter, device in devices.items()
        if letter != beginning.letter
    ]
    with create_journal(building, now, os.urandom) as new:
        with access.open_start() as export, new.store.raw_transaction() as connection:
            header = verify_export(export, "The start of the journal", schema())
            load_into_empty(export, "The start of the journal", header, schema(), connection)
        own = Machine(beginning.letter, beginning.uid, beginning.name, True, 0)
        starter = starter_letter(access, beginning.generation) or FIRST_LETTER
        join_machines(new.store, own, others, beginning.journal, beginning.generation, starter)
        set_place(new.store, beginning.place, is_encrypted=beginning.is_encrypted)
        taken = take_operations(new.store, arrival.operations, now()) if arrival.operations else None
        if taken and taken.newer:
            raise Damaged("Another machine has a newer mentorlog.", "Nothing was changed. Install the newer version.")
        plan = _merge_former(new, former, take) if former else None
    return len(taken.applied) if taken else 0, plan


def _merge_former(new: "Journal", former: Path, take: "MergeSide | None") -> MergePlan:
    """Take in what this machine had: entries that the shared journal does not have, under new refs.

    Raises Refused where entries differ and nobody said which count.
    """
    with closing(connect_readonly(former)) as connection:
        merge = Merge(new, connection)
        plan = merge.plan()
        if plan.conflicts and take is None:
            refs = ", ".join(conflict.ref for conflict in plan.conflicts[:8])
            raise Refused(
                f"Entries differ between this machine and the shared journal: {refs}.",
                "Nothing was changed. Say which count, the shared ones or those here:"
                " mentorlog sync join FOLDER --take theirs, or --take ours",
            )
        if plan.new or (plan.conflicts and take == "ours"):
            with new.change("import") as change:
                merge.write(change.store_change, "theirs" if take == "ours" else "ours")
    return plan
