"""Sharing a journal for the first time, and leaving those that share it.

The journal is made one of several first, then the folder is filled, its `mentorlog.json` last. Whatever ends this in
between, the next `sync` goes on with it: what is written then is the same, or holds what came meanwhile besides, which
travels as changes too and makes no difference.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mentorlog import clock
from mentorlog.errors import MentorlogError, Refused
from mentorlog.exchange.jsonl import export_chunks
from mentorlog.exchange.machines.files.access import JournalFolder, Place, open_place
from mentorlog.exchange.machines.files.folder import OUR_FOLDERS, Device, FolderSettings, SharedFolder
from mentorlog.exchange.machines.files.places import (
    Beginning,
    clear_notes,
    keep_former_uid,
    load_start,
    machine_name,
    private_folder,
    save_start,
    sole_sync,
)
from mentorlog.exchange.machines.inbox import make_inbox
from mentorlog.journal.schema import schema
from mentorlog.store.backup import create_backup
from mentorlog.store.machines.membership import (
    FIRST_LETTER,
    is_joined,
    leave_machines,
    own_machine,
    start_machines,
    sync_state,
)

if TYPE_CHECKING:
    from mentorlog.exchange.sealed.seal import JournalKey
    from mentorlog.journal.journal import Journal


class Start(NamedTuple):
    """A journal that is shared from now on: where, and the copy made before."""

    beginning: Beginning
    backup: Path | None


def plan_start(
    journal: "Journal", place: str, name: str | None, timeout: float, *, is_encrypted: bool, dry_run: bool
) -> tuple[Beginning, Place]:
    """What a start would do. Raises Refused where the journal is shared already, or the place holds one."""
    if is_joined(journal.store.connection) and load_start(private_folder(journal.store.path)) is None:
        state = sync_state(journal.store.connection)
        raise Refused(f"This journal is shared already, in {state.place}.", "See how it stands: mentorlog sync status")
    if is_encrypted:
        from mentorlog.exchange.sealed.age import require_age

        require_age()
    private = _existing_private_folder(journal)
    if dry_run and Path(place).parent.is_dir() and not os.path.lexists(place):
        opened = Place(SharedFolder(Path(place), private), None)  # it would be made
    else:
        opened = open_place(place, private, timeout, make=not dry_run)
    if opened.folder.root.exists() and opened.folder.read_settings() is not None:
        raise Refused("There is a shared journal already.", f"To take part in it: mentorlog sync join {place}")
    _require_room(opened.folder.root)
    uid, journal_uid = journal.new_uid(journal.now), journal.new_uid(journal.now)
    beginning = Beginning(place, journal_uid, FIRST_LETTER, uid, name or machine_name(), is_encrypted)
    return beginning, opened


def _require_room(root: Path) -> None:
    """Raise Refused where the folder has a name of ours already: nobody's inbox is taken for that of a phone."""
    for name in OUR_FOLDERS:
        if os.path.lexists(root / name):
            raise Refused(
                f"There is something called {name} in {root} already.",
                f"It was left as it is. Name a folder of its own: {root / 'mentorlog'}",
            )


def _existing_private_folder(journal: "Journal") -> Path:
    with sole_sync(journal.store.path) as private:
        return private


def start(journal: "Journal", place: str, name: str | None, timeout: float, *, is_encrypted: bool) -> Start:
    """Share the journal in a folder or repository. Raises Refused, InputOutput, Locked."""
    private = private_folder(journal.store.path)
    if (begun := load_start(private)) and is_joined(journal.store.connection):
        with sole_sync(journal.store.path):
            finish_start(journal, begun, open_place(begun.place, private, timeout, make=True))
        return Start(begun, None)
    beginning, opened = plan_start(journal, place, name, timeout, is_encrypted=is_encrypted, dry_run=False)
    with sole_sync(journal.store.path):
        path = journal.store.path
        backup = create_backup(path, f"before-sync-{clock.file_stamp()}") if journal.exists else None
        save_start(private, beginning)
        keep_former_uid(private, beginning.uid)
        start_machines(
            journal.store, beginning.name, beginning.uid, beginning.journal, place=place, is_encrypted=is_encrypted
        )
        finish_start(journal, beginning, opened)
    return Start(beginning, backup)


def finish_start(journal: "Journal", beginning: Beginning, opened: Place) -> None:
    """Fill the folder. May be done any number of times, until `mentorlog.json` stands there."""
    folder = opened.folder
    settings = folder.read_settings()
    if settings is None or settings.journal != beginning.journal:
        if settings is not None:
            leave_machines(journal.store)
            clear_notes(folder.private)
            raise Refused(
                "Another journal was put there meanwhile.", f"To take part in it: mentorlog sync join {beginning.place}"
            )
        key = ensure_key(journal.store.path, beginning) if beginning.is_encrypted else None
        recipient = key.identity.recipient if key else ""
        settings = FolderSettings(beginning.journal, beginning.is_encrypted, beginning.generation, recipient)
        access = JournalFolder(folder, settings, schema().version, key)
        access.write_start(export_journal(journal))
        folder.write_device(own_device(journal, beginning))
        if beginning.is_encrypted:
            from mentorlog.exchange.machines.files.presence import present_here

            present_here(access, beginning.letter, beginning.uid, journal.store.path)
        make_inbox(folder.root)
        folder.write_settings(settings)
    opened.deliver()
    clear_notes(folder.private)


def export_journal(journal: "Journal") -> list[bytes]:
    """The whole journal in pieces, as `export` writes it."""
    with journal.store.snapshot():
        return list(export_chunks(journal.store.connection, schema().version))


def own_device(journal: "Journal", beginning: Beginning) -> Device:
    """How this machine presents itself."""
    recipient = ""
    if beginning.is_encrypted:
        from mentorlog.exchange.sealed.keys import ensure_machine_identity

        recipient = ensure_machine_identity(journal.store.path).recipient
    return Device(beginning.letter, beginning.uid, beginning.name, beginning.journal, recipient)


def ensure_key(path: Path, beginning: Beginning) -> "JournalKey":
    """The key of the journal, made once."""
    from mentorlog.exchange.sealed.keys import load_journal_key, save_journal_key
    from mentorlog.exchange.sealed.seal import generate_journal_key

    key = load_journal_key(path, beginning.generation)
    if key is None or key.journal != beginning.journal:
        key = generate_journal_key(beginning.journal, beginning.generation)
        save_journal_key(path, key)
    return key


def leave(journal: "Journal", timeout: float) -> bool:
    """Go on alone, and say so in the folder where it is there; whether that was done.

    What was not sent yet stays in this journal alone, so an exchange is to come before.
    """
    own, state = own_machine(journal.store.connection), sync_state(journal.store.connection)
    path = journal.store.path
    has_said_so = False
    with sole_sync(path) as private:
        with suppress(MentorlogError):
            opened = open_place(state.place, private, timeout)
            device = opened.folder.devices().get(own.letter)
            if device is not None and device.uid == own.uid:
                opened.folder.write_device(device._replace(has_left=True))
                opened.deliver()
                has_said_so = True
        leave_machines(journal.store)
        clear_notes(private)
        if state.is_encrypted:
            from mentorlog.exchange.sealed.keys import remove_keys

            remove_keys(path)
    return has_said_so
