"""A record as one page of text to edit: fields on top, one a line, texts below, each under its own heading.

    priority: high

    === answer ===
    As many lines as it takes.

Whatever the texts contain, a page that was rendered parses to the same values: a line of a text that looks like a
heading or an error is escaped with a backslash. Above the first heading, lines that begin with # are comments.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

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
    """A field on the page: a line on top, or a text of its own."""

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
    if value is None:
        text = ""
    else:
        plain = field.form.to_json(value)
        text = ("no", "yes")[plain] if isinstance(plain, bool) else str(plain)
    return FormField(field.name, text, field.form is TEXT, hint)


def render_form(intro: Sequence[str], fields_to_render: Sequence[FormField]) -> str:
    """The page, with an introduction as comments."""
    lines = [f"# {text}".rstrip() for text in intro]
    fields, texts = (
        [part for part in fields_to_render if not part.multiline],
        [part for part in fields_to_render if part.multiline],
    )
    lines.append("")
    for part in fields:
        if part.hint:
            lines.append(f"# {part.hint}")
        lines.append(f"{part.name}: {part.value}" if part.value else f"{part.name}:")
    if fields:
        lines.append("")
    for part in texts:
        lines += [f"=== {part.name} ===", *map(_escape, part.value.split("\n")), ""]
    return "\n".join(lines)


def _escape(line: str) -> str:
    return f"\\{line}" if _RESERVED_LINE_PATTERN.fullmatch(line) else line


def parse_form(text: str, names: Sequence[str]) -> tuple[dict[str, FieldInput], list[FormProblem]]:
    """The input for each field of a page, and the errors in it."""
    inputs: dict[str, FieldInput] = {}
    problems: list[FormProblem] = []
    bodies: dict[str, list[str]] = {}
    body: list[str] | None = None  # the text that the lines belong to; None above the first heading
    for at, line in enumerate(text.split("\n"), 1):
        heading = _HEADING_PATTERN.fullmatch(line)
        if line.startswith(_ERROR_PREFIX):
            continue
        if heading:
            body = bodies[heading[1]] = []
            _record_input(inputs, problems, names, heading[1], FieldInput("", at))
        elif body is not None:
            body.append(
                line.removeprefix("\\") if line.startswith("\\") and _RESERVED_LINE_PATTERN.fullmatch(line) else line
            )
        elif line.strip() and not line.startswith("#"):
            if field := _FIELD_PATTERN.fullmatch(line):
                _record_input(
                    inputs, problems, names, field[1].replace("-", "_").lower(), FieldInput(field[2] or "", at)
                )
            else:
                problems.append(
                    FormProblem(at, "This is no field: write NAME: VALUE, or put a text under its heading.")
                )
    for name, lines in bodies.items():
        if name in inputs:
            inputs[name] = inputs[name]._replace(value="\n".join(lines[:-1] if lines and not lines[-1] else lines))
    missing = [name for name in names if name not in inputs]
    problems += [
        FormProblem(1, f"{name} is missing: to clear a field, take out what stands behind it.") for name in missing
    ]
    return inputs, problems


def _record_input(
    inputs: dict[str, FieldInput], problems: list[FormProblem], names: Sequence[str], name: str, entered: FieldInput
) -> None:
    if name in inputs:
        problems.append(FormProblem(entered.line, f"{name} stands here a second time."))
    elif name not in names:
        problems.append(
            FormProblem(entered.line, f"There is no field of this name. {did_you_mean(name, names)}".strip())
        )
    else:
        inputs[name] = entered


def parse_changes(
    record: Record, form_fields_shown: Sequence[FormField], text: str, context: JournalContext
) -> tuple[dict[str, Any], dict[str, int], list[FormProblem]]:
    """What a page changes in a record: new values and their lines, by field, and all errors."""
    inputs, problems = parse_form(text, [part.name for part in form_fields_shown])
    fields = {field.name: field for field in fields_of(type(record))}
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for part in form_fields_shown:
        if part.name not in inputs:
            continue
        typed, line = inputs[part.name]
        if _strip_value(typed, part) == _strip_value(part.value, part):
            continue
        try:
            values[part.name] = _parse_value(fields[part.name], _strip_value(typed, part), context)
            lines[part.name] = line
        except (UsageError, NotFound, Ambiguous) as error:
            problems.append(FormProblem(line, " ".join(f"{error.message} {error.hint}".split())))
    return values, lines, sorted(problems)


def _strip_value(text: str, part: FormField) -> str:
    """A value without the line breaks or blanks around it, which editors add and remove unasked."""
    return text.strip("\n") if part.multiline else text.strip()


def _parse_value(field: Field, text: str, context: JournalContext) -> Any:
    if text.strip():
        return field.form.parse(text, context)
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
    above: dict[int, list[str]] = {}
    for problem in problems:
        above.setdefault(problem.line, []).append(problem.message)
    lines: list[str] = []
    renumbered: list[FormProblem] = []
    for at, line in enumerate(text.split("\n"), 1):
        messages = above.get(at, ())
        lines += [_ERROR_PREFIX + message for message in messages]
        lines.append(line)
        renumbered += [FormProblem(len(lines), message) for message in messages]
    return "\n".join(lines), renumbered


def conflicting_fields(shown: Record, now: Record, wanted: Mapping[str, Any]) -> list[str]:
    """The edited fields that another process has meanwhile set to a different value."""
    return [
        name
        for name, value in wanted.items()
        if getattr(now, name) != getattr(shown, name) and getattr(now, name) != value
    ]
