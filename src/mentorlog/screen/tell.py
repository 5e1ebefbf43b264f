"""Giving an answer or an error to whoever asked: as JSON, as plain lines, or drawn on a terminal."""

import sys
from typing import Any

from mentorlog.errors import MentorlogError
from mentorlog.screen import plain
from mentorlog.screen.answers import Answer, Next
from mentorlog.screen.page import Grid, Heading, Line, Lines, Page, Party, line, own
from mentorlog.screen.screen import Screen, stderr, stdout
from mentorlog.screen.text import width as width_of

SCHEMA = 1  # of the JSON envelope


def tell(answer: Answer, *, as_json: bool) -> None:
    """Say what a command has to say: data on stdout, warnings and the next step on stderr."""
    page: Page = []
    screen = stdout()
    if as_json:
        _dump({"schema": SCHEMA, "kind": answer.kind, "data": answer.data(), "warnings": list(answer.warnings)})
    else:
        page = answer.page(screen)
        show(page, screen)
    sys.stdout.flush()
    for warning in answer.warnings:
        say(line(own(warning, "warn")))
    if not as_json:
        apart = len(page) > 3 and screen.live and stderr().live
        for step in answer.steps:
            suggest(step, apart=apart)
    sys.stderr.flush()


def tell_error(error: MentorlogError, *, as_json: bool) -> None:
    """Say what went wrong and what to do: on stderr, and with --json as an object on stdout."""
    if as_json:
        _dump({"schema": SCHEMA, "error": {"code": error.code, "message": error.message, "hint": error.hint}})
        sys.stdout.flush()
    screen = stderr()
    for text in filter(None, (error.message, error.hint)):
        plain.draw([Lines([line(part) for part in text.split("\n")])], screen)
    sys.stderr.flush()


def show(page: Page, screen: Screen) -> None:
    """Draw a page: with Rich where a person looks at more than a line or two, else as plain text."""
    if screen.live and any(_needs_rich(block, screen) for block in page):
        from mentorlog.screen import rich_page

        rich_page.draw(page, screen)
    else:
        plain.draw(page, screen)


def _needs_rich(block: object, screen: Screen) -> bool:
    """Whether a block has columns or lines that wrap: Rich costs half a command, and a short line does without."""
    match block:
        case Lines(lines, indent):
            return any(_is_long(one, screen.width - indent) for one in lines)
        case Grid() | Heading() | Party():
            return True
    return False


def _is_long(one: Line, width: int) -> bool:
    text = "".join(span.text for span in one)
    return "\n" in text or "\t" in text or width_of(text) > width


def say(text: Line) -> None:
    """A line for the person, not for the pipe."""
    plain.draw([Lines([text])], stderr())


def suggest(step: Next, *, apart: bool = False) -> None:
    """The next step, last and dimmed; `apart` from a page of several parts. A command to copy is never broken."""
    screen = stderr()
    command = f"Next  {step.command}"
    lines = [f"{command}   {step.why}"] if step.why else [command]
    if step.why and 0 < screen.width < width_of(lines[0]):
        lines = [command, f"      {step.why}"]
    plain.draw([Lines([line(own(text, "dim")) for text in ([""] if apart else []) + lines])], screen)


def _dump(envelope: dict[str, Any]) -> None:
    import json

    sys.stdout.write(json.dumps(envelope, indent=2, ensure_ascii=not _speaks_utf8(), allow_nan=False) + "\n")


def _speaks_utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
