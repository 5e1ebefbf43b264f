"""The keys of a conversation: what is taken, explained, taken back and ended, and what is kept of a half line."""

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.in_process import run
from tests.journal_copies import cache_file
from tests.systems import HANG_UP
from tests.terminal.conftest import Run, Terminal

_UP = "\x1b[A"


def data(journal: Path, *words: str) -> Any:
    """What a command says as JSON."""
    return json.loads(run(journal, *words, "--json").stdout)["data"]


def add_mentor(journal: Path) -> None:
    assert run(journal, "mentors", "add", "Ruth Okafor").returncode == 0


@pytest.fixture
@cache_file
def journal(tmp_path: Path) -> Path:
    """A journal with a mentor alone: a check-in asks seven questions."""
    path = tmp_path / "journal.db"
    add_mentor(path)
    return path


def drafts(journal: Path) -> list[Path]:
    folder = journal.with_name("journal.db-drafts")
    return sorted(folder.iterdir()) if folder.exists() else []


def wait_for_echo(talk: Terminal, text: str) -> None:
    """Type without Enter, until the terminal shows it."""
    talk.waits_for("› ")
    assert talk.program.waitnoecho(10), "whoever reads the keys shows them, and not the terminal"
    talk.program.send(text)
    talk.program.expect_exact(text)


@pytest.mark.parametrize("columns", [40, 80])
def test_each_question_is_counted(terminal: Run, journal: Path, columns: int) -> None:
    talk = terminal("checkin", columns=columns)
    talk.types("4", *[""] * 6)
    assert talk.ends() == 0
    assert [f"{at}/7" in talk.text for at in range(1, 8)] == [True] * 7


def test_the_count_follows_what_answers_open(terminal: Run, journal: Path) -> None:
    talk = terminal("goals", "add")
    talk.types("Speak up", "", "times", "5", "", "", "")
    assert talk.ends() == 0
    counts = [line.split()[0] for line in talk.lines if "/" in line[:3]]
    assert counts == ["1/5", "2/5", "3/5", "4/6", "5/7", "6/7", "7/7"], "a unit opens the figures"


def test_a_question_mark_explains_and_asks_again(terminal: Run, journal: Path) -> None:
    talk = terminal("checkin")
    talk.types("?", "4", *[""] * 6)
    assert talk.ends() == 0
    assert "1 low, 2 flat, 3 steady" in " ".join(talk.text.split())
    assert talk.text.count("1/7") == 1, "the question stands right above"
    assert data(journal, "show", "c1")["mood"] == 4


def test_back_offers_the_earlier_answer_which_enter_keeps(terminal: Run, journal: Path) -> None:
    talk = terminal("checkin")
    talk.types("4", "3", "<", "<", "", "2", "5", *[""] * 4)
    assert talk.ends() == 0
    assert "low … great  [4]" in talk.text and "empty … full  [3]" in talk.text
    checkin = data(journal, "show", "c1")
    assert (checkin["mood"], checkin["energy"], checkin["trust"]) == (4, 2, 5)


def test_the_arrow_up_brings_the_earlier_answer_into_the_line(terminal: Run, journal: Path) -> None:
    talk = terminal("questions", "add")
    talk.types("Who desides", "<", f"{_UP}?", "")
    assert talk.ends() == 0
    assert [question["text"] for question in data(journal, "questions", "list")] == ["Who desides?"]


def test_lines_of_one_answer_are_gone_through_one_by_one(terminal: Run, journal: Path) -> None:
    talk = terminal("questions", "add")
    talk.types("One?", "Two?", "Three?", "<", "<", "<", "", "-", "Drei?", "")
    assert talk.ends() == 0
    assert [question["text"] for question in data(journal, "questions", "list")] == ["One?", "Drei?"]


def test_back_from_the_first_question_says_so(terminal: Run, journal: Path) -> None:
    talk = terminal("checkin")
    talk.types("<", "4", *[""] * 6)
    assert talk.ends() == 0
    assert "This is the first question." in talk.text


def test_a_full_stop_ends_and_notes_what_was_said(terminal: Run, journal: Path) -> None:
    talk = terminal("checkin")
    talk.types("4", "", "", "Plan signed", ".")
    assert talk.ends() == 0
    checkin = data(journal, "show", "c1")
    assert (checkin["mood"], checkin["wins"], checkin["blockers"]) == (4, "Plan signed", None)
    assert drafts(journal) == []


def test_a_full_stop_at_once_notes_nothing(terminal: Run, journal: Path) -> None:
    for words in (("checkin",), ("questions", "add"), ("goals", "add"), ("agreement", "draft"), ("review",)):
        before = journal.read_bytes()
        talk = terminal(*words)
        talk.types(".")
        assert talk.ends() == 2, talk.text
        assert journal.read_bytes() == before and drafts(journal) == []


