"""Letting a machine in to an encrypted journal: it is handed the key, once its owner has compared four words.

The words stand for the machine that asks and for the journal that it asks for, so that a folder which puts another
machine or another journal in their place shows other words.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.errors import Damaged, NotFound, Refused
from mentorlog.exchange.machines.files.folder import Device, SharedFolder
from mentorlog.exchange.machines.files.operation_files import FileFault
from mentorlog.exchange.machines.files.places import Beginning, sole_sync
from mentorlog.exchange.machines.files.shared_files import read_shared
from mentorlog.exchange.machines.generations import key_name
from mentorlog.exchange.machines.opening import load_key, open_exchange
from mentorlog.exchange.sealed.age import Unsealable, check_recipient
from mentorlog.exchange.sealed.keys import ensure_machine_identity, load_journal_key, save_journal_key
from mentorlog.exchange.sealed.seal import JournalKey, unwrap_key, wrap_key
from mentorlog.exchange.sealed.words import comparison_words
from mentorlog.store.machines.membership import sync_state

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_MAX_KEY_BYTES = 1 << 16


class Admission(NamedTuple):
    """A machine that is let in, and the words that its owner compared."""

    device: Device
    words: tuple[str, ...]
    was_admitted: bool  # before


def admission_words(recipient: str, journal_recipient: str, journal: str) -> tuple[str, ...]:
    """Four words for a machine that asks and the journal that it asks for."""
    return comparison_words(f"{recipient} {journal_recipient}", journal)


def read_own_key(path: Path, folder: SharedFolder, beginning: Beginning) -> JournalKey | None:
    """The key that this machine has, or that another one put into the folder for it; None while there is none.

    It has one already where it comes back, or was given it from paper. A key that is for somebody else, or not whole,
    is none. Raises Damaged for one that is not of the journal whose words were shown.
    """
    key = load_journal_key(path, beginning.generation)
    if key and (key.journal, key.identity.recipient) == (beginning.journal, beginning.recipient):
        return key
    name = key_name(beginning.letter)
    try:
        content = read_shared(folder.root / name, _MAX_KEY_BYTES)
    except FileNotFoundError:
        return None
    except FileFault as error:
        raise Damaged(f"{name} is {error.fault}.", "Ask to be let in again: mentorlog sync join") from None
    try:
        key = unwrap_key(
            content, ensure_machine_identity(path), beginning.journal, beginning.generation, str(folder.root / name)
        )
    except (Unsealable, Damaged):  # for who asked under this letter before, or of a former generation
        return None
    if key.identity.recipient != beginning.recipient:
        raise Damaged(
            "The key in the folder is that of another journal than the one whose words were shown here.",
            "Nothing was taken in. Somebody altered the folder; begin again in a new one.",
        )
    save_journal_key(path, key)
    return key


def admit(
    journal: "Journal", letter: str, timeout: float, confirm: Callable[[Admission], None], *, dry_run: bool = False
) -> Admission:
    """Let a machine in, after `confirm`, which raises where the words differ. Raises NotFound and Refused."""
    state = sync_state(journal.store.connection)
    if not state.is_encrypted:
        raise Refused(
            "Nothing is encrypted there, so that nobody has to be let in.", "Let it join: mentorlog sync join"
        )
    with sole_sync(journal.store.path) as private:
        opened = open_exchange(journal, private, timeout)
        if opened.is_outdated:
            raise Refused(
                "Another machine has renewed the journal, and this one has not followed yet.",
                "To follow it first: mentorlog sync",
            )
        folder = opened.place.folder
        devices = folder.devices()
        device = devices.get(letter)
        if device is None or letter == opened.own.letter or device.journal != state.journal:
            asking = ", ".join(sorted(devices.keys() - {opened.own.letter})) or "none"
            raise NotFound(
                f"No machine asks to be let in as {letter}.", f"Those there are: {asking}. On it: mentorlog sync join"
            )
        key = load_key(journal.store.path, state)
        recipient = check_recipient(device.recipient)
        words = admission_words(recipient, key.identity.recipient, state.journal)
        admission = Admission(device, words, (folder.root / key_name(letter)).exists())
        if dry_run:
            return admission
        confirm(admission)
        folder.put(key_name(letter), wrap_key(key, recipient))
        opened.place.deliver()
    return admission
