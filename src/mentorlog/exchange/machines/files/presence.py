"""Which machines are in a generation of a shared journal, as they themselves say there."""

from pathlib import Path

from mentorlog.exchange.machines.files.access import JournalFolder


def machine_file(access: JournalFolder, letter: str) -> str:
    """The file in which a machine says, signed, to whom its keys are encrypted."""
    return access.file_name(f"{access.settings.generation}/{letter}/machine")


def present_here(access: JournalFolder, letter: str, uid: str, journal: Path) -> None:
    """Say that a machine is in this generation, and signed to whom keys for it are encrypted; once a generation."""
    name = machine_file(access, letter)
    if not (access.folder.root / name).exists():
        recipient = uid
        if access.settings.is_encrypted:
            from mentorlog.exchange.sealed.keys import ensure_machine_identity

            recipient = ensure_machine_identity(journal).recipient
        access.write_signed(name, recipient.encode())
