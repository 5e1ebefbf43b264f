"""Damaged files: what commands do with them, what doctor finds, what it repairs and what it saves."""

import errno
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mentorlog.cli.loop import checkin
from mentorlog.integrity import repair
from mentorlog.store.connect import backup_folder
from tests.conftest import Mentee
from tests.integrity.damage import PAGE, WAYS, Damage, attack
from tests.journal_copies import cache_journal


def test_no_damage_makes_a_command_fail_badly_and_doctor_finds_it(tmp_path: Path) -> None:
    figures, faults = attack(tmp_path, 8, seed=3, entries=150)
    assert faults == []
    assert sum(figure["files"] for figure in figures.values()) == 8


def test_what_stands_where_it_does_not_belong_hides_no_row_that_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page of the schema that stands in place of one of the log has numbers that the log has further on."""

    def misplace(whole: bytes, chance: Random) -> bytes:
        pages = [whole[at : at + PAGE] for at in range(0, len(whole), PAGE)]
        log = [at for at, page in enumerate(pages) if page[0] == 0x0D and page.count(b'"created_at": "') > 2]
        pages[log[1]] = next(page for page in pages if page[0] == 0x0D and b"CREATE VIRTUAL TABLE search" in page)
        return b"".join(pages)

    monkeypatch.setitem(WAYS, "page misplaced", misplace)
    seen = Damage(tmp_path, 150).attack("page misplaced", Random(1))
    assert seen.found and not seen.harmless
    assert seen.saved is not None and seen.faults == []


def test_two_stretches_that_cannot_be_read_hide_nothing_that_stands_between(tmp_path: Path) -> None:
    """The first is longer than what is taken for the end of a table where nothing is known further on."""
    path = tmp_path / "table.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE notes (number INTEGER PRIMARY KEY, text TEXT)")
        connection.executemany("INSERT INTO notes VALUES (?, ?)", ((at, f"note {at} " * 9) for at in range(1, 6001)))
    whole = path.read_bytes()
    pages = [whole[at : at + PAGE] for at in range(0, len(whole), PAGE)]
    leaves = [at for at, page in enumerate(pages) if page[0] == 0x0D and at]
    for at in (*leaves[20:70], leaves[-20]):
        pages[at] = bytes(PAGE)
    path.write_bytes(b"".join(pages))
    with closing(sqlite3.connect(path)) as connection:
        read = {row["number"] for row in repair._readable_rows(connection, "notes")}
        single = {at for at in range(1, 6001) if repair._read_by_rowid(connection, "notes", at)}
    assert read == single and 3000 < len(single) < 5000


def test_a_page_in_place_of_the_list_of_disputed_rows_is_found(mentee_with_entries: Mentee) -> None:
    """An index of days and numbers has what SQLite takes for tables and numbers."""
    with closing(sqlite3.connect(mentee_with_entries.path)) as connection:
        roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_schema").fetchall())
    content = bytearray(mentee_with_entries.path.read_bytes())
    source, target = ((roots[name] - 1) * PAGE for name in ("questions_created", "conflict_rows"))
    content[target : target + PAGE] = content[source : source + PAGE]
    mentee_with_entries.path.write_bytes(content)
    assert run_doctor(mentee_with_entries) == (1, {"disputed"})
    assert run_doctor(mentee_with_entries, "--fix") == run_doctor(mentee_with_entries) == (0, set())


@pytest.fixture
@cache_journal
def mentee_with_entries(mentee: Mentee) -> Mentee:
    """Somebody with a few changes, one of them an edit."""
    for text in ("Who decides?", "Who pays?", "Who waits?"):
        mentee.does("questions", "add", text)
    mentee.does("edit", "q1", "text=Who decides on scope?")
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10")
    mentee.does("goals", "progress", "g1", "3")
    return mentee


def inject_fault(mentee: Mentee, *statements: str) -> None:
    """A fault put into the file behind the program's back."""
    with closing(sqlite3.connect(mentee.path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def run_doctor(mentee: Mentee, *flags: str) -> tuple[int, set[str]]:
    """Doctor's exit code, and the findings that are more than advice and were not repaired."""
    result = mentee("doctor", *flags, "--json")
    return result.code, {
        one["name"] for one in result.data["findings"] if one["weight"] != "advice" and not one["fixed"]
    }


LOG = "UPDATE change_rows SET {} WHERE id = (SELECT max(id) FROM change_rows WHERE tbl = 'questions')"


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE counters SET last = 1 WHERE name = 'questions'", "counters"),
        ("UPDATE counters SET last = 1 WHERE name = 'entry'", "counters"),
        ("UPDATE questions SET text = CAST(x'57686fff' AS TEXT) WHERE number = 2", "log"),
        ("DELETE FROM change_rows WHERE tbl = 'questions' AND number = 2", "log"),
        ("INSERT INTO conflict_rows VALUES ('questions', 2)", "disputed"),  # one machine alone disputes nothing
    ],
)
def test_each_fault_is_named(mentee_with_entries: Mentee, statement: str, name: str) -> None:
    assert run_doctor(mentee_with_entries) == (0, set())
    inject_fault(mentee_with_entries, statement)
    code, names = run_doctor(mentee_with_entries)
    assert code == 1 and name in names
    assert run_doctor(mentee_with_entries, "--fix") == (0, set()), "what is repaired is said to be"
    assert run_doctor(mentee_with_entries) == (0, set())
    assert mentee_with_entries("questions", "add", "And then?").code == 0


