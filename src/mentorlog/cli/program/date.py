"""`mentorlog date`: how a phrase for a day is understood, and why."""

import re
from typing import TYPE_CHECKING

import typer
from typer.core import TyperCommand

from mentorlog import clock
from mentorlog.cli.params.options import OptionContext, PhraseType
from mentorlog.cli.program.explain import Purpose, phrase_readings
from mentorlog.journal.dates.format import format_relative_day
from mentorlog.render.answers import Answer, PageAnswer
from mentorlog.render.terminal.page import Lines, line, ours
from mentorlog.structs import Annotated

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from mentorlog.cli.program.explain import PhraseReading
    from mentorlog.render.terminal.page import Line

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class NegativeCountCommand(TyperCommand):
    """A command whose phrase may count backward: -3d is a day here and no option."""

    def parse_args(self, ctx: "Any", args: list[str]) -> list[str]:
        """Write the minus sign in front of a count as the sign it is; the grammar knows it."""
        return super().parse_args(ctx, [re.sub(r"^-(?=[0-9]{1,4}[dwmyDWMY]$)", "−", arg) for arg in args])


@app.command("date", cls=NegativeCountCommand)
def date_(
    phrase: Annotated[
        str,
        typer.Argument(
            click_type=PhraseType(),
            metavar="PHRASE",
            help='A day, a moment, a period: "friday", "thu 15:00", "last month".',
        ),
    ],
    purpose: Annotated[
        Purpose | None,
        typer.Option("--for", help="The option it is for: by, at, on, since or until.", show_default=False),
    ] = None,
) -> Answer:
    """See how a phrase for a day is understood, and why."""
    now = clock.now()
    readings = phrase_readings(phrase, OptionContext(now), purpose)
    data = {
        "phrase": phrase.replace("−", "-"),
        "today": now.date().isoformat(),
        "readings": [_to_json(reading) for reading in readings],
    }
    lines = [text for reading in readings for text in _reading_lines(reading, now.date(), several=len(readings) > 1)]
    return PageAnswer("date", data, [Lines(lines)])


def _to_json(reading: "PhraseReading") -> "dict[str, Any]":
    return {
        "for": list(reading.purposes),
        "rule": reading.rule,
        "day": reading.day.isoformat(),
        "until": reading.until.isoformat() if reading.until else None,
        "at": reading.at.isoformat(timespec="minutes") if reading.at else None,
        "direction": reading.direction,
        "why": reading.why,
    }


def _reading_lines(reading: "PhraseReading", today: "date", *, several: bool) -> "list[Line]":
    day = reading.at.date() if reading.at else reading.day
    phrase = format_relative_day(day, today) + (f" {reading.at:%H:%M}" if reading.at else "")
    if reading.until:
        phrase = f"{phrase} to {format_relative_day(reading.until, today)}"
    options = ", ".join(f"--{purpose}" for purpose in reading.purposes)
    first = line(ours(f"{options}  ", "dim"), ours(phrase, "title")) if several else line(ours(phrase, "title"))
    return [first, line(ours(f"  {reading.why}", "dim"))]
