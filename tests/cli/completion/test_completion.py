"""What completion offers: never a write, never an error, and nothing that the program would not take."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlog.cli.completion import engine
from mentorlog.cli.completion.shells import CommandLine, parse_command_line, quote_for_shell
from mentorlog.cli.context import GLOBAL_OPTIONS
from mentorlog.cli.registry import COMMANDS
from tests.conftest import Mentee
from tests.forked import run

BREAKS = " \t\n\"'><=;|&(:"


@pytest.fixture
def demo(mentee: Mentee) -> Mentee:
    """Somebody with the demo's journal."""
    mentee.has_demo()
    return mentee


def candidates(*words: str) -> list[str]:
    """The candidates for the last word."""
    return [offer.value for offer in engine.offers_for(words[:-1], words[-1])]


def test_commands_and_their_commands_are_offered() -> None:
    assert candidates("") == list(COMMANDS)
    assert candidates("q") == ["questions"]
    assert {"add", "answer", "drop", "list", "reopen"} <= set(candidates("questions", ""))
    assert candidates("questions", "re") == ["reopen"]
    assert candidates("--json", "questions", "re") == ["reopen"]
    assert candidates("nonsense", "") == candidates("questions", "nonsense", "") == []


def test_options_are_offered_where_they_may_stand() -> None:
    assert candidates("questions", "add", "x", "--pri") == ["--priority", "--private"]
    assert candidates("questions", "add", "x", "--priority", "low", "--pri") == ["--private"]
    assert "--step" in candidates("goals", "add", "x", "--step", "One", "--st"), "what may be repeated is offered again"
    assert candidates("questions", "add", "--", "--pri") == []
    assert {"--mood", "--json"} <= set(candidates("checkin", "--"))
    assert "list" in candidates("checkin", "")
    assert "--mine" in candidates("actions", "add", "x", "--")


def test_global_options_are_those_of_the_help_in_its_words() -> None:
    items = {(name.partition(" ")[0], about) for name, about in GLOBAL_OPTIONS.items()}
    for words in (("--",), ("questions", "add", "x", "--"), ("questions", "--")):
        assert items <= set(engine.offers_for(words[:-1], words[-1])), words
    assert ("--no-private", GLOBAL_OPTIONS["--no-private"]) in engine.offers_for((), "--no-p")


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (("questions", "add", "x", "--priority", ""), ["high", "normal", "low"]),
        (("questions", "add", "x", "--priority", "L"), ["low"]),
        (("questions", "add", "x", "--priority=n"), ["--priority=normal"]),
        (("agreement", "add", "bou"), ["boundary"]),
        (("feedback", "respond", "f1", "x", "--decision", "set"), ["set aside"]),
        (("checkin", "--mood", ""), ["1", "2", "3", "4", "5"]),
        (("completion", ""), ["bash", "zsh", "fish", "powershell"]),
        (("show", "g1", "--format", ""), ["terminal", "markdown", "html", "json"]),
        (("report", "--period", "last q"), ["last quarter"]),
        (("mentors", "add", "x", "--cadence", "2"), ["2 weeks"]),
        (("edit", "q1", "pri"), ["priority=", "private="]),
        (("edit", "q1", "priority="), ["priority=high", "priority=normal", "priority=low"]),
        (("edit", "g3", "keep="), ["keep=yes", "keep=no"]),
        (("edit", "q1", "nonsense="), []),
        (("questions", "list", "--sort", "p"), ["priority"]),
        (("questions", "list", "--sort", "-car"), ["-carried"]),
        (("questions", "list", "--sort=r"), ["--sort=ref"]),
        (
            ("goals", "list", "--sort", ""),
            ["ref", "title", "value", "target", "due", "state", "progress", "expected", "rag"],
        ),
        (("config", "get", "week"), ["week_start"]),
        (("config", "unset", "co"), ["colors"]),
        (("config", "set", "colors", ""), ["auto", "dark", "light", "theme", "none"]),
        (("config", "set", "accessible", "t"), ["true"]),
        (("config", "set", "journal", ""), [""]),
        (("config", "set", "name", ""), []),
        (("config", "set", "private", "questions,ch"), ["questions,challenges", "questions,checkin"]),
        (("config", "set", "private", "goals,go"), []),
        (("config", "set", "nonsense", ""), []),
        (("report", "--output", ""), [""]),
        (("--journal", ""), [""]),
        (("questions", "add", ""), []),
    ],
)
def test_values_are_those_of_the_parameter(demo: Mentee, words: tuple[str, ...], values: list[str]) -> None:
    assert candidates(*words) == values


