"""One line from a person: its prompt, the keys that answer nothing, and what is kept of a line that is cut off."""

import sys
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from typing import NamedTuple

from mentorlog.cli.context import is_line_editable
from mentorlog.errors import MentorlogError, UsageError
from mentorlog.render.documents.pictures.facts import line_width, pack_facts, page_width, wrap_behind
from mentorlog.render.tell import print_note
from mentorlog.render.terminal.page import Line, Span, line, ours
from mentorlog.render.terminal.screen import Screen, stderr
from mentorlog.render.terminal.text import to_printable, width

_SIGN = "› "  # before an answer, whose further lines the terminal wraps from column 0 on
_MIN_ANSWER_WIDTH = 16  # columns that an answer needs beside a label that is read aloud


class Key(Enum):
    """A sign that, alone on its line, is no answer."""

    EXPLAIN = "?"
    BACK = "<"
    END = "."
    OMIT = "-"
    TAKE = "+"


class Hint(NamedTuple):
    """What may be answered, below a question. `aside` is dim; read aloud, `spoken` replaces both where it is given."""

    text: str = ""
    aside: str = ""
    spoken: str = ""

    @property
    def to_hear(self) -> str:
        """The hint as it is read aloud."""
        return self.spoken or " ".join(filter(None, (self.text, self.aside)))


def scale_hint(low: str, high: str, last: int | None, lowest: int = 1, when: str = "last time") -> Hint:
    """The steps of a scale up to 5 with the words for its ends, and what was chosen before."""
    steps = " ".join(map(str, range(lowest, 6)))
    before = f"{last} {when}" if last is not None else ""
    spoken = ", ".join(filter(None, (f"{lowest} {low} to 5 {high}", before)))
    return Hint(f"{steps}  {low} … {high}", f"({before})" if before else "", spoken)


class PromptLabel(NamedTuple):
    """What is asked: its words, the ref of the record that they name, and what may be answered.

    Of a label with several lines, the last one is the question.
    """

    label: str
    ref: str = ""
    hint: Hint = Hint()


class Prompt(NamedTuple):
    """A question as it stands before an answer: which of how many it is, and what Enter takes."""

    question: PromptLabel
    position: int = 0  # 0 where questions are not counted, or the question goes on
    total: int = 0
    offer: str = ""
    goes_on: bool = False  # whether it takes one more answer to the question above
    is_again: bool = False  # whether the question stands above already


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

    `typed` already stands in the line where it can be edited, and elsewhere Enter takes it; the arrow up brings it
    back, and before it `earlier`. If the line is cut off, `keep` gets what was typed so far. Bytes that are not valid
    UTF-8 are escaped, as surrogates.
    """
    if typed and not is_line_editable():
        prompt = prompt._replace(offer=typed, is_again=False)
    text = _read_answer(draw_prompt(prompt), keep, typed, earlier)
    if typed and not text and not is_line_editable():
        return typed
    with suppress(ValueError):
        return Key(text)
    return text


def draw_prompt(prompt: Prompt) -> str:
    """Print the question where it does not stand there yet, and give the sign before its answer.

    The question has a line of its own, so that an answer has the whole width.
    """
    screen = stderr()
    if screen.accessible:
        return _prompt_to_hear(prompt, screen)
    if not prompt.is_again:
        for text in _question_lines(prompt, screen):
            print_note(text)
    return screen.to_drawable(_SIGN)


def _prompt_to_hear(prompt: Prompt, screen: Screen) -> str:
    """The prompt as it is read aloud: which question, and what it asks, in one go where that fits."""
    count = f"{prompt.position} of {prompt.total}. " if prompt.position else ""
    label, ref, hint = prompt.question
    label = f"{ref} {to_printable(label)}" if ref else to_printable(label)
    between = "\n" if label.endswith(("?", ":")) else ": " if ref else ", "
    asked = between.join(filter(None, (label, hint.to_hear)))
    if ref and width(count + asked) > screen.width - _MIN_ANSWER_WIDTH:
        asked = "\n".join(filter(None, (label, hint.to_hear)))
    offer = f" [{to_printable(prompt.offer)}]" if prompt.offer else ""
    *above, last = (count + asked + offer).split("\n")
    if width(last) > screen.width - _MIN_ANSWER_WIDTH:
        above, last = [*above, last], "Answer"
    for part in above:
        print_note(line(part))
    return f"{last}: "


def _question_lines(prompt: Prompt, screen: Screen) -> list[Line]:
    """A blank line, the question behind its count, below it what may be answered and what Enter takes."""
    offer: Line = line(ours("["), Span(prompt.offer), ours("]")) if prompt.offer else ()
    if prompt.goes_on:
        return wrap_behind(line("  "), offer, screen) if offer else []
    label, ref, hint = prompt.question
    *above, last = label.split("\n")
    count = line(ours(f"{prompt.position}/{prompt.total}  ", "dim")) if prompt.position else ()
    named: Line = line(*((Span(f"{ref} ", "dim"),) if ref else ()), Span(last, "title"))
    behind = (*named, ours(" "), *offer)
    fits = bool(offer) and not hint.text and line_width((*count, *behind)) <= page_width(screen)
    lines: list[Line] = [()] if prompt.position > 1 else []
    lines += [(Span(text),) for text in above]
    lines += wrap_behind(count, behind if fits else named, screen)
    blanks = line(" " * line_width(count))
    facts = [line(hint.text), line(ours(hint.aside, "dim")), () if fits else offer]
    for part in pack_facts(facts, screen, line_width(count), "  "):
        lines += wrap_behind(blanks, part, screen)
    return lines


def read_answer(
    prompt: Prompt, about: str, keep: Callable[[str], None] = lambda _: None, *, typed: str = "", earlier: str = ""
) -> str | Key:
    """Like `read_line`, after `about` was printed for each question mark. Never gives Key.EXPLAIN.

    A line that is not valid UTF-8 goes to `keep`, and stands in the prompt again.
    """
    while True:
        answer = read_line(prompt, keep, typed=typed, earlier=earlier)
        if answer is Key.EXPLAIN:
            print_note(line(f"  {about}"))
        elif isinstance(answer, str) and not _is_encodable(answer):
            keep(answer)
            typed = answer
            print_refusal(_ENCODING_ERROR)
        else:
            return answer
        prompt = prompt._replace(is_again=True)


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def print_refusal(error: MentorlogError) -> None:
    """Say why an answer cannot be taken."""
    print_note(line(ours(f"  {error.message} {error.hint}", "warn")))


def _read_answer(prompt: str, keep: Callable[[str], None], typed: str, earlier: str) -> str:
    if not is_line_editable():
        sys.stderr.write(prompt)
        sys.stderr.flush()
        return _read_stdin_line()
    from mentorlog.system.terminal import read_edited_line

    return read_edited_line(prompt, typed=typed, earlier=earlier, keep=keep).strip()


_ENCODING_ERROR = UsageError("That was not valid UTF-8.", "Set the terminal to UTF-8, or mend the line.")


def _read_stdin_line() -> str:
    raw = sys.stdin.buffer.readline()
    if not raw:
        raise EOFError
    return raw.decode("utf-8-sig", "surrogateescape").strip()
