"""A record as one page of text to edit: fields on top, one a line, texts below, each under its own heading.

    priority: high

    === answer ===
    As many lines as it takes.

What is printed is read again as the same, whatever the texts hold: a line of a text that looks like a heading or an
error has a backslash in front. Lines that begin with # stand on top alone, and are not read.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mentorlog.errors import Ambiguous, NotFound, UsageError
from mentorlog.journal.model.fields import TEXT, Context, Field, columns
from mentorlog.journal.model.record import Record
from mentorlog.journal.model.text import meant

_HEADING = re.compile(r"=== ([a-z_]+) ===\s*")
_FIELD = re.compile(r"([A-Za-z_-]+)\s*:(?: (.*)|\s*)")
_ERROR = "#! "
_SPECIAL = re.compile(r"\\*(=== [a-z_]+ ===\s*|#! .*)")


class Part(NamedTuple):
    """A field on the page: a line on top, or a text of its own."""

    name: str
    value: str
    long: bool
    hint: str = ""


class Found(NamedTuple):
    """What stands for a part on a page, and on which line it begins."""

    value: str
    line: int


class Trouble(NamedTuple):
    """What cannot be kept, and on which line it stands; the first line is 1."""

    line: int
    says: str


def parts(record: Record) -> list[Part]:
    """The fields of a record that may be edited, as they are written."""
    return [_part(field, getattr(record, field.name)) for field in columns(type(record)) if field.edited]


def _part(field: Field, value: Any) -> Part:
    hint = field.form.hint if field.form.choices or field.form.hint in ("yes|no", "1-5", "0-5") else ""
    if value is None:
        text = ""
    else:
        shown = field.form.show(value)
        text = ("no", "yes")[shown] if isinstance(shown, bool) else str(shown)
    return Part(field.name, text, field.form is TEXT, hint)


def page(intro: Sequence[str], parts: Sequence[Part]) -> str:
    """The page, with lines of introduction that are not read."""
    lines = [f"# {text}".rstrip() for text in intro]
    fields, texts = [part for part in parts if not part.long], [part for part in parts if part.long]
    lines.append("")
    for part in fields:
        if part.hint:
            lines.append(f"# {part.hint}")
        lines.append(f"{part.name}: {part.value}" if part.value else f"{part.name}:")
    if fields:
        lines.append("")
    for part in texts:
        lines += [f"=== {part.name} ===", *map(_escaped, part.value.split("\n")), ""]
    return "\n".join(lines)


def _escaped(line: str) -> str:
    return f"\\{line}" if _SPECIAL.fullmatch(line) else line


def read(text: str, names: Sequence[str]) -> tuple[dict[str, Found], list[Trouble]]:
    """What stands on a page for each of the parts, and what on it cannot be read."""
    found: dict[str, Found] = {}
    troubles: list[Trouble] = []
    bodies: dict[str, list[str]] = {}
    body: list[str] | None = None  # the text that the lines belong to; None on top
    for at, line in enumerate(text.split("\n"), 1):
        heading = _HEADING.fullmatch(line)
        if line.startswith(_ERROR):
            continue
        if heading:
            body = bodies[heading[1]] = []
            _note(found, troubles, names, heading[1], Found("", at))
        elif body is not None:
            body.append(line.removeprefix("\\") if line.startswith("\\") and _SPECIAL.fullmatch(line) else line)
        elif line.strip() and not line.startswith("#"):
            if field := _FIELD.fullmatch(line):
                _note(found, troubles, names, field[1].replace("-", "_").lower(), Found(field[2] or "", at))
            else:
                troubles.append(Trouble(at, "This is no field: write NAME: VALUE, or put a text under its heading."))
    for name, lines in bodies.items():
        if name in found:
            found[name] = found[name]._replace(value="\n".join(lines[:-1] if lines and not lines[-1] else lines))
    missing = [name for name in names if name not in found]
    troubles += [
        Trouble(1, f"{name} is missing: to clear a field, take out what stands behind it.") for name in missing
    ]
    return found, troubles


def _note(found: dict[str, Found], troubles: list[Trouble], names: Sequence[str], name: str, what: Found) -> None:
    if name in found:
        troubles.append(Trouble(what.line, f"{name} stands here a second time."))
    elif name not in names:
        troubles.append(Trouble(what.line, f"There is no field of this name. {meant(name, names)}".strip()))
    else:
        found[name] = what


def changes(
    record: Record, shown: Sequence[Part], text: str, context: Context
) -> tuple[dict[str, Any], dict[str, int], list[Trouble]]:
    """What a page changes in the record that it was `shown` for: values and lines by field, and all that is wrong."""
    found, troubles = read(text, [part.name for part in shown])
    fields = {field.name: field for field in columns(type(record))}
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for part in shown:
        if part.name not in found:
            continue
        typed, line = found[part.name]
        if _bare(typed, part) == _bare(part.value, part):
            continue
        try:
            values[part.name] = _read(fields[part.name], _bare(typed, part), context)
            lines[part.name] = line
        except (UsageError, NotFound, Ambiguous) as error:
            troubles.append(Trouble(line, " ".join(f"{error.message} {error.hint}".split())))
    return values, lines, sorted(troubles)


def _bare(text: str, part: Part) -> str:
    """A value without what an editor adds or takes away unasked: line breaks around a text, blanks around a value."""
    return text.strip("\n") if part.long else text.strip()


def _read(field: Field, text: str, context: Context) -> Any:
    if text.strip():
        return field.form.read(text, context)
    if not field.optional:
        raise UsageError(f"{field.name} cannot be empty.", "Take back what stood here.")
    return None


def emptied(text: str) -> bool:
    """Whether nothing is left on a page but blank lines and such as are not read."""
    return all(not line.strip() or line.startswith("#") for line in text.split("\n"))


def plain(text: str) -> str:
    """A page without the errors that stood on it, as an editor may have saved it: with other line ends, with a mark."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return "\n".join(line for line in text.split("\n") if not line.startswith(_ERROR))


def marked(text: str, troubles: Sequence[Trouble]) -> tuple[str, list[Trouble]]:
    """The page with each error above its line, and the errors with the lines that they then speak of."""
    above: dict[int, list[str]] = {}
    for trouble in troubles:
        above.setdefault(trouble.line, []).append(trouble.says)
    lines: list[str] = []
    moved: list[Trouble] = []
    for at, line in enumerate(text.split("\n"), 1):
        said = above.get(at, ())
        lines += [_ERROR + says for says in said]
        lines.append(line)
        moved += [Trouble(len(lines), says) for says in said]
    return "\n".join(lines), moved


def clashes(shown: Record, now: Record, wanted: Mapping[str, Any]) -> list[str]:
    """The fields that somebody else changed meanwhile to something other than what is wanted."""
    return [
        name
        for name, value in wanted.items()
        if getattr(now, name) != getattr(shown, name) and getattr(now, name) != value
    ]
