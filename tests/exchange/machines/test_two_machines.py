"""Two machines share a journal through a folder: what a person sees of it, in plain."""

import json
import shutil
from pathlib import Path

import pytest

from mentorlog.exchange.machines.files.places import sole_sync
from tests.exchange.machines.homes import Home, settle, share
from tests.exchange.machines.samples import content

pytestmark = pytest.mark.usefixtures("schema_copies")


def test_what_either_writes_both_have(tmp_path: Path) -> None:
    laptop, desk = share(tmp_path, "laptop", "desk")
    laptop.does("goals", "add", "Chair stand-ups", "--by", "2026-12-20")
    desk.does("questions", "add", "How do I say no?")
    desk.does("questions", "answer", "q1", "The sponsor")
    settle(laptop, desk)
    assert laptop.export() == desk.export()
    assert laptop.questions() == {"q1": "The sponsor", "q1b": "How do I say no?"}
    assert laptop.does("show", "q1b")["text"] == "How do I say no?"
    assert laptop("doctor").code == 0 == desk("doctor").code
    sent = laptop.does("sync")
    assert (sent["taken"], sent["sent"], sent["conflicts"], sent["left"]) == ({}, 0, 0, [])


def test_an_exchange_says_what_it_took_and_gave(tmp_path: Path) -> None:
    laptop, desk = share(tmp_path, "laptop", "desk")
    desk.does("questions", "add", "How?")
    planned = desk.does("sync", "--dry-run")
    assert planned["sent"] == 1 and not list(tmp_path.glob("shared/1/b/*"))
    assert desk.does("sync")["sent"] == 1
    assert laptop.does("sync", "--dry-run")["taken"] == {"desk": 1} and "q1b" not in laptop.questions()
    assert laptop("sync").out == "Took 1 from desk.\n"
    assert laptop("sync").out == "Nothing new on either side.\n"


def test_weeks_apart_and_clocks_that_differ_lose_no_word(tmp_path: Path) -> None:
    laptop, desk, pad = share(tmp_path, "laptop", "desk", "pad")
    desk.now, pad.now = "2026-11-29T23:00:00", "2026-11-01T03:00:00"
    for number in range(4):
        for home in (laptop, desk, pad):
            home.does("questions", "add", f"{home.name} {number}")
    laptop.does("edit", "q1", "text=Who pays?")
    desk.does("delete", "q1")
    settle(laptop, desk, pad)
    assert laptop.export() == desk.export() == pad.export()
    texts = set(laptop.questions().values())
    assert texts >= {f"{home.name} {number}" for home in (laptop, desk, pad) for number in range(4)} | {"Who pays?"}
    assert "clock of desk is more than a day ahead" in laptop("sync").err + _first_err(laptop, desk)


def _first_err(laptop: Home, desk: Home) -> str:
    desk.does("questions", "add", "Late?")
    desk("sync")
    return laptop("sync").err


def test_what_both_changed_at_once_is_kept_on_both_and_reported(tmp_path: Path) -> None:
    laptop, desk = share(tmp_path, "laptop", "desk")
    laptop.does("questions", "answer", "q1", "Ruth")
    desk.now = "2026-11-26T11:00:00"
    desk.does("questions", "answer", "q1", "Sam")
    laptop("sync")
    assert desk("sync").code == 10
    result = laptop("sync")
    assert result.code == 10 and "changed on two machines" in result.out and "sync conflicts" in result.err
    assert laptop.questions()["q1"] == desk.questions()["q1"] == "Sam"
    assert laptop.does("sync", "status", code=10)["conflicts"] == 1


def test_undo_is_of_this_machine(tmp_path: Path) -> None:
    laptop, desk = share(tmp_path, "laptop", "desk")
    laptop.does("questions", "add", "Mine?")
    desk.does("questions", "add", "Theirs?")
    settle(laptop, desk)
    laptop.does("undo")
    assert set(laptop.questions().values()) == {"Who decides?", "Theirs?"}
    settle(laptop, desk)
    assert laptop.export() == desk.export()


