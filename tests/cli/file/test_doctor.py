"""`mentorlog doctor`: every fault is put into a journal on purpose, and has to be named; what can be repaired is."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mentorlog.integrity.environment import cloud_folder
from mentorlog.store.connect import backup_folder
from tests.conftest import Mentee
from tests.journal_copies import cache_journal
from tests.systems import has_mode

SECRET = "zephyrine"


def corrupt(path: Path, *statements: str) -> None:
    """Do to a file what no program of ours would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            connection.execute(statement)


def findings(mentee: Mentee, *words: str, code: int = 0) -> dict[str, Any]:
    """What doctor finds, by name; nothing private may stand in it."""
    result = mentee("doctor", *words, "--json")
    assert result.code == code, result.out + result.err
    assert SECRET not in result.out + result.err
    return {one["name"]: one for one in result.data["findings"]}


@pytest.fixture
@cache_journal
def mentee_with_entries(mentee: Mentee) -> Mentee:
    """Somebody with a mentor, a goal with a value, and two questions, one of them answered."""
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10")
    mentee.does("goals", "progress", "g1", "3")
    mentee.does("questions", "add", f"Who is {SECRET}?", "--goal", "g1")
    mentee.does("questions", "add", "Who decides?")
    mentee.does("questions", "answer", "q2", f"The {SECRET}")
    return mentee


def test_a_sound_journal_is_said_to_be(mentee_with_entries: Mentee) -> None:
    result = mentee_with_entries("doctor")
    assert result.code == 0 and result.out.startswith("The journal is sound.\n")
    assert {one["weight"] for one in findings(mentee_with_entries).values()} <= {"advice"}


def test_no_journal_is_nothing_to_look_at(mentee: Mentee) -> None:
    result = mentee("doctor")
    assert result.code == 0 and "no journal yet" in result.out
    assert mentee.bytes() is None


def test_looking_changes_nothing(mentee_with_entries: Mentee) -> None:
    corrupt(mentee_with_entries.path, "UPDATE questions SET text = 'Other' WHERE number = 1")
    before = mentee_with_entries.bytes()
    findings(mentee_with_entries, code=1)
    assert mentee_with_entries.bytes() == before


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("log", "UPDATE questions SET text = 'Other' WHERE number = 1"),
        ("log", "DELETE FROM progress"),
        ("log", ("INSERT INTO needs (number, entry, uid, created_at, updated_at, text, weight)"
                " VALUES (7, 700, 'u', '2026-11-23T09:00:00.000Z', '2026-11-23T09:00:00.000Z', 'Time', 3)")),
        ("links", "UPDATE questions SET goal = 99 WHERE number = 1"),
        ("counters", "UPDATE counters SET last = 0 WHERE name = 'questions'"),
        ("index", "DELETE FROM search_data WHERE id > 10"),
        ("index", "UPDATE questions SET text = 'Other' WHERE number = 1"),
        ("index", "INSERT INTO search_words VALUES (1, 'other')"),
    ],
    ids=["text", "deleted", "unknown to the log", "link", "counter", "index gone", "index behind", "folded otherwise"],
)  # fmt: skip
def test_a_fault_is_named_and_repaired_after_a_copy(mentee_with_entries: Mentee, name: str, damage: str) -> None:
    corrupt(mentee_with_entries.path, damage)
    assert findings(mentee_with_entries, code=1)[name]["weight"] == "repair"
    damaged = mentee_with_entries.path.read_bytes()
    fixed = findings(mentee_with_entries, "--fix")
    assert fixed[name]["fixed"]
    (copy,) = [
        one for one in backup_folder(mentee_with_entries.path).iterdir() if one.name.startswith("before-repair-")
    ]
    assert str(copy) in fixed["copy"]["means"]
    with closing(sqlite3.connect(copy)) as then, closing(sqlite3.connect(":memory:")) as was:
        was.deserialize(damaged)
        assert list(then.iterdump()) == list(was.iterdump())
    assert all(one["weight"] == "advice" for one in findings(mentee_with_entries).values())