@pytest.mark.parametrize("key", ["?", "<", ".", "-", "+"])
def test_a_lone_key_is_never_stored(terminal: Run, journal: Path, key: str) -> None:
    talk = terminal("achievements", "add")
    answers = {"?": (key, "Chaired one", key, "."), "<": (key, "Chaired one", key, "", ".")}
    talk.types(*(key if key == "." else answers.get(key, (key, "Chaired one", key))))
    talk.ends()
    wins = data(journal, "achievements", "list")
    assert [(win["title"], win["evidence"]) for win in wins] == ([] if key == "." else [("Chaired one", None)])


@pytest.mark.parametrize("how", ["Ctrl-C", "hang up", "end"])
def test_a_half_line_is_kept_and_stands_in_the_line(terminal: Run, journal: Path, how: str) -> None:
    talk = terminal("checkin")
    talk.types("4", "", "")
    wait_for_echo(talk, "Plan sig")
    if how == "Ctrl-C":
        talk.program.sendintr()
        assert talk.ends() == 130
    else:
        talk.is_ended_by(HANG_UP if how == "hang up" else signal.SIGTERM)
        assert talk.program.signalstatus == (HANG_UP if how == "hang up" else signal.SIGTERM)
    assert len(drafts(journal)) == 1

    again = terminal("checkin")
    again.types("")
    again.waits_for("Plan sig")
    again.program.sendline("ned")
    again.types(".")
    assert again.ends() == 0
    assert data(journal, "show", "c1")["wins"] == "Plan signed"
    assert drafts(journal) == []


def test_a_half_line_alone_is_kept(terminal: Run, journal: Path) -> None:
    talk = terminal("questions", "add")
    wait_for_echo(talk, "Who dec")
    talk.program.sendintr()
    assert talk.ends() == 130
    again = terminal("questions", "add")
    again.types("", "ides?", "")
    assert again.ends() == 0
    assert [question["text"] for question in data(journal, "questions", "list")] == ["Who decides?"]


def test_a_draft_of_an_older_version_goes_on(terminal: Run, journal: Path) -> None:
    folder = journal.with_name("journal.db-drafts")
    folder.mkdir(mode=0o700)
    answers = ({"key": "mood", "text": "4"}, {"key": "wins", "text": "One"}, {"key": "wins", "text": "Two"})
    (folder / "checkin-1795424400000.jsonl").write_text("".join(json.dumps(answer) + "\n" for answer in answers))
    talk = terminal("checkin")
    talk.types("")
    talk.waits_for("4")
    talk.types("3", "", "", ".")
    assert talk.ends() == 0, talk.text
    checkin = data(journal, "show", "c1")
    assert (checkin["mood"], checkin["energy"], checkin["wins"]) == (4, 3, "One\nTwo")
    assert drafts(journal) == []


def test_a_draft_about_one_session_is_not_offered_for_another(terminal: Run, journal: Path) -> None:
    for at in ("2026-11-16 15:00", "2026-11-17 15:00"):
        assert run(journal, "sessions", "add", "--at", at).returncode == 0
    talk = terminal("debrief", "s1")
    talk.types("25")
    talk.waits_for("› ")
    talk.program.sendintr()
    assert talk.ends() == 130
    other = terminal("debrief", "s2")
    other.types("40", ".")
    assert other.ends() == 0 and "not finished" not in other.text
    again = terminal("debrief", "s1")
    again.types("")
    again.waits_for("take away")
    again.types(".")
    assert again.ends() == 0
    assert [data(journal, "show", ref)["real_minutes"] for ref in ("s1", "s2")] == [25, 40]


def test_without_a_line_to_edit_the_keys_are_the_same(journal: Path, terminal: Run) -> None:
    """Where stdout is no terminal, readline is not used."""
    import sys

    import pexpect

    from tests.subprocesses import environment_for

    program = pexpect.spawn(
        "sh", ["-c", f"{sys.executable} -m mentorlog checkin > /dev/null"], env=environment_for(journal),
        encoding="utf-8", timeout=10, dimensions=(60, 80),
    )  # fmt: skip
    for answer in ("?", "4", "<", "", "3", "."):
        program.expect_exact("› ")
        program.sendline(answer)
    program.expect(pexpect.EOF)
    program.close()
    assert program.exitstatus == 0
    checkin = data(journal, "show", "c1")
    assert (checkin["mood"], checkin["energy"]) == (4, 3)


