"""The context of one call: its global options, the open journal, and texts that are not saved yet."""

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from io import UnsupportedOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorlog import clock, settings, system
from mentorlog.errors import UsageError

if TYPE_CHECKING:
    from typing import Protocol

    from mentorlog.cli.end_signals import EndSignals
    from mentorlog.journal.journal import Journal

    class OpenPage(Protocol):
        """A page in an editor whose text is not in the journal yet."""

        path: Path

        def discard(self) -> None:
            """Remove the page."""


SHORT_OPTIONS = {
    "-h": "--help", "-V": "--version", "-j": "--json", "-f": "--journal", "-m": "--mentor", "-n": "--limit",
}  # fmt: skip
_SHORT_FLAGS = "hVj"
GLOBAL_OPTIONS = {  # with their help; they may stand anywhere on the command line
    "--journal FILE": "Use this journal.",
    "--json": "Answer in JSON.",
    "--no-input": "Never ask.",
    "--no-private": "Do not keep it private, though a setting says so.",
    "--help": "Explain the command instead.",
}


class CliContext:
    """The state of one call, which Typer hands to its command as `ctx.obj`."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.journal_file: str | None = None
        # Who reads, where the caller is not the owner of the journal; see `cli/audience.py`.
        self.audience: str | None = os.environ.get("MENTORLOG_AUDIENCE")
        self.no_input = False
        self.wants_help = False
        self.no_private = False
        self.journal: Journal | None = None
        self.command_words: list[str] = []
        self.noun = ""  # the one that `show` and the like stood behind: mentorlog goals show
        self.days_in_words: list[tuple[str, date, str]] = []  # (option, day, and the phrase of a day that is due)
        self.has_unsaved_text = False  # the command line holds somebody's text
        self._was_missing = False  # there was no journal when it was opened
        self.stdin_text: str | None = None
        self._piped_text: str | None = None  # read already, for the argument that asks for it
        self.open_pages: list[OpenPage] = []
        self.end_signals: EndSignals | None = None

    @property
    def journal_path(self) -> Path:
        """The path of the journal: from --journal, else the setting, else the system's data folder."""
        path = settings.expand_home(self.journal_file or "") or settings.value("journal")
        if not path and (folder := settings.data_folder()):
            return Path(f"{folder}/journal.db")
        if not path or system.is_home(path):
            raise settings.unknown_home_error("Set HOME, or name the journal: --journal FILE")
        if "\0" in path:
            raise UsageError("The journal's name holds a NUL character.", "Name another file.")
        if system.is_reserved(os.path.basename(path)):  # noqa: PTH119 - for every command: no Path
            raise UsageError("The journal has the name of a device on this system.", "Name another file.")
        return Path(os.path.abspath(path))

    def open_journal(self) -> "Journal":
        """Open the journal on the first call, and return the same one afterwards."""
        if self.journal is None:
            if self.audience is None:
                from mentorlog.journal.journal import Journal

                self.journal = Journal.open(self.journal_path, clock.now)
            else:
                from mentorlog.cli.audience import open_veiled_journal

                self.journal = open_veiled_journal(self.journal_path, self.audience)
            self.journal.only_noun = self.noun
            if not self.journal.exists:
                self._was_missing = True
                self.stop_cleanly()  # a change would make the file
            self.journal.private_by_default = () if self.no_private else settings.value("private")
        return self.journal

    def stop_cleanly(self) -> None:
        """Let signals that end a program stop the call as Ctrl-C does, since it may make a file.

        All other calls end at once, and are spared the handlers.
        """
        if self.end_signals is None:
            from mentorlog.cli.end_signals import EndSignals

            self.end_signals = EndSignals()

    def close_journal(self) -> None:
        """Close the journal. Done before an answer is shown, since an open read in a pager would lock writers out."""
        if self.journal is not None:
            self.journal.close()

    def has_written(self) -> bool:
        """Whether this call has changed the journal."""
        return self.journal is not None and self.journal.store.has_written

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
        if self.is_journal_missing():
            warnings.append(f"There is no journal at {self.journal_path}.")
        if backup := store.migration_backup:
            warnings.insert(0, f"The journal was brought up to this version; as it was it stands in {backup}.")
        return warnings

    def is_journal_missing(self) -> bool:
        """Whether the call read a journal that somebody named, and that is not there; at its usual place it may be."""
        return self._names_missing_journal() and self.journal is not None and not self.journal.exists

    def new_journal(self) -> str:
        """The path of a journal that somebody named and that this call made; empty where it did not."""
        is_new = self._names_missing_journal() and self.journal is not None and self.journal.exists
        return str(self.journal_path) if is_new else ""

    def _names_missing_journal(self) -> bool:
        if not self._was_missing or self.command_words[:1] in ([], ["init"], ["import"], ["restore"], ["sync"]):
            return False  # these say themselves what they found and made
        return self.journal_file is not None or settings.resolve("journal").source != "default"

    def read_stdin(self) -> str:
        """Read stdin to its end, without the last line break. Raises UsageError if it is closed or not UTF-8."""
        if self._piped_text is not None:
            text, self._piped_text = self._piped_text, None
            return text
        if sys.stdin is None or sys.stdin.closed:
            raise UsageError("There is nothing on stdin.", "Give the text as an argument.")
        try:
            self.stdin_text = sys.stdin.buffer.read().decode("utf-8-sig")  # without the mark that Windows writes first
        except UnicodeDecodeError:
            raise UsageError("What stands on stdin is not valid UTF-8.", "Convert it to UTF-8 first.") from None
        return self.stdin_text.removesuffix("\n").removesuffix("\r")

    def has_piped_text(self) -> bool:
        """Whether a text waits on stdin, for a command that was given none; it is read by the next `read_stdin`.

        Only a pipe or a file holds one. A pipe that somebody forgot to close is not waited for.
        """
        if not _has_input(sys.stdin):
            return False
        text = self.read_stdin()
        self._piped_text = text if text.strip() else None
        return self._piped_text is not None

    def is_interactive(self) -> bool:
        """Whether questions can be asked: no --no-input, no audience, and a terminal for question and answer."""
        return (
            not self.no_input
            and self.audience is None
            and system.is_terminal(sys.stdin)
            and system.is_terminal(sys.stderr)
        )


