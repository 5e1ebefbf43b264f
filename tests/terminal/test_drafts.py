"""Conversations that wait: what was typed is kept in each of them, and each can be let go and taken up again."""

import signal
import stat
from itertools import cycle
from pathlib import Path

import pytest

from tests.in_process import run
from tests.journal_copies import cache_file
from tests.systems import HANG_UP
from tests.terminal.conftest import Run, Terminal
from tests.terminal.test_conversation_keys import data, wait_for_echo

_CLEAR_LINE = "\x15"
_ENDINGS = ("Ctrl-C", "hang up", "end")
CONVERSATIONS = {
    "checkin": ("checkin",),
    "debrief-s1": ("debrief", "s1"),
    "review": ("review",),
    "agreement": ("agreement", "draft"),
    "goals": ("goals", "add"),
    "questions": ("questions", "add"),
    "feedback": ("feedback", "add"),
    "achievements": ("achievements", "add"),
    "sessions": ("sessions", "add"),
    "score-m1": ("mentors", "score", "m1"),
    "end-m1": ("mentors", "end", "m1"),
    "resume": ("resume",),
    "activities": ("activities", "add"),
    "wins": ("achievements", "keep"),
}


@pytest.fixture
@cache_file
def journal(tmp_path: Path) -> Path:
    """A journal in which each conversation has something to ask."""
    path = tmp_path / "journal.db"
    for words in (
        ("mentors", "add", "Ruth Okafor"),
        ("needs", "add", "Has time"),
        ("questions", "add", "Who decides?"),
        ("actions", "add", "Draft the register"),
        ("edit", "a1", "due=2026-11-20"),
        ("sessions", "add", "--at", "2026-11-20 15:00"),
        ("checkin", "--win", "Said no, kindly", "--on", "2026-11-21"),
    ):
        assert run(path, *words).returncode == 0, words
    return path


def interrupt_half_way(talk: Terminal, how: str) -> None:
    wait_for_echo(talk, "Half a th")
    if how == "Ctrl-C":
        talk.program.sendintr()
        assert talk.ends() == 130
    else:
        talk.is_ended_by(HANG_UP if how == "hang up" else signal.SIGTERM)


@pytest.mark.parametrize(("name", "how"), list(zip(CONVERSATIONS, cycle(_ENDINGS), strict=False)))
def test_each_conversation_explains_goes_back_and_keeps_its_half_line(
    terminal: Run, journal: Path, name: str, how: str
) -> None:
    """All endings of one conversation are tried in test_conversation_keys.py; here each conversation has one."""
    talk = terminal(*CONVERSATIONS[name], columns=40)
    talk.types("?", "<")
    interrupt_half_way(talk, how)
    words = " ".join(talk.text.split())
    assert words.count("? explains, < goes back one, . ends here") == 1
    assert "This is the first question." in talk.text
    assert "Answer in your own words, or press" not in words, "each has an explanation of its own"
    assert talk.text.count("1/") == 1 and talk.text.count("›") == 3, "the question stands above its answers"
    (draft,) = data(journal, "drafts")
    assert (draft["name"], draft["answers"]) == (name, 1)
    again = terminal(*draft["command"].split()[1:])
    again.types("")
    again.waits_for("Half a th")
    again.program.send(f"{_CLEAR_LINE}.\r")
    assert again.ends() in (0, 2)


def test_what_waits_can_be_seen_let_go_and_taken_up_again(terminal: Run, journal: Path) -> None:
    for words in (("checkin",), ("debrief", "s1")):
        talk = terminal(*words)
        interrupt_half_way(talk, "Ctrl-C")
        assert "goes on from it." in talk.text and f"To let it go: mentorlog drafts drop {words[0]}" in talk.text
    alone = run(journal).stderr
    assert "A check-in, begun today" in alone and "mentorlog drafts drop debrief-s1 lets it go" in alone
    listed = run(journal, "drafts")
    assert "checkin" in listed.stdout and "debrief-s1" in listed.stdout
    assert run(journal, "drafts", "drop").returncode == 3, "which of the two is not guessed"
    assert run(journal, "drafts", "drop", "review").returncode == 3
    assert "Let go: a debrief, begun today" in run(journal, "drafts", "drop", "debrief").stdout
    assert "Let go: a check-in" in run(journal, "drafts", "drop").stdout
    assert "waits for you" not in run(journal).stderr and data(journal, "drafts") == []
    folder = journal.with_name("journal.db-drafts")
    kept = sorted(folder.iterdir())
    assert all("Half a th" in file.read_text() and stat.S_IMODE(file.stat().st_mode) == 0o600 for file in kept)
    assert data(journal, "drafts", "restore")["name"] == "checkin", "the last one first"
    assert data(journal, "drafts", "restore", "debrief-s1")["command"] == "mentorlog debrief s1"
    assert len(data(journal, "drafts")) == 2
    assert run(journal, "drafts", "restore").stdout == "No conversation was let go.\n"


def test_forget_reaches_what_was_let_go(terminal: Run, journal: Path) -> None:
    talk = terminal("questions", "add")
    talk.types("Said no, kindly")
    talk.waits_for("› ")
    talk.program.sendintr()
    assert talk.ends() == 130
    assert run(journal, "drafts", "drop").returncode == 0
    assert run(journal, "questions", "add", "Said no, kindly").returncode == 0
    assert run(journal, "forget", "q2", "--yes").returncode == 0
    assert not journal.with_name("journal.db-drafts").exists()


def test_a_single_question_has_the_same_keys(terminal: Run, journal: Path) -> None:
    assert run(journal, "edit", "m1", "cadence=2 weeks").returncode == 0
    before = journal.read_bytes()
    for words in (("sessions", "plan"), ("forget", "q1")):
        talk = terminal(*words)
        talk.types("?", "<", "-", ".")
        assert talk.ends() == 130
        assert "yes or y" in talk.text and "This is the first question." in talk.text
        assert "neither yes nor no" not in talk.text and journal.read_bytes() == before
    assert run(journal, "mentors", "add", "Tomasz Berg").returncode == 0
    which = terminal("sessions", "add", "--at", "fri 10:00")
    which.types("?", "<", "tomasz")
    assert which.ends() == 0
    assert "the start of the name: m1 or Ruth" in which.text
