"""Drafts: the answers of a conversation, on disk until they are in the journal.

A draft is a file of JSON lines in `<journal>-drafts/` (0700), readable by its owner alone (0600), and locked while its
conversation goes on: a draft that is not locked belongs to a conversation that ended early.
"""

import json
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

from mentorlog import clock
from mentorlog.store.connect import resolve_path
from mentorlog.store.create import make_folder
from mentorlog.system import filesystem, shell

TEMP_SCRIPT_PREFIX = "mentorlog-"  # of scripts in the system's temporary folder
_DROPPED = ".dropped"  # after the name of a draft that was let go
_MIN_SUBSTRING_LENGTH = 12  # characters; a shorter text would be found in others by chance


def drafts_folder(journal: Path) -> Path:
    """Where the drafts of a journal lie."""
    path = resolve_path(journal)
    return path.with_name(path.name + "-drafts")


# By the name of their drafts: how a conversation is called, and the command for drafts that do not hold their own.
_CONVERSATIONS = {
    "checkin": ("A check-in", "checkin"),
    "debrief": ("A debrief", "debrief"),
    "review": ("A review", "review"),
    "agreement": ("The draft of an agreement", "agreement draft"),
    "goals": ("A new goal", "goals add"),
    "questions": ("A list of questions", "questions add"),
    "feedback": ("A note of feedback", "feedback add"),
    "achievements": ("A new achievement", "achievements add"),
    "achieve": ("The word why a goal is reached", "goals achieve"),
    "wins": ("A choice of wins", "achievements keep"),
    "sessions": ("A new session", "sessions add"),
    "score": ("A scoring of needs", "mentors score"),
    "end": ("A goodbye", "mentors end"),
}


def conversation_words(name: str) -> str:
    """How a conversation is called, at the start of a sentence."""
    return _CONVERSATIONS.get(name, ("A conversation", name))[0]


@dataclass
class Given:
    """What a person has answered to one question."""

    texts: list[str]
    is_done: bool | None = None  # None in drafts of older versions, which did not say
    half_line: str = ""  # no answer yet: the line was cut off or refused


class Draft:
    """The answers of one conversation. Its file is created with the first of them."""

    def __init__(
        self, folder: Path, name: str, path: Path | None = None, file: IO[str] | None = None, command: str = ""
    ) -> None:
        self._folder = folder
        self._name = name
        self._path = path
        self._file = file
        self._command = command
        self._skipped: list[dict[str, object]] = []  # before the first answer

    @property
    def name(self) -> str:
        """Its name on the command line: "checkin", or "debrief-s11" for one about a record."""
        return self._name

    @property
    def started_at(self) -> datetime:
        """When the first answer was given; of a file that a person renamed, when it was written."""
        if self._path is None:
            return clock.now()
        stamp = self._path.name.partition(".")[0].rpartition("-")[2]
        with suppress(ValueError, OverflowError):
            return clock.file_time(int(stamp) / 1000)
        return clock.file_time(self._path.stat().st_mtime)

    @property
    def answer_count(self) -> int:
        """How many answers it holds, a half line included."""
        return sum(len(given.texts) + bool(given.half_line) for given in self.read_given().values())

    @property
    def command(self) -> str:
        """What a person types to go on from it."""
        for entry in self._entries():
            if isinstance(command := entry.get("command"), str):
                return command
        name = self._name.partition("-")[0]
        return f"mentorlog {_CONVERSATIONS.get(name, ('', name))[1]}"

    @property
    def words(self) -> str:
        """How its conversation is called, at the start of a sentence."""
        return conversation_words(self._name.partition("-")[0])

    def _entries(self) -> Iterator[dict[str, Any]]:
        """The lines of the file, oldest first. One that a power cut left incomplete is skipped."""
        for text in self._path.read_text(encoding="utf-8", errors="replace").splitlines() if self._path else ():
            with suppress(ValueError):
                if isinstance(entry := json.loads(text), dict):
                    yield entry

    def read_given(self) -> dict[str, Given]:
        """The answers by their key, as they stand after the last line of the file."""
        answers: dict[str, Given] = {}
        for entry in self._entries():
            with suppress(KeyError, TypeError):
                given = answers.setdefault(entry["key"], Given([]))
                if "half" in entry:
                    given.half_line = str(entry["half"])
                elif "texts" in entry:
                    answers[entry["key"]] = Given([str(text) for text in entry["texts"]], bool(entry["done"]))
                else:
                    given.texts.append(str(entry["text"]))  # as older versions wrote each line
        return answers

    def read_texts(self) -> set[str]:
        """Everything that was typed and stands in the file, also what was taken back."""
        entries = list(self._entries())
        texts = {str(entry[name]) for entry in entries for name in ("text", "half") if name in entry}
        return texts | {str(text) for entry in entries for text in entry.get("texts", ())}

    def store(self, key: str, given: Given) -> None:
        """Write the answer to a question to disk, before the next one is asked."""
        entry: dict[str, object] = {"key": key, "texts": given.texts, "done": bool(given.is_done)}
        if given.texts or self._path is not None:
            self._write(entry)
        else:
            self._skipped.append(entry)

    def keep_half_line(self, key: str, text: str) -> None:
        """Write to disk what stands in the line."""
        self._write({"key": key, "half": text})

    def _write(self, entry: dict[str, object]) -> None:
        if self._file is None:
            self._file = self._create()
            head: list[dict[str, object]] = [{"command": self._command}] if self._command else []
            self._file.writelines(json.dumps(line) + "\n" for line in (*head, *self._skipped))
        self._file.write(json.dumps(entry) + "\n")
        self._file.flush()
        filesystem.sync_handle(self._file.fileno())

    def _create(self) -> IO[str]:
        make_folder(self._folder)
        at = int(clock.now().timestamp() * 1000)
        while True:
            self._path = self._folder / f"{self._name}-{at}.jsonl"
            with suppress(FileExistsError):
                handle = filesystem.create_private(self._path, append=True)
                filesystem.lock(handle)
                filesystem.sync_folder(self._folder)
                return os.fdopen(handle, "w", encoding="utf-8", newline="\n")
            at += 1

    def close(self) -> bool:
        """Close the draft and keep it; whether there is anything in it."""
        if self._file is not None:
            self._file.close()
        return self._path is not None

    def drop(self) -> None:
        """Let it go: it does not wait any more, but everything typed stays in the file until it is restored."""
        self.close()
        if self._path is not None:
            self._path = self._path.rename(self._path.with_name(self._path.name + _DROPPED))
            self._path.touch()  # the newest is restored first

    def restore(self) -> None:
        """Let a draft that was dropped wait again."""
        if self._path is not None:
            self._path = self._path.rename(self._path.with_name(self._path.name.removesuffix(_DROPPED)))

    def discard(self) -> None:
        """Remove the draft, and the folder if it was the last."""
        self.close()
        if self._path is not None:
            filesystem.remove(self._path)
            with suppress(OSError):
                self._path.parent.rmdir()


