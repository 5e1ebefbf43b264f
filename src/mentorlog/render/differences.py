"""What a change did to a record, for people: each field that differs, from what to what."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from mentorlog.journal.dates.format import WEEKDAYS, format_moment, format_short_day
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import TextForm
from mentorlog.journal.model.record import Record
from mentorlog.render.answers import relative_day
from mentorlog.render.terminal.page import Line, Span, line, ours

_MAX_TEXT = 60  # signs of a text that is changed; the rest is cut


def difference_lines(before: Record, after: Record, names: Mapping[str, str], today: date) -> list[Line]:
    """A line for each editable field that differs: "due  Fri 4 Dec → in 7 days, Mon 7 Dec".

    `names` are those of the records that `after` links to, by field.
    """
    lines = []
    for field in fields_of(type(after)):
        old, new = (getattr(record, field.name) for record in (before, after))
        if not field.is_editable or old == new:
            continue
        values = (_old_value(field, old, today), ours(" → "), _new_value(field, new, today))
        name = names.get(field.name)
        label = ours(f"{field.column.label.lower()}  ", "dim")
        lines.append((label, *values, *line(Span(f" {name}" if name else ""))))
    return lines


def _old_value(field: Field, value: Any, today: date) -> Span:
    if isinstance(value, datetime):
        return Span(format_moment(value, today))
    if isinstance(value, date):
        return Span(f"{WEEKDAYS[value.weekday()]} {format_short_day(value, today)}")
    return _value(field, value, today)


def _new_value(field: Field, value: Any, today: date) -> Span:
    return Span(relative_day(value, today)) if isinstance(value, date) else _value(field, value, today)


def _value(field: Field, value: Any, today: date) -> Span:
    if value is None:
        return ours("nothing", "dim")
    text = field.form.to_text(value, today)
    if isinstance(field.form, TextForm):
        text = " ".join(text.split())
        text = text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 2].rstrip() + " …"
    return Span(text)
