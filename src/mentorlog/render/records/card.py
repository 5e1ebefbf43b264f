"""One record: its title, its short facts, its links and its longer texts, and below them its parts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import COUNT, TEXT
from mentorlog.journal.model.record import Record, record_to_json, title_field
from mentorlog.render.answers import Answer, field_cell, record_cell
from mentorlog.render.records.columns import Names, RecordTable
from mentorlog.render.terminal.page import (
    Gap,
    Grid,
    GridColumn,
    Line,
    Lines,
    Page,
    Row,
    Span,
    bare_text,
    join_facts,
    label_grid,
    line,
    ours,
)
from mentorlog.render.terminal.screen import Screen
from mentorlog.render.terminal.text import width
from mentorlog.structs import replace

_MAX_SHORT = 40  # cells of a value that is a fact among others on a line


class Card(Answer):
    """One record with all its fields and parts."""

    use_pager = True

    def __init__(
        self,
        record: Record,
        parts: Mapping[str, Sequence[Record]],
        names: Mapping[str, str],
        today: date,
        part_names: Names | None = None,
    ) -> None:
        """`names` are those of the records that its fields point to, by field; `part_names` those of its parts."""
        self._record = record
        self._parts = parts
        self._names = names
        self._part_names = part_names or {}
        self._today = today
        self.kind = record.noun

    def data(self) -> Any:
        data: dict[str, Any] = dict(record_to_json(self._record))
        if self._parts:
            data["parts"] = {
                noun: [record_to_json(record) for record in records] for noun, records in self._parts.items()
            }
        return data

    def page(self, screen: Screen) -> Page:
        title = title_field(type(self._record))
        name = tuple(replace(span, role="title") for span in record_cell(title, self._record, self._today))
        head = Grid((GridColumn(""), GridColumn("", "words")), [Row(((Span(self._record.ref, "dim"),), name))])
        is_drawn = screen.is_terminal and not screen.accessible
        page: Page = [head, *(self._fact_page(screen) if is_drawn else self._label_page())]
        for noun, records in self._parts.items():
            if records:
                page += [
                    Gap(),
                    Lines([line(ours(noun.capitalize(), "title"))], indent=2),
                    *self._parts_page(records, summarised=is_drawn),
                ]
        return page

    def _label_page(self) -> Page:
        """Each field behind its label."""
        rows = [(field.column.label, value) for field, value in self._fields()]
        return [Gap(), label_grid(rows, indent=2)] if rows else []

    def _fact_page(self, screen: Screen) -> Page:
        """The short facts on a line, those that name other records on the next; below them the texts with labels."""
        from mentorlog.render.records.goals import goal_bar, goal_facts

        page: Page = []
        fields = self._fields(drawn=True)
        if bar := goal_bar(self._record, screen):
            page.append(Lines([bar], indent=2))
            measured = goal_facts(self._record, self._today)
            page.append(Lines([join_facts(measured)], indent=2))
            fields = [pair for pair in fields if pair[0].name not in _TOLD_BY_BAR]
        dated = {field.column.label.lower() for field, _ in fields}
        short = [pair for pair in fields if _is_short(*pair)]
        facts = [
            self._fact(field, value)
            for field, value in short
            if not field.form.link and f"{bare_text(value)} on" not in dated  # "done on 9 Oct" says the state
        ]
        links = [self._fact(field, value) for field, value in short if field.form.link]
        page += [Lines([join_facts(line_facts)], indent=2) for line_facts in (facts, links) if line_facts]
        rows = [(field.column.label, value) for field, value in fields if not _is_short(field, value)]
        return [*page, Gap(), label_grid(rows, indent=2)] if rows else page

    def _fact(self, field: Field, value: Line) -> Line:
        """A short fact as a phrase: "carried 2", "stretch", "open"."""
        label = f"{field.column.label[:1].lower()}{field.column.label[1:]}"
        if isinstance(getattr(self._record, field.name), bool):
            return line(ours(label))
        is_plain = (field.form.manner in ("state", "rag") and field.name != "by") or field.name == "day"
        return value if is_plain else line(ours(f"{label} "), *value)

    def _fields(self, *, drawn: bool = False) -> list[tuple[Field, Line]]:
        """The fields that say anything, but for the title."""
        record = type(self._record)
        title = title_field(record)
        return [
            (field, value)
            for field in fields_of(record)
            if not (drawn and field.column.hide_default and getattr(self._record, field.name) == field.default)
            and field is not title
            and field.name not in record.title_parts
            and (value := self._field_line(field, is_short=drawn))
        ]

    def _field_line(self, field: Field, *, is_short: bool = False) -> Line:
        """A field's value, with the name of the record that it links to; nothing for a count of 0, or for no."""
        value = getattr(self._record, field.name)
        if value is False or (value == 0 and field.form is COUNT):
            return ()
        text = field_cell(field, value, self._today)
        name = self._names.get(field.name)
        gap = " " if is_short else "  "
        return (*text, ours(gap, alt=", "), Span(name)) if name else text

    def _parts_page(self, records: Sequence[Record], *, summarised: bool) -> Page:
        links = [field.name for field in fields_of(type(records[0])) if field.form.link == self._record.noun]
        table = RecordTable(records, self._today, self._part_names, without=links, summarised=summarised)
        common = table.common_line()
        return [table.grid(indent=2), *([Lines([common], indent=2)] if common else [])]


_TOLD_BY_BAR = (
    "unit", "baseline", "value", "target", "due", "progress", "expected", "rag", "steps_done", "steps_total",
    "ended_on", "state",
)  # fmt: skip


def _is_short(field: Field, value: Line) -> bool:
    """Whether a field is a fact among others on a line."""
    text = bare_text(value)
    return field.form is not TEXT and "\n" not in text and width(text) <= _MAX_SHORT
