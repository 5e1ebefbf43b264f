"""What stands where the journal should be, and is none: refused by every command, and never overwritten."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mentorlog.journal.schema import APPLICATION_ID, schema
from mentorlog.store import connect
from tests.conftest import Mentee
from tests.integrity.damage import CHANGING, READING
from tests.journal_copies import cache_journal

UNREAD = (("backup", "list"), ("init",))  # they look beside the journal, or at its name alone
EVERY = (*READING, *CHANGING, ("doctor",), ("doctor", "--fix"), ("init",), ("backup",), ("redo",))


def _write_text(path: Path) -> None:
    path.write_text("Dear diary, this is not SQLite.\n" * 100)


def _sqlite_writer(application: int, version: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE notes (text)")
        connection.execute(f"PRAGMA application_id = {application}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.close()

    return make


def _make_socket(path: Path) -> None:
    # The network is forbidden to tests; a file in the shape of a socket needs none.
    os.mknod(path, 0o600 | 0o140000)


def _make_dangling_link(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere.db"))


def _make_link_loop(path: Path) -> None:
    path.symlink_to(path.with_name("other"))
    path.with_name("other").symlink_to(path)


def _write_header(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + bytes(84))


KINDS: dict[str, tuple[Callable[[Path], object], int]] = {
    "a text file": (_write_text, 65),
    "another program's SQLite file": (_sqlite_writer(7, 1), 65),
    "an SQLite file without a name": (_sqlite_writer(0, 0), 65),
    "a newer schema": (_sqlite_writer(APPLICATION_ID, 99), 65),
    "no schema": (_sqlite_writer(APPLICATION_ID, 0), 65),
    "an empty file": (Path.touch, 65),
    "one byte": (lambda path: path.write_bytes(b"\0"), 65),
    "a header alone": (_write_header, 65),
    "a dangling link": (_make_dangling_link, 73),
    "a loop of links": (_make_link_loop, 73),
    "a FIFO": (lambda path: os.mkfifo(path), 65),
    "a folder": (Path.mkdir, 65),
    "a socket": (_make_socket, 65),
    "a device": (lambda path: path.symlink_to("/dev/null"), 65),
    "a full device": (lambda path: path.symlink_to("/dev/full"), 65),
    "a terminal": (lambda path: path.symlink_to("/dev/tty"), 65),
}


def folder_snapshot(folder: Path) -> dict[str, object]:
    """Everything in a folder: names, kinds, bytes. What was typed in vain is kept beside it."""
    found: dict[str, object] = {}
    for one in folder.rglob("*"):
        if "journal.db-drafts" in str(one):
            continue
        status = one.lstat()
        found[str(one)] = (status.st_mode, status.st_mtime_ns, one.read_bytes() if one.is_file() else b"")
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_journal_is_refused_and_stays_as_it_is(mentee: Mentee, kind: str) -> None:
    make, code = KINDS[kind]
    make(mentee.path)
    before = folder_snapshot(mentee.folder)
    for words in EVERY:
        begun = time.monotonic()
        result = mentee(*words)
        assert time.monotonic() - begun < 5
        if words in UNREAD:
            continue
        assert (result.code, "Traceback" in result.err) == (code, False), (words, result)
        assert result.err.strip() or words[0] == "doctor"
    assert folder_snapshot(mentee.folder) == before


def test_our_name_on_the_tables_of_another_program_is_damage(mentee: Mentee) -> None:
    _sqlite_writer(APPLICATION_ID, schema().version)(mentee.path)
    before = folder_snapshot(mentee.folder)[str(mentee.path)]
    for words in (*READING, *CHANGING, ("doctor",)):
        if words not in UNREAD:
            assert mentee(*words).code == 65, words
    assert folder_snapshot(mentee.folder)[str(mentee.path)] == before


def test_a_link_to_a_journal_is_followed_and_kept(mentee: Mentee) -> None:
    (mentee.folder / "real").mkdir()
    mentee.path.symlink_to(mentee.folder / "real" / "journal.db")
    assert mentee("init").code == 73, "what is behind a link that leads nowhere is not ours to make"
    mentee.path.unlink()
    mentee.has_demo()
    mentee.path.rename(mentee.folder / "real" / "journal.db")
    mentee.path.symlink_to(mentee.folder / "real" / "journal.db")
    for words in (*CHANGING, ("doctor",)):
        mentee(*words)
    assert mentee.path.is_symlink()
    assert mentee("search", "decides").code == 0


def test_a_file_that_another_program_locks_is_waited_for_then_said(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentee.does("questions", "add", "Who decides?")
    monkeypatch.setattr(connect, "LOCK_TIMEOUT", 0.01)
    before = mentee.bytes()
    other = sqlite3.connect(mentee.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    codes = {words: mentee(*words).code for words in EVERY if words not in UNREAD}
    other.execute("ROLLBACK")
    other.close()
    assert set(codes.values()) == {75}, codes
    assert mentee.bytes() == before


# Somebody else's file or folder: root may do anything, so root becomes nobody for a while


@pytest.fixture
def drop_privileges() -> Iterator[Callable[[], None]]:
    """Makes this process one that owns nothing, until the test is over."""
    yield lambda: os.seteuid(65534) if os.geteuid() == 0 else None
    os.seteuid(os.getuid())


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that everybody can reach, which a test's own is not."""
    folder = Path("/tmp") / f"mentorlog-places-{os.getpid()}"
    folder.mkdir(mode=0o755)
    yield folder
    for one in (folder, *folder.rglob("*")):
        one.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file to somebody else"
)
@pytest.mark.parametrize(
    ("mode", "of_folder", "reading", "changing"),
    [
        pytest.param(0o600, 0o755, 77, 77, id="a file of another user"),
        pytest.param(0o644, 0o755, 0, 77, id="a file that may be read"),
        pytest.param(0o666, 0o755, 0, 77, id="a file in a folder that may not be written"),
        pytest.param(0o600, 0o700, 77, 77, id="a folder of another user"),
    ],
)
def test_what_belongs_to_another_is_read_if_it_may_be_and_never_written(
    mentee: Mentee,
    public_folder: Path,
    drop_privileges: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    mode: int,
    of_folder: int,
    reading: int,
    changing: int,
) -> None:
    monkeypatch.setenv("HOME", str(public_folder))  # not the folder of a test, which nobody else may look into
    journal = public_folder / "journal.db"
    mentee.has_demo()
    shutil.move(mentee.path, journal)
    journal.chmod(mode)
    public_folder.chmod(of_folder)
    before = journal.read_bytes()
    drop_privileges()
    flag = f"--journal={journal}"
    for call in (("questions", "list"), ("next",), ("report",), ("search", "sponsor"), ("show", "g3"), ("history",)):
        result = mentee(*call, flag)
        assert (result.code, "Traceback" in result.err) == (reading, False), (call, result)
    for words in (*CHANGING[:1], ("undo",), ("backup",), ("delete", "g3")):
        result = mentee(*words, flag)
        assert (result.code, "Traceback" in result.err) == (changing, False), (words, result)
        assert result.err.strip()
    for words in (("doctor",), ("doctor", "--fix")):
        result = mentee(*words, flag)
        assert result.code in (0, 1, 77) and "Traceback" not in result.err, (words, result)
    os.seteuid(0)
    assert journal.read_bytes() == before
    assert folder_snapshot(public_folder).keys() == {str(journal)}