def test_refs_are_those_of_the_journal_the_live_ones_first(mentee: Mentee) -> None:
    for text in ("Who decides?", "Who pays?", "Who asks?"):
        mentee.does("questions", "add", text)
    mentee.does("questions", "drop", "q3")
    mentee.does("goals", "add", "Chair stand-ups", "--step", "First")
    assert engine.offers_for(["questions", "answer"], "") == [
        ("q2", "Who pays?"),
        ("q1", "Who decides?"),
        ("q3", "Who asks? (dropped)"),
    ]
    assert candidates("questions", "drop", "q1", "q") == ["q2", "q1", "q3"], "several may be named"
    assert candidates("questions", "add", "x", "--goal", "") == ["g1"]
    assert candidates("questions", "add", "x", "--goal", "Ch") == ["Chair stand-ups"]
    assert candidates("questions", "add", "x", "--goal", "chair") == ["Chair stand-ups"]
    assert candidates("goals", "done", "") == ["t1"]
    assert candidates("checkin", "--progress", "") == ["g1="]
    assert set(candidates("show", "")) == {"q1", "q2", "q3", "g1", "t1"} | {f"k{at}" for at in (6, 7, 8)}
    assert candidates("show", "q3") == ["q3"] and candidates("show", "q9") == []
    assert candidates("questions", "answer", "g") == []
    assert candidates("edit", "q1", "goal=") == ["goal=g1"]


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (("-m", ""), ["m2", "m1"]),
        (("-m", "Ru"), ["Ruth Okafor"]),
        (("goals", "-m", ""), ["m2", "m1"]),
        (("goal", "-m", "ru"), ["Ruth Okafor"]),
        (("goals", "list", "-m", ""), ["m2", "m1"]),
        (("goals", "--state", "dr"), ["draft", "dropped"]),
        (("-m", "m2", "goals", "--state", "dr"), ["draft", "dropped"]),
        (("next", "-m", ""), ["m2", "m1"]),
        (("-f", ""), [""]),
        (("-jf", ""), [""]),
        (("goals", "-f", ""), [""]),
        (("goals", "-n", ""), []),
        (("-n", ""), []),
        (("goals", "-n", "2", "--stat"), ["--state"]),
        (("goals", "-m", "m2", "-"), ["--all", "--state"]),
        (("goal", "l"), ["list"]),
        (("goals", "g3"), ["g3"]),
        (("goals", "Chair"), ["Chair stand-ups"]),
        (("q24",), ["q24"]),
        (("Ru",), ["Ruth Okafor"]),
        (("agenda", "Ru"), ["Ruth Okafor"]),
        (("-",), ["--journal", "--json"]),
    ],
)
def test_short_options_and_nouns_alone_are_completed(demo: Mentee, words: tuple[str, ...], values: list[str]) -> None:
    assert candidates(*words)[: len(values) or None] == values


def test_short_options_are_offered_beside_the_long_ones(demo: Mentee) -> None:
    assert {"-m", "-n", "-j", "-f", "-h"} <= set(candidates("goals", "-"))
    assert {"-j", "-f", "-h", "-V"} <= set(candidates("-"))
    assert "-n" not in candidates("next", "-")


