"""Says how days were understood that a person wrote in words, where the answer does not show them."""

from datetime import date

from mentorlog import clock
from mentorlog.cli.params.moments import past_year_warning
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.editing.assignments import find_field
from mentorlog.render.answers import Answer, ChangeAnswer, relative_day
from mentorlog.render.tell import render_plain
from mentorlog.render.terminal.page import Line, line, ours

_LABELS = {"--on": "", "--at": ""}  # of options whose name is not said
_LONG_KINDS = ("log", "search", "timeline")  # pages that are long, and are not looked through


def echo_days(answer: Answer, days: list[tuple[str, date, str]]) -> None:
    """Add to an answer each day, by its option, that it does not show: to a change a detail, to a page an aside."""
    if answer.raw is not None or answer.stream is not None:
        return
    is_long = answer.kind.endswith(".list") or answer.kind in _LONG_KINDS
    shown = "" if is_long else render_plain(answer)
    today = clock.now().date()
    for option, day, _ in dict.fromkeys(days):
        if format_short_day(day, today) not in shown:
            note = _note(option, day, today)
            if isinstance(answer, ChangeAnswer):
                answer.add_detail(note)
            else:
                answer.asides = [*answer.asides, note]


def warn_of_years(answer: Answer, days: list[tuple[str, date, str]]) -> None:
    """Add to an answer that a day without a year became one of the next year, where the one that is past is nearer."""
    today = clock.now().date()
    for option, _, phrase in dict.fromkeys(days):
        if phrase and (warning := past_year_warning(phrase, today, _correction(answer, option))):
            answer.warnings = [*answer.warnings, warning]


def _correction(answer: Answer, option: str) -> str:
    """The start of the command that sets the day of this option in what was changed; empty where there is none."""
    record = answer.only_record if isinstance(answer, ChangeAnswer) else None
    field = find_field(record, option.removeprefix("--")) if record else None
    return f"mentorlog edit {record.ref} {field.name}=" if record and field else ""


def _note(option: str, day: date, today: date) -> Line:
    label = _LABELS.get(option, option.removeprefix("--").replace("-", " "))
    return line(ours(f"{label} {relative_day(day, today)}".strip(), "dim"))
