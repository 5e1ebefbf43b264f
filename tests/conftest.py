"""Fixtures that all tests share: a mentee who runs commands of the real program, in a fresh folder at a fixed time."""

import gc
import io
import json
import os
import re
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from mentorlog.cli.main import run
from mentorlog.cli.prompts.drafts import TEMP_SCRIPT_PREFIX
from mentorlog.settings import SETTINGS, environment_variable
from mentorlog.system import filesystem, shell
from tests import answers, journal_copies, systems
from tests.imports import import_in_turn
from tests.journal_copies import journal_cache
from tests.shared_pages import share_pages
from tests.store.attack import ram_folder

# No test depends on how fast a machine is at the moment.
settings.register_profile("any speed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any speed")

gc.set_threshold(50_000, 20, 20)  # what is loaded stays

NOW = "2026-11-23T09:00:00"  # a Monday
_MIN_FREE_BYTES = 1 << 29  # bytes: several times what all tests at once take


@dataclass(frozen=True)
class Result:
    """The outcome of a command."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The JSON answer's `data`."""
        return json.loads(self.out)["data"]

    @property
    def error(self) -> Any:
        """The JSON answer's `error`."""
        return json.loads(self.out)["error"]


class Mentee:
    """Runs commands as a person would type them, on one journal."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.path = folder / "journal.db"
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    @property
    def moment(self) -> str:
        """The time their clock shows."""
        return os.environ["MENTORLOG_NOW"]

    def at(self, moment: str) -> None:
        """Set the clock: "2026-11-23T09:00:00"."""
        self._monkeypatch.setenv("MENTORLOG_NOW", moment)

    def __call__(self, *argv: str, stdin: bytes = b"") -> Result:
        """Run one command; an answer in JSON must conform to the schema."""
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        self._capsys.readouterr()
        code = run(argv)
        out, err = self._capsys.readouterr()
        if out.startswith('{\n  "schema"'):
            answers.check(out)
        return Result(code, out, err)

    def does(self, *argv: str) -> Any:
        """Run a command that must succeed, and give its data."""
        result = self(*argv, "--json") if "--" not in argv else self("--json", *argv)
        assert result.code == 0, result.err
        return result.data

    def has_demo(self) -> None:
        """Give them the demo's journal, which is written once for all tests under the same clock."""
        clock = self.moment, os.environ["TZ"]
        journal_cache.load_or_write(clock, self, _write_demo)

    def fails(self, *argv: str) -> Result:
        """Run a command that must fail and leave the file byte for byte as it was."""
        before = self.bytes()
        result = self(*argv)
        assert result.code != 0, result.out
        assert "Traceback" not in result.err
        assert result.err.strip(), "an error says what happened"
        assert self.bytes() == before
        return result

    def bytes(self) -> bytes | None:
        """The content of the journal's file; None where there is none."""
        return self.path.read_bytes() if self.path.exists() else None


def _write_demo(somebody: Mentee) -> None:
    """Write the demo's journal, or copy the one that another worker of this run wrote under the same clock."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        somebody.does("demo", "--to", str(somebody.path))
        return
    of_the_run = somebody.folder.parents[1]  # the folder that those of the workers are in
    shared = of_the_run / re.sub(r"\W", "-", f"demo-{somebody.moment}-{os.environ['TZ']}.db")
    if shared.exists():
        with open(filesystem.create_private(somebody.path), "wb") as file:
            file.write(shared.read_bytes())
        return
    somebody.does("demo", "--to", str(somebody.path))
    whole = shared.with_suffix(f".{os.getpid()}")
    shutil.copy(somebody.path, whole)
    whole.replace(shared)


def pytest_configure() -> None:
    """Put temporary folders in memory where possible: each change syncs several times."""
    folder = ram_folder()
    if (
        folder
        and not (filesystem := os.statvfs(folder)).f_flag & os.ST_NOEXEC
        and filesystem.f_bavail * filesystem.f_frsize > _MIN_FREE_BYTES
    ):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", folder)


def pytest_collection(session: pytest.Session) -> None:
    """Let the workers compile the tests between them."""
    import_in_turn(session.config)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the slow checks of the whole tree first: at the end they would leave the other worker idle."""
    items.sort(key=lambda item: item.path.name != "test_checks.py")
    systems.leave_out(items)


def pytest_collection_finish() -> None:
    """Leave all that is loaded out of every later collection of garbage: to walk it takes a tenth of the run."""
    gc.freeze()


_VARIABLES = {  # that change what the program does
    "COLUMNS", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "COLORFGBG",
    "LC_ALL", "LC_CTYPE", "MENTORLOG_DEBUG", "MENTORLOG_CONFIG", "MENTORLOG_AUDIENCE",
    "XDG_DATA_HOME", "XDG_CONFIG_HOME", *map(environment_variable, SETTINGS),
    *(name for setting in SETTINGS.values() for name in setting.fallback_variables),
}  # fmt: skip


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A fixed clock, a home of its own, and no network."""
    for name in _VARIABLES.intersection(os.environ):
        monkeypatch.delenv(name)
    monkeypatch.setenv("MENTORLOG_NOW", NOW)
    monkeypatch.setenv("MENTORLOG_JOURNAL", str(tmp_path / "journal.db"))
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path.parent))  # so that it is removed with the test's own folder
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path.parent))
    monkeypatch.setenv("TZ", "Europe/London")
    monkeypatch.setenv("TERM", "xterm-256color")
    systems.apply_zone()
    _sockets.clear()
    monkeypatch.setattr(sys.modules[__name__], "_watching_sockets", True)
    yield
    os.environ.pop("TZ", None)
    systems.apply_zone()
    for name in os.listdir(tmp_path.parent):  # noqa: PTH208 - after each test, and needs no Path of each
        if name.startswith(TEMP_SCRIPT_PREFIX) and name.endswith(shell.SCRIPT_SUFFIX):
            (tmp_path.parent / name).unlink()  # whoever looks for unfinished texts reads them all
    assert not _sockets, "the program makes no network connection"


_sockets: list[str] = []  # what was done with sockets in this process since the test began
_watching_sockets = False


def _audit_sockets(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching_sockets and event.startswith("socket.") and not _is_local(event, arguments):
        _sockets.append(event)
        raise AssertionError("the program makes no network connection")


def _is_local(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether it is a Unix socket, by which tests talk to processes that they started themselves."""
    family = arguments[1] if event == "socket.__new__" else getattr(arguments[0], "family", None) if arguments else None
    return family == getattr(socket, "AF_UNIX", None)


sys.addaudithook(_audit_sockets)


@pytest.fixture
def schema_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start new journals as copies of one that is built once."""
    journal_copies.patch_store(monkeypatch)


@pytest.fixture
def page_sharing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the journal in memory between commands: for tests that read one hundreds of times."""
    with share_pages(monkeypatch):
        yield


@pytest.fixture
def mentee(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], schema_copies: None
) -> Mentee:
    """Somebody with no journal yet."""
    return Mentee(tmp_path, monkeypatch, capsys)
