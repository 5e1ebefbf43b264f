"""What tests copy is what the program makes."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

from mentorlog.journal.model.kinds import BY_TABLE
from mentorlog.journal.schema import schema
from mentorlog.store.migrate import schema_sql
from tests import journal_copies
from tests.conftest import Mentee
from tests.store.integrity import contents, integrity_faults
from tests.subprocesses import run

FIRST = ("questions", "add", "Who decides?")


def file_state(path: Path) -> list[Any]:
    """The shape of a file, what it says of itself, and who may read it."""
    with closing(sqlite3.connect(path)) as connection:
        pragmas = ("application_id", "user_version", "page_size", "encoding", "journal_mode", "auto_vacuum")
        about = [connection.execute(f"PRAGMA {pragma}").fetchall() for pragma in pragmas]
        return [schema_sql(connection), about, stat.S_IMODE(path.stat().st_mode)]


def test_a_journal_that_began_as_a_copy_is_one_that_the_program_built(mentee: Mentee) -> None:
    mentee.does(*FIRST)
    real = mentee.folder / "real.db"
    assert run(real, *FIRST).returncode == 0
    assert contents(mentee.path) == contents(real) and integrity_faults(mentee.path) == []
    assert file_state(mentee.path) == file_state(real)


def test_where_there_is_no_journal_the_same_is_read(mentee: Mentee) -> None:
    for words in (("report",), ("skills", "list", "--json"), ("search", "decides")):
        real = run(mentee.path, *words)
        seen = mentee(*words)
        assert (seen.code, seen.out) == (real.returncode, real.stdout), words


def test_a_log_is_replayed_into_what_the_history_of_the_schema_makes(mentee: Mentee) -> None:
    mentee.does(*FIRST)
    with (
        closing(sqlite3.connect(mentee.path)) as journal,
        closing(journal_copies.replay_copy(journal, schema())) as copied,
        closing(journal_copies._create_replica(journal, schema())) as real,
    ):
        assert schema_sql(copied) == schema_sql(real)
        for table in (*BY_TABLE, "counters"):
            query = f"SELECT * FROM {table} ORDER BY 1"
            assert copied.execute(query).fetchall() == real.execute(query).fetchall(), table
