"""An empty journal filled while a fork checks: what is written, and what is said, are those of one process."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mentorlog.exchange import forked_check, intake
from mentorlog.exchange.jsonl import verify_export
from mentorlog.journal.schema import schema
from mentorlog.store.connect import transaction
from mentorlog.store.create import build_schema
from tests.conftest import Mentee
from tests.exchange.test_dump import Lines, tamper, with_trailer, write_file
from tests.journal_copies import cache_journal
from tests.systems import IS_WINDOWS, KILL

if IS_WINDOWS:
    pytest.skip("there are no forks", allow_module_level=True)
Outcome = tuple[int, str, str, dict[str, list[Any]]]  # exit code, stdout, stderr, and the rows of all tables


@pytest.fixture
@cache_journal
def mentee_with_long_history(mentee: Mentee) -> Mentee:
    """Somebody whose log has everything: edits, a deletion, undo and redo, texts that are not ASCII, JSON's escapes."""
    mentee.has_demo()
    write_history(mentee)
    return mentee


@pytest.fixture
@cache_journal
def mentee_with_history(mentee: Mentee) -> Mentee:
    """The same with few records: each file is imported twice."""
    mentee.does("goals", "add", "Chair stand-ups")
    mentee.does("questions", "add", "What comes first?", "--goal", "g1")
    mentee.does("sessions", "add", "--at", "2026-11-26 15:00")
    write_history(mentee)
    return mentee


def write_history(mentee: Mentee) -> None:
    """Edit, delete, undo and redo, in a journal that has a question."""
    mentee.does("questions", "add", 'Who decides, “them” or "we"? 🌱 \\o/')
    mentee.does("edit", "q1", "priority=high")
    mentee.does("questions", "add", 'Gone, "after": {}')
    mentee.does("delete", "q2")
    mentee.does("undo")
    mentee.does("redo")
    mentee.does("delete", "k3")
    mentee.does("skills", "rate", "planning", "3")


def export_lines(mentee: Mentee) -> Lines:
    file = mentee.folder / "out.jsonl"
    file.unlink(missing_ok=True)
    mentee("export", "--output", str(file))
    return file.read_bytes().splitlines(keepends=True)[:-1]


