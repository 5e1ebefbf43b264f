"""What may harm a file from outside: its permissions, its folder, its disk, temporary files left beside it."""

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from mentorlog.store.backup import list_backups
from mentorlog.store.connect import backup_folder, connect_readonly, integrity_faults
from mentorlog.store.sqlite_errors import is_damage
from mentorlog.system import filesystem, processes

# Names of folders that clients synchronize with other machines.
_CLOUD_FOLDERS = (
    "dropbox", "onedrive", "google drive", "googledrive", "my drive", "icloud", "icloud drive", "mobile documents",
    "cloudstorage", "nextcloud", "owncloud", "pcloud", "pclouddrive", "box", "box sync", "mega", "megasync",
    "seafile", "syncthing", "resilio sync", "yandex.disk", "tresorit",
)  # fmt: skip
_CLOUD_MARKERS = (".stfolder", ".dropbox", ".sync", ".owncloudsync.log")  # files that such clients keep in a folder
_FILE_SUFFIXES = ("", "-journal", "-wal", "-shm")


def find_exposed_files(path: Path) -> list[Path]:
    """Files and folders of ours that other users may read."""
    ours = [path.with_name(path.name + ending) for ending in _FILE_SUFFIXES]
    for folder in (backup_folder(path), *(path.with_name(path.name + ending) for ending in ("-drafts", "-sync"))):
        ours += [folder, *(folder.iterdir() if folder.is_dir() else ())]
    return [path for path in ours if path.exists() and filesystem.is_exposed(path)]


def stale_files(path: Path) -> list[Path]:
    """Temporary files left by processes that were killed.

    Only names that this program gives count: the `.journal.db.swp` of an editor is not ours.
    """
    name = re.escape(path.name)
    beside = re.compile(rf"\.{name}\.(new|\d+\.(new|restored))(-journal)?|\.\.{name}\.\d+\.restored\.\d+\.new")
    among = re.compile(r"\..+\.\d+\.new(-journal)?")
    places = ((path.parent, beside), (backup_folder(path), among))
    files = [file for folder, ours in places for file in folder.glob(".*") if ours.fullmatch(file.name)]
    return [file for file in files if file.is_file() and not _is_in_use(file)]


def _is_in_use(temporary: Path) -> bool:
    """Whether the process whose id is part of the name is running."""
    number = temporary.name.split(".")[-2]
    return number.isdigit() and processes.is_running(int(number))


def cloud_folder(path: Path) -> str:
    """The folder above the file that a client synchronizes with other machines; empty if there is none."""
    for folder in path.parents:
        if folder.name.lower().split(" - ")[0] in _CLOUD_FOLDERS or any(
            (folder / mark).exists() for mark in _CLOUD_MARKERS
        ):
            return str(folder)
    return ""


def blocking_path(path: Path) -> Path | None:
    """What is in the place of the folder of the backups, if it is not a folder."""
    folder = backup_folder(path)
    return folder if os.path.lexists(folder) and not folder.is_dir() else None


def broken_backups(path: Path) -> list[str]:
    """The names of the backups that SQLite cannot read whole."""
    broken = []
    for backup in list_backups(path):
        try:
            with closing(connect_readonly(backup.path)) as connection:
                is_whole = not integrity_faults(connection, quick=True)
        except sqlite3.DatabaseError as error:
            is_whole = not is_damage(error)  # one that cannot be read just now may be whole
        if not is_whole:
            broken.append(backup.name)
    return broken


def newest_backup_time(path: Path) -> float | None:
    """When the newest backup was created, in seconds since 1970; None if there is none."""
    backups = list_backups(path)
    return backups[0].path.stat().st_mtime if backups else None
