"""What SQLite and the system report, translated into errors of ours."""

import errno
import sqlite3
from pathlib import Path

from mentorlog import errors


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


def _from_sqlite_error(error: sqlite3.Error, path: Path | None) -> errors.MentorlogError:
    """Tells errors apart by SQLite's own names for them, never by their texts."""
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
    """The error for a file that holds what no change wrote."""
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