class Ways:
    """Imports the same file by a fork and by one process; remembers whether the fork had its way."""

    def __init__(self, mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
        self._mentee, self._patch = mentee, monkeypatch
        self.answers: list[bool] = []
        fill = forked_check.fill_while_checked

        def record(*arguments: Any) -> bool:
            self.answers.append(fill(*arguments))
            return self.answers[-1]

        monkeypatch.setattr(forked_check, "fill_while_checked", record)
        monkeypatch.setattr(intake, "_MIN_FORKED", 0)

    def import_file(self, content: bytes, *, forked: bool) -> Outcome:
        self._patch.setattr(intake, "can_fork", lambda: forked)
        journal = self._mentee.folder / "other" / "journal.db"
        result = self._mentee("import", write_file(self._mentee, content), "--journal", str(journal))
        rows = read_tables(journal) if journal.exists() else {}
        assert not list(journal.parent.glob(".*.new*"))
        for path in journal.parent.glob("journal.db"):
            path.unlink()
        return result.code, result.out, result.err, rows

    def import_twice(self, content: bytes) -> Outcome:
        """By both ways, which come to the same."""
        outcome = self.import_file(content, forked=True)
        assert outcome == self.import_file(content, forked=False)
        return outcome


@pytest.fixture
def ways(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> Ways:
    return Ways(mentee, monkeypatch)


def read_tables(journal: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(journal)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}


def test_a_fork_that_says_yes_leaves_what_one_process_writes(mentee_with_long_history: Mentee, ways: Ways) -> None:
    code, _, _, rows = ways.import_twice(with_trailer(export_lines(mentee_with_long_history)))
    assert code == 0 and ways.answers == [True]
    assert rows["change_rows"] == read_tables(mentee_with_long_history.path)["change_rows"]


@pytest.mark.parametrize(
    ("word", "fields", "code"),
    [
        (b'"record": "questions"', {"text": "Another text than the log's"}, 65),
        (b'"record": "questions"', {"text": "\x1b[31mcrimson"}, 65),
        (b'"record": "questions"', {"priority": "urgent"}, 65),
        (b'"record": "questions"', {"goal": 99}, 65),
        (b'"record": "questions"', {"uid": "x"}, 65),
        (b'"record": "questions"', {"nothing": 1}, 65),
        (b'"changed": "questions"', {"after": {"nothing": 1}}, 65),
        (b'"changed": "questions"', {"after": None}, 65),
        (b'"changed": "questions"', {"number": 999}, 65),
        (b'"command": "undo"', {"reverts": 500}, 65),
        (b'"counter": "entry"', {"last": 3}, 65),
        (b'"counter": "skills"', {"last": 0, "change": 9, "record": "skills"}, 65),
        (b'"changed": "sessions"', {"more": 1}, 0),  # what one process overlooks it overlooks still
    ],
)
def test_what_a_fork_refuses_is_left_to_one_process(
    mentee_with_history: Mentee, ways: Ways, word: bytes, fields: dict[str, Any], code: int
) -> None:
    outcome = ways.import_twice(tamper(export_lines(mentee_with_history), word, **fields))
    assert outcome[0] == code and ways.answers == [False]


def test_a_line_is_what_its_first_word_says_in_both_ways(mentee_with_history: Mentee, ways: Ways) -> None:
    line = {"change": 1, "at": "2026-11-23T09:00:00.000Z", "command": "x", "reverts": None, "record": "skills"}
    outcome = ways.import_twice(tamper(export_lines(mentee_with_history), b'"counter": "skills"', **line))
    assert outcome[0] == 0 and ways.answers == [True]


@pytest.mark.parametrize(
    ("former", "new"),
    [(b'"number": 1, "before"', b'"number":1, "before"'),
     (b'"before": null, "after": {"', b'"before": null,"after": {"'),
     (b'"after": {"number": 1, "entry"', b'"after": {"number": 1,"entry"'),
     (b'"before": {"', b'"before": {"entry": 1, "')],
)  # fmt: skip
def test_json_that_no_export_writes_is_read_by_one_process(
    mentee_with_history: Mentee, ways: Ways, former: bytes, new: bytes
) -> None:
    lines = export_lines(mentee_with_history)
    at = next(at for at, line in enumerate(lines) if line.startswith(b'{"changed": ') and former in line)
    lines[at] = lines[at].replace(former, new)
    ways.import_twice(with_trailer(lines))
    assert ways.answers == [False]


def test_a_row_of_two_lines_is_read_by_one_process(mentee_with_history: Mentee, ways: Ways) -> None:
    lines = export_lines(mentee_with_history)
    at = next(at for at, line in enumerate(lines) if line.startswith(b'{"changed": '))
    head, _, states = lines[at].partition(b'"before"')
    lines[at : at + 1] = [head + b"\n", b'"before"' + states]
    assert ways.import_twice(with_trailer(lines))[0] == 65
    assert ways.answers == [False]


def test_a_fork_that_is_killed_is_done_without(
    mentee_with_history: Mentee, ways: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forked_check._ContentCheck, "is_sound", lambda *_: os.kill(os.getpid(), KILL))
    code, *_ = ways.import_twice(with_trailer(export_lines(mentee_with_history)))
    assert code == 0 and ways.answers == [False]


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt, sqlite3.OperationalError("database or disk is full"), MemoryError]
)
def test_what_ends_the_import_leaves_neither_journal_nor_fork(
    mentee_with_history: Mentee, ways: Ways, monkeypatch: pytest.MonkeyPatch, error: Any
) -> None:
    processes: list[int] = []

    def end(staging: Any, _: Any) -> None:
        processes.append(staging._fork._process)
        raise error

    monkeypatch.setattr(forked_check._CheckedStaging, "fill", end)
    monkeypatch.setattr(forked_check._ContentCheck, "is_sound", lambda *_: os.read(os.pipe()[0], 1))
    code, _, _, rows = ways.import_file(with_trailer(export_lines(mentee_with_history)), forked=True)
    assert code not in (0, 1) and not rows
    with pytest.raises(ChildProcessError):
        os.waitpid(processes[0], os.WNOHANG)


def test_a_file_that_changes_meanwhile_is_not_filled_in(mentee_with_history: Mentee, tmp_path: Path) -> None:
    content = with_trailer(export_lines(mentee_with_history))
    path = tmp_path / "export.jsonl"
    path.write_bytes(content)
    with open(path, "rb") as file, closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as connection:
        header = verify_export(file, "export", schema())
        with transaction(connection):
            build_schema(connection, schema())
        for digest in (header.digest, "0" * 64):
            connection.execute("BEGIN")
            filled = forked_check.fill_while_checked(file, header._replace(digest=digest), schema(), connection)
            assert filled == (digest == header.digest)
            connection.execute("ROLLBACK")


def test_a_small_journal_is_worth_no_fork(
    mentee_with_history: Mentee, ways: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_MIN_FORKED", 10_000)
    assert ways.import_file(with_trailer(export_lines(mentee_with_history)), forked=True)[0] == 0
    assert ways.answers == []
