"""The README's pictures: drawn anew they are the same, and the recording shows one scene at a time in a browser."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"
RECORDINGS = ("recording-dark.svg", "recording-light.svg")
SCENE_COUNT = 4


@pytest.fixture(scope="module")
def redrawn_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pictures of the program as it is."""
    folder = tmp_path_factory.mktemp("pictures")
    subprocess.run([sys.executable, str(DOCS / "pictures.py"), str(folder)], check=True, stdout=subprocess.DEVNULL)
    return folder


@pytest.mark.parametrize("name", ["report-dark.svg", "report-light.svg", *RECORDINGS, "report.html"])
def test_a_picture_is_the_one_that_the_program_gives(redrawn_folder: Path, name: str) -> None:
    assert (DOCS / name).read_bytes() == (redrawn_folder / name).read_bytes(), "run: python docs/pictures.py"


@pytest.mark.parametrize("name", RECORDINGS)
def test_at_every_moment_the_words_of_one_scene_are_seen(browser: Any, name: str) -> None:
    page = browser.new_page()
    page.goto((DOCS / name).as_uri())
    seen = [page.evaluate(_VISIBLE_SCENES, share) for share in (0.02, 0.3, 0.6, 0.8, 0.99)]
    assert all(len(scenes) == 1 for scenes in seen), seen
    assert seen[0][0] == "0" and seen[-1][0] == str(SCENE_COUNT - 1)
    assert len({scene for (scene,) in seen}) >= SCENE_COUNT - 1, "another moment, another scene"
    page.close()


@pytest.mark.parametrize("name", RECORDINGS)
def test_without_motion_the_last_scene_is_seen(browser: Any, name: str) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto((DOCS / name).as_uri())
    assert page.evaluate(_VISIBLE_SCENES, 0) == [str(SCENE_COUNT - 1)]
    page.close()


# The numbers of the scenes of which a word is visible when so much of the recording is over.
_VISIBLE_SCENES = """(share) => {
    for (const animation of document.getAnimations()) {
        animation.pause();
        animation.currentTime = share * animation.effect.getComputedTiming().duration;
    }
    const scenes = [...document.querySelectorAll(".scene")];
    const words = [...document.querySelectorAll("tspan")].filter(
        (word) => getComputedStyle(word).visibility === "visible"
    );
    return [...new Set(words.map((word) => String(scenes.indexOf(word.closest(".scene")))))];
}"""
