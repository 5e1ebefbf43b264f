"""What the system refuses: a full disk, a folder that may not be written, a reader that goes away."""

import gzip
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mentorlog.cli.main import run as run_here
from tests import in_process
from tests.conftest import Mentee
from tests.forked import run_with_closed
from tests.store.file_steps import Step, watch_steps
from tests.subprocesses import MENTORLOG, environment_for, run


def size_limiter(size: int) -> Callable[[], None]:
    """Files cannot grow beyond `size` bytes, as on a disk that is full."""

    import resource  # which Windows lacks

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_a_full_disk_is_said_and_the_file_stays_as_it_was(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    in_process.run(journal, "init")
    before = journal.read_bytes()
    result = run(
        journal,
        "questions",
        "add",
        "-",
        stdin=b"x" * 500_000,
        before=size_limiter(len(before) + 4096),
        PYTHONDONTWRITEBYTECODE="1",
    )
    assert result.returncode == 74 and "Nothing was changed" in result.stderr and "Traceback" not in result.stderr
    assert journal.read_bytes() == before
    assert in_process.run(journal, "questions", "add", "small").returncode == 0


def test_a_disk_too_full_for_a_new_journal_leaves_nothing_but_what_was_typed(tmp_path: Path) -> None:
    result = run(
        tmp_path / "journal.db", "questions", "add", "x", before=size_limiter(8192), PYTHONDONTWRITEBYTECODE="1"
    )  # a compiled module would be cut off too
    assert result.returncode == 74 and "Traceback" not in result.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["journal.db-drafts"]
    (kept,) = (tmp_path / "journal.db-drafts").iterdir()
    assert "questions add x" in kept.read_text()


def test_output_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*MENTORLOG, "--help"], stdout=full, stderr=subprocess.PIPE,
                              env=environment_for(tmp_path / "journal.db"), check=False)  # fmt: skip
    assert done.returncode == 74 and b"Traceback" not in done.stderr and done.stderr


def test_what_was_done_is_not_called_undone_where_only_the_answer_cannot_be_written(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*MENTORLOG, "questions", "add", "Who decides?"], stdout=full, stderr=subprocess.PIPE,
                              env=environment_for(journal), check=False)  # fmt: skip
    assert done.returncode == 74 and b"The change itself is in the journal" in done.stderr
    assert b"again" not in done.stderr, "it would stand there twice"
    assert "Who decides?" in in_process.run(journal, "questions", "list").stdout


