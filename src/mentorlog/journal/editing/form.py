"""A record as a page of text to edit: fields of one line on top, longer texts below, each under a heading.

    priority: high

    === answer ===
    As many lines as it takes.

Whatever the texts contain, a page that was rendered parses to the same values: a line of a text that looks like a
heading or an error is escaped with a backslash. Above the first heading, lines that begin with # are comments.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from mentorlog.clock import to_local
from mentorlog.errors import Ambiguous, NotFound, UsageError
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import TEXT, JournalContext
from mentorlog.journal.model.record import Record
from mentorlog.journal.text import did_you_mean

_HEADING_PATTERN = re.compile(r"=== ([a-z_]+) ===\s*")
_FIELD_PATTERN = re.compile(r"([A-Za-z_-]+)\s*:(?: (.*)|\s*)")
_ERROR_PREFIX = "#! "
_RESERVED_LINE_PATTERN = re.compile(r"\\*(=== [a-z_]+ ===\s*|#! .*)")


class FormField(NamedTuple):
    """A field on the page: a line on top or, if `multiline`, a text under a heading."""

    name: str
    value: str
    multiline: bool
    hint: str = ""


class FieldInput(NamedTuple):
    """The text entered for a field, and the number of its first line."""

    value: str
    line: int


class FormProblem(NamedTuple):
    """An error in a page, and the number of its line, from 1."""

    line: int
    message: str


def form_fields(record: Record) -> list[FormField]:
    """The editable fields of a record with their values as text."""
    return [_form_field(field, getattr(record, field.name)) for field in fields_of(type(record)) if field.is_editable]


def _form_field(field: Field, value: Any) -> FormField:
    hint = field.form.metavar if field.form.choices or field.form.metavar in ("yes|no", "1-5", "0-5") else ""
    if isinstance(value, datetime):  # by the clocks of whoever edits it
        value = to_local(value).replace(tzinfo=None)
    json = "" if value is None else field.form.to_json(value)
    text = ("no", "yes")[json] if isinstance(json, bool) else str(json)
    return FormField(field.name, text, field.form is TEXT, hint)


def render_form(intro: Sequence[str], fields: Sequence[FormField]) -> str:
    """The page, with an introduction as comments."""
    lines = [*(f"# {text}".rstrip() for text in intro), ""]
    one_line_fields = [field for field in fields if not field.multiline]
    for field in one_line_fields:
        if field.hint:
            lines.append(f"# {field.hint}")
        lines.append(f"{field.name}: {field.value}" if field.value else f"{field.name}:")
    if one_line_fields:
        lines.append("")
    for field in fields:
        if field.multiline:
            lines += [f"=== {field.name} ===", *map(_escape, field.value.split("\n")), ""]
    return "\n".join(lines)


def _escape(line: str) -> str:
    return f"\\{line}" if _RESERVED_LINE_PATTERN.fullmatch(line) else line


def parse_form(text: str, names: Sequence[str]) -> tuple[dict[str, FieldInput], list[FormProblem]]:
    """The input for each field of a page, and the errors in it."""
    inputs: dict[str, FieldInput] = {}
    problems: list[FormProblem] = []

    def add_input(name: str, value: str, line: int) -> None:
        if name in inputs:
            problems.append(FormProblem(line, f"{name} stands here a second time."))
        elif name not in names:
            problems.append(FormProblem(line, f"There is no field of this name. {did_you_mean(name, names)}".strip()))
        else:
            inputs[name] = FieldInput(value, line)

    bodies: dict[str, list[str]] = {}
    body: list[str] | None = None  # the text that the lines belong to; None above the first heading
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(_ERROR_PREFIX):
            continue
        if heading := _HEADING_PATTERN.fullmatch(line):
            body = bodies[heading[1]] = []
            add_input(heading[1], "", number)
        elif body is not None:
            body.append(line.removeprefix("\\") if _RESERVED_LINE_PATTERN.fullmatch(line) else line)
        elif line.strip() and not line.startswith("#"):
            if field := _FIELD_PATTERN.fullmatch(line):
                add_input(field[1].replace("-", "_").lower(), field[2] or "", number)
            else:
                message = "This is no field: write NAME: VALUE, or put a text under its heading."
                problems.append(FormProblem(number, message))
    for name, lines in bodies.items():
        if name in inputs:
            inputs[name] = inputs[name]._replace(value="\n".join(lines[:-1] if lines and not lines[-1] else lines))
    problems += [
        FormProblem(1, f"{name} is missing: to clear a field, take out what stands behind it.")
        for name in names
        if name not in inputs
    ]
    return inputs, problems


def parse_changes(
    record: Record, shown_fields: Sequence[FormField], text: str, context: JournalContext
) -> tuple[dict[str, Any], dict[str, int], list[FormProblem]]:
    """The changes that an edited page makes to a record: new values and their lines, by field, and all errors."""
    inputs, problems = parse_form(text, [shown.name for shown in shown_fields])
    fields = {field.name: field for field in fields_of(type(record))}
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for shown in shown_fields:
        if shown.name not in inputs:
            continue
        typed, line = inputs[shown.name]
        value = _strip_value(typed, shown)
        if value == _strip_value(shown.value, shown):
            continue
        try:
            values[shown.name] = _parse_value(record, fields[shown.name], value, context)
            lines[shown.name] = line
        except (UsageError, NotFound, Ambiguous) as error:
            problems.append(FormProblem(line, " ".join(f"{error.message} {error.hint}".split())))
    return values, lines, sorted(problems)


def _strip_value(text: str, field: FormField) -> str:
    """A value without the line breaks or blanks around it, which editors add and remove by themselves."""
    return text.strip("\n") if field.multiline else text.strip()


def _parse_value(record: Record, field: Field, text: str, context: JournalContext) -> Any:
    if text.strip():
        return record.form_of(field).parse(text, context)
    if not field.optional:
        raise UsageError(f"{field.name} cannot be empty.", "Take back what stood here.")
    return None


def is_empty(text: str) -> bool:
    """Whether a page has nothing but blank lines and comments."""
    return all(not line.strip() or line.startswith("#") for line in text.split("\n"))


def strip_errors(text: str) -> str:
    """A page without the errors inserted before, whatever line ends or byte order mark an editor saved it with."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return "\n".join(line for line in text.split("\n") if not line.startswith(_ERROR_PREFIX))


def insert_errors(text: str, problems: Sequence[FormProblem]) -> tuple[str, list[FormProblem]]:
    """The page with each error above its line, and the errors with their lines in this page."""
    lines: list[str] = []
    renumbered: list[FormProblem] = []
    for number, line in enumerate(text.split("\n"), 1):
        messages = [problem.message for problem in problems if problem.line == number]
        lines += [_ERROR_PREFIX + message for message in messages]
        lines.append(line)
        renumbered += [FormProblem(len(lines), message) for message in messages]
    return "\n".join(lines), renumbered


def conflicting_fields(shown: Record, current: Record, edits: Mapping[str, Any]) -> list[str]:
    """The edited fields that another process has meanwhile set to a different value."""
    return [name for name, value in edits.items() if getattr(current, name) not in (getattr(shown, name), value)]
