"""Conversations: plain prompts, each of which Enter skips, with every answer kept in a draft.

Prompts are plain lines, so that they work with screen readers, over ssh and in tests. Where stdout is a terminal too,
a line can be edited while it is typed.
"""

import sys
from collections.abc import Callable
from typing import TypeVar

from mentorlog import clock
from mentorlog.cli.context import CliContext, is_line_editable
from mentorlog.cli.prompts.drafts import Draft, drafts_folder, reopen_latest
from mentorlog.errors import Interrupted, UsageError
from mentorlog.journal.model.forms import YES_NO
from mentorlog.journal.text import format_count
from mentorlog.render.answers import relative_day
from mentorlog.render.tell import draw_page, print_note
from mentorlog.render.terminal.page import Page, line, ours
from mentorlog.render.terminal.screen import stderr
from mentorlog.render.terminal.text import to_printable, width

T = TypeVar("T")
_LABEL_WIDTH = 36  # columns that labels are padded to, so that answers stand below one another
_MIN_ANSWER_WIDTH = 16  # columns that an answer needs beside its label


class Conversation:
    """A few questions whose answers stay in a draft until they are in the journal.

    It is a context manager: a block that ends early keeps the draft, and the next one offers to go on from it.
    """

    def __init__(self, cli: CliContext, name: str, resume_command: str) -> None:
        """`name` names the draft, `resume_command` is what a person types to go on from it."""
        self._name = name
        self._resume_command = resume_command
        self._folder = drafts_folder(cli.journal_path)
        self._draft = Draft(self._folder, name)
        self._draft_answers: dict[str, list[str]] = {}

    def __enter__(self) -> "Conversation":
        old = reopen_latest(self._folder, self._name)
        if old is not None:
            self._offer_resume(old)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._draft.discard()
            return
        kept = self._draft.close()
        if issubclass(kind, (KeyboardInterrupt, EOFError)):
            hint = f"What you typed is kept: {self._resume_command} goes on from it." if kept else ""
            raise Interrupted("\nStopped; nothing is in the journal yet.", hint) from None
        if kept:
            print_note(line(ours(f"What you typed is kept: {self._resume_command} goes on from it.")))

    def _offer_resume(self, old: Draft) -> None:
        answers = format_count(old.answer_count, "answer")
        print_note(
            line(ours(f"One from {relative_day(old.started_at, clock.now().date())} was not finished ({answers})."))
        )
        choice = ask("Go on from it? (y yes, n not now, d delete it)", _parse_resume_choice)
        if choice == "n":
            old.close()
        elif choice == "d":
            old.discard()
        else:
            self._draft = old
            self._draft_answers = old.read_answers()

    def ask(self, key: str, label: str, read: Callable[[str], T]) -> T | None:
        """One answer, parsed by `read`; None where it was skipped. What `read` refuses is asked again."""
        for text in self._draft_answers.get(key, ()):
            try:
                value = read(text)
            except UsageError:
                break
            _echo(label, text)
            return value
        while text := _read_answer(label):
            try:
                value = read(text)
            except UsageError as error:
                _print_error(error)
            else:
                self._draft.append(key, text)
                return value
        return None

    def ask_several(self, key: str, label: str, read: Callable[[str], T]) -> list[T]:
        """Answers until an empty line."""
        values: list[T] = []
        for text in self._draft_answers.get(key, ()):
            values.append(read(text))
            _echo(label if len(values) == 1 else "", text)
        while text := _read_answer("" if values else label):
            for part in text.split("\n"):
                try:
                    values.append(read(part))
                except UsageError as error:
                    _print_error(error)
                else:
                    self._draft.append(key, part)
        return values

    def ask_about(self, key: str, ref: str, text: str, question: str, read: Callable[[str], T]) -> T | None:
        """Like `ask`, about a record, which the label names; without a `question` the label is its name alone."""
        return self.ask(key, _record_label(ref, text, question), read)

    def ask_required(self, key: str, label: str, read: Callable[[str], T]) -> T:
        """An answer that is required. Raises UsageError where it was skipped."""
        value = self.ask(key, label, read)
        if value is None:
            raise UsageError("Nothing was typed, so nothing was noted.", f"To try again: {self._resume_command}")
        return value


def ask(label: str, read: Callable[[str], T]) -> T:
    """One answer that is required, outside any draft. Raises Interrupted at the end of input."""
    try:
        while True:
            text = _read_answer(label)
            try:
                return read(text)
            except UsageError as error:
                _print_error(error)
    except (EOFError, KeyboardInterrupt):
        raise Interrupted("\nStopped.", "Nothing was changed.") from None


def confirm(cli: CliContext, page: Page, question: str, what: str) -> None:
    """Show a page and ask whether to go on. `what` is the subject of the error where nobody is there to answer.

    Raises that UsageError, and Interrupted where the answer is no.
    """
    if not cli.is_interactive():
        raise UsageError(f"{what} asks first, and there is nobody to ask.", "Add --yes.")
    draw_page(page, stderr())
    if not ask(f"{question} (yes or no)", lambda text: YES_NO.parse(text, None)):  # type: ignore[arg-type] # yes needs no context
        raise Interrupted("Stopped.", "Nothing was changed.")


def _record_label(ref: str, text: str, question: str) -> str:
    """The label of a question about a record: beside its name, or below where that would leave no room to answer."""
    named = f"{ref} {to_printable(text)}"
    label = f"{named}: {question}" if question else named
    return label if width(label) < _LABEL_WIDTH else f"{named}\n{question}"


def _parse_resume_choice(text: str) -> str:
    answer = text.strip().lower()[:1] or "y"
    if answer not in "ynd":
        raise UsageError("That is none of y, n, d.", "Write one letter.")
    return answer


def _prepare_prompt(label: str) -> str:
    """The prompt: the label and its sign, which goes to the next line where there is too little room."""
    screen = stderr()
    above, _, last = label.rpartition("\n")
    aligned = screen.width >= 2 * _LABEL_WIDTH and not screen.accessible
    if width(last) > (_LABEL_WIDTH - 1 if aligned else screen.width - _MIN_ANSWER_WIDTH):
        above, last = label, ""
    if above:
        print_note(line(above))
    if screen.accessible:
        return f"{last or 'Answer'}: "
    return last + " " * (_LABEL_WIDTH - width(last) if aligned else bool(last)) + screen.to_drawable("› ")


def _read_answer(label: str) -> str:
    """What a person types after a label; empty where they skip. Raises EOFError at the end of input."""
    prompt = _prepare_prompt(label)
    if not is_line_editable():
        sys.stderr.write(prompt)
        sys.stderr.flush()
        return _read_stdin_line()
    import readline

    readline.set_auto_history(False)
    readline.parse_and_bind("tab: tab-insert")
    sys.stderr.flush()
    while True:
        try:
            return input(prompt).strip()
        except UnicodeDecodeError:
            _print_error(UsageError("That was not valid UTF-8.", "Set the terminal to UTF-8 and type it again."))


def _read_stdin_line() -> str:
    raw = sys.stdin.buffer.readline()
    if not raw:
        raise EOFError
    try:
        return raw.decode().strip()
    except UnicodeDecodeError:
        _print_error(UsageError("That was not valid UTF-8.", "Set the terminal to UTF-8 and type it again."))
        return _read_stdin_line()


def _echo(label: str, text: str) -> None:
    """Show an answer from the draft as if it had just been typed."""
    print_note(line(ours(_prepare_prompt(label)), *line(text)))


def _print_error(error: UsageError) -> None:
    print_note(line(ours(f"  {error.message} {error.hint}", "warn")))
