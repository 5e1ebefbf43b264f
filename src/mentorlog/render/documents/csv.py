"""Tables as CSV: one file each, with harmless cells that `import` reads as the same values again.

A spreadsheet runs a cell that begins like a formula. Such a text gets an apostrophe in front, which spreadsheets take
for the mark of a text; so does one that begins like a guarded cell, so that taking one apostrophe off gives back the
text. Numbers stay numbers. (OWASP: CSV Injection.)
"""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from mentorlog.structs import Frozen

_FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # after apostrophes and spaces


class CsvTable(Frozen):
    """A table. Its name is that of its file, without the ending."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]  # read once


def render_csv(table: CsvTable) -> str:
    """The table as RFC 4180 defines it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.headings)
    writer.writerows([_format_cell(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def _format_cell(cell: Any) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.lstrip("'").lstrip(" ").startswith(_FORMULA_PREFIXES):
        return f"'{cell}"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and "e" in repr(cell):
        return format(Decimal(repr(cell)), "f")  # 0.00001, not 1e-05
    return cell
