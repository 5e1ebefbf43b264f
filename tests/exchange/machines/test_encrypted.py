"""An encrypted journal between machines: who is let in, what the folder shows, and what an altered folder can do."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.machines.homes import Home, settle, share

pytest.importorskip("pyrage")
pytestmark = pytest.mark.usefixtures("schema_copies")
WORD = "Zephyrine"


@pytest.fixture
def homes(tmp_path: Path) -> list[Home]:
    """Two machines that share an encrypted journal."""
    return share(tmp_path, "laptop", "desk", options=())


def alter_json(path: Path, **changes: Any) -> None:
    """Change a small file of the folder, as somebody who may write there."""
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_what_either_writes_both_have(homes: list[Home]) -> None:
    laptop, desk = homes
    desk.does("questions", "add", "How?")
    laptop.does("questions", "answer", "q1", "The sponsor")
    settle(*homes)
    assert laptop.export() == desk.export()
    assert laptop.questions() == {"q1": "The sponsor", "q1b": "How?"}


def test_no_word_of_the_journal_is_in_the_folder(tmp_path: Path) -> None:
    laptop = Home(tmp_path, "laptop")
    laptop.does("mentors", "add", f"{WORD} Okafor")
    share(tmp_path, laptop, "desk", options=())
    for text in (WORD, f"{WORD} " * 60):
        laptop.does("questions", "add", text)
        laptop.does("sync")
    names = [str(path.relative_to(tmp_path / "shared")) for path in (tmp_path / "shared").rglob("*")]
    content = b"".join(path.read_bytes() for path in (tmp_path / "shared").rglob("*") if path.is_file())
    for word in (WORD, "Who decides", "questions", "mentors", "Okafor"):
        assert word.encode() not in content and not [
            name for name in names if word in name.removeprefix("inbox/questions")
        ]
    sizes = {path.stat().st_size for path in (tmp_path / "shared" / "1" / "a").glob("*.ops.age")}
    assert max(sizes) - min(sizes) < 300, "but for what age adds by chance, a short text and a long one look alike"


def test_a_machine_reads_nothing_before_it_is_let_in(tmp_path: Path) -> None:
    (laptop,) = share(tmp_path, "laptop", options=())
    desk = Home(tmp_path, "desk")
    asked = desk.does("sync", "join", str(tmp_path / "shared"))
    assert asked["waiting"] and len(asked["words"]) == 4
    assert asked["words"] == desk.does("sync", "join", str(tmp_path / "shared"))["words"]
    refused = desk.fails(1, "sync")
    assert "not let in" in refused.err and " ".join(asked["words"]) in refused.err
    assert laptop.does("sync", "status")["machines"][1]["let_in"] is False
    assert laptop.does("sync", "admit", "b", "--dry-run")["words"] == asked["words"]
    assert laptop("sync", "admit", "b").code == 2, "nobody is there to compare the words"
    desk.fails(1, "sync")
    laptop.does("sync", "admit", "b", "--yes")
    assert desk.does("sync")["letter"] == "b"
    assert desk.questions() == {"q1": "Who decides?"}
    for wrong in ("a", "c", "x"):
        laptop.fails(3, "sync", "admit", wrong, "--yes")


def test_another_machine_in_its_place_shows_other_words(tmp_path: Path) -> None:
    (laptop,) = share(tmp_path, "laptop", options=())
    desk, stranger = Home(tmp_path, "desk"), Home(tmp_path, "stranger")
    asked = desk.does("sync", "join", str(tmp_path / "shared"))
    shutil.copytree(tmp_path / "shared", tmp_path / "copy")
    (tmp_path / "copy" / "devices" / "b.json").unlink()
    stranger.does("sync", "join", str(tmp_path / "copy"))
    shutil.copy(tmp_path / "copy" / "devices" / "b.json", tmp_path / "shared" / "devices" / "b.json")
    assert laptop.does("sync", "admit", "b", "--dry-run")["words"] != asked["words"]


def test_another_journal_in_its_place_shows_other_words_and_hands_over_nothing(tmp_path: Path) -> None:
    (laptop,) = share(tmp_path, "laptop", options=())
    desk, thief = Home(tmp_path, "desk"), Home(tmp_path, "thief")
    thief.does("questions", "add", "Bait?")
    thief.does("sync", "start", str(tmp_path / "trap"))
    trap = json.loads((tmp_path / "trap" / "mentorlog.json").read_text())
    alter_json(tmp_path / "shared" / "mentorlog.json", recipient=trap["recipient"])
    asked = desk.does("sync", "join", str(tmp_path / "shared"))
    assert laptop.does("sync", "admit", "b", "--dry-run")["words"] != asked["words"]
    laptop.does("sync", "admit", "b", "--yes")
    assert "another journal" in desk.fails(65, "sync").err


def test_any_flipped_byte_is_reported_and_all_else_goes_on(tmp_path: Path, homes: list[Home]) -> None:
    laptop, desk = homes
    desk.does("questions", "add", "How?")
    desk("sync")
    (file,) = (tmp_path / "shared" / "1" / "b").glob("*.ops.age")
    whole = file.read_bytes()
    for at in range(0, len(whole), 97):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        result = laptop("sync")
        assert result.code == 65 and "left as it is" in result.err, at
    for at in range(0, len(whole), 211):
        file.write_bytes(whole[:at])
        assert laptop("sync").code == 65, at
    file.write_bytes(whole)
    assert laptop.does("sync")["taken"] == {"desk": 1}


def test_what_a_stranger_encrypts_to_the_journal_is_reported_and_not_taken(tmp_path: Path, homes: list[Home]) -> None:
    from mentorlog.exchange.sealed.age import encrypt
    from tests.exchange.machines.samples import HEADER, content

    laptop, _ = homes
    settings = json.loads((tmp_path / "shared" / "mentorlog.json").read_text())
    forged = content(1, 1).replace(HEADER.journal.encode(), settings["journal"].encode())
    place = tmp_path / "shared" / "1" / "b"
    place.mkdir(exist_ok=True)
    (place / "00000001-00000001.ops.age").write_bytes(encrypt(forged, [settings["recipient"]]))
    (place / "00000002-00000002.ops").write_bytes(content(2, 2))
    result = laptop("sync")
    assert result.code == 65 and len(laptop.questions()) == 1 and "00000002" not in result.err


@pytest.mark.parametrize(
    "as_name", ["b/00000002-00000002.ops.age", "a/00000001-00000001.ops.age", "c/00000001-00000001.ops.age"]
)
def test_a_file_under_another_name_is_reported(tmp_path: Path, homes: list[Home], as_name: str) -> None:
    laptop, desk = homes
    desk.does("questions", "add", "How?")
    settle(*homes)
    copy = tmp_path / "shared" / "1" / as_name
    copy.parent.mkdir(exist_ok=True)
    shutil.copy(tmp_path / "shared" / "1" / "b" / "00000001-00000001.ops.age", copy)
    result = laptop("sync")
    assert result.code == 65 and "what its name says" in result.err
    assert len(laptop.questions()) == 2


def test_a_dropped_file_is_reported_and_written_anew_by_its_machine(tmp_path: Path, homes: list[Home]) -> None:
    laptop, desk = homes
    for text in ("One?", "Two?"):
        desk.does("questions", "add", text)
        desk("sync")
    (tmp_path / "shared" / "1" / "b" / "00000001-00000001.ops.age").unlink()
    assert "b 1-1" in laptop("sync").err
    desk("sync")
    assert laptop.does("sync")["taken"] == {"desk": 2}


def test_a_folder_that_says_it_is_plain_gets_no_plain_word(tmp_path: Path, homes: list[Home]) -> None:
    laptop, _ = homes
    laptop.does("questions", "add", WORD)
    alter_json(tmp_path / "shared" / "mentorlog.json", encrypted=False)
    assert "encrypted" in laptop.fails(65, "sync").err
    assert not list((tmp_path / "shared").rglob("*.ops"))


def test_without_the_extra_nothing_is_started_in_plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyrage", None)
    laptop = Home(tmp_path, "laptop")
    laptop.does("questions", "add", "Who decides?")
    assert "pip" in laptop.fails(1, "sync", "start", str(tmp_path / "shared")).err
    assert not (tmp_path / "shared" / "mentorlog.json").exists()


def test_the_key_from_paper_lets_a_machine_in_when_all_others_are_lost(tmp_path: Path, homes: list[Home]) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_text(homes[0].does("sync", "key", "--print")["key"])
    new = Home(tmp_path, "new")
    plan = new.does("sync", "join", str(tmp_path / "shared"), "--key", str(paper), "--dry-run")
    assert not plan["waiting"] and new.questions() == {}
    assert not new.does("sync", "join", str(tmp_path / "shared"), "--key", str(paper))["waiting"]
    new.does("questions", "add", "Who is left?")
    settle(new, *homes)
    assert new.questions() == homes[0].questions() == homes[1].questions()
    assert "Who is left?" in homes[1].questions().values()


def test_the_key_of_another_journal_lets_nobody_in(tmp_path: Path, homes: list[Home]) -> None:
    (tmp_path / "else").mkdir()
    other = share(tmp_path / "else", "other", options=())[0]
    paper = tmp_path / "paper.txt"
    paper.write_text(other.does("sync", "key", "--print")["key"])
    new = Home(tmp_path, "new")
    new.fails(65, "sync", "join", str(tmp_path / "shared"), "--key", str(paper))
    homes[0].does("sync", "renew")
    (tmp_path / "old.txt").write_text(homes[1].does("sync", "key", "--print")["key"])
    new.fails(65, "sync", "join", str(tmp_path / "shared"), "--key", str(tmp_path / "old.txt"))
    new.fails(2, "sync", "join", str(tmp_path / "shared"), "--key", str(tmp_path / "nothing.txt"))
    assert not new.path.exists()


def test_the_key_can_be_kept_on_paper_and_opens_a_file(tmp_path: Path, homes: list[Home]) -> None:
    from mentorlog.exchange.sealed.age import decrypt, parse_identity

    laptop, _ = homes
    assert laptop.does("sync", "key")["key"] is None
    text = laptop.does("sync", "key", "--print")["key"]
    secret = next(line for line in text.splitlines() if line.startswith("AGE-SECRET-KEY"))
    start = (tmp_path / "shared" / "1" / "start.age").read_bytes()
    assert b"Who decides?" in decrypt(start, [parse_identity(secret)], "start")
