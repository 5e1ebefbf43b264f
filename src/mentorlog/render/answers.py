"""The answers of commands: a listing, a change, a record, or a page of a command's own; as data and as a page.

A command returns an answer and draws nothing. `tell` prints it: as JSON, as plain lines, or on a terminal.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any

from mentorlog import clock
from mentorlog.journal.dates.format import format_relative_day
from mentorlog.journal.model.fields import Column, Field, fields_of
from mentorlog.journal.model.forms import COUNT, TITLE
from mentorlog.journal.model.record import Record, record_to_json, title_field
from mentorlog.nouns import KINDS, Kind
from mentorlog.render.terminal.page import (
    RAG_ROLES,
    Gap,
    Grid,
    GridColumn,
    Line,
    Lines,
    Manner,
    Page,
    Row,
    Span,
    join_facts,
    label_grid,
    line,
    ours,
    rag_span,
)
from mentorlog.render.terminal.screen import Screen
from mentorlog.structs import Frozen, replace

if TYPE_CHECKING:
    from mentorlog.journal.model.records.sessions import Session
    from mentorlog.journal.queries.listing import ListResult


_BAR_CELLS = 34


class NextStep(Frozen):
    """The next step to suggest: a command, and what it is for."""

    command: str
    why: str = ""


class Answer:
    """What a command prints. `steps` go to stderr, after the rest; so do `warnings`, which the JSON has too."""

    kind: str = ""
    steps: Sequence[NextStep] = ()
    warnings: Sequence[str] = ()
    exit_code: int = 0
    as_json: bool = False  # it was asked for as JSON by its own --format, not by --json
    asides: Sequence[Line] = ()  # for the owner alone: on stderr, and never in the JSON
    use_pager: bool = False  # where it does not fit on a terminal
    is_long_page: bool = False  # one for which the terminal is asked whether its ground is dark
    raw: str | None = None  # written as it is, instead of a page
    stream: IO[bytes] | None = None  # likewise, for long texts: UTF-8 whatever the encoding of the terminal

    def data(self) -> Any:
        """The value of `data` in the JSON."""
        raise NotImplementedError  # abc would cost every command a metaclass

    def page(self, screen: Screen) -> Page:
        """The page on stdout, for people."""
        raise NotImplementedError  # likewise


def field_cell(field: Field, value: Any, today: date) -> Line:
    """A value in a list or a card."""
    if value is None:
        return ()
    form = field.form
    if form.manner == "rag":
        return (rag_span(value),)
    text = relative_day(value, today) if form.manner == "day" else form.to_text(value, today)
    return (Span(text, "dim" if form.manner == "ref" else ""),)


def record_cell(field: Field, record: Record, today: date) -> Line:
    """A record's value in a list or a card, with what belongs to it."""
    cell = field_cell(field, getattr(record, field.name), today)
    suffix = record.field_suffix(field.name)
    return (*cell, ours(suffix, "dim")) if suffix else cell


def session_time(session: "Session", today: date) -> str:
    """When a session is: "in 3 days, Thu 26 Nov 21:00, 15:00 in New York"."""
    return relative_day(session.starts_at, today) + session.elsewhere


def relative_day(value: date, today: date) -> str:
    """A day or a moment seen from today, by the reader's clocks: "in 3 days, Thu 26 Nov 15:00"."""
    if isinstance(value, datetime):
        value = clock.to_local(value)
        return f"{format_relative_day(value.date(), today)} {value:%H:%M}"
    return format_relative_day(value, today)


_OWNER_FIELD = Field("owner", Column("Mentor"), TITLE, True, None)  # a column of lists that no record stores


