"""What leaves the journal: the options of every page that can be shared, and the answer in the form asked for."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.options import OUTPUT_PANEL
from mentorlog.errors import CannotCreate, Refused, UsageError
from mentorlog.journal.privacy import Audience, Omissions
from mentorlog.render.answers import Answer, PageAnswer
from mentorlog.render.terminal.page import Gap, Line, Lines, Page, Span, line, ours
from mentorlog.render.terminal.screen import Screen
from mentorlog.structs import Frozen, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.render.documents.csv import CsvTable
    from mentorlog.render.documents.document import Document

PageFormat = Literal["terminal", "markdown", "html", "json", "csv"]
_FORMAT_BY_SUFFIX: dict[str, PageFormat] = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".json": "json", ".csv": "csv",
}  # fmt: skip


def dash_to_none(output: Path | None) -> Path | None:
    """The file that was named; - is stdout, as for other programs, and so none."""
    return None if output == Path("-") else output


Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write it there, for you alone; the ending says the format.",
        show_default=False, rich_help_panel=OUTPUT_PANEL, callback=dash_to_none,
    ),
]  # fmt: skip
Force = Annotated[
    bool,
    typer.Option("--force", help="Write over a file that exists.", show_default=False, rich_help_panel=OUTPUT_PANEL),
]
Open = Annotated[
    bool,
    typer.Option("--open", help="Show the page in your browser.", show_default=False, rich_help_panel=OUTPUT_PANEL),
]
ForAudience = Annotated[
    Audience, typer.Option("--for", help="Who reads it: what is private stays out.", rich_help_panel=OUTPUT_PANEL)
]
ShowWithheld = Annotated[
    bool,
    typer.Option(
        "--show-withheld",
        help="Tell you, on stderr, what was left out.",
        show_default=False,
        rich_help_panel=OUTPUT_PANEL,
    ),
]


def format_option(*forms: PageFormat) -> Any:
    """`--format` with the forms that a command knows, the usual one first."""
    return typer.Option(
        "--format",
        metavar="|".join(forms),
        help=f"The form it takes; {forms[0]} unless given.",
        show_default=False,
        rich_help_panel=OUTPUT_PANEL,
    )


class ShareOptions(Frozen):
    """How somebody wants a page: its form, its file, its reader."""

    page_format: PageFormat | None = None
    output: Path | None = None
    force: bool = False
    open: bool = False
    audience: Audience = "me"
    show_withheld: bool = False

    def resolve_format(self, *forms: PageFormat) -> "PageFormat":
        """The form: as named, as a file's ending says, or as usual. Raises UsageError for one that is not there."""
        form = self.page_format
        if form is None and self.output is not None:
            form = _FORMAT_BY_SUFFIX.get(self.output.suffix.lower())
        if form is None:
            form = "html" if self.open else "terminal"
        if form not in forms:
            raise UsageError(f"This cannot be written as {form}.", f"It can be {', '.join(forms)}.")
        if self.open and form != "html":
            raise UsageError("--open shows a web page.", "Leave out --format, or write --format html.")
        return form


class RawAnswer(Answer):
    """A text as it is: Markdown, a web page, a table, a calendar."""

    def __init__(self, kind: str, text: str, asides: Sequence[Line] = ()) -> None:
        self.kind = kind
        self.raw = text
        self.asides = asides


class AudienceAnswer(Answer):
    """An answer on the terminal or as JSON, with what was left out of it."""

    def __init__(self, answer: Answer, wish: ShareOptions, left_out: Omissions, asides: Sequence[Line]) -> None:
        self._answer = answer
        self._options = wish
        self._withheld = left_out
        self.kind = answer.kind
        self.asides = asides
        self.steps = answer.steps if wish.audience == "me" else ()

    def data(self) -> Any:
        told = self._answer.data()
        if self._options.audience == "me" or not isinstance(told, dict):
            return told
        return {**told, "audience": self._options.audience, "withheld": self._withheld.to_json()}

    def page(self, screen: Screen) -> Page:
        page = self._answer.page(screen)
        if note := self._withheld.sentence:
            page = [*page, Gap(), Lines([line(ours(note, "dim"))])]
        return page


class SharedPage(Frozen):
    """A page as its reader may see it: as an answer, as a document with its last note, the refs it stands on.

    `whole` says that it shows entries with all their fields, so that a field left out is to be told too.
    """

    answer: Answer
    refs: "set[str]"
    document: "Callable[[str], Document]"
    csv_tables: "Callable[[], list[CsvTable]] | None" = None
    shows_all_fields: bool = False


def share_page(cli: CliContext, options: ShareOptions, form: PageFormat, build: "Callable[[], SharedPage]") -> Answer:
    """A page for its reader, in its form: told, written to stdout as it is, or into a file.

    `made` reads the journal anew, so that it reads through the veil of the reader.
    """
    from mentorlog.journal.privacy import audience_view as veiled
    from mentorlog.journal.privacy import page_omissions

    journal = cli.open_journal()
    whole = build().refs if options.audience != "me" else set()
    with veiled(journal, options.audience):
        page = build()
    left_out = page_omissions(journal, whole, page.refs, options.audience)
    if not page.shows_all_fields:
        left_out = replace(left_out, parts=[])
    asides = describe_withheld(journal, left_out, options.show_withheld)
    return _deliver(cli, options, form, page, left_out, asides)


