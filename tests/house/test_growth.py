"""What an everyday command costs does not grow with the journal: SQLite takes the same steps in a long one."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from mentorlog.journal.queries import listing, season
from mentorlog.report import relationship
from mentorlog.store import connect, search
from tests.benchmarks.journals import write_journal
from tests.conftest import Mentee

TODAY = date(2026, 11, 23)
SHORT, LONG = 1_000, 10_000  # entries
# The factor and the number of steps that a journal ten times as long may take more: the two do not have the same number
# of open records at their ends. A full scan of a table would take ten times as many steps.
MAX_RATIO, MAX_EXTRA_STEPS = 1.35, 150
MAX_SEARCH_STEPS = 2_000  # more steps for twenty ranked hits in an index of more levels and segments
MAX_SEASON_STEPS = 4_000  # more steps for the season's weeks, of which more have an entry in a long journal


@pytest.fixture(scope="session")
def journals(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A short and a long journal, whose last entries are alike."""
    folder = tmp_path_factory.mktemp("growth")
    for entries in (SHORT, LONG):
        write_journal(folder / f"{entries}.db", entries, TODAY)
        with closing(sqlite3.connect(folder / f"{entries}.db", isolation_level=None)) as connection:
            # The search index merges its parts now and then; writing so many rows leaves the next command a merge.
            connection.execute("INSERT INTO search (search, rank) VALUES ('merge', 1000)")
    return {entries: folder / f"{entries}.db" for entries in (SHORT, LONG)}


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One item for each step that SQLite takes."""
    steps: list[None] = []
    open_existing: Callable[..., sqlite3.Connection] = connect.open_existing

    def connect_counting(*arguments: Any) -> sqlite3.Connection:
        connection = open_existing(*arguments)
        connection.set_progress_handler(partial(steps.append, None), 1)  # three million times, without a frame
        return connection

    monkeypatch.setattr(connect, "open_existing", connect_counting)
    return steps


@cache
def newest_refs(path: Path) -> dict[str, str]:
    """The refs that the commands name: of open records and of the newest ones."""
    queries = {
        "goal": "SELECT 'g' || max(number) FROM goals",
        "question": "SELECT 'q' || min(number) FROM questions WHERE state = 'open'",
        "action": "SELECT 'a' || min(number) FROM actions WHERE state = 'open'",
        "held": "SELECT 's' || max(number) FROM sessions WHERE state = 'held'",
        "feedback": "SELECT 'f' || min(number) FROM feedback WHERE state = 'open'",
        "lesson": "SELECT 'l' || max(number) FROM lessons",
        # The report's figures are as many as its period holds: here what came of the last eighty changes.
        "since": "SELECT substr(at, 1, 10) FROM changes ORDER BY id DESC LIMIT 1 OFFSET 80",
    }
    with closing(sqlite3.connect(path)) as connection:
        return {name: str(connection.execute(query).fetchone()[0]) for name, query in queries.items()}


@pytest.mark.parametrize(
    "words",
    [
        ("questions", "add", "Who decides?", "--goal", "{goal}"),
        ("questions", "answer", "{question}", "Ask them"),
        ("questions", "list"),
        ("goals", "list"),
        ("log", "--limit", "20"),
        ("search", "sponsor", "--only", "questions"),
        ("goals", "progress", "{goal}", "9"),
        ("sessions", "add", "--at", "2026-12-30 15:00"),
        ("checkin", "--mood", "4", "--ask", "Who pays?"),
        ("feedback", "add", "You asked early"),
        ("feedback", "respond", "{feedback}", "True"),
        ("achievements", "add", "Chaired one"),
        ("actions", "add", "Draft", "--by", "friday"),
        ("actions", "done", "{action}"),
        ("actions", "list"),
        ("lessons", "add", "Listen"),
        ("lessons", "apply", "{lesson}", "Today"),
        ("lessons", "list", "--waiting"),
        ("challenges", "add", "Hard", "--kind", "fit"),
        ("challenges", "list"),
        ("contacts", "add", "Priya Nair"),
        ("contacts", "list"),
        ("skills", "rate", "k1", "3"),
        ("skills", "list"),
        ("mentors", "list"),
        ("agreement", "show"),
        ("show", "{question}"),
        ("show", "q1"),
        ("show", "a1"),
        ("show", "{held}"),
        ("edit", "{question}", "priority=low"),
        ("delete", "{question}"),
        ("undo",),
        ("history",),
        ("history", "q1"),
        ("search", "lighthouse"),
        ("search", "sponsor", "--limit", "10"),
        ("next",),
        ("due",),
        ("agenda",),
        ("debrief", "{held}", "--takeaway", "Listen"),
        ("recap", "{held}"),
        ("report", "--since", "{since}"),
        ("report", "--since", "{since}", "--for", "mentor"),
        ("lookback",),
    ],
    ids=" ".join,
)
def test_a_long_journal_takes_no_more_steps(
    mentee: Mentee,
    journals: dict[int, Path],
    steps: list[None],
    words: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "MAX_RANKED", 20)  # hits are many in both, as they are in journals of years
    monkeypatch.setattr(listing, "_MAX_COUNTED_BY_STATE", 50)  # what is settled too
    monkeypatch.setattr(season, "SHADES", (1,))  # a week of the season has as many entries as it may, or none
    monkeypatch.setattr(season, "_MAX_A_WEEK", 1)
    monkeypatch.setattr(season, "_FEW", 0)
    monkeypatch.setattr(season, "_FEW_COUNTED", 0)  # both are asked for each week, as a long journal is
    monkeypatch.setattr(relationship, "_FEW_RATINGS", 0)
    step_counts = {}
    for entries, path in journals.items():
        shutil.copy(path, mentee.path)
        _add_backups(mentee.path)
        refs = newest_refs(path)
        steps.clear()
        assert mentee(*(word.format(**refs) for word in words)).code in (0, 10)
        step_counts[entries] = len(steps)
    assert step_counts[SHORT] > 0
    extra_steps = {"search": MAX_SEARCH_STEPS, "report": MAX_SEASON_STEPS}.get(words[0], MAX_EXTRA_STEPS)
    assert step_counts[LONG] <= step_counts[SHORT] * MAX_RATIO + extra_steps


def _add_backups(path: Path) -> None:
    folder = path.with_name(path.name + "-backups")
    folder.mkdir(exist_ok=True)
    (folder / f"{TODAY}.db").touch()
    (folder / f"{TODAY + timedelta(days=1)}.db").touch()


@pytest.mark.parametrize("source", ["table", "list", "diary"])
def test_an_import_takes_work_in_proportion_to_its_rows(
    mentee: Mentee, steps: list[None], source: str, tmp_path: Path
) -> None:
    def steps_for(rows: int) -> int:
        file, journal = tmp_path / f"{rows}.txt", ("--journal", str(tmp_path / f"{rows}.db"))
        mentee.does("init", *journal)
        if source == "diary":
            text = "".join(f"[2026-10-01 {at // 60:02}:{at % 60:02}] Number {at}\n" for at in range(rows))
        else:
            text = "text\n" + "".join(f"Number {at}\n" for at in range(rows))
        file.write_text(text)
        words = ("import", str(file), *(["--noun", "lessons"] if source != "diary" else []), *journal)
        if source == "list":
            mentee.does(*words)
            file.write_text(mentee("lessons", "list", "--all", "--format", "csv", *journal).out)
        steps.clear()
        mentee.does(*words)
        return len(steps)

    few, many = steps_for(50), steps_for(500)
    assert many < 12 * few