def test_a_broken_index_stops_no_backup(mentee_with_entries: Mentee) -> None:
    """Newer versions of SQLite count it among the faults of a file; but all that it holds can be rebuilt."""
    corrupt(mentee_with_entries.path, "DELETE FROM search_data WHERE id > 10")
    mentee_with_entries.does("backup")
    assert "backup" not in " ".join(findings(mentee_with_entries, code=1))


def test_what_the_log_tells_comes_back_and_what_it_never_heard_of_stays(mentee_with_entries: Mentee) -> None:
    corrupt(
        mentee_with_entries.path,
        "UPDATE questions SET text = 'Other' WHERE number = 1",
        "DELETE FROM goals",
        "INSERT INTO needs (number, entry, uid, created_at, updated_at, text, weight)"
        " VALUES (7, 700, 'u', '2026-11-23T09:00:00.000Z', '2026-11-23T09:00:00.000Z', 'Time', 3)",
    )
    mentee_with_entries("doctor", "--fix")
    assert mentee_with_entries.does("show", "q1")["text"] == f"Who is {SECRET}?"
    assert mentee_with_entries.does("show", "g1")["title"] == "Chair stand-ups"
    assert mentee_with_entries.does("show", "n7")["text"] == "Time"
    assert mentee_with_entries.does("needs", "add", "Network")["ref"] == "n8"
    assert {hit["ref"] for hit in mentee_with_entries.does("search", SECRET)} == {"q1", "q2"}


def test_what_was_deleted_stays_deleted(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.does("delete", "q1")
    corrupt(
        mentee_with_entries.path,
        "INSERT INTO questions (number, entry, uid, created_at, updated_at, text, priority, state)"
        " VALUES (1, 900, 'v', '2026-11-23T09:00:00.000Z', '2026-11-23T09:00:00.000Z', 'Back', 'low', 'open')",
    )
    assert "log" in findings(mentee_with_entries, code=1)
    mentee_with_entries("doctor", "--fix")
    assert mentee_with_entries("show", "q1").code == 3


def test_a_log_that_cannot_be_followed_is_said_and_left(mentee_with_entries: Mentee) -> None:
    corrupt(
        mentee_with_entries.path,
        "INSERT INTO change_rows (change, tbl, number, after) SELECT change, tbl, number, after"
        " FROM change_rows WHERE tbl = 'questions' AND before IS NULL AND number = 1",
    )
    assert findings(mentee_with_entries, code=65)["log_broken"]["weight"] == "damaged"
    assert findings(mentee_with_entries, "--fix", code=65)["log_broken"]["fixed"] is False
    assert mentee_with_entries.does("show", "q1")["text"] == f"Who is {SECRET}?"


def test_a_table_that_is_not_as_it_was_is_damage(mentee_with_entries: Mentee) -> None:
    corrupt(mentee_with_entries.path, "ALTER TABLE questions ADD COLUMN extra TEXT")
    assert findings(mentee_with_entries, code=65)["shape"]["weight"] == "damaged"


FOREIGN_TABLE = "CREATE TABLE notes (id INTEGER PRIMARY KEY, q NOT NULL REFERENCES questions, entry INTEGER, uid TEXT)"


@pytest.mark.parametrize(
    ("name", "statements", "repaired"),
    [
        ("meddling", ["CREATE TRIGGER t AFTER INSERT ON questions BEGIN DELETE FROM goals; END"], True),
        ("meddling", ["CREATE UNIQUE INDEX i ON questions (text)"], True),
        ("meddling", ["CREATE INDEX i ON questions (json_extract(answer, '$.x')) WHERE state = 'open'"], True),
        ("foreign", [FOREIGN_TABLE, "INSERT INTO notes (q) VALUES (1)"], False),
        ("foreign", ["CREATE VIEW v AS SELECT missing FROM questions"], False),
        ("foreign", ["CREATE VIRTUAL TABLE f USING fts5 (text)"], False),
        ("missing", ["DROP INDEX questions_open"], True),
        ("missing", ["DROP INDEX questions_open", "CREATE INDEX questions_open ON questions (text)"], True),
        ("missing", ["DROP TABLE search"], True),
        ("missing", ["DROP TABLE search_words"], True),
        ("missing", ["UPDATE search_columns SET columns = 'text' WHERE tbl = 'questions'"], True),
        ("missing", ["DELETE FROM search_columns WHERE tbl = 'goals'"], True),
        ("missing", ["DROP TABLE search", "DROP INDEX goals_state"], True),
    ],
    ids=str,
)  # fmt: skip
def test_what_other_programs_added_or_took_away_is_named_stops_nothing_and_costs_nothing(
    mentee_with_entries: Mentee, name: str, statements: list[str], repaired: bool
) -> None:
    corrupt(mentee_with_entries.path, *statements)
    assert findings(mentee_with_entries, code=1 if repaired else 0)[name]
    assert findings(mentee_with_entries, "--fix")[name]["fixed"] is repaired
    assert (name in findings(mentee_with_entries)) is not repaired
    assert [hit["ref"] for hit in mentee_with_entries.does("search", "decides")] == ["q2"]
    assert len(mentee_with_entries.does("questions", "list", "--all")) == 2


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE UNIQUE INDEX i ON questions (text)"],
        ["CREATE INDEX i ON questions (json_extract(answer, '$.x')) WHERE state = 'open'"],
        [FOREIGN_TABLE, "INSERT INTO notes (q, entry) VALUES (1, 3)"],
    ],
    ids=str,
)
def test_what_other_programs_added_keeps_nobody_from_writing(
    mentee_with_entries: Mentee, statements: list[str]
) -> None:
    corrupt(mentee_with_entries.path, *statements)
    for words in (
        ("questions", "add", "Who decides?"), ("edit", "q1", "answer=They do"), ("delete", "q1"), ("undo",), ("redo",),
        ("export", "--output", str(mentee_with_entries.folder / "all.jsonl")), ("backup",),
        ("forget", "q1", "--backups", "--yes"), ("restore", "2026-11-23", "--yes"),
    ):  # fmt: skip
        result = mentee_with_entries(*words)
        assert result.code == 0, (words, result.err)
    assert "notes" not in (mentee_with_entries.folder / "all.jsonl").read_text(encoding="utf-8")
    assert mentee_with_entries("doctor", "--fix").code == 0


