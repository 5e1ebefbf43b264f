"""One line from a person: its prompt, the keys that answer nothing, and what is kept of a line that is cut off."""

import sys
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from typing import NamedTuple

from mentorlog.cli.context import is_line_editable
from mentorlog.errors import MentorlogError, UsageError
from mentorlog.render.tell import print_note
from mentorlog.render.terminal.page import bare_text, line, ours
from mentorlog.render.terminal.screen import stderr
from mentorlog.render.terminal.text import to_printable, width

_LABEL_WIDTH = 40  # columns that labels are padded to, so that answers stand below one another
_COUNT_WIDTH = 6  # columns of the count before a label
_MIN_ANSWER_WIDTH = 16  # columns that an answer needs beside its label


class Key(Enum):
    """A sign that, alone on its line, is no answer."""

    EXPLAIN = "?"
    BACK = "<"
    END = "."
    OMIT = "-"
    TAKE = "+"


class Prompt(NamedTuple):
    """What stands before an answer: the label, which question of how many it is, and what Enter takes."""

    label: str
    position: int = 0  # 0 where questions are not counted, or the question goes on
    total: int = 0
    indented: bool = False  # whether it goes on with a question that is counted
    offer: str = ""

    @property
    def text(self) -> str:
        """The label with what Enter takes."""
        return f"{self.label} [{self.offer}]" if self.offer else self.label

    @property
    def indent(self) -> int:
        """The columns before the label, which its further lines are indented by."""
        return _COUNT_WIDTH if self.position or self.indented else 0


def room_for_label() -> int:
    """How many columns a label may have beside its answer."""
    return _LABEL_WIDTH - _COUNT_WIDTH - 1


def intro_lines() -> tuple[str, ...]:
    """What the keys do, said once above the first question; a screen reader may pass over bare signs."""
    if stderr().accessible:
        return (
            "Enter takes what stands in brackets; a minus sign leaves it out. Enter skips what has none.",
            "A question mark explains the question. A less-than sign goes back one. A full stop ends and notes it.",
            "Ctrl-C stops and keeps what you typed for later.",
        )
    return (
        "Enter takes what stands in [brackets] (- leaves it out) and skips what has none.",
        "? explains, < goes back one, . ends here and notes what you said; Ctrl-C keeps it for later.",
    )


def read_line(prompt: Prompt, keep: Callable[[str], None], *, typed: str = "", earlier: str = "") -> str | Key:
    """The line that a person types, or the key; empty where they only press Enter. Raises EOFError at its end.

    `typed` already stands in the line where it can be edited, and `earlier` comes into it by the arrow up. If the
    line is cut off, `keep` gets what was typed so far.
    """
    if typed and not is_line_editable():
        prompt = prompt._replace(offer=typed)
    text = _read_answer(draw_prompt(prompt), keep, typed, earlier)
    if typed and not text and not is_line_editable():
        return typed
    with suppress(ValueError):
        return Key(text)
    return text


def draw_prompt(prompt: Prompt) -> str:
    """The prompt: the label and its sign, which goes to the next line where there is too little room."""
    screen = stderr()
    if screen.accessible:
        return _prompt_to_hear(prompt)
    aligned = screen.width >= 2 * _LABEL_WIDTH
    count = f"{prompt.position}/{prompt.total}".ljust(_COUNT_WIDTH - 1) if prompt.position else ""
    *above, last = _label_lines(prompt, screen.width)
    above, last = [" " * prompt.indent + part for part in above], " " * prompt.indent + last
    if width(last) > (_LABEL_WIDTH - 1 if aligned else screen.width - _MIN_ANSWER_WIDTH):
        above, last = [*above, last], " " * prompt.indent
    if above:
        above[0] = count + above[0][len(count) :]
    else:
        last = count + last[len(count) :]
    for part in above:
        print_note(line(part))
    blank = bool(last.strip())
    return last + " " * (_LABEL_WIDTH - width(last) if aligned else blank) + screen.to_drawable("› ")


def _prompt_to_hear(prompt: Prompt) -> str:
    """The prompt as it is read aloud: which question, and what it asks, in one go where that fits."""
    count = f"{prompt.position} of {prompt.total}. " if prompt.position else ""
    *above, last = (count + prompt.text).split("\n")
    if width(last) > stderr().width - _MIN_ANSWER_WIDTH:
        above, last = [*above, last], "Answer"
    for part in above:
        print_note(line(part))
    return f"{last}: "


def _label_lines(prompt: Prompt, columns: int) -> list[str]:
    """The lines of the label; what Enter takes stands on its own where the two do not fit on one."""
    room = max(columns - prompt.indent, 1)
    *above, last = to_printable(prompt.label).split("\n")
    offer = f"[{to_printable(prompt.offer)}]" if prompt.offer else ""
    if offer and width(last) + 1 + width(offer) <= room:
        last, offer = f"{last} {offer}", ""
    lines = [*above, last, *filter(None, [offer])]
    if all(width(part) <= room for part in lines):
        return lines
    from mentorlog.render.terminal.wrap import wrap_line

    return [bare_text(part).rstrip() for text in lines for part in wrap_line(line(text), room)]


def read_answer(
    prompt: Prompt, about: str, keep: Callable[[str], None] = lambda _: None, *, typed: str = "", earlier: str = ""
) -> str | Key:
    """Like `read_line`, after `about` was printed for each question mark. Never gives Key.EXPLAIN."""
    while (answer := read_line(prompt, keep, typed=typed, earlier=earlier)) is Key.EXPLAIN:
        print_note(line(ours(f"  {about}", "dim")))
    return answer


def print_refusal(error: MentorlogError) -> None:
    """Say why an answer cannot be taken."""
    print_note(line(ours(f"  {error.message} {error.hint}", "warn")))


def _read_answer(prompt: str, keep: Callable[[str], None], typed: str, earlier: str) -> str:
    if not is_line_editable():
        sys.stderr.write(prompt)
        sys.stderr.flush()
        return _read_stdin_line()
    from mentorlog.system.terminal import read_edited_line

    return read_edited_line(
        prompt, typed=typed, earlier=earlier, keep=keep, on_undecodable=lambda: print_refusal(_ENCODING_ERROR)
    ).strip()


_ENCODING_ERROR = UsageError("That was not valid UTF-8.", "Set the terminal to UTF-8 and type it again.")


def _read_stdin_line() -> str:
    raw = sys.stdin.buffer.readline()
    if not raw:
        raise EOFError
    try:
        return raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        print_refusal(_ENCODING_ERROR)
        return _read_stdin_line()