def test_prompts_make_sense_read_aloud(terminal: Run, journal: Path) -> None:
    talk = terminal("checkin", ACCESSIBLE="1")
    for answer in ("4", "", "", "Plan signed", "."):
        talk.waits_for(": ")
        talk.program.sendline(answer)
    assert talk.ends() == 0
    assert "1 of 7. Mood, 1 low to 5 great: 4" in talk.lines
    assert "another win: ." in talk.lines
    assert "A question mark explains the question." in talk.text and "›" not in talk.text


def test_a_scale_names_the_value_of_last_time(terminal: Run, journal: Path) -> None:
    assert run(journal, "checkin", "--mood", "2", "--energy", "3").returncode == 0
    talk = terminal("checkin", columns=40)
    talk.types("4", ".")
    assert talk.ends() == 0
    assert talk.lines[7:10] == ["1/7  Mood", "     1 2 3 4 5  low … great", "     (2 last time)"]
    aloud = terminal("checkin", ACCESSIBLE="1")
    aloud.waits_for("1 of 7. Mood, 1 low to 5 great, 4 last time: ")
    aloud.program.sendline(".")
    assert aloud.ends() == 2
    plain = terminal("checkin", PYTHONIOENCODING="ascii")
    plain.waits_for("1 2 3 4 5  low ... great")
    plain.waits_for("> ")
    plain.program.sendline(".")
    assert plain.ends() == 2 and plain.raw.isascii()


def test_mentorlog_alone_tells_of_a_conversation_that_waits(terminal: Run, journal: Path) -> None:
    assert "waits for you" not in run(journal).stderr
    talk = terminal("checkin")
    talk.types("4")
    talk.waits_for("› ")
    assert "waits for you" not in run(journal).stderr, "one that is going on does not wait"
    talk.program.sendintr()
    assert talk.ends() == 130
    sentence = (
        "A check-in, begun today, Mon 23 Nov 09:00, waits for you: mentorlog checkin goes on with it,"
        " mentorlog drafts drop checkin lets it go."
    )
    assert sentence in run(journal).stderr
    assert sentence not in run(journal, "next").stderr
    last = terminal("checkin")
    last.types("drop", "3", ".")
    assert last.ends() == 0
    assert "waits for you" not in run(journal).stderr


def test_a_conversation_waits_even_where_there_is_no_journal_yet(terminal: Run, tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    talk = terminal("questions", "add")
    talk.types("Who decides?")
    talk.waits_for("› ")
    talk.program.sendintr()
    assert talk.ends() == 130
    assert "mentorlog questions add goes on with it" in run(path).stderr


def test_a_debrief_offers_wins_and_planned_feedback_by_one_key(terminal: Run, journal: Path) -> None:
    for words in (
        ("sessions", "add", "--at", "thu 15:00"),
        ("checkin", "--win", "Plan signed", "--win", "On time"),
        ("feedback", "plan", "You interrupt less"),
    ):
        assert run(journal, *words).returncode == 0
    talk = terminal("debrief", MENTORLOG_NOW="2026-11-26T18:00:00")
    talk.types("", "", "", "", "y", "", "y", ".")
    assert talk.ends() == 0, talk.text
    assert [win["title"] for win in data(journal, "achievements", "list")] == ["Plan signed"]
    feedback = data(journal, "show", "f1")
    assert (feedback["state"], feedback["session"]) == ("given", "s1")
    assert "f2" not in talk.text, "nothing arises twice"


def test_the_wins_of_check_ins_are_kept_by_one_key_each(terminal: Run, journal: Path) -> None:
    assert run(journal, "sessions", "add", "--at", "thu 15:00").returncode == 0
    assert run(journal, "checkin", "--win", "Said no, kindly", "--win", "Plan signed").returncode == 0
    talk = terminal("achievements", "keep")
    talk.types("y", "")
    assert talk.ends() == 0
    assert "1/2" in talk.text and "2/2" in talk.text
    assert [win["title"] for win in data(journal, "achievements", "list")] == ["Said no, kindly"]


def test_a_time_that_is_planned_already_is_not_offered_again(terminal: Run, journal: Path) -> None:
    for words in (
        ("edit", "m1", "cadence=2 weeks"),
        ("sessions", "add", "--at", "2026-11-20 15:00"),
        ("sessions", "add", "--at", "2026-12-04 15:00"),
    ):
        assert run(journal, *words).returncode == 0
    talk = terminal("debrief", "s1")
    talk.types("60", *[""] * 9)
    assert talk.ends() == 0
    assert "When do you meet next" in talk.text and "[" not in talk.text.split("When do you meet next")[1]
    assert len(data(journal, "sessions", "list")) == 2
