"""What is around a file that may do it harm: its modes, its folder, its disk, what was left lying about."""

import os
import re
import stat
from pathlib import Path

from mentorlog.store.backup import listed
from mentorlog.store.connect import folder_of

# Parts of paths by which clients that copy folders to other machines are known.
_CLOUDS = (
    "dropbox", "onedrive", "google drive", "googledrive", "my drive", "icloud", "icloud drive", "mobile documents",
    "cloudstorage", "nextcloud", "owncloud", "pcloud", "pclouddrive", "box", "box sync", "mega", "megasync",
    "seafile", "syncthing", "resilio sync", "yandex.disk", "tresorit",
)  # fmt: skip
_MARKS = (".stfolder", ".dropbox", ".sync", ".owncloudsync.log")  # that such clients leave in a folder
_NETWORKS = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs")
_SIDES = ("", "-journal", "-wal", "-shm")


def readable_by_others(path: Path) -> list[Path]:
    """Files and folders of ours that somebody else may read."""
    ours = [path.with_name(path.name + ending) for ending in _SIDES]
    for folder in (folder_of(path), path.with_name(path.name + "-drafts")):
        ours += [folder, *(folder.iterdir() if folder.is_dir() else ())]
    return [one for one in ours if one.exists() and stat.S_IMODE(one.stat().st_mode) & 0o077]


def closed(path: Path) -> None:
    """Keep others out of a file or folder."""
    path.chmod(0o700 if path.is_dir() else 0o600)


def left_over(path: Path) -> list[Path]:
    """Temporary files that a process left when it was killed; those of one that still runs are its own.

    Only names that this program gives: beside the file others have theirs, as an editor's `.journal.db.swp`.
    """
    name = re.escape(path.name)
    beside = re.compile(rf"\.{name}\.(new|\d+\.(new|restored))(-journal)?|\.\.{name}\.\d+\.restored\.\d+\.new")
    among = re.compile(r"\..+\.\d+\.new(-journal)?")
    places = ((path.parent, beside), (folder_of(path), among))
    found = [one for folder, ours in places for one in folder.glob(".*") if ours.fullmatch(one.name)]
    return [one for one in found if one.is_file() and not _runs(one)]


def _runs(temporary: Path) -> bool:
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


def cloud(path: Path) -> str:
    """The folder of a client that copies it to other machines; empty where there is none."""
    for folder in path.parents:
        if folder.name.lower().split(" - ")[0] in _CLOUDS or any((folder / mark).exists() for mark in _MARKS):
            return str(folder)
    return ""


def network(path: Path) -> str:
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
    return best[1] if best[1] in _NETWORKS else ""


def in_the_way(path: Path) -> Path | None:
    """What stands where the folder of the backups should; None where nothing else does."""
    folder = folder_of(path)
    return folder if os.path.lexists(folder) and not folder.is_dir() else None


def newest_backup(path: Path) -> float | None:
    """When the newest backup was made, in seconds since 1970; None where there is none."""
    found = listed(path)
    return found[0].path.stat().st_mtime if found else None