@pytest.mark.parametrize(
    "statement",
    [
        LOG.format("before = json_replace(before, '$.text', 'Who decides now?')"),
        "UPDATE changes SET at = '2026-11-2T09:00:00.000Z' WHERE id = 2",
        "UPDATE changes SET command = 'quest' || char(233) WHERE id = 2",
        "UPDATE changes SET machine = 'z' WHERE id = 2",
    ],
)
def test_what_nobody_can_repair_in_the_log_is_said_as_advice(mentee_with_entries: Mentee, statement: str) -> None:
    inject_fault(mentee_with_entries, statement)
    assert mentee_with_entries("doctor", "--fix").code == 0
    result = mentee_with_entries("doctor")
    assert "The log is not whole in 1 place" in result.out
    assert result.code == 0 and "--fix" not in result.err, "there is nothing to repair for ever"
    assert mentee_with_entries("questions", "add", "And then?").code == 0


def test_a_row_that_the_log_never_heard_of_is_kept_and_logged(mentee_with_entries: Mentee) -> None:
    inject_fault(mentee_with_entries, "DELETE FROM change_rows WHERE tbl = 'questions' AND number = 2")
    mentee_with_entries("doctor", "--fix")
    assert mentee_with_entries.does("show", "q2")["text"] == "Who pays?"
    assert mentee_with_entries.does("history", "q2")[0]["command"] == "doctor --fix"


def test_a_row_whose_log_contradicts_itself_stays_as_the_file_has_it(mentee_with_entries: Mentee) -> None:
    inject_fault(
        mentee_with_entries,
        LOG.format('before = \'{"text": "x"}\', after = \'{"text": "y"}\''),
    )
    mentee_with_entries("doctor", "--fix")
    assert mentee_with_entries.does("show", "q1")["text"] == "Who decides on scope?"


def test_a_row_that_the_log_tells_otherwise_becomes_what_the_log_says(mentee_with_entries: Mentee) -> None:
    inject_fault(mentee_with_entries, "UPDATE questions SET text = 'Forged' WHERE number = 2", "DELETE FROM progress")
    assert mentee_with_entries("doctor", "--fix").code == 0
    assert mentee_with_entries.does("show", "q2")["text"] == "Who pays?"
    assert mentee_with_entries.does("show", "g1")["value"] == 3


