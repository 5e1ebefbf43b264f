"""Says how days were understood that a person wrote in words, where the answer does not show them."""

from datetime import date

from mentorlog import clock
from mentorlog.journal.dates.format import format_short_day
from mentorlog.render.answers import Answer, ChangeAnswer, Listing, relative_day
from mentorlog.render.tell import render_plain
from mentorlog.render.terminal.page import Line, line, ours

_LABELS = {"--on": "", "--at": ""}  # of options whose name is not said
_LONG_KINDS = ("log", "search", "timeline")  # pages that are long, and are not looked through


def echo_days(answer: Answer, days: list[tuple[str, date]]) -> None:
    """Add to an answer each day, by its option, that it does not show: to a change a detail, to a page an aside."""
    if answer.raw is not None or answer.stream is not None:
        return
    is_long = isinstance(answer, Listing) or answer.kind in _LONG_KINDS
    shown = "" if is_long else render_plain(answer)
    today = clock.now().date()
    for option, day in dict.fromkeys(days):
        if format_short_day(day, today) not in shown:
            note = _note(option, day, today)
            if isinstance(answer, ChangeAnswer):
                answer.add_detail(note)
            else:
                answer.asides = [*answer.asides, note]


def _note(option: str, day: date, today: date) -> Line:
    label = _LABELS.get(option, option.removeprefix("--").replace("-", " "))
    return line(ours(f"{label} {relative_day(day, today)}".strip(), "dim"))