def test_a_ref_begins_with_what_was_typed(mentee: Mentee) -> None:
    mentee("questions", "add", "-", stdin="\n".join(f"Question {at}" for at in range(1, 22)).encode())
    assert candidates("show", "q2") == ["q21", "q20", "q2"]
    assert candidates("show", "q02") == []


def test_two_of_one_name_are_offered_by_their_refs_alone(mentee: Mentee) -> None:
    for _ in range(2):
        mentee.does("goals", "add", "Rest")
    assert candidates("show", "Re") == []
    assert candidates("show", "g") == ["g2", "g1"]


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("goals", "add", "x"), "--by"),
        (("goals", "agree", "g1"), "--on"),
        (("sessions", "move", "s12"), "--at"),
        (("report",), "--since"),
        (("mentors", "add", "x"), "--since"),
        (("contacts", "add", "x"), "--follow-up"),
    ],
)
def test_every_day_that_is_offered_is_one_that_the_option_reads(
    demo: Mentee, words: tuple[str, ...], option: str
) -> None:
    days = engine.offers_for([*words, option], "")
    assert len(days) > 8
    for day in days:
        result = demo(*words, option, day.value, "--json")
        assert "not a day" not in result.err and "still to come" not in result.err, day


def test_in_a_line_of_zsh_in_fish_and_in_bash_the_same_words_are_seen() -> None:
    words = ["questions", "add", "it's", "--goal"]
    assert parse_command_line("zsh", [*words, "Ch"]) == CommandLine(words, "Ch")
    for shell in ("bash", "fish"):
        line = parse_command_line(shell, ['x/mentorlog questions add "it\'s" --goal Ch', BREAKS])
        assert (line.words, line.word) == (words, "Ch")
        quoted = parse_command_line(shell, ["mentorlog show a\\ b 'c d", BREAKS])
        assert (quoted.words, quoted.word) == (["show", "a b"], "c d")
    assert parse_command_line("bash", ["mentorlog --goal=Ch", BREAKS]).prefix == "--goal="
    assert parse_command_line("bash", ['mentorlog edit "a=b', BREAKS]) == CommandLine(["edit"], "a=b", "", '"')


TITLES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf", "Cn", "Co")), min_size=1, max_size=20)


@settings(deadline=None, max_examples=25)
@given(st.lists(TITLES, min_size=10, max_size=30))
def test_bash_reads_every_candidate_as_what_it_is(titles: list[str]) -> None:
    sent, said = [], []
    for title in titles:
        for quote in ("", '"', "'"):
            inserted = quote_for_shell(title, "bash", CommandLine([], "", "", quote))
            if inserted is None:
                continue
            closed = not quote or (inserted.endswith(quote) and len(inserted) > 0)
            sent.append(quote + inserted + ("" if closed else quote))
            said.append(title)
    script = "printf '%s\\0' " + " ".join(sent)
    out = subprocess.run(["bash", "-c", script], capture_output=True, env={"LC_ALL": "C.UTF-8"}, check=True).stdout
    assert out.decode().split("\0")[:-1] == (said or [""])


def test_what_holds_a_line_break_or_a_control_sign_is_never_inserted() -> None:
    for shell in engine.SHELLS:
        for text in ("a\nb", "a\tb", "a\x1b[31mb", "a\u202eb", "a\x07"):
            assert quote_for_shell(text, shell, CommandLine([], "")) is None


def test_a_description_is_one_safe_line(mentee: Mentee) -> None:
    mentee.does("questions", "add", "One\n\ttwo " + "x" * 100)
    ((_, about),) = engine.offers_for(["show"], "q")
    line = engine._one_line(about + "\x1b[31m")
    assert line.startswith("One two xxx") and len(line) == 60 and line.isprintable()


