"""What one call of the program knows: its global options, the journal it opened, texts that are not written yet."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from mentorlog import clock, settings
from mentorlog.errors import UsageError

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


GLOBAL_OPTIONS = {  # the global options, which stand anywhere among the words
    "--journal FILE": "Use this journal.",
    "--json": "Answer in JSON.",
    "--no-input": "Never ask.",
    "--no-private": "Do not keep it private, though a setting says so.",
    "--help": "Explain the command instead.",
}


class OpenPage(Protocol):
    """A page in an editor whose text is not in the journal yet."""

    path: Path

    def discard(self) -> None:
        """Remove the page."""


class CliContext:
    """The global options of a call, wherever they stood among its words, and what it holds open."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.journal_file: str | None = None
        self.no_input = False
        self.wants_help = False
        self.no_private = False
        self.journal: Journal | None = None
        self.command_words: list[str] = []
        self.has_unsaved_text = False  # the words hold a text that somebody wrote, and it is not in the journal yet
        self.stdin_text: str | None = None
        self.open_pages: list[OpenPage] = []

    @property
    def journal_path(self) -> Path:
        """Where the journal is: --journal, the setting, or the place for data on this system."""
        named = self.journal_file or settings.value("journal")
        if not named:
            return Path(os.path.abspath(f"{settings.data_folder()}/journal.db"))
        if "\0" in named:
            raise UsageError("The journal's name holds a NUL character.", "Name another file.")
        return Path(os.path.abspath(named))

    def open_journal(self) -> "Journal":
        """The journal of this call, opened once; it is closed before the answer is printed."""
        if self.journal is None:
            from mentorlog.journal.journal import Journal

            self.journal = Journal.open(self.journal_path, clock.now)
            self.journal.private_by_default = () if self.no_private else settings.value("private")
        return self.journal

    def close_journal(self) -> None:
        """End the read before anything is drawn: whoever lingers in a pager would keep writers out."""
        if self.journal is not None:
            self.journal.close()

    def close_meanwhile(self) -> None:
        """Close the journal while a person writes; `open_journal` reads it anew."""
        self.close_journal()
        self.journal = None

    def journal_warnings(self) -> list[str]:
        """Warnings of the store that every answer carries, such as that an older journal was migrated."""
        if self.journal is None:
            return []
        store = self.journal.store
        warnings = [store.warning] if store.warning else []
        if backup := store.migration_backup:
            warnings.insert(0, f"The journal was brought up to this version; as it was it stands in {backup}.")
        return warnings

    def read_stdin(self) -> str:
        """All of stdin as text, without the last line break. Raises UsageError where it is closed or not UTF-8."""
        if sys.stdin is None or sys.stdin.closed:
            raise UsageError("There is nothing on stdin.", "Give the text as an argument.")
        try:
            self.stdin_text = sys.stdin.buffer.read().decode()
        except UnicodeDecodeError:
            raise UsageError("What stands on stdin is not valid UTF-8.", "Convert it to UTF-8 first.") from None
        return self.stdin_text.removesuffix("\n").removesuffix("\r")

    def is_interactive(self) -> bool:
        """Whether a person is there who can be asked."""
        return not self.no_input and _is_terminal(sys.stdin) and _is_terminal(sys.stderr)


def take_global_options(argv: Sequence[str]) -> tuple[CliContext, list[str]]:
    """Take the global options out of argv, up to `--`; the context they make, and the words left for the command.

    They are taken before the command is parsed, so that its usage errors too can be printed as JSON.
    Raises UsageError where --journal names no file.
    """
    context, rest = CliContext(), []
    words = iter(argv)
    for word in words:
        name, sign, value = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif word == "--json":
            context.as_json = True
        elif word == "--no-input":
            context.no_input = True
        elif word == "--help":
            context.wants_help = True
        elif word == "--no-private":
            context.no_private = True
        elif name == "--journal":
            context.journal_file = value if sign else next(words, "")
            if not context.journal_file:
                raise UsageError("--journal names no file.", "Write --journal FILE.")
        else:
            rest.append(word)
    context.command_words = rest
    return context, rest


def is_line_editable() -> bool:
    """Whether a line can be edited while it is typed: that needs a terminal at both ends."""
    return _is_terminal(sys.stdin) and _is_terminal(sys.stdout)


def _is_terminal(stream: Any) -> bool:
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):  # closed, or not there at all
        return False
