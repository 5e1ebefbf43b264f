"""What is around a file that may do it harm: its modes, its folder, its disk, what was left lying about."""

import os
import re
import stat
from pathlib import Path

from mentorlog.store.backup import list_backups
from mentorlog.store.connect import backup_folder

# Parts of paths by which clients that copy folders to other machines are known.
_CLOUD_FOLDERS = (
    "dropbox", "onedrive", "google drive", "googledrive", "my drive", "icloud", "icloud drive", "mobile documents",
    "cloudstorage", "nextcloud", "owncloud", "pcloud", "pclouddrive", "box", "box sync", "mega", "megasync",
    "seafile", "syncthing", "resilio sync", "yandex.disk", "tresorit",
)  # fmt: skip
_CLOUD_MARKERS = (".stfolder", ".dropbox", ".sync", ".owncloudsync.log")  # that such clients leave in a folder
_NETWORK_FILESYSTEMS = (
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afs",
    "9p",
    "davfs",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.davfs",
)
_FILE_SUFFIXES = ("", "-journal", "-wal", "-shm")


def find_exposed_files(path: Path) -> list[Path]:
    """Files and folders of ours that somebody else may read."""
    ours = [path.with_name(path.name + ending) for ending in _FILE_SUFFIXES]
    for folder in (backup_folder(path), path.with_name(path.name + "-drafts")):
        ours += [folder, *(folder.iterdir() if folder.is_dir() else ())]
    return [one for one in ours if one.exists() and stat.S_IMODE(one.stat().st_mode) & 0o077]


def restrict(path: Path) -> None:
    """Keep others out of a file or folder."""
    path.chmod(0o700 if path.is_dir() else 0o600)


def stale_files(path: Path) -> list[Path]:
    """Temporary files that a process left when it was killed; those of one that still runs are its own.

    Only names that this program gives: beside the file others have theirs, as an editor's `.journal.db.swp`.
    """
    name = re.escape(path.name)
    beside = re.compile(rf"\.{name}\.(new|\d+\.(new|restored))(-journal)?|\.\.{name}\.\d+\.restored\.\d+\.new")
    among = re.compile(r"\..+\.\d+\.new(-journal)?")
    places = ((path.parent, beside), (backup_folder(path), among))
    found = [one for folder, ours in places for one in folder.glob(".*") if ours.fullmatch(one.name)]
    return [one for one in found if one.is_file() and not _is_running(one)]


def _is_running(temporary: Path) -> bool:
    """Whether the process whose number stands in the name is alive."""
    number = temporary.name.split(".")[-2]
    if not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def cloud_folder(path: Path) -> str:
    """The folder of a client that copies it to other machines; empty where there is none."""
    for folder in path.parents:
        if folder.name.lower().split(" - ")[0] in _CLOUD_FOLDERS or any(
            (folder / mark).exists() for mark in _CLOUD_MARKERS
        ):
            return str(folder)
    return ""


def network_filesystem(path: Path) -> str:
    """The kind of network file system it lies on; empty where it lies on none, or where that cannot be known."""
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    best = ("", "")
    for line in mounts:
        _, point, kind, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        if os.path.commonpath([point, path]) == point and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1] if best[1] in _NETWORK_FILESYSTEMS else ""


def blocking_path(path: Path) -> Path | None:
    """What stands where the folder of the backups should; None where nothing else does."""
    folder = backup_folder(path)
    return folder if os.path.lexists(folder) and not folder.is_dir() else None


def newest_backup_time(path: Path) -> float | None:
    """When the newest backup was made, in seconds since 1970; None where there is none."""
    found = list_backups(path)
    return found[0].path.stat().st_mtime if found else None
