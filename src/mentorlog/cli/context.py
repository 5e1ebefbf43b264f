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


GLOBAL_OPTIONS = {  # the global options, which stand anywhere among the words
    "--journal FILE": "Use this journal.",
    "--json": "Answer in JSON.",
    "--no-input": "Never ask.",
    "--no-private": "Do not keep it private, though a setting says so.",
    "--help": "Explain the command instead.",
}


class CliContext:
    """What was said for the whole program, wherever it stood among the words."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.journal_file: str | None = None
        self.no_input = False
        self.wants_help = False
        self.no_private = False
        self.journal: Journal | None = None
        self.command_words: list[str] = []  # the words of the command
        self.has_unsaved_text = False  # among them are texts that somebody wrote, and they are not in the journal yet
        self.stdin_text: str | None = None  # what was read from there
        self.buffers: list[Buffer] = []  # pages of an editor whose words are not in the journal yet


current = CliContext()


def take_global_options(argv: Sequence[str]) -> tuple[CliContext, list[str]]:
    """The global options, taken out of argv up to `--`, and what is left for the command.

    They are lifted before the command is parsed, so that a usage error too can be told as JSON.
    Raises UsageError where --journal names no file.
    """
    call, rest = CliContext(), []
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
            call.wants_help = True
        elif word == "--no-private":
            call.no_private = True
        elif name == "--journal":
            call.journal_file = value if sign else next(words, "")
            if not call.journal_file:
                raise UsageError("--journal names no file.", "Write --journal FILE.")
        else:
            rest.append(word)
    call.command_words = rest
    return call, rest


def journal_path() -> Path:
    """Where the journal is: --journal, the setting, or the place for data on this system."""
    named = current.journal_file or settings.value("journal")
    if named:
        if "\0" in named:
            raise UsageError("The journal's name holds a NUL character.", "Name another file.")
        return Path(os.path.abspath(named))
    return Path(os.path.abspath(f"{settings.data_folder()}/journal.db"))


def open_journal() -> "Journal":
    """The journal of this call; it is closed before its answer is told."""
    if current.journal is None:
        from mentorlog.journal.journal import Journal

        current.journal = Journal.open(journal_path(), clock.now)
        current.journal.private_by_default = () if current.no_private else settings.value("private")
    return current.journal


def journal_warnings() -> list[str]:
    """What the program itself has to say beside the answer: that it brought an older journal up to date."""
    if current.journal is None:
        return []
    store = current.journal.store
    told = (
        [f"The journal was brought up to this version; as it was it stands in {store.migration_backup}."]
        if store.migration_backup
        else []
    )
    return told + ([store.warning] if store.warning else [])


def close_journal() -> None:
    """End the read before anything is drawn: whoever lingers in a pager would keep writers out."""
    if current.journal is not None:
        current.journal.close()


def close_meanwhile() -> None:
    """Close the journal for as long as a person takes; `open_journal` finds it as it is then."""
    close_journal()
    current.journal = None


def is_interactive() -> bool:
    """Whether a person is there who can be asked."""
    return not current.no_input and _is_terminal(sys.stdin) and _is_terminal(sys.stderr)


def _is_terminal(stream: Any) -> bool:
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):  # closed, or not there at all
        return False


def is_line_editable() -> bool:
    """Whether a line can be edited while it is typed: that needs a terminal at both ends."""
    return _is_terminal(sys.stdin) and _is_terminal(sys.stdout)
