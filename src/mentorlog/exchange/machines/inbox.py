"""The inbox: text files that a phone puts into the folder become entries of the journal, each once.

    inbox/questions/*.txt   a question each
    inbox/wins/*.txt        an achievement each: its first line, and the rest as what shows it
    inbox/notes/*.txt       a lesson each

The first machine takes them in, since two would each make an entry of the same file. An entry has a uid made of its
file, so that a file that could not be removed, or that its engine brings back, is no second entry.
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mentorlog import clock
from mentorlog.errors import UsageError
from mentorlog.exchange.entries import content_uid, encoding_of
from mentorlog.exchange.machines.files.operation_files import FileFault
from mentorlog.exchange.machines.files.shared_files import is_real_folder, list_names, read_shared
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.text import TEXT_LIMIT, TITLE_LIMIT, clean_text
from mentorlog.nouns import KINDS
from mentorlog.store.create import make_folder
from mentorlog.structs import replace
from mentorlog.system import filesystem

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record

COMMAND = "sync inbox"  # in the log
NOUNS = {"questions": "question", "wins": "achievement", "notes": "lesson"}  # by folder
MAX_FILES = 1000  # of one call
_CONFLICT_COPY = re.compile(r"sync-conflict|conflicted copy|\(conflict", re.IGNORECASE)


class InboxFile(NamedTuple):
    """A text that waits: its path, the noun that it becomes, its text, the day it was written, and its uid."""

    path: Path
    noun: str
    text: str
    day: date
    uid: str


class InboxFault(NamedTuple):
    """A file that stays where it is, and why."""

    name: str
    why: str


class Inbox(NamedTuple):
    """What waits in the inbox."""

    files: list[InboxFile]
    faults: list[InboxFault]


def read_inbox(root: Path, today: date) -> Inbox:
    """What waits in the folder. Nothing is removed."""
    inbox = Inbox([], [])
    for folder, noun in NOUNS.items():
        place = root / "inbox" / folder
        if not is_real_folder(root / "inbox"):
            break
        for name in list_names(place):
            if not _is_ours(name) or len(inbox.files) >= MAX_FILES:
                continue
            shown_name = f"{folder}/{name}" if name.isprintable() else f"{folder}/{name!r}"
            try:
                if text_file := _read_text_file(place / name, noun, today):
                    inbox.files.append(text_file)
            except FileNotFoundError:
                continue
            except FileFault as error:
                inbox.faults.append(InboxFault(shown_name, f"it is {error.fault}"))
            except UsageError as error:
                inbox.faults.append(InboxFault(shown_name, error.message))
    return inbox


def _is_ours(name: str) -> bool:
    """Whether a file is a thought, and not the copy, the lock or the half of one that some program made."""
    return name.lower().endswith(".txt") and name[0] not in ".~" and not _CONFLICT_COPY.search(name)


def _read_text_file(path: Path, noun: str, today: date) -> InboxFile | None:
    """A file as an entry to be; None for an empty one, which a phone makes first. Raises FileFault and UsageError."""
    content = read_shared(path, TEXT_LIMIT * 4)
    if not content.strip():
        return None
    text = clean_text(_decode(content).replace("\r\n", "\n").replace("\r", "\n").strip("\n\ufeff"))
    seconds = path.lstat().st_mtime
    try:
        day = clock.file_time(seconds).date()
    except (ValueError, OverflowError, OSError):
        day = today
    uid = content_uid("inbox", noun, path.name, text, str(int(seconds)))
    return InboxFile(path, noun, text, min(day, today), uid)


def _decode(content: bytes) -> str:
    """The text of a file, whatever editor wrote it: with a mark, UTF-8, UTF-16 without a mark, or old Windows.

    Raises UsageError where it is no text.
    """
    name = encoding_of(content)
    if name == "utf-8" and not content.startswith(codecs.BOM_UTF8) and b"\0" in content:
        name = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be" if content[:1] == b"\0" else name
    for encoding in (name, "cp1252"):
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if "\0" not in text:
                return text
    raise UsageError("It is not a text.")


def take_inbox(journal: "Journal", inbox: Inbox) -> list[str]:
    """Make entries of the files in one change, and remove the files once it stands. Returns the refs of the entries."""
    new = [file for file in inbox.files if not _is_taken(journal, file)]
    refs = []
    if new:
        with journal.change(COMMAND) as change:
            for file in new:
                record = change.add(_record_of(journal, file), uid=file.uid)
                refs.append(ref(file.noun, record.number))
    for file in inbox.files:
        with suppress(OSError):  # it is removed the next time, and is no second entry meanwhile
            filesystem.remove(file.path)
    for folder in {file.path.parent for file in inbox.files}:
        with suppress(OSError):
            filesystem.sync_folder(folder)
    return refs


def _is_taken(journal: "Journal", file: InboxFile) -> bool:
    """Whether there is an entry of a file, or was one that somebody deleted or took back since."""
    table = KINDS[file.noun].plural
    return bool(
        journal.store.rows(f"SELECT 1 FROM {table} WHERE uid = ?", (file.uid,))
        or journal.store.rows(
            "SELECT 1 FROM change_rows WHERE tbl = ? AND after LIKE ? LIMIT 1", (table, f'%"{file.uid}"%')
        )
    )


def _record_of(journal: "Journal", file: InboxFile) -> "Record":
    """The entry that a file becomes; as private as those that are typed."""
    record: Record
    if file.noun == "question":
        from mentorlog.journal.model.records.questions import Question

        record = Question(text=file.text)
    elif file.noun == "achievement":
        from mentorlog.journal.model.records.achievements import Achievement

        title, evidence = _split_title(file.text)
        record = Achievement(title=title, evidence=evidence, day=file.day)
    else:
        from mentorlog.journal.model.records.lessons import Lesson

        record = Lesson(text=file.text)
    is_private = KINDS[file.noun].group in journal.private_by_default
    return replace(record, private=True) if is_private else record


def _split_title(text: str) -> tuple[str, str | None]:
    """The first line as a title, and the rest; where that line is too long for a title, all of it as the rest."""
    title, _, rest = text.strip().partition("\n")
    title = title.replace("\t", " ").strip()
    if len(title) <= TITLE_LIMIT:
        return title, rest.strip("\n") or None
    start = title[: TITLE_LIMIT - 1]
    return f"{start.rpartition(' ')[0] or start}…", text.strip()


def iter_inbox_folders(root: Path) -> Iterator[Path]:
    """The folders into which a phone puts its files."""
    return (root / "inbox" / name for name in NOUNS)


def make_inbox(root: Path) -> None:
    """Make the folders, so that a person finds where to put a file."""
    for folder in iter_inbox_folders(root):
        with suppress(OSError):
            make_folder(folder)