def test_what_fails_after_a_change_was_kept_does_not_call_it_undone(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    committed = False

    def fail(step: Step) -> None:
        nonlocal committed
        if committed and step.what == "sql":
            error = sqlite3.OperationalError()
            error.sqlite_errorname = "SQLITE_IOERR_READ"
            raise error
        committed |= step.name == "COMMIT"

    with watch_steps(fail):
        result = mentee("checkin", "--mood", "4", "--ask", "Who pays?")
    assert result.code == 74 and "The change itself is in the journal" in result.err and "again" not in result.err
    assert len(mentee.does("questions", "list")) == 2


def test_an_older_journal_is_not_called_damaged_where_no_memory_is_left_to_bring_it_up(mentee: Mentee) -> None:
    old = Path(__file__).parents[1] / "store" / "old" / "schema-2.db.gz"
    mentee.path.write_bytes(gzip.decompress(old.read_bytes()))

    def fail(step: Step) -> None:
        if step.name.startswith("DROP"):
            raise MemoryError

    with watch_steps(fail):
        result = mentee.fails("questions", "list")
    assert result.code == 74 and "damaged" not in result.err


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    typed = "\n".join(["x" * 300] * 500)  # more than a pipe holds
    in_process.run(journal, "questions", "add", "-", stdin=typed.encode())
    with subprocess.Popen([*MENTORLOG, "questions", "list"], env=environment_for(journal),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reader:  # fmt: skip
        assert reader.stdout and reader.stderr
        reader.stdout.close()
        assert reader.stderr.read() == b""
    assert reader.returncode == 0


@pytest.mark.parametrize("closed", ["stdin", "stdout", "stderr", "stdin stdout stderr"])
def test_closed_streams_give_no_traceback_where_something_is_asked_or_read_or_wrong(
    tmp_path: Path, closed: str
) -> None:
    journal = tmp_path / "journal.db"
    for words in ("questions add", "questions add -", "checkin", "nonsense"):
        done = run_with_closed(journal, *words.split(), closed=closed.split())
        assert "Traceback" not in done.err, (words, done.err)
        assert done.code in (0, 2)
    assert not journal.exists()


@pytest.mark.parametrize("place", ["/proc/none/journal.db", "/dev/null/journal.db", "/proc/journal.db"])
def test_where_nothing_can_be_made_it_is_said(mentee: Mentee, place: str) -> None:
    result = mentee("questions", "add", "x", "--journal", place)
    assert result.code in (73, 77) and result.err and "Traceback" not in result.err


def test_a_name_that_is_too_long_is_said(mentee: Mentee) -> None:
    assert mentee("questions", "add", "x", "--journal", str(mentee.folder / ("x" * 300))).code == 73
    assert mentee("questions", "list", "--journal", "a\0b").code == 2


def test_damage_is_said_and_left_as_it_is(mentee: Mentee) -> None:
    mentee.has_demo()
    whole = mentee.path.read_bytes()
    damaged = whole[:4096] + bytes(len(whole) - 4096)
    mentee.path.write_bytes(damaged)
    for words in (("questions", "list"), ("questions", "add", "x"), ("report",), ("undo",)):
        result = mentee(*words)
        assert result.code == 65 and "damaged" in result.err
        assert mentee.bytes() == damaged
    assert mentee("questions", "list", "--json").error["code"] == "damaged"


def test_a_file_that_lost_its_tables_is_damaged(mentee: Mentee) -> None:
    mentee.does("init")
    connection = sqlite3.connect(mentee.path)
    connection.execute("DROP TABLE checkins")
    connection.close()
    assert mentee("checkin", "list").code == 65


def test_an_error_of_our_own_shows_where_it_was_if_asked_and_never_what_it_says(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom mentorlog.cli import main\n"
        "def resolve_command(argv):\n    raise ValueError(argv) from KeyError(argv[-1])\n"
        "main.resolve_command = resolve_command\nsys.exit(main.run(['questions', 'add', 'Zephyrine', '--json']))"
    )
    for debug, seen in (("", False), ("1", True)):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False,
                              env=environment_for(tmp_path / "journal.db", MENTORLOG_DEBUG=debug))  # fmt: skip
        assert done.returncode == 74
        assert "Something is wrong in mentorlog itself (ValueError)" in done.stderr
        assert ("main.py:" in done.stderr and "KeyError" in done.stderr) is seen
        assert "Zephyrine" not in done.stderr + done.stdout


# A folder that may not be written: nobody but root may write everywhere, so root becomes somebody else for a while


@pytest.fixture
def home_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that its owner can be kept from writing to; the home of whoever runs commands here."""
    folder = Path(tempfile.mkdtemp(prefix="mentorlog-", dir="/tmp"))  # through which everybody may go
    folder.chmod(0o755)
    monkeypatch.setenv("HOME", str(folder))
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def run_unprivileged(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., int]]:
    """Runs a command as one who is not root."""
    root = os.geteuid() == 0

    def serve(*argv: str) -> int:
        if root:
            os.seteuid(65534)
        try:
            return run_here(argv)
        finally:
            if root:
                os.seteuid(0)

    yield serve


def test_a_file_and_a_folder_that_may_not_be_written(
    home_folder: Path, run_unprivileged: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    journal = home_folder / "journal.db"
    flag = f"--journal={journal}"
    assert run_here(("questions", "add", "x", flag)) == 0
    journal.chmod(0o444)
    home_folder.chmod(0o555)
    before = journal.read_bytes()
    run_unprivileged("questions", "list", flag)
    capsys.readouterr()
    assert run_unprivileged("questions", "list", flag) == 0, "what may be read is read"
    assert run_unprivileged("questions", "add", "y", flag) == 77
    assert "cannot be written" in capsys.readouterr().err
    assert journal.read_bytes() == before
    assert run_unprivileged("questions", "add", "y", f"--journal={home_folder / 'other.db'}") == 77
    assert [path.name for path in home_folder.iterdir()] == ["journal.db"]
    journal.chmod(0o000)
    assert run_unprivileged("questions", "list", flag) == 77
