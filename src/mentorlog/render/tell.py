"""Giving an answer or an error to whoever asked: as JSON, as plain lines, or drawn on a terminal."""

import sys
from collections.abc import Sequence
from typing import Any

from mentorlog.errors import MentorlogError
from mentorlog.render.answers import Answer, Next
from mentorlog.render.terminal import plain
from mentorlog.render.terminal.page import Grid, Heading, Line, Lines, Page, Party, line, own
from mentorlog.render.terminal.screen import Screen, stderr, stdout
from mentorlog.render.terminal.text import width as width_of

SCHEMA = 1  # of the JSON envelope
_PIECE = 1 << 16  # bytes of a stream that are passed on at once


def tell(answer: Answer, *, as_json: bool, also: Sequence[str] = ()) -> None:
    """Say what a command has to say: data on stdout; warnings (`also` too) and the next step on stderr."""
    warnings = [*also, *answer.warnings]
    page: Page = []
    screen = stdout()
    if answer.stream is not None:
        sys.stdout.flush()
        with answer.stream as stream:
            while piece := stream.read(_PIECE):
                sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    elif answer.raw is not None:
        sys.stdout.write(answer.raw)
    elif as_json:
        sys.stdout.write(envelope(answer, warnings))
    else:
        page = answer.page(screen)
        if answer.paged and screen.live:
            from mentorlog.render.terminal.pager import leafed

            leafed(lambda to: show(page, to), screen)
        else:
            show(page, screen)
    sys.stdout.flush()
    for warning in warnings:
        say(line(own(warning, "warn")))
    for aside in answer.asides:
        say(aside)
    if not as_json:
        apart = len(page) > 2 and screen.live and stderr().live
        for step in answer.steps:
            suggest(step, apart=apart)
    sys.stderr.flush()


def tell_error(error: MentorlogError, *, as_json: bool) -> None:
    """Say what went wrong and what to do: on stderr, and with --json as an object on stdout."""
    if as_json:
        told = {"code": error.code, "message": error.message, "hint": error.hint}
        sys.stdout.write(_dumped({"schema": SCHEMA, "error": told}))
        sys.stdout.flush()
    screen = stderr()
    for text in filter(None, (error.message, error.hint)):
        plain.draw([Lines([line(part) for part in text.split("\n")])], screen)
    sys.stderr.flush()


def show(page: Page, screen: Screen) -> None:
    """Draw a page: with Rich where a person looks at columns, else as plain text, since Rich costs half a command."""
    if screen.live and not screen.spoken and any(isinstance(block, (Grid, Heading, Party)) for block in page):
        from mentorlog.render.terminal import rich_page

        rich_page.draw(page, screen)
    else:
        plain.draw(page, screen)


def say(text: Line) -> None:
    """A line for the person, not for the pipe."""
    plain.draw([Lines([text])], stderr())


def suggest(step: Next, *, apart: bool = False) -> None:
    """The next step, last and dimmed; `apart` from a page of several parts."""
    screen = stderr()
    command = f"Next  {step.command}"
    beside = f"{command}   {step.why}"
    if screen.spoken:
        lines = [f"Next: {step.command}", *([step.why] if step.why else [])]
    elif not step.why or not screen.live or width_of(beside) <= screen.width:
        lines = [beside.rstrip()]
    else:
        lines = [command, f"      {step.why}"]
    screen.stream.write("\n" * apart + "".join(f"{_dimmed(text, screen)}\n" for text in lines))


def _dimmed(text: str, screen: Screen) -> str:
    """A line that is not wrapped: what a terminal breaks itself can still be copied as one command."""
    return plain.text_of(line(own(text, "dim")), screen)


def envelope(answer: Answer, warnings: Sequence[str] = ()) -> str:
    """An answer as JSON."""
    return _dumped({"schema": SCHEMA, "kind": answer.kind, "data": answer.data(), "warnings": list(warnings)})


def _dumped(told: dict[str, Any]) -> str:
    import json

    return json.dumps(told, indent=2, ensure_ascii=not _speaks_utf8(), allow_nan=False) + "\n"


def _speaks_utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