class Listing(Answer):
    """Records of one noun as a table."""

    use_pager = True

    def __init__(
        self,
        record: type[Record],
        result: "ListResult",
        today: date,
        *,
        subset: bool = False,
        about: str = "",
        steps: Sequence[NextStep] = (),
        owners: Mapping[int, str] | None = None,
    ) -> None:
        """`subset` says that not all records were asked for; `about` is a sentence for an empty list.

        `owners` says in a word whose each record is, by number, where there are several mentors to tell apart.
        """
        self.record = record
        self.records = result.records
        self.today = today
        self.kind = f"{record.noun}.list"
        self.steps = steps
        self._result = result
        self._is_subset = subset
        self._about = about
        self._owners = owners or {}

    def data(self) -> Any:
        return [record_to_json(record) for record in self.records]

    def page(self, screen: Screen) -> Page:
        if not self.records:
            return [Lines([line(self._empty_sentence()), *([line(self._about)] if self._about else [])])]
        page: Page = [_record_grid(self.records, self.fields(), self._cell)]
        if omissions := self.omissions():
            page += [Gap(), Lines([line(text) for text in omissions])]
        return page

    def fields(self) -> list[Field]:
        """The columns: listed fields that any record has a value for, and whose it is where that differs."""
        listed = [field for field in fields_of(self.record) if field.column.in_list and self._has_values(field)]
        names_them = any(field.name == "mentor" for field in listed)
        if len(set(self._owners.values())) < (1 if names_them else 2):
            return listed
        return [*(field for field in listed if field.name != "mentor"), _OWNER_FIELD]

    def value(self, field: Field, record: Record) -> Any:
        """What stands in a column for a record; None where that is empty."""
        return self._owners.get(record.number) if field is _OWNER_FIELD else getattr(record, field.name)

    @property
    def heading(self) -> str:
        """A heading for these records: open, all, or those that were chosen."""
        if self._result.live_only and self.record.live_word:
            return self.record.live_word.capitalize()
        return "Chosen" if self._is_subset else "All"

    def omissions(self) -> list[str]:
        """Sentences about what is not shown, and how to see it."""
        sentences = []
        if self._result.settled_counts:
            states = [f"{count} {state}" for state, count in self._result.settled_counts]
            sentences.append(f"{' and '.join(filter(None, (', '.join(states[:-1]), states[-1])))} not shown: --all")
        if self._result.remaining_count:
            word = "earlier" if self._result.keeps_newest else "more"
            sentences.append(f"{self._result.remaining_count} {word} not shown: --limit")
        return sentences

    def _cell(self, field: Field, record: Record) -> Line:
        value = self.value(field, record)
        if isinstance(value, bool):  # a column of "no" would say nothing
            return line(ours(field.column.label.lower())) if value else ()
        if field.column.sql and value == field.default:
            return ()  # nothing was counted
        suffix = "" if field is _OWNER_FIELD else record.field_suffix(field.name)
        cell = field_cell(field, value, self.today) + ((ours(suffix, "dim"),) if suffix else ())
        if field.name == KINDS[record.noun].title_field:
            return _as_title(cell)
        return cell

    def _has_values(self, field: Field) -> bool:
        return any(getattr(record, field.name) not in (None, field.default) for record in self.records)

    def _empty_sentence(self) -> str:
        live = f"{self.record.live_word} " if self._result.live_only and self.record.live_word else ""
        omissions = self.omissions()
        end = " like that" if self._is_subset else " yet" if not (live or omissions) else ""
        return " ".join([f"No {live}{KINDS[self.record.noun].display_plural}{end}.", *omissions])


def _as_title(cell: Line) -> Line:
    return tuple(replace(span, role="title") for span in cell)


def _record_grid(
    records: Sequence[Record], fields: Sequence[Field], cell: Callable[[Field, Record], Line], indent: int = 0
) -> Grid:
    """Records of one noun as a table of their refs and these fields, drawn by `cell`."""
    kind = KINDS[records[0].noun]
    heads = [GridColumn("Ref"), *(_grid_column(field, kind) for field in fields)]
    rows = [Row([(Span(record.ref, "dim"),), *(cell(field, record) for field in fields)]) for record in records]
    return Grid(heads, rows, has_header=True, indent=indent)


def _grid_column(field: Field, kind: Kind) -> GridColumn:
    """The column of a field. The day that names a record, a state and a ref need no label."""
    manner = field.form.manner
    hide_label = manner in ("state", "rag", "ref") or field.name == kind.day_field
    if field.name == kind.title_field:
        return GridColumn(field.column.label, "title", hide_label)
    setting: Manner = "figure" if manner == "figure" else "words" if manner == "words" else "fixed"
    return GridColumn(field.column.label, setting, hide_label)


class Card(Answer):
    """One record with all its fields and parts."""

    def __init__(
        self, record: Record, parts: Mapping[str, Sequence[Record]], names: Mapping[str, str], today: date
    ) -> None:
        """`names` are those of the records that its fields point to, by field."""
        self._record = record
        self._parts = parts
        self._names = names
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
        record = self._record
        title = title_field(type(record))
        rows = [
            (field.column.label, value)
            for field in fields_of(type(record))
            if field is not title and (value := self._field_line(field))
        ]
        progress = () if screen.accessible else _progress_line(record)
        name = _as_title(record_cell(title, record, self._today))
        head = Grid((GridColumn(""), GridColumn("", "words")), [Row(((Span(record.ref, "dim"),), name))])
        page: Page = [head, *([Lines([progress], indent=2)] if progress else []), Gap(), label_grid(rows, indent=2)]
        for noun, records in self._parts.items():
            if records:
                page += [Gap(), Lines([line(ours(noun.capitalize(), "title"))], indent=2), self._parts_grid(records)]
        return page

    def _field_line(self, field: Field) -> Line:
        """A field's value, with the name of the record that it links to; nothing for a count of 0, or for no."""
        value = getattr(self._record, field.name)
        if value is False or (value == 0 and field.form is COUNT):
            return ()
        text = field_cell(field, value, self._today)
        name = self._names.get(field.name)
        return (*text, ours("  ", alt=", "), Span(name)) if name else text

    def _parts_grid(self, records: Sequence[Record]) -> Grid:
        fields = [
            field
            for field in fields_of(type(records[0]))
            if field.form.link != self._record.noun
            and any(getattr(record, field.name) is not None for record in records)
        ]
        return _record_grid(
            records, fields, lambda field, record: field_cell(field, getattr(record, field.name), self._today), indent=2
        )