def test_what_was_left_lying_is_named(mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(mentee_with_entries.folder / "cache"))
    monkeypatch.setattr("webbrowser.open", lambda address: True)
    mentee_with_entries.does("report", "--open")
    drafts = mentee_with_entries.path.with_name("journal.db-drafts")
    drafts.mkdir(0o700)
    (drafts / "checkin-1.jsonl").touch(0o600)
    mentee_with_entries.does("backup")
    (copy,) = backup_folder(mentee_with_entries.path).glob("by-hand*.db")
    with open(copy, "r+b") as file:
        file.truncate(8192)
    named = findings(mentee_with_entries)
    assert {"pages", "drafts", "copies"} <= set(named) and copy.stem in named["copies"]["means"]
    assert findings(mentee_with_entries, "--fix")["pages"]["fixed"]
    assert set(findings(mentee_with_entries)) & {"pages", "drafts", "copies"} == {"drafts", "copies"}
    assert (drafts / "checkin-1.jsonl").exists() and copy.exists(), "nothing that somebody wrote was removed"


def test_what_sqlite_adds_for_itself_is_no_damage(mentee_with_entries: Mentee) -> None:
    corrupt(mentee_with_entries.path, "ANALYZE")
    assert all(one["weight"] == "advice" for one in findings(mentee_with_entries).values())


