"""The rows of a table, whatever its format: CSV and its kin, a list of JSON objects, one object a line.

A list that this program wrote as JSON (`questions list --json`) is a table too, and names its noun.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from mentorlog.errors import UsageError
from mentorlog.exchange.entries import SkippedEntry, decode_text
from mentorlog.nouns import KINDS

_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(
    r"sep=([^\r\n]|\\t)\r?(?:\n|$)", re.IGNORECASE
)  # by which a file tells Excel its delimiter
_JSON_START = re.compile(r'\s*(\{|\[\s*[\[{\]"\d])')
_FORMULA_GUARD = re.compile(r"'+ *[=+\-@\t\r\n＝＋－＠]")  # a cell that `render.documents.csv` keeps from being run
_MAX_CELL = 100_000_000  # characters; a longer text than a field may have is refused by its row, not by the reader


class TableRow(NamedTuple):
    """The texts of a row by the names of their columns; a column that the row does not reach is left out."""

    at: str
    cells: Mapping[str, str]


class SourceTable(NamedTuple):
    """The names of the columns, as they stand in the file, and the rows. `noun` is "" where the file names none."""

    names: list[str]
    rows: Iterable[TableRow | SkippedEntry]
    noun: str = ""


def read_table(content: bytes) -> SourceTable:
    """The table of a file. Raises UsageError where there is none; so may its rows, while they are read."""
    text = decode_text(content, "Save it as CSV UTF-8.")
    table = _read_json(text) if _JSON_START.match(text) else _read_csv(text)
    if not any(name.strip() for name in table.names):
        raise UsageError("This table is empty.", "Its first line names its columns.")
    return table


# JSON


def _read_json(text: str) -> SourceTable:
    noun, objects = _json_objects(text)
    rows = [
        TableRow(at, {name: _json_cell(value) for name, value in value.items()})
        if isinstance(value, dict)
        else SkippedEntry(at, "It is not an object of JSON.")
        for at, value in objects
    ]
    if rows and all(isinstance(row, SkippedEntry) for row in rows):
        raise UsageError("This JSON holds no rows.", "A table is a list of objects, or one object a line.")
    names = list(dict.fromkeys(name for row in rows if isinstance(row, TableRow) for name in row.cells))
    # An empty list of this program's own is a table without rows.
    return SourceTable(names or (["ref"] if noun else []), rows, noun)


def _json_objects(text: str) -> tuple[str, list[tuple[str, Any]]]:
    """The noun of a list of this program, and each object with its place; None for a line that is no JSON."""
    try:
        value = _parse_json_rows(text)
    except (ValueError, RecursionError) as error:
        if text.lstrip().startswith("["):
            where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
            raise UsageError(f"This is not JSON that can be read{where}.", "Was it cut? Export it anew.") from None
        with suppress(ValueError, RecursionError):
            return "", list(_decode_sequence(text))
        lines = [(f"line {at}", _parse_line(line)) for at, line in enumerate(text.split("\n"), 1) if line.strip()]
        return "", lines
    noun = ""
    if len(value) == 1 and isinstance(value[0], dict):
        if isinstance(value[0].get("data"), list):
            noun = str(value[0].get("kind", "")).removesuffix(".list")
            value = value[0]["data"]
        elif len(value[0]) == 1 and isinstance(inner := next(iter(value[0].values())), list):
            value = inner  # the one key of the object names the list
    return noun if noun in KINDS else "", [(f"entry {at}", row) for at, row in enumerate(value, 1)]


def _parse_json_rows(text: str) -> list[Any]:
    from sqlite_utils.utils import Format, rows_from_file

    return list(rows_from_file(io.BytesIO(text.encode()), Format.JSON)[0])


def _decode_sequence(text: str) -> Iterator[tuple[str, Any]]:
    """Objects one after the other, on a line each or on several, with the line on which each begins."""
    decode, place, line = json.JSONDecoder().raw_decode, 0, 1
    while rest := re.compile(r"\S").search(text, place):
        line += text.count("\n", place, rest.start())
        value, end = decode(text, rest.start())
        yield f"line {line}", value
        line += text.count("\n", rest.start(), end)
        place = end


def _parse_line(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _json_cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_json_cell, value))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


# CSV


def _read_csv(text: str) -> SourceTable:
    """The table of a text in which a delimiter parts the cells.

    `rows_from_file` gives dicts that know no line, and makes one column of two with the same name.
    """
    csv.field_size_limit(_MAX_CELL)
    separator = _SEPARATOR_LINE.match(text)
    if separator:
        delimiter, skipped = separator[1].replace("\\t", "\t"), 1
        text = text[separator.end() :]
    else:
        delimiter, skipped = _detect_delimiter(text), 0
    lines = _csv_lines(text, delimiter, skipped)
    names = next((cells for _, cells in lines if any(cell.strip() for cell in cells)), [])
    return SourceTable(names, _csv_rows(names, lines))


def _detect_delimiter(text: str) -> str:
    """The sign that parts the cells of the first line."""
    return max(_DELIMITERS, key=_first_line(text).count)


def _first_line(text: str) -> str:
    """The line with the names of the columns, without what stands in quotes."""
    first = re.match(r'\s*((?:"(?:[^"]|"")*"|[^"\r\n])*)', text)
    return re.sub(r'"(?:[^"]|"")*"', '""', first[1] if first else "")


def _is_spaced(text: str, delimiter: str) -> bool:
    """Whether a space follows every delimiter of the first line, as people write tables by hand.

    It then belongs to no cell; elsewhere it does, and a quote behind it would be a part of the text.
    """
    _, *names = _first_line(text).split(delimiter)
    return bool(names) and all(name.startswith(" ") for name in names)


def _csv_lines(text: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row and the line on which it begins. Raises UsageError for quotes that are not in pairs."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=_is_spaced(text, delimiter)
    )
    at = skipped + 1
    try:
        for cells in reader:
            yield at, cells
            at = skipped + reader.line_num + 1
    except csv.Error:
        raise UsageError(
            f"The quotes on line {at} of this table do not come in pairs.",
            "Nothing was taken. Put a text with quotes, delimiters or line breaks into quotes, and double its own.",
        ) from None


def _csv_rows(names: list[str], lines: Iterator[tuple[int, list[str]]]) -> Iterator[TableRow | SkippedEntry]:
    for at, cells in lines:
        if any(cell.strip() for cell in cells[len(names) :]):
            yield SkippedEntry(f"line {at}", "It has more cells than the first line.")
        elif any(cell.strip() for cell in cells):
            yield TableRow(f"line {at}", dict(zip(names, map(_csv_cell, cells), strict=False)))


def _csv_cell(cell: str) -> str:
    """The text of a cell: without what guards a formula, and with the line breaks of an old Mac as any other."""
    text = cell[1:] if _FORMULA_GUARD.match(cell) else cell
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
