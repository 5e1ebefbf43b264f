"""Whatever option a day is written for in words, the answer says which day was understood."""

import shlex
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from mentorlog import clock
from mentorlog.cli.params.options import OptionContext
from mentorlog.cli.registry import COMMANDS, load_command
from mentorlog.errors import UsageError
from mentorlog.journal.dates.format import format_short_day
from tests.conftest import Mentee

PHRASES = ("yesterday 8am", "friday 10am", "yesterday", "friday")
# For each command with an option for a day: what comes before, and the words that it needs beside the option.
CALLS: dict[str, str] = {
    "checkin": "checkin --mood 4",
    "checkin list": "checkin list",
    "goals list": "goals list",
    "goals add": "goals add Rest",
    "goals agree": "goals add Rest --draft; goals agree g6",
    "goals drop": "goals drop g3",
    "goals progress": "goals progress g3 9",
    "goals step": "goals step g3 More",
    "goals done": "goals done t3",
    "goals achieve": "goals achieve g3",
    "questions list": "questions list",
    "questions answer": "questions answer q24 Three",
    "questions drop": "questions drop q24",
    "sessions list": "sessions list",
    "sessions add": "sessions add",
    "sessions held": "sessions held s12",
    "sessions move": "sessions move s12",
    "sessions plan": "sessions plan --yes",
    "feedback list": "feedback list",
    "feedback add": "feedback add Clear --who Priya",
    "feedback given": "feedback plan Late --who Priya; feedback given f8",
    "achievements add": "achievements add Chaired",
    "achievements celebrate": "achievements celebrate w5 --how tea",
    "celebrate": "celebrate w5 --how tea",
    "achievements list": "achievements list",
    "actions add": "actions add Draft",
    "actions done": "actions done a4",
    "actions drop": "actions drop a4",
    "actions list": "actions list",
    "lessons apply": "lessons apply l3 There",
    "lessons list": "lessons list",
    "challenges list": "challenges list",
    "challenges add": "challenges add Hard --kind fit",
    "challenges raise": "challenges add Hard --kind fit; challenges raise x3",
    "challenges resolve": "challenges add Hard --kind fit; challenges resolve x3 Done",
    "skills rate": "skills rate planning 3",
    "skills list": "skills list",
    "needs list": "needs list",
    "agreement list": "agreement list",
    "agreement draft": "agreement draft --purpose Grow",
    "agreement agree": "agreement draft --purpose Grow; agreement agree",
    "contacts add": "contacts add Bo",
    "activities add": "activities add Course",
    "activities list": "activities list",
    "skills assess": "skills assess --framework apm --level risk=2",
    "letters list": "letters list",
    "contacts list": "contacts list",
    "review": "review --went-well Much",
    "review list": "review list",
    "mentors list": "mentors list",
    "mentors add": "mentors add Bo",
    "mentors contacted": "mentors add Bo --candidate; mentors contacted m3",
    "mentors met": "mentors add Bo --candidate; mentors met m3",
    "mentors accept": "mentors add Bo --candidate; mentors accept m3",
    "mentors pause": "mentors pause m2",
    "mentors resume": "mentors pause m2 --on 2026-11-20; mentors resume m2",
    "mentors score": "mentors add Bo --candidate; mentors score m3 n1 4",
    "mentors end": "mentors end m2 --reason Moved",
    "resume": "resume a4",
    "debrief": "sessions move s12 --at 2026-11-20T10:00; debrief s12 --mine Draft",
    "report": "report",
    "search": "search risk",
    "log": "log",
    "timeline": "timeline",
}  # fmt: skip
UNSAID = {"export cpd --year-start", "cpd --year-start"}  # it writes a table for others, and names the year in it


def day_options() -> Iterator[tuple[str, Any]]:
    """(command, option) of each option for a day in the app."""
    for name, entry in COMMANDS.items():
        loaded = load_command(name)
        commands = {f"{name} {verb}": command for verb, command in loaded.commands.items()} if entry.group else {}
        for full_name, command in {name: loaded, **commands}.items():
            for param in command.params:
                if param.param_type_name == "option" and param.metavar in ("DAY", "WHEN"):
                    yield full_name, param


CASES = [(name, param) for name, param in day_options() if f"{name} {param.opts[-1]}" not in UNSAID]


@pytest.mark.parametrize(("name", "param"), CASES, ids=lambda value: getattr(value, "name", value))
def test_the_answer_says_which_day_was_understood(mentee: Mentee, name: str, param: Any) -> None:
    mentee.has_demo()
    *before, call = CALLS[name].split("; ")
    for line in before:
        mentee.does(*line.split())
    phrase, day = readable(param)
    result = mentee(*call.split(), param.opts[-1], phrase)
    assert result.code == 0, result.err
    assert format_short_day(day, clock.now().date()) in result.out + result.err


def readable(param: Any) -> tuple[str, date]:
    """A phrase that the option takes, and its day."""
    for phrase in ("end of year",) if param.opts[-1] == "--by" else PHRASES:
        try:
            value = param.type.form.parse(phrase, OptionContext(clock.now()))
        except UsageError:
            continue
        return phrase, value.date() if isinstance(value, datetime) else value
    raise AssertionError(param.name)


@pytest.mark.parametrize(
    ("words", "correction"),
    [
        ("actions add Pay --by '20 nov'", "mentorlog edit a1 due=2026-11-20"),
        ("actions add 'Pay by 20 nov.'", "mentorlog edit a1 due=2026-11-20"),
        ("goals add Rest --by '1 nov'", "mentorlog edit g1 due=2026-11-01"),
        ("actions add Pay; edit a1 due='20 nov'", "mentorlog edit a1 due=2026-11-20"),
        ("actions add Pay --by '20 nov 2027'", ""),
        ("actions add Pay --by '20 feb'", ""),
    ],
)
def test_a_day_that_is_just_past_is_due_next_year_and_the_answer_says_so(
    mentee: Mentee, words: str, correction: str
) -> None:
    result = [mentee(*shlex.split(call)) for call in words.split(";")][-1]
    assert ("2026 is past, so this is" in result.err) is bool(correction)
    assert correction in result.err


def test_in_january_it_is_the_year_before_that_may_be_meant(mentee: Mentee) -> None:
    mentee.at("2027-01-05T09:00:00")
    err = mentee("sessions", "add", "--at", "28 dec 15:00").err
    assert "28 December 2026 is past, so this is 28 Dec 15:00. If you meant 2026: mentorlog sessions move s1" in err
    assert "is past" not in mentee("goals", "add", "Rest", "--by", "31 dec").err
