"""The one call that this process serves: its global options, and the journal it opened."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorlog import clock, settings
from mentorlog.errors import UsageError

if TYPE_CHECKING:
    from mentorlog.cli.prompts.editor import Buffer
    from mentorlog.journal.journal import Journal


EVERYWHERE = {  # the global options, which stand anywhere among the words
    "--journal FILE": "Use this journal.",
    "--json": "Answer in JSON.",
    "--no-input": "Never ask.",
    "--no-private": "Do not keep it private, though a setting says so.",
    "--help": "Explain the command instead.",
}


class Call:
    """What was said for the whole program, wherever it stood among the words."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.file: str | None = None
        self.no_input = False
        self.help = False
        self.no_private = False
        self.journal: Journal | None = None
        self.rest: list[str] = []  # the words of the command
        self.typed = False  # among them are texts that somebody wrote, and they are not in the journal yet
        self.stdin: str | None = None  # what was read from there
        self.buffers: list[Buffer] = []  # pages of an editor whose words are not in the journal yet


this = Call()


def lifted(argv: Sequence[str]) -> tuple[Call, list[str]]:
    """The global options, taken out of argv up to `--`, and what is left for the command.

    They are lifted before the command is parsed, so that a usage error too can be told as JSON.
    Raises UsageError where --journal names no file.
    """
    call, rest = Call(), []
    words = iter(argv)
    for word in words:
        name, sign, value = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif word == "--json":
            call.as_json = True
        elif word == "--no-input":
            call.no_input = True
        elif word == "--help":
            call.help = True
        elif word == "--no-private":
            call.no_private = True
        elif name == "--journal":
            call.file = value if sign else next(words, "")
            if not call.file:
                raise UsageError("--journal names no file.", "Write --journal FILE.")
        else:
            rest.append(word)
    call.rest = rest
    return call, rest


def place() -> Path:
    """Where the journal is: --journal, the setting, or the place for data on this system."""
    named = this.file or settings.value("journal")
    if named:
        if "\0" in named:
            raise UsageError("The journal's name holds a NUL character.", "Name another file.")
        return Path(os.path.abspath(named))
    return Path(os.path.abspath(f"{settings.data_folder()}/journal.db"))


def open_journal() -> "Journal":
    """The journal of this call; it is closed before its answer is told."""
    if this.journal is None:
        from mentorlog.journal.journal import Journal

        this.journal = Journal.open(place(), clock.now)
        this.journal.private_by_default = () if this.no_private else settings.value("private")
    return this.journal


def warnings() -> list[str]:
    """What the program itself has to say beside the answer: that it brought an older journal up to date."""
    if this.journal is None:
        return []
    store = this.journal.store
    told = (
        [f"The journal was brought up to this version; as it was it stands in {store.migration_backup}."]
        if store.migration_backup
        else []
    )
    return told + ([store.warning] if store.warning else [])


def close_journal() -> None:
    """End the read before anything is drawn: whoever lingers in a pager would keep writers out."""
    if this.journal is not None:
        this.journal.close()


def let_go() -> None:
    """Close the journal for as long as a person takes; `open_journal` finds it as it is then."""
    close_journal()
    this.journal = None


def somebody() -> bool:
    """Whether a person is there who can be asked."""
    return not this.no_input and _is_terminal(sys.stdin) and _is_terminal(sys.stderr)


def _is_terminal(stream: Any) -> bool:
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):  # closed, or not there at all
        return False


def editable() -> bool:
    """Whether a line can be edited while it is typed: that needs a terminal at both ends."""
    return _is_terminal(sys.stdin) and _is_terminal(sys.stdout)
