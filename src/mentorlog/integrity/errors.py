"""What SQLite and the system report, in a person's words."""

import errno
import sqlite3
from pathlib import Path

from mentorlog import errors


def translate_error(error: Exception, path: Path | None) -> errors.MentorlogError:
    """The error to tell for one that SQLite or the system raised while working on the file at `path`."""
    if isinstance(error, sqlite3.Error):
        return _from_sqlite_error(error, path)
    if isinstance(error, OSError):
        return _from_os_error(error)
    raise error


_ACCESS_ERRORS = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH",
              "SQLITE_IOERR", "SQLITE_FULL")  # fmt: skip


def is_damage(error: Exception) -> bool:
    """Whether SQLite reports what it found in the file, rather than what keeps it from the file."""
    return not getattr(error, "sqlite_errorname", "").startswith(_ACCESS_ERRORS)


def _from_sqlite_error(error: sqlite3.Error, path: Path | None) -> errors.MentorlogError:
    """By SQLite's own name for it, never by its text."""
    name = getattr(error, "sqlite_errorname", "")
    file = f"The journal {path}" if path else "The journal"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return errors.Locked(
            "Another program is writing to the journal.", "Nothing was changed. Try again in a moment."
        )
    if name == "SQLITE_READONLY_DBMOVED":
        return errors.InputOutput(
            f"{file} was moved or replaced meanwhile.", "Nothing was changed. Run the command again."
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")):
        return errors.NotPermitted(
            f"{file} cannot be written.", "Nothing was changed. Look at the file and its folder."
        )
    if name.startswith("SQLITE_CANTOPEN"):
        return errors.NotPermitted(f"{file} cannot be opened.", "Look at the permissions of the file and its folder.")
    if name == "SQLITE_FULL":
        return errors.InputOutput("The disk is full.", "Nothing was changed. Make some room and run the command again.")
    if name.startswith("SQLITE_IOERR"):
        return errors.InputOutput(f"{file} could not be read or written.", "Nothing was changed. Look at the disk.")
    if name.startswith("SQLITE_CONSTRAINT"):
        return errors.Refused("The journal's own rules refuse this.", "Nothing was changed.")
    return damage_error(path)


def damage_error(path: Path | None) -> errors.Damaged:
    """The error for a file in which something stands that nobody wrote."""
    file = f"The journal {path}" if path else "The journal"
    return errors.Damaged(f"{file} is damaged.", "See what is wrong, and what can be saved: mentorlog doctor")


def _from_os_error(error: OSError) -> errors.MentorlogError:
    where = f"{error.filename}: " if error.filename else ""
    if isinstance(error, PermissionError):
        return errors.NotPermitted(f"{where}this is not permitted here.", "Choose a place that you may write to.")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return errors.InputOutput("The disk is full.", "Make some room and run the command again.")
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EROFS, errno.ENAMETOOLONG, errno.EEXIST, errno.EISDIR):
        reason = (error.strerror or "it cannot be made").lower()
        return errors.CannotCreate(f"{where}{reason}.", "Choose another place with --journal FILE.")
    return errors.InputOutput(f"{where}{(error.strerror or 'input or output failed').lower()}.", "Look at the disk.")
