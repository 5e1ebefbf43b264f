"""kill -9 within `sync`, in small; `python -m tests.exchange.machines.kills` does more, and cuts the power."""

from pathlib import Path
from random import Random

import pytest

from tests.exchange.machines import kills
from tests.store.attack import Figures
from tests.systems import IS_WINDOWS

pytestmark = [
    pytest.mark.usefixtures("schema_copies"),
    pytest.mark.skipif(IS_WINDOWS, reason="forks processes"),
]


@pytest.mark.parametrize("name", ["sync", "start", "join"])
def test_whatever_ends_a_command_the_next_one_makes_it_whole(tmp_path: Path, name: str) -> None:
    (scene,) = [scene for scene in kills.SCENES if scene.name == name]
    stage = kills.Stage(tmp_path, scene)
    assert stage.count > 20
    figures = Figures()
    kills.kill_often(stage, 3, Random(7), figures)
    assert figures.broken == [] and figures["kills"] == 3
