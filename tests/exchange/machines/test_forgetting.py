"""What one machine forgets leaves the others, and every file that any of them wrote."""

from pathlib import Path

import pytest

from tests.exchange.machines.homes import Home, settle, share

pytestmark = pytest.mark.usefixtures("schema_copies")
WORD = "Zephyrine"


def places_with(tmp_path: Path, word: str) -> list[str]:
    """The files of all machines and of the folder that hold a word, but for copies of the journal."""
    return [
        str(path.relative_to(tmp_path))
        for path in sorted(tmp_path.rglob("*"))
        if path.is_file() and "backups" not in str(path) and word.encode() in path.read_bytes()
    ]


def test_what_one_forgets_is_in_no_file_of_any(tmp_path: Path) -> None:
    laptop = Home(tmp_path, "laptop")
    laptop.does("questions", "add", f"{WORD} from the start")
    laptop.does("lessons", "add", f"{WORD} stays")
    laptop, desk, pad = share(tmp_path, laptop, "desk", "pad")
    desk.does("questions", "add", f"{WORD} from desk")
    desk.does("edit", "q1", f"text={WORD} edited")
    settle(laptop, desk, pad)
    assert {"shared/1/start", "shared/1/b/00000001-00000002.ops"} <= {*places_with(tmp_path, WORD)}
    for ref in ("q1", "q1b", "l1"):
        pad.does("forget", ref, "--yes")
    pad("sync")
    assert [(one["by"], one["of"]) for one in pad.does("sync", "status")["forgotten"]] == [(1, 3)] * 3
    outcome = laptop("sync")
    assert "Forgotten here too, as on another machine: l1, q1, q1b" in outcome.err
    desk("sync")
    settle(laptop, desk, pad)
    assert [(one["by"], one["of"]) for one in pad.does("sync", "status")["forgotten"]] == [(3, 3)] * 3
    assert places_with(tmp_path, WORD) == []
    assert laptop.export() == desk.export() == pad.export()
    late = Home(tmp_path, "late")
    late.does("sync", "join", str(tmp_path / "shared"))
    assert late.export() == laptop.export()


def test_a_file_that_was_not_written_anew_is_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mentorlog.exchange.machines import forgetting

    laptop, desk = share(tmp_path, "laptop", "desk")
    desk.does("questions", "add", WORD)
    settle(laptop, desk)
    laptop.does("forget", "q1b", "--yes")
    laptop("sync")
    with monkeypatch.context() as patch:
        patch.setattr(forgetting, "keep_rewritten", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
        assert desk("sync").code == 74
    desk("sync")
    assert places_with(tmp_path, WORD) == []