@pytest.fixture
@cache_journal
def mentee_with_questions(mentee: Mentee) -> Mentee:
    """Somebody with two questions, and the day's copy of their journal."""
    mentee.does("questions", "add", "Who decides?")
    mentee.does("questions", "add", "Who pays?")
    return mentee


@pytest.mark.parametrize("named", ["journal.db", "link.db", "hard.db", "journal.db-backups/2026-11-23.db", "other.db"])
@pytest.mark.parametrize(
    "words",
    [("export", "calendar"), ("report", "--format", "html"), ("export", "cpd"), ("show", "q1", "--format", "json")],
    ids=lambda words: " ".join(words[:2]),
)  # fmt: skip
def test_no_export_is_ever_written_over_a_journal(
    mentee_with_questions: Mentee, named: str, words: tuple[str, ...]
) -> None:
    mentee = mentee_with_questions
    shutil.copy(mentee.path, mentee.folder / "other.db")
    (mentee.folder / "link.db").symlink_to(mentee.path)
    (mentee.folder / "hard.db").hardlink_to(mentee.path)
    before = folder_snapshot(mentee.folder)
    result = mentee(*words, "--output", str(mentee.folder / named), "--force")
    assert result.code == 73 and result.err.strip()
    assert folder_snapshot(mentee.folder) == before
