"""The answers of commands: a listing, a change, a record, or a page of a command's own; as data and as a page.

A command returns an answer and draws nothing. `tell` prints it: as JSON, as plain lines, or on a terminal.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any

from mentorlog import clock
from mentorlog.journal.dates.format import format_relative_day
from mentorlog.journal.model.fields import Field
from mentorlog.journal.model.record import Record, record_to_json, title_field
from mentorlog.nouns import KINDS
from mentorlog.render.terminal.page import Line, Lines, Page, Span, join_facts, line, ours, rag_span
from mentorlog.render.terminal.screen import Screen
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.model.records.sessions import Session


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
    stream: "IO[bytes] | None" = None  # likewise, for long texts: UTF-8 whatever the encoding of the terminal

    def data(self) -> Any:
        """The value of `data` in the JSON; an iterator for a list that may be long, whose rows are made one by one."""
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
