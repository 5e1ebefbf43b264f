"""The next generation of a shared journal: a new start and, where it is encrypted, a new key.

It is what settles a lost machine, a key that may be known, words that were forgotten and yet stand in old files, and
files that have become too many. One machine writes it; the others go over when they have all that it had.

    2/start     the journal as it is then
    2/heads     the last change of each machine that is in it, and which machines are left out
    1/renewed   whose the new key is, signed with the old one, so that nobody else can hand one out
    1/b/machine whose key b has, likewise
"""

import json
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.errors import NotFound, Refused
from mentorlog.exchange.machines.exchanging import exchange
from mentorlog.exchange.machines.files.access import JournalFolder
from mentorlog.exchange.machines.files.folder import FolderSettings
from mentorlog.exchange.machines.files.places import sole_sync
from mentorlog.exchange.machines.generations import go_over, key_name, read_recipients, renewal_name
from mentorlog.exchange.machines.opening import OpenExchange, open_exchange
from mentorlog.exchange.machines.starting import export_journal
from mentorlog.journal.schema import schema
from mentorlog.store.machines.membership import machines
from mentorlog.system import filesystem

if TYPE_CHECKING:
    from mentorlog.exchange.sealed.seal import JournalKey
    from mentorlog.journal.journal import Journal


class Renewal(NamedTuple):
    """A new generation: which machines have its key already, which ask for it again, and which are left out."""

    generation: int
    members: list[str]
    without_key: list[str]
    left_out: list[str]


def renew(journal: "Journal", without: list[str], timeout: float, *, dry_run: bool = False) -> Renewal:
    """Begin the next generation. Raises Refused where something has to be settled or to arrive first, NotFound."""
    outcome = exchange(journal, timeout, dry_run=dry_run)
    if outcome.conflicts or outcome.exit_code == 10:
        raise Refused("Two machines left entries differently.", "Settle that first: mentorlog sync conflicts")
    if outcome.hold:
        raise Refused("Another machine has renewed the journal, and this one has not followed yet.", outcome.hold)
    bad = [note for note in outcome.notes if note.machine not in without]
    if bad or outcome.waiting or outcome.newer:
        raise Refused(
            "Not all that the other machines wrote is here yet.",
            "Wait for it, then run the command again: mentorlog sync",
        )
    with sole_sync(journal.store.path) as private:
        opened = open_exchange(journal, private, timeout)
        if opened.is_outdated:
            raise Refused("Another machine has renewed the journal meanwhile.", "To follow it: mentorlog sync")
        renewal = _plan(opened, without)
        if not dry_run:
            _write_generation(opened, renewal)
            go_over(opened)
            opened.place.deliver()
    return renewal


def _plan(opened: OpenExchange, without: list[str]) -> Renewal:
    devices = opened.place.folder.devices()
    own = opened.own.letter
    for letter in without:
        if letter not in devices or letter == own:
            raise NotFound(f"There is no other machine {letter}.", "See: mentorlog sync status")
    present = [letter for letter, device in devices.items() if not device.has_left and letter not in without]
    recipients = read_recipients(opened, present)
    needs_key = opened.state.is_encrypted
    without_key = [letter for letter in present if needs_key and letter != own and letter not in recipients]
    members = [letter for letter in present if letter not in without_key]
    return Renewal(opened.state.generation + 1, members, without_key, without)


def _write_generation(opened: OpenExchange, renewal: Renewal) -> None:
    """Write what the others need to go over, and last of all that they shall."""
    journal, folder, generation = opened.journal, opened.place.folder, renewal.generation
    key, recipient = None, ""
    if opened.state.is_encrypted:
        key = _ensure_next_key(opened, generation)
        recipient = key.identity.recipient
    settings = FolderSettings(opened.state.journal, opened.state.is_encrypted, generation, recipient)
    new = JournalFolder(folder, settings, schema().version, key)
    heads = {machine.letter: machine.last for machine in machines(journal.store.connection)}
    new.write_start(export_journal(journal))
    new.write_signed(
        new.file_name(f"{generation}/heads"),
        json.dumps({"heads": heads, "without": renewal.left_out, "by": opened.own.letter}).encode(),
    )
    if key is not None:
        from mentorlog.exchange.sealed.seal import wrap_key

        opened.access.write_signed(renewal_name(opened), recipient.encode())
        for letter, machine_recipient in read_recipients(opened, renewal.members).items():
            if letter != opened.own.letter:
                folder.put(key_name(letter), wrap_key(key, machine_recipient))
        for letter in renewal.left_out:
            filesystem.remove(folder.root / key_name(letter))
    devices = folder.devices()
    for letter in renewal.left_out:
        folder.write_device(devices[letter]._replace(has_left=True))
    folder.write_settings(settings)


def _ensure_next_key(opened: OpenExchange, generation: int) -> "JournalKey":
    from mentorlog.exchange.sealed.keys import load_journal_key, save_journal_key
    from mentorlog.exchange.sealed.seal import generate_journal_key

    path = opened.journal.store.path
    key = load_journal_key(path, generation)
    if key is None or key.journal != opened.state.journal:
        key = generate_journal_key(opened.state.journal, generation)
        save_journal_key(path, key)
    return key