@pytest.mark.parametrize("words", [("history",), ("history", "q1"), ("show", "q1"), ("undo",)])
def test_what_nobody_wrote_is_damage_and_no_fault_of_ours(mentee_with_entries: Mentee, words: tuple[str, ...]) -> None:
    inject_fault(
        mentee_with_entries,
        "UPDATE changes SET at = 'soon'",
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE change_rows SET after = '{', before = '{'",
        "UPDATE questions SET created_at = 'soon', answered_on = 'soon' WHERE number = 1",
    )
    result = mentee_with_entries(*words)
    assert result.code == 65 and "mentorlog doctor" in result.err


def test_what_cannot_be_read_is_saved_from_the_log(mentee_with_entries: Mentee) -> None:
    with closing(sqlite3.connect(mentee_with_entries.path)) as connection:
        ((page,),) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'questions'").fetchall()
    content = bytearray(mentee_with_entries.path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = bytes(4096)
    mentee_with_entries.path.write_bytes(content)
    assert run_doctor(mentee_with_entries) == (65, {"damaged"})
    item: Any = json.loads(mentee_with_entries("doctor", "--fix", "--json").out)["data"]["findings"]
    assert mentee_with_entries.bytes() == bytes(content), "the damaged file is left as it is"
    (saved,) = backup_folder(mentee_with_entries.path).glob("salvaged-*.db")
    assert str(saved) in next(one["do"] for one in item if one["name"] == "damaged")
    mentee_with_entries.does("restore", str(saved), "--yes")
    assert [one["text"] for one in mentee_with_entries.does("questions", "list")] == [
        "Who decides on scope?", "Who pays?", "Who waits?",
    ]  # fmt: skip
    assert run_doctor(mentee_with_entries) == (0, set())
    assert mentee_with_entries.does("undo")["command"] == "goals progress"


def test_a_locked_file_is_not_taken_for_a_damaged_one(
    mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mentorlog.store import connect

    monkeypatch.setattr(connect, "LOCK_TIMEOUT", 0.05)
    with closing(sqlite3.connect(mentee_with_entries.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert mentee_with_entries("doctor", "--fix").code == 75
    assert not list(mentee_with_entries.folder.rglob("*salvaged*"))


def test_a_rest_that_cannot_be_saved_whole_leaves_no_file(
    mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mentorlog.integrity import repair

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    content = mentee_with_entries.path.read_bytes()
    with closing(sqlite3.connect(mentee_with_entries.path)) as connection:
        ((page,),) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'questions'").fetchall()
    mentee_with_entries.path.write_bytes(content[: (page - 1) * 4096] + bytes(4096) + content[page * 4096 :])
    before = set(mentee_with_entries.folder.rglob("*"))
    monkeypatch.setattr(repair, "_reconcile_log", fail)
    assert mentee_with_entries("doctor", "--fix").code == 74
    assert set(mentee_with_entries.folder.rglob("*")) == before


def test_a_change_that_was_kept_is_not_said_to_be_lost(
    mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("an answer that cannot be read")

    monkeypatch.setattr(checkin, "topics_in_short", fail)
    result = mentee_with_entries("checkin", "--mood", "4")
    assert result.code == 65 and "The change itself is in the journal" in result.err
    assert mentee_with_entries.does("checkin", "list")[0]["mood"] == 4


def test_what_of_the_log_cannot_be_followed_is_left_out_of_what_is_saved(mentee_with_entries: Mentee) -> None:
    inject_fault(
        mentee_with_entries, "UPDATE change_rows SET after = '{\"texd\": \"x\"}' WHERE tbl = 'questions' AND number = 3"
    )
    with closing(sqlite3.connect(mentee_with_entries.path)) as connection:
        ((page,),) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'goals'").fetchall()
    content = bytearray(mentee_with_entries.path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = bytes(4096)
    mentee_with_entries.path.write_bytes(content)
    mentee_with_entries("doctor", "--fix")
    (saved,) = backup_folder(mentee_with_entries.path).glob("salvaged-*.db")
    mentee_with_entries.does("restore", str(saved), "--yes")
    assert run_doctor(mentee_with_entries) == (0, set())
    assert mentee_with_entries.does("show", "q3")["text"] == "Who waits?"
    assert mentee_with_entries.does("show", "g1")["title"] == "Chair stand-ups"