def reopen_latest(folder: Path, name: str) -> Draft | None:
    """The newest draft of that name which nobody has locked, now locked for the caller; None if there is none."""
    for path in sorted(folder.glob(f"{name}-*.jsonl"), reverse=True):
        if path.stem.rpartition("-")[0] != name:
            continue
        file = open(path, "a", encoding="utf-8", newline="\n")  # noqa: SIM115 - the draft keeps it open and locked
        try:
            filesystem.lock(file.fileno())
        except BlockingIOError:
            file.close()
            continue
        draft = Draft(folder, name, path, file)
        if draft.answer_count:
            return draft
        draft.discard()
    return None


def waiting_drafts(journal: Path) -> list[Draft]:
    """The drafts of conversations that ended early, oldest first; one that is going on now does not wait."""
    waiting = []
    for path in drafts_folder(journal).glob("*-*.jsonl"):
        with suppress(OSError), open(path, encoding="utf-8") as file:
            filesystem.lock(file.fileno(), shared=True)
            draft = Draft(path.parent, path.stem.rpartition("-")[0], path)
            if draft.answer_count:
                waiting.append(draft)
    return sorted(waiting, key=lambda draft: draft.started_at)


def drafts_let_go(journal: Path) -> list[Draft]:
    """The drafts that were let go, the last one first."""
    paths = drafts_folder(journal).glob(f"*-*.jsonl{_DROPPED}")
    newest_first = sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True)
    return [Draft(path.parent, path.name.partition(".")[0].rpartition("-")[0], path) for path in newest_first]


def waiting_texts(journal: Path) -> list[Path]:
    """What was begun and is not in the journal: answers, pages of an editor, commands that could not be written."""
    folder = drafts_folder(journal)
    return sorted([*(folder.iterdir() if folder.is_dir() else ()), *_temp_scripts(journal)])


def delete_drafts_containing(journal: Path, words: set[str], ref: str) -> None:
    """Remove the drafts that contain one of these texts, or belong to this record.

    A page of an editor is removed with its folder, since an editor's own backup may stand beside it.
    """
    folder = drafts_folder(journal)
    for path in (*folder.glob("*"), *_temp_scripts(journal)):
        page = path.name.startswith("edit-") and path.is_dir()
        files = [file for file in (path.rglob("*") if page else [path]) if file.is_file()]
        if f"-{ref}-" not in path.name and not any(_file_contains_any(file, words) for file in files):
            continue
        if page:
            shutil.rmtree(path)
        elif files:
            filesystem.remove(path)
        if path.parent == folder:
            with suppress(OSError):
                folder.rmdir()  # the last is gone


def _temp_scripts(journal: Path) -> list[Path]:
    """The scripts of this journal's commands that could not be written beside it: see `unsaved_command.py`."""
    from tempfile import gettempdir

    return [
        path
        for path in Path(gettempdir()).glob(f"{TEMP_SCRIPT_PREFIX}*{shell.SCRIPT_SUFFIX}")
        if _is_script_for(path, journal)
    ]


def _is_script_for(script: Path, journal: Path) -> bool:
    """Whether a file is a script of ours that names this journal; others may write to the folder too."""
    with suppress(OSError, ValueError):  # not readable, or no script
        status = script.lstat()
        if stat.S_ISREG(status.st_mode) and filesystem.is_own(status):
            words = pairwise(shell.script_words(script))
            return any(flag == "--journal" and _is_same_file(Path(file), journal) for flag, file in words)
    return False


def _is_same_file(path: Path, other: Path) -> bool:
    """Whether two paths lead to one file, by whatever names; of files that are gone, whether the names are the same."""
    try:
        return path.samefile(other)
    except OSError:
        return os.path.realpath(path) == os.path.realpath(other)


def _file_contains_any(path: Path, words: set[str]) -> bool:
    """Whether one of these texts is an answer in a file; a longer one may also stand anywhere in it."""
    content = path.read_text(encoding="utf-8", errors="replace")
    return bool(Draft(path.parent, "", path).read_texts() & words) or any(
        _contains_escaped(content, text) for text in words if len(text) >= _MIN_SUBSTRING_LENGTH
    )


def _contains_escaped(content: str, text: str) -> bool:
    return any(form in content for form in (text, json.dumps(text)[1:-1], shell.script_literal(text)))