def test_a_journal_of_its_own_is_taken_along_after_a_copy(tmp_path: Path) -> None:
    (laptop,) = share(tmp_path, "laptop")
    desk = Home(tmp_path, "desk")
    desk.does("questions", "add", "From here?")
    desk.does("goals", "add", "Rest")
    before = desk.path.read_bytes()
    planned = desk.does("sync", "join", str(tmp_path / "shared"), "--dry-run")
    assert [(move["noun"], move["new"]) for move in planned["moves"] if move["new"]] == [("goal", 1), ("question", 1)]
    assert desk.path.read_bytes() == before and not (tmp_path / "shared/devices/b.json").exists()
    outcome = desk.does("sync", "join", str(tmp_path / "shared"))
    assert desk.questions() == {"q1": "Who decides?", "q1b": "From here?"}
    assert Path(outcome["kept"]).exists()
    settle(laptop, desk)
    assert laptop.export() == desk.export()
    desk.does("restore", Path(outcome["kept"]).stem, "--yes")
    assert desk.questions() == {"q1": "From here?"}


def test_entries_that_differ_are_asked_about_before_anything_is_written(tmp_path: Path) -> None:
    laptop, desk = Home(tmp_path, "laptop"), Home(tmp_path, "desk")
    laptop.does("questions", "add", "Who decides?")
    shutil.copy(laptop.path, desk.path)
    desk.does("edit", "q1", "text=Who pays?")
    laptop.does("sync", "start", str(tmp_path / "shared"), "--plain")
    assert "q1" in desk.fails(1, "sync", "join", str(tmp_path / "shared")).err
    desk.does("sync", "join", str(tmp_path / "shared"), "--take", "ours")
    settle(laptop, desk)
    assert laptop.questions() == desk.questions() == {"q1": "Who pays?"}


def test_leaving_keeps_the_journal_and_is_reported_to_the_others(tmp_path: Path) -> None:
    laptop, desk = share(tmp_path, "laptop", "desk")
    desk.does("questions", "add", "Last?")
    before = desk.export()
    desk.does("sync", "leave", "--dry-run")
    desk.does("sync", "leave")
    assert desk.export() == before
    desk.fails(1, "sync")
    laptop("sync")
    machines = laptop.does("sync", "status")["machines"]
    assert [(one["name"], one["left"]) for one in machines] == [("laptop", False), ("desk", True)]
    assert "Last?" in laptop.questions().values()
    desk.does("questions", "add", "Alone?")
    desk.does("undo")


def test_leaving_needs_no_folder(tmp_path: Path) -> None:
    laptop, _ = share(tmp_path, "laptop", "desk")
    shutil.rmtree(tmp_path / "shared")
    assert laptop.does("sync", "leave")["others_know"] is False
    laptop.does("sync", "start", str(tmp_path / "other"), "--plain")


@pytest.mark.parametrize("gone", ["folder", "mount point"])
def test_a_folder_that_is_gone_is_reported_and_nothing_is_made_there(tmp_path: Path, gone: str) -> None:
    laptop, _ = share(tmp_path, "laptop", "desk")
    laptop.does("questions", "add", "Meanwhile?")
    (tmp_path / "shared").rename(tmp_path / "away")
    if gone == "mount point":
        (tmp_path / "shared").mkdir()
    assert "not there" in laptop.fails(74, "sync").err
    assert laptop("sync", "status").code == 74
    assert gone == "folder" or not any((tmp_path / "shared").iterdir())
    result = laptop.does("sync", "--folder", str(tmp_path / "away"))
    assert result["sent"] == 1 and laptop.does("sync")["sent"] == 0


def test_the_folder_of_another_journal_is_refused(tmp_path: Path) -> None:
    laptop, _ = share(tmp_path, "laptop", "desk")
    stranger = Home(tmp_path, "stranger")
    stranger.does("questions", "add", "Not yours?")
    stranger.does("sync", "start", str(tmp_path / "other"), "--plain")
    assert "another journal" in laptop.fails(65, "sync", "--folder", str(tmp_path / "other")).err
    stranger.fails(1, "sync", "join", str(tmp_path / "shared"))
    stranger.fails(1, "sync", "start", str(tmp_path / "shared"), "--plain")
    laptop.fails(1, "sync", "join", str(tmp_path / "shared"))
    laptop.fails(1, "sync", "start", str(tmp_path / "third"), "--plain")


