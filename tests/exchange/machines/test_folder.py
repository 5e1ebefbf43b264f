"""The folder: what is read of it, what is ignored, and how files get there."""

import errno
import json
import os
import time
from pathlib import Path

import pytest

from mentorlog.errors import Damaged, InputOutput, Newer
from mentorlog.exchange.machines.files import shared_files
from mentorlog.exchange.machines.files.folder import Device, FolderSettings, OperationFile, SharedFolder, missing_ranges
from mentorlog.exchange.machines.files.operation_files import FileFault
from mentorlog.exchange.machines.files.shared_files import read_shared
from mentorlog.system import filesystem
from tests.exchange.machines.samples import HEADER, JOURNAL, content, folder_to_share
from tests.systems import has_mode

OURS = "00000008-00000009.ops"
NOT_OURS = [
    "00000008-00000009.sync-conflict-20261126-170000-ABCDEFG.ops", "00000008-00000009 (conflicted copy 2026).ops",
    "00000008-00000009.ops.tmp", ".00000008-00000009.ops.icloud", "~00000008-00000009.ops", "00000008-00000009.OPS",
    "8-9.ops", "00000009-00000008.ops", "00000000-00000009.ops", "00000008-00000009.ops.age", ".DS_Store",
    "desktop.ini", "00000008-00000009.ops~", ".00000010-00000011.ops.mentorlog-new", "0000000٨-00000009.ops",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> SharedFolder:
    """An empty folder."""
    return folder_to_share(tmp_path)


def test_only_names_of_ours_are_read(folder: SharedFolder) -> None:
    place = folder.put_operations(1, HEADER, content(), encrypted=False).parent
    for name in NOT_OURS:
        (place / name).write_bytes(content())
    (place / "00000010-00000011.ops").mkdir()
    names = {file.path.name for file in folder.operation_files(1, "b", encrypted=False)}
    assert names == {OURS, "00000010-00000011.ops"}, "the second is a folder, which is result when it is read"
    assert [file.path.name for file in folder.operation_files(1, "b", encrypted=True)] == [f"{OURS}.age"]
    for name in ("B", "bb", "ä", ".b"):
        (folder.root / "1" / name).mkdir()
    assert folder.machines_with_files(1) == ["b"]


def test_a_file_is_private_whole_and_replaced_at_once(folder: SharedFolder) -> None:
    old = os.umask(0)
    try:
        path = folder.put_operations(1, HEADER, content(), encrypted=False)
        folder.put("1/b/" + OURS, b"other")
    finally:
        os.umask(old)
    assert path.read_bytes() == b"other"
    assert has_mode(path, 0o600) and has_mode(path.parent, 0o700)
    assert [*folder.private.iterdir()] == []


def test_a_file_reaches_another_disk_and_nothing_is_left_beside_it(
    folder: SharedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = filesystem.move

    def move_on_one_disk(source: Path, target: Path) -> None:
        if source.parent != target.parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        move(source, target)

    monkeypatch.setattr(filesystem, "move", move_on_one_disk)
    path = folder.put_operations(1, HEADER, content(), encrypted=False)
    assert path.read_bytes() == content() and has_mode(path, 0o600)
    assert [*folder.private.iterdir()] == [] and [*path.parent.iterdir()] == [path]


def test_a_disk_that_fails_leaves_the_former_file_and_no_other(
    folder: SharedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder.put_operations(1, HEADER, content(), encrypted=False)

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(filesystem, "sync_handle", fail)
    with pytest.raises(OSError, match="No space"):
        folder.put("1/b/" + OURS, b"other")
    assert path.read_bytes() == content() and [*folder.private.iterdir()] == []


def test_nothing_is_read_or_written_through_a_link(folder: SharedFolder, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / OURS).write_bytes(content())
    (folder.root / "1").mkdir()
    (folder.root / "1" / "b").symlink_to(elsewhere)
    assert folder.operation_files(1, "b", encrypted=False) == []
    with pytest.raises(Damaged, match="link"):
        folder.put_operations(1, HEADER, b"x", encrypted=False)
    assert (elsewhere / OURS).read_bytes() == content()
    (folder.root / "devices").mkdir()
    (elsewhere / "a.json").write_text("{}")
    (folder.root / "devices" / "a.json").symlink_to(elsewhere / "a.json")
    assert folder.devices() == {}
    with pytest.raises(Damaged, match="link"):
        folder.write_device(Device("a", JOURNAL, "laptop", JOURNAL))
    with pytest.raises(FileFault, match="junk"):
        read_shared(folder.root / "devices" / "a.json", 100)


def test_a_device_or_a_pipe_is_not_waited_for(folder: SharedFolder) -> None:
    os.mkfifo(folder.root / "pipe")
    with pytest.raises(FileFault, match="junk"):
        read_shared(folder.root / "pipe", 100)
    with pytest.raises(FileFault, match="junk"):
        read_shared(Path("/dev/zero"), 100)
    with pytest.raises(FileFault, match="junk"):
        read_shared(folder.root, 100)


def test_a_file_that_is_too_large_is_not_read(folder: SharedFolder) -> None:
    (folder.root / "large").write_bytes(b"x" * 101)
    with pytest.raises(FileFault, match="too large"):
        read_shared(folder.root / "large", 100)


def test_a_file_whose_content_is_in_the_cloud_is_waited_for_and_then_named(
    folder: SharedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder.root / "evicted"
    path.write_bytes(b"content")
    monkeypatch.setattr(shared_files, "is_elsewhere", lambda status: True)
    assert read_shared(path, 100) == b"content"
    read = os.read
    monkeypatch.setattr(os, "read", lambda *arguments: time.sleep(0.3) or read(*arguments))  # type: ignore[func-returns-value] # the read that comes after it is what counts
    with pytest.raises(FileFault, match="not here yet"):
        read_shared(path, 100, patience=0.01)
    time.sleep(0.7)  # the thread that was left behind closes its handle


def test_size_without_blocks_says_that_the_content_is_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "sparse").touch()
    os.truncate(tmp_path / "sparse", 5000)
    assert shared_files.is_elsewhere((tmp_path / "sparse").stat())
    (tmp_path / "whole").write_bytes(b"x" * 5000)
    os.sync()
    assert not shared_files.is_elsewhere((tmp_path / "whole").stat())


def test_what_the_folder_says_of_itself_comes_back(folder: SharedFolder) -> None:
    assert folder.read_settings() is None
    settings = FolderSettings(JOURNAL, True, 3, "age1abc")
    folder.write_settings(settings)
    assert folder.read_settings() == settings
    device = Device("b", JOURNAL, "Ada's laptop", JOURNAL, "age1xyz", True, (("a", 7),))
    folder.write_device(device)
    assert folder.devices() == {"b": device}


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "{}", '{"format": 1}', '{"format": 1, "journal": "../..", "encrypted": false, "generation": 1}',
        f'{{"format": 1, "journal": "{JOURNAL}", "encrypted": "no", "generation": 1}}',
        f'{{"format": 1, "journal": "{JOURNAL}", "encrypted": false, "generation": "../x"}}', "[" * 50_000,
        f'{{"format": null, "journal": "{JOURNAL}", "encrypted": false, "generation": 1}}',
    ],
)  # fmt: skip
def test_settings_that_cannot_be_read_are_reported(folder: SharedFolder, text: str) -> None:
    (folder.root / "mentorlog.json").write_text(text)
    with pytest.raises(Damaged, match=r"mentorlog\.json"):
        folder.read_settings()
    (folder.root / "devices").mkdir()
    (folder.root / "devices" / "b.json").write_text(text)
    assert folder.devices() == {}


def test_a_newer_folder_and_one_that_is_gone_are_kept_apart(folder: SharedFolder) -> None:
    (folder.root / "mentorlog.json").write_text(json.dumps({"format": 2}))
    with pytest.raises(Newer):
        folder.read_settings()
    with pytest.raises(InputOutput) as caught:
        SharedFolder(folder.root / "stick", folder.private).read_settings()
    assert caught.value.exit_code == 74


@pytest.mark.parametrize(
    ("spans", "last", "missing"),
    [
        ([], 3, [(1, 3)]), ([(1, 3)], 3, []), ([(1, 2), (5, 6)], 8, [(3, 4), (7, 8)]), ([(2, 9)], 5, [(1, 1)]),
        ([(1, 4), (2, 3)], 5, [(5, 5)]), ([], 0, []), ([(4, 9)], 2, [(1, 2)]),
    ],
)  # fmt: skip
def test_what_is_not_in_the_folder_is_found(
    spans: list[tuple[int, int]], last: int, missing: list[tuple[int, int]]
) -> None:
    files = [OperationFile("a", first, end, Path("x")) for first, end in spans]
    assert [*missing_ranges(files, last)] == missing
