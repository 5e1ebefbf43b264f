"""Two machines share a journal through a git repository, encrypted or not, with the commands that a person types."""

from pathlib import Path

import pytest

from tests.exchange.machines.homes import Home
from tests.exchange.machines.test_git import bare, machine, pytestmark, run_git, write

__all__ = ["bare", "pytestmark"]


def share_through(tmp_path: Path, place: str, *options: str) -> list[Home]:
    """Two machines that share a journal through a repository."""
    laptop, desk = Home(tmp_path, "laptop"), Home(tmp_path, "desk")
    laptop.does("questions", "add", "Who decides?")
    laptop.does("sync", "start", place, "--name", "laptop", *options)
    if desk.does("sync", "join", place, "--name", "desk")["waiting"]:
        laptop.does("sync", "admit", "b", "--yes")
        desk.does("sync")
    return [laptop, desk]


@pytest.mark.parametrize("options", [("--plain",), ()])
def test_what_either_writes_both_have(tmp_path: Path, bare: Path, options: tuple[str, ...]) -> None:
    if not options:
        pytest.importorskip("pyrage")
    laptop, desk = share_through(tmp_path, str(bare), *options)
    laptop.does("questions", "add", "More?")
    desk.does("questions", "answer", "q1", "The sponsor")
    for home in (laptop, desk, laptop):
        home.does("sync")
    assert laptop.export() == desk.export() and laptop.questions() == {"q1": "The sponsor", "q2": "More?"}
    history = run_git("log", "--format=%an %s", "mentorlog", cwd=bare)
    assert set(history.splitlines()) == {"mentorlog sync"}, "no word of the journal, nor whose it is"
    content = run_git("grep", "-l", "More", "mentorlog", cwd=bare) if options else ""
    assert bool(content) == bool(options)
    laptop.does("sync", "renew")
    desk.does("sync")
    desk.does("questions", "add", "After?")
    for home in (desk, laptop):
        home.does("sync")
    assert laptop.export() == desk.export()
    desk.does("sync", "leave")


def test_pushes_that_come_second_are_made_again(tmp_path: Path, bare: Path) -> None:
    laptop, desk = share_through(tmp_path, str(bare), "--plain")
    other = machine(tmp_path, "other", bare)
    other.fetch()
    desk.does("questions", "add", "Mine?")
    write(other, "keys/z.age", b"of another machine")
    assert other.deliver()
    assert desk.does("sync")["sent"] == 1
    laptop("sync")
    assert laptop.questions() == desk.questions()


def test_a_repository_out_of_reach_is_named_and_the_next_exchange_gives_all(tmp_path: Path, bare: Path) -> None:
    laptop, desk = share_through(tmp_path, str(bare), "--plain")
    laptop.does("questions", "add", "Meanwhile?")
    bare.rename(tmp_path / "away.git")
    assert "git says" in laptop.fails(74, "sync").err
    assert laptop("sync", "status").code == 74
    (tmp_path / "away.git").rename(bare)
    assert laptop.does("sync")["sent"] == 1
    desk.does("sync")
    assert "Meanwhile?" in desk.questions().values()


def test_an_address_that_would_run_something_starts_nothing(tmp_path: Path) -> None:
    laptop = Home(tmp_path, "laptop")
    laptop.does("questions", "add", "Who decides?")
    for place in ("ext::sh -c 'touch x'", "foo://host/x"):
        laptop.fails(2, "sync", "start", place, "--plain")
    assert "git says" in laptop.fails(74, "sync", "start", "file:///nowhere/x.git", "--plain").err