@pytest.mark.parametrize("written_since", [False, True])
def test_a_journal_put_back_to_before_what_it_sent_comes_up_again(tmp_path: Path, written_since: bool) -> None:
    laptop, desk = share(tmp_path, "laptop", "desk")
    desk.does("backup")
    (copy,) = desk.path.with_name("journal.db-backups").glob("by-hand-*.db")
    desk.does("questions", "add", "Sent?")
    settle(laptop, desk)
    desk.does("restore", copy.stem, "--yes")
    assert "Sent?" not in desk.questions().values()
    if written_since:
        desk.does("questions", "add", "Since?")
        result = desk("sync")
        assert result.code == 65 and "sync join" in result.err
        desk.does("sync", "join", str(tmp_path / "shared"))
    settle(laptop, desk)
    assert laptop.export() == desk.export()
    expected = {"Who decides?", "Sent?"} | ({"Since?"} if written_since else set())
    assert set(laptop.questions().values()) == expected


def test_two_that_took_one_letter_while_apart_are_parted(tmp_path: Path) -> None:
    (laptop,) = share(tmp_path, "laptop")
    folders = [tmp_path / name for name in ("shared", "copy")]
    shutil.copytree(folders[0], folders[1])
    homes = [Home(tmp_path, name) for name in ("desk", "pad")]
    for home, folder in zip(homes, folders, strict=True):
        home.does("sync", "join", str(folder), "--name", home.name)
        home.does("questions", "add", f"{home.name}?")
    pad = homes[1]
    assert "desk, has the letter b" in pad("sync", "--folder", str(tmp_path / "shared")).err
    pad.does("sync", "join", str(tmp_path / "shared"), "--name", "pad")
    settle(laptop, *homes)
    assert laptop.export() == homes[0].export() == pad.export()
    assert laptop.questions() == {"q1": "Who decides?", "q1b": "desk?", "q1c": "pad?"}


def test_files_late_missing_doubled_or_odd_are_reported_and_made_good(tmp_path: Path) -> None:
    laptop, desk = share(tmp_path, "laptop", "desk")
    for number in range(3):
        desk.does("questions", "add", f"Number {number}")
        desk("sync")
    place = tmp_path / "shared" / "1" / "b"
    late = place / "00000001-00000001.ops"
    late.rename(tmp_path / "late")
    result = laptop("sync")
    assert result.code == 0 and "2 changes wait" in result.err and "b 1-1" in result.err
    whole = (tmp_path / "late").read_bytes()
    oddities = {
        whole[:-5]: "not whole", whole.replace(b"Number 0", b"Number 9"): "altered", content(): "name says",
        b"x" * 50: "no file of mentorlog",
    }  # fmt: skip
    for odd, word in oddities.items():
        late.write_bytes(odd)
        result = laptop("sync")
        assert result.code == 65 and word in result.err, odd
        assert laptop.does("sync", "status", code=65)["left"][0]["machine"] == "b"
    shutil.copy(tmp_path / "late", late)
    shutil.copy(late, place / "00000001-00000001.sync-conflict-20261126-090000-ABCDEFG.ops")
    assert laptop.does("sync")["taken"] == {"desk": 3}
    assert laptop.export() == desk.export()
    late.unlink()
    desk.does("sync")
    assert late.read_bytes() == whole, "a machine writes anew what is missing of its own"


def test_a_newer_mentorlog_is_waited_for_while_all_else_goes_on(tmp_path: Path) -> None:
    laptop, desk = share(tmp_path, "laptop", "desk")
    desk.does("questions", "add", "New?")
    desk("sync")
    (file,) = (tmp_path / "shared/1/b").iterdir()
    newer = file.read_bytes().replace(b'"format": 1', b'"format": 2')
    from hashlib import sha256

    body = newer[: newer.rindex(b'{"lines"')]
    file.write_bytes(body + json.dumps({"lines": 2, "sha256": sha256(body).hexdigest()}).encode() + b"\n")
    laptop.does("questions", "add", "Mine?")
    result = laptop("sync")
    assert result.code == 65 and "update it here" in result.err and "Gave 1 change" in result.out
    settings = tmp_path / "shared" / "mentorlog.json"
    settings.write_text(settings.read_text().replace('"format": 1', '"format": 7'))
    assert "newer mentorlog" in laptop.fails(65, "sync").err


