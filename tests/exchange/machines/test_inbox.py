"""The inbox: files from a phone become entries, each once, whatever their names and encodings."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from mentorlog import clock
from mentorlog.exchange.machines.inbox import make_inbox, read_inbox, take_inbox
from mentorlog.journal.journal import Journal
from mentorlog.system import filesystem
from tests.conftest import Mentee

TODAY = date(2026, 11, 23)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with an empty inbox."""
    make_inbox(tmp_path / "shared")
    return tmp_path / "shared"


@pytest.fixture
def journal(mentee: Mentee) -> Iterator[Journal]:
    """A journal with one question."""
    mentee.does("questions", "add", "The first?")
    journal = Journal.open(mentee.path, clock.now)
    yield journal
    journal.close()


def put(root: Path, name: str, content: bytes | str, day: str = "2026-11-20") -> Path:
    """Put a file into the inbox, as a phone does."""
    path = root / "inbox" / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    seconds = date.fromisoformat(day).toordinal() * 86400 - date(1970, 1, 1).toordinal() * 86400 + 43200
    os.utime(path, (seconds, seconds))
    return path


def take(journal: Journal, root: Path) -> list[str]:
    """Take in what waits."""
    return take_inbox(journal, read_inbox(root, TODAY))


def test_each_file_becomes_an_entry_of_its_noun_in_one_change(root: Path, journal: Journal, mentee: Mentee) -> None:
    put(root, "questions/walk.txt", "Who decides?\n")
    put(root, "wins/Win 1.TXT", "Chaired it\nNine came\nNobody left\n")
    put(root, "notes/n.txt", "Ask early")
    assert take(journal, root) == ["q2", "w1", "l1"]
    assert [*root.rglob("*.txt"), *root.rglob("*.TXT")] == []
    win = mentee.does("show", "w1")
    assert (win["title"], win["evidence"], win["day"]) == ("Chaired it", "Nine came\nNobody left", "2026-11-20")
    assert mentee.does("show", "q2")["text"] == "Who decides?" and mentee.does("show", "l1")["text"] == "Ask early"
    mentee.does("undo")
    assert [question["ref"] for question in mentee.does("questions", "list")] == ["q1"]


@pytest.mark.parametrize("then", ["", "undo", "delete q2"])
def test_a_file_that_comes_back_is_no_second_entry(root: Path, journal: Journal, mentee: Mentee, then: str) -> None:
    put(root, "questions/walk.txt", "Who decides?")
    assert take(journal, root) == ["q2"]
    if then:
        mentee.does(*then.split())
    put(root, "questions/walk.txt", "Who decides?")
    assert take(journal, root) == []
    assert not [*root.rglob("*.txt")]
    put(root, "questions/walk.txt", "Who decides?", "2026-11-22")
    assert take(journal, root) == ["q3"], "the same words of another day are another thought"


def test_a_kill_between_the_change_and_the_removal_doubles_nothing(
    root: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, "questions/walk.txt", "Who decides?")
    remove = filesystem.remove

    def stop_at_texts(path: Path) -> None:
        if path.suffix == ".txt":
            raise KeyboardInterrupt
        remove(path)

    with monkeypatch.context() as patch:
        patch.setattr(filesystem, "remove", stop_at_texts)
        with pytest.raises(KeyboardInterrupt):
            take(journal, root)
    assert take(journal, root) == [] and not [*root.rglob("*.txt")]
    assert journal.store.scalar("SELECT count(*) FROM questions") == 2


@pytest.mark.parametrize(
    "content",
    [
        "Größe, naïve, 你好".encode(), "Größe, naïve, 你好".encode("utf-8-sig"), "Größe, naïve, 你好".encode("utf-16"),
        b"\xfe\xff" + "Größe, naïve, 你好".encode("utf-16-be"), "Größe, naïve, 你好".encode("utf-16-le"),
        "Größe, naïve, 你好".encode("utf-16-be"), "Gro\u0308ße, nai\u0308ve, 你好\r\n".encode(),
    ],
)  # fmt: skip
def test_any_encoding_of_a_text_is_the_same_text(root: Path, content: bytes) -> None:
    put(root, "questions/x.txt", content)
    assert [file.text for file in read_inbox(root, TODAY).files] == ["Größe, naïve, 你好"]


def test_old_windows_and_old_macs_are_read_too(root: Path) -> None:
    put(root, "questions/a.txt", "Größe – „so“?".encode("cp1252"))
    put(root, "questions/b.txt", b"One\rTwo\r")
    assert [file.text for file in read_inbox(root, TODAY).files] == ["Größe – „so“?", "One\nTwo"]


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"a\0b\0\0\0",
        b"text \x1b[31mred",
        "back \u202ewards".encode(),
        b"x" * 5_000_000,
    ],
)
def test_what_is_no_text_stays_and_is_named(root: Path, content: bytes) -> None:
    path = put(root, "questions/odd.txt", content)
    inbox = read_inbox(root, TODAY)
    assert inbox.files == [] and [fault.name for fault in inbox.faults] == ["questions/odd.txt"]
    assert "red" not in inbox.faults[0].why and path.exists()


def test_empty_files_and_those_of_other_programs_stay_without_a_word(root: Path, journal: Journal) -> None:
    for name in (
        "new.txt", ".hidden.txt", "~lock.txt", "a.sync-conflict-20261120-101010-ABC.txt", "a (conflicted copy).txt",
        "a.txt.part", "a.docx", "a.txt~",
    ):  # fmt: skip
        put(root, f"questions/{name}", "" if name == "new.txt" else "A thought")
    inbox = read_inbox(root, TODAY)
    assert (inbox.files, inbox.faults) == ([], []) and take(journal, root) == []
    assert len([*root.glob("inbox/questions/*")]) == 8


def test_names_are_never_followed_nor_shown_as_they_are(root: Path, journal: Journal, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Not yours")
    (root / "inbox" / "questions" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (root / "inbox" / "questions" / "folder.txt").mkdir()
    put(root, "questions/\x1b[2J\u202e.txt", b"\0\0\0")
    inbox = read_inbox(root, TODAY)
    assert inbox.files == [] and len(inbox.faults) == 3
    assert all(fault.name.isprintable() for fault in inbox.faults)
    (root / "inbox" / "notes").rmdir()
    (root / "inbox" / "notes").symlink_to(tmp_path)
    assert [file.path.name for file in read_inbox(root, TODAY).files] == []
    assert take(journal, root) == [] and (tmp_path / "secret.txt").exists()


def test_a_long_first_line_of_a_win_is_kept_whole(root: Path, journal: Journal, mentee: Mentee) -> None:
    put(root, "wins/long.txt", "The sponsor said yes " * 40)
    take(journal, root)
    win = mentee.does("show", "w1")
    assert len(win["title"]) <= 200 and win["title"].endswith("…")
    assert win["evidence"] == ("The sponsor said yes " * 40).strip()


def test_a_day_to_come_is_today(root: Path) -> None:
    put(root, "wins/x.txt", "Won", "2031-01-01")
    assert [file.day for file in read_inbox(root, TODAY).files] == [TODAY]


def test_what_is_private_when_typed_is_private_from_a_phone(root: Path, journal: Journal, mentee: Mentee) -> None:
    journal.private_by_default = ("questions",)
    put(root, "questions/x.txt", "Should I stay?")
    assert take(journal, root) == ["q2"] and mentee.does("show", "q2")["private"] is True
