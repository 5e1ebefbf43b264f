"""Pages shown in the browser, and letters in a mail program: they lie in the cache folder until something is forgotten.

Nobody can tell when a browser has read a page, so each is replaced by the next of its kind, and goes after a day when
another is shown.
"""

import os
from contextlib import suppress
from pathlib import Path

from mentorlog import settings
from mentorlog.store.create import make_folder
from mentorlog.system import filesystem

_MAX_AGE = 86_400  # seconds


def new_page_path(name: str) -> Path:
    """The path of a page to show, in a folder of the owner alone; old pages are removed. Raises UsageError."""
    if not (folder := settings.cache_folder()):
        raise settings.unknown_home_error("Set HOME, or name a file for the page: --output FILE")
    make_folder(Path(folder))
    os.utime(folder)  # ages are told by the clock of the file system, which may be another than that of this process
    now = Path(folder).stat().st_mtime
    for page in browser_pages():
        with suppress(OSError):
            if page.stat().st_mtime < now - _MAX_AGE:
                filesystem.remove(page)
    return Path(folder) / name


def browser_pages() -> list[Path]:
    """The pages that are still there."""
    folder = settings.cache_folder()
    paths = [path for ending in ("*.html", "*.eml") for path in Path(folder).glob(ending)] if folder else []
    return sorted(path for path in paths if path.is_file())


def delete_browser_pages() -> tuple[list[Path], list[Path]]:
    """Remove the pages; those that are gone, and those that could not be removed."""
    gone, remaining = [], []
    for page in browser_pages():
        try:
            filesystem.remove(page)
        except OSError:
            remaining.append(page)
        else:
            gone.append(page)
    return gone, remaining