def test_nobody_but_the_owner_shares_a_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laptop, _ = share(tmp_path, "laptop", "desk")
    monkeypatch.setenv("MENTORLOG_AUDIENCE", "manager")
    for words in ((), ("status",), ("start", str(tmp_path / "x")), ("leave",), ("join", str(tmp_path / "shared"))):
        assert laptop.fails(1, "sync", *words).err.startswith("mentorlog sync")


def test_changes_of_a_machine_that_has_not_presented_itself_yet_wait(tmp_path: Path) -> None:
    laptop, desk = share(tmp_path, "laptop", "desk")
    desk.does("questions", "add", "How?")
    desk("sync")
    device = tmp_path / "shared" / "devices" / "b.json"
    device.rename(tmp_path / "late.json")
    result = laptop("sync")
    assert result.code == 0 and "devices/b.json" in result.err and "newer" not in result.err
    (tmp_path / "late.json").rename(device)
    assert laptop.does("sync")["taken"] == {"desk": 1}


def test_of_two_exchanges_at_once_one_is_sent_away(tmp_path: Path) -> None:
    laptop, _ = share(tmp_path, "laptop", "desk")
    with sole_sync(laptop.path):
        assert "under way" in laptop.fails(75, "sync").err
    assert laptop("sync").code == 0


def test_the_first_machine_takes_texts_from_a_phone_in_and_undo_takes_them_back(tmp_path: Path) -> None:
    laptop, desk = share(tmp_path, "laptop", "desk")
    inbox = tmp_path / "shared" / "inbox"
    (inbox / "questions" / "walk.txt").write_text("Whom do I ask?")
    (inbox / "wins" / "1.txt").write_bytes("Größe gezeigt".encode("utf-16"))
    (inbox / "notes" / "odd.txt").write_bytes(b"\0\1\2")
    assert desk.does("sync")["inbox"] == [] and len(list(inbox.rglob("*.txt"))) == 3
    result = laptop.does("sync")
    assert result["inbox"] == ["q2", "w1"] and [one["name"] for one in result["inbox_left"]] == ["notes/odd.txt"]
    assert desk.does("sync")["taken"] == {"laptop": 1}
    assert desk.does("show", "w1")["title"] == "Größe gezeigt"
    laptop.does("undo")
    settle(laptop, desk)
    assert laptop.questions() == desk.questions() == {"q1": "Who decides?"}


def test_no_folder_of_somebody_elses_is_taken_for_one_of_ours(tmp_path: Path) -> None:
    laptop = Home(tmp_path, "laptop")
    laptop.does("questions", "add", "Who decides?")
    notes = tmp_path / "shared" / "inbox" / "notes"
    notes.mkdir(parents=True)
    (notes / "shopping.txt").write_text("Milk")
    laptop.fails(1, "sync", "start", str(tmp_path / "shared"), "--plain")
    laptop.does("sync", "start", str(tmp_path / "shared" / "mentorlog"), "--plain")
    laptop.does("sync")
    assert (notes / "shopping.txt").read_text() == "Milk"


def test_a_journal_put_back_to_before_it_was_shared_joins_again_and_takes_the_inbox_in(tmp_path: Path) -> None:
    laptop, desk = share(tmp_path, "laptop", "desk")
    (copy,) = laptop.path.with_name("journal.db-backups").glob("before-sync-*.db")
    desk.does("questions", "add", "Meanwhile?")
    settle(laptop, desk)
    laptop.does("restore", copy.stem, "--yes")
    laptop.does("questions", "add", "Since?")
    assert "sync join" in laptop.fails(1, "sync").err
    assert laptop.does("sync", "join", str(tmp_path / "shared"), "--take", "theirs")["letter"] == "c"
    (tmp_path / "shared/inbox/questions/walk.txt").write_text("From the phone?")
    assert laptop.does("sync")["inbox"] == [] and desk.does("sync")["inbox"] == ["q2b"]
    settle(laptop, desk)
    assert laptop.export() == desk.export()
    assert set(desk.questions().values()) == {"Who decides?", "Meanwhile?", "Since?", "From the phone?"}
    assert [one["left"] for one in desk.does("sync", "status")["machines"]] == [True, False, False]
