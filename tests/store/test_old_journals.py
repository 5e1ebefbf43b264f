"""Journals that earlier versions wrote: each opens, is backed up and brought up, and loses nothing."""

import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Mentee
from tests.store import fork_server
from tests.store.integrity import integrity_faults

OLD = sorted((Path(__file__).parent / "old").glob("schema-*.db.gz"))


def rows(path: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table, by the names of its columns."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    found = [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1")]
    connection.close()
    return found


@pytest.mark.parametrize("stored", OLD, ids=lambda path: path.name)
def test_an_old_journal_is_brought_up_and_loses_nothing(mentee: Mentee, stored: Path) -> None:
    mentee.path.write_bytes(gzip.decompress(stored.read_bytes()))
    connection = sqlite3.connect(mentee.path)
    tables = [name for (name,) in connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' AND name <> 'counters'"
    )]  # fmt: skip
    connection.close()
    before = {table: rows(mentee.path, table) for table in tables}
    result = mentee("report", "--json")
    assert result.code == 0
    assert "brought up" in json.loads(result.out)["warnings"][0]
    for table, old in before.items():
        new = rows(mentee.path, table)
        assert [{name: row[name] for name in first} for row, first in zip(new, old, strict=True)] == old
    (backup,) = mentee.path.with_name("journal.db-backups").iterdir()
    assert {table: rows(backup, table) for table in tables} == before
    assert json.loads(mentee("report", "--json").out)["warnings"] == []
    assert len(mentee.does("search", "sponsor")) > 5
    assert integrity_faults(mentee.path) == [], "its log tells its tables, also the skills that the schema brought"
    assert mentee.does("questions", "add", "Who decides?")["ref"] == "q31"
    mentee.does("undo")
    mentee.does("undo")


def test_eight_opening_an_old_journal_at_once_bring_it_up_once(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    journal.write_bytes(gzip.decompress(OLD[0].read_bytes()))
    readers = [fork_server.start(journal, "questions", "list") for _ in range(8)]
    assert [reader.wait().code for reader in readers] == [0] * 8
    assert len(list(journal.with_name("journal.db-backups").iterdir())) == 1
    assert fork_server.run(journal, "questions", "add", "After").code == 0
    assert len(rows(journal, "skills")) == 8
