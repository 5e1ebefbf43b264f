"""Tables as CSV: one file each, with harmless cells.

A spreadsheet runs a cell that begins like a formula. Such a text gets an apostrophe before it, which spreadsheets show
as the sign of a text; figures stay figures. (OWASP: CSV Injection.)
"""

import csv
import io
from collections.abc import Sequence
from typing import Any

from mentorlog.structs import Frozen

_FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class CsvTable(Frozen):
    """A table: its name, which is its file's without ending, its headings, its rows."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]


def render_csv(table: CsvTable) -> str:
    """The sheet as RFC 4180 has it."""
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
