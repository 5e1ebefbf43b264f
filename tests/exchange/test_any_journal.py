"""Any journal, exported and imported, is the same journal: built at random as the program builds it."""

import io
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorlog.cli.main import run
from mentorlog.clock import localize
from mentorlog.errors import MentorlogError
from mentorlog.journal.journal import Journal, create_journal
from mentorlog.journal.model.records.feedback import Feedback
from mentorlog.journal.model.records.goals import Goal, Progress, Step
from mentorlog.journal.model.records.questions import Question, answered
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.model.records.skills import Skill
from mentorlog.nouns import KINDS
from mentorlog.structs import replace

DAY = date(2026, 11, 23)
JournalStep = tuple[str, int, int, str]
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30) | st.sampled_from(
    ["a\nb", 'say "yes"', "\\n", "\t.", '", "after": ', "é", "0", "null", "🌱", "’s", "x" * 3000]
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["question", "goal", "step", "progress", "feedback", "session", "answer", "rename", "delete", "undo",
             "undo", "redo"]
        ),
        st.integers(1, 6), st.integers(-(10**6), 10**6), WORDS,
    ),
    max_size=15,
)  # fmt: skip


def run_command(*argv: str) -> tuple[int, bytes]:
    """Run a command, and give its exit code and what it wrote."""
    raw, before = io.BytesIO(), sys.stdout
    out = io.TextIOWrapper(raw, encoding="utf-8")
    sys.stdout = out
    try:
        code = run(argv)
        out.flush()
        return code, raw.getvalue()
    finally:
        sys.stdout = before


def apply_steps(journal: Journal, steps: list[JournalStep], clock: list[datetime]) -> None:
    """Do as the steps say; what a rule refuses is left out."""
    for step in steps:
        clock[0] += timedelta(minutes=7)
        with suppress(MentorlogError):
            _apply_step(journal, *step)


def _apply_step(journal: Journal, what: str, which: int, number: int, words: str) -> None:
    if what == "undo":
        journal.undo()
    elif what == "redo":
        journal.redo(lambda undo: None)
    else:
        with journal.change(f"test {what}") as change:
            _CHANGES[what](journal, change, which, number, words)


def _pick_number(journal: Journal, noun: str, which: int) -> int | None:
    rows = journal.store.rows(f"SELECT number FROM {KINDS[noun].plural} ORDER BY number")
    return rows[which % len(rows)][0] if rows else None


def _add_part(journal: Journal, change: Any, make: Callable[[int], Any], which: int) -> None:
    if goal := _pick_number(journal, "goal", which):
        change.add(make(goal))


def _answer(journal: Journal, change: Any, which: int, words: str) -> None:
    if number := _pick_number(journal, "question", which):
        change.update(answered(journal.get(Question, number), words, DAY))


def _delete(journal: Journal, change: Any, which: int, noun: str) -> None:
    if number := _pick_number(journal, noun, which):
        change.delete(KINDS[noun], number)


_YES = (None, True, False)
_CHANGES: dict[str, Callable[[Journal, Any, int, int, str], Any]] = {
    "question": lambda j, c, w, n, t: c.add(Question(text=t, goal=_pick_number(j, "goal", w), private=_YES[w % 3])),
    "goal": lambda j, c, w, n, t: c.add(
        Goal(title=t[:200], start=DAY, target=n / 7, skill=_pick_number(j, "skill", w))
    ),
    "step": lambda j, c, w, n, t: _add_part(j, c, lambda goal: Step(goal=goal, title=t[:200]), w),
    "progress": lambda j, c, w, n, t: _add_part(j, c, lambda goal: Progress(goal=goal, day=DAY, value=n / 3), w),
    "feedback": lambda j, c, w, n, t: c.add(
        Feedback(day=DAY, direction="received", behaviour=t, session=_pick_number(j, "session", w), private=w % 2 == 0)
    ),
    "session": lambda j, c, w, n, t: c.add(Session(starts_at=j.now, zone="Europe/London", notes=t)),
    "answer": lambda j, c, w, n, t: _answer(j, c, w, t),
    "rename": lambda j, c, w, n, t: c.update(replace(j.get(Skill, _pick_number(j, "skill", w) or 0), name=t[:200])),
    "delete": lambda j, c, w, n, t: _delete(j, c, w, ("goal", "question", "session", "skill")[n % 4]),
}


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that a journal's file holds, but for the numbers of the log's rows."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        found = {
            name: connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall()
            for name in tables
            if not name.startswith(("search", "sqlite_"))
        }
        found["change_rows"] = [row[1:] for row in found["change_rows"]]
        connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        return found


@pytest.mark.usefixtures("schema_copies")
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=STEPS, after=STEPS)
def test_any_journal_exported_and_imported_is_the_same_journal(
    before: list[JournalStep], after: list[JournalStep]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        one, other, file = (Path(folder) / name for name in ("one.db", "other.db", "journal.jsonl"))
        clock = [localize(datetime(2026, 1, 5, 9))]
        with create_journal(one, lambda: clock[0], Random(1).randbytes) as journal:
            apply_steps(journal, before, clock)
        code, exported = run_command("export", "--journal", str(one))
        assert code == 0
        file.write_bytes(exported)
        assert run_command("import", str(file), "--journal", str(other))[0] == 0
        assert run_command("export", "--journal", str(other)) == (0, exported)
        assert contents(one) == contents(other)
        # And it goes on as the same: what is written, undone and redone now comes out alike.
        for path in (one, other):
            journal = Journal.open(path, lambda: clock[0])
            journal._random_bytes = Random(2).randbytes
            journal.store._keeps_backups = False
            moment = clock[0]
            apply_steps(journal, after, clock)
            while journal.undo():
                pass
            journal.close()
            clock[0] = moment
        assert contents(one) == contents(other)
        assert run_command("export", "--journal", str(one)) == run_command("export", "--journal", str(other))
