"""Opening the folder of a journal: whether it is the right one, and with which key it is read."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.errors import Damaged
from mentorlog.exchange.machines.files.access import JournalFolder, Place, open_place
from mentorlog.exchange.machines.files.folder import FolderSettings
from mentorlog.exchange.machines.files.places import load_start
from mentorlog.exchange.machines.files.shared_files import absence_error
from mentorlog.journal.schema import schema
from mentorlog.store.machines.membership import Machine, SyncState, own_machine, sync_state

if TYPE_CHECKING:
    from mentorlog.exchange.sealed.seal import JournalKey
    from mentorlog.journal.journal import Journal


class OpenExchange(NamedTuple):
    """A journal and its folder, found to belong together."""

    journal: "Journal"
    place: Place
    access: JournalFolder
    own: Machine
    state: SyncState
    is_outdated: bool  # another machine has begun a later generation


def open_exchange(journal: "Journal", private: Path, timeout: float, *, place: str = "") -> OpenExchange:
    """Open the folder of a journal. Raises Refused where there is none, InputOutput where it is gone, and Damaged."""
    connection = journal.store.connection
    own, state = own_machine(connection), sync_state(connection)
    if begun := load_start(private):
        from mentorlog.exchange.machines.starting import finish_start

        finish_start(journal, begun, open_place(begun.place, private, timeout, make=True))
    opened = open_place(place or state.place, private, timeout)
    settings = opened.folder.read_settings()
    if settings is None:
        raise absence_error(opened.folder.root)
    _check_settings(settings, state, opened.folder.root)
    key = load_key(journal.store.path, state) if state.is_encrypted else None
    access = JournalFolder(opened.folder, settings._replace(generation=state.generation), schema().version, key)
    return OpenExchange(journal, opened, access, own, state, settings.generation > state.generation)


def _check_settings(settings: FolderSettings, state: SyncState, root: Path) -> None:
    """Raise Damaged where a folder is not that of this journal, or says that what was encrypted no longer is."""
    if settings.journal != state.journal:
        raise Damaged(
            f"{root} holds another journal.",
            "Nothing was changed. Name the right folder: mentorlog sync --folder FOLDER",
        )
    if settings.is_encrypted != state.is_encrypted:
        raise Damaged(
            f"{root} says that its files {'are' if settings.is_encrypted else 'are not'} encrypted, which is not so.",
            "Nothing was changed, and nothing was written there. Somebody altered mentorlog.json.",
        )


def load_key(path: Path, state: SyncState) -> "JournalKey":
    """The key of the journal. Raises Damaged where it is not there."""
    from mentorlog.exchange.sealed.age import require_age
    from mentorlog.exchange.sealed.keys import load_journal_key

    require_age()
    key = load_journal_key(path, state.generation)
    if key is None or key.journal != state.journal:
        raise Damaged("The key of the shared journal is not on this machine.", "Ask to be let in: mentorlog sync join")
    return key
