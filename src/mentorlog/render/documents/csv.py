"""Tables as CSV: one file each, with harmless cells.

A spreadsheet runs a cell that begins like a formula. Such a text gets an apostrophe before it, which spreadsheets show
as the sign of a text; figures stay figures. (OWASP: CSV Injection.)
"""

import csv
import io
from collections.abc import Sequence
from typing import Any

from mentorlog.structs import Frozen

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Sheet(Frozen):
    """A table: its name, which is its file's without ending, its headings, its rows."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]


def drawn(sheet: Sheet) -> str:
    """The sheet as RFC 4180 has it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(sheet.heads)
    writer.writerows([_harmless(cell) for cell in row] for row in sheet.rows)
    return out.getvalue()


def _harmless(cell: Any) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA):
        return f"'{cell}"
    return cell
