"""What SQLite and the system report, translated into errors of ours."""

import errno
import os
import sqlite3
from pathlib import Path

from mentorlog import errors
from mentorlog.system import filesystem


def translate_error(error: Exception, path: Path | None) -> errors.MentorlogError:
    """The error to show for one that SQLite or the system raised for the file at `path`."""
    if isinstance(error, sqlite3.Error):
        return _from_sqlite_error(error, path)
    if isinstance(error, OSError):
        return _from_os_error(error)
    raise error


_ACCESS_ERRORS = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH",
              "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_NOMEM")  # fmt: skip


def is_damage(error: Exception) -> bool:
    """Whether an error is about the content of the file, rather than about access to it."""
    return not getattr(error, "sqlite_errorname", "").startswith(_ACCESS_ERRORS)


# By the beginning of SQLite's own name for an error, never by its text: the error of ours, what happened, what to do.
_ERRORS: tuple[tuple[tuple[str, ...], type[errors.MentorlogError], str, str], ...] = (
    (("SQLITE_BUSY", "SQLITE_LOCKED"), errors.Locked, "Another program is writing to the journal.",
     "Nothing was changed. Try again in a moment."),
    (("SQLITE_READONLY_DBMOVED",), errors.InputOutput, "{file} was moved or replaced meanwhile.",
     "Nothing was changed. Run the command again."),
    (("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH"), errors.NotPermitted, "{file} cannot be written.",
     "Nothing was changed. Look at the file and its folder."),
    (("SQLITE_CANTOPEN",), errors.NotPermitted, "{file} cannot be opened.",
     "Look at the permissions of the file and its folder."),
    (("SQLITE_FULL",), errors.InputOutput, "The disk is full.",
     "Nothing was changed. Make some room and run the command again."),
    (("SQLITE_IOERR",), errors.InputOutput, "{file} could not be read or written.",
     "Nothing was changed. Look at the disk."),
    (("SQLITE_CONSTRAINT",), errors.Refused, "The journal's own rules refuse this.", "Nothing was changed."),
)  # fmt: skip


def _from_sqlite_error(error: sqlite3.Error, path: Path | None) -> errors.MentorlogError:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_IOERR")) and path and _lacks_inodes(path):
        return _full_disk_error(path)
    for names, error_class, message, hint in _ERRORS:
        if name.startswith(names):
            return error_class(message.replace("{file}", _describe_file(path)), hint)
    return damage_error(path)


def _describe_file(path: Path | None) -> str:
    return f"The journal {path}" if path else "The journal"


def damage_error(path: Path | None) -> errors.Damaged:
    """The error for a file that holds what no change wrote."""
    return errors.Damaged(
        f"{_describe_file(path)} is damaged.", "See what is wrong, and what can be saved: mentorlog doctor"
    )


def _from_os_error(error: OSError) -> errors.MentorlogError:
    if error.errno == errno.ENOENT and not error.filename and not _has_working_folder():
        return errors.CannotCreate(
            "The folder that you are in is not there any more.", "Go to another one (cd), or name files by whole paths."
        )
    where = f"{error.filename}: " if error.filename else ""
    if filesystem.is_in_use(error):
        return errors.Locked(f"{where}another program has it open.", "Close it there, and run the command again.")
    if isinstance(error, PermissionError):
        return errors.NotPermitted(f"{where}this is not permitted here.", "Choose a place that you may write to.")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _full_disk_error(Path(error.filename or "."))
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EROFS, errno.ENAMETOOLONG, errno.EEXIST, errno.EISDIR,
                       errno.EINVAL):  # fmt: skip
        reason = (error.strerror or "it cannot be made").lower()
        if error.errno == errno.EEXIST:
            reason = "something is in the place where a folder is needed"
        return errors.CannotCreate(f"{where}{reason}.", "Name another file, or another journal: --journal FILE")
    return errors.InputOutput(f"{where}{(error.strerror or 'input or output failed').lower()}.", "Look at the disk.")


def _full_disk_error(path: Path) -> errors.InputOutput:
    if _lacks_inodes(path):
        return errors.InputOutput(
            "The disk takes no further file: it has run out of inodes, though not of room.",
            "Nothing was changed. Remove files that nobody needs, and run the command again.",
        )
    return errors.InputOutput("The disk is full.", "Make some room and run the command again.")


def _lacks_inodes(path: Path) -> bool:
    """Whether the file system of a path can hold no further file. One that counts no inodes never runs out of them."""
    for place in (path, *path.parents):
        try:
            return filesystem.lacks_inodes(place)
        except OSError:  # it is not there
            continue
    return False


def _has_working_folder() -> bool:
    try:
        os.getcwd()  # noqa: PTH109 - Path.cwd() is the same call
    except OSError:
        return False
    return True
