"""The context of one call: its global options, the open journal, and texts that are not saved yet."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from mentorlog import clock, settings
from mentorlog.errors import UsageError

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


GLOBAL_OPTIONS = {  # with their help; they may stand anywhere on the command line
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
    """The state of one call, which Typer hands to its command as `ctx.obj`."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.journal_file: str | None = None
        self.no_input = False
        self.wants_help = False
        self.no_private = False
        self.journal: Journal | None = None
        self.command_words: list[str] = []
        self.has_unsaved_text = False  # the command line holds somebody's text
        self.stdin_text: str | None = None
        self.open_pages: list[OpenPage] = []

    @property
    def journal_path(self) -> Path:
        """The path of the journal: from --journal, else the setting, else the system's data folder."""
        path = self.journal_file or settings.value("journal")
        if not path:
            return Path(os.path.abspath(f"{settings.data_folder()}/journal.db"))
        if "\0" in path:
            raise UsageError("The journal's name holds a NUL character.", "Name another file.")
        return Path(os.path.abspath(path))

    def open_journal(self) -> "Journal":
        """Open the journal on the first call, and return the same one afterwards."""
        if self.journal is None:
            from mentorlog.journal.journal import Journal

            self.journal = Journal.open(self.journal_path, clock.now)
            self.journal.private_by_default = () if self.no_private else settings.value("private")
        return self.journal

    def close_journal(self) -> None:
        """Close the journal. Done before an answer is shown, since an open read in a pager would lock writers out."""
        if self.journal is not None:
            self.journal.close()

    def close_meanwhile(self) -> None:
        """Close the journal while a person writes; the next `open_journal` opens it anew."""
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
        """Read stdin to its end, without the last line break. Raises UsageError if it is closed or not UTF-8."""
        if sys.stdin is None or sys.stdin.closed:
            raise UsageError("There is nothing on stdin.", "Give the text as an argument.")
        try:
            self.stdin_text = sys.stdin.buffer.read().decode()
        except UnicodeDecodeError:
            raise UsageError("What stands on stdin is not valid UTF-8.", "Convert it to UTF-8 first.") from None
        return self.stdin_text.removesuffix("\n").removesuffix("\r")

    def is_interactive(self) -> bool:
        """Whether questions can be asked: no --no-input, and a terminal for question and answer."""
        return not self.no_input and _is_terminal(sys.stdin) and _is_terminal(sys.stderr)


def take_global_options(argv: Sequence[str]) -> tuple[CliContext, list[str]]:
    """Split argv into a context with the global options (up to `--`) and the arguments of the command.

    This runs before Typer parses the command, so that usage errors can be printed as JSON too.
    Raises UsageError if --journal names no file.
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
    """Whether readline can edit a line, which needs a terminal on stdin and stdout."""
    return _is_terminal(sys.stdin) and _is_terminal(sys.stdout)


def _is_terminal(stream: Any) -> bool:
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):  # the stream is None or closed
        return False
