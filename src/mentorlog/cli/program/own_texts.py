"""The texts that a person may replace by files of their own: which there are, which are theirs, and a copy of ours."""

from pathlib import Path
from typing import NamedTuple

from mentorlog import settings
from mentorlog.errors import CannotCreate, MentorlogError, UsageError
from mentorlog.journal.frameworks import files_of_ours, load_framework, own_folder
from mentorlog.journal.text import did_you_mean
from mentorlog.journal.workflows.content import (
    TEXT_NAMES,
    load_own_message,
    load_text,
    message_path,
    our_text_path,
    own_text_path,
)
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Grid, GridColumn, Row, Span, line, ours, paragraph

_MESSAGES = ("first", "follow-up", "again", "thanks", "referral", "closing")


class _OwnText(NamedTuple):
    """A text, where ours lies, and where one's own is looked for."""

    name: str
    ours: Path
    own: Path

    @property
    def is_own(self) -> bool:
        """Whether a file of one's own replaces or adds to ours."""
        return self.own.is_file() or self.own.with_name(f"more-{self.own.name}").is_file()

    def fault(self) -> str:
        """What is wrong with the file, with its line; empty where nothing is."""
        if not self.is_own:
            return ""
        try:
            if self.name in TEXT_NAMES:
                load_text(self.name)
            elif self.name in _MESSAGES:
                load_own_message(self.own)
            else:
                load_framework(self.name)
        except MentorlogError as error:
            return error.message
        return ""


def _texts() -> list[_OwnText]:
    """All of them. Raises UsageError where settings have no place."""
    settings.config_path()
    templates = Path(settings.config_folder()) / "templates"
    folder = own_folder()
    assert folder is not None  # settings have a place
    return [
        *(_OwnText(name, our_text_path(name), own_text_path(name) or Path()) for name in TEXT_NAMES),
        *(_OwnText(kind, message_path(kind), templates / f"{kind}.txt") for kind in _MESSAGES),
        *(_OwnText(key, file, folder / file.name) for key, file in files_of_ours().items()),
    ]


def list_texts() -> Answer:
    """Which texts there are, and whether each is ours or one's own."""
    rows, data = [], []
    for text in _texts():
        fault = text.fault()
        origin = line(ours("yours", "good")) if text.is_own else line(ours("ours", "dim"))
        below = [line(ours(fault, "warn"))] if fault else []
        rows.append(Row((line(Span(text.name, "title")), origin, line(Span(str(text.own), "dim"))), below))
        data.append({"name": text.name, "file": str(text.own), "own": text.is_own, "fault": fault or None})
    heads = (GridColumn("Text"), GridColumn("", hide_label=True), GridColumn("Looked for in", "words"))
    step = NextStep("mentorlog config texts questions", "to copy ours, and write your own")
    return PageAnswer("config.texts", data, [Grid(heads, rows, has_header=True)], (step,))


def copy_text(name: str) -> Answer:
    """Copy ours to where one's own is looked for. Raises CannotCreate where a file is there already."""
    texts = {text.name: text for text in _texts()}
    if name not in texts:
        raise UsageError(
            "There is no text of that name.", f"{did_you_mean(name, list(texts))}See: mentorlog config texts"
        )
    text = texts[name]
    if text.own.exists():
        raise CannotCreate(f"{text.own} is there already; it was left as it is.", "Edit it, or move it away first.")
    from mentorlog.store.create import write_file

    text.own.parent.mkdir(parents=True, exist_ok=True)
    content = text.ours.read_bytes()
    write_file(text.own, content, force=False)
    sentence = paragraph("Wrote ", Span(str(text.own), "accent"), ": it goes before ours from now on.")
    return PageAnswer(
        "file", {"file": str(text.own), "bytes": len(content)}, [sentence], (NextStep("mentorlog config texts"),)
    )
