"""The commands that are measured, and how many times as long as `import typer` each may take."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from mentorlog.exchange.jsonl import export_chunks
from mentorlog.journal.schema import schema
from tests.benchmarks.story import COMMON, RARE

ADD, LIST, SEARCH, REPORT = "add", "list", "search", "report"  # acts that other programs have too


class Case(NamedTuple):
    """A command, and its targets where it has any: at up to 10,000 entries, and at 100,000."""

    name: str
    words: tuple[str, ...]
    target: float | None = None
    target_large: float | None = None
    terminal: bool = False
    at_each_size: bool = True  # it is worth measuring at each size
    exit_codes: tuple[int, ...] = (0,)
    act: str = ""
    environment: Mapping[str, str] = {}
    prepare: Callable[[Path], None] | None = None  # what is done before each run, untimed
    per_entry: bool = False  # it handles every entry, so the table shows entries a second
    program: str = ""  # another program than mentorlog
    max_entries: int = 1_000_000  # entries at which it is still measured


def _remove_export(data: Path) -> None:
    (data / "export.jsonl").unlink(missing_ok=True)


def _prepare_import(data: Path) -> None:
    """Remove the journal that the import makes, and write its export in case that one was not run."""
    shutil.rmtree(data / "empty", ignore_errors=True)
    if not (data / "export.jsonl").exists():
        journal = data / "mentorlog" / "journal.db"
        with closing(sqlite3.connect(journal)) as connection, open(data / "export.jsonl", "wb") as file:
            file.writelines(export_chunks(connection, schema().version))


def _remove_backups(data: Path) -> None:
    for old in (data / "mentorlog" / "journal.db-backups").glob("journal-*.db"):
        old.unlink()


_QUESTION = "Who decides while the sponsor is away?"
_COMPLETION = {"_MENTORLOG_COMPLETE": "bash"}
_SEARCH = ("search", COMMON, "--limit", "10")
CASES = (
    Case("--version", ("--version",), 0.35, 0.35, at_each_size=False),
    Case("--help", ("--help",), 2.2, 2.2, at_each_size=False),
    Case("usage error", ("questions", "ad"), 1.10, 1.10, at_each_size=False, exit_codes=(2,)),
    Case("questions add", ("questions", "add", _QUESTION), 1.10, 1.15, act=ADD),
    Case("goals progress", ("goals", "progress", "{goal}", "42"), 1.10, 1.15),
    Case("checkin", ("checkin", "--mood", "4", "--win", "Plan signed"), 1.10, 1.15),
    Case("undo", ("undo",), 1.10, 1.15),
    Case("questions list", ("questions", "list"), 1.08, 1.15, act=LIST),
    Case("questions list --json", ("questions", "list", "--json"), 1.08, 1.15),
    Case("next", ("next",), 1.08, 1.15),
    Case("due", ("due",), 1.08, 1.15, exit_codes=(0, 10)),
    Case("show", ("show", "{question}"), 1.08, 1.15),
    Case("history", ("history",), 1.08, 1.15),
    Case("search, rare", ("search", RARE), 1.08, 1.15, act=SEARCH),
    Case("search, common", _SEARCH, 1.08, 1.15),
    Case("log --limit 10", ("log", "--limit", "10"), 1.08, 1.15),
    Case("completion", ("mentorlog questions answer ", " \t\n\"'><=;|&(:"), 1.10, 1.10, environment=_COMPLETION),
    Case("report", ("report",), 1.18, 1.40, act=REPORT),
    Case("questions list, terminal", ("questions", "list"), 1.60, 1.65, terminal=True),
    Case("next, terminal", ("next",), 1.60, 1.65, terminal=True),
    Case("show, terminal", ("show", "{question}"), 1.60, 1.65, terminal=True),
    Case("search, terminal", _SEARCH, 1.60, 1.65, terminal=True),
    Case("report, terminal", ("report",), 2.0, 2.4, terminal=True),
    Case("report --format html", ("report", "--format", "html")),
    Case("export", ("export", "--output", "{data}/export.jsonl"), prepare=_remove_export, per_entry=True),
    Case("import", ("import", "{data}/export.jsonl"), environment={"XDG_DATA_HOME": "{data}/empty"},
         prepare=_prepare_import, per_entry=True),
    Case("backup", ("backup",), prepare=_remove_backups, per_entry=True),
    Case("doctor", ("doctor",), per_entry=True),
)  # fmt: skip


def placeholders(data: Path) -> dict[str, str]:
    """The values of the names in braces: refs that the journal has, and its folder."""
    with closing(sqlite3.connect(data / "mentorlog" / "journal.db")) as connection:
        ((goal,),) = connection.execute("SELECT max(number) FROM goals").fetchall()
        ((question,),) = connection.execute("SELECT min(number) FROM questions WHERE state = 'open'").fetchall()
    return {"data": os.fspath(data), "goal": f"g{goal}", "question": f"q{question}"}
