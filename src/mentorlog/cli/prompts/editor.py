"""The person's own editor: a page is opened in it, and kept on disk until what it says is in the journal.

A page lies in a folder of its own in `<journal>-drafts/`, so that whatever an editor leaves beside it goes with it.
"""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TypeVar

from mentorlog import clock, settings
from mentorlog.cli.context import CliContext
from mentorlog.cli.prompts.drafts import drafts_folder
from mentorlog.errors import InputOutput, MentorlogError, UsageError
from mentorlog.journal.editing import form
from mentorlog.journal.editing.form import FormField, FormProblem
from mentorlog.render.tell import print_note
from mentorlog.render.terminal.page import line
from mentorlog.store.create import make_folder
from mentorlog.store.files import write_file

T = TypeVar("T")
_MAX_ROUNDS = 20  # that a page with errors is opened again
_MIN_EDIT_SECONDS = 0.4  # seconds, in which nobody has read a page
_FALLBACK_EDITORS = ("editor", "nano", "vi")


def editor_command() -> list[str]:
    """The editor that is settled, as words, or what is usual here. Raises UsageError where there is none."""
    import shlex
    import shutil

    if named := str(settings.value("editor")).strip():
        try:
            return shlex.split(named)
        except ValueError:
            raise UsageError("The editor cannot be read as a command.", 'Like this: EDITOR="code --wait"') from None
    for usual in _FALLBACK_EDITORS:
        if found := shutil.which(usual):
            return [found]
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
        handle = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        self._open_pages.append(self)

    def open_editor(self) -> bool:
        """Open the editor; whether anything is other than before. Raises InputOutput or UsageError."""
        before, began = self.text, time.monotonic()
        try:
            _run_editor([*editor_command(), str(self.path)])
        except MentorlogError:
            if self.text == self._text:
                self.discard()  # there is nothing to keep
            raise
        with suppress(FileNotFoundError), self._open_file() as file:
            os.fchmod(file.fileno(), 0o600)
        differs = self.text != before
        if not differs and time.monotonic() - began < _MIN_EDIT_SECONDS:
            print_note(
                line('The editor came back at once. If it opens a window, let it wait for you: EDITOR="code --wait"')
            )
        return differs

    @property
    def text(self) -> str:
        """The page as it is now, without errors that stood on it; empty where the file is gone.

        Raises UsageError, and InputOutput where something else than a file stands in its place.
        """
        try:
            with self._open_file() as file:
                return form.strip_errors(file.read().decode())
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError:
            raise UsageError("The page is not valid UTF-8.", "Set the editor to UTF-8.") from None

    def _open_file(self) -> IO[bytes]:
        """The page to be read, never what a link in its place leads to: that is somebody else's, or elsewhere."""
        try:
            handle = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            if error.errno != errno.ELOOP:
                raise
            raise InputOutput("The page is a link now, which is not followed.", "Nothing was changed.") from None
        return open(handle, "rb")

    def write_errors(self, troubles: Sequence[FormProblem]) -> list[FormProblem]:
        """Write each error above its line; the errors with their lines in the file as it is then."""
        text, moved = form.insert_errors(self.text, troubles)
        write_file(self.path, text.encode(), force=True)
        return moved

    def discard(self) -> None:
        """What it says is in the journal, or not wanted: remove it with all that an editor left beside it."""
        import shutil

        shutil.rmtree(self.path.parent, ignore_errors=True)
        with suppress(OSError):
            self.path.parent.parent.rmdir()
        self._open_pages.remove(self)


def _run_editor(words: list[str]) -> None:
    """Run the editor on this terminal; Ctrl-C is the editor's own while it runs."""
    handled = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        code = subprocess.call(words, stdout=None if sys.stdout.isatty() else sys.stderr)
    except OSError:
        raise UsageError(f"The editor {words[0]} cannot be started.", "Name another: EDITOR=nano") from None
    finally:
        signal.signal(signal.SIGINT, handled)
    if code:
        raise InputOutput(f"The editor ended with an error ({code}).", "Nothing was changed.")


def edit_until_valid(buffer: Buffer, parse: Callable[[str], tuple[T, list[FormProblem]]]) -> T | None:
    """What a page says, edited until it has no error; None where it came back unchanged or emptied.

    Raises UsageError, with each error and its line, where a page with errors came back as it was.
    """
    standing: list[FormProblem] = []
    for _ in range(_MAX_ROUNDS):  # an editor that is a program may never mend its page
        if not buffer.open_editor():
            break
        if form.is_empty(buffer.text):
            return None
        said, troubles = parse(buffer.text)
        if not troubles:
            return said
        standing = buffer.write_errors(troubles)
    if standing:
        told = "\n".join(f"  line {at}: {says}" for at, says in standing)
        raise UsageError(f"The page cannot be kept as it is:\n{told}", "Nothing was changed.")
    return None


def require_interactive(cli: CliContext, missing: str, again: str) -> None:
    """Raise UsageError where nobody is there who could edit."""
    if not cli.is_interactive():
        raise UsageError(missing, again)


def edit_text(cli: CliContext, about: str | Callable[[], str], start: str | None = None) -> str:
    """A long text written in the editor. Raises UsageError where nothing was written or nobody is there.

    `about` says what the text is for, and may look it up in the journal, which is closed before a person writes.
    """
    from mentorlog.journal.text import clean_text

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
        found, troubles = form.parse_form(page, ["text"])
        text = found["text"].value.strip("\n") if "text" in found else ""
        try:
            return (clean_text(text) if text.strip() else ""), troubles
        except UsageError as error:
            return "", [*troubles, FormProblem(found["text"].line, f"{error.message} {error.hint}")]

    text = edit_until_valid(buffer, parse_text)
    if not text:
        buffer.discard()
        raise UsageError("Nothing was written, so nothing was noted.", "To try again, give the same command.")
    return text


def find_open_pages(cli: CliContext, name: str) -> list[Path]:
    """Pages of the same record that are open elsewhere, or were not finished."""
    return sorted(drafts_folder(cli.journal_path).glob(f"edit-{name}-*/{name}.md"))
