"""The delivery of what leaves the journal: to stdout as it is, into a file or a folder, to a browser."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog.errors import CannotCreate, UsageError
from mentorlog.journal.text import format_size
from mentorlog.render.answers import Answer, PageAnswer
from mentorlog.render.terminal.page import Line, Span, paragraph
from mentorlog.system import processes

if TYPE_CHECKING:
    from mentorlog.render.documents.csv import CsvTable
    from mentorlog.render.documents.formats import Format


class RawAnswer(Answer):
    """A text that goes to stdout as it is: Markdown, a web page, a table, a calendar."""

    def __init__(self, kind: str, text: str, asides: Sequence[Line] = ()) -> None:
        self.kind = kind
        self.raw = text
        self.asides = asides


def deliver_text(answer: Answer, text: str, output: Path | None, *, force: bool) -> Answer:
    """The text of an answer, as it is: on stdout, or in the file that was named."""
    if output is None:
        return RawAnswer(answer.kind, text, answer.asides)
    from mentorlog.store.create import write_file

    path, content = output.absolute(), text.encode()
    write_file(path, content, force=force)
    return file_answer(answer, path, len(content), "readable by you alone")


def file_answer(answer: Answer, path: Path, size: int, note: str) -> Answer:
    """The answer of a command whose page went into a file of `size` bytes; `note` ends its sentence."""
    sentence = paragraph("Wrote ", Span(str(path), "accent"), f": {format_size(size)}, {note}.")
    written = PageAnswer("file", {"file": str(path), "bytes": size}, [sentence])
    written.asides = answer.asides
    return written


def deliver_tables(
    answer: Answer, tables: "list[CsvTable]", format: "Format", output: Path | None, *, force: bool
) -> Answer:
    """One table as a text, several as a folder of files."""
    texts = {table.name: format.render(table) for table in tables}
    if len(texts) == 1:
        return deliver_text(answer, next(iter(texts.values())), output, force=force)
    if output is None:
        raise UsageError("CSV is a folder of tables.", "Name it with --output FOLDER.")
    from mentorlog.store.create import write_folder

    folder, ending = output.absolute(), format.suffixes[0]
    files = {f"{name}{ending}": text.encode() for name, text in texts.items()}
    write_folder(folder, files, force=force)
    return file_answer(answer, folder, sum(map(len, files.values())), f"{len(files)} tables")


def open_in_browser(answer: Answer, text: str, format: "Format", output: Path | None, *, force: bool) -> Answer:
    """Show a page in the browser: from the file named, or from one place that the next page takes over."""
    path = output
    if path is None:
        from mentorlog.render.documents.browser_pages import new_page_path

        path, force = new_page_path(f"{answer.kind}{format.suffixes[0]}"), True
    written = deliver_text(answer, text, path, force=force)
    if not processes.open_in_browser(path.absolute()):
        raise CannotCreate("No browser could be opened.", f"The page is in {path}.")
    return written
