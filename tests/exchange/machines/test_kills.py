"""kill -9 within `sync`, in small; `python -m tests.exchange.machines.kills` does more, and cuts the power."""

import shlex
from pathlib import Path
from random import Random

import pytest

from tests.exchange.machines import kills
from tests.exchange.machines.homes import Home, share
from tests.store.attack import Figures
from tests.store.file_steps import Step, watch_steps

pytestmark = pytest.mark.usefixtures("schema_copies")


@pytest.mark.parametrize("name", ["sync", "start", "join"])
def test_whatever_ends_a_command_the_next_one_makes_it_whole(tmp_path: Path, name: str) -> None:
    (scene,) = [scene for scene in kills.SCENES if scene.name == name]
    stage = kills.Stage(tmp_path, scene)
    assert stage.count > 20
    figures = Figures()
    kills.kill_often(stage, 3, Random(7), figures)
    assert figures.broken == [] and figures["kills"] == 3


@pytest.mark.parametrize("how", [(), ("--plain",)])
def test_a_start_that_is_stopped_before_any_of_its_transactions_goes_on(tmp_path: Path, how: tuple[str, ...]) -> None:
    shared = str(tmp_path / "shared")
    for at in range(10):
        home = Home(tmp_path, f"machine-{at}")
        home.does("questions", "add", "Who decides?")
        begun = 0

        def interrupt(step: Step, at: int = at) -> None:
            nonlocal begun
            begun += step == ("sql", "BEGIN IMMEDIATE")
            if step == ("sql", "BEGIN IMMEDIATE") and begun == at + 1:
                raise KeyboardInterrupt

        with watch_steps(interrupt):
            stopped = home("sync", "start", f"{shared}-{at}", *how)
        if begun <= at:
            break
        assert stopped.code == 130
        assert f"mentorlog sync start {shared}-{at}" in stopped.err
        home("sync")
        home("sync", "start", f"{shared}-{at}", *how)
        assert home("sync").code == 0, at
    assert at > 0


@pytest.mark.parametrize(
    "command", ["start {root}/shared --plain --name lap", "join {root}/shared --name lap", "", "leave", "renew"]
)
def test_ctrl_c_says_how_to_go_on_and_not_that_nothing_was_changed(tmp_path: Path, command: str) -> None:
    laptop = share(tmp_path, "laptop")[0] if not command.startswith("start") else Home(tmp_path, "laptop")
    home = Home(tmp_path, "desk") if command.startswith("join") else laptop
    home.does("questions", "add", "Mine?")

    def interrupt(step: Step) -> None:
        if step.what == "fsync" and str(tmp_path / "shared") in step.name:  # something has been written there
            raise KeyboardInterrupt

    with watch_steps(interrupt):
        stopped = home("sync", *command.format(root=tmp_path).split())
    assert stopped.code == 130 and "Nothing was changed" not in stopped.err
    again = shlex.split(stopped.err.partition("To go on: mentorlog ")[2])
    assert again == ["sync", *command.format(root=tmp_path).split()]
    finished = home(*again)
    assert finished.code == 0 or "has joined already" in finished.err
    assert home("sync").code == (1 if command == "leave" else 0)
    if command.startswith("renew"):
        assert {path.name for path in (tmp_path / "shared").iterdir() if path.name.isdigit()} >= {"2"}