def _deliver(
    cli: CliContext,
    options: ShareOptions,
    form: PageFormat,
    page: SharedPage,
    left_out: Omissions,
    asides: Sequence[Line],
) -> Answer:
    shown = AudienceAnswer(page.answer, options, left_out, asides)
    shown.as_json = form == "json"
    if (cli.as_json or shown.as_json) and options.output is None and not options.open:
        return shown
    if form == "csv" and page.csv_tables is not None:
        return _deliver_tables(options, shown, page.csv_tables())
    if form in ("terminal", "json"):
        return shown if options.output is None else write_answer(options, shown, _render_answer(shown, form))
    text = _render_document(page.document(left_out.sentence), form)
    if options.open:
        return _open_in_browser(options, shown, text)
    return RawAnswer(shown.kind, text, asides) if options.output is None else write_answer(options, shown, text)


def describe_withheld(journal: "Journal", left_out: Omissions, wanted: bool) -> list[Line]:
    """What was left out, for the owner alone."""
    if not wanted:
        return []
    if not left_out.sentence:
        return [line("Nothing was left out.")]
    from mentorlog.journal.model.kinds import parse_ref

    lines = [line(ours(left_out.sentence))]
    for ref, part in [(ref, False) for ref in left_out.entries] + [(ref, True) for ref in left_out.parts]:
        if found := parse_ref(ref):
            kind, number = found
            name = str(journal.read_field(kind.noun, number, kind.title_field) or "").split("\n")[0]
            lines.append(line(ours("  "), Span(f"{ref:<4} "), Span(name), ours("  in part" if part else "")))
    return lines


def refuse_if_hidden(journal: "Journal", noun: str, number: int, audience: Audience) -> None:
    """Raise Refused where a page's own subject is private."""
    from mentorlog.journal.model.kinds import ref
    from mentorlog.journal.privacy import is_hidden

    if audience != "me" and is_hidden(journal, noun, number, audience):
        one = ref(noun, number)
        raise Refused(
            f"{one} is private, and not for your {audience}.", f"To share it: mentorlog edit {one} private=no"
        )


def _render_document(document: "Document", form: PageFormat) -> str:
    if form == "markdown":
        from mentorlog.render.documents import markdown

        return markdown.render_markdown(document)
    from mentorlog.render.documents import web

    return web.render_html(document)


def _render_answer(answer: Answer, form: PageFormat) -> str:
    """What would stand on stdout, for a file."""
    import io

    from mentorlog.render.tell import json_envelope
    from mentorlog.render.terminal import plain

    if form == "json":
        return json_envelope(answer)
    text = io.StringIO()
    screen = Screen(text, 0, colors=0, ascii=False)
    plain.draw(answer.page(screen), screen)
    return text.getvalue()


def write_answer(options: ShareOptions, answer: Answer, text: str) -> Answer:
    """A text in the file that was named."""
    from mentorlog.store.files import write_file

    assert options.output is not None
    path = options.output.absolute()
    content = text.encode()
    write_file(path, content, force=options.force)
    return file_answer(answer, path, len(content), "readable by you alone")


def file_answer(answer: Answer, path: Path, size: int, beside: str) -> Answer:
    """The answer of a command whose page went into a file."""
    says = line(ours("Wrote "), Span(str(path), "accent"), ours(f": {_format_size(size)}, {beside}."))
    told = PageAnswer("file", {"file": str(path), "bytes": size}, [Lines([says])])
    told.asides = answer.asides
    return told


def _format_size(size: int) -> str:
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{size} bytes" if size < 1000 else f"{size / 1000:.0f} kB"


def _deliver_tables(options: ShareOptions, answer: AudienceAnswer, tables: "list[CsvTable]") -> Answer:
    from mentorlog.render.documents.csv import render_csv
    from mentorlog.store.files import write_folder

    if options.output is None:
        if len(tables) == 1:
            return RawAnswer(answer.kind, render_csv(tables[0]), answer.asides)
        raise UsageError("CSV is a folder of tables.", "Name it with --output FOLDER.")
    files = {f"{sheet.name}.csv": render_csv(sheet).encode() for sheet in tables}
    if len(files) == 1:
        return write_answer(options, answer, render_csv(tables[0]))
    write_folder(options.output.absolute(), files, force=options.force)
    return file_answer(answer, options.output.absolute(), sum(map(len, files.values())), f"{len(files)} tables")


def _open_in_browser(options: ShareOptions, answer: AudienceAnswer, text: str) -> Answer:
    """Show a page in the browser: from the file named, or from one place that the next page takes over."""
    import webbrowser

    path = options.output
    if path is None:
        from platformdirs import user_cache_path

        from mentorlog.store.create import make_folder

        folder = user_cache_path("mentorlog")
        make_folder(folder)
        path, options = folder / f"{answer.kind}.html", replace(options, force=True)
    told = write_answer(replace(options, output=path), answer, text)
    if not webbrowser.open(path.absolute().as_uri()):
        raise CannotCreate("No browser could be opened.", f"The page is in {path}.")
    return told
