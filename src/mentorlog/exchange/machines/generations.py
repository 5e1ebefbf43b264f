"""Going over to the generation that another machine began, and the keys that lead there."""

import json
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from mentorlog.clock import to_timestamp
from mentorlog.errors import Damaged, Refused
from mentorlog.exchange.intake import stage_export
from mentorlog.exchange.jsonl import verify_export
from mentorlog.exchange.machines.files.access import JournalFolder
from mentorlog.exchange.machines.files.folder import Device
from mentorlog.exchange.machines.files.operation_files import FileFault
from mentorlog.exchange.machines.files.presence import machine_file
from mentorlog.exchange.machines.files.shared_files import read_shared
from mentorlog.exchange.machines.opening import OpenExchange
from mentorlog.journal.schema import schema
from mentorlog.store.machines.membership import FIRST_LETTER, machines
from mentorlog.store.machines.renewing import renew_machines
from mentorlog.system import filesystem

if TYPE_CHECKING:
    from mentorlog.exchange.sealed.seal import JournalKey

SMALL = 1 << 16  # bytes


def key_name(letter: str) -> str:
    """The file of the key for a machine."""
    return f"keys/{letter}.age"


def starter_letter(access: JournalFolder, generation: int) -> str:
    """The machine that wrote the start of a generation; empty where that cannot be read."""
    if generation == 1:
        return FIRST_LETTER
    try:
        fields = json.loads(access.read_signed(access.file_name(f"{generation}/heads"), SMALL))
    except (FileFault, ValueError):
        return ""
    return str(fields.get("by", "")) if isinstance(fields, dict) else ""


def read_recipients(opened: OpenExchange, letters: list[str]) -> dict[str, str]:
    """To whom the key of these machines is encrypted, as they themselves signed it."""
    recipients = {}
    for letter in letters:
        try:
            content = opened.access.read_signed(machine_file(opened.access, letter), SMALL)
            recipients[letter] = content.decode("ascii")
        except (FileFault, UnicodeDecodeError):
            continue
    return recipients


def remove_former(opened: OpenExchange, devices: dict[str, Device]) -> None:
    """Remove the changes and starts of former generations, once every machine that has not left is in this one.

    Else what is forgotten later would still stand there. What says that a generation was renewed stays, for one that
    was left out. A repository keeps its history, which no key of ours opens any more.
    """
    state, folder = opened.state, opened.place.folder
    if state.generation == 1 or opened.is_outdated:
        return
    files = [file for number in range(1, state.generation) for file in folder.content_files(number)]
    if opened.place.git is not None:
        files = []
    if not files and not (state.is_encrypted and _has_former_keys(opened)):
        return
    present = {letter for letter, device in devices.items() if not device.has_left}
    if read_recipients(opened, sorted(present)).keys() != present:
        return
    for file in files:
        filesystem.remove(file)
    if state.is_encrypted:
        from mentorlog.exchange.sealed.keys import remove_former_keys

        remove_former_keys(opened.journal.store.path, state.generation)


def _has_former_keys(opened: OpenExchange) -> bool:
    from mentorlog.exchange.sealed.keys import key_generations

    return key_generations(opened.journal.store.path)[:1] != [opened.state.generation]


def renewal_name(opened: OpenExchange) -> str:
    """The file that says whose the key of the next generation is."""
    return opened.access.file_name(f"{opened.state.generation}/renewed")


def go_over(opened: OpenExchange) -> None:
    """Go over to the generation that the folder has, with what only this machine has. Raises Refused and Damaged.

    All of the former generation that is in the new start has to be here, else it would be taken back.
    """
    journal, folder = opened.journal, opened.place.folder
    settings = folder.read_settings()
    assert settings is not None
    generation = opened.state.generation + 1
    key = _load_next_key(opened, generation) if opened.state.is_encrypted else None
    new = JournalFolder(folder, settings._replace(generation=generation), schema().version, key)
    try:
        fields = json.loads(new.read_signed(new.file_name(f"{generation}/heads"), SMALL))
        heads = {str(letter): int(last) for letter, last in fields["heads"].items()}
        left_out = list(fields["without"])
    except (FileFault, ValueError, KeyError, TypeError, AttributeError):
        raise _not_here_error() from None
    if opened.own.letter in left_out:
        raise _exclusion_error()
    if new.files(opened.own.letter):
        raise Damaged(
            "The journal was put back to before what it sent to the other machines.",
            f"To bring it up, with what was written since: mentorlog sync join {opened.state.place}",
        )
    here = {machine.letter: machine.last for machine in machines(journal.store.connection)}
    if any(here.get(letter, 0) < last for letter, last in heads.items()):
        raise _not_here_error()
    with ExitStack() as stack:
        export = stack.enter_context(new.open_start())
        header = verify_export(export, "The start of the journal", schema())
        staging = stage_export(export, "The start of the journal", header, schema(), log=False)
        staged = stack.enter_context(closing(staging))
        moment = journal.now
        clock = int(moment.timestamp() * 1000)
        renew_machines(journal.store, staged.connection, generation, to_timestamp(moment), clock)


def _load_next_key(opened: OpenExchange, generation: int) -> "JournalKey":
    """The key of the next generation, if it is the one that a machine of the journal announced."""
    from mentorlog.exchange.sealed.age import Unsealable
    from mentorlog.exchange.sealed.keys import ensure_machine_identity, load_journal_key, save_journal_key
    from mentorlog.exchange.sealed.seal import unwrap_key

    path, root = opened.journal.store.path, opened.place.folder.root
    try:
        announced = opened.access.read_signed(renewal_name(opened), SMALL).decode("ascii", "replace")
    except FileFault as error:
        if error.fault == "not here yet":
            raise _not_here_error() from None
        raise Damaged(
            "The folder says that the journal was renewed, but none of your machines says so.",
            "Nothing was changed. Somebody altered the folder.",
        ) from None
    key = load_journal_key(path, generation)
    if key is None or key.identity.recipient != announced:
        name = key_name(opened.own.letter)
        try:
            content = read_shared(root / name, SMALL)
            key = unwrap_key(content, ensure_machine_identity(path), opened.state.journal, generation, str(root / name))
        except (FileNotFoundError, FileFault, Unsealable, Damaged):
            raise _exclusion_error() from None
    if key.identity.recipient != announced:
        raise Damaged(
            "The new key in the folder is not that of any of your machines.",
            "Nothing was changed. Somebody altered the folder.",
        )
    save_journal_key(path, key)
    return key


def _not_here_error() -> Refused:
    return Refused(
        "The journal was renewed, and not all of it has arrived yet.",
        "Nothing is lost. Wait for the program that carries the folder: mentorlog sync\n"
        "If it stays so, as where this journal was put back: mentorlog sync join FOLDER",
    )


def _exclusion_error() -> Refused:
    return Refused(
        "The journal was renewed without this machine.",
        "The journal here stays as it is. To take part again: mentorlog sync leave, then mentorlog sync join FOLDER",
    )
