"""Whether the disk below a journal is encrypted: /sys as Linux fills it; FileVault and BitLocker are played."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Mentee
from tests.systems import IS_WINDOWS

if IS_WINDOWS:
    pytest.skip("of POSIX systems alone", allow_module_level=True)

from mentorlog.system.posix import disks as posix_disks
from mentorlog.system.posix.disks import is_disk_encrypted

LUKS = "CRYPT-LUKS2-0123456789abcdef-home\n"


class Devices:
    """Builds a /sys of its own: each device is a folder, and those that it stands on are links in its `slaves`."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.devices = folder / "devices"
        monkeypatch.setattr(posix_disks, "_SYS", folder)
        monkeypatch.setattr(posix_disks, "_MOUNTS", folder / "mountinfo")
        (folder / "dev" / "block").mkdir(parents=True)
        self.mount("ext4", "/dev/anything")

    def mount(self, kind: str, source: str, point: str = "/") -> None:
        """Say what is mounted."""
        with open(self.folder / "mountinfo", "a", encoding="utf-8") as file:
            file.write(f"27 1 254:0 / {point} rw,relatime shared:1 - {kind} {source} rw\n")

    def add(self, name: str, *below: Path, uuid: str = "") -> Path:
        """A device that stands on others."""
        device = self.devices / name
        (device / "slaves").mkdir(parents=True)
        for other in below:
            (device / "slaves" / other.name).symlink_to(other)
        if uuid:
            (device / "dm").mkdir()
            (device / "dm" / "uuid").write_text(uuid)
        return device

    def add_partition(self, disk: Path) -> Path:
        """A partition of a disk."""
        partition = disk / f"{disk.name}1"
        partition.mkdir()
        (partition / "partition").write_text("1\n")
        return partition

    def hold(self, device: Path, file: Path) -> None:
        """Put a file on a device."""
        number = file.stat().st_dev
        (self.folder / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}").symlink_to(device)


@pytest.fixture
def devices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Devices:
    """A /sys without any device."""
    monkeypatch.setattr(os, "major", lambda number: 254)
    return Devices(tmp_path / "sys", monkeypatch)


def _disk(devices: Devices) -> Path:
    return devices.add_partition(devices.add("sda"))


def _luks(devices: Devices) -> Path:
    return devices.add("dm-0", _disk(devices), uuid=LUKS)


def _lvm_on_luks(devices: Devices) -> Path:
    return devices.add("dm-1", _luks(devices), uuid="LVM-0123\n")


def _raid(devices: Devices) -> Path:
    return devices.add("md0", _luks(devices), devices.add("sdb"))


def _raid_of_encrypted(devices: Devices) -> Path:
    return devices.add("md0", _luks(devices), devices.add("dm-9", devices.add("sdb"), uuid=LUKS))


@pytest.mark.parametrize(
    ("build", "answer"),
    [
        (_disk, False),
        (lambda devices: devices.add("nvme0n1"), False),
        (_luks, True),
        (_lvm_on_luks, True),
        (lambda devices: devices.add_partition(_raid_of_encrypted(devices)), True),
        (_raid, False),
        (lambda devices: devices.add("dm-1", _disk(devices), uuid="LVM-0123\n"), False),
        (lambda devices: devices.add("zram0"), None),
        (lambda devices: devices.add("nbd0"), None),
        (lambda devices: devices.add("dm-1", uuid="LVM-0123\n"), None),
    ],
    ids=[
        "partition",
        "disk",
        "LUKS",
        "LVM on LUKS",
        "encrypted RAID",
        "half a RAID",
        "LVM",
        "memory",
        "network",
        "none",
    ],
)
def test_the_devices_below_a_file_say_it(
    devices: Devices, tmp_path: Path, build: Callable[[Devices], Path], answer: bool | None
) -> None:
    devices.hold(build(devices), tmp_path)
    assert is_disk_encrypted(tmp_path) is answer


def test_a_disk_in_a_file_is_as_the_disk_below_that_file(devices: Devices, tmp_path: Path) -> None:
    loop = devices.add("loop0")
    (loop / "loop").mkdir()
    (loop / "loop" / "backing_file").write_text(f"{tmp_path / 'gone.img'}\n")
    devices.hold(loop, tmp_path)
    assert is_disk_encrypted(tmp_path) is None
    (loop / "loop" / "backing_file").write_text(f"{tmp_path}\n")  # upon itself: looked at for a while, and no longer
    assert is_disk_encrypted(tmp_path) is None


