"""What `doctor` says of a journal that several machines share."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.machines.homes import Home, settle, share

pytestmark = pytest.mark.usefixtures("schema_copies")


@pytest.fixture
def homes(tmp_path: Path) -> list[Home]:
    """Two machines that have just heard of one another."""
    first, second = share(tmp_path, "laptop", "desk")
    first.does("questions", "add", "Here?")
    second.does("questions", "add", "There?")
    settle(first, second)
    return [first, second]


def findings(home: Home) -> dict[str, Any]:
    """What doctor finds that is about other machines, by name."""
    names = ("unsent", "quiet", "no_shared_folder", "conflicts", "clock")
    return {one["name"]: one for one in home.does("doctor")["findings"] if one["name"] in names}


def test_machines_that_have_heard_of_one_another_are_no_concern(homes: list[Home]) -> None:
    assert findings(homes[0]) == findings(homes[1]) == {}


def test_changes_that_were_not_given_for_a_week_are_a_concern(homes: list[Home]) -> None:
    homes[0].does("questions", "add", "What next?")
    assert findings(homes[0]) == {}
    homes[0].now = "2026-12-04T09:00:00"
    means = findings(homes[0])["unsent"]["means"]
    assert "1 change was" in means and "26 Nov" in means
    homes[0].does("sync")
    assert "unsent" not in findings(homes[0])


def test_a_machine_that_was_not_heard_of_for_a_month_is_named_until_it_leaves(homes: list[Home]) -> None:
    homes[0].now = homes[1].now = "2027-01-10T09:00:00"
    finding = findings(homes[0])["quiet"]
    assert "desk" in finding["means"] and "--without b" in finding["do"]
    homes[1].does("sync", "leave")
    assert "quiet" not in findings(homes[0])


def test_a_folder_that_is_gone_is_named(homes: list[Home], tmp_path: Path) -> None:
    shutil.move(tmp_path / "shared", tmp_path / "elsewhere")
    assert str(tmp_path / "shared") in findings(homes[0])["no_shared_folder"]["means"]


def test_what_both_changed_at_once_is_a_concern_until_it_is_settled(homes: list[Home]) -> None:
    homes[0].does("edit", "q1", "text=Who pays?")
    homes[1].does("edit", "q1", "text=Who leads?")
    settle(*homes)
    assert "1 entry was" in findings(homes[0])["conflicts"]["means"]
    homes[0].does("edit", "q1", "text=Who pays and leads?")
    settle(*homes)
    assert findings(homes[0]) == findings(homes[1]) == {}


def test_a_clock_that_is_ahead_is_named_on_the_others(homes: list[Home]) -> None:
    homes[1].now = "2026-12-20T09:00:00"
    homes[1].does("questions", "add", "From the future?")
    settle(*homes)
    assert "desk" in findings(homes[0])["clock"]["means"]


def test_a_journal_on_one_machine_has_none_of_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.does("questions", "add", "Who decides?")
    home.now = "2027-12-20T09:00:00"
    assert findings(home) == {}
    assert json.loads(home("doctor", "--json").out)["data"]["disk_encrypted"] in (True, False, None)
