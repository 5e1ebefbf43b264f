"""The formats in which a page leaves the journal. One more is one more row, and the file that draws it.

Nothing else lists them: `--format`, help, completion, errors and what a file's ending means follow from the rows.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from mentorlog.render.answers import Answer
from mentorlog.structs import Frozen, Literal

if TYPE_CHECKING:
    from mentorlog.render.documents.csv import CsvTable
    from mentorlog.render.documents.document import Document

Source = Literal["answer", "document", "tables"]


class SharedPage(Frozen):
    """A page as one audience may see it, in each of the three ways that a format may draw from."""

    answer: Answer
    refs: set[str]  # the entries that it shows
    document: "Callable[[], Document]"
    tables: "Callable[[], list[CsvTable]] | None" = None
    shows_all_fields: bool = False  # so that a field that is withheld counts as left out


class Format(Frozen):
    """A format: what it draws from, and `module:function` that gives the text, imported only when it is needed."""

    name: str
    draws: Source
    renderer: str
    suffixes: tuple[str, ...] = ()  # endings of file names that mean it
    for_browser: bool = False  # --open shows it
    has_appendix: bool = False  # it includes the entries that a report is based on
    for_others: bool = False  # made to be sent: what is private stays out unless it is said to be for oneself

    def render(self, source: Any) -> str:
        """The text of an answer, a document or a table: of what this format draws from."""
        module, _, name = self.renderer.partition(":")
        return str(getattr(import_module(f"mentorlog.render.{module}"), name)(source))


_ROWS = (
    Format("terminal", "answer", "tell:render_plain"),
    Format("markdown", "document", "documents.markdown:render_markdown", (".md", ".markdown")),
    Format(
        "html", "document", "documents.web.page:render_html", (".html", ".htm"), for_browser=True, has_appendix=True
    ),
    Format("json", "answer", "tell:json_envelope", (".json",)),
    Format("csv", "tables", "documents.csv:render_csv", (".csv",)),
)
FORMATS = {row.name: row for row in _ROWS}
_CARD_ROWS = (
    Format("svg", "document", "documents.web.card.svg:render_svg", (".svg",), for_others=True),
    Format(
        "html", "document", "documents.web.card.page:render_card_page", (".html", ".htm"), for_browser=True,
        for_others=True,
    ),
)  # fmt: skip
# The formats of a certificate, which is a card where other pages are a page.
CARD_FORMATS = {
    **{name: FORMATS[name] for name in ("terminal", "markdown", "json")}, **{row.name: row for row in _CARD_ROWS},
}  # fmt: skip


# The forms of a letter, which is no page of the journal.
LETTER_FORMATS = {
    "text": Format("text", "document", "documents.letters:render_text", (".txt",), for_others=True),
    "eml": Format("eml", "document", "documents.letters:render_eml", (".eml",), for_others=True),
    "html": Format("html", "document", "documents.letters:render_html", (".html", ".htm"), for_others=True),
}


def format_of_file(name: str, formats: Mapping[str, Format] = FORMATS) -> Format | None:
    """The format that the ending of a file's name means."""
    ending = name.lower()
    return next((row for row in formats.values() if row.suffixes and ending.endswith(row.suffixes)), None)
