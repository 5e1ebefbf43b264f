"""The columns of a table of records: what differs from row to row, as short as a column is; names in place of refs."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mentorlog.clock import to_local
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.fields import Column, Field, fields_of
from mentorlog.journal.model.forms import TITLE
from mentorlog.nouns import KINDS
from mentorlog.render.answers import field_cell
from mentorlog.render.terminal.page import (
    Grid,
    GridColumn,
    Line,
    Manner,
    Row,
    Span,
    bare_text,
    join_facts,
    line,
    ours,
    rag_span,
)
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.journal.model.record import Record

Names = Mapping[tuple[str, int], str]  # what to call a record in a column, by its noun and number
OWNER_FIELD = Field("owner", Column("Mentor"), TITLE, True, None)  # a column of lists that no record stores
_LINK_MANNERS: dict[str, Manner] = {"session": "figure", "mentor": "fixed"}  # a day, a first name
_OWN_DAYS = ("day", "starts_at")  # fields that need no label: their record is of that day
_MAX_SHARED = 20  # characters of a value whose cell is that of all records that have it
_LABELLED = ("words", "figure", "day")  # manners of values that say little without their label


class RecordTable:
    """Records of one noun as a grid, and what all of them have in common.

    `names` say what to call the records that others link to; `owners`, if given, whose each record is, by its number.
    """

    def __init__(
        self,
        records: "Sequence[Record]",
        today: date,
        names: Names,
        *,
        owners: Mapping[int, str] | None = None,
        without: Sequence[str] = (),
        summarised: bool = False,
        one_line: bool = False,
    ) -> None:
        """Columns `without` are left out.

        With `summarised`, records named by their day have words beside it, on a terminal with `one_line` no more than
        one line of them.
        """
        self._records, self._today, self._names = records, today, names
        self._record, self._one_line = type(records[0]), one_line
        self._kind = KINDS[self._record.noun]
        self._summary = self._record.list_summary if summarised else ()
        left_out = {"session", *without} if self._summary else {*without}  # whose day is theirs
        fields = [
            field
            for field in fields_of(self._record)
            if (field.column.in_list or field.name in self._record.list_summary) and field.name not in left_out
        ]
        cells = {field.name: self._column_cells(field) for field in fields}
        if owners:
            fields = [*(field for field in fields if field.name != "mentor"), OWNER_FIELD]
            cells[OWNER_FIELD.name] = [line(Span(owners.get(record.number, ""))) for record in records]
        filled = [  # the title also where this reader may not see it
            field for field in fields if field.name == self._kind.title_field or any(map(bare_text, cells[field.name]))
        ]
        self._common = [field for field in filled if self._is_common(field, cells[field.name])]
        self._fields = [field for field in filled if field not in self._common and field.name not in self._summary]
        self._cells = cells

    def _is_common(self, field: Field, cells: Sequence[Line]) -> bool:
        """Whether all have the same there; what names or dates a record stays."""
        if len(cells) < 2 or field.name in (self._kind.title_field, self._kind.day_field):
            return False
        return len({bare_text(cell) for cell in cells}) == 1

    def grid(self, indent: int = 0) -> Grid:
        """The grid: the ref, the title and the day, and what else differs."""
        head = [GridColumn("Ref", hide_label=True)] if self._kind.letter else []
        refs = [(line(Span(record.ref, "dim")),) if self._kind.letter else () for record in self._records]
        title, rest = self._title_first()
        columns, cells = [*head], [[*part] for part in refs]
        if self._summary:
            columns += [GridColumn(title.column.label, "figure", hide_label=True)]
            columns += [GridColumn("", "title", hide_label=True, one_line=self._one_line)]
            for at, (row, day) in enumerate(zip(cells, self._cells[title.name], strict=True)):
                row += [day, self._summary_cell(at)]
        else:
            columns.append(GridColumn(title.column.label, "title", title.name == self._kind.day_field))
            for row, cell in zip(cells, self._cells[title.name], strict=True):
                row.append(tuple(replace(span, role=span.role or "title") for span in cell))
        columns += [self._column(field) for field in rest]
        for at, row in enumerate(cells):
            row += [self._cells[field.name][at] for field in rest]
        return Grid(columns, [Row(row) for row in cells], has_header=True, indent=indent)

    def _title_first(self) -> tuple[Field, list[Field]]:
        title = next(field for field in self._fields if field.name == self._kind.title_field)
        return title, [field for field in self._fields if field is not title]

    def common_line(self, known: str = "") -> Line:
        """What all have in common: "In all: every 2 weeks · video"; not what is known, or usual."""
        facts = []
        for field in self._common:
            value = getattr(self._records[0], field.name, None)
            if value is not None and value in (field.default, known):
                continue
            column, cell = self._column(field), self._cells[field.name][0]
            label = f"{column.label[:1].lower()}{column.label[1:]} "
            facts.append(cell if column.hide_label or bare_text(cell) == label.strip() else line(ours(label), *cell))
        return line("In all: ", *join_facts(facts)) if facts else ()

    def _summary_cell(self, at: int) -> Line:
        return next((cell for name in self._summary if bare_text(cell := self._cells[name][at])), ())

    def _column(self, field: Field) -> GridColumn:
        manner = field.form.manner
        if field is OWNER_FIELD:
            return GridColumn("Mentor", "fixed", hide_label=True)
        if field.form.link:
            setting = _LINK_MANNERS.get(field.form.link, "words")
            return GridColumn(field.column.label, setting, field.name == "mentor", field.column.if_room)
        is_figure = manner in ("figure", "day")
        setting = "figure" if is_figure else "words" if manner == "words" else "fixed"
        hide_label = manner not in _LABELLED or field.name in _OWN_DAYS
        return GridColumn(field.column.label, setting, hide_label, field.column.if_room)

    def _column_cells(self, field: Field) -> list[Line]:
        """The cells of a field. Those of equal short values are one, of which a long list has thousands."""
        shared: dict[Any, Line] = {}
        cells = []
        for record in self._records:
            value = getattr(record, field.name)
            is_short = isinstance(value, (int, date)) or (isinstance(value, str) and len(value) <= _MAX_SHARED)
            cell = shared.get(value) if is_short else None
            if cell is None:
                cell = list_cell(field, value, self._today, self._names)
                if is_short:
                    shared[value] = cell
            suffix = record.field_suffix(field.name)
            cells.append((*cell, ours(suffix, "dim")) if suffix else cell)
        return cells


def list_cell(field: Field, value: Any, today: date, names: Names) -> Line:
    """A value as short as a list has it; nothing for no, for none, and for what is usual."""
    if value is None or (value == field.default and (field.column.sql or field.column.hide_default)):
        return ()
    if isinstance(value, bool):  # a column of "no" would say nothing
        return line(ours(field.column.label.lower())) if value else ()
    if field.form.link:
        name = names.get((field.form.link, value))
        return (Span(name),) if name else (Span(field.form.to_text(value, today), "dim"),)
    if field.form.manner == "rag":
        return (rag_span(value),)
    if field.form.manner == "day":
        here = to_local(value) if isinstance(value, datetime) else value
        time = f" {here:%H:%M}" if isinstance(here, datetime) else ""
        day = here.date() if isinstance(here, datetime) else here
        return line(Span(f"{format_short_day(day, today)}{time}"))
    return field_cell(field, value, today)
