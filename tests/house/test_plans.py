"""No query of an everyday command scans a table that grows: SQLite explains the plan of each.

Scanning an index counts as well, unless it is a partial index of few rows.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mentorlog.journal.queries import listing
from mentorlog.nouns import KINDS
from mentorlog.store import connect, search
from tests.conftest import Mentee

_SMALL = {"mentors", "goals", "steps", "needs", "skills", "agreements", "points", "reviews"}  # however long a journal
GROWING = {kind.plural for kind in KINDS.values()} - _SMALL | {"changes", "change_rows", "entries"}


@pytest.fixture
def query_log(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every query that a command runs."""
    queries: list[str] = []
    open_existing: Callable[..., sqlite3.Connection] = connect.open_existing

    def connect_tracing(*arguments: Any) -> sqlite3.Connection:
        connection = open_existing(*arguments)
        connection.set_trace_callback(queries.append)
        return connection

    monkeypatch.setattr(connect, "open_existing", connect_tracing)
    return queries


def full_scans(path: Path, queries: list[str]) -> list[str]:
    """The steps of the plans that scan a whole growing table."""
    connection = connect.add_functions(sqlite3.connect(path))
    partial = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE sql LIKE '%INDEX%WHERE%'")}
    steps = []
    for query in queries:
        # Statements that begin with -- are those of the search index itself.
        if query.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
            for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {query}"):
                words = step.split()
                if (
                    words[0] == "SCAN"
                    and words[1] in GROWING
                    and words[-1] not in partial
                    and not _is_bounded_scan(query)
                ):
                    steps.append(f"{step}: {query}")
    connection.close()
    return steps


def _is_bounded_scan(query: str) -> bool:
    """Whether a scan ends at LIMIT, or counts all rows, which reads none.

    test_growth.py would notice if the order had to be sorted.
    """
    newest_changes = "WHERE" not in query and "ORDER BY id DESC LIMIT" in query
    in_index_order = "WHERE TRUE ORDER BY" in query and "LIMIT" in query
    return newest_changes or in_index_order or query.startswith("SELECT (SELECT count(*)")


@pytest.mark.parametrize(
    "words",
    [
        ("questions", "add", "Who decides?", "--goal", "g3"),
        ("questions", "answer", "q24", "Ask them"),
        ("questions", "answer", "sponsor away", "Ask them"),
        ("questions", "list"),
        ("goals", "progress", "g3", "9"),
        ("goals", "list"),
        ("goals", "done", "t3"),
        ("sessions", "add", "--at", "2026-12-30 15:00"),
        ("checkin", "--mood", "4", "--ask", "Who pays?"),
        ("feedback", "add", "You asked early"),
        ("feedback", "respond", "f7", "True"),
        ("achievements", "add", "Chaired one"),
        ("show", "q24"),
        ("show", "g3"),
        ("edit", "q24", "priority=low"),
        ("delete", "q24"),
        ("delete", "s11"),
        ("undo",),
        (),
        ("questions", "drop", "q24"),
        ("sessions", "cancel", "s12"),
        ("lessons", "add", "Listen"),
        ("lessons", "list", "--waiting"),
        ("challenges", "add", "Hard", "--kind", "fit"),
        ("contacts", "add", "Priya Nair"),
        ("actions", "drop", "a7"),
        ("achievements", "celebrate", "w5"),
        ("mentors", "list"),
        ("review", "--went-well", "All"),
        ("history",),
        ("history", "q24"),
        ("search", "sponsor"),
        ("search", "sponsor", "-risk", "--only", "questions"),
        ("search", "spons*", "--goal", "g3", "--since", "2026-09-01", "--until", "2026-11-20"),
        ("search", "sponsor", "--mentor", "m2", "--session", "s11"),
        ("log", "--limit", "20", "--only", "questions,sessions,checkins,feedback,achievements,progress,lessons"),
        ("log", "--goal", "g3"),
        ("questions", "list", "--goal", "g3", "--state", "answered"),
        ("questions", "list", "--since", "2026-11-01"),
        ("checkin", "list", "--since", "2026-11-01", "--until", "2026-11-20"),
        ("sessions", "list", "--mentor", "m2", "--since", "2026-11-01"),
        ("feedback", "list", "--session", "s11"),
        ("report",),
        ("report", "--until", "2026-10-31"),
        ("report", "--goal", "g3"),
        ("report", "--compare"),
        ("report", "--format", "html"),
        ("report", "--for", "mentor"),
        ("report", "--for", "manager", "--format", "html"),
        ("report", "--for", "mentor", "--goal", "g3"),
        ("show", "s11", "--for", "mentor"),
        ("agenda", "--for", "mentor"),
        ("recap", "s11"),
        ("lookback",),
        ("export", "cpd"),
        ("export", "calendar"),
        ("next",),
        ("agenda",),
        ("due",),
        ("actions", "add", "Draft"),
        ("actions", "list"),
        ("actions", "list", "--overdue"),
        ("lessons", "apply", "l3", "Today"),
        ("challenges", "list"),
        ("contacts", "list", "--due"),
        ("skills", "list"),
        ("skills", "rate", "planning", "3"),
        ("agreement", "show"),
        ("mentors", "compare"),
        ("debrief", "s11", "--takeaway", "Listen"),
    ],
    ids=" ".join,
)
def test_no_growing_table_is_walked(
    mentee: Mentee, query_log: list[str], words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_MAX_COUNTED_BY_STATE", 0)  # count non-live records as in a long journal
    mentee.has_demo()
    query_log.clear()
    assert mentee(*words).code in (0, 10)
    assert query_log, "the command asked something"
    assert full_scans(mentee.path, query_log) == []


@pytest.mark.parametrize("filters", [(), ("--only", "questions"), ("--goal", "g3")], ids=str)
def test_no_growing_table_is_walked_for_many_hits(
    mentee: Mentee, query_log: list[str], monkeypatch: pytest.MonkeyPatch, filters: tuple[str, ...]
) -> None:
    # What concerns a mentor is not among these: nobody's records have no index, so that the hits are looked up.
    monkeypatch.setattr(search, "MAX_RANKED", 3)
    mentee.has_demo()
    query_log.clear()
    assert mentee("search", "sponsor", *filters).code == 0
    assert full_scans(mentee.path, query_log) == []
