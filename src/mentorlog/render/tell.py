"""Printing of answers and errors: as JSON, as plain lines, or drawn on a terminal."""

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

from mentorlog.errors import MentorlogError
from mentorlog.render.answers import Answer, NextStep
from mentorlog.render.terminal import plain
from mentorlog.render.terminal.page import Banner, Grid, Heading, Line, Lines, Page, bare_text, line, ours
from mentorlog.render.terminal.screen import Screen, ask_for_palette, stderr, stdout
from mentorlog.render.terminal.text import width

SCHEMA_VERSION = 1  # of the JSON envelope
_CHUNK_SIZE = 1 << 16  # bytes of a stream that are passed on at once
_ROWS_PER_CHUNK = 100  # of JSON that are written at once


def print_answer(answer: Answer, *, as_json: bool, extra_warnings: Sequence[str] = ()) -> None:
    """Print an answer: data on stdout; warnings, asides and the next step on stderr."""
    warnings = [*extra_warnings, *answer.warnings]
    page: Page = []
    screen = stdout()
    if answer.stream is not None:
        sys.stdout.flush()
        with answer.stream as stream:
            while piece := stream.read(_CHUNK_SIZE):
                sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    elif answer.raw is not None:
        sys.stdout.write(answer.raw)
    elif as_json:
        sys.stdout.writelines(json_chunks(answer, warnings))
    else:
        if answer.is_long_page and screen.is_terminal:
            screen = ask_for_palette(screen)
        page = answer.page(screen)
        if answer.use_pager and screen.is_terminal:
            from mentorlog.render.terminal.pager import page_out

            page_out(lambda to: draw_page(page, to), screen)
        else:
            draw_page(page, screen)
    sys.stdout.flush()
    for warning in warnings:
        print_note(line(ours(warning, "warn")))
    for aside in answer.asides:
        print_note(aside)
    if not as_json:
        blank_before = len(page) > 2 and screen.is_terminal and stderr().is_terminal
        for at, step in enumerate(answer.steps):
            print_next_step(step, blank_before=blank_before and not at)
    sys.stderr.flush()


def print_error(error: MentorlogError, *, as_json: bool) -> None:
    """Print what went wrong and what to do on stderr, and with --json as an object on stdout."""
    if as_json:
        data = {"code": error.code, "message": error.message, "hint": error.hint}
        with suppress(OSError):  # a stdout that cannot be written is often the error itself, which stderr still says
            sys.stdout.write(_dump_json({"schema": SCHEMA_VERSION, "error": data}))
            sys.stdout.flush()
    screen = stderr()
    for text in filter(None, (error.message, error.hint)):
        plain.draw([Lines([line(part) for part in text.split("\n")])], screen)
    sys.stderr.flush()


def draw_page(page: Page, screen: Screen) -> None:
    """Draw a page: with Rich where a terminal has columns to align, else without, since Rich costs half a command."""
    has_columns = any(
        isinstance(block, (Heading, Banner)) or (isinstance(block, Grid) and not block.has_header) for block in page
    )
    if has_columns and screen.is_terminal and not screen.accessible:
        from mentorlog.render.terminal import rich_page

        rich_page.draw(page, screen)
    else:
        plain.draw(page, screen)


def print_note(text: Line) -> None:
    """Print a line on stderr, for the person."""
    plain.draw([Lines([text])], stderr())


def print_next_step(step: NextStep, *, blank_before: bool = False) -> None:
    """Print the next step, after a blank line where it follows a page of several parts; its reason is dimmed."""
    screen = stderr()
    if screen.accessible:
        lines = [line(f"Next: {step.command}"), *([line(step.why)] if step.why else [])]
    else:
        command = line(ours("→ ", "accent"), ours(step.command, "command"))
        reason = line(ours(f"   {step.why}", "dim")) if step.why else ()
        if not screen.is_terminal or width(bare_text((*command, *reason))) <= screen.width:
            lines = [(*command, *reason)]
        else:
            lines = [command, *_wrap_reason(step.why, screen.width)]
    # Not wrapped: what the terminal wraps itself can still be copied as one command.
    screen.stream.write("\n" * blank_before + "".join(f"{plain.render_line(part, screen)}\n" for part in lines))


def _wrap_reason(why: str, columns: int) -> list[Line]:
    """What a step is for, below its command and as far in."""
    from mentorlog.render.terminal.wrap import wrap_line

    return wrap_line(line(ours(f"  {why}", "dim")), columns) if why else []


def render_plain(answer: Answer) -> str:
    """An answer as a text without columns of its own width or colour, for a file."""
    stream = io.StringIO()
    screen = Screen(stream, 0, "none", ascii=False)
    plain.draw(answer.page(screen), screen)
    return stream.getvalue()


def json_envelope(answer: Answer, warnings: Sequence[str] = ()) -> str:
    """An answer as JSON."""
    return "".join(json_chunks(answer, warnings))


def json_chunks(answer: Answer, warnings: Sequence[str] = ()) -> Iterator[str]:
    """An answer as JSON, piece by piece: of data that are an iterator, some rows at a time."""
    data = answer.data()
    envelope = {"schema": SCHEMA_VERSION, "kind": answer.kind, "data": data, "warnings": list(warnings)}
    if not isinstance(data, Iterator):
        yield _dump_json(envelope)
        return
    before, after = _dump_json({**envelope, "data": []}).split("[]", 1)  # a kind has no brackets
    yield before
    yield from _json_array(data)
    yield after


def _json_array(rows: Iterator[Any]) -> Iterator[str]:
    """A list as it stands one level below the envelope."""
    opening = "["
    while chunk := list(islice(rows, _ROWS_PER_CHUNK)):
        inner = _dump_json(chunk).removeprefix("[").removesuffix("\n]\n")
        yield opening + inner.replace("\n", "\n  ")  # no text in JSON holds a line break
        opening = ","
    yield "[]" if opening == "[" else "\n  ]"


def _dump_json(content: Any) -> str:
    import json

    return json.dumps(content, indent=2, ensure_ascii=not _is_utf8(), allow_nan=False) + "\n"


def _is_utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
