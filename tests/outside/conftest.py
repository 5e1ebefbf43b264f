"""What other programs make of what leaves the journal. Collected where those programs are; `.ci/look` installs them."""

import os
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from tests.conftest import Mentee

_SCRIPTS = Path(sys.executable).parent
collect_ignore: list[str] = []
if not (find_spec("playwright") and find_spec("axe_playwright_python") and find_spec("pypdf")):
    collect_ignore += ["test_browser.py", "test_pictures.py"]
if not all((_SCRIPTS / name).exists() for name in ("khal", "todo")):
    collect_ignore.append("test_calendars.py")
if not (find_spec("zensical") and find_spec("playwright") and find_spec("axe_playwright_python")):
    collect_ignore.append("test_site.py")
if not find_spec("zensical"):  # only where `.ci/look` has installed its programs may a test ask the network
    collect_ignore.append("test_newest_typer.py")
if not find_spec("recurring_ical_events"):
    collect_ignore.append("test_recurrences.py")
if not find_spec("vobject"):
    collect_ignore.append("test_zones.py")
if not (_SCRIPTS / "jrnl").exists():
    collect_ignore.append("test_diaries.py")
if not which("groff"):
    collect_ignore.append("test_manual.py")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """As everywhere, but that the driver of the browser may speak with it on this machine."""
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MENTORLOG_NOW", "2026-11-23T09:00:00")
    monkeypatch.setenv("MENTORLOG_JOURNAL", str(tmp_path / "journal.db"))
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    yield
    os.environ.pop("TZ", None)
    time.tzset()


@pytest.fixture
def demo(mentee: Mentee) -> Mentee:
    """Somebody with the demo's journal."""
    mentee.has_demo()
    return mentee


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium: the machine's own, or the one that the driver brought."""
    from playwright.sync_api import sync_playwright

    own = which("chromium") or which("chromium-browser") or which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=own, args=["--no-sandbox"])
        yield browser
        browser.close()
