"""macOS, as far as another system can play it: its platform, a file with two names, a bash without what 4.0 brought."""

import os
import shutil
import subprocess
import sys
import unicodedata
import webbrowser
from pathlib import Path

import pytest

from tests.conftest import Mentee
from tests.systems import IS_WINDOWS

if IS_WINDOWS:
    pytest.skip("of POSIX systems alone", allow_module_level=True)

from mentorlog.system import filesystem, posix, processes


@pytest.fixture
def macos(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the one module that asks believe that this is macOS."""
    monkeypatch.setattr(sys, "platform", "darwin")


@pytest.mark.usefixtures("macos")
def test_a_sync_asks_the_drive_and_falls_back_where_that_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    calls: list[object] = []

    def control(handle: int, command: int) -> int:
        calls.append(command)
        if len(calls) > 1:
            raise OSError(45, "Operation not supported")
        return 0

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", control)
    monkeypatch.setattr(os, "fsync", lambda handle: calls.append("fsync"))
    filesystem.sync_folder(tmp_path)
    assert calls == [51]
    filesystem.sync_folder(tmp_path)
    assert calls == [51, 51, "fsync"]


@pytest.mark.usefixtures("macos")
def test_files_lie_where_platformdirs_puts_them_on_macos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import platformdirs
    from platformdirs.macos import MacOS

    for what in ("config", "cache", "data"):
        folder = getattr(MacOS("mentorlog"), f"user_{what}_dir")
        monkeypatch.setattr(platformdirs, f"user_{what}_dir", lambda name, folder=folder: folder)
        assert posix.user_folder(what, str) == folder
        assert "/Library/" in folder


@pytest.mark.usefixtures("macos")
def test_a_page_is_opened_by_open_unless_a_browser_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []

    def call(words: list[str]) -> int:
        calls.append(words)
        return 0

    monkeypatch.setattr(subprocess, "call", call)
    monkeypatch.delenv("BROWSER", raising=False)
    assert processes.open_in_browser(tmp_path / "page.html")
    assert calls == [["/usr/bin/open", str(tmp_path / "page.html")]]
    monkeypatch.setenv("BROWSER", "true")
    # Loaded before on another system, the module itself has no browsers of macOS.
    monkeypatch.setattr(webbrowser, "open", lambda address: address == (tmp_path / "page.html").as_uri())
    assert processes.open_in_browser(tmp_path / "page.html") and len(calls) == 1


def test_a_journal_by_another_name_of_the_same_file_is_the_journal(mentee: Mentee) -> None:
    """A second link stands for a folder that takes capitals and small letters for one."""
    mentee.does("questions", "add", "Who decides?")
    other = mentee.folder / "JOURNAL.DB"
    other.hardlink_to(mentee.path)
    for words in (("restore", str(other), "--yes"), ("import", str(other)), ("backup", "--to", str(other))):
        assert mentee.fails(*words).code in (1, 2, 73), words
    assert mentee.fails("report", "--format", "html", "--output", str(other), "--force").code == 73


def test_names_of_files_are_taken_as_they_are_composed_or_not(mentee: Mentee) -> None:
    composed = unicodedata.normalize("NFC", "Journal für René.db")
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    for name in (composed, decomposed):
        path = str(mentee.folder / name)
        mentee.does("questions", "add", f"Who is {name}?", "--journal", path)
        assert mentee("questions", "list", "--journal", path).code == 0
        assert Path(mentee.does("backup", "--journal", path)["file"]).exists()
    titles = [mentee.does("show", "q1", "--journal", str(mentee.folder / name)) for name in (composed, decomposed)]
    assert "René" in str(titles[0]) and "René" in str(titles[1])


NEWER_THAN_3_2 = (
    "declare -A", "local -A", "declare -n", "local -n", "mapfile", "readarray", "coproc", "|&", "&>>", ";&", ",,", "^^",
    "@Q}", "%(", "shopt -s globstar", "wait -n", "EPOCH", "-v values",
)  # fmt: skip


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_completion_needs_nothing_that_bash_3_2_lacks(tmp_path: Path) -> None:
    """The bash of macOS. Its missing builtin is taken away here; what its syntax lacks is looked for."""
    script = Path(sys.modules["mentorlog"].__file__ or "").parent / "data" / "completion" / "mentorlog.bash"
    code = "\n".join(line.partition(" # ")[0] for line in script.read_text(encoding="utf-8").splitlines())
    assert [sign for sign in NEWER_THAN_3_2 if sign in code] == []
    program = tmp_path / "mentorlog"
    program.write_text(
        '#!/bin/sh\ncase "$1" in *FILE*) printf "\\t\\n";; *) printf "low\\tnot now\\nlater\\t\\n";; esac\n'
    )
    program.chmod(0o755)
    (tmp_path / "a file.csv").touch()
    lines = f"""
        enable -n compopt
        PATH={tmp_path}:$PATH
        . {script}
        cd {tmp_path}
        COMP_WORDS=(mentorlog show l) COMP_CWORD=2 COMP_LINE="mentorlog show l" COMP_POINT=16
        _mentorlog && printf '<%s>' "${{COMPREPLY[@]}}"
        COMP_WORDS=(mentorlog import "a") COMP_CWORD=2 COMP_LINE="mentorlog import FILE a" COMP_POINT=23
        _mentorlog && printf '<%s>' "${{COMPREPLY[@]}}"
    """
    result = subprocess.run(["bash", "--norc", "-c", lines], capture_output=True, text=True, check=False)
    assert (result.stdout, result.stderr) == ("<low><later><a file.csv>", "")
