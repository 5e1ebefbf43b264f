"""Tables as CSV: one file each, with harmless cells.

A spreadsheet runs a cell that begins like a formula. Such a text gets an apostrophe in front, which spreadsheets take
for the mark of a text; numbers stay numbers. (OWASP: CSV Injection.)
"""

import csv
import io
from collections.abc import Sequence
from typing import Any

from mentorlog.structs import Frozen

_FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class CsvTable(Frozen):
    """A table. Its name is that of its file, without the ending."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]


def render_csv(table: CsvTable) -> str:
    """The table as RFC 4180 defines it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.headings)
    writer.writerows([_escape_formula(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def _escape_formula(cell: Any) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA_PREFIXES):
        return f"'{cell}"
    return cell
