"""Editing in the person's own editor: a page is kept on disk until its text is in the journal.

Each page has a folder of its own in `<journal>-drafts/`, so that an editor's backup beside it is removed with it.
"""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TypeVar

from mentorlog import clock, settings, system
from mentorlog.cli.context import CliContext
from mentorlog.cli.prompts.drafts import drafts_folder
from mentorlog.errors import InputOutput, MentorlogError, UsageError
from mentorlog.journal.editing import form
from mentorlog.journal.editing.form import FormField, FormProblem
from mentorlog.journal.text import clean_text
from mentorlog.programs import command_words
from mentorlog.render.tell import print_note
from mentorlog.render.terminal.page import line
from mentorlog.store.create import make_folder, write_file
from mentorlog.system import filesystem, processes

T = TypeVar("T")
_MAX_ROUNDS = 20  # times that a page with errors is opened again
_MIN_EDIT_SECONDS = 0.4  # too short for anybody to have read a page


def editor_command(page: str) -> list[str]:
    """The command that opens a page in the editor of the settings, or in a common one.

    Raises UsageError where there is none.
    """
    if named := str(settings.value("editor")).strip():
        try:
            return command_words(named, page)
        except ValueError:
            raise UsageError("The editor cannot be read as a command.", 'Like this: EDITOR="code --wait"') from None
    for name in processes.FALLBACK_EDITORS:
        if path := shutil.which(name):
            return [path, page]
    raise UsageError("There is no editor here.", "Name one: mentorlog config set editor nano")


class Buffer:
    """A page in its file. The context lists it until it is discarded, so that an error can say where it lies."""

    def __init__(self, cli: CliContext, name: str, text: str) -> None:
        self._open_pages = cli.open_pages
        folder = drafts_folder(cli.journal_path)
        make_folder(folder)
        at = int(clock.now().timestamp() * 1000)
        while True:
            self.path = folder / f"edit-{name}-{at}" / f"{name}.md"
            with suppress(FileExistsError):
                self.path.parent.mkdir(mode=0o700)
                break
            at += 1
        self._text = text
        handle = filesystem.create_private(self.path)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        self._open_pages.append(self)

    def open_editor(self) -> bool:
        """Open the editor; whether the text has changed. Raises InputOutput or UsageError."""
        before, began = self.text, time.monotonic()
        try:
            _run_editor(editor_command(str(self.path)))
        except MentorlogError:
            if self.text == self._text:
                self.discard()  # there is nothing to keep
            raise
        with suppress(FileNotFoundError), self._open_file() as file:
            filesystem.restrict_handle(file.fileno())
        differs = self.text != before
        if not differs and time.monotonic() - began < _MIN_EDIT_SECONDS:
            print_note(
                line('The editor came back at once. If it opens a window, let it wait for you: EDITOR="code --wait"')
            )
        return differs

    @property
    def text(self) -> str:
        """The page as it is now, without the errors written on it; empty where the file is gone.

        Raises UsageError where it is not UTF-8, and InputOutput where a link stands in its place.
        """
        try:
            with self._open_file() as file:
                return form.strip_errors(file.read().decode("utf-8-sig"))
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError:
            raise UsageError("The page is not valid UTF-8.", "Set the editor to UTF-8.") from None

    def _open_file(self) -> IO[bytes]:
        """Open the page for reading, but never follow a link that stands in its place."""
        try:
            handle = filesystem.open_unfollowed(self.path)
        except OSError as error:
            if error.errno != errno.ELOOP:
                raise
            raise InputOutput("The page is a link now, which is not followed.", "Nothing was changed.") from None
        return open(handle, "rb")

    def write_errors(self, problems: Sequence[FormProblem]) -> list[FormProblem]:
        """Write each error above its line; the errors with their new line numbers."""
        text, renumbered = form.insert_errors(self.text, problems)
        write_file(self.path, text.encode(), force=True)
        return renumbered

    def discard(self) -> None:
        """Remove the page with its folder."""
        shutil.rmtree(self.path.parent, ignore_errors=True)
        with suppress(OSError):
            self.path.parent.parent.rmdir()
        self._open_pages.remove(self)


_CANNOT_RUN, _NOT_FOUND = 126, 127  # the exit codes of a shell that cannot start a program


def _run_editor(words: list[str]) -> None:
    """Run the editor on this terminal; while it runs, Ctrl-C belongs to it. Raises InputOutput or UsageError."""
    handled = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        code = subprocess.call(words, stdout=None if system.is_terminal(sys.stdout) else sys.stderr)
    except OSError:
        code = _NOT_FOUND
    finally:
        signal.signal(signal.SIGINT, handled)
    if code in (_CANNOT_RUN, _NOT_FOUND):
        raise UsageError("The editor cannot be started.", "Name another: EDITOR=nano")
    if code:
        raise InputOutput(f"The editor ended with an error ({code}).", "Nothing was changed.")


def edit_until_valid(buffer: Buffer, parse: Callable[[str], tuple[T, list[FormProblem]]]) -> T | None:
    """What `parse` makes of a page, edited until it has no error; None where it comes back unchanged or empty.

    Raises UsageError, with each error and its line, where a page with errors comes back unchanged.
    """
    remaining: list[FormProblem] = []
    for _ in range(_MAX_ROUNDS):  # an editor that is a script may never correct its page
        if not buffer.open_editor():
            break
        if form.is_empty(buffer.text):
            return None
        parsed, problems = parse(buffer.text)
        if not problems:
            return parsed
        remaining = buffer.write_errors(problems)
    if remaining:
        listed = "\n".join(f"  line {at}: {message}" for at, message in remaining)
        raise UsageError(f"The page cannot be kept as it is:\n{listed}", "Nothing was changed.")
    return None


def require_interactive(cli: CliContext, missing: str, again: str) -> None:
    """Raise UsageError where nobody is there to edit."""
    if not cli.is_interactive():
        raise UsageError(missing, again)


def edit_text(cli: CliContext, about: str | Callable[[], str], start: str | None = None) -> str:
    """A long text written in the editor. Raises UsageError where nothing was written or nobody is there.

    `about` says what the text is for, and may look it up in the journal, which is closed before a person writes.
    """
    require_interactive(
        cli, "There is nobody to write in an editor.", "Give the text as an argument, or - to read stdin."
    )
    part = FormField("text", start or "", multiline=True)
    intro = (
        *(about if isinstance(about, str) else about()).split("\n"),
        "Write under the heading, save and close. Left empty, nothing is noted.",
    )
    cli.close_meanwhile()
    buffer = Buffer(cli, "text", form.render_form(intro, [part]))

    def parse_text(page: str) -> tuple[str, list[FormProblem]]:
        fields, problems = form.parse_form(page, ["text"])
        text = fields["text"].value.strip("\n") if "text" in fields else ""
        try:
            return (clean_text(text) if text.strip() else ""), problems
        except UsageError as error:
            return "", [*problems, FormProblem(fields["text"].line, f"{error.message} {error.hint}")]

    text = edit_until_valid(buffer, parse_text)
    if not text:
        buffer.discard()
        raise UsageError("Nothing was written, so nothing was noted.", "To try again, give the same command.")
    return text


def find_open_pages(cli: CliContext, name: str) -> list[Path]:
    """Pages of the same record that are open elsewhere, or were left unfinished."""
    return sorted(drafts_folder(cli.journal_path).glob(f"edit-{name}-*/{name}.md"))
