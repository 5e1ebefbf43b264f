"""Privacy: no command opens a network connection, and no error repeats a text of the journal."""

import re
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorlog.store import connect
from tests import conftest
from tests.conftest import Mentee
from tests.journal_copies import cache_journal

WORD = "Zephyrine"  # in every text of the journal and of the commands below


def test_a_socket_would_be_seen() -> None:
    """In any test, and so of any command: `clean_environment` looks for them after each."""
    with pytest.raises(AssertionError, match="no network"):
        socket.socket()
    assert conftest._sockets.pop() == "socket.__new__"


@pytest.fixture
@cache_journal
def mentee_with_entries(mentee: Mentee) -> Mentee:
    """Somebody who wrote Zephyrine into everything."""
    mentee.does("mentors", "add", f"{WORD} Okafor")
    mentee.does("sessions", "add", "--at", "2026-11-20 15:00")
    mentee.does("sessions", "add", "--at", "2026-12-20 15:00")
    for words in (
        ("goals", "add", f"{WORD} one"), ("questions", "add", f"{WORD} two"), ("questions", "add", f"{WORD} three"),
        ("actions", "add", f"{WORD} four"), ("lessons", "add", f"{WORD} five"), ("achievements", "add", f"{WORD} six"),
        ("challenges", "add", f"{WORD} seven", "--kind", "fit"), ("feedback", "add", f"{WORD} eight"),
        ("agreement", "draft", "--purpose", f"{WORD} nine"), ("checkin", "--win", f"{WORD} ten"),
    ):  # fmt: skip
        mentee.does(*words)
    return mentee


# Commands refused because of the journal's content, or of another argument than the text.
_TEXT = f"A long sentence in which {WORD} says what nobody else is to read"
REFUSED: list[tuple[str, ...]] = [
    ("questions", "add", _TEXT, "--goal", "g99"),
    ("questions", "add", _TEXT, "--prio", "high"),
    ("questions", "add", _TEXT, "--priority", "urgent"),
    ("questions", "add", _TEXT, _TEXT),
    ("questions", "add", "--", f"-{_TEXT}", _TEXT),
    ("questions", "add", f"-{_TEXT}"),
    ("questions", "add", f"{_TEXT}\x1b[31m"),
    ("questions", "add", _TEXT, "--session", "s1", "--goal", "q1"),
    ("questions", "answer", "q99", _TEXT),
    ("questions", "answer", "q1", _TEXT, "--on", "tomorrow"),
    ("questions", "answer", "q1", _TEXT, "--on", "the day of the talk"),
    ("goals", "add", f"{_TEXT} {'x' * 200}"),
    ("goals", "add", _TEXT, "--target", "many"),
    ("goals", "add", _TEXT, "--by", "03/04/2026"),
    ("goals", "progress", "g1", "5", "--note", f"{_TEXT}\x00"),
    ("goals", "progress", "g1", "nan", "--note", _TEXT),
    ("edit", "q1", f"answer={_TEXT}", "state=answered"),
    ("edit", "q1", f"text={_TEXT}\x07"),
    ("edit", "q1", _TEXT),
    ("edit", "g1", f"due={_TEXT}"),
    ("edit", "g1", f"target={_TEXT}"),
    ("edit", "q1", "text="),
    ("actions", "add", _TEXT, "--by", "yesterday week"),
    ("feedback", "add", _TEXT, "--landed", "7"),
    ("feedback", "add", _TEXT, "--praise", "--constructive"),
    ("checkin", "--win", _TEXT, "--mood", "6"),
    ("challenges", "add", _TEXT, "--kind", "boredom"),
    ("sessions", "held", "s2"),
    ("sessions", "add", "--at", _TEXT),
    ("mentors", "accept", "m1"),
    ("lessons", "apply", "l9", _TEXT),
    ("achievements", "add", _TEXT, "--goal", "q1"),
    ("debrief", "s2", "--takeaway", _TEXT),
    ("agreement", "add", "boundary", _TEXT, "--mentor", "m9"),
    ("delete", "q9"),
    ("forget", "q9", "--yes"),
    (_TEXT,),
    ("questions", _TEXT),
]


# A title offered as a candidate, the one text that an error may contain.
_CANDIDATE = re.compile(rf" +[a-z][0-9]+ +{WORD} \w+")


@pytest.mark.parametrize("debug", ["", "1"])
def test_no_error_repeats_what_somebody_wrote(
    mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch, debug: str
) -> None:
    monkeypatch.setenv("MENTORLOG_DEBUG", debug)
    for words in REFUSED:
        for more in ((), ("--json",)):
            result = mentee_with_entries(*more, *words)
            assert result.code in (1, 2, 3), (words, result)
            output = _CANDIDATE.sub("", result.out + result.err)
            assert WORD not in output, (words, result)


@pytest.fixture
def mentee_with_lock(mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mentee]:
    """Somebody with the same journal, while another program is writing."""
    monkeypatch.setattr(connect, "LOCK_TIMEOUT", 0.05)
    other = sqlite3.connect(mentee_with_entries.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield mentee_with_entries
    other.close()


def test_neither_does_one_about_a_file_in_use(mentee_with_lock: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORLOG_DEBUG", "1")
    result = mentee_with_lock("questions", "add", _TEXT)
    assert result.code == 75 and WORD not in result.err


def test_nor_about_a_damaged_one(mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORLOG_DEBUG", "1")
    content = bytearray(mentee_with_entries.path.read_bytes())
    content[8192:-8192] = bytes(len(content) - 16384)
    mentee_with_entries.path.write_bytes(content)
    for words in (("questions", "add", _TEXT), ("questions", "list"), ("doctor",), ("search", "says")):
        result = mentee_with_entries(*words)
        assert result.code == 65 and WORD not in result.out + result.err, (words, result)


def test_nor_a_fault_of_ours(mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from mentorlog.journal import journal

    def fails(self: object, record: object, uid: object = None) -> None:
        raise ValueError(repr(record))

    monkeypatch.setenv("MENTORLOG_DEBUG", "1")
    monkeypatch.setattr(journal.JournalWriter, "add", fails)
    result = mentee_with_entries("questions", "add", _TEXT)
    assert result.code == 74 and WORD not in result.out + result.err
    assert "journal.py" in result.err or "questions.py" in result.err
