"""What tests copy is what the program makes."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mentorlog.cli.audience import open_veiled_journal
from mentorlog.exchange.staging import _create_staging
from mentorlog.integrity.replay import _create_empty
from mentorlog.journal.schema import schema
from mentorlog.journal.veil import VeiledStore
from mentorlog.store.migrate import fresh_schema_sql, schema_sql
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


def test_a_log_is_replayed_into_what_the_history_of_the_schema_makes() -> None:
    with closing(journal_copies.replay_copy(schema())) as copied, closing(_create_empty(schema())) as real:
        assert list(copied.iterdump()) == list(real.iterdump()) and not copied.in_transaction


@pytest.mark.parametrize("version", [schema().version, 7])
def test_what_comes_in_is_staged_in_what_the_history_of_the_schema_makes(version: int) -> None:
    with (
        closing(journal_copies.staging_copy(schema(), version)) as copied,
        closing(_create_staging(schema(), version)) as real,
    ):
        assert list(copied.iterdump()) == list(real.iterdump()) and copied.in_transaction


def test_the_objects_of_a_new_file_are_those_that_are_built() -> None:
    assert journal_copies.fresh_schema_sql(schema()) == fresh_schema_sql(schema())


@pytest.mark.parametrize("audience", ["m2", "manager"])
def test_what_a_reader_sees_is_sought_anew_where_something_is_other_and_else_the_same(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch, audience: str
) -> None:
    def visible_content(copy: Any) -> list[str]:
        monkeypatch.setattr(VeiledStore, "_copy", copy)
        journal = open_veiled_journal(mentee.path, audience)
        journal.store.load_log()
        connection = journal.store.connection
        pragmas = ("foreign_keys", "ignore_check_constraints", "temp_store")
        about = [str(connection.execute(f"PRAGMA {pragma}").fetchall()) for pragma in pragmas]
        content = [*about, *connection.iterdump()]
        journal.close()
        return content

    mentee.has_demo()
    real = visible_content(journal_copies._copy_visible)
    assert visible_content(journal_copies.visible_copy) == visible_content(journal_copies.visible_copy) == real
    mentee.does("questions", "add", "Who pays?")
    later = visible_content(journal_copies.visible_copy)
    assert later == visible_content(journal_copies._copy_visible) and "Who pays?" in "\n".join(later)
    monkeypatch.setenv("MENTORLOG_NOW", "2027-11-23T09:00:00")
    assert visible_content(journal_copies.visible_copy) == visible_content(journal_copies._copy_visible)
