"""`mentorlog date`: how a phrase for a day is read, by which rule of the grammar, and in which direction."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand

from mentorlog import clock, settings
from mentorlog.cli.params.options import OptionContext, PhraseType
from mentorlog.journal.dates.format import format_relative_day
from mentorlog.journal.dates.grammar import (
    LONG_MONTHS,
    LONG_WEEKDAYS,
    GrammarRule,
    match_day,
    match_moment,
    match_period,
    split_moment,
)
from mentorlog.journal.model.forms import COMING_DAY, DAY, MOMENT, PAST_DAY, Form
from mentorlog.journal.text import capitalize_first, format_count
from mentorlog.render.answers import Answer, PageAnswer
from mentorlog.render.terminal.page import Line, Lines, line, ours
from mentorlog.structs import Frozen, replace

app = typer.Typer(add_completion=False, rich_markup_mode=None)

Purpose = Literal["by", "at", "on", "since", "until"]
_FORM_BY_PURPOSE: dict[Purpose, Form] = {"by": COMING_DAY, "at": MOMENT, "on": PAST_DAY, "since": DAY, "until": DAY}


class PhraseReading(Frozen):
    """What a phrase means for some options: a day, a moment or a period, and why."""

    purposes: tuple[str, ...]
    rule: str
    day: date
    until: date | None  # of a period
    at: datetime | None  # with its offset
    direction: Literal["ahead", "back"] | None  # None where the option makes no difference
    why: str

    def to_json(self) -> dict[str, Any]:
        """The reading as the answer has it."""
        return {
            "for": list(self.purposes),
            "rule": self.rule,
            "day": self.day.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "at": self.at.isoformat(timespec="minutes") if self.at else None,
            "direction": self.direction,
            "why": self.why,
        }


class NegativeCountCommand(TyperCommand):
    """A command whose phrase may count backward: -3d is a day here and no option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Turn the hyphen in front of a count into a minus sign, which the grammar knows and Typer passes on."""
        return super().parse_args(ctx, [re.sub(r"^-(?=[0-9]{1,4}[dwmyDWMY]$)", "−", arg) for arg in args])


@app.command("date", cls=NegativeCountCommand)
def date_(
    phrase: Annotated[
        str,
        typer.Argument(
            click_type=PhraseType(),
            metavar="PHRASE",
            help='A day, a moment, a period: "next fri", "thu 15:00", "last month".',
        ),
    ],
    purpose: Annotated[
        Purpose | None,
        typer.Option("--for", help="The option it is for: by, at, on, since or until.", show_default=False),
    ] = None,
) -> Answer:
    """See how a phrase for a day is understood, and why."""
    context = OptionContext(clock.now())
    readings = phrase_readings(phrase, context, purpose)
    data = {
        "phrase": phrase.replace("−", "-"),
        "today": context.today.isoformat(),
        "readings": [reading.to_json() for reading in readings],
    }
    several = len(readings) > 1
    lines = [text for reading in readings for text in _reading_lines(reading, context.today, several=several)]
    return PageAnswer("date", data, [Lines(lines)])


def _reading_lines(reading: PhraseReading, today: date, *, several: bool) -> list[Line]:
    day = reading.at.date() if reading.at else reading.day
    phrase = format_relative_day(day, today) + (f" {reading.at:%H:%M}" if reading.at else "")
    if reading.until:
        phrase = f"{phrase} to {format_relative_day(reading.until, today)}"
    options = ", ".join(f"--{purpose}" for purpose in reading.purposes)
    label = (ours(f"{options}  ", "dim"),) if several else ()
    return [(*label, ours(phrase, "title")), line(ours(f"  {reading.why}", "dim"))]


def phrase_readings(text: str, context: OptionContext, purpose: Purpose | None) -> list[PhraseReading]:
    """How a phrase is understood: for one option, or for all that take it. Raises UsageError as they do."""
    if purpose is None and split_moment(text):
        purpose = "at"
    if purpose is not None:
        _FORM_BY_PURPOSE[purpose].parse(text, context)
        return [_reading_for([purpose], text, context)]
    if match_day(text, context.today, ahead=True) is None and (period := match_period(text, context.today)):
        why = f"{capitalize_first(text.strip())} is a period: its first and its last day."
        return [PhraseReading(("period",), "period", *period, None, None, why)]
    _FORM_BY_PURPOSE["since"].parse(text, context)
    ahead, back = _reading_for(["by"], text, context), _reading_for(["on", "since", "until"], text, context)
    if back.day > context.today:
        back = replace(back, purposes=("since", "until"))  # --on takes no day to come
    return [ahead, back] if ahead.direction else [replace(ahead, purposes=(*ahead.purposes, *back.purposes))]


def _reading_for(purposes: list[Purpose], text: str, context: OptionContext) -> PhraseReading:
    """The reading for options of one direction, which are known to accept the phrase."""
    ahead = purposes[0] in ("by", "at")
    moment = split_moment(text) if purposes == ["at"] else None
    phrase = (moment[0] or "today") if moment else text
    match = match_day(phrase, context.today, ahead=ahead)
    assert match is not None, "the form of the option has parsed it"
    rule, day = match
    words = " ".join(phrase.lower().split())
    # The option decides only about a weekday alone, and about a day of a month without its year.
    is_directed = (rule == "weekday" and " " not in words) or (rule == "day_of_month" and words.count(" ") == 1)
    direction: Literal["ahead", "back"] | None = ("ahead" if ahead else "back") if is_directed else None
    why = f"--{purposes[0]} looks {direction}: " if direction else ""
    why += _explain_rule(rule, words, day, context.today, direction)
    at = match_moment(text, context.now, ahead=ahead) if moment else None
    if at is not None and moment is not None:
        why += " " + _explain_clock_change(at, moment[1], moment[2])
    return PhraseReading(tuple(purposes), rule, day, None, at, direction, why)


def _explain_rule(rule: GrammarRule, words: str, day: date, today: date, direction: str | None) -> str:
    """Why a rule reads these words as that day; with a direction, the rest of a sentence that begins with it."""
    match rule:
        case "iso":
            return "A day written out is the same whatever day it is today."
        case "named":
            return (
                "It is today."
                if words == "today"
                else f"Today is {format_relative_day(today, today).partition(', ')[2]}."
            )
        case "weekday":
            return _explain_weekday(words, LONG_WEEKDAYS[day.weekday()].capitalize(), direction)
        case "offset":
            distance = f"{format_count(abs((day - today).days), 'day')} {'after' if day >= today else 'before'} today"
            in_months = "month" in words or "year" in words or words[-1] in "my"
            if in_months and day.day != today.day:
                return (
                    f"It is counted from today: {distance}; that month has no {today.day}., so its last day is meant."
                )
            return f"It is counted from today: {distance}."
        case "end":
            span = words.rpartition(" ")[2]
            start = f", which begins on {settings.value('week_start').capitalize()}" if span == "week" else ""
            return f"It is the last day of this {span}{start}."
        case "day_of_month":
            if direction is None:
                return "A day with its year is the same whatever day it is today."
            name = f"{day.day} {LONG_MONTHS[day.month - 1].capitalize()}"
            return f"the first {name} from today on." if direction == "ahead" else f"the last {name} up to today."


def _explain_weekday(words: str, name: str, direction: str | None) -> str:
    if direction == "ahead":
        return f"the first {name} after today, never today itself."
    if direction == "back":
        return f"today where today is a {name}, else the last one before."
    if words.startswith("next"):
        return f"Next is the first {name} after today, though it be tomorrow."
    return f"Last is the last {name} before today, never today itself."


def _explain_clock_change(at: datetime, hour: int, minute: int) -> str:
    """How a change of the clocks affects that moment."""
    typed = f"{hour:02}:{minute:02}"
    if (at.hour, at.minute) != (hour, minute):
        return f"The clocks jump over {typed} that day, so it is {at:%H:%M}."
    later = at.replace(tzinfo=None, fold=1).astimezone()
    if later.utcoffset() != at.utcoffset():
        return f"{typed} comes twice that day; the first is meant."
    return f"{typed} is local time ({clock.zone_name()})."
