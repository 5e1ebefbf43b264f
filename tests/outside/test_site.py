"""The documentation as a site in a real browser: opened as files it searches, and is accessible in both schemes."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
PAGES = ("index", "tutorial", "howto", "trust", "speed", "architecture", "commands/index", "commands/goals")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built without a warning."""
    folder = tmp_path_factory.mktemp("site") / "site"
    subprocess.run([sys.executable, ".ci/site/build.py", str(folder)], cwd=ROOT, check=True)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium: the machine's own, or the one that the driver brought."""
    own = which("chromium") or which("chromium-browser") or which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=own, args=["--no-sandbox"])
        yield browser
        browser.close()


def open_page(browser: Any, site: Path, name: str, width: int, scheme: str) -> tuple[Any, list[str]]:
    """A page opened as a file, and what the browser complained about or asked the network for."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("file:") else complaints.append(request.url))
    page.goto((site / f"{name}.html").as_uri())
    return page, complaints


def test_every_page_of_the_documentation_has_its_place(site: Path) -> None:
    index = (site / "index.html").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        place = "commands/index" if page.stem == "commands" else page.stem
        assert f'href="./{place}.html"' in index or f'href="{place}.html"' in index, place


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_page_breaks_no_rule_of_accessibility_and_loads_nothing_from_elsewhere(
    browser: Any, site: Path, width: int, scheme: str
) -> None:
    for name in PAGES:
        page, complaints = open_page(browser, site, name, width, scheme)
        assert not complaints, name
        result = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        broken = [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in result.response["violations"]]
        assert not broken, (name, broken)
        page.close()


def test_nothing_scrolls_sideways_on_a_narrow_phone(browser: Any, site: Path) -> None:
    for name in PAGES:
        page, _ = open_page(browser, site, name, 320, "light")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        page.close()


@pytest.mark.parametrize("name", ["index", "commands/goals"])
def test_the_search_needs_no_network(browser: Any, site: Path, name: str) -> None:
    page, complaints = open_page(browser, site, name, 1280, "light")
    page.keyboard.press("/")
    page.keyboard.type("celebrate", delay=30)
    page.wait_for_selector("a[href*='achievements.html']:has(mark)", timeout=10_000)
    assert not complaints
    page.close()
