"""Every command takes work in proportion to what it reads: calls and SQLite's steps are counted, not seconds.

A text twice as long may take twice the steps and a little more; whatever takes the square of it stands still at a
megabyte.
"""

import sqlite3
from collections.abc import Callable, Sequence
from cProfile import Profile
from typing import Any

import pytest

from mentorlog.cli.loose_values import ValueReader
from mentorlog.journal import lookup, text
from mentorlog.journal.dates import refusals
from mentorlog.store import connect
from tests.conftest import Mentee

MAX_GROWTH, MAX_EXTRA_STEPS = 2.2, 10_000  # of a text twice as long
SQL_STEPS = 10  # that are counted at once
LENGTH = 5_000  # characters of each shape
# Shapes that are written one after the other into one text: what takes the square of one of them shows all the same.
# Those that break lines come last, for whatever reads the first line alone.
TEXTS = {
    "ascii": (
        "the sponsor decides what we need ",
        "x",  # one word
        "we ",
        "\"'`<&>*_|#[]()\\",
        "the sponsor\ndecides\n\n",
    ),
    "wide and marked letters": ("我们的项目预算", "größe e\u0301té ", "— - "),
}


class Steps:
    """Counts the calls of functions and the steps of SQLite while it is entered."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self._profile = Profile()  # which counts in C
        open_existing: Callable[..., sqlite3.Connection] = connect.open_existing

        def connect_counting(*arguments: Any) -> sqlite3.Connection:
            connection = open_existing(*arguments)
            connection.set_progress_handler(self._add, SQL_STEPS)
            return connection

        monkeypatch.setattr(connect, "open_existing", connect_counting)

    def _add(self) -> None:
        self.count += SQL_STEPS

    def __enter__(self) -> "Steps":
        self.count = 0
        self._profile.clear()
        self._profile.enable()
        return self

    def __exit__(self, *_: object) -> None:
        self._profile.disable()
        self.count += sum(entry.callcount for entry in self._profile.getstats())


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """A counter of steps."""
    return Steps(monkeypatch)


def write_everywhere(mentee: Mentee, words: str) -> None:
    """Write a text into every noun that takes a long one."""
    mentee.at("2026-11-20T09:00:00")
    mentee.does("mentors", "add", "Ruth Okafor", "--note", words)
    mentee.does("goals", "add", "Grow", "--why", words)
    mentee.does("sessions", "add", "--at", "today 10:00", "--mentor", "m1")
    mentee.at("2026-11-23T09:00:00")
    mentee.does("sessions", "held", "s1", "--notes", words)
    mentee.does("sessions", "add", "--at", "2026-11-27 10:00", "--mentor", "m1")
    mentee.does("questions", "add", words, "--goal", "g1")
    mentee.does("feedback", "add", words)
    mentee.does("achievements", "add", "Won", "--evidence", words)
    mentee.does("lessons", "add", words, "--session", "s1")
    mentee.does("actions", "add", words, "--by", "friday")
    mentee.does("checkin", "--mood", "4", "--win", words, "--blocker", words)


COMMANDS = [
    "show g1", "show q1", "show s1", "questions list", "questions list --json", "questions list --format csv",
    "lessons list", "feedback list", "checkin list", "log", "report", "report --format html",
    "report --format markdown", "report --for mentor", "timeline", "lookback", "next", "due", "agenda",
    "agenda --for mentor", "recap s1", "history", "history q1", "export", "export calendar", "export cpd", "doctor",
    "search sponsor", "search we what", "search 预算 的", "search grosse", "search x*", "edit q1 priority=low", "undo",
    "show zz", "questions answer zzz no",
]  # fmt: skip


_loaded: set[str] = set()


def load_commands(mentee: Mentee) -> None:
    """Run each command once in this process: what it loads at its first call is no part of the comparison."""
    for command in COMMANDS:
        if command not in _loaded:
            mentee(*command.split(" "))
            _loaded.add(command)
    mentee.path.unlink(missing_ok=True)


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_twice_as_long_takes_twice_the_steps(mentee: Mentee, steps: Steps, name: str) -> None:
    counts: dict[str, list[int]] = {command: [] for command in COMMANDS}
    load_commands(mentee)
    for length in (LENGTH, 2 * LENGTH):
        write_everywhere(mentee, " ".join((shape * length)[:length].strip() for shape in TEXTS[name]))
        for command in COMMANDS:
            with steps:
                mentee(*command.split(" "))
            counts[command].append(steps.count)
        for path in mentee.folder.glob("journal.db"):
            path.unlink()
    grown = {command: count for command, count in counts.items() if count[1] > count[0] * MAX_GROWTH + MAX_EXTRA_STEPS}
    assert grown == {}


def test_a_name_of_any_length_is_compared_by_its_beginning(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    for at in range(5):
        mentee.does("questions", "add", f"{at} " + "the sponsor " * 2_000)
    lengths: list[int] = []
    closest_matches = text.closest_matches

    def measure(word: str, known: Sequence[str]) -> list[str]:
        lengths.extend(map(len, (word, *known)))
        return closest_matches(word, known)

    monkeypatch.setattr(lookup, "closest_matches", measure)
    refused = mentee.fails("questions", "answer", "the sponso " * 2_000, "Yes")
    assert refused.code == 3 and "Did you mean" in refused.err
    assert max(lengths) <= 100


def test_a_day_of_any_length_is_refused_at_once(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def correct(word: str) -> str:
        asked.append(word)
        return word

    monkeypatch.setattr(refusals, "_correct_word", correct)
    for words in (("goals", "add", "Grow", "--by"), ("sessions", "add", "--at"), ("report",), ("date",)):
        assert mentee(*words, "tomorow UTC " * 5_000).code == 2
    assert asked == []


@pytest.mark.parametrize("words", ["sessions move s1 --at", "due --within", "questions list --goal"])
def test_of_any_number_of_words_few_are_tried_as_a_value(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    mentee.does("sessions", "add", "--at", "2026-12-20 15:00")
    lengths: list[int] = []
    reads = ValueReader.reads

    def reads_noting_length(reader: ValueReader, param: Any, value: str) -> bool:
        lengths.append(len(value.split()))
        return reads(reader, param, value)

    monkeypatch.setattr(ValueReader, "reads", reads_noting_length)
    mentee.fails(*words.split(), *["friday"] * 200)
    assert 1 < max(lengths) < 10
