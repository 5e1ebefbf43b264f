"""Journals for reports, with each entry made on its own day."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Mentee

Report = Callable[..., Any]


@pytest.fixture
def report(mentee: Mentee) -> Report:
    """The report's data for the given words, as of 23 Nov 2026."""

    def run_report(*words: str) -> Any:
        mentee.at("2026-11-23T09:00:00")
        return mentee.does("report", *words)

    return run_report


def add_goal(mentee: Mentee, *words: str, start: str = "2026-09-01") -> None:
    """A goal that starts on 1 September."""
    mentee.does("goals", "add", "Chair stand-ups", "--start", start, *words)


def add_session(mentee: Mentee, day: str, outcome: str = "held") -> str:
    """A session at 15:00 on a day, and what became of it."""
    mentee.at(f"{day}T08:00:00")
    ref: str = mentee.does("sessions", "add", "--at", f"{day} 15:00")["ref"]
    mentee.at(f"{day}T18:00:00")
    if outcome != "planned":
        mentee.does("sessions", outcome, ref)
    return ref