def _progress_line(record: Record) -> Line:
    """The bar of a goal; nothing where nothing is measured, or for another noun. The fields below it say the same."""
    share = getattr(record, "progress", None)
    if share is None:
        return ()
    from mentorlog.render.terminal.bars import bar

    rag = getattr(record, "rag", "none")
    return bar(share, getattr(record, "expected", None), _BAR_CELLS, RAG_ROLES[rag] if rag != "none" else "accent")


class ChangeAnswer(Answer):
    """What a command changed: a sentence with the ref, how the input was understood, and a next step."""

    def __init__(
        self,
        sentence: Line,
        record: Record | Sequence[Record],
        *,
        details: Sequence[Line] = (),
        next_step: NextStep | None = None,
        also: Sequence[str] = (),
        new_refs: Sequence[str] | None = None,
    ) -> None:
        self._sentence = sentence
        self._records = record
        self._details = list(details)
        self._also = also
        self._new_refs = new_refs
        first = record if isinstance(record, Record) else record[0]
        self.kind = first.noun
        self.steps = (next_step,) if next_step else ()

    def data(self) -> Any:
        if not isinstance(self._records, Record):
            return [record_to_json(record) for record in self._records]
        data: dict[str, Any] = dict(record_to_json(self._records))
        if self._also:
            data["also"] = list(self._also)
        if self._new_refs is not None:
            data["made"] = list(self._new_refs)
        return data

    @property
    def only_record(self) -> Record | None:
        """The record that was changed, where it is one."""
        return self._records if isinstance(self._records, Record) else None

    def add_detail(self, detail: Line) -> None:
        """Say one more thing on how the input was understood."""
        self._details.append(detail)

    def page(self, screen: Screen) -> Page:
        return [Lines([self._sentence]), *([Lines(self._details, indent=2)] if self._details else [])]


class PageAnswer(Answer):
    """A page of a command's own, and its data.

    A page that depends on the screen is given as a function of it; so are data that are costly to compute.
    """

    def __init__(
        self,
        kind: str,
        data: Any,
        page: Page | Callable[[Screen], Page],
        steps: Sequence[NextStep] = (),
        *,
        exit_code: int = 0,
    ) -> None:
        self.kind = kind
        self.exit_code = exit_code
        self._data = data
        self._page = page
        self.steps = steps

    def data(self) -> Any:
        return self._data() if callable(self._data) else self._data

    def page(self, screen: Screen) -> Page:
        return self._page(screen) if callable(self._page) else self._page


def change_sentence(verb: str, record: Record, *rest: Span | str) -> Line:
    """The sentence of a change: the verb, the ref, the name. "Noted q7: What would you cut first?" """
    return line(ours(f"{verb} "), Span(record.ref, "accent"), ours(": "), Span(record_title(record), "title"), *rest)


def record_title(record: Record) -> str:
    """The title of a record: the field that names records of its noun."""
    field = title_field(type(record))
    value = getattr(record, field.name)
    if value is None:  # an agreement without a purpose
        return KINDS[record.noun].display_noun
    return format_title(field, value) + record.field_suffix(field.name)


def format_title(field: Field, value: Any) -> str:
    """A title as people read it: a day or a moment in words, a text as it is."""
    form = field.form
    return form.to_text(value, clock.now().date()) if form.manner == "day" else str(form.to_json(value))


def day_note(label: str, day: date | None, today: date) -> Line:
    """How a day was understood: "due in 3 weeks, Mon 14 Dec"; empty without a day."""
    if day is None:
        return ()
    return line(ours(f"{label} {format_relative_day(day, today)}".lstrip(), "dim"))


def detail_lines(*parts: Line) -> list[Line]:
    """The details below a sentence on one line, or no line at all."""
    details = join_facts(parts)
    return [details] if details else []
