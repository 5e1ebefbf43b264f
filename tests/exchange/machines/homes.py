"""Machines of one person: homes beside one another, each with a journal, and a folder between them."""

import json
from pathlib import Path
from typing import Any

from tests import answers
from tests.conftest import Result
from tests.in_process import fault_in, journal_environment, run_command

MORNING = "2026-11-26T09:00:00"


class Home:
    """One machine: it runs commands on a journal of its own."""

    def __init__(self, root: Path, name: str = "") -> None:
        self.name = name
        self.path = root / name / "journal.db"
        self.path.parent.mkdir(exist_ok=True)
        self.now = MORNING

    def __call__(self, *argv: str) -> Result:
        """Run a command, which may fail, but never break."""
        with journal_environment(self.path, MENTORLOG_NOW=self.now, XDG_CACHE_HOME=str(self.path.parent / "cache")):
            result = run_command(*argv)
        assert not fault_in(result), (argv, result)
        return result

    def does(self, *argv: str, code: int = 0) -> Any:
        """Run a command that must end with `code`, and give its data."""
        result = self(*argv, "--json")
        assert result.code == code, (argv, result)
        answers.check(result.out)
        return json.loads(result.out)["data"]

    def fails(self, code: int, *argv: str) -> Result:
        """Run a command that must fail with `code`, say why, and leave the journal byte for byte as it was."""
        before = self.path.read_bytes() if self.path.exists() else None
        result = self(*argv)
        assert result.code == code and result.err.strip(), (argv, result)
        assert (self.path.read_bytes() if self.path.exists() else None) == before
        return result

    def questions(self) -> dict[str, str]:
        """All questions by their refs, with their answers where there are any."""
        listed = self.does("questions", "list", "--all")
        return {one["ref"]: one["answer"] or one["text"] for one in listed}

    def export(self) -> list[str]:
        """All records, without the order in which this machine came by them."""
        lines = [json.loads(line) for line in self("export").out.splitlines()]
        records = [{**line, "entry": 0} for line in lines if "record" in line]
        return sorted(json.dumps(record, sort_keys=True) for record in records)


def share(root: Path, *homes: "Home | str", options: tuple[str, ...] = ("--plain",)) -> list[Home]:
    """Machines that share a journal with one question, in the folder `shared`; without options it is encrypted."""
    machines = [home if isinstance(home, Home) else Home(root, home) for home in homes]
    first, *others = machines
    first.does("questions", "add", "Who decides?")
    first.does("sync", "start", str(root / "shared"), "--name", first.name or "first", *options)
    for home in others:
        joined = home.does("sync", "join", str(root / "shared"), "--name", home.name)
        if joined["waiting"]:
            assert first.does("sync", "admit", joined["letter"], "--yes")["words"] == joined["words"]
            home.does("sync")
    return machines


def settle(*homes: Home) -> None:
    """Let all machines hear of all that the others did."""
    for _ in range(2):
        for home in homes:
            assert home("sync").code in (0, 10)


def prepare_example(command: str, here: Home) -> None:
    """Bring a journal into the state in which the examples of a command of `sync` can be run."""
    shared = str(here.path.parent / "mentorlog-shared")
    desk = Home(here.path.parent, "desk")
    if command == "sync join":
        desk.does("questions", "add", "Who decides?")
        desk.does("sync", "start", shared, "--plain")
    elif command == "sync admit":
        here.does("sync", "start", shared)
        desk.does("sync", "join", shared)
    elif command in ("sync renew", "sync key"):
        share(here.path.parent, here, desk, options=())
    elif command == "sync keep":
        share(here.path.parent, here, desk)
        for home, text in ((here, "Whom do I ask?"), (desk, "Whom would you ask?")):
            home.does("edit", "q24", f"text={text}")
        settle(here, desk)
    elif command in ("sync status", "sync leave", "sync conflicts"):
        here.does("sync", "start", shared, "--plain")