def test_a_damaged_file_is_left_and_what_is_readable_goes_into_a_new_one(mentee_with_entries: Mentee) -> None:
    for at in range(60):
        mentee_with_entries.does("achievements", "add", f"Win {at}", "--evidence", "x" * 900)
    content = bytearray(mentee_with_entries.path.read_bytes())
    with closing(sqlite3.connect(mentee_with_entries.path)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'achievements'").fetchone()[0]
        leaf = connection.execute("PRAGMA page_count").fetchone()[0]
    page = next(
        at for at in range(leaf, 1, -1)
        if at != root and content[(at - 1) * 4096] == 13 and b"Win 3" in content[(at - 1) * 4096 : at * 4096]
    )  # fmt: skip
    content[(page - 1) * 4096 : page * 4096] = bytes(4096)
    mentee_with_entries.path.write_bytes(content)
    assert findings(mentee_with_entries, code=65)["damaged"]["weight"] == "damaged"
    result = findings(mentee_with_entries, "--fix", code=65)["damaged"]
    assert mentee_with_entries.path.read_bytes() == bytes(content), "the damaged file stays as it is"
    (saved,) = backup_folder(mentee_with_entries.path).glob("salvaged-*.db")
    assert saved.stem in {one["name"] for one in mentee_with_entries.does("backup", "list")}
    assert str(saved) in result["do"] and has_mode(saved, 0o600)
    mentee_with_entries.does("restore", saved.stem, "--yes")
    assert all(one["weight"] == "advice" for one in findings(mentee_with_entries).values())
    assert mentee_with_entries.does("show", "q1")["text"] == f"Who is {SECRET}?"
    assert len(mentee_with_entries.does("achievements", "list")) > 40
    assert mentee_with_entries.does("undo")["command"]


def test_files_that_others_may_read_are_closed(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.does("backup")
    mentee_with_entries.path.chmod(0o644)
    backup_folder(mentee_with_entries.path).chmod(0o755)
    assert findings(mentee_with_entries, code=1)["modes"]["weight"] == "repair"
    assert findings(mentee_with_entries, "--fix")["modes"]["fixed"]
    assert has_mode(mentee_with_entries.path, 0o600)
    assert has_mode(backup_folder(mentee_with_entries.path), 0o700)
    assert "modes" not in findings(mentee_with_entries)


def test_what_a_killed_command_left_is_removed_and_what_a_running_one_needs_is_not(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.does("backup")
    dead = backup_folder(mentee_with_entries.path) / ".2026-11-22.db.4194305.new"  # above what a process number may be
    alive = backup_folder(mentee_with_entries.path) / f".2026-11-22.db.{os.getpid()}.new"
    for one in (dead, alive):
        one.touch(0o600)
    assert findings(mentee_with_entries)["left_over"]["weight"] == "advice"
    assert findings(mentee_with_entries, "--fix")["left_over"]["fixed"]
    assert not dead.exists() and alive.exists()


@pytest.mark.parametrize("name", ["journal.db", "*", "[a]"])
def test_only_our_own_temporary_files_are_removed(mentee_with_entries: Mentee, name: str) -> None:
    journal = mentee_with_entries.path.rename(mentee_with_entries.folder / name)
    mentee_with_entries.does("backup", "--journal", str(journal))
    others = [".bak", ".swp", ".4194305.swp", ".new.txt"]
    theirs = [mentee_with_entries.folder / f".{name}{ending}" for ending in others] + [
        mentee_with_entries.folder / ".a.4194305.new"
    ]
    ours = [mentee_with_entries.folder / f".{name}{ending}" for ending in (".new", ".4194305.new", ".4194305.restored")]
    for one in (*theirs, *ours):
        one.touch(0o600)
    assert findings(mentee_with_entries, "--fix", "--journal", str(journal))["left_over"]["fixed"]
    assert [one for one in theirs if not one.exists()] == []
    assert [one for one in ours if one.exists()] == []


def test_a_missing_and_an_old_copy_are_named(mentee_with_entries: Mentee) -> None:
    shutil.rmtree(backup_folder(mentee_with_entries.path))
    assert "no_backup" in findings(mentee_with_entries)
    mentee_with_entries.does("backup")
    assert not {"no_backup", "old_backup"} & set(findings(mentee_with_entries))
    (copy,) = backup_folder(mentee_with_entries.path).glob("*.db")
    month_ago = mentee_with_entries.path.stat().st_mtime - 30 * 86400
    os.utime(copy, (month_ago, month_ago))
    assert "30 days older" in findings(mentee_with_entries)["old_backup"]["means"]


def test_what_is_in_the_way_of_copies_is_named(mentee_with_entries: Mentee) -> None:
    shutil.rmtree(backup_folder(mentee_with_entries.path))
    backup_folder(mentee_with_entries.path).touch(0o600)
    found = findings(mentee_with_entries, code=1)
    assert str(backup_folder(mentee_with_entries.path)) in found["no_folder"]["means"] and "no_backup" not in found
    result = mentee_with_entries("doctor")
    assert "The journal is sound" not in result.out and "--fix" not in result.out + result.err, (
        "there only a person can help"
    )
    result = mentee_with_entries("backup")
    assert (
        result.code == 73
        and f"{backup_folder(mentee_with_entries.path)} is in the way" in result.err
        and "--journal" not in result.err
    )


@pytest.mark.parametrize("name", ["Dropbox", "OneDrive - Acme", "Nextcloud"])
def test_a_folder_that_is_copied_elsewhere_is_named(mentee: Mentee, name: str) -> None:
    inside = mentee.folder / name / "notes" / "journal.db"
    inside.parent.mkdir(parents=True)
    mentee.has_demo()
    mentee.path.rename(inside)
    assert findings(mentee, "--journal", str(inside))["cloud"]["weight"] == "advice"


@pytest.mark.parametrize(
    "name",
    ["Dropbox", "OneDrive", "Google Drive", "GoogleDrive", "My Drive", "iCloud", "iCloud Drive", "Mobile Documents",
     "CloudStorage", "Nextcloud", "ownCloud", "pCloud", "pCloudDrive", "Box", "Box Sync", "MEGA", "MEGAsync", "Seafile",
     "Syncthing", "Resilio Sync", "Yandex.Disk", "Tresorit"],
)  # fmt: skip
def test_each_client_is_known_by_the_name_of_its_folder(tmp_path: Path, name: str) -> None:
    assert cloud_folder(tmp_path / name / "notes" / "journal.db") == str(tmp_path / name)
    assert cloud_folder(tmp_path / f"My {name}s" / "journal.db") == "", "only what has just this name"


def test_a_network_file_system_is_named(mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = f"/dev/sda / ext4 rw 0 0\nserver:/home {mentee_with_entries.folder.parent} nfs4 rw 0 0\n"
    whole = Path.read_text
    monkeypatch.setattr(Path, "read_text", lambda self, *a, **k: mounts if str(self) == "/proc/mounts" else
                        whole(self, *a, **k))  # fmt: skip
    assert "nfs4" in findings(mentee_with_entries)["network"]["means"]


@pytest.mark.parametrize(("editor", "named"), [("code", True), ("code --wait", False), ("vim", False)])
def test_an_editor_that_returns_at_once_is_named(
    mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch, editor: str, named: bool
) -> None:
    monkeypatch.setenv("VISUAL", editor)
    assert ("editor" in findings(mentee_with_entries)) is named


def test_an_editor_that_cannot_be_read_is_named_and_ends_nothing(
    mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "vim '")
    assert "quotation mark" in findings(mentee_with_entries)["editor"]["means"]


def test_a_known_bug_of_sqlite_is_reported(mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    assert findings(mentee_with_entries)["sqlite"]["weight"] == "advice"
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    assert "sqlite" not in findings(mentee_with_entries)


def test_a_journal_that_somebody_writes_to_is_not_called_damaged(
    mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mentorlog.store import connect

    monkeypatch.setattr(connect, "LOCK_TIMEOUT", 0.1)
    other = sqlite3.connect(mentee_with_entries.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    result = mentee_with_entries("doctor")
    other.execute("ROLLBACK")
    other.close()
    assert result.code == 75


def test_a_journal_of_an_earlier_version_is_sound(mentee: Mentee) -> None:
    import gzip

    old = Path(__file__).parents[2] / "store" / "old" / "schema-2.db.gz"
    mentee.path.write_bytes(gzip.decompress(old.read_bytes()))
    mentee.path.chmod(0o600)
    assert "old_schema" in findings(mentee)
