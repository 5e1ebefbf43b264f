"""Whether the disk below a file is encrypted: on Linux by what /sys says of its devices, on macOS by FileVault.

What a disk encrypts by itself, and what lies below a virtual machine, cannot be seen by either.
"""

import os
import re
import sys
from pathlib import Path

assert sys.platform != "win32"  # what follows is not there

_SYS, _MOUNTS = Path("/sys"), Path("/proc/self/mountinfo")
_ENCRYPTED_FILESYSTEMS = ("ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs", "fuse.securefs")
_PHYSICAL = re.compile(r"(sd|hd|vd|xvd)[a-z]+|nvme\d+(c\d+)?n\d+|mmcblk\d+|pmem\d+")  # names of disks as such
_MAX_LAYERS = 16  # of devices upon devices
_GET_FLAGS, _IS_ENCRYPTED = 0x80086601, 0x800  # FS_IOC_GETFLAGS and FS_ENCRYPT_FL of linux/fs.h: fscrypt
_FDESETUP, _TIMEOUT = "/usr/bin/fdesetup", 5  # seconds


def is_disk_encrypted(path: Path) -> bool | None:
    """Whether what holds a file is encrypted; None where that cannot be seen."""
    try:
        return _is_encrypted_by_filevault(path) if sys.platform == "darwin" else _is_encrypted(path, _MAX_LAYERS)
    except (OSError, ValueError, LookupError):  # also where /proc says what nobody expects
        return None


# Linux


def _is_encrypted(path: Path, layers: int) -> bool | None:
    kind, source = _mount_of(Path(os.path.realpath(path)))
    if kind in _ENCRYPTED_FILESYSTEMS or _is_encrypted_folder(path if path.is_dir() else path.parent):
        return True
    if kind == "btrfs":
        return _all_encrypted(_btrfs_devices(_block_device(Path(source).stat().st_rdev)), layers)
    device = path.stat().st_dev
    return _is_device_encrypted(_block_device(device), layers) if os.major(device) else None


def _mount_of(path: Path) -> tuple[str, str]:
    """The type of the file system that a path is on, and what is mounted; of mounts on one point the last counts."""
    best = ("", "", "")
    for line in _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        fields, _, described = line.partition(" - ")
        point = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), fields.split(" ")[4])
        kind, source, *_ = described.split(" ")
        if path.is_relative_to(point) and len(point) >= len(best[0]):
            best = (point, kind, source)
    return best[1:]


def _is_encrypted_folder(folder: Path) -> bool:
    """Whether a file system encrypts this folder by itself, as ext4 and f2fs can."""
    import fcntl

    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        flags = fcntl.ioctl(handle, _GET_FLAGS, bytes(8))
    except OSError:  # a file system without such flags
        return False
    finally:
        os.close(handle)
    return bool(int.from_bytes(flags[:4], sys.byteorder) & _IS_ENCRYPTED)


def _block_device(number: int) -> Path:
    """The folder of /sys that describes a block device."""
    return (_SYS / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}").resolve(strict=True)


def _btrfs_devices(device: Path) -> list[Path]:
    """All devices of the btrfs that a device is part of."""
    for folder in (_SYS / "fs" / "btrfs").glob("*/devices"):
        devices = [entry.resolve() for entry in folder.iterdir()]
        if device in devices:
            return devices
    return [device]


def _is_device_encrypted(device: Path, layers: int) -> bool | None:
    """Whether a block device is encrypted, or all that it stands on: LUKS below LVM, RAID, partitions and files."""
    if not layers:
        return None
    if _read(device / "dm" / "uuid").startswith("CRYPT-"):
        return True
    if (device / "partition").exists():
        return _is_device_encrypted(device.parent, layers - 1)
    if file := _read(device / "loop" / "backing_file"):
        return _is_encrypted(Path(file), layers - 1)
    slaves = device / "slaves"
    if below := [entry.resolve() for entry in slaves.iterdir()] if slaves.is_dir() else []:
        return _all_encrypted(below, layers - 1)
    return False if _PHYSICAL.fullmatch(device.name) else None


def _all_encrypted(devices: list[Path], layers: int) -> bool | None:
    answers = {_is_device_encrypted(device, layers) for device in devices}
    return False if False in answers else None if None in answers else True


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape").rstrip("\n")
    except OSError:
        return ""


# macOS


def _is_encrypted_by_filevault(path: Path) -> bool | None:
    """What fdesetup says, which knows of the volume of the system alone."""
    if Path(os.path.realpath(path)).is_relative_to("/Volumes"):
        return None
    import subprocess

    try:
        process = subprocess.run(
            [_FDESETUP, "status"], stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT, check=False
        )
    except subprocess.SubprocessError:
        return None
    return {b"FileVault is On.": True, b"FileVault is Off.": False}.get(process.stdout.split(b"\n")[0].strip())
