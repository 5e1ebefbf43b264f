"""What is Windows' own: run by `.ci/windows`, and nowhere else."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.systems import IS_WINDOWS

if not IS_WINDOWS:
    pytest.skip("of Windows alone", allow_module_level=True)
assert sys.platform == "win32"

from mentorlog import clock, system  # noqa: E402 - what stands above ends the file elsewhere
from mentorlog.system import filesystem, processes, shell  # noqa: E402
from mentorlog.system.windows import filesystem as windows_filesystem  # noqa: E402
from tests.conftest import Mentee  # noqa: E402
from tests.subprocesses import MENTORLOG, environment_for, run  # noqa: E402


def run_in_code_page(journal: Path, *argv: str, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Run a command as most people's Python does, without UTF-8 mode."""
    environment = environment_for(journal, PYTHONUTF8="0")
    return subprocess.run([*MENTORLOG, *argv], input=stdin, capture_output=True, env=environment, check=False)


def test_streams_are_utf_8_with_plain_line_ends_whatever_the_code_page(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    result = run_in_code_page(
        journal, "questions", "add", "-", stdin="Wer entscheidet – 日本 ä?\r\nUnd wann?\r\n".encode()
    )
    assert result.returncode == 0, result.stderr.decode()
    listed = run_in_code_page(journal, "show", "q1")
    assert "Wer entscheidet – 日本 ä?" in listed.stdout.decode() and b"\r" not in listed.stdout
    table = tmp_path / "t.csv"
    table.write_bytes("text\r\nWho’s next?\r\n".encode())
    assert run_in_code_page(journal, "import", str(table), "--noun", "questions").returncode == 0
    assert "Who’s next?" in run_in_code_page(journal, "questions", "list").stdout.decode()


def test_a_reader_who_has_gone_is_no_fault(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    run(journal, "demo", "--to", str(journal))
    with subprocess.Popen(
        [*MENTORLOG, "export"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment_for(journal)
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert (process.wait(), process.stderr.read()) == (0, b"")


def test_an_export_through_a_pipe_comes_back(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    run(journal, "questions", "add", "Who decides?")
    dump = tmp_path / "dump.jsonl"
    dump.write_bytes(run_in_code_page(journal, "export").stdout)
    assert run(tmp_path / "other.db", "import", str(dump)).returncode == 0


@pytest.mark.parametrize("name", ["CON", "nul", "aux.txt", "COM1.db", "LPT9", "con .db", "NUL:"])
def test_the_name_of_a_device_is_no_journal_and_no_page(mentee: Mentee, name: str) -> None:
    assert system.is_reserved(name)
    assert mentee("questions", "add", "Who?", "--journal", str(mentee.folder / name)).code in (2, 73)
    mentee.does("questions", "add", "Who decides?")
    assert mentee("report", "--format", "html", "--output", str(mentee.folder / name), "--force").code == 73


@pytest.mark.parametrize("name", ["console.db", "nullable", "com.db", "auxiliary.txt", "com10"])
def test_a_name_that_only_begins_like_that_is_one(name: str) -> None:
    assert not system.is_reserved(name)


def test_a_command_of_windows_keeps_its_backslashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("Tools", r"C:\Tools")
    assert shell.split_command(r'"C:\Program Files\Editor\ed.exe" -w %Tools%\x') == [
        r"C:\Program Files\Editor\ed.exe", "-w", r"C:\Tools\x",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="quotation"):
        shell.split_command('"C:\\x')


def test_words_are_quoted_for_powershell() -> None:
    assert [shell.quote(word) for word in ("a.db", "a b", "it's $5", "“x” ‘y’")] == [
        "a.db", '"a b"', "'it''s $5'", "'“x” ‘‘y’’'",
    ]  # fmt: skip


def test_an_open_file_is_waited_for_and_then_said(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows_filesystem, "_PAUSES", (0.01,))
    mentee.does("questions", "add", "Who decides?")
    page = mentee.folder / "page.html"
    page.write_text("older", encoding="utf-8")
    with open(page, "rb"):
        result = mentee("report", "--format", "html", "--output", str(page), "--force")
    assert result.code in (75, 77) and "Traceback" not in result.err
    assert page.read_text(encoding="utf-8") == "older"
    assert [path.name for path in mentee.folder.glob(".mentorlog-*")] == []
    assert mentee("report", "--format", "html", "--output", str(page), "--force").code == 0


def test_a_lock_of_a_folder_keeps_others_out_until_it_is_closed(tmp_path: Path) -> None:
    first = filesystem.lock_folder(tmp_path)
    with pytest.raises(BlockingIOError):
        filesystem.lock_folder(tmp_path)
    os.close(first)
    os.close(filesystem.lock_folder(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_lock_of_a_file_lets_it_be_read(tmp_path: Path) -> None:
    path = tmp_path / "draft"
    handle = filesystem.create_private(path, append=True)
    os.write(handle, b"one\n")
    filesystem.lock(handle)
    with open(path, "rb") as file, pytest.raises(BlockingIOError):
        assert file.read() == b"one\n"
        filesystem.lock(file.fileno(), shared=True)
    os.write(handle, b"two\n")
    os.close(handle)
    assert path.read_bytes() == b"one\ntwo\n"


def test_a_process_is_known_by_its_id() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert processes.is_running(process.pid) and processes.is_running(os.getpid())
    process.communicate(b"\n")
    assert not processes.is_running(4_000_000_000)


def test_the_journal_lies_in_the_local_folder_of_the_user(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALAPPDATA", r"C:\users\Ada\AppData\Local")
    monkeypatch.delenv("MENTORLOG_JOURNAL")
    assert mentee.does("config", "get", "journal")["value"] == r"C:\users\Ada\AppData\Local\mentorlog\journal.db"
    assert mentee.does("config", "path")["path"] == r"C:\users\Ada\AppData\Local\mentorlog\config.toml"


def test_doctor_says_that_a_journal_lies_outside_the_profile(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Nobody but you" in mentee("init").out
    assert "outside" not in [finding["name"] for finding in mentee.does("doctor")["findings"]]
    monkeypatch.setenv("USERPROFILE", r"C:\users\Ada")
    assert "outside" in [finding["name"] for finding in mentee.does("doctor")["findings"]]


def test_what_could_not_be_written_is_kept_as_a_script_that_writes_it(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    typed = 'He said "no" & it\'s 100 % – 日本\nTwice'
    script = tmp_path / f"again{shell.SCRIPT_SUFFIX}"
    script.write_bytes(shell.script_content(["mentorlog", "--journal", str(journal), "questions", "add", "-"], typed))
    assert shell.script_words(script)[3:5] == ["--journal", str(journal)]
    result = subprocess.run(
        [sys.executable, str(script)], env=environment_for(journal), capture_output=True, check=False
    )
    assert result.returncode == 0 and not script.exists(), result.stderr
    assert "100 % – 日本" in run(journal, "show", "q1").stdout


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/London", datetime(2026, 3, 20), 0),  # summer time in the United States, which the C library takes
        ("Europe/London", datetime(2026, 10, 29), 0),
        (":Asia/Tokyo", datetime(2026, 7, 1), 9),
        ("<+09>-9", datetime(2026, 7, 1), 9),
    ],
)
def test_a_zone_that_tz_names_as_on_unix_has_its_own_clocks(
    zone: str, day: datetime, hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    assert clock.localize(day).utcoffset() == timedelta(hours=hours)
    assert clock.to_local(day.replace(tzinfo=UTC)).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("zone", ["No/Where", "../../x", "/etc/localtime", "<+99>-99"])
def test_a_zone_that_nobody_knows_is_utc_as_on_unix(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    assert system.zone_of_variable() is UTC


@pytest.mark.parametrize("zone", ["", "GST-1GDT"])
def test_a_zone_in_the_form_of_windows_is_left_to_the_c_library(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    assert system.zone_of_variable() is None
