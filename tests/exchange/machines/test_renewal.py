"""A shared journal that begins anew: the others follow with what only they have, and who is left out reads no more."""

import json
from pathlib import Path

import pytest

from tests.exchange.machines.homes import Home, settle, share

pytestmark = pytest.mark.usefixtures("schema_copies")
OPTIONS = [("--plain",), ()]


def machines(tmp_path: Path, options: tuple[str, ...]) -> list[Home]:
    """Three machines that share a journal and know of one another."""
    if not options:
        pytest.importorskip("pyrage")
    homes = share(tmp_path, "laptop", "desk", "pad", options=options)
    settle(*homes)
    return homes


@pytest.mark.parametrize("options", OPTIONS)
def test_the_others_follow_with_what_only_they_have(tmp_path: Path, options: tuple[str, ...]) -> None:
    laptop, desk, pad = machines(tmp_path, options)
    desk.does("questions", "add", "Before?")
    settle(laptop, desk, pad)
    desk.does("questions", "add", "Not given yet?")
    pad.does("questions", "answer", "q1", "Pad says")
    assert laptop.does("sync", "renew", "--dry-run")["generation"] == 2
    assert laptop.does("sync", "renew")["members"] == ["a", "b", "c"]
    laptop.does("questions", "add", "After?")
    settle(laptop, desk, pad)
    assert laptop.export() == desk.export() == pad.export()
    assert laptop.questions() == {
        "q1": "Pad says", "q1b": "Before?", "q2b": "Not given yet?", "q2": "After?",
    }  # fmt: skip
    assert {home.does("sync", "status")["generation"] for home in (laptop, desk, pad)} == {2}
    desk.does("undo")
    settle(laptop, desk, pad)
    assert "q2b" not in laptop.questions() and laptop("doctor").code == 0
    latecomer = Home(tmp_path, "late")
    joined = latecomer.does("sync", "join", str(tmp_path / "shared"))
    if joined["waiting"]:
        desk.does("sync", "admit", "d", "--yes")
        latecomer.does("sync")
    assert latecomer.questions() == desk.questions()


@pytest.mark.parametrize("options", OPTIONS)
def test_what_was_before_a_renewal_goes_when_all_have_gone_over(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Else what is forgotten afterwards would still stand in the first start and the first changes."""
    homes = laptop, desk, pad = machines(tmp_path, options)
    laptop.does("questions", "add", "Zephyrine?")
    settle(*homes)
    former = tmp_path / "shared" / "1"
    contents = {file for file in former.rglob("*") if file.name.startswith(("start", "0"))}
    laptop.does("sync", "renew")
    settle(laptop, desk)
    assert all(file.exists() for file in contents), "the pad has not gone over yet"
    settle(*homes)
    assert not any(file.exists() for file in contents)
    keys = {file.name for home in homes for file in home.path.parent.glob("journal.db-sync/journal-*.key")}
    assert keys == (set() if options else {"journal-2.key"})
    desk.does("forget", "q2", "--yes")
    settle(*homes)
    assert len(pad.questions()) == 1
    assert not any(b"Zephyrine" in file.read_bytes() for file in (tmp_path / "shared").rglob("*") if file.is_file())


def test_a_lost_machine_reads_nothing_of_what_comes_after(tmp_path: Path) -> None:
    laptop, desk, pad = machines(tmp_path, ())
    assert laptop.does("sync", "renew", "--without", "c")["left_out"] == ["c"]
    laptop.does("questions", "add", "Secret?")
    settle(laptop, desk)
    assert laptop.export() == desk.export()
    result = pad("sync")
    assert result.code == 65 and "without this machine" in result.err and len(pad.questions()) == 1
    assert [one["left"] for one in desk.does("sync", "status")["machines"]] == [False, False, True]
    pad.does("sync", "leave")
    again = pad.does("sync", "join", str(tmp_path / "shared"))
    assert again["letter"] == "d", "no letter is given twice"


def test_a_folder_cannot_make_up_a_renewal(tmp_path: Path) -> None:
    laptop, desk, _ = machines(tmp_path, ())
    settings = tmp_path / "shared" / "mentorlog.json"
    fields = json.loads(settings.read_text())
    settings.write_text(json.dumps({**fields, "generation": 2}))
    result = desk("sync")
    assert result.code == 65 and "not all of it has arrived" in result.err
    (tmp_path / "shared" / "1" / "renewed.age").write_bytes(b"age-encryption.org/v1\nnonsense")
    result = desk("sync")
    assert result.code == 65 and "none of your machines says so" in result.err
    laptop.does("questions", "add", "Secret?")
    laptop("sync")
    assert not (tmp_path / "shared" / "2").exists()


def test_what_is_not_settled_or_not_here_keeps_the_old_generation(tmp_path: Path) -> None:
    laptop, desk, pad = machines(tmp_path, ("--plain",))
    laptop.does("questions", "answer", "q1", "Ruth")
    desk.does("questions", "answer", "q1", "Sam")
    desk("sync")
    assert laptop("sync", "renew").code == 1
    assert laptop.does("sync", "status", code=10)["generation"] == 1
    pad("sync")
    assert pad("sync").code == 10


def test_what_was_deleted_unsent_and_edited_after_the_start_is_one_entry_everywhere(tmp_path: Path) -> None:
    laptop, desk, pad = machines(tmp_path, ("--plain",))
    pad.does("questions", "answer", "q1", "Pad says")
    pad.does("delete", "q1")
    desk.does("sync", "renew")
    desk.does("edit", "q1", "text=Who pays?")
    settle(laptop, desk, pad)
    assert laptop.questions() == {"q1": "Who pays?"}
    assert laptop.export() == desk.export() == pad.export()
    assert pad("doctor").code == 0


def test_who_was_left_out_cannot_renew_what_the_others_have(tmp_path: Path) -> None:
    laptop, desk, pad = machines(tmp_path, ())
    laptop.does("sync", "renew", "--without", "c")
    assert "has not followed" in pad("sync", "renew").err
    assert pad("sync", "renew").code == 1
    desk.does("questions", "add", "After?")
    settle(desk, laptop)
    assert laptop.questions() == desk.questions() and len(laptop.questions()) == 2


def test_a_machine_that_has_just_joined_is_given_the_next_key(tmp_path: Path) -> None:
    pytest.importorskip("pyrage")
    laptop, _ = share(tmp_path, "laptop", "desk", options=())
    assert laptop.does("sync", "renew")["without_key"] == []
