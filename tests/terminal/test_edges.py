"""The edges of the system: streams that fail, pagers and editors as other programs run them, homes that are none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Mentee
from tests.in_process import run
from tests.journal_copies import cache_file
from tests.store.fork_server import run_process
from tests.store.spawned import GONE
from tests.subprocesses import environment_for
from tests.terminal.conftest import Run

MORE_THAN_A_PIPE_HOLDS = b"".join(
    b"Line %d of a great many, each of which is long enough to fill a line\n" % at for at in range(800)
)


@pytest.fixture
@cache_file
def journal(tmp_path: Path) -> Path:
    """A journal whose log has some twenty lines."""
    path = tmp_path / "journal.db"
    lines = "".join(f"Question {number}\n" for number in range(1, 21))
    assert run(path, "questions", "add", "-", stdin=lines.encode()).returncode == 0
    return path


def environment(journal: Path | None, **more: str) -> dict[str, str | None]:
    """The variables of a command on a journal, or where none is named."""
    names = ("MENTORLOG_NOW", "HOME", "TMPDIR", "TZ", "TERM")
    settings: dict[str, str | None] = {name: os.environ[name] for name in names}
    return settings | {"MENTORLOG_JOURNAL": str(journal) if journal else None, "PYTHONUNBUFFERED": None} | more


def run_shell(journal: Path, script: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """A script of bash, with `m` for the program."""
    head = f'm() {{ PYTHONPATH="{os.pathsep.join(sys.path)}" "{sys.executable}" -m mentorlog "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", head + script], env=environment_for(journal, **more), capture_output=True, text=True,
        check=False, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip


# Streams

_WORDS = (
    "--version",
    "-V",
    "next",
    "next --json",
    "--help",
    "log",
    "export",
    "questions list --format csv",
    "nonsense",
)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", _WORDS)
def test_an_answer_that_cannot_be_written_is_said_on_stderr(journal: Path, words: str, unbuffered: str) -> None:
    done = run_process(words.split(), environment(journal, PYTHONUNBUFFERED=unbuffered), stdout="/dev/full")
    assert done.code == (2 if words == "nonsense" else 74)
    assert done.err.strip() and "Traceback" not in done.err and "Exception ignored" not in done.err


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", [*_WORDS, "nonsense --json"])
@pytest.mark.parametrize("streams", ["stdout", "stderr", "both"])
def test_a_reader_who_has_gone_is_no_fault(journal: Path, words: str, streams: str, unbuffered: str) -> None:
    """Their end is closed before the program begins, so that nothing depends on who is faster."""
    done = run_process(
        words.split(),
        environment(journal, PYTHONUNBUFFERED=unbuffered),
        stdout="" if streams == "stderr" else GONE,
        stderr="" if streams == "stdout" else GONE,
    )
    assert done.code == (2 if words.startswith("nonsense") else 0), done.err
    assert "Exception ignored" not in done.err


def test_a_stream_ends_in_a_process_of_its_own_as_in_one_that_was_forked(journal: Path) -> None:
    for unbuffered in ("", "1"):
        done = run_shell(journal, "m next > /dev/full", PYTHONUNBUFFERED=unbuffered)
        assert done.returncode == 74 and "could not be written" in done.stderr
        assert "Exception ignored" not in done.stderr
        assert run_shell(journal, "m log | true; exit ${PIPESTATUS[0]}", PYTHONUNBUFFERED=unbuffered).returncode == 0


def test_completion_that_cannot_be_written_is_quiet(journal: Path) -> None:
    done = run_shell(journal, "_MENTORLOG_COMPLETE=bash m '' | true; echo ${PIPESTATUS[0]}")
    assert (done.stdout, done.stderr) == ("0\n", "")


# Pagers


@pytest.mark.parametrize(
    "pager",
    ["false", "true", "exit 3", "cat > /dev/null; exit 1", "no-such-pager", "kill -9 $$", "/"],
)
def test_what_a_pager_did_not_show_is_written(terminal: Run, journal: Path, pager: str) -> None:
    shown = terminal("log", rows=12, PAGER=pager)
    assert shown.ends() == 0
    assert "Question 20" in shown.raw and "Question 1\r" in shown.raw.replace("\x1b[0m", "")


@pytest.mark.parametrize("pager", ["head -n 3", "cat | head -n 3", "LESS= cat", "cat -- -", "~/own", "$HOME/own"])
def test_what_a_pager_showed_is_shown_once(terminal: Run, journal: Path, tmp_path: Path, pager: str) -> None:
    own = tmp_path / "own"
    own.write_text("#!/bin/sh\ncat\n")
    own.chmod(0o700)
    shown = terminal("log", rows=12, PAGER=pager, HOME=str(tmp_path))
    assert shown.ends() == 0
    assert shown.raw.count("Question 20") == 1


def test_a_long_text_that_a_pager_leaves_is_not_waited_for(terminal: Run, journal: Path) -> None:
    run(journal, "questions", "add", "-", stdin=MORE_THAN_A_PIPE_HOLDS)
    assert terminal("log", rows=12, PAGER="head -n 1").ends() == 0
    assert terminal("log", rows=12, PAGER="sleep 0.1").ends() == 0


def test_less_keeps_no_word_that_was_searched_for(terminal: Run, journal: Path, tmp_path: Path) -> None:
    shown = terminal("log", rows=12, PAGER="echo history: $LESSHISTFILE; cat", LESSHISTFILE=str(tmp_path / "history"))
    assert shown.ends() == 0 and "history: -" in shown.raw


# Editors


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("~/bin/ed", 0), ("$HOME/bin/ed", 0), ("${HOME}/bin/ed", 0), ("FOO=1 ~/bin/ed", 0), ("env FOO=1 ~/bin/ed", 0),
        ('"$HOME/bin/my ed"', 0), ("~/bin/my\\ ed", 0), ('f() { ~/bin/ed "$@"; }; f', 0), ("~/bin/ed --flag", 0),
        ("true && ~/bin/ed", 0), ("~/bin/none", 2), ("no-such-editor --wait", 2), ("~/bin/ed; exit 3 #", 74), ("'", 2),
    ],
)  # fmt: skip
def test_an_editor_is_run_as_git_runs_it(terminal: Run, journal: Path, tmp_path: Path, command: str, code: int) -> None:
    variable = "VISUAL" if command.endswith("--flag") else "EDITOR"  # of which the same is read
    for name in ("ed", "my ed"):
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text('#!/bin/sh\nfor page in "$@"; do :; done\nsed -i s/normal/high/ "$page"\n')
        path.chmod(0o700)
    session = terminal("edit", "q1", HOME=str(tmp_path), **{variable: command})
    assert session.ends() == code, session.text
    high = "high" in run(journal, "show", "q1").stdout
    assert high is (code == 0)


# Places


@pytest.mark.parametrize("home", ["", "relative", "./here", "~"])
@pytest.mark.parametrize("words", ["questions add Who?", "config set name Ada", "init", "report --open", "next"])
def test_without_a_home_nothing_is_made_anywhere(tmp_path: Path, home: str, words: str) -> None:
    done = run_process(words.split(), environment(None, HOME=home), cwd=tmp_path)
    assert done.code == 2 and "HOME" in done.err, done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", ["--version", "--help", "help", "date tomorrow", "next --journal {folder}/j.db"])
def test_what_needs_no_home_goes_on_without(tmp_path: Path, words: str) -> None:
    line = words.format(folder=tmp_path)
    assert run_process(line.split(), environment(None, HOME="relative"), cwd=tmp_path).code == 0


@pytest.mark.parametrize(
    "words", ["questions add Who? --journal=~/j.db", "report --output=~/j.db", "backup --to=~/j.db", "demo --to=~/j.db"]
)
def test_a_tilde_that_no_shell_expanded_is_the_home(mentee: Mentee, words: str, tmp_path: Path) -> None:
    mentee.does("questions", "add", "Who decides?")
    mentee.does(*words.split())
    assert (tmp_path / "j.db").exists() and not Path("~").exists()


@pytest.mark.parametrize(
    "words", ["questions list -f j.db", "report --output x.html", "backup --to x.db", "export -o x"]
)
def test_a_folder_that_was_removed_is_named_as_that(journal: Path, tmp_path: Path, words: str) -> None:
    done = run_shell(journal, f"mkdir {tmp_path}/gone; cd {tmp_path}/gone; rmdir ../gone; m {words}")
    assert done.returncode == 73 and "folder that you are in is not there any more" in done.stderr, done.stderr


def test_a_folder_that_was_removed_stops_nothing_that_does_not_need_it(journal: Path, tmp_path: Path) -> None:
    done = run_shell(journal, f"mkdir {tmp_path}/gone; cd {tmp_path}/gone; rmdir ../gone; m questions add Who?")
    assert done.returncode == 0, done.stderr


# Disks and devices


def test_a_disk_without_inodes_is_named_as_that(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    mentee.does("questions", "add", "Who decides?")
    status = os.statvfs(mentee.folder)
    monkeypatch.setattr(os, "statvfs", lambda path: type("Status", (), {"f_files": status.f_files, "f_favail": 0})())

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(mentee.folder / "new"))

    monkeypatch.setattr("tempfile.mkstemp", fail)
    result = mentee("report", "--output", str(mentee.folder / "page.html"))
    assert result.code == 74 and "inodes" in result.err and "permission" not in result.err


def test_a_journal_that_lacks_an_inode_is_not_called_a_question_of_permissions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    from mentorlog.store.sqlite_errors import translate_error

    error = sqlite3.OperationalError("unable to open database file")
    error.sqlite_errorname = "SQLITE_CANTOPEN"
    monkeypatch.setattr(os, "statvfs", lambda path: type("Status", (), {"f_files": 9, "f_favail": 0})())
    assert "inodes" in translate_error(error, tmp_path / "journal.db").message
    monkeypatch.setattr(os, "statvfs", lambda path: type("Status", (), {"f_files": 0, "f_favail": 0})())  # as on btrfs
    assert "cannot be opened" in translate_error(error, tmp_path / "journal.db").message


@pytest.mark.parametrize("place", ["/dev/null", "/dev/full", "/proc/self/mem", "{folder}"])
def test_what_was_typed_is_not_kept_beside_a_device_or_a_folder(mentee: Mentee, place: str, tmp_path: Path) -> None:
    place = place.format(folder=tmp_path)
    beside = Path(f"{place}-drafts")
    before = sorted(beside.glob("*"))
    result = mentee("questions", "add", "Who decides?", "--journal", place)
    assert result.code != 0 and "What you typed is kept" in result.err
    assert sorted(beside.glob("*")) == before


# What other programs' users reported


@pytest.mark.parametrize(
    "command",
    ["{ed} -f -c 'setf markdown'", '{ed} "+set bufhidden=delete"', "{ed} -c setlocal\\ ft=notes", "{ed} +'$'"],
)
def test_an_argument_of_the_editor_keeps_its_spaces(terminal: Run, journal: Path, tmp_path: Path, command: str) -> None:
    editor, seen = tmp_path / "ed", tmp_path / "seen"
    editor.write_text(f'#!/bin/sh\nprintf "<%s>" "$@" > {seen}\n')
    editor.chmod(0o700)
    assert terminal("edit", "q1", EDITOR=command.format(ed=editor)).ends() == 0
    words = seen.read_text(encoding="utf-8")
    assert words.endswith("q1.md>") and words.count("<") == 3 + ("-f" in command) - ("+" in command), words


def test_an_editor_that_writes_a_new_file_in_place_of_the_page_is_read(
    terminal: Run, journal: Path, tmp_path: Path
) -> None:
    editor = tmp_path / "ed"
    editor.write_text('#!/bin/sh\nsed s/normal/high/ "$1" > "$1.new"; chmod 644 "$1.new"; mv "$1.new" "$1"\n')
    editor.chmod(0o700)
    assert terminal("edit", "q1", EDITOR=str(editor)).ends() == 0
    assert "high" in run(journal, "show", "q1").stdout


def test_settings_that_cannot_be_written_are_not_called_changed(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = mentee.folder / "settings.toml"
    file.write_text('name = "Ada"\n', encoding="utf-8")
    monkeypatch.setenv("MENTORLOG_CONFIG", str(file))

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    result = mentee("config", "set", "name", "Bo")
    assert result.code == 77 and str(file) in result.err
    assert file.read_text(encoding="utf-8") == 'name = "Ada"\n'


def test_settings_behind_a_link_stay_behind_it(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    (mentee.folder / "dotfiles.toml").write_text('name = "Ada"\n', encoding="utf-8")
    link = mentee.folder / "settings.toml"
    link.symlink_to(mentee.folder / "dotfiles.toml")
    monkeypatch.setenv("MENTORLOG_CONFIG", str(link))
    mentee.does("config", "set", "name", "Bo")
    assert link.is_symlink() and "Bo" in (mentee.folder / "dotfiles.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("home", ["/nowhere/at/all", "/dev/null", "/proc/none"])
def test_a_home_that_is_not_there_or_not_a_folder_is_read_as_empty(journal: Path, home: str) -> None:
    done = run_process(["questions", "list"], environment(None, HOME=home))
    assert done.code == 0 and "Traceback" not in done.err, done.err
    if home != "/nowhere/at/all":  # which root could make
        assert run_process(["questions", "add", "Who"], environment(None, HOME=home)).code in (73, 77)


def test_a_temporary_folder_that_is_not_there_stops_nothing(journal: Path) -> None:
    for words in ("questions add Who?", "export", "report --format html", "backup", "log"):
        assert run_process(words.split(), environment(journal, TMPDIR="/nowhere")).code == 0


def test_the_whole_of_a_pipe_is_written_however_slowly_it_is_read(journal: Path) -> None:
    run(journal, "questions", "add", "-", stdin=MORE_THAN_A_PIPE_HOLDS)
    done = run_shell(journal, "m questions list --all | (sleep 0.3; wc -l); echo ${PIPESTATUS[0]}")
    assert done.stdout.split() == ["821", "0"]
    done = run_shell(journal, "m questions list --all --format csv | sed 1q | wc -l; echo ${PIPESTATUS[0]}")
    assert done.stdout.split() == ["1", "0"] and done.stderr == ""
