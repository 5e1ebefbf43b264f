"""Where a journal is shared, as a person names it: a folder, or the address of a git repository."""

import re
from pathlib import Path

from mentorlog.errors import UsageError

_SCP_LIKE = re.compile(r"[\w.+-]+@[\w.-]+:(?!//)[^:]*|[\w.-]{2,}:(?!//)[\w./~-]+\.git/?", re.ASCII)


def is_git_place(place: str) -> bool:
    """Whether a place is a git repository: an address, user@host:path, or a bare repository on this machine."""
    if "://" in place or "::" in place.partition("/")[0] or _SCP_LIKE.fullmatch(place):
        return True
    path = Path(place)
    return (path / "objects").is_dir() and (path / "HEAD").is_file()


def check_git_place(place: str) -> str:
    """The place as it is handed to git. Raises UsageError for an address that would run a program."""
    scheme = place.partition("://")[0] if "://" in place else ""
    if place.startswith("-") or "::" in place.partition("/")[0] or not place.isprintable():
        raise UsageError("This is no address of a repository.", "Write git@host:path.git, https://... or a folder.")
    if scheme and scheme.lower() not in ("ssh", "https", "http", "git", "file", "git+ssh", "ssh+git"):
        raise UsageError(f"git is not asked for an address of {scheme}.", "Write git@host:path.git or https://...")
    if scheme or _SCP_LIKE.fullmatch(place):
        return place
    return f"file://{Path(place).resolve().as_posix()}"  # so that it is one also while it is not there