def take_global_options(argv: Sequence[str]) -> tuple[CliContext, list[str]]:
    """Split argv into a context with the global options (up to `--`) and the arguments of the command.

    This runs before Typer parses the command, so that usage errors can be printed as JSON too.
    Raises UsageError if --journal names no file.
    """
    context, rest = CliContext(), []
    words = expand_short_options(argv)
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


def expand_short_options(argv: Sequence[str]) -> Iterator[str]:
    """The words up to `--` with the long forms of short options, also of several in one word: -jn5.

    Words that only begin like one stay as they are: a mistyped -mentor, a text like -maybe, and in a search what is
    to be left out.
    """
    rest = iter(argv)
    is_search = False
    for word in rest:
        is_search = is_search or word == "search"
        if word == "--":
            yield word
            yield from rest
        elif word.startswith("--") or len(word) == 1 or (is_search and len(word) > 2):
            yield word
        else:
            yield from _long_forms(word) or [word]


def _long_forms(word: str) -> list[str]:
    """The long forms of the short options in a word; empty where it is no word of short options."""
    if not word.startswith("-"):
        return []
    letters = len(word) - len(word[1:].lstrip(_SHORT_FLAGS))
    options = [SHORT_OPTIONS[f"-{letter}"] for letter in word[1:letters]]
    if letters == len(word):
        return options
    letter, value = word[letters], word[letters + 1 :].removeprefix("=")
    if letter not in "fmn":
        return []
    if value and not _is_attached_value(letter, value):
        return []
    return [*options, SHORT_OPTIONS[f"-{letter}"], *filter(None, [value])]


def _is_attached_value(letter: str, value: str) -> bool:
    """Whether a value may follow a short option in the same word.

    Letters alone may as well be the rest of a mistyped option or of a text: -format, -maybe.
    """
    match letter:
        case "n":
            return value.isdigit()
        case "m":
            return value[0].isupper() or (value[0] == "m" and value[1:].isdigit())
        case _:
            return any(sign in value for sign in "./~")


def is_line_editable() -> bool:
    """Whether somebody can edit a line while they type it, which needs a terminal on stdin and stdout."""
    if not (system.is_terminal(sys.stdin) and system.is_terminal(sys.stdout)):
        return False
    from mentorlog.system.terminal import can_edit_lines  # which only a conversation needs

    return can_edit_lines()


_PIPE_PATIENCE = 3.0  # seconds until the first byte: a shell starts both ends of a pipe at once


def _has_input(stream: Any) -> bool:
    """Whether a stream is a file, or a pipe into which something is written or that was closed."""
    try:
        handle = stream.fileno()
        mode = os.fstat(handle).st_mode
    except UnsupportedOperation:  # it is held in memory
        return True
    except (AttributeError, OSError, ValueError):  # there is none, or it is closed
        return False
    if stat.S_ISREG(mode):
        return True
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        return False
    return system.has_input(handle, _PIPE_PATIENCE)
