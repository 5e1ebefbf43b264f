"""Signals that end the program: what it was about to make is not left behind, and it says no more than it must."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

import mentorlog
from mentorlog.store.connect import backup_folder
from tests.conftest import Mentee
from tests.subprocesses import environment_for
from tests.systems import HANG_UP

BREAK = getattr(signal, "SIGBREAK", HANG_UP)  # of a console or a terminal that is closed

_AT_A_NAME = """
import signal, sys
def end(event, args):
    if event in ("os.rename", "os.link") and str(args[0]).endswith((".new", ".restored")):
        signal.raise_signal({number})
sys.addaudithook(end)
sys.argv = ["mentorlog", *{words}]
from mentorlog.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        (("--journal", "other.db", "import", "all.jsonl"), signal.SIGTERM),
        (("--journal", "other.db", "import", "all.jsonl"), signal.SIGINT),
        (("--journal", "other.db", "questions", "add", "Who decides?"), signal.SIGTERM),
        (("restore", "by-hand.db", "--yes"), signal.SIGTERM),
        (("backup",), BREAK),
        (("report", "--format", "html", "--output", "report.html"), BREAK),
    ],
    ids=lambda value: value[-1] if isinstance(value, tuple) else "",
)
def test_ended_before_a_file_has_its_name_it_leaves_none(
    mentee: Mentee, words: tuple[str, ...], sign: signal.Signals
) -> None:
    """An audit hook sends the signal when the file is whole and its name is about to be given."""
    mentee.does("questions", "add", "Who decides?")
    mentee.does("export", "--output", str(mentee.path.with_name("all.jsonl")))
    mentee.does("backup", "--to", str(mentee.path.with_name("by-hand.db")))
    backup_folder(mentee.path).mkdir(mode=0o700, exist_ok=True)
    before = set(mentee.path.parent.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-c", _AT_A_NAME.format(number=int(sign), words=words)],
        env=environment_for(mentee.path),
        cwd=mentee.path.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (128 + sign, "")
    assert done.stderr.startswith("Stopped.") and "Traceback" not in done.stderr
    assert set(mentee.path.parent.rglob("*")) == before


_EARLY = """
import signal, sys
class Early:
    def find_spec(self, name, *rest):
        if name == "mentorlog.cli.main":
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Early())
sys.argv = ["mentorlog", "next"]
from mentorlog.__main__ import main
main()
"""


def test_little_is_imported_before_ctrl_c_shows_nothing() -> None:
    source = Path(mentorlog.__file__).parents[1]
    script = f"import sys; sys.path.append({str(source)!r}); import mentorlog.__main__; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, check=True)
    imported = set(done.stdout.split())
    assert "mentorlog.streams" in imported and not imported & {"typing", "re", "enum", "typer"}


def test_ctrl_c_while_it_starts_shows_nothing(mentee: Mentee) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _EARLY], env=environment_for(mentee.path), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