def run_completion(journal: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """What the program answers to a shell."""
    return run(journal, *words, _MENTORLOG_COMPLETE="zsh")


def folder_contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_it_never_writes_and_makes_no_file(mentee: Mentee) -> None:
    for words in (("show", ""), ("edit", "q1", ""), ("restore", ""), ("", "")):
        assert run_completion(mentee.path, *words).returncode == 0
    assert list(mentee.folder.iterdir()) == []
    mentee.does("questions", "add", "Who decides?")
    shutil.rmtree(mentee.folder / "journal.db-backups", ignore_errors=True)
    before = folder_contents(mentee.folder)
    mentee.at("2027-01-01T09:00:00")
    result = run_completion(mentee.path, "show", "")
    assert "q1\tWho decides?" in result.stdout and result.stderr == ""
    assert folder_contents(mentee.folder) == before, "not even the backup of the day"


def _write_older(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 1")
    connection.close()


def _write_newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()


def _write_foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA application_id = 7")
    connection.close()


def _truncate_journal(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _leave_transaction(path: Path) -> None:
    path.with_name("journal.db-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\0" * 504)


def _write_text(path: Path) -> None:
    path.write_text("Dear diary", encoding="utf-8")


def _write_empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    "harm",
    [_write_older, _write_newer, _write_foreign, _truncate_journal, _leave_transaction, _write_text, _write_empty],
)
@pytest.mark.parametrize("words", [("show", ""), ("edit", "q1", ""), ("sessions", "add", "--at", "")])
def test_a_journal_that_cannot_be_read_as_it_is_gives_nothing_and_stays_as_it_is(
    mentee: Mentee, harm: object, words: tuple[str, ...]
) -> None:
    mentee.does("questions", "add", "Who decides?")
    harm(mentee.path)  # type: ignore[operator]
    before = folder_contents(mentee.folder)
    result = run_completion(mentee.path, *words)
    assert (result.returncode, result.stderr) == (0, "") and "q1" not in result.stdout
    assert folder_contents(mentee.folder) == before


def test_commands_are_known_without_a_journal(mentee: Mentee) -> None:
    _write_text(mentee.path)
    assert run_completion(mentee.path, "quest").stdout.startswith("questions\t")


def test_a_writer_is_not_waited_for(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    writer = sqlite3.connect(mentee.path, isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    result = run_completion(mentee.path, "show", "")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    writer.close()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell", "", "tcsh"])
@pytest.mark.parametrize(
    "words", [(), ("",), ("mentorlog --journal",), ("'",), ("\\",), ("mentorlog \udcff",), ("a", "b")]
)
def test_whatever_is_asked_nothing_is_complained_about(mentee: Mentee, shell: str, words: tuple[str, ...]) -> None:
    result = run(mentee.path, *map(os.fsencode, words), _MENTORLOG_COMPLETE=shell)
    assert (result.returncode, result.stderr) == (0, "")


def test_each_script_says_where_it_goes_and_is_as_it_is_also_with_json(mentee: Mentee) -> None:
    for shell in engine.SHELLS:
        result = mentee("completion", shell)
        assert result.code == 0 and f"mentorlog completion {shell}" in result.out and result.err == ""
        assert mentee("completion", shell, "--json").out == result.out
    result = mentee.fails("completion", "bsh")
    assert result.code == 2 and "bash" in result.err


def test_help_completes_topics_commands_and_those_of_a_group() -> None:
    assert {"dates", "privacy", "goals"} <= {*candidates("help", "")}
    assert {*candidates("help", "da")} == {"dates", "date"}
    assert "progress" in candidates("help", "goals", "")


@pytest.mark.parametrize("title", ["2026-99-99Tx and more", "2026-11-20T10:00 Europe/London", "2026-11-20T10:00 call"])
def test_a_title_that_looks_like_a_time_is_offered_as_it_is(mentee: Mentee, title: str) -> None:
    mentee.does("goals", "add", title)
    mentee.does("sessions", "add", "--at", "2026-12-20 15:00")
    assert ("g1", title) in engine.offers_for(("show",), "")
    assert ("g1", title) in engine.offers_for(("goals", "show"), "g")
    assert ("s1", "2026-12-20 15:00") in engine.offers_for(("show",), "s")