def test_a_file_system_that_encrypts_says_it_by_its_type(devices: Devices, tmp_path: Path) -> None:
    devices.hold(_disk(devices), tmp_path)
    devices.mount("fuse.gocryptfs", "cipher", str(tmp_path).replace(" ", "\\040"))
    assert is_disk_encrypted(tmp_path) is True


def test_all_devices_of_a_btrfs_count(devices: Devices, tmp_path: Path) -> None:
    devices.mount("btrfs", str(tmp_path))
    luks, plain = _luks(devices), devices.add("sdc")
    number = tmp_path.stat().st_rdev
    (devices.folder / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}").symlink_to(luks)
    assert is_disk_encrypted(tmp_path) is True
    members = devices.folder / "fs" / "btrfs" / "0123" / "devices"
    members.mkdir(parents=True)
    for device in (luks, plain):
        (members / device.name).symlink_to(device)
    assert is_disk_encrypted(tmp_path) is False


def test_a_folder_that_ext4_encrypts_is_encrypted(
    devices: Devices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    devices.hold(_disk(devices), tmp_path)
    monkeypatch.setattr(fcntl, "ioctl", lambda *_: (0x800).to_bytes(4, sys.byteorder) + bytes(4))
    assert is_disk_encrypted(tmp_path) is True


def test_where_nothing_can_be_seen_it_is_unknown(devices: Devices, tmp_path: Path) -> None:
    assert is_disk_encrypted(tmp_path) is None
    (devices.folder / "mountinfo").write_text("not at all what it says elsewhere\n")
    assert is_disk_encrypted(tmp_path) is None
    (devices.folder / "mountinfo").unlink()
    assert is_disk_encrypted(tmp_path) is None
    assert is_disk_encrypted(tmp_path / "gone") is None


def test_a_file_in_memory_is_on_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "major", lambda number: 0)
    monkeypatch.setattr(posix_disks, "_mount_of", lambda path: ("tmpfs", "tmpfs"))
    assert is_disk_encrypted(tmp_path) is None


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        (b"FileVault is On.\n", True),
        (b"FileVault is Off.\n", False),
        (b"FileVault is Off.\nDeferred enablement appears to be active for user 'you'.\n", False),
        (b"Error: something else\n", None),
        (None, None),
    ],
)
def test_on_macos_filevault_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: bytes | None, answer: bool | None
) -> None:
    def run(words: list[str], **_: Any) -> "subprocess.CompletedProcess[bytes]":
        assert words == ["/usr/bin/fdesetup", "status"]
        if output is None:
            raise subprocess.TimeoutExpired(words, 5)
        return subprocess.CompletedProcess(words, 0, output, b"")

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(subprocess, "run", run)
    assert is_disk_encrypted(tmp_path) is answer
    assert is_disk_encrypted(Path("/Volumes/Stick/journal.db")) is None


@pytest.mark.parametrize(("code", "answer"), [(0, True), (1, False), (-1, None), (5, None), (None, None)])
def test_on_windows_bitlocker_says_it_to_an_administrator(
    monkeypatch: pytest.MonkeyPatch, code: int | None, answer: bool | None
) -> None:
    def run(words: list[str], **_: Any) -> "subprocess.CompletedProcess[bytes]":
        assert words[0].endswith("manage-bde.exe") and words[1:] == ["-status", "C:", "-protectionaserrorlevel"]
        if code is None:
            raise FileNotFoundError(words[0])
        return subprocess.CompletedProcess(words, code, b"", b"")

    class WindowsPath:
        drive = "C:"

        def resolve(self) -> "WindowsPath":
            return self

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(subprocess, "CREATE_NO_WINDOW", 1 << 27, raising=False)
    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.delitem(sys.modules, "mentorlog.system.windows.disks", raising=False)
    import importlib

    half = importlib.import_module("mentorlog.system.windows.disks")
    assert half.is_disk_encrypted(WindowsPath()) is answer
    monkeypatch.delitem(sys.modules, "mentorlog.system.windows.disks")


@pytest.mark.parametrize(
    ("encrypted", "sentence"),
    [(True, "is encrypted."), (False, "is not encrypted, as far as can be seen"), (None, "cannot be seen from here")],
)
def test_doctor_says_what_is_known(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch, encrypted: bool | None, sentence: str
) -> None:
    from mentorlog.system import disks

    monkeypatch.setattr(disks, "is_disk_encrypted", lambda path: encrypted)
    mentee.does("questions", "add", "Who decides?")
    result = mentee("doctor")
    assert result.code == 0 and sentence in " ".join(result.out.split())
    assert mentee.does("doctor")["disk_encrypted"] is encrypted
